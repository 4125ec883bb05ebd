//! The lines of responsible parties. What a token opens, and that it opens nothing else, is tested in `party`.

use super::{
    super::{
        asks::{answer_submission, make_link, revoke_link},
        scene::{data, form, page},
    },
    ALL, Field, Line, NONE, NOT_FOUND, NOTHING, OFFICE, Status, line, office, own, public, view,
};
use domain::fault::FieldCode;

/// Nobody has this token, so it is nobody's secret.
const GUESSED: &str = "/p/AAAAAAAAAAAAAAAAAAAAAA";
const NO_PAGE: super::Expect = Status(404);

pub(super) const LINES: &[Line] = &[
    public("GET /p/{token}", |_, v| page(v, GUESSED), NO_PAGE),
    public("POST /p/{token}", |s, v| form(v, GUESSED, &[("hazard", &s.near.hazard.to_string())]), NO_PAGE),
    public(
        "GET /p/{token}/photos/{id}",
        |s, v| page(v, &format!("{GUESSED}/photos/{}", s.near.photo)),
        NO_PAGE,
    ),
    public(
        "GET /p/{token}/photos/{id}/thumb",
        |s, v| page(v, &format!("{GUESSED}/photos/{}/thumb", s.near.photo)),
        NO_PAGE,
    ),
    view("GET /supervision", |_, v| page(v, "/supervision"), ALL, ALL, NOTHING),
    view("GET /submissions", |_, v| page(v, "/submissions"), ALL, ALL, NOTHING),
    own("GET /api/fn/list_supervised", |s, v| data(v, &s.function("list_supervised", "all=true")), NOTHING),
    own("GET /api/fn/list_submissions", |s, v| data(v, &s.function("list_submissions", "")), NOTHING),
    line(
        "GET /api/fn/read_party_desk",
        |s, v| data(v, &s.function("read_party_desk", &format!("id={}", s.near.hazard))),
        ALL,
        NONE,
        NOTHING,
    ),
    line("POST /do/party-links", make_link, OFFICE, office(Field("hazard", FieldCode::Unknown)), NOTHING),
    line("POST /do/submissions/{id}/{answer}", answer_submission, OFFICE, office(NOT_FOUND), NOTHING),
    line("POST /do/party-links/{id}/revoke", revoke_link, OFFICE, office(NOT_FOUND), NOTHING),
];

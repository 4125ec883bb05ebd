//! The lines of summaries. Everybody reads those of their area; only the office writes, checks and issues them.

use super::{
    super::scene::{Mark, Scene, data, form, page},
    ALL, GONE, Line, NONE, NOT_FOUND, NOTHING, OFFICE, OTHERS_AREA, Refused, Roles, Status, line, office,
    own, public, view,
};
use crate::{stage::Visitor, support::world::SUBDISTRICT};
use domain::fault::Code;
use reqwest::RequestBuilder;
use uuid::Uuid;

/// What only an issued one has, asked of a draft.
const NOT_YET: Roles = [Refused(Code::WrongState); 4];
/// The same as a page.
const NO_PAGE_YET: Roles = [Status(409); 4];
/// Nobody has this token, so it is nobody's secret.
const GUESSED: &str = "/s/AAAAAAAAAAAAAAAAAAAAAA";
const SUMMARY: &[Mark] = &[Mark::Summary];

fn draft(_: &Scene, v: &Visitor) -> RequestBuilder {
    let id = Uuid::now_v7().to_string();
    let fields = [("id", id.as_str()), ("area", SUBDISTRICT), ("year", "2023"), ("period", "05")];
    form(v, "/do/summaries", &fields)
}

fn write(s: &Scene, v: &Visitor) -> RequestBuilder {
    let id = Uuid::now_v7().to_string();
    let fields = [
        ("id", id.as_str()),
        ("base_version", "1"),
        ("lang", "zh"),
        ("topic", "next_period"),
        ("text", "继续开展排查。"),
    ];
    form(v, &format!("/do/summaries/{}/edit", s.near.summary), &fields)
}

/// Of what nobody has checked nothing can be sent back, whoever asks.
fn send_back(s: &Scene, v: &Visitor) -> RequestBuilder {
    let id = Uuid::now_v7().to_string();
    let fields = [("id", id.as_str()), ("base_version", "1"), ("reason", "数字有误")];
    form(v, &format!("/do/summaries/{}/send_back", s.near.summary), &fields)
}

/// A note is one's own, whoever else reads the summary.
fn read(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/summaries/{}/read", s.near.summary), &[])
}

fn link(s: &Scene, v: &Visitor) -> RequestBuilder {
    let (id, summary) = (Uuid::now_v7().to_string(), s.near.summary.to_string());
    form(v, "/do/summary-links", &[("id", &id), ("summary", &summary)])
}

fn file(s: &Scene, v: &Visitor) -> RequestBuilder {
    data(v, &format!("/api/v1/summaries/{}/pdf", s.near.summary))
}

/// A table of a correction.
fn table(s: &Scene, v: &Visitor) -> RequestBuilder {
    data(v, &format!("/api/v1/summaries/{}/rows.csv", s.near.summary))
}

fn dictionary(s: &Scene, v: &Visitor) -> RequestBuilder {
    data(v, &format!("/api/v1/summaries/{}/dictionary.csv", s.near.summary))
}

/// Whoever reads a draft may look at it as it would be printed.
fn preview(s: &Scene, v: &Visitor) -> RequestBuilder {
    data(v, &format!("/api/v1/summaries/{}/preview", s.near.summary))
}

/// All rows behind a figure, and behind a number beside it.
fn rows(s: &Scene, v: &Visitor, asked: &str) -> RequestBuilder {
    data(v, &format!("/api/v1/summaries/{}/frozen/rows.csv?{asked}", s.near.summary))
}

pub(super) const LINES: &[Line] = &[
    line("POST /do/summaries", draft, OFFICE, OTHERS_AREA, NOTHING),
    line("POST /do/summaries/{id}/{step}", send_back, NOT_YET, NONE, NOTHING),
    line("POST /do/summaries/{id}/{step}", write, OFFICE, NONE, NOTHING),
    line("POST /do/summaries/{id}/{step}", read, ALL, ALL, NOTHING),
    line("GET /api/v1/summaries/{id}/{file}", file, NOT_YET, NONE, NOTHING),
    line("GET /api/v1/summaries/{id}/{file}", table, NOT_YET, NONE, NOTHING),
    line("GET /api/v1/summaries/{id}/{file}", dictionary, NOT_YET, NONE, NOTHING),
    line("GET /api/v1/summaries/{id}/{file}", preview, ALL, NONE, NOTHING),
    line(
        "GET /api/v1/summaries/{id}/english/{file}",
        |s, v| data(v, &format!("/api/v1/summaries/{}/english/pdf", s.near.summary)),
        NOT_YET,
        NONE,
        NOTHING,
    ),
    line(
        "GET /api/v1/summaries/{id}/frozen/rows.csv",
        |s, v| rows(s, v, "figure=found"),
        NOT_YET,
        NONE,
        NOTHING,
    ),
    line(
        "GET /api/v1/summaries/{id}/frozen/rows.csv",
        |s, v| rows(s, v, "beside=2023-05%3Afound"),
        NOT_YET,
        NONE,
        NOTHING,
    ),
    // what a token opens, and that it opens nothing else, is tested in `leader`
    public("GET /s/{token}", |_, v| page(v, GUESSED), Status(404)),
    public("GET /s/{token}/pdf", |_, v| page(v, &format!("{GUESSED}/pdf")), Status(404)),
    public(
        "GET /s/{token}/{correction}/pdf",
        |_, v| page(v, &format!("{GUESSED}/{}/pdf", Uuid::now_v7())),
        Status(404),
    ),
    line("POST /do/summary-links", link, office(Refused(Code::WrongState)), office(NOT_FOUND), NOTHING),
    line(
        "POST /do/summary-links/{id}/revoke",
        |_, v| form(v, &format!("/do/summary-links/{}/revoke", Uuid::now_v7()), &[]),
        office(NOT_FOUND),
        office(NOT_FOUND),
        NOTHING,
    ),
    line(
        "GET /api/fn/read_summary_links",
        |s, v| data(v, &s.function("read_summary_links", &format!("id={}", s.near.summary))),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/fn/list_summaries", |s, v| data(v, &s.function("list_summaries", "")), SUMMARY),
    line(
        "GET /api/fn/read_summary",
        |s, v| data(v, &s.function("read_summary", &format!("id={}&lang=zh", s.near.summary))),
        ALL,
        NONE,
        SUMMARY,
    ),
    line(
        "GET /api/fn/read_changes",
        |s, v| data(v, &s.function("read_changes", &format!("id={}", s.near.summary))),
        NOT_YET,
        NONE,
        NOTHING,
    ),
    line(
        "GET /api/fn/read_frozen_rows",
        |s, v| data(v, &s.function("read_frozen_rows", &format!("id={}&figure=found", s.near.summary))),
        NOT_YET,
        NONE,
        NOTHING,
    ),
    line(
        "GET /api/fn/read_rows_beside",
        |s, v| {
            let asked = format!("id={}&behind=2023-05%3Afound", s.near.summary);
            data(v, &s.function("read_rows_beside", &asked))
        },
        NOT_YET,
        NONE,
        NOTHING,
    ),
    line(
        "GET /api/fn/compare_summaries",
        |s, v| data(v, &s.function("compare_summaries", &format!("id={}&lang=zh", s.near.summary))),
        ALL,
        NONE,
        SUMMARY,
    ),
    own(
        "GET /api/fn/read_summary_year",
        |s, v| data(v, &s.function("read_summary_year", "year=2023&lang=zh")),
        NOTHING,
    ),
    line(
        "GET /api/fn/read_summary_year",
        |s, v| data(v, &s.function("read_summary_year", &format!("area={SUBDISTRICT}&year=2023&lang=zh"))),
        // an inspector's area is smaller than that
        [super::NOT_FOUND, super::OK, super::OK, super::OK],
        NONE,
        NOTHING,
    ),
    view("GET /summaries", |_, v| page(v, "/summaries"), ALL, ALL, SUMMARY),
    view("GET /summaries/year", |_, v| page(v, "/summaries/year?year=2023"), ALL, ALL, NOTHING),
    view(
        "GET /summaries/compare",
        |s, v| page(v, &format!("/summaries/compare?id={}", s.near.summary)),
        ALL,
        GONE,
        SUMMARY,
    ),
    view(
        "GET /summaries/{id}",
        |s, v| page(v, &format!("/summaries/{}", s.near.summary)),
        ALL,
        GONE,
        SUMMARY,
    ),
    view(
        "GET /summaries/{id}/edit",
        |s, v| page(v, &format!("/summaries/{}/edit?topic=overview", s.near.summary)),
        ALL,
        GONE,
        SUMMARY,
    ),
    view(
        "GET /summaries/{id}/print",
        |s, v| page(v, &format!("/summaries/{}/print", s.near.summary)),
        ALL,
        GONE,
        SUMMARY,
    ),
    view(
        "GET /summaries/{id}/rows",
        |s, v| page(v, &format!("/summaries/{}/rows?figure=found", s.near.summary)),
        NO_PAGE_YET,
        GONE,
        NOTHING,
    ),
    view(
        "GET /summaries/{id}/rows",
        |s, v| page(v, &format!("/summaries/{}/rows?beside=2023-05%3Afound", s.near.summary)),
        NO_PAGE_YET,
        GONE,
        NOTHING,
    ),
    view(
        "GET /summaries/{id}/changes",
        |s, v| page(v, &format!("/summaries/{}/changes", s.near.summary)),
        NO_PAGE_YET,
        GONE,
        NOTHING,
    ),
];

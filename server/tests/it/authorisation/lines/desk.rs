//! The lines of the office's desk. What is done to many tells of each hazard by itself, so somebody far away is answered,
//! and told of each that it is not there.

use super::{
    super::{
        asks::{bulk_by_form, notices_by_form, remove_view, save_view},
        scene::{data, page},
    },
    ALL, FORBIDDEN, HAZARD, KEEPERS, Line, NOTHING, OFFICE, OK, Roles, SHUT, line, own, view,
};

/// The office, and the leader who only looks.
const DESK: Roles = [FORBIDDEN, OK, OK, FORBIDDEN];
/// Their pages.
const DESK_PAGE: Roles = [SHUT, OK, OK, SHUT];

pub(super) const LINES: &[Line] = &[
    line("POST /do/desk/bulk", bulk_by_form, OFFICE, OFFICE, NOTHING),
    line("POST /do/desk/notices", notices_by_form, OFFICE, OFFICE, NOTHING),
    line("POST /do/desk/views", save_view, DESK, DESK, NOTHING),
    line("POST /do/desk/views/{id}/remove", remove_view, DESK, DESK, NOTHING),
    line("GET /api/v1/desk", |_, v| data(v, "/api/v1/desk"), DESK, DESK, NOTHING),
    // says nothing but that something has changed in the asker's own area
    own("GET /api/v1/desk/changes", |_, v| data(v, "/api/v1/desk/changes"), NOTHING),
    line("GET /api/fn/read_desk", |s, v| data(v, &s.function("read_desk", "")), DESK, DESK, NOTHING),
    line(
        "GET /api/fn/preview_bulk",
        |s, v| {
            let query = format!("query=do%3Dassign%26hazard%3D{}", s.near.hazard);
            data(v, &s.function("preview_bulk", &query))
        },
        OFFICE,
        OFFICE,
        NOTHING,
    ),
    line(
        "GET /api/fn/preview_notices",
        |s, v| data(v, &s.function("preview_notices", &format!("query=hazard%3D{}", s.near.hazard))),
        OFFICE,
        OFFICE,
        NOTHING,
    ),
    line(
        "GET /api/fn/read_chosen",
        |s, v| data(v, &s.function("read_chosen", &format!("query=hazard%3D{}", s.near.hazard))),
        DESK,
        DESK,
        NOTHING,
    ),
    view("GET /desk", |_, v| page(v, "/desk"), DESK_PAGE, DESK_PAGE, HAZARD),
    view(
        "GET /desk/bulk",
        |s, v| page(v, &format!("/desk/bulk?do=remind&hazard={}", s.near.hazard)),
        KEEPERS,
        KEEPERS,
        NOTHING,
    ),
    view(
        "GET /desk/notices",
        |s, v| page(v, &format!("/desk/notices?hazard={}", s.near.hazard)),
        KEEPERS,
        KEEPERS,
        NOTHING,
    ),
    view(
        "GET /desk/print",
        |s, v| page(v, &format!("/desk/print?hazard={}", s.near.hazard)),
        DESK_PAGE,
        DESK_PAGE,
        NOTHING,
    ),
    // shows what came with the answer to a form, and nothing without
    view("GET /desk/result", |_, v| page(v, "/desk/result"), ALL, ALL, NOTHING),
];

//! The lines of imports.

use super::{
    super::{
        asks::imports::{
            import_columns, import_decisions, import_discard, import_file, import_outlines, import_penalties,
            import_stoves, outlines_confirmed, outlines_discarded, outlines_map, outlines_read,
            penalties_columns, penalties_decisions,
        },
        scene::{data, page},
    },
    Expect, FORBIDDEN, Line, NOT_FOUND, NOTHING, OFFICE, OK, Roles, SHUT, Status, WATCHERS, line, view,
};

/// About something that is the near office's alone.
const OFFICE_ALONE: Roles = [FORBIDDEN, OK, FORBIDDEN, NOT_FOUND];
pub(super) const NOT_THEIRS: Roles = [FORBIDDEN, NOT_FOUND, FORBIDDEN, NOT_FOUND];
/// What only administrators do.
const ADMINS: Roles = admins(OK);
/// The same about an import that is nobody's; the role is looked at first.
const NOBODYS: Roles = admins(NOT_FOUND);

const fn admins(answer: Expect) -> Roles {
    [FORBIDDEN, FORBIDDEN, FORBIDDEN, answer]
}

/// A page of which office and administrators see their part.
const IMPORTERS: Roles = [SHUT, OK, SHUT, OK];

pub(super) const LINES: &[Line] = &[
    line("POST /do/boundaries", import_outlines, ADMINS, ADMINS, NOTHING),
    line("POST /do/boundaries/{id}/{step}", outlines_read, NOBODYS, NOBODYS, NOTHING),
    line("POST /do/boundaries/{id}/{step}", outlines_confirmed, NOBODYS, NOBODYS, NOTHING),
    line("POST /do/boundaries/{id}/{step}", outlines_discarded, NOBODYS, NOBODYS, NOTHING),
    line("GET /api/v1/boundary-imports/{id}/map.geojson", outlines_map, NOBODYS, NOBODYS, NOTHING),
    line(
        "GET /api/fn/read_boundaries",
        |s, v| data(v, &s.function("read_boundaries", "")),
        ADMINS,
        ADMINS,
        NOTHING,
    ),
    view(
        "GET /boundaries",
        |_, v| page(v, "/boundaries"),
        [SHUT, SHUT, SHUT, OK],
        [SHUT, SHUT, SHUT, OK],
        NOTHING,
    ),
    line("POST /do/imports", import_file, WATCHERS, WATCHERS, NOTHING),
    // what stands behind doors goes with the sites; registers are their keepers'
    line("POST /do/imports", import_stoves, WATCHERS, WATCHERS, NOTHING),
    line("POST /do/imports", import_penalties, OFFICE, OFFICE, NOTHING),
    line("POST /do/imports/{id}/columns", import_columns, OFFICE_ALONE, NOT_THEIRS, NOTHING),
    line("POST /do/imports/{id}/columns", penalties_columns, OFFICE_ALONE, NOT_THEIRS, NOTHING),
    line("POST /do/imports/{id}/decisions", import_decisions, OFFICE_ALONE, NOT_THEIRS, NOTHING),
    line("POST /do/imports/{id}/decisions", penalties_decisions, OFFICE_ALONE, NOT_THEIRS, NOTHING),
    line("POST /do/imports/{id}/discard", import_discard, OFFICE_ALONE, NOT_THEIRS, NOTHING),
    line(
        "GET /api/v1/imports/{id}/faults.csv",
        |s, v| data(v, &format!("/api/v1/imports/{}/faults.csv", s.import)),
        OFFICE_ALONE,
        NOT_THEIRS,
        NOTHING,
    ),
    line(
        "GET /api/fn/read_import",
        |s, v| data(v, &s.function("read_import", "")),
        WATCHERS,
        WATCHERS,
        NOTHING,
    ),
    line(
        "GET /api/fn/read_import",
        |s, v| data(v, &s.function("read_import", &format!("job={}", s.import))),
        OFFICE_ALONE,
        NOT_THEIRS,
        NOTHING,
    ),
    view("GET /import", |_, v| page(v, "/import"), IMPORTERS, IMPORTERS, NOTHING),
    view("GET /import", |_, v| page(v, "/import?what=penalties"), IMPORTERS, IMPORTERS, NOTHING),
    view(
        "GET /import",
        |s, v| page(v, &format!("/import?job={}", s.import)),
        [SHUT, OK, SHUT, Status(404)],
        [SHUT, Status(404), SHUT, Status(404)],
        NOTHING,
    ),
    view(
        "GET /import",
        |s, v| page(v, &format!("/import?job={}", s.penalties_import)),
        [SHUT, OK, SHUT, Status(404)],
        [SHUT, Status(404), SHUT, Status(404)],
        NOTHING,
    ),
];

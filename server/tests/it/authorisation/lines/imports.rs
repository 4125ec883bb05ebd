//! The lines of imports.

use super::{
    super::{
        asks::{
            import_columns, import_decisions, import_discard, import_file, import_penalties, import_stoves,
            penalties_columns, penalties_decisions,
        },
        scene::{data, page},
    },
    FORBIDDEN, Line, NOT_FOUND, NOTHING, OFFICE, OK, Roles, SHUT, Status, WATCHERS, line, view,
};

/// About something that is the near office's alone.
const OFFICE_ALONE: Roles = [FORBIDDEN, OK, FORBIDDEN, NOT_FOUND];
pub(super) const NOT_THEIRS: Roles = [FORBIDDEN, NOT_FOUND, FORBIDDEN, NOT_FOUND];
/// A page of which office and administrators see their part.
const IMPORTERS: Roles = [SHUT, OK, SHUT, OK];

pub(super) const LINES: &[Line] = &[
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

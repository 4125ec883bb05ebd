//! Reminders: everybody has an inbox of their own; who watches the messages that were sent.

use super::{ALL, FORBIDDEN, Line, NOT_FOUND, NOTHING, OK, Roles, SHUT, WATCHERS, line, own, view};
use crate::authorisation::scene::{data, form, page};

/// Of a message that there is not.
const NO_MESSAGE: Roles = [FORBIDDEN, NOT_FOUND, FORBIDDEN, NOT_FOUND];

/// A page for those who watch the messages.
const WATCHED: Roles = [SHUT, OK, SHUT, OK];

/// What only those see who keep the installation running: it belongs to no area.
const ADMINS: Roles = [FORBIDDEN, FORBIDDEN, FORBIDDEN, OK];
/// Of work that there is not.
const NO_WORK: Roles = [FORBIDDEN, FORBIDDEN, FORBIDDEN, NOT_FOUND];
const SHOWN_ADMINS: Roles = [SHUT, SHUT, SHUT, OK];

const ANY_ID: &str = "0198c0de-0000-7000-8000-00000000000a";

const CHOICE: &[(&str, &str)] = &[
    ("id", ANY_ID),
    ("quiet_from", "21:00"),
    ("quiet_to", "08:00"),
    ("mail", "a@b.example"),
    ("by_mail", "on"),
];

pub(super) const LINES: &[Line] = &[
    own("POST /do/reminders/read", |_, v| form(v, "/do/reminders/read", &[("all", "1")]), NOTHING),
    // somebody else's reminder is as none
    own("POST /do/reminders/read", |_, v| form(v, "/do/reminders/read", &[("reminder", ANY_ID)]), NOTHING),
    own("POST /do/reminders/read", |_, v| form(v, "/do/reminders/read", &[("note", ANY_ID)]), NOTHING),
    own("POST /do/reminders/settings", |_, v| form(v, "/do/reminders/settings", CHOICE), NOTHING),
    line(
        "POST /do/deliveries/{id}/again",
        |_, v| form(v, &format!("/do/deliveries/{ANY_ID}/again"), &[]),
        NO_MESSAGE,
        NO_MESSAGE,
        NOTHING,
    ),
    line(
        "POST /do/set-aside/{id}/again",
        |_, v| form(v, &format!("/do/set-aside/{ANY_ID}/again"), &[]),
        NO_WORK,
        NO_WORK,
        NOTHING,
    ),
    own(
        "GET /api/fn/list_reminders",
        |s, v| data(v, &s.function("list_reminders", "unread_only=false")),
        NOTHING,
    ),
    own("GET /api/fn/unread_reminders", |s, v| data(v, &s.function("unread_reminders", "")), NOTHING),
    line(
        "GET /api/fn/list_deliveries",
        |s, v| data(v, &s.function("list_deliveries", "")),
        WATCHERS,
        WATCHERS,
        NOTHING,
    ),
    line(
        "GET /api/fn/list_set_aside",
        |s, v| data(v, &s.function("list_set_aside", "")),
        ADMINS,
        ADMINS,
        NOTHING,
    ),
    view("GET /set-aside", |_, v| page(v, "/set-aside"), SHOWN_ADMINS, SHOWN_ADMINS, NOTHING),
    view("GET /reminders", |_, v| page(v, "/reminders"), ALL, ALL, NOTHING),
    view("GET /deliveries", |_, v| page(v, "/deliveries"), WATCHED, WATCHED, NOTHING),
];

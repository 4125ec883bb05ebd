//! Whole pages, as a browser asks for them.

use super::{
    super::scene::{Mark, page},
    ALL, CAMPAIGN, FIRE, GONE, HAZARD, HAZARD_PAGE, Line, NOTHING, OK, ORDER, PENALTY, Roles, SHUT, SITE,
    Status, TABLET, TARGET, To, VISIT, public, view,
};
use crate::support::world::COMMITTEE;

/// A page whose form only the office may use.
const KEEPERS: Roles = [SHUT, OK, SHUT, SHUT];

pub(super) const LINES: &[Line] = &[
    Line {
        stranger: OK,
        ..view("GET /sign-in", |_, v| page(v, "/sign-in"), [To("/"); 4], [To("/"); 4], NOTHING)
    },
    view("GET /", |_, v| page(v, "/"), ALL, ALL, NOTHING),
    view("GET /hazards", |_, v| page(v, "/hazards"), ALL, ALL, HAZARD),
    view("GET /hazards", |_, v| page(v, &format!("/hazards?area={COMMITTEE}")), ALL, GONE, HAZARD),
    view(
        "GET /hazards/new",
        |_, v| page(v, "/hazards/new"),
        [OK, OK, SHUT, SHUT],
        [OK, OK, SHUT, SHUT],
        NOTHING,
    ),
    view("GET /hazards/{id}", |s, v| page(v, &format!("/hazards/{}", s.near.hazard)), ALL, GONE, HAZARD_PAGE),
    view("GET /inspections", |_, v| page(v, "/inspections"), ALL, ALL, VISIT),
    view(
        "GET /inspections/{id}",
        |s, v| page(v, &format!("/inspections/{}", s.near.visit)),
        ALL,
        GONE,
        &[Mark::Remark, Mark::SiteName],
    ),
    view("GET /sites", |_, v| page(v, "/sites"), ALL, ALL, SITE),
    view("GET /sites/{id}", |s, v| page(v, &format!("/sites/{}", s.near.site)), ALL, GONE, &[Mark::SiteName]),
    view(
        "GET /sites/{id}/slip",
        |s, v| page(v, &format!("/sites/{}/slip", s.near.site)),
        [OK, OK, SHUT, SHUT],
        [Status(404), Status(404), SHUT, SHUT],
        &[Mark::SiteName],
    ),
    view("GET /visit/new", |_, v| page(v, "/visit/new"), [OK, OK, SHUT, SHUT], [OK, OK, SHUT, SHUT], NOTHING),
    view(
        "GET /visit/new",
        |s, v| page(v, &format!("/visit/new?site={}", s.near.site)),
        [OK, OK, SHUT, SHUT],
        [Status(404), Status(404), SHUT, SHUT],
        NOTHING,
    ),
    view("GET /rates", |_, v| page(v, "/rates"), ALL, ALL, NOTHING),
    view("GET /devices", |_, v| page(v, "/devices"), [SHUT, OK, SHUT, OK], [SHUT, OK, SHUT, OK], TABLET),
    view("GET /programmes", |_, v| page(v, "/programmes"), ALL, ALL, NOTHING),
    view("GET /campaigns", |_, v| page(v, "/campaigns"), ALL, ALL, CAMPAIGN),
    view(
        "GET /campaigns/{id}",
        |s, v| page(v, &format!("/campaigns/{}", s.near.campaign)),
        ALL,
        GONE,
        CAMPAIGN,
    ),
    view("GET /targets", |_, v| page(v, "/targets"), ALL, ALL, TARGET),
    view(
        "GET /targets",
        |s, v| page(v, &format!("/targets?campaign={}", s.near.campaign)),
        ALL,
        GONE,
        TARGET,
    ),
    view("GET /plans", |_, v| page(v, "/plans"), ALL, ALL, NOTHING),
    view("GET /plans/{id}", |s, v| page(v, &format!("/plans/{}", s.near.plan)), ALL, GONE, &[Mark::Plan]),
    view("GET /tasks", |_, v| page(v, "/tasks"), ALL, ALL, NOTHING),
    view("GET /year-targets", |_, v| page(v, "/year-targets"), ALL, ALL, NOTHING),
    view("GET /penalties", |_, v| page(v, "/penalties"), ALL, ALL, PENALTY),
    view("GET /penalties/new", |_, v| page(v, "/penalties/new"), KEEPERS, KEEPERS, NOTHING),
    view(
        "GET /penalties/{id}",
        |s, v| page(v, &format!("/penalties/{}", s.near.penalty)),
        ALL,
        GONE,
        &[Mark::SiteName],
    ),
    view("GET /orders", |_, v| page(v, "/orders"), ALL, ALL, ORDER),
    view("GET /orders/new", |_, v| page(v, "/orders/new"), KEEPERS, KEEPERS, NOTHING),
    view(
        "GET /orders/{id}",
        |s, v| page(v, &format!("/orders/{}", s.near.order)),
        ALL,
        GONE,
        &[Mark::SiteName],
    ),
    view("GET /fires", |_, v| page(v, "/fires"), ALL, ALL, FIRE),
    view("GET /fires/new", |_, v| page(v, "/fires/new"), KEEPERS, KEEPERS, NOTHING),
    view("GET /fires/{id}", |s, v| page(v, &format!("/fires/{}", s.near.fire)), ALL, GONE, &[Mark::SiteName]),
    // the shell of the field app: nobody's data
    public("GET /field", |_, v| page(v, "/field"), OK),
    public("GET /field/{place}", |_, v| page(v, "/field/hazards"), OK),
    public("GET /field/{place}/{id}", |s, v| page(v, &format!("/field/hazards/{}", s.near.hazard)), OK),
    view("GET /rates", |_, v| page(v, &format!("/rates?area={COMMITTEE}")), ALL, GONE, NOTHING),
];

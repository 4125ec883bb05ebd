//! The table: for each route, how it is asked and what everybody is answered.

mod api;
mod desk;
mod gear;
mod imports;
mod pages;
mod papers;
mod party;
mod reminders;
mod summaries;

use self::imports::NOT_THEIRS;
use super::{
    asks::{
        absence_by_form, answer_roll_call, assignment_by_form, by_browser, campaign_by_form, change_by_form,
        checklist_by_form, checklist_discarded, draw_by_form, give_task, holidays_by_form, later_target,
        merge_by_form, note_by_form, penalty_by_form, penalty_changed, plan_by_form, price_by_form,
        reveal_caller, reveal_contact, reveal_party, rule_by_form, rule_stopped, say_by_form, site_by_form,
        start_roll_call, stop_roll_call, target_by_form, wrong_password, wrong_token,
    },
    scene::{Mark, Scene, data, form},
};
use crate::{stage::Visitor, support::world::COMMITTEE};
use domain::fault::{Code, FieldCode};
use reqwest::RequestBuilder;

/// An answer.
#[derive(Clone, Copy, Debug)]
pub enum Expect {
    /// This status; a success shows the line's words.
    Status(u16),
    /// A refusal with this code.
    Refused(Code),
    /// A refusal because of this field.
    Field(&'static str, FieldCode),
    /// 303 to a place that begins so.
    To(&'static str),
}

use Expect::{Field, Refused, Status, To};

/// Inspector, office, leader, admin.
pub type Roles = [Expect; 4];

/// One line of the table.
pub struct Line {
    /// Method and path as in the router's table.
    pub route: &'static str,
    /// How it is asked, always about the near records.
    pub ask: fn(&Scene, &Visitor) -> RequestBuilder,
    /// What a stranger is answered.
    pub stranger: Expect,
    /// What the near people are answered.
    pub near: Roles,
    /// What the far people are answered.
    pub far: Roles,
    /// What a successful answer shows the near people of their records.
    pub shows: &'static [Mark],
    /// The same of the far people.
    pub shows_far: &'static [Mark],
}

const OK: Expect = Status(200);
const CREATED: Expect = Status(201);
const FORBIDDEN: Expect = Refused(Code::Forbidden);
const NOT_FOUND: Expect = Refused(Code::NotFound);
const NOBODY: Expect = Refused(Code::Unauthenticated);

const ALL: Roles = [OK; 4];
const NONE: Roles = [NOT_FOUND; 4];
/// What only those do who work on hazards.
const WORKERS: Roles = workers(OK);
/// The same about a record that is out of reach; the role is looked at first.
const STRANGE_TO_WORKERS: Roles = workers(NOT_FOUND);

const fn workers(answer: Expect) -> Roles {
    [answer, answer, FORBIDDEN, FORBIDDEN]
}

type Ask = fn(&Scene, &Visitor) -> RequestBuilder;

const fn line(route: &'static str, ask: Ask, near: Roles, far: Roles, shows: &'static [Mark]) -> Line {
    Line { route, ask, stranger: NOBODY, near, far, shows, shows_far: shows }
}

/// A list or map: everybody sees their own records.
const fn own(route: &'static str, ask: Ask, shows: &'static [Mark]) -> Line {
    line(route, ask, ALL, ALL, shows)
}

/// A part of a map: everybody may look, and sees their own records where they are.
const fn there(route: &'static str, ask: Ask, shows: &'static [Mark], shows_far: &'static [Mark]) -> Line {
    Line { shows_far, ..own(route, ask, shows) }
}

/// A page: strangers are sent to sign in.
const fn view(route: &'static str, ask: Ask, near: Roles, far: Roles, shows: &'static [Mark]) -> Line {
    Line { stranger: To("/sign-in"), ..line(route, ask, near, far, shows) }
}

/// What everybody may ask.
const fn public(route: &'static str, ask: Ask, answer: Expect) -> Line {
    Line { stranger: answer, ..line(route, ask, [answer; 4], [answer; 4], &[]) }
}

/// What only those see who answer for the tablets of an area.
const WATCHERS: Roles = [FORBIDDEN, OK, FORBIDDEN, OK];

/// A draft that nobody has begun; the role is looked at first.
const NO_DRAFT: Roles = [FORBIDDEN, NOT_FOUND, FORBIDDEN, NOT_FOUND];

/// What only the office does.
const OFFICE: Roles = office(OK);

const fn office(answer: Expect) -> Roles {
    [FORBIDDEN, answer, FORBIDDEN, FORBIDDEN]
}

/// What only the office plans, for its own area.
const OTHERS_AREA: Roles = office(Field("area", FieldCode::OutsideArea));

const CAMPAIGN: &[Mark] = &[Mark::Campaign];
const TARGET: &[Mark] = &[Mark::Site, Mark::SiteName];
const PENALTY: &[Mark] = &[Mark::Penalty];
const ORDER: &[Mark] = &[Mark::Order];
const FIRE: &[Mark] = &[Mark::Fire];
const HAZARD: &[Mark] = &[Mark::Hazard, Mark::Number, Mark::Description];
const VISIT: &[Mark] = &[Mark::Visit, Mark::SiteName];
const SITE: &[Mark] = &[Mark::Site, Mark::SiteName];
const HAZARD_PAGE: &[Mark] = &[Mark::Number, Mark::Description, Mark::SiteName, Mark::Photo];
const TABLET: &[Mark] = &[Mark::Tablet];
const NOTHING: &[Mark] = &[];
/// A page whose form this role may not use.
const SHUT: Expect = Status(403);
const GONE: Roles = [Status(404); 4];
/// A page whose form only the office may use.
const KEEPERS: Roles = [SHUT, OK, SHUT, SHUT];
/// A page whose form those may use who enter what is new in the registers.
const ENTERERS: Roles = [OK, OK, SHUT, SHUT];

/// All lines; a route may have several.
pub fn all() -> impl Iterator<Item = &'static Line> {
    let groups = [
        LINES,
        api::LINES,
        desk::LINES,
        gear::LINES,
        imports::LINES,
        pages::LINES,
        papers::LINES,
        party::LINES,
        reminders::LINES,
        summaries::LINES,
    ];
    groups.into_iter().flatten()
}

const LINES: &[Line] = &[
    public("GET /healthz", |_, v| data(v, "/healthz"), OK),
    public("POST /do/sign-out", |_, _| unreachable!("asked last, see the walk"), Status(204)),
    public("POST /do/sign-in", wrong_password, Refused(Code::BadCredentials)),
    // no session: a token, and who has none may be anybody
    public("POST /api/v1/intake", wrong_token, Refused(Code::BadCredentials)),
    public("POST /do/locale", |_, v| form(v, "/do/locale", &[("lang", "zh")]), Status(204)),
    // ---- plain forms
    line("POST /do/hazards/{id}/{action}", note_by_form, WORKERS, NONE, NOTHING),
    Line {
        stranger: To("/sign-in"),
        ..line(
            "POST /do/hazards/{id}/{action}",
            by_browser,
            [To("/hazards/"); 4],
            [To("/hazards/"); 4],
            NOTHING,
        )
    },
    line("POST /do/hazards/{id}/reveal", reveal_party, WORKERS, STRANGE_TO_WORKERS, NOTHING),
    line("POST /do/sites", site_by_form, WORKERS, workers(Field("area", FieldCode::OutsideArea)), NOTHING),
    line("POST /do/sites/{id}/change", change_by_form, WORKERS, STRANGE_TO_WORKERS, NOTHING),
    line("POST /do/sites/{id}/merge", merge_by_form, NOT_THEIRS, NOT_THEIRS, NOTHING),
    line("POST /do/sites/{id}/reveal", reveal_contact, WORKERS, STRANGE_TO_WORKERS, NOTHING),
    line("POST /do/campaigns", campaign_by_form, OFFICE, OTHERS_AREA, NOTHING),
    line(
        "POST /do/campaigns/{id}/{step}",
        later_target,
        // the campaign is of the subdistrict, which is more than an inspector's area
        [NOT_FOUND, OK, FORBIDDEN, FORBIDDEN],
        NONE,
        NOTHING,
    ),
    line("POST /do/plans", plan_by_form, OFFICE, OTHERS_AREA, NOTHING),
    line("POST /do/plans/make", |_, v| form(v, "/do/plans/make", &[]), OFFICE, OFFICE, NOTHING),
    line("POST /do/tasks/assign", give_task, office(NOT_FOUND), office(NOT_FOUND), NOTHING),
    line("POST /do/relapse/draw", draw_by_form, OFFICE, office(NOT_FOUND), NOTHING),
    line("POST /do/relapse/say", say_by_form, workers(NOT_FOUND), workers(NOT_FOUND), NOTHING),
    line(
        "POST /do/roll-calls/{step}",
        start_roll_call,
        office(Field("reason", FieldCode::Required)),
        office(Field("reason", FieldCode::Required)),
        NOTHING,
    ),
    line("POST /do/roll-calls/{step}", stop_roll_call, office(NOT_FOUND), office(NOT_FOUND), NOTHING),
    line("POST /do/roll-calls/{step}", answer_roll_call, workers(NOT_FOUND), workers(NOT_FOUND), NOTHING),
    line("POST /do/year-targets", target_by_form, OFFICE, OTHERS_AREA, NOTHING),
    line(
        "POST /do/assignment/rules",
        assignment_by_form,
        office(Field("people", FieldCode::Unknown)),
        OTHERS_AREA,
        NOTHING,
    ),
    line(
        "POST /do/assignment/absences",
        absence_by_form,
        office(Field("person", FieldCode::Unknown)),
        office(Field("person", FieldCode::Unknown)),
        NOTHING,
    ),
    line(
        "POST /do/holidays",
        holidays_by_form,
        [FORBIDDEN, Refused(Code::Stale), FORBIDDEN, Refused(Code::Stale)],
        [FORBIDDEN, Refused(Code::Stale), FORBIDDEN, Refused(Code::Stale)],
        NOTHING,
    ),
    line("POST /do/rules/{book}", rule_by_form, WATCHERS, WATCHERS, NOTHING),
    line("POST /do/unit-costs", price_by_form, WATCHERS, WATCHERS, NOTHING),
    line("POST /do/checklists", checklist_by_form, WATCHERS, WATCHERS, NOTHING),
    line("POST /do/checklists/{code}/{step}", checklist_discarded, NO_DRAFT, NO_DRAFT, NOTHING),
    line(
        "POST /do/rules/{book}/stop",
        rule_stopped,
        [FORBIDDEN, NOT_FOUND, FORBIDDEN, NOT_FOUND],
        [FORBIDDEN, NOT_FOUND, FORBIDDEN, NOT_FOUND],
        NOTHING,
    ),
    line(
        "POST /do/registers/{kind}",
        penalty_by_form,
        WORKERS,
        workers(Field("site", FieldCode::Unknown)),
        NOTHING,
    ),
    line(
        "POST /do/registers/{kind}",
        penalty_changed,
        office(NOT_FOUND),
        office(Field("site", FieldCode::Unknown)),
        NOTHING,
    ),
    line("POST /do/registers/{kind}/{id}/reveal", reveal_caller, WORKERS, STRANGE_TO_WORKERS, NOTHING),
    // ---- figures, the person
    own("GET /api/v1/base.geojson", |_, v| data(v, "/api/v1/base.geojson"), NOTHING),
    // no file is configured
    line(
        "GET /api/v1/base-tiles/{z}/{x}/{y}",
        |_, v| data(v, "/api/v1/base-tiles/0/0/0"),
        [Refused(Code::NotFound); 4],
        [Refused(Code::NotFound); 4],
        NOTHING,
    ),
    own("GET /api/v1/rates", |_, v| data(v, "/api/v1/rates?from=2023-01-01&to=2023-12-31"), NOTHING),
    line("GET /api/v1/rates", |_, v| data(v, &format!("/api/v1/rates?area={COMMITTEE}")), ALL, NONE, NOTHING),
    own("GET /api/v1/dashboard", |_, v| data(v, "/api/v1/dashboard?from=2023-01-01&to=2023-12-31"), NOTHING),
    line(
        "GET /api/v1/dashboard",
        |_, v| data(v, &format!("/api/v1/dashboard?area={COMMITTEE}")),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/v1/home", |_, v| data(v, "/api/v1/home"), NOTHING),
    own("GET /api/v1/me", |_, v| data(v, "/api/v1/me"), NOTHING),
    // ---- server functions
    own("GET /api/fn/list_hazards", |s, v| data(v, &s.function("list_hazards", "query=")), HAZARD),
    line(
        "GET /api/fn/list_hazards",
        |s, v| data(v, &s.function("list_hazards", &format!("query=area%3D{COMMITTEE}"))),
        ALL,
        NONE,
        HAZARD,
    ),
    line(
        "GET /api/fn/read_hazard",
        |s, v| data(v, &s.function("read_hazard", &format!("id={}", s.near.hazard))),
        ALL,
        NONE,
        HAZARD_PAGE,
    ),
    own("GET /api/fn/list_inspections", |s, v| data(v, &s.function("list_inspections", "query=")), VISIT),
    line(
        "GET /api/fn/read_inspection",
        |s, v| data(v, &s.function("read_inspection", &format!("id={}", s.near.visit))),
        ALL,
        NONE,
        &[Mark::Remark],
    ),
    line(
        "GET /api/fn/start_visit",
        |s, v| data(v, &s.function("start_visit", "")),
        WORKERS,
        WORKERS,
        NOTHING,
    ),
    line(
        "GET /api/fn/start_visit",
        |s, v| data(v, &s.function("start_visit", &format!("site={}", s.near.site))),
        WORKERS,
        STRANGE_TO_WORKERS,
        SITE,
    ),
    line(
        "GET /api/fn/read_deadlines",
        |s, v| data(v, &s.function("read_deadlines", "")),
        WORKERS,
        WORKERS,
        NOTHING,
    ),
    own("GET /api/fn/list_sites", |s, v| data(v, &s.function("list_sites", "query=")), SITE),
    line(
        "GET /api/fn/read_site",
        |s, v| data(v, &s.function("read_site", &format!("id={}", s.near.site))),
        ALL,
        NONE,
        SITE,
    ),
    own("GET /api/fn/read_roll_call", |s, v| data(v, &s.function("read_roll_call", "")), NOTHING),
    own("GET /api/fn/read_relapse", |s, v| data(v, &s.function("read_relapse", "query=")), NOTHING),
    line(
        "GET /api/fn/read_relapse",
        |s, v| data(v, &s.function("read_relapse", &format!("query=area%3D{COMMITTEE}"))),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/fn/read_dashboard", |s, v| data(v, &s.function("read_dashboard", "")), NOTHING),
    line(
        "GET /api/fn/read_dashboard",
        |s, v| data(v, &s.function("read_dashboard", &format!("area={COMMITTEE}"))),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/fn/read_rates", |s, v| data(v, &s.function("read_rates", "")), NOTHING),
    line(
        "GET /api/fn/read_rates",
        |s, v| data(v, &s.function("read_rates", &format!("area={COMMITTEE}"))),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/fn/read_area_map", |s, v| data(v, &s.function("read_area_map", "")), NOTHING),
    line(
        "GET /api/fn/read_area_map",
        |s, v| data(v, &s.function("read_area_map", &format!("area={COMMITTEE}&figure=overdue"))),
        ALL,
        NONE,
        NOTHING,
    ),
    line(
        "GET /api/fn/list_devices",
        |s, v| data(v, &s.function("list_devices", "")),
        WATCHERS,
        WATCHERS,
        TABLET,
    ),
    own("GET /api/fn/list_campaigns", |s, v| data(v, &s.function("list_campaigns", "")), CAMPAIGN),
    line(
        "GET /api/fn/read_campaign",
        |s, v| data(v, &s.function("read_campaign", &format!("id={}", s.near.campaign))),
        ALL,
        NONE,
        CAMPAIGN,
    ),
    own("GET /api/fn/list_targets", |s, v| data(v, &s.function("list_targets", "query=")), TARGET),
    line(
        "GET /api/fn/list_targets",
        |s, v| data(v, &s.function("list_targets", &format!("query=campaign%3D{}", s.near.campaign))),
        ALL,
        NONE,
        TARGET,
    ),
    own("GET /api/fn/list_plans", |s, v| data(v, &s.function("list_plans", "")), NOTHING),
    line(
        "GET /api/fn/read_plan",
        |s, v| data(v, &s.function("read_plan", &format!("id={}&standing=done", s.near.plan))),
        ALL,
        NONE,
        &[Mark::Plan],
    ),
    own("GET /api/fn/read_tasks", |s, v| data(v, &s.function("read_tasks", "")), NOTHING),
    line(
        "GET /api/fn/read_tasks",
        |s, v| data(v, &s.function("read_tasks", &format!("area={COMMITTEE}"))),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/fn/list_tasks", |s, v| data(v, &s.function("list_tasks", "query=")), NOTHING),
    line(
        "GET /api/fn/list_tasks",
        |s, v| data(v, &s.function("list_tasks", &format!("query=area%3D{COMMITTEE}"))),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/fn/list_year_targets", |s, v| data(v, &s.function("list_year_targets", "")), NOTHING),
    line(
        "GET /api/fn/list_assignment",
        |s, v| data(v, &s.function("list_assignment", "")),
        OFFICE,
        OFFICE,
        NOTHING,
    ),
    // rules are the same for everybody; what cites them is one's own area's
    own("GET /api/fn/list_rules", |s, v| data(v, &s.function("list_rules", "")), NOTHING),
    own(
        "GET /api/fn/read_rule",
        |s, v| data(v, &s.function("read_rule", "book=deadlines&key=fire%2Fgeneral")),
        NOTHING,
    ),
    own("GET /api/fn/read_year_days", |s, v| data(v, &s.function("read_year_days", "year=2023")), NOTHING),
    own("GET /api/fn/list_checklists", |s, v| data(v, &s.function("list_checklists", "")), NOTHING),
    own(
        "GET /api/fn/read_checklist",
        |s, v| data(v, &s.function("read_checklist", "code=nine_small")),
        NOTHING,
    ),
    line(
        "GET /api/fn/read_checklist_draft",
        |s, v| data(v, &s.function("read_checklist_draft", "code=nine_small")),
        NO_DRAFT,
        NO_DRAFT,
        NOTHING,
    ),
    own(
        "GET /api/fn/preview_checklist",
        |s, v| data(v, &s.function("preview_checklist", "code=nine_small&version=1")),
        NOTHING,
    ),
    line(
        "GET /api/fn/preview_checklist",
        |s, v| data(v, &s.function("preview_checklist", "code=nine_small")),
        NO_DRAFT,
        NO_DRAFT,
        NOTHING,
    ),
    own(
        "GET /api/v1/checklists/{code}/items.csv",
        |_, v| data(v, "/api/v1/checklists/nine_small/items.csv?version=1"),
        NOTHING,
    ),
    line(
        "GET /api/v1/checklists/{code}/items.csv",
        |_, v| data(v, "/api/v1/checklists/nine_small/items.csv"),
        NO_DRAFT,
        NO_DRAFT,
        NOTHING,
    ),
    own("GET /api/fn/list_citing", |s, v| data(v, &s.function("list_citing", "")), NOTHING),
    own("GET /api/fn/list_penalties", |s, v| data(v, &s.function("list_penalties", "query=")), PENALTY),
    line(
        "GET /api/fn/read_penalty",
        |s, v| data(v, &s.function("read_penalty", &format!("id={}", s.near.penalty))),
        ALL,
        NONE,
        PENALTY,
    ),
    own("GET /api/fn/list_orders", |s, v| data(v, &s.function("list_orders", "query=")), ORDER),
    line(
        "GET /api/fn/read_order",
        |s, v| data(v, &s.function("read_order", &format!("id={}", s.near.order))),
        ALL,
        NONE,
        ORDER,
    ),
    line(
        "GET /api/fn/read_hazard_registers",
        |s, v| data(v, &s.function("read_hazard_registers", &format!("id={}", s.near.hazard))),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/fn/list_fires", |s, v| data(v, &s.function("list_fires", "query=")), FIRE),
    line(
        "GET /api/fn/read_fire",
        |s, v| data(v, &s.function("read_fire", &format!("id={}", s.near.fire))),
        ALL,
        NONE,
        FIRE,
    ),
    // names of those who work in the asker's own area, whatever area or person is asked for
    own("GET /api/fn/people_to_choose", |s, v| data(v, &s.function("people_to_choose", "")), NOTHING),
    own(
        "GET /api/fn/people_to_choose",
        |s, v| data(v, &s.function("people_to_choose", &format!("area={COMMITTEE}"))),
        NOTHING,
    ),
    line(
        "GET /api/fn/names_of",
        |s, v| data(v, &s.function("names_of", &format!("site={}", s.near.site))),
        ALL,
        NONE,
        &[Mark::SiteName],
    ),
    line(
        "GET /api/fn/names_of",
        |s, v| data(v, &s.function("names_of", &format!("campaign={}", s.near.campaign))),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/fn/read_home", |s, v| data(v, &s.function("read_home", "")), NOTHING),
    own("GET /api/fn/read_waiting", |s, v| data(v, &s.function("read_waiting", "")), NOTHING),
    own("GET /api/fn/read_me", |s, v| data(v, &s.function("read_me", "")), NOTHING),
];

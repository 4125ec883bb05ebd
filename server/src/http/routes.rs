//! Every route there is. The router is built from these lists and from nothing else, so the table that the
//! authorisation test walks cannot miss one.

use super::{
    Web,
    answer::{Json, Refusal},
    around, files, forms, identity, leader, pages, party, session, sign_in, site, squeeze,
};
use crate::api::v1;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    handler::Handler,
    http::{Method, StatusCode},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodFilter, on},
};
use backend::config::Config;
use domain::fault::{Code, Fault};
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, generate_route_list_with_exclusions, handle_server_fns_with_context,
};
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeSet;
use tower_http::limit::RequestBodyLimitLayer;

/// Who may come to a route at all. What they may do there is decided by the service behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Everybody.
    Public,
    /// Whoever is signed in.
    SignedIn,
}

/// One route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// GET or POST; a GET route answers HEAD too.
    pub method: Method,
    /// With parameters as `{name}`.
    pub path: String,
    /// Who may come.
    pub access: Access,
}

/// Routes of the same access, noted down as they are added.
struct Group {
    access: Access,
    router: Router<Web>,
    table: Vec<Route>,
}

impl Group {
    fn new(access: Access) -> Self {
        Self { access, router: Router::new(), table: Vec::new() }
    }

    fn get<T: 'static>(self, path: &str, handler: impl Handler<T, Web>) -> Self {
        self.route(Method::GET, path, handler)
    }

    fn post<T: 'static>(self, path: &str, handler: impl Handler<T, Web>) -> Self {
        self.route(Method::POST, path, handler)
    }

    fn route<T: 'static>(mut self, method: Method, path: &str, handler: impl Handler<T, Web>) -> Self {
        let filter = if method == Method::GET { MethodFilter::GET } else { MethodFilter::POST };
        self.router = self.router.route(path, on(filter, handler));
        self.table.push(Route { method, path: path.to_owned(), access: self.access });
        self
    }
}

/// What may be called without a session.
fn public() -> Group {
    Group::new(Access::Public)
        .post("/do/sign-in", sign_in::sign_in)
        .post("/do/sign-out", sign_in::sign_out)
        .post("/do/locale", forms::locale::choose)
        .post(v1::intake::PATH, v1::intake::receive)
}

/// What the link of a responsible party or of a leader opens: for whoever has its token, and apart from all sessions.
fn behind_token() -> Group {
    Group::new(Access::Public)
        .get("/p/{token}", party::show)
        .post("/p/{token}", party::send)
        .get("/p/{token}/photos/{id}", party::picture)
        .get("/p/{token}/photos/{id}/thumb", party::thumb)
        .get("/s/{token}", leader::show)
        .get("/s/{token}/pdf", leader::pdf)
        .get("/s/{token}/{correction}/pdf", leader::correction)
}

/// Plain forms, files and the JSON side.
fn signed_in() -> Group {
    Group::new(Access::SignedIn)
        .post("/do/hazards/{id}/reveal", forms::hazards::reveal)
        .post("/do/hazards/{id}/{action}", forms::hazards::act)
        .post("/do/party-links", forms::parties::make)
        .post("/do/party-links/{id}/revoke", forms::parties::revoke)
        .post("/do/submissions/{id}/{answer}", forms::parties::answer)
        .post("/do/sites", forms::sites::add)
        .post("/do/sites/{id}/change", forms::sites::change)
        .post("/do/sites/{id}/reveal", forms::sites::reveal)
        .post("/do/sites/{id}/merge", forms::sites::merge)
        .post("/do/campaigns", forms::campaigns::save)
        .post("/do/campaigns/from-list", forms::campaigns::save_from)
        .post("/do/campaigns/{id}/{step}", forms::campaigns::act)
        .post("/do/desk/bulk", forms::desk::bulk)
        .post("/do/desk/notices", forms::desk::issue_notices)
        .post("/do/desk/views", forms::desk::save)
        .post("/do/desk/views/{id}/remove", forms::desk::remove)
        .post("/do/stoves", forms::stoves::survey)
        .post("/do/stoves/{id}/{action}", forms::stoves::act)
        .post("/do/detectors", forms::detectors::plan)
        .post("/do/detectors/{id}/seen-to", forms::detectors::seen_to)
        .post("/do/detectors/{id}/{action}", forms::detectors::act)
        .post("/do/gas-users/{kind}", forms::gas_users::save)
        .post("/do/papers", forms::papers::issue)
        .post("/do/papers/print", forms::papers::print)
        .post("/do/paper-templates", forms::papers::save_template)
        .post("/do/summaries", forms::summaries::draft)
        .post("/do/summaries/{id}/{step}", forms::summaries::act)
        .post("/do/summary-links", forms::summary_links::make)
        .post("/do/summary-links/{id}/revoke", forms::summary_links::revoke)
        .post("/do/plans", forms::plans::save)
        .post("/do/plans/make", forms::plans::make)
        .post("/do/targets/give", forms::campaigns::give)
        .post("/do/tasks/assign", forms::plans::assign)
        .post("/do/relapse/draw", forms::relapse::draw)
        .post("/do/relapse/say", forms::relapse::say)
        .post("/do/roll-calls/{step}", forms::roll_calls::act)
        .post("/do/year-targets", forms::plans::save_target)
        .post("/do/registers/{kind}", forms::registers::save)
        .post("/do/registers/{kind}/{id}/reveal", forms::registers::reveal)
        .post("/do/assignment/rules", forms::assignment::save_rule)
        .post("/do/assignment/absences", forms::assignment::save_absence)
        .post("/do/holidays", forms::rules::save_days)
        .post("/do/rules/{book}", forms::rules::save)
        .post("/do/rules/{book}/stop", forms::rules::stop)
        .post("/do/unit-costs", forms::rules::save_price)
        .post("/do/checklists", forms::checklists::create)
        .post("/do/checklists/{code}/{step}", forms::checklists::act)
        .post("/do/reminders/read", forms::reminders::mark)
        .post("/do/reminders/settings", forms::reminders::save_settings)
        .post("/do/deliveries/{id}/again", forms::reminders::again)
        .post("/do/set-aside/{id}/again", forms::reminders::work_again)
        .post("/do/tables/{list}", forms::tables::in_full_table)
        .post("/do/boundaries", forms::boundaries::begin)
        .post("/do/boundaries/{id}/{step}", forms::boundaries::act)
        .post("/do/imports", forms::imports::begin)
        .post("/do/imports/{id}/columns", forms::imports::columns)
        .post("/do/imports/{id}/decisions", forms::imports::decide)
        .post("/do/imports/{id}/discard", forms::imports::discard)
        .get("/files/{id}", files::picture)
        .get("/files/{id}/thumb", files::thumb)
        .get("/api/v1/hazards", v1::hazards::list)
        .post("/api/v1/hazards", v1::hazards::register)
        .get("/api/v1/hazards/{id}", v1::hazards::detail)
        .post("/api/v1/hazards/{id}/changes", v1::hazards::change)
        .get("/api/v1/papers/{id}/{format}", v1::papers::paper)
        .get("/api/v1/summaries/{id}/{file}", v1::summaries::file)
        .get("/api/v1/summaries/{id}/english/{file}", v1::summaries::english)
        .get("/api/v1/summaries/{id}/frozen/rows.csv", v1::summaries::rows)
        .get("/api/v1/inspections", v1::inspections::list)
        .post("/api/v1/inspections", v1::inspections::save)
        .get("/api/v1/inspections/{id}", v1::inspections::detail)
        .get("/api/v1/visit-form", v1::inspections::form)
        .get("/api/v1/library", v1::inspections::library)
        .get("/api/v1/sites", v1::sites::list)
        .post("/api/v1/sites", v1::sites::add)
        .get("/api/v1/sites/search", v1::sites::search)
        .get("/api/v1/sites/{id}", v1::sites::detail)
        .get("/api/v1/sites/{id}/door", v1::programmes::door)
        .get("/api/v1/stoves", v1::stoves::list)
        .post("/api/v1/stoves", v1::stoves::survey)
        .get("/api/v1/stoves/{id}", v1::stoves::detail)
        .post("/api/v1/stoves/{id}/changes", v1::stoves::change)
        .get("/api/v1/detectors", v1::detectors::list)
        .post("/api/v1/detectors", v1::detectors::plan)
        .get("/api/v1/detectors/{id}", v1::detectors::detail)
        .post("/api/v1/detectors/{id}/changes", v1::detectors::change)
        .get("/api/v1/gas-users", v1::gas_users::list)
        .get("/api/v1/gas-users/{id}", v1::gas_users::detail)
        .post("/api/v1/gas-users/unit", v1::gas_users::save_unit)
        .post("/api/v1/gas-users/lpg", v1::gas_users::save_lpg)
        .get("/api/v1/zero-cylinders", v1::gas_users::zero_cylinders)
        .get("/api/v1/expiry-wave", v1::programmes::expiry_wave)
        .get("/api/v1/programme-figures", v1::programmes::figures)
        .post("/api/v1/files", v1::files::upload)
        .post("/api/v1/field/device", v1::field::device)
        .get("/api/v1/field/reference", v1::field::reference)
        .get("/api/v1/field/sites", v1::field::sites)
        .get("/api/v1/field/hazards", v1::field::hazards)
        .get("/api/v1/field/stoves", v1::field::stoves)
        .get("/api/v1/field/detectors", v1::field::detectors)
        .get("/api/v1/field/gas-users", v1::field::gas_users)
        .get("/api/v1/field/tasks", v1::field::tasks)
        .get("/api/v1/field/targets", v1::field::targets)
        .get("/api/v1/field/changes", v1::field::changes)
        .get("/api/v1/devices", v1::devices::list)
        .post("/api/v1/sync", v1::sync::carry_out)
        .get("/api/v1/photos/{id}", v1::photos::state)
        .post("/api/v1/photos/{id}", v1::photos::receive)
        .get("/api/v1/map/hazards", v1::map::hazards)
        .get("/api/v1/map/inspections", v1::map::inspections)
        .get("/api/v1/map/sites", v1::map::sites)
        .get("/api/v1/map/tiles/hazards/{z}/{x}/{y}", v1::tiles::hazards)
        .get("/api/v1/map/tiles/inspections/{z}/{x}/{y}", v1::tiles::inspections)
        .get("/api/v1/map/tiles/sites/{z}/{x}/{y}", v1::tiles::sites)
        .get("/api/v1/map/stoves", v1::map::stoves)
        .get("/api/v1/map/detectors", v1::map::detectors)
        .get("/api/v1/map/gas-users", v1::map::gas_users)
        .get("/api/v1/map/tasks", v1::campaigns::map_tasks)
        .get("/api/v1/map/targets", v1::campaigns::map_targets)
        .get("/api/v1/map/penalties", v1::campaigns::map_penalties)
        .get("/api/v1/map/orders", v1::campaigns::map_orders)
        .get("/api/v1/map/fires", v1::campaigns::map_fires)
        .get("/api/v1/campaigns", v1::campaigns::campaigns)
        .get("/api/v1/campaigns/{id}", v1::campaigns::campaign)
        .get("/api/v1/targets", v1::campaigns::targets)
        .get("/api/v1/checklists/{code}/items.csv", v1::tables::checklist)
        .get("/api/v1/tables/hazards.csv", v1::tables::hazards)
        .get("/api/v1/tables/inspections.csv", v1::tables::inspections)
        .get("/api/v1/tables/sites.csv", v1::tables::sites)
        .get("/api/v1/tables/penalties.csv", v1::tables::penalties)
        .get("/api/v1/tables/orders.csv", v1::tables::orders)
        .get("/api/v1/tables/fires.csv", v1::tables::fires)
        .get("/api/v1/tables/stoves.csv", v1::tables::stoves)
        .get("/api/v1/tables/detectors.csv", v1::tables::detectors)
        .get("/api/v1/tables/gas-users.csv", v1::tables::gas_users)
        .get("/api/v1/tables/cylinders.csv", v1::tables::cylinders)
        .get("/api/v1/tables/task-list.csv", v1::tables::tasks)
        .get("/api/v1/tables/targets.csv", v1::tables::campaign_targets)
        .get("/api/v1/year-targets.csv", v1::tables::year_targets)
        .get("/api/v1/expiry-wave.csv", v1::tables::expiry_wave)
        .get("/api/v1/imports/{id}/faults.csv", v1::tables::import_faults)
        .get("/api/v1/zero-cylinders.csv", v1::tables::zero_cylinders)
        .get("/api/v1/campaigns/{id}/funnel.csv", v1::tables::funnel)
        .get("/api/v1/base.geojson", v1::map::base)
        .get("/api/v1/boundary-imports/{id}/map.geojson", v1::boundaries::map)
        .get(v1::base_tiles::PATH, v1::base_tiles::tile)
        .get("/api/v1/rates", v1::figures::rates)
        .get("/api/v1/desk", v1::desk::desk)
        .get(v1::desk::CHANGES, v1::desk::changes)
        .get("/api/v1/dashboard", v1::figures::dashboard)
        .get("/api/v1/home", v1::people::home)
        .get("/api/v1/me", v1::people::me)
}

/// What the pages ask for once their program runs in the browser.
fn server_functions(config: &Config) -> Group {
    let mut group = Group::new(Access::SignedIn);
    for (path, method) in server_fn_paths() {
        let handler = |request: Request| handle_server_fns_with_context(pages::provide, request);
        group = group.route(method, path, handler);
    }
    group.router = group.router.layer(RequestBodyLimitLayer::new(config.limits.json_bytes));
    group
}

/// A path without the names of its parameters.
fn shape(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "{}".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The pages, and apart from them those of the field app, which have no session.
fn leptos_pages(web: &Web) -> (Group, Group) {
    let functions = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    let list = generate_route_list_with_exclusions(app::app::App, Some(functions));
    // of optional parts every selection is listed; two of one shape are the same route
    let mut shapes = BTreeSet::new();
    let list: Vec<_> = list.into_iter().filter(|listing| shapes.insert(shape(listing.path()))).collect();
    // what is excluded stands in both lists, or the second router would have it again
    let excluded = |listing: &AxumRouteListing| listing.methods().next().is_none();
    let of_field = |listing: &AxumRouteListing| app::field::is_place(listing.path());
    let field = list.iter().filter(|listing| of_field(listing) || excluded(listing)).cloned().collect();
    let list = list.into_iter().filter(|listing| !of_field(listing)).collect();
    let mut pages = pages_of(web, list, Access::SignedIn);
    pages.router = pages.router.layer(from_fn_with_state(web.clone(), pages::prepare));
    let mut field = pages_of(web, field, Access::Public);
    field.router = field.router.layer(from_fn_with_state(web.clone(), pages::shell_of_field));
    (pages, field)
}

/// Pages of one kind. Of those with a session a stranger sees the sign-in page only.
fn pages_of(web: &Web, list: Vec<AxumRouteListing>, access: Access) -> Group {
    let mut group = Group::new(access);
    for listing in &list {
        let access = if listing.path() == app::sign_in::PATH { Access::Public } else { access };
        // methods are empty for what is excluded
        group.table.extend(listing.methods().map(|_| Route {
            method: Method::GET,
            path: listing.path().to_owned(),
            access,
        }));
    }
    let options = web.site.options.clone();
    let shell = move || app::app::shell(options.clone());
    group.router = group.router.leptos_routes_with_context(web, list, pages::provide, shell);
    group
}

/// The router, and the table of its routes.
fn build(web: &Web) -> (Router, Vec<Route>) {
    let mut signed_in = signed_in();
    let functions = server_functions(&web.config);
    signed_in.router = signed_in.router.merge(functions.router).layer(from_fn(identity::require_sign_in));
    signed_in.table.extend(functions.table);
    let health = Group::new(Access::Public).get("/healthz", healthy);
    let behind_token = behind_token();
    let (pages, field) = leptos_pages(web);
    let groups = [public(), signed_in, pages];

    let mut table = health.table;
    table.extend(field.table);
    table.extend(behind_token.table);
    let mut router = Router::new();
    for group in groups {
        table.extend(group.table);
        router = router.merge(group.router);
    }
    let with_session = |router: Router<Web>| {
        router
            .layer(from_fn_with_state(web.clone(), identity::identify))
            .layer(session::layer(&web.state, &web.config))
    };
    let rest =
        Router::new().fallback(pages::not_found).layer(from_fn_with_state(web.clone(), pages::prepare));
    let rest = with_session(rest).layer(from_fn_with_state(web.clone(), site::files_first));
    let router = with_session(router)
        .merge(health.router)
        .merge(field.router)
        .merge(behind_token.router)
        .route("/api/{*rest}", axum::routing::any(no_such_route))
        .method_not_allowed_fallback(no_such_method)
        .fallback_service(rest.with_state(web.clone()))
        .layer(DefaultBodyLimit::max(web.config.limits.upload_bytes))
        .layer(squeeze::layer())
        .layer(from_fn_with_state(web.clone(), around::around))
        .with_state(web.clone());
    (router, table)
}

/// Everything behind one service.
pub fn router(web: &Web) -> Router {
    build(web).0
}

/// Every route.
pub fn table(web: &Web) -> Vec<Route> {
    build(web).1
}

/// `GET /healthz`: the server answers and its database too.
async fn healthy(State(web): State<Web>) -> Response {
    let db = web.state.db.read();
    match db.execute_raw(Statement::from_string(db.get_database_backend(), "SELECT 1")).await {
        Ok(_) => "ok".into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

async fn no_such_route() -> Refusal {
    Refusal(Fault::new(Code::NotFound))
}

async fn no_such_method() -> (StatusCode, Json<Fault>) {
    (StatusCode::METHOD_NOT_ALLOWED, Json(Fault::new(Code::NotFound)))
}

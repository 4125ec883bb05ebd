//! Files and the JSON API: hazards, visits, sites, tablets, campaigns, registers, their maps and tables.

use super::{
    super::{
        asks::{add_site, device, note, part, photo, register, send, visit},
        scene::{Mark, data, tile, window},
    },
    ALL, CAMPAIGN, CREATED, FIRE, FORBIDDEN, Field, HAZARD, HAZARD_PAGE, Line, NONE, NOT_FOUND, NOTHING, OK,
    ORDER, PENALTY, SITE, STRANGE_TO_WORKERS, TABLET, TARGET, VISIT, WATCHERS, WORKERS, line, own, workers,
};
use crate::support::world::{COMMITTEE, HERE};
use domain::fault::FieldCode;

const HAZARD_TAKEN: &[Mark] = &[Mark::Hazard, Mark::Number, Mark::Description, Mark::SiteName, Mark::Photo];

pub(super) const LINES: &[Line] = &[
    // ---- photos
    line("GET /files/{id}", |s, v| data(v, &format!("/files/{}", s.near.photo)), ALL, NONE, NOTHING),
    line(
        "GET /files/{id}",
        |s, v| data(v, &format!("/files/{}", s.loose_photo)),
        [NOT_FOUND, OK, NOT_FOUND, NOT_FOUND],
        NONE,
        NOTHING,
    ),
    line(
        "GET /files/{id}/thumb",
        |s, v| data(v, &format!("/files/{}/thumb", s.near.photo)),
        ALL,
        NONE,
        NOTHING,
    ),
    line(
        "GET /files/{id}/thumb",
        |s, v| data(v, &format!("/files/{}/thumb", s.loose_photo)),
        [NOT_FOUND, OK, NOT_FOUND, NOT_FOUND],
        NONE,
        NOTHING,
    ),
    line("POST /api/v1/files", photo, workers(CREATED), workers(CREATED), NOTHING),
    // ---- hazards
    own("GET /api/v1/hazards", |_, v| data(v, "/api/v1/hazards"), HAZARD),
    own("GET /api/v1/hazards", |_, v| data(v, "/api/v1/hazards?q=楼道堆放"), HAZARD),
    line(
        "GET /api/v1/hazards",
        |_, v| data(v, &format!("/api/v1/hazards?area={COMMITTEE}")),
        ALL,
        NONE,
        HAZARD,
    ),
    line(
        "GET /api/v1/hazards",
        |s, v| data(v, &format!("/api/v1/hazards?site={}", s.near.site)),
        ALL,
        ALL,
        NOTHING,
    ),
    line(
        "POST /api/v1/hazards",
        register,
        workers(CREATED),
        workers(Field("site", FieldCode::Unknown)),
        NOTHING,
    ),
    line(
        "GET /api/v1/hazards/{id}",
        |s, v| data(v, &format!("/api/v1/hazards/{}", s.near.hazard)),
        ALL,
        NONE,
        HAZARD_PAGE,
    ),
    line("POST /api/v1/hazards/{id}/changes", note, WORKERS, NONE, NOTHING),
    // ---- visits
    own("GET /api/v1/inspections", |_, v| data(v, "/api/v1/inspections"), VISIT),
    line(
        "GET /api/v1/inspections",
        |_, v| data(v, &format!("/api/v1/inspections?area={COMMITTEE}")),
        ALL,
        NONE,
        VISIT,
    ),
    line(
        "POST /api/v1/inspections",
        visit,
        workers(CREATED),
        workers(Field("site", FieldCode::Unknown)),
        NOTHING,
    ),
    line(
        "GET /api/v1/inspections/{id}",
        |s, v| data(v, &format!("/api/v1/inspections/{}", s.near.visit)),
        ALL,
        NONE,
        &[Mark::Visit, Mark::Remark],
    ),
    line("GET /api/v1/visit-form", |_, v| data(v, "/api/v1/visit-form"), WORKERS, WORKERS, NOTHING),
    line(
        "GET /api/v1/visit-form",
        |s, v| data(v, &format!("/api/v1/visit-form?site={}", s.near.site)),
        WORKERS,
        STRANGE_TO_WORKERS,
        SITE,
    ),
    line("GET /api/v1/library", |_, v| data(v, "/api/v1/library"), WORKERS, WORKERS, NOTHING),
    // ---- sites
    own("GET /api/v1/sites", |_, v| data(v, "/api/v1/sites"), SITE),
    line("GET /api/v1/sites", |_, v| data(v, &format!("/api/v1/sites?area={COMMITTEE}")), ALL, NONE, SITE),
    line(
        "POST /api/v1/sites",
        add_site,
        workers(CREATED),
        workers(Field("area", FieldCode::OutsideArea)),
        NOTHING,
    ),
    line(
        "GET /api/v1/sites/search",
        |_, v| data(v, &format!("/api/v1/sites/search?lon={}&lat={}", HERE.0, HERE.1)),
        ALL,
        ALL,
        SITE,
    ),
    line("GET /api/v1/sites/search", |_, v| data(v, "/api/v1/sites/search?q=老王面馆"), ALL, ALL, NOTHING),
    line(
        "GET /api/v1/sites/{id}",
        |s, v| data(v, &format!("/api/v1/sites/{}", s.near.site)),
        ALL,
        NONE,
        &[Mark::Site, Mark::SiteName, Mark::Number],
    ),
    // ---- tablets
    line("POST /api/v1/field/device", device, WORKERS, WORKERS, NOTHING),
    line("GET /api/v1/field/reference", |_, v| data(v, "/api/v1/field/reference"), WORKERS, WORKERS, NOTHING),
    line("GET /api/v1/field/sites", |_, v| data(v, "/api/v1/field/sites"), WORKERS, WORKERS, SITE),
    line(
        "GET /api/v1/field/hazards",
        |_, v| data(v, "/api/v1/field/hazards"),
        WORKERS,
        WORKERS,
        HAZARD_TAKEN,
    ),
    line(
        "GET /api/v1/field/changes",
        |_, v| data(v, "/api/v1/field/changes?since=0"),
        WORKERS,
        WORKERS,
        HAZARD_TAKEN,
    ),
    // each command is answered by itself; what those out of reach are answered, `sync` tests
    line("POST /api/v1/sync", send, WORKERS, WORKERS, NOTHING),
    line("POST /api/v1/photos/{id}", part, WORKERS, WORKERS, NOTHING),
    line(
        "GET /api/v1/photos/{id}",
        |s, v| data(v, &format!("/api/v1/photos/{}", s.near.photo)),
        [NOT_FOUND, OK, FORBIDDEN, FORBIDDEN],
        STRANGE_TO_WORKERS,
        NOTHING,
    ),
    line("GET /api/v1/devices", |_, v| data(v, "/api/v1/devices"), WATCHERS, WATCHERS, TABLET),
    // ---- maps
    own(
        "GET /api/v1/map/hazards",
        |_, v| data(v, &format!("/api/v1/map/hazards?{}", window())),
        &[Mark::Hazard],
    ),
    own(
        "GET /api/v1/map/inspections",
        |_, v| data(v, &format!("/api/v1/map/inspections?{}", window())),
        &[Mark::Visit],
    ),
    own("GET /api/v1/map/sites", |_, v| data(v, &format!("/api/v1/map/sites?{}", window())), &[Mark::Site]),
    line(
        "GET /api/v1/map/hazards",
        |_, v| data(v, &format!("/api/v1/map/hazards?area={COMMITTEE}&{}", window())),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/v1/map/tiles/hazards/{z}/{x}/{y}", |_, v| data(v, &tile("hazards", "")), &[Mark::Hazard]),
    own(
        "GET /api/v1/map/tiles/inspections/{z}/{x}/{y}",
        |_, v| data(v, &tile("inspections", "")),
        &[Mark::Visit],
    ),
    own("GET /api/v1/map/tiles/sites/{z}/{x}/{y}", |_, v| data(v, &tile("sites", "")), NOTHING),
    line(
        "GET /api/v1/map/tiles/hazards/{z}/{x}/{y}",
        |_, v| data(v, &tile("hazards", &format!("?area={COMMITTEE}"))),
        ALL,
        NONE,
        NOTHING,
    ),
    // ---- campaigns and registers
    own("GET /api/v1/campaigns", |_, v| data(v, "/api/v1/campaigns"), CAMPAIGN),
    line(
        "GET /api/v1/campaigns/{id}",
        |s, v| data(v, &format!("/api/v1/campaigns/{}", s.near.campaign)),
        ALL,
        NONE,
        CAMPAIGN,
    ),
    own("GET /api/v1/map/tasks", |_, v| data(v, &format!("/api/v1/map/tasks?{}", window())), NOTHING),
    own("GET /api/v1/tables/task-list.csv", |_, v| data(v, "/api/v1/tables/task-list.csv"), NOTHING),
    line(
        "GET /api/v1/tables/task-list.csv",
        |_, v| data(v, &format!("/api/v1/tables/task-list.csv?area={COMMITTEE}")),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/v1/targets", |_, v| data(v, "/api/v1/targets"), TARGET),
    line(
        "GET /api/v1/targets",
        |s, v| data(v, &format!("/api/v1/targets?campaign={}", s.near.campaign)),
        ALL,
        NONE,
        TARGET,
    ),
    own(
        "GET /api/v1/map/targets",
        |_, v| data(v, &format!("/api/v1/map/targets?{}", window())),
        &[Mark::Site],
    ),
    own("GET /api/v1/map/penalties", |_, v| data(v, &format!("/api/v1/map/penalties?{}", window())), PENALTY),
    own("GET /api/v1/map/orders", |_, v| data(v, &format!("/api/v1/map/orders?{}", window())), ORDER),
    own("GET /api/v1/map/fires", |_, v| data(v, &format!("/api/v1/map/fires?{}", window())), FIRE),
    own(
        "GET /api/v1/tables/penalties.csv",
        |_, v| data(v, "/api/v1/tables/penalties.csv"),
        &[Mark::SiteName],
    ),
    own("GET /api/v1/tables/orders.csv", |_, v| data(v, "/api/v1/tables/orders.csv"), &[Mark::SiteName]),
    own("GET /api/v1/tables/fires.csv", |_, v| data(v, "/api/v1/tables/fires.csv"), &[Mark::SiteName]),
    own(
        "GET /api/v1/tables/hazards.csv",
        |_, v| data(v, "/api/v1/tables/hazards.csv"),
        &[Mark::Number, Mark::Description, Mark::SiteName],
    ),
    line(
        "GET /api/v1/tables/hazards.csv",
        |_, v| data(v, &format!("/api/v1/tables/hazards.csv?area={COMMITTEE}")),
        ALL,
        NONE,
        &[Mark::Number, Mark::Description, Mark::SiteName],
    ),
    line(
        "GET /api/v1/tables/orders.csv",
        |_, v| data(v, &format!("/api/v1/tables/orders.csv?area={COMMITTEE}")),
        ALL,
        NONE,
        &[Mark::SiteName],
    ),
];

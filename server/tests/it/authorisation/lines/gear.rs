//! Stoves, devices, users of gas: lists and maps, pages, steps, numbers, and what tablets take along of them.

use super::{
    super::{
        asks::{detector_note, full_table, gas_unit, lpg_user, plan_detector, stove_note, survey_stove},
        scene::{Mark, data, window},
    },
    ALL, CREATED, Field, Line, NONE, NOTHING, Refused, WORKERS, line, own, workers,
};
use crate::support::world::COMMITTEE;
use domain::fault::{Code, FieldCode};

const STOVE: &[Mark] = &[Mark::Stove, Mark::SiteName];
const DETECTOR: &[Mark] = &[Mark::Detector, Mark::SiteName];
const GAS_USER: &[Mark] = &[Mark::GasUser, Mark::SiteName];
const NAMED: &[Mark] = &[Mark::SiteName];

pub(super) const LINES: &[Line] = &[
    line(
        "GET /api/v1/sites/{id}/door",
        |s, v| data(v, &format!("/api/v1/sites/{}/door", s.near.site)),
        ALL,
        NONE,
        &[Mark::Stove, Mark::Detector, Mark::GasUser],
    ),
    own("GET /api/v1/stoves", |_, v| data(v, "/api/v1/stoves?sort=due"), STOVE),
    line("GET /api/v1/stoves", |_, v| data(v, &format!("/api/v1/stoves?area={COMMITTEE}")), ALL, NONE, STOVE),
    line(
        "POST /api/v1/stoves",
        survey_stove,
        workers(CREATED),
        workers(Field("site", FieldCode::Unknown)),
        NOTHING,
    ),
    line(
        "GET /api/v1/stoves/{id}",
        |s, v| data(v, &format!("/api/v1/stoves/{}", s.near.stove)),
        ALL,
        NONE,
        STOVE,
    ),
    line("POST /api/v1/stoves/{id}/changes", stove_note, WORKERS, NONE, NOTHING),
    own("GET /api/v1/detectors", |_, v| data(v, "/api/v1/detectors?kind=gas_alarm"), DETECTOR),
    line(
        "GET /api/v1/detectors",
        |_, v| data(v, &format!("/api/v1/detectors?area={COMMITTEE}")),
        ALL,
        NONE,
        DETECTOR,
    ),
    line(
        "POST /api/v1/detectors",
        plan_detector,
        workers(CREATED),
        workers(Field("site", FieldCode::Unknown)),
        NOTHING,
    ),
    line(
        "GET /api/v1/detectors/{id}",
        |s, v| data(v, &format!("/api/v1/detectors/{}", s.near.detector)),
        ALL,
        NONE,
        DETECTOR,
    ),
    line("POST /api/v1/detectors/{id}/changes", detector_note, WORKERS, NONE, NOTHING),
    own("GET /api/v1/gas-users", |_, v| data(v, "/api/v1/gas-users"), GAS_USER),
    line(
        "GET /api/v1/gas-users",
        |_, v| data(v, &format!("/api/v1/gas-users?area={COMMITTEE}")),
        ALL,
        NONE,
        GAS_USER,
    ),
    line(
        "GET /api/v1/gas-users/{id}",
        |s, v| data(v, &format!("/api/v1/gas-users/{}", s.near.gas_user)),
        ALL,
        NONE,
        GAS_USER,
    ),
    line(
        "POST /api/v1/gas-users/unit",
        gas_unit,
        workers(Refused(Code::Stale)),
        workers(Field("site", FieldCode::Unknown)),
        NOTHING,
    ),
    line(
        "POST /api/v1/gas-users/lpg",
        lpg_user,
        workers(Refused(Code::Stale)),
        workers(Field("site", FieldCode::Unknown)),
        NOTHING,
    ),
    own("GET /api/v1/zero-cylinders", |_, v| data(v, "/api/v1/zero-cylinders"), NOTHING),
    line(
        "GET /api/v1/zero-cylinders",
        |_, v| data(v, &format!("/api/v1/zero-cylinders?area={COMMITTEE}")),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/v1/expiry-wave", |_, v| data(v, "/api/v1/expiry-wave?from=2023-01"), NOTHING),
    line(
        "GET /api/v1/expiry-wave",
        |_, v| data(v, &format!("/api/v1/expiry-wave?area={COMMITTEE}")),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/v1/programme-figures", |_, v| data(v, "/api/v1/programme-figures"), NOTHING),
    line(
        "GET /api/v1/programme-figures",
        |_, v| data(v, &format!("/api/v1/programme-figures?area={COMMITTEE}")),
        ALL,
        NONE,
        NOTHING,
    ),
    own("GET /api/v1/map/stoves", |_, v| data(v, &format!("/api/v1/map/stoves?{}", window())), STOVE),
    own(
        "GET /api/v1/map/detectors",
        |_, v| data(v, &format!("/api/v1/map/detectors?{}", window())),
        DETECTOR,
    ),
    own(
        "GET /api/v1/map/gas-users",
        |_, v| data(v, &format!("/api/v1/map/gas-users?{}", window())),
        GAS_USER,
    ),
    line(
        "GET /api/v1/field/stoves",
        |_, v| data(v, "/api/v1/field/stoves"),
        WORKERS,
        WORKERS,
        &[Mark::Stove],
    ),
    line(
        "GET /api/v1/field/detectors",
        |_, v| data(v, "/api/v1/field/detectors"),
        WORKERS,
        WORKERS,
        &[Mark::Detector],
    ),
    line(
        "GET /api/v1/field/gas-users",
        |_, v| data(v, "/api/v1/field/gas-users"),
        WORKERS,
        WORKERS,
        &[Mark::GasUser],
    ),
    own("GET /api/v1/tables/stoves.csv", |_, v| data(v, "/api/v1/tables/stoves.csv"), NAMED),
    line(
        "GET /api/v1/tables/stoves.csv",
        |_, v| data(v, &format!("/api/v1/tables/stoves.csv?area={COMMITTEE}")),
        ALL,
        NONE,
        NAMED,
    ),
    own("GET /api/v1/tables/detectors.csv", |_, v| data(v, "/api/v1/tables/detectors.csv"), NAMED),
    own("GET /api/v1/tables/gas-users.csv", |_, v| data(v, "/api/v1/tables/gas-users.csv"), NAMED),
    own("GET /api/v1/tables/targets.csv", |_, v| data(v, "/api/v1/tables/targets.csv"), NAMED),
    line("POST /do/tables/{list}", full_table, WORKERS, WORKERS, NAMED),
];

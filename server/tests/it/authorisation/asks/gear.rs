//! How the routes of stoves, devices and users of gas are asked.

use super::{
    super::scene::{Scene, form, json},
    entry, new_id,
};
use crate::{
    stage::Visitor,
    support::{gear, world::noon},
};
use domain::programmes::{
    device::{DeviceCommand, DeviceKind, PlanDevice},
    stove::StoveCommand,
};
use reqwest::RequestBuilder;

pub fn survey_stove(s: &Scene, v: &Visitor) -> RequestBuilder {
    let survey = gear::survey(s.near.site, gear::safe_stove("2022-05-01"), noon("2023-06-02"));
    json(v, "/api/v1/stoves", &survey)
}

pub fn stove_note(s: &Scene, v: &Visitor) -> RequestBuilder {
    let note = StoveCommand::AddNote { note: "已电话联系".into(), photos: vec![] };
    let path = format!("/api/v1/stoves/{}/changes", s.near.stove);
    json(v, &path, &gear::stove_step(s.near.stove, None, note))
}

pub fn plan_detector(s: &Scene, v: &Visitor) -> RequestBuilder {
    let plan =
        PlanDevice { id: gear::fresh(), kind: DeviceKind::SmokeDetector, site: s.near.site, note: None };
    json(v, "/api/v1/detectors", &plan)
}

pub fn detector_note(s: &Scene, v: &Visitor) -> RequestBuilder {
    let note = DeviceCommand::AddNote { note: "已电话联系".into(), photos: vec![] };
    let path = format!("/api/v1/detectors/{}/changes", s.near.detector);
    json(v, &path, &gear::device_step(s.near.detector, None, note))
}

pub fn detector_seen_to(s: &Scene, v: &Visitor) -> RequestBuilder {
    let path = format!("/do/detectors/{}/seen-to", s.near.detector);
    form(v, &path, &[("id", &new_id()), ("note", "误报，已复位")])
}

/// Whoever may save an entry is told that there is one already.
pub fn gas_unit(s: &Scene, v: &Visitor) -> RequestBuilder {
    json(v, "/api/v1/gas-users/unit", &gear::unit(s.near.site, noon("2023-06-02")))
}

pub fn lpg_user(s: &Scene, v: &Visitor) -> RequestBuilder {
    json(v, "/api/v1/gas-users/lpg", &gear::lpg(s.near.site, vec![]))
}

pub fn stove_by_form(s: &Scene, v: &Visitor) -> RequestBuilder {
    let site = s.near.site.to_string();
    let fields = [
        ("id", &*new_id()),
        ("site", &*site),
        ("surveyed_at", "2023-06-02T12:00"),
        ("survey.appliance", "stove"),
    ];
    form(v, "/do/stoves", &fields)
}

pub fn stove_note_by_form(s: &Scene, v: &Visitor) -> RequestBuilder {
    let path = format!("/do/stoves/{}/add_note", s.near.stove);
    form(v, &path, &[("id", &new_id()), ("note", "已电话联系")])
}

pub fn detector_by_form(s: &Scene, v: &Visitor) -> RequestBuilder {
    let site = s.near.site.to_string();
    form(v, "/do/detectors", &[("id", &*new_id()), ("site", &*site), ("kind", "smoke_detector")])
}

pub fn detector_note_by_form(s: &Scene, v: &Visitor) -> RequestBuilder {
    let path = format!("/do/detectors/{}/add_note", s.near.detector);
    form(v, &path, &[("id", &new_id()), ("note", "已电话联系")])
}

/// Whoever may save an entry is told that there is one already.
pub fn gas_by_form(s: &Scene, v: &Visitor) -> RequestBuilder {
    let site = s.near.site.to_string();
    let fields = [
        ("site", &*site),
        ("trade", "restaurant"),
        ("fuel", "natural_gas"),
        ("surveyed_at", "2023-06-02T12:00"),
    ];
    entry(v, "/do/gas-users/unit", &fields)
}

/// Everybody's own list, as far as they may see it in full.
pub fn full_table(_: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, "/do/tables/stoves", &[("reason", "安排上门"), ("query", "sort=oldest")])
}

//! How the routes are asked that want more than an address: forms, commands, photos. Always about the near records.

pub mod gear;
pub mod imports;

use self::imports::multipart;
use super::scene::{Scene, form, json};
use crate::{
    stage::Visitor,
    support::{
        seed, tablet,
        world::{COMMITTEE, HERE, SUBDISTRICT, at, noon, site},
    },
};
use chrono::Utc;
use domain::{
    hazards::{Change, HazardCommand},
    ids::{EventId, FileId, InspectionId},
    inspections::{InspectionKind, Nature, Outcome, SaveVisit, commands::VisitedSite},
    programmes::device::Intake,
    sites::SiteKind,
};
use image::ImageFormat;
use reqwest::{Method, RequestBuilder, header::ACCEPT};
use std::io::Cursor;
use uuid::Uuid;

pub fn wrong_password(_: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, "/do/sign-in", &[("login", "office"), ("password", "wrong")])
}

fn new_id() -> String {
    Uuid::now_v7().to_string()
}

pub fn note_by_form(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/hazards/{}/add_note", s.near.hazard), &[("id", &new_id()), ("note", "已电话提醒")])
}

/// Grants what nobody has asked for: each hazard says so, and nothing changes.
pub fn bulk_by_form(s: &Scene, v: &Visitor) -> RequestBuilder {
    let hazard = s.near.hazard.to_string();
    form(v, "/do/desk/bulk", &[("id", &new_id()), ("do", "grant"), ("hazard", &hazard)])
}

/// Issues a notice, the first time it is asked; then the hazard says that it stands on one.
pub fn notices_by_form(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, "/do/desk/notices", &[("id", &new_id()), ("notice", &s.near.hazard.to_string())])
}

pub fn save_view(_: &Scene, v: &Visitor) -> RequestBuilder {
    // a name of its own, because nobody keeps two of one name
    let id = new_id();
    form(v, "/do/desk/views", &[("id", &id), ("name", &id), ("query", "overdue=1")])
}

pub fn remove_view(_: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/desk/views/{}/remove", new_id()), &[])
}

const JUNE: [(&str, &str); 2] = [("period.from", "2023-06-01"), ("period.to", "2023-06-30")];

/// A form with a new id for the save and one for the record.
fn entry(v: &Visitor, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
    let (id, record) = (new_id(), new_id());
    let all = [&[("id", &*id), ("record", &*record)][..], fields].concat();
    form(v, path, &all)
}

pub fn campaign_by_form(_: &Scene, v: &Visitor) -> RequestBuilder {
    let fields = [&[("title", "另一专项"), ("area", SUBDISTRICT)][..], &JUNE[..]].concat();
    entry(v, "/do/campaigns", &fields)
}

pub fn campaign_from_list(_: &Scene, v: &Visitor) -> RequestBuilder {
    let list = [("title", "明年灶具更换"), ("area", SUBDISTRICT), ("list", "/stoves"), ("query", "")];
    let fields = [&list[..], &JUNE[..]].concat();
    entry(v, "/do/campaigns/from-list", &fields)
}

pub fn later_target(s: &Scene, v: &Visitor) -> RequestBuilder {
    let site = s.near.site.to_string();
    form(v, &format!("/do/campaigns/{}/add", s.near.campaign), &[("id", &new_id()), ("site", &site)])
}

pub fn give_door(s: &Scene, v: &Visitor) -> RequestBuilder {
    let (campaign, site) = (s.near.campaign.to_string(), s.near.site.to_string());
    form(v, "/do/targets/give", &[("campaign", &campaign), ("site", &site), ("take_back", "1")])
}

pub fn plan_by_form(_: &Scene, v: &Visitor) -> RequestBuilder {
    let fields = [("title", "月查"), ("rhythm", "monthly"), ("first", "2023-06-15"), ("area", SUBDISTRICT)];
    entry(v, "/do/plans", &fields)
}

pub fn give_task(_: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, "/do/tasks/assign", &[("task", &new_id()), ("take_back", "1")])
}

pub fn draw_by_form(_: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, "/do/relapse/draw", &[("area", SUBDISTRICT), ("month", "2023-05")])
}

/// Nothing is begun by it: the reason is missing.
pub fn start_roll_call(_: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, "/do/roll-calls/start", &[("id", &new_id()), ("reason", "")])
}

pub fn stop_roll_call(_: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, "/do/roll-calls/stop", &[("id", &new_id())])
}

pub fn answer_roll_call(_: &Scene, v: &Visitor) -> RequestBuilder {
    let fields = [("id", &*new_id()), ("register", "sheds"), ("door", "1"), ("answer", "safe")];
    form(v, "/do/roll-calls/say", &fields)
}

/// Nobody has drawn it.
pub fn say_by_form(s: &Scene, v: &Visitor) -> RequestBuilder {
    let hazard = s.near.hazard.to_string();
    form(v, "/do/relapse/say", &[("hazard", &*hazard), ("month", "2023-04"), ("outcome", "held")])
}

pub fn target_by_form(_: &Scene, v: &Visitor) -> RequestBuilder {
    // the same name twice would be a fault of its own
    let name = new_id();
    let fields = [
        ("name", &*name),
        ("unit", "次"),
        ("year", "2023"),
        ("number", "1300"),
        ("measured_by", "inspections"),
        ("area", SUBDISTRICT),
    ];
    entry(v, "/do/year-targets", &fields)
}

/// Somebody who is not there: role and area are looked at first.
pub fn assignment_by_form(_: &Scene, v: &Visitor) -> RequestBuilder {
    let nobody = new_id();
    let fields = [("name", "一组"), ("area", SUBDISTRICT), ("people", &*nobody), ("active", "on")];
    entry(v, "/do/assignment/rules", &fields)
}

pub fn absence_by_form(_: &Scene, v: &Visitor) -> RequestBuilder {
    let nobody = new_id();
    let fields = [("person", &*nobody), ("from", "2023-06-01"), ("to", "2023-06-10")];
    entry(v, "/do/assignment/absences", &fields)
}

/// A rule of its own each time: one that is there already would be a fault.
pub fn rule_by_form(_: &Scene, v: &Visitor) -> RequestBuilder {
    let unlike: String = new_id().chars().rev().filter(char::is_ascii_alphanumeric).take(16).collect();
    let code = format!("T-{}", unlike.to_uppercase());
    let fields = [
        ("code", &*code),
        ("category", "fire"),
        ("severity", "general"),
        ("text_zh", "灭火器被锁住"),
        ("text_en", "Extinguisher locked away"),
        ("clause", "《消防法》第二十八条"),
        ("document", "消防法"),
        ("valid_from", "2023-06-01"),
        ("reason", "补充"),
    ];
    entry(v, "/do/rules/standards", &fields)
}

/// A day that is not what the person says to have seen: the role is looked at first.
pub fn holidays_by_form(_: &Scene, v: &Visitor) -> RequestBuilder {
    let fields = [
        ("from", "1999-03-01"),
        ("to", "1999-03-01"),
        ("before_kind", "workday"),
        ("before_name", "春节"),
        ("kind", "holiday"),
        ("name", "春节"),
        ("reason", "通知"),
    ];
    entry(v, "/do/holidays", &fields)
}

/// The price that there is already.
pub fn price_by_form(_: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, "/do/unit-costs", &[("gear", "stove"), ("cost", "800"), ("valid_from", "2010-01-01")])
}

/// The end of a rule that is not there: the role is looked at first.
pub fn rule_stopped(_: &Scene, v: &Visitor) -> RequestBuilder {
    let base = new_id();
    entry(v, "/do/rules/deadlines/stop", &[("base", &*base), ("last", "2023-06-30"), ("reason", "废止")])
}

/// A checklist of its own each time: one that is there already would be a fault.
pub fn checklist_by_form(_: &Scene, v: &Visitor) -> RequestBuilder {
    let code = format!("t_{}", &Uuid::now_v7().simple().to_string()[12..]);
    entry(v, "/do/checklists", &[("code", &*code), ("title_zh", "车棚检查"), ("title_en", "Bike sheds")])
}

/// A draft that is not there: the role is looked at first.
pub fn checklist_discarded(_: &Scene, v: &Visitor) -> RequestBuilder {
    entry(v, "/do/checklists/nine_small/discard", &[("revision", "1")])
}

fn penalty(s: &Scene, v: &Visitor, more: &[(&str, &str)]) -> RequestBuilder {
    let site = s.near.site.to_string();
    let mut fields = vec![
        ("decided_on", "2023-06-01"),
        ("body", "城管中队"),
        ("category", "fire"),
        ("party", "某店"),
        ("reason", "占道"),
        ("site", &*site),
    ];
    fields.extend(more);
    entry(v, "/do/registers/penalties", &fields)
}

pub fn penalty_by_form(s: &Scene, v: &Visitor) -> RequestBuilder {
    penalty(s, v, &[])
}

/// The change of one that is not there: the role is looked at first.
pub fn penalty_changed(s: &Scene, v: &Visitor) -> RequestBuilder {
    penalty(s, v, &[("base_version", "1")])
}

pub fn reveal_caller(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/registers/orders/{}/reveal", s.near.order), &[("reason", "回访")])
}

/// A browser is sent back to the page, where it says whether it was done.
pub fn by_browser(s: &Scene, v: &Visitor) -> RequestBuilder {
    let path = format!("/do/hazards/{}/add_note", s.near.hazard);
    v.request(Method::POST, &path)
        .header(ACCEPT, "text/html")
        .form(&[("id", new_id().as_str()), ("note", "再次提醒")])
}

pub fn make_link(s: &Scene, v: &Visitor) -> RequestBuilder {
    let hazard = s.near.hazard.to_string();
    form(v, "/do/party-links", &[("id", &new_id()), ("scope", "notice"), ("hazard", &hazard)])
}

pub fn revoke_link(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/party-links/{}/revoke", s.party_link), &[])
}

pub fn answer_submission(s: &Scene, v: &Visitor) -> RequestBuilder {
    let path = format!("/do/submissions/{}/return", s.submission);
    form(v, &path, &[("id", &new_id()), ("note", "请写明新的日期")])
}

pub fn reveal_party(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/hazards/{}/reveal", s.near.hazard), &[("reason", "联系整改")])
}

pub fn merge_by_form(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/sites/{}/merge", s.near.site), &[("into", &new_id())])
}

pub fn change_by_form(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/sites/{}/change", s.near.site), &[("contact_phone", "13900000000")])
}

pub fn reveal_contact(s: &Scene, v: &Visitor) -> RequestBuilder {
    form(v, &format!("/do/sites/{}/reveal", s.near.site), &[("reason", "联系整改")])
}

pub fn site_by_form(_: &Scene, v: &Visitor) -> RequestBuilder {
    let fields = [
        ("id", &*new_id()),
        ("kind", "small_unit"),
        ("name", "新店"),
        ("address", "路9号"),
        ("area", COMMITTEE),
    ];
    form(v, "/do/sites", &fields)
}

pub fn add_site(_: &Scene, v: &Visitor) -> RequestBuilder {
    json(v, "/api/v1/sites", &site(SiteKind::SmallUnit, "新店", "路8号", COMMITTEE, at(HERE.0, HERE.1)))
}

pub fn photo(_: &Scene, v: &Visitor) -> RequestBuilder {
    let mut file = Cursor::new(Vec::new());
    image::RgbImage::new(8, 8).write_to(&mut file, ImageFormat::Png).unwrap();
    let id = FileId(Uuid::now_v7()).to_string();
    multipart(v, "/api/v1/files", &[("id", &id), ("kind", "before")], "a.png", &file.into_inner())
}

pub fn register(s: &Scene, v: &Visitor) -> RequestBuilder {
    let mut finding = s.stage.world.finding(noon("2023-06-02"));
    finding.site = Some(s.near.site);
    json(v, "/api/v1/hazards", &finding)
}

pub fn note(s: &Scene, v: &Visitor) -> RequestBuilder {
    let change = Change {
        id: EventId(Uuid::now_v7()),
        hazard: s.near.hazard,
        base_version: None,
        device_at: None,
        position: None,
        command: HazardCommand::AddNote { note: "已上门提醒".into(), photos: vec![] },
    };
    json(v, &format!("/api/v1/hazards/{}/changes", s.near.hazard), &change)
}

pub fn device(_: &Scene, v: &Visitor) -> RequestBuilder {
    json(v, "/api/v1/field/device", &tablet::ready(tablet::new(), Utc::now()))
}

pub fn send(s: &Scene, v: &Visitor) -> RequestBuilder {
    let note = HazardCommand::AddNote { note: "已上门提醒".into(), photos: vec![] };
    let sealed = tablet::seal(tablet::step(s.near.hazard, None, note), Utc::now(), vec![]);
    json(v, "/api/v1/sync", &tablet::batch(tablet::new(), Utc::now(), vec![sealed]))
}

pub fn part(_: &Scene, v: &Visitor) -> RequestBuilder {
    let shot = tablet::Shot::new();
    v.request(Method::POST, &shot.path(0)).header(ACCEPT, "application/json").body(shot.content)
}

pub fn visit(s: &Scene, v: &Visitor) -> RequestBuilder {
    let visit = SaveVisit {
        id: InspectionId(Uuid::now_v7()),
        site: VisitedSite::Known(s.near.site),
        kind: InspectionKind::Routine,
        nature: Nature::GridPatrol,
        outcome: Outcome::Done,
        campaign: None,
        campaign_id: None,
        check_code: None,
        checklist: None,
        answers: std::collections::BTreeMap::default(),
        started_at: seed::noon(),
        finished_at: seed::noon(),
        device_at: None,
        position: None,
        note: None,
        photos: vec![],
        hazards: vec![],
        signature: None,
    };
    json(v, "/api/v1/inspections", &visit)
}

/// A token that nobody has.
pub fn wrong_token(_: &Scene, v: &Visitor) -> RequestBuilder {
    json(v, "/api/v1/intake", &Intake::default()).bearer_auth("not-a-token")
}

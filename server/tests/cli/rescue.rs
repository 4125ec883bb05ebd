//! `server import rescue`: from the file that a tablet exports to the records.

use super::{PASSWORD, exits, installed, person, rescue_file, tablet, with_state};
use backend::{
    ctx::Ctx,
    entities::{file, hazard, inspection, site},
    sync::{devices, rescue::Content},
};
use chrono::{TimeDelta, Utc};
use domain::{
    hazards::{Category, RegisterHazard, Severity, Source},
    ids::{HazardId, InspectionId, SiteId},
    inspections::{InspectionKind, Nature, Outcome, SaveVisit, commands::VisitedSite},
    sites::{AddSite, SiteKind},
    sync::Command,
};
use sea_orm::EntityTrait;
use std::{collections::BTreeMap, fs, path::Path};
use tablet::Shot;
use uuid::Uuid;

const COMMITTEE: &str = "310105008001";

/// A visit to a shop that the register does not have, with a hazard and its photo.
fn visit(shot: &Shot) -> SaveVisit {
    let began = Utc::now() - TimeDelta::hours(2);
    let shop = AddSite {
        id: SiteId(Uuid::now_v7()),
        kind: SiteKind::SmallUnit,
        name: "救援文具店".into(),
        address: "仙霞路9号".into(),
        estate: None,
        building: None,
        room: None,
        area: Some(COMMITTEE.parse().unwrap()),
        position: None,
        contact_name: None,
        contact_phone: None,
    };
    let found = RegisterHazard {
        id: HazardId(Uuid::now_v7()),
        source: Source::Inspection,
        category: Category::Fire,
        subcategory: None,
        severity: Severity::General,
        description: "货架挡住后门".into(),
        location: "后门".into(),
        clause: None,
        standard: None,
        site: Some(shop.id),
        position: None,
        found_at: began,
        due: None,
        on_the_spot: false,
        party_name: None,
        party_phone: None,
        photos_before: vec![shot.id],
        photos_after: vec![],
        item: None,
    };
    SaveVisit {
        id: InspectionId(Uuid::now_v7()),
        site: VisitedSite::New(Box::new(shop)),
        kind: InspectionKind::Routine,
        nature: Nature::GridPatrol,
        outcome: Outcome::Done,
        campaign: None,
        campaign_id: None,
        check_code: None,
        checklist: None,
        answers: BTreeMap::default(),
        started_at: began,
        finished_at: began + TimeDelta::minutes(10),
        device_at: None,
        position: None,
        note: None,
        photos: vec![],
        hazards: vec![found],
        signature: None,
    }
}

/// What the inspector's tablet exports after a visit without a line.
async fn exported(dir: &Path, visit: &SaveVisit, shot: &Shot) -> String {
    with_state(dir, async |state| {
        let inspector = person(state, "wang.min").await;
        let user = inspector.user;
        let morning = Utc::now() - TimeDelta::hours(3);
        let device = tablet::new();
        let ctx = Ctx::at(state.clone(), inspector, morning);
        let registered = devices::register(&ctx, tablet::ready(device, morning)).await.unwrap();
        let command = Command::SaveVisit(Box::new(visit.clone()));
        let content = Content {
            commands: vec![tablet::seal(command, visit.finished_at, vec![shot.sent(visit.started_at)])],
            photos: vec![rescue_file::rescued(shot)],
        };
        rescue_file::export(device, user, &registered.key, &content)
    })
    .await
}

/// Sites, visits, hazards and photos.
async fn records(
    dir: &Path,
) -> (Vec<site::Model>, Vec<inspection::Model>, Vec<hazard::Model>, Vec<file::Model>) {
    with_state(dir, async |state| {
        let read = state.db.read();
        (
            site::Entity::find().all(read).await.unwrap(),
            inspection::Entity::find().all(read).await.unwrap(),
            hazard::Entity::find().all(read).await.unwrap(),
            file::Entity::find().all(read).await.unwrap(),
        )
    })
    .await
}

#[test]
fn what_a_tablet_exported_is_imported_once() {
    let home = installed();
    let dir = home.path();
    let add = ["user", "add", "wang.min", "--name", "王敏", "--role", "inspector", "--area", COMMITTEE];
    exits(dir, 0, &add, PASSWORD);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let shot = Shot::new();
    let visit = visit(&shot);
    let good = runtime.block_on(exported(dir, &visit, &shot));
    let import = |code: i32, text: &str| {
        fs::write(dir.join("rescue.txt"), text).unwrap();
        exits(dir, code, &["import", "rescue", "rescue.txt", "--as", "boss"], "")
    };

    // cut off on the way, changed on the way, no such file at all: said, and nothing is stored
    assert!(import(1, &good[..good.len() - 8]).contains("the file is damaged"));
    let (first, rest) = good.split_once('\n').unwrap();
    let other = if rest.starts_with('A') { 'B' } else { 'A' };
    assert!(import(1, &format!("{first}\n{other}{}", &rest[1..])).contains("the file is damaged"));
    assert!(import(1, "名称,地址\n").contains("no rescue file"));
    let (sites, visits, hazards, files) = runtime.block_on(records(dir));
    assert_eq!((sites.len(), visits.len(), hazards.len(), files.len()), (0, 0, 0, 0));

    let text = import(0, &good);
    assert!(text.contains("王敏: 1 commands, 1 photos."), "{text}");
    assert!(text.contains(&format!("photo {}: stored", shot.id)), "{text}");
    let stored = runtime.block_on(records(dir));
    let (sites, visits, hazards, files) = &stored;
    assert_eq!((sites.len(), visits.len(), hazards.len(), files.len()), (1, 1, 1, 1));
    assert_eq!((visits[0].id, visits[0].site_id), (visit.id.0, sites[0].id));
    assert_eq!((hazards[0].inspection_id, files[0].hazard_id), (Some(visit.id.0), Some(hazards[0].id)));
    assert!(text.contains(&format!("{}: stored {}", visit.id, hazards[0].number)), "{text}");

    let text = import(0, &good);
    assert!(text.contains(&format!("{}: was there already", visit.id)), "{text}");
    assert_eq!(runtime.block_on(records(dir)), stored);
}

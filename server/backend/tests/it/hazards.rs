//! The life of hazards through the real services.

use std::collections::BTreeSet;

use backend::{
    ctx::{Ctx, Limits, State},
    db::Db,
    entities::{audit_entry, hazard, hazard_event, month_figure, user_account},
    error::Error,
    hazards::{rows, service},
    inspections,
    storage::Storage,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Actor,
    fault::{Code, FieldCode},
    hazards::{
        Category, Change, HazardCommand, RegisterHazard, ReviewItem, Severity, Source, Status, VoidReason,
    },
    ids::{EventId, HazardId, InspectionId, SiteId, UserId},
    inspections::{InspectionKind, Nature, Outcome, SaveVisit, commands::VisitedSite},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Statement,
};
use uuid::Uuid;

use crate::support::seed::{self, Town, noon};

fn actor(row: &user_account::Model) -> Actor {
    Actor {
        user: UserId(row.id),
        login: row.login.clone(),
        name: row.name.clone(),
        role: row.role.parse().unwrap(),
        area: row.area_code.parse().unwrap(),
    }
}

struct World {
    state: State,
    town: Town,
}

impl World {
    async fn new(db: &Db) -> Self {
        let town = seed::town(db).await;
        let state = State::new(db.clone(), Storage::in_memory(), Limits::default());
        Self { state, town }
    }

    fn at(&self, who: &user_account::Model, now: DateTime<Utc>) -> Ctx {
        Ctx::at(self.state.clone(), actor(who), now)
    }

    fn inspector(&self) -> Ctx {
        self.at(&self.town.inspector, noon())
    }

    fn office(&self) -> Ctx {
        self.at(&self.town.office, noon())
    }

    fn finding(&self) -> RegisterHazard {
        RegisterHazard {
            id: HazardId(Uuid::now_v7()),
            source: Source::Inspection,
            category: Category::Fire,
            subcategory: None,
            severity: Severity::General,
            description: "楼道堆物堵塞疏散通道 㐂𠮷🔥".into(),
            location: "3 号楼 2 层".into(),
            clause: None,
            standard: None,
            site: Some(SiteId(self.town.shop.id)),
            position: None,
            found_at: noon(),
            due: None,
            on_the_spot: false,
            party_name: None,
            party_phone: None,
            photos_before: vec![],
            photos_after: vec![],
            item: None,
        }
    }

    fn visit(&self, hazards: Vec<RegisterHazard>) -> SaveVisit {
        SaveVisit {
            id: InspectionId(Uuid::now_v7()),
            site: VisitedSite::Known(SiteId(self.town.shop.id)),
            kind: InspectionKind::Routine,
            nature: Nature::GridPatrol,
            outcome: Outcome::Done,
            campaign: None,
            campaign_id: None,
            check_code: None,
            checklist: None,
            answers: std::collections::BTreeMap::default(),
            started_at: noon(),
            finished_at: noon() + TimeDelta::minutes(5),
            device_at: None,
            position: None,
            note: None,
            photos: vec![],
            hazards,
            signature: None,
        }
    }
}

fn change(hazard: HazardId, base_version: Option<u32>, command: HazardCommand) -> Change {
    Change { id: EventId(Uuid::now_v7()), hazard, base_version, device_at: None, position: None, command }
}

fn review() -> HazardCommand {
    let items = vec![ReviewItem { item: "eliminated".into(), passed: true, note: None }];
    HazardCommand::Review { items, note: None, photos: vec![] }
}

fn code(error: Error) -> Code {
    error.as_fault().map_or_else(|| panic!("{error:?}"), |f| f.code)
}

/// A second person of the office.
async fn colleague(world: &World) -> Ctx {
    let row = seed::person("office2", "office", seed::SUBDISTRICT);
    let kept = row.clone();
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    let db = world.state.db.clone();
    db.write(move |tx| Box::pin(async move { row.into_active_model().reset_all().insert(tx).await }))
        .await
        .unwrap();
    world.at(&kept, noon())
}

async fn rectified(world: &World) -> HazardId {
    let saved = service::register(&world.inspector(), world.finding()).await.unwrap();
    let assignee = UserId(world.town.inspector.id);
    let assign = HazardCommand::Assign { assignee, note: None };
    service::change(&world.office(), change(saved.id, Some(1), assign)).await.unwrap();
    let rectify = HazardCommand::Rectify { note: "已清理".into(), photos: vec![] };
    let state = service::change(&world.inspector(), change(saved.id, Some(2), rectify)).await.unwrap();
    assert_eq!(state.status, Status::Rectified);
    saved.id
}

db_test!(a_hazard_goes_from_finding_to_closing, |db| async {
    let world = World::new(&db).await;
    let id = rectified(&world).await;
    let closed = service::change(&world.office(), change(id, Some(3), review())).await.unwrap();
    assert_eq!(closed.status, Status::Closed);

    let row = hazard::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!(row.number, format!("{}-2023-000001", seed::SUBDISTRICT));
    assert_eq!(rows::state(&row).unwrap(), closed, "the row is the state that was answered");
    assert_eq!(row.description, "楼道堆物堵塞疏散通道 㐂𠮷🔥");

    let events = hazard_event::Entity::find()
        .filter(hazard_event::Column::HazardId.eq(id.0))
        .order_by_asc(hazard_event::Column::Seq)
        .all(db.read())
        .await
        .unwrap();
    let kinds: Vec<&str> = events.iter().map(|e| e.kind.as_str()).collect();
    assert_eq!(kinds, ["registered", "assigned", "rectified", "closed"]);
    let mut before = domain::hazards::GENESIS.to_owned();
    for event in &events {
        assert_eq!(event.prev_hash, before);
        assert_eq!(rows::content(event).unwrap().hash(&before), event.hash, "event {}", event.seq);
        before.clone_from(&event.hash);
    }
    assert_eq!((row.last_event_hash.as_str(), row.event_count), (before.as_str(), 4));
    assert_eq!(rows::row_digest(&row).unwrap(), events[3].state);

    let month = month_figure::Entity::find_by_id((seed::COMMITTEE.to_owned(), 202_306))
        .one(db.read())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((month.found, month.closed, month.timely, month.flow_closed, month.awaiting), (1, 1, 1, 1, 0));
    let street = month_figure::Entity::find_by_id((seed::SUBDISTRICT.to_owned(), 202_306))
        .one(db.read())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((street.found, street.closed), (1, 1));

    let actions: Vec<String> = audit_entry::Entity::find()
        .order_by_asc(audit_entry::Column::Id)
        .all(db.read())
        .await
        .unwrap()
        .into_iter()
        .map(|a| a.action)
        .collect();
    for action in ["hazard.register", "hazard.assign", "hazard.rectify", "hazard.review"] {
        assert!(actions.iter().any(|a| a == action), "{action} in {actions:?}");
    }
});

db_test!(two_reviewers_at_once_one_wins_and_the_other_is_told, |db| async {
    let world = World::new(&db).await;
    let second = colleague(&world).await;
    for _ in 0..8 {
        let id = rectified(&world).await;
        let (office, other) = (world.office(), second.clone());
        let one = tokio::spawn(async move { service::change(&office, change(id, Some(3), review())).await });
        let two = tokio::spawn(async move { service::change(&other, change(id, Some(3), review())).await });
        let answers = [one.await.unwrap(), two.await.unwrap()];
        assert_eq!(answers.iter().filter(|a| a.is_ok()).count(), 1);
        let refusal = answers.into_iter().find_map(Result::err).map(code).unwrap();
        assert!(matches!(refusal, Code::WrongState | Code::Stale), "{refusal}");
        let closings = hazard_event::Entity::find()
            .filter(hazard_event::Column::HazardId.eq(id.0))
            .filter(hazard_event::Column::Kind.eq("closed"))
            .count(db.read())
            .await
            .unwrap();
        assert_eq!(closings, 1);
    }
});

db_test!(the_same_command_twice_is_one_change_and_other_content_is_refused, |db| async {
    let world = World::new(&db).await;
    let finding = world.finding();
    let first = service::register(&world.inspector(), finding.clone()).await.unwrap();
    let again = service::register(&world.inspector(), finding.clone()).await.unwrap();
    assert_eq!((again.number, again.repeated), (first.number.clone(), true));
    let other = RegisterHazard { description: "别的".into(), ..finding };
    assert_eq!(code(service::register(&world.inspector(), other).await.unwrap_err()), Code::ContentConflict);

    let note = change(first.id, None, HazardCommand::AddNote { note: "电话联系过".into(), photos: vec![] });
    let once = service::change(&world.office(), note.clone()).await.unwrap();
    let twice = service::change(&world.office(), note.clone()).await.unwrap();
    assert_eq!(once.version, twice.version);
    let other = Change { command: HazardCommand::AddNote { note: "没有".into(), photos: vec![] }, ..note };
    assert_eq!(code(service::change(&world.office(), other).await.unwrap_err()), Code::ContentConflict);

    let visit = world.visit(vec![world.finding(), world.finding()]);
    let saved = inspections::service::save(&world.inspector(), visit.clone()).await.unwrap();
    let again = inspections::service::save(&world.inspector(), visit).await.unwrap();
    assert_eq!((saved.hazards.len(), saved.repeated), (2, false));
    assert_eq!((again.hazards, again.repeated), (saved.hazards, true));
    assert_eq!(hazard::Entity::find().count(db.read()).await.unwrap(), 3);
});

db_test!(numbers_have_no_gap_and_no_twin_under_32_writers, |db| async {
    let world = World::new(&db).await;
    let mut writers = tokio::task::JoinSet::new();
    for n in 0..32 {
        let ctx = world.inspector();
        let mut visit = world.visit(vec![world.finding(), world.finding()]);
        let lone = world.finding();
        if n % 4 == 0 {
            // refused after its numbers were drawn: a photo that nobody brought. No gap may stay.
            visit.hazards[1].photos_before = vec![domain::ids::FileId(Uuid::now_v7())];
        }
        writers.spawn(async move {
            let visit = inspections::service::save(&ctx, visit).await;
            assert_eq!(visit.is_err(), n % 4 == 0, "{visit:?}");
            service::register(&ctx, lone).await.unwrap();
        });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    let all = hazard::Entity::find().all(db.read()).await.unwrap();
    let numbers: BTreeSet<i32> = all.iter().map(|h| h.seq).collect();
    assert_eq!(all.len(), 24 * 2 + 32);
    assert_eq!(numbers, (1..=80).collect(), "gap-free and unique");
});

db_test!(strangers_and_wrong_roles_are_refused, |db| async {
    let world = World::new(&db).await;
    let id = rectified(&world).await;
    let outsider = world.at(&world.town.outsider, noon());
    assert_eq!(
        code(service::change(&outsider, change(id, None, review())).await.unwrap_err()),
        Code::NotFound
    );
    for who in [&world.town.leader, &world.town.admin] {
        let ctx = world.at(who, noon());
        assert_eq!(
            code(service::change(&ctx, change(id, None, review())).await.unwrap_err()),
            Code::Forbidden
        );
        assert_eq!(code(service::register(&ctx, world.finding()).await.unwrap_err()), Code::Forbidden);
        assert_eq!(
            code(inspections::service::save(&ctx, world.visit(vec![])).await.unwrap_err()),
            Code::Forbidden
        );
    }
    let elsewhere = service::register(&outsider, world.finding()).await.unwrap_err();
    assert_eq!(
        elsewhere.as_fault().unwrap().fields[0].code,
        FieldCode::Unknown,
        "a site outside does not exist for them"
    );
    let nobody = HazardCommand::Assign { assignee: UserId(world.town.leader.id), note: None };
    let fresh = service::register(&world.inspector(), world.finding()).await.unwrap();
    let refused = service::change(&world.office(), change(fresh.id, None, nobody)).await.unwrap_err();
    assert_eq!(refused.as_fault().unwrap().fields[0].code, FieldCode::Unknown, "a leader is given nothing");
});

db_test!(nothing_is_half_written_when_one_finding_is_refused, |db| async {
    let world = World::new(&db).await;
    let mut bad = world.finding();
    bad.due = Some(domain::calendar::local_date(noon()) - TimeDelta::days(1));
    let refused = inspections::service::save(&world.inspector(), world.visit(vec![world.finding(), bad]))
        .await
        .unwrap_err();
    let fault = refused.as_fault().unwrap();
    assert_eq!(
        (fault.fields[0].field.as_str(), fault.fields[0].code),
        ("hazards[1].due", FieldCode::BeforeFound)
    );
    let mut long = world.finding();
    long.description = "字".repeat(10_000);
    let refused = service::register(&world.inspector(), long).await.unwrap_err();
    assert_eq!(refused.as_fault().unwrap().fields[0].code, FieldCode::TooLong);
    let mut photo = world.finding();
    photo.on_the_spot = true;
    photo.photos_after = vec![domain::ids::FileId(Uuid::now_v7())];
    let refused = inspections::service::save(&world.inspector(), world.visit(vec![world.finding(), photo]))
        .await
        .unwrap_err();
    assert_eq!(refused.as_fault().unwrap().fields[0].code, FieldCode::Unknown);
    for table in ["hazard", "hazard_event", "inspection", "audit_entry", "month_figure", "hazard_counter"] {
        let sql = format!("SELECT count(*) FROM {table}");
        let row = db
            .read()
            .query_one_raw(Statement::from_string(db.read().get_database_backend(), sql))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), 0, "{table}");
    }
});

db_test!(voiding_reopening_and_extending_keep_the_counters_right, |db| async {
    let world = World::new(&db).await;
    let id = rectified(&world).await;
    service::change(&world.office(), change(id, None, review())).await.unwrap();
    let later = |days| world.at(&world.town.office, noon() + TimeDelta::days(days));
    let due = domain::calendar::local_date(noon() + TimeDelta::days(60));
    let reopen = HazardCommand::Reopen { reason: "回潮".into(), due };
    service::change(&later(40), change(id, None, reopen)).await.unwrap();
    let alarm = service::register(&world.inspector(), world.finding()).await.unwrap();
    let void =
        HazardCommand::Void {
            reason: VoidReason::Duplicate, duplicate_of: Some(id), note: "同一处".into()
        };
    service::change(&world.office(), change(alarm.id, None, void)).await.unwrap();

    // what is kept must equal what the definition says of the rows
    let mut expected = backend::figures::store::Deltas::default();
    for row in hazard::Entity::find().all(db.read()).await.unwrap() {
        let flows = backend::hazards::flows::of_one(db.read(), &row).await.unwrap();
        expected.change(&row.area_code.parse().unwrap(), None, Some(&rows::facts(&row, &flows).unwrap()));
    }
    let expected: Vec<_> =
        expected.into_rows().map(|((a, m), c)| (a.to_string(), m, c.values().to_vec())).collect();
    let mut kept: Vec<_> = month_figure::Entity::find().all(db.read()).await.unwrap();
    kept.sort_by_key(|m| (m.area_code.clone(), m.month));
    let kept: Vec<_> = kept
        .into_iter()
        .map(|m| {
            let values = vec![
                m.found,
                m.closed,
                m.on_spot,
                m.awaiting,
                m.timely,
                m.on_time,
                m.due,
                m.due_closed,
                m.carry,
                m.carry_closed,
                m.flow_found,
                m.flow_closed,
                m.flow_reopened,
                m.flow_voided,
            ];
            (m.area_code, m.month, values)
        })
        .filter(|(_, _, v)| v.iter().any(|n| *n != 0))
        .collect();
    assert_eq!(kept, expected);
});

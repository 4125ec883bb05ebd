//! Many hazards at once: what the preview says is what happens, one that is refused keeps back no other, and what is sent
//! twice is done once.

use backend::{audit::verify::verify, desk, entities::hazard_event, hazards, reminders::inbox};
use domain::{
    desk::{
        bulk::{Asked, Bulk, BulkAct, BulkKind, Picked},
        views::{After, Foreseen, Outcome, Preview},
    },
    fault::Code,
    hazards::{HazardCommand, HazardState, Severity, Status, lifecycle::REMINDED},
    ids::{BulkId, HazardId},
    reminders::Stage,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::support::world::{World, date, noon, refused};

const NOW: &str = "2023-06-10";

fn bulk(act: BulkAct, preview: &Preview) -> Bulk {
    let picked = |row: &Foreseen| Picked { hazard: row.hazard.id, version: Some(row.version) };
    Bulk { id: BulkId(Uuid::now_v7()), act, hazards: preview.rows.iter().map(picked).collect() }
}

fn codes(preview: &Preview) -> Vec<(HazardId, Option<Code>)> {
    preview.rows.iter().map(|row| (row.hazard.id, row.refusal.as_ref().map(|fault| fault.code))).collect()
}

fn told(outcomes: &[Outcome]) -> Vec<(HazardId, Option<Code>)> {
    outcomes.iter().map(|one| (one.hazard, one.refusal.as_ref().map(|fault| fault.code))).collect()
}

async fn state(world: &World, id: HazardId) -> HazardState {
    hazards::query::detail(&world.ctx(&world.admin, noon(NOW)), id).await.unwrap().state
}

async fn events(world: &World, id: HazardId) -> usize {
    let of_it = hazard_event::Column::HazardId.eq(id.0);
    hazard_event::Entity::find().filter(of_it).all(world.state.db.read()).await.unwrap().len()
}

db_test!(what_is_foreseen_is_what_happens, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let plain = world.find(noon("2023-06-01"), |_| ()).await;
    let major = world.find(noon("2023-06-02"), |c| c.severity = Severity::Major).await;
    let elsewhere = world.find(noon("2023-06-03"), |c| c.site = Some(world.tower)).await;
    let given = world.find(noon("2023-06-04"), |_| ()).await;
    world.assign(noon("2023-06-05"), given).await;
    let far = world.find(noon("2023-06-05"), |c| c.site = Some(world.far_shop)).await;
    let asked = Asked {
        kind: Some(BulkKind::Assign),
        assignee: Some(world.inspector.user),
        until: None,
        hazards: vec![plain, major, elsewhere, given, far],
    };
    let preview = desk::query::preview(&ctx, &asked).await.unwrap();
    assert_eq!(preview.missing, 1, "another's hazard is not there");
    let foreseen = codes(&preview);
    assert_eq!(
        foreseen,
        [
            (plain, None),
            (major, Some(Code::FiveElementsMissing)),
            // the inspector of the first committee does not see the second
            (elsewhere, Some(Code::Invalid)),
            (given, Some(Code::NothingToDo)),
        ]
    );
    assert!(preview.people.iter().any(|person| person.id == world.inspector.user));
    assert_eq!(preview.rows[0].after, Some(After::default()), "nobody has it yet");
    // moving it away from somebody takes a reason, and that is known before it is sent
    let moved = Asked { assignee: Some(world.colleague.user), hazards: vec![given], ..asked.clone() };
    let moved = desk::query::preview(&ctx, &moved).await.unwrap();
    assert!(moved.rows[0].after.unwrap().taken_over);

    let act = BulkAct::Assign { assignee: world.inspector.user, note: Some("本周内".into()) };
    let mut bulk = bulk(act, &preview);
    bulk.hazards.push(Picked { hazard: far, version: None });
    let outcomes = desk::carry_out(&ctx, bulk.clone()).await.unwrap();
    let expected: Vec<_> = foreseen.iter().copied().chain([(far, Some(Code::NotFound))]).collect();
    assert_eq!(told(&outcomes), expected);
    assert!(outcomes[..4].iter().all(|one| one.number.is_some()));
    assert_eq!(outcomes[4].number, None);
    assert_eq!(state(&world, plain).await.status, Status::Assigned);
    assert_eq!(state(&world, elsewhere).await.status, Status::Registered);

    // sent again: what was done is done, and not twice
    let before = events(&world, plain).await;
    assert_eq!(told(&desk::carry_out(&ctx, bulk.clone()).await.unwrap()), expected);
    assert_eq!(events(&world, plain).await, before);
    // the same id for something else is refused where it was done
    bulk.act = BulkAct::Assign { assignee: world.colleague.user, note: None };
    let other = desk::carry_out(&ctx, bulk).await.unwrap();
    assert_eq!(told(&other)[0], (plain, Some(Code::ContentConflict)));
});

db_test!(a_later_deadline_for_many_is_two_steps_or_none, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let one = world.find(noon("2023-06-01"), |_| ()).await;
    let asks = world.find(noon("2023-06-02"), |_| ()).await;
    for id in [one, asks] {
        world.assign(noon("2023-06-03"), id).await;
    }
    let ask = HazardCommand::AskExtension { until: date("2023-08-01"), reason: "等配件".into() };
    world.step(&world.inspector, noon("2023-06-04"), asks, ask).await;
    let until = date("2023-09-01");
    let asked =
        |kind| Asked { kind: Some(kind), assignee: None, until: Some(until), hazards: vec![one, asks] };
    let extend = desk::query::preview(&ctx, &asked(BulkKind::Extend)).await.unwrap();
    assert_eq!(codes(&extend), [(one, None), (asks, Some(Code::ExtensionPending))]);
    // what will be other than before is said as well, and nothing of what will not happen
    let later = |due| Some(After { due: Some(due), extension: Some(1), taken_over: false });
    assert_eq!(extend.rows.iter().map(|row| row.after).collect::<Vec<_>>(), [later(until), None]);
    let extend = bulk(BulkAct::Extend { until, reason: "更换门禁".into() }, &extend);
    let before = events(&world, one).await;
    desk::carry_out(&ctx, extend.clone()).await.unwrap();
    desk::carry_out(&ctx, extend).await.unwrap();
    let after = state(&world, one).await;
    assert_eq!((after.effective_due, after.extension_count), (until, 1));
    assert_eq!(events(&world, one).await, before + 2);

    let grant = desk::query::preview(&ctx, &asked(BulkKind::Grant)).await.unwrap();
    assert_eq!(codes(&grant), [(one, Some(Code::NoExtensionPending)), (asks, None)]);
    assert_eq!(grant.rows[1].after, later(date("2023-08-01")), "the day that was asked for");
    let grant = bulk(BulkAct::Grant { note: None }, &grant);
    // somebody has changed it since it was looked at
    world
        .step(
            &world.inspector,
            noon("2023-06-09"),
            asks,
            HazardCommand::AddNote { note: "再看".into(), photos: vec![] },
        )
        .await;
    let late = desk::carry_out(&ctx, grant).await.unwrap();
    assert_eq!(told(&late), [(one, Some(Code::NoExtensionPending)), (asks, Some(Code::Stale))]);
    assert_eq!(state(&world, asks).await.extension_count, 0);
    // the audit's chain has not been broken by steps in one change
    let report = verify(&db, |_, _| ()).await.unwrap();
    assert!(report.broken.is_empty(), "{:?}", report.broken);
});

db_test!(whoever_has_it_is_reminded_each_time, |db| async {
    let world = World::new(&db).await;
    let id = world.find(noon("2023-06-01"), |_| ()).await;
    world.assign(noon("2023-06-02"), id).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let own = world.ctx(&world.inspector, noon(NOW));
    for _ in 0..2 {
        let remind = Bulk {
            id: BulkId(Uuid::now_v7()),
            act: BulkAct::Remind { note: "请尽快".into() },
            hazards: vec![Picked { hazard: id, version: None }],
        };
        for _ in 0..2 {
            assert_eq!(told(&desk::carry_out(&ctx, remind.clone()).await.unwrap()), [(id, None)]);
        }
        let rows = inbox::list(&own, true, None).await.unwrap().rows;
        let said: Vec<_> = rows.iter().map(|row| (row.hazard, row.stage)).collect();
        assert_eq!(said, [(id, Stage::Chased)], "unread again, and there once");
        inbox::mark_all(&own).await.unwrap();
        assert_eq!(inbox::unread(&own).await.unwrap(), 0);
    }
});

db_test!(a_reminder_is_no_progress_of_a_supervised_hazard, |db| async {
    let world = World::new(&db).await;
    let id = world.find(noon("2023-06-01"), |c| c.severity = Severity::Major).await;
    world.five_elements(noon("2023-06-02"), id).await;
    world.assign(noon("2023-06-02"), id).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let progress = async || {
        let page = hazards::query::supervised(&ctx, false, None).await.unwrap();
        page.rows[0].progress.as_ref().map(|progress| progress.note.clone())
    };
    let remind = async || {
        let remind = Bulk {
            id: BulkId(Uuid::now_v7()),
            act: BulkAct::Remind { note: "请尽快".into() },
            hazards: vec![Picked { hazard: id, version: None }],
        };
        assert_eq!(told(&desk::carry_out(&ctx, remind).await.unwrap()), [(id, None)]);
    };
    remind().await;
    assert_eq!(progress().await, None);
    let note = HazardCommand::AddNote { note: "已停用，专人值守".into(), photos: vec![] };
    world.step(&world.inspector, noon("2023-06-03"), id, note).await;
    remind().await;
    assert_eq!(progress().await.as_deref(), Some("已停用，专人值守"));
    // it stands in the history all the same, told from other notes
    let events = hazards::query::detail(&ctx, id).await.unwrap().events;
    let reminders = events.iter().filter(|event| event.data.get(REMINDED).is_some());
    assert_eq!(reminders.filter(|event| event.note.as_deref() == Some("请尽快")).count(), 2);
});

db_test!(who_may_not_does_nothing, |db| async {
    let world = World::new(&db).await;
    let id = world.find(noon("2023-06-01"), |_| ()).await;
    let asked = Asked { kind: Some(BulkKind::Remind), hazards: vec![id], ..Asked::default() };
    let remind = Bulk {
        id: BulkId(Uuid::now_v7()),
        act: BulkAct::Remind { note: "请尽快".into() },
        hazards: vec![Picked { hazard: id, version: None }],
    };
    for who in [&world.inspector, &world.leader, &world.admin] {
        let ctx = world.ctx(who, noon(NOW));
        assert_eq!(refused(desk::query::preview(&ctx, &asked).await), Code::Forbidden);
        assert_eq!(refused(desk::carry_out(&ctx, remind.clone()).await), Code::Forbidden);
    }
    let ctx = world.ctx(&world.office, noon(NOW));
    assert_eq!(
        told(&desk::carry_out(&ctx, remind.clone()).await.unwrap()),
        [(id, Some(Code::NobodyToRemind))]
    );
    world.assign(noon("2023-06-02"), id).await;
    assert_eq!(told(&desk::carry_out(&ctx, remind).await.unwrap()), [(id, None)]);
    // a list to print is for whoever sees the desk
    let chosen = Asked { hazards: vec![id], ..Asked::default() };
    let leader = world.ctx(&world.leader, noon(NOW));
    assert_eq!(desk::query::chosen(&leader, &chosen).await.unwrap().rows.len(), 1);
    let stranger = world.ctx(&world.stranger, noon(NOW));
    let theirs = desk::query::chosen(&stranger, &chosen).await.unwrap();
    assert_eq!((theirs.rows.len(), theirs.missing), (0, 1));
});

//! What one person does behind one door on one day is one visit, in whatever order it arrives.

use super::{
    tablets::{Tablet, seal, visit},
    *,
};
use crate::support::{
    books,
    gear::{device_step, stove_step, survey, unit, unsafe_stove},
    tablet,
    world::{SUBDISTRICT, date},
};
use backend::{
    entities::{inspection, task},
    plans,
};
use chrono::TimeDelta;
use domain::{
    calendar::local_date,
    ids::{InspectionId, SiteId},
    inspections::{Outcome as Visited, SaveVisit, door::at_door},
    programmes::{
        ProgrammeCommand, device::DeviceCommand, device::DeviceKind, plan::Rhythm, stove::StoveCommand,
    },
    sync::{Command, Sealed},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// So many minutes after noon.
fn at(minutes: i64) -> DateTime<Utc> {
    day() + TimeDelta::minutes(minutes)
}

/// The inspector's visit of that day.
fn of_today(world: &World, site: SiteId) -> InspectionId {
    at_door(site, world.inspector.user, local_date(day()))
}

/// A stove that was surveyed during that visit, and saved five past noon.
fn surveyed(site: SiteId, visit: InspectionId) -> Sealed {
    let mut stove = survey(site, unsafe_stove("2010-01-01"), at(4));
    stove.visit = Some(visit);
    seal(ProgrammeCommand::SurveyStove(Box::new(stove)), at(5), &[])
}

/// What was checked during that visit, from ten to twenty past noon.
fn checked(site: SiteId, id: InspectionId) -> Sealed {
    let visit =
        SaveVisit { id, finished_at: at(20), note: Some("一起检查".into()), ..visit(site, at(10)) };
    tablet::seal(Command::SaveVisit(Box::new(visit)), at(20), vec![])
}

async fn visits(world: &World, site: SiteId) -> Vec<inspection::Model> {
    inspection::Entity::find()
        .filter(inspection::Column::SiteId.eq(site.0))
        .order_by_asc(inspection::Column::SortKey)
        .all(world.state.db.read())
        .await
        .unwrap()
}

db_test!(forms_and_checklist_of_a_door_are_one_visit_in_either_order, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    for (site, form_first) in [(world.flat, true), (world.shop, false)] {
        let id = of_today(&world, site);
        let (form, whole) = (surveyed(site, id), checked(site, id));
        let order = if form_first { [&form, &whole] } else { [&whole, &form] };
        for (sealed, now) in order.into_iter().zip([at(60), at(61)]) {
            let answers = tablet.send(now, vec![sealed.clone()]).await;
            assert_eq!(tablet::outcomes(&answers), ["applied"], "form first: {form_first}");
            assert_eq!(visits(&world, site).await.len(), 1, "form first: {form_first}");
        }
        let again = tablet.send(at(90), vec![form, whole]).await;
        assert_eq!(tablet::outcomes(&again), ["already"; 2]);
        let all = visits(&world, site).await;
        let [visit] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((visit.id, visit.note.as_deref()), (id.0, Some("一起检查")));
        let began = if form_first { at(5) } else { at(10) };
        assert_eq!((visit.started_at, visit.finished_at), (began, at(20)), "form first: {form_first}");
    }
});

db_test!(forms_without_a_checklist_are_one_visit_too, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let alarm = world.planned(DeviceKind::GasAlarm, world.shop, noon("2023-06-01")).await;
    let id = of_today(&world, world.shop);
    let mut entry = unit(world.shop, at(6));
    entry.visit = Some(id);
    let note = DeviceCommand::AddNote { note: "店主要求下周安装".into(), photos: vec![] };
    let mut step = device_step(alarm, Some(1), note);
    step.visit = Some(id);
    let forms = vec![
        surveyed(world.shop, id),
        seal(ProgrammeCommand::SaveGasUnit(Box::new(entry)), at(6), &[]),
        seal(ProgrammeCommand::ChangeDevice(Box::new(step)), at(7), &[]),
    ];
    assert_eq!(tablet::outcomes(&tablet.send(at(60), forms).await), ["applied"; 3]);
    let all = visits(&world, world.shop).await;
    let [visit] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((visit.id, visit.outcome.as_str(), visit.started_at), (id.0, "done", at(5)));
    assert_eq!(visit.inspector_id, world.inspector.user.0);
    // somebody else at the same door on the same day is another visit
    let colleague = Tablet::of(&world, &world.office);
    let other = at_door(world.shop, world.office.user, local_date(day()));
    assert_eq!(
        tablet::outcomes(&colleague.send(at(61), vec![surveyed(world.shop, other)]).await),
        ["applied"]
    );
    assert_eq!(visits(&world, world.shop).await.len(), 2);
});

db_test!(a_checklist_at_the_desk_joins_the_forms_of_the_door_once, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let id = of_today(&world, world.flat);
    let form = async |who: &domain::actor::Actor| {
        let ctx = world.ctx(who, at(30));
        backend::inspections::query::form(&ctx, Some(world.flat)).await.unwrap().at_door
    };
    assert_eq!(form(&world.inspector).await, Some(id), "forms that come later tell of it too");
    tablet.send(at(20), vec![surveyed(world.flat, id)]).await;
    assert_eq!(form(&world.inspector).await, Some(id), "only forms have told of it");
    let visit = SaveVisit { id, ..visit(world.flat, at(25)) };
    backend::inspections::service::save(&world.ctx(&world.inspector, at(40)), visit).await.unwrap();
    assert_eq!(form(&world.inspector).await, None, "a second checklist is a visit of its own");
    assert_ne!(form(&world.office).await, Some(id), "somebody else's visit is another one");
    assert_eq!(visits(&world, world.flat).await.len(), 1);
});

db_test!(a_checklist_that_is_refused_holds_up_no_form_and_completes_the_visit_later, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let id = of_today(&world, world.flat);
    let mut broken = SaveVisit { id, ..visit(world.flat, at(10)) };
    broken.photos = vec![domain::ids::FileId(uuid::Uuid::now_v7())];
    let broken = tablet::seal(Command::SaveVisit(Box::new(broken)), at(20), vec![]);
    let answers = tablet.send(at(60), vec![broken, surveyed(world.flat, id)]).await;
    assert_eq!(tablet::outcomes(&answers), ["refused invalid", "applied"]);
    assert_eq!(tablet::outcomes(&tablet.send(at(61), vec![checked(world.flat, id)]).await), ["applied"]);
    assert_eq!(visits(&world, world.flat).await.len(), 1);
    // another whole visit under its id is none of it
    let other = SaveVisit { id, note: Some("另一次".into()), ..visit(world.flat, at(30)) };
    let other = backend::inspections::service::save(&world.ctx(&world.inspector, at(62)), other).await;
    assert_eq!(crate::support::world::refused(other), domain::fault::Code::ContentConflict);
});

/// What a tablet is told of the last visit to a site: which, and whether its checklist may still come.
async fn last_told(world: &World, site: SiteId) -> Option<(InspectionId, bool)> {
    let ctx = world.ctx(&world.inspector, at(90));
    let page = backend::sync::query::sites(&ctx, None).await.unwrap();
    let site = page.items.into_iter().find(|it| it.id == site).unwrap();
    site.last_visit.map(|last| (last.id, last.told))
}

db_test!(two_tablets_of_one_person_at_one_door_lose_nothing_and_mix_nothing, |db| async move {
    let world = World::new(&db).await;
    let (one, two) = (Tablet::of(&world, &world.inspector), Tablet::of(&world, &world.inspector));
    let id = of_today(&world, world.flat);
    assert_eq!(last_told(&world, world.flat).await, None);
    // each has surveyed a stove and filled in a checklist behind the door, and neither has heard of the other
    let (form, whole) = (surveyed(world.flat, id), checked(world.flat, id));
    assert_eq!(tablet::outcomes(&one.send(at(60), vec![form]).await), ["applied"]);
    assert_eq!(last_told(&world, world.flat).await, Some((id, true)), "its checklist may still come");
    assert_eq!(tablet::outcomes(&one.send(at(61), vec![whole.clone()]).await), ["applied"]);
    assert_eq!(last_told(&world, world.flat).await, Some((id, false)), "any other is a visit of its own");
    let own = SaveVisit { id, note: Some("下午又去".into()), ..visit(world.flat, at(30)) };
    let second = tablet::seal(Command::SaveVisit(Box::new(own.clone())), at(40), vec![]);
    let answers = two.send(at(62), vec![surveyed(world.flat, id), second.clone()]).await;
    // under one id there is one content: whether it is the same visit or another one is for the person to say
    assert_eq!(tablet::outcomes(&answers), ["applied", "refused content_conflict"]);
    let all = visits(&world, world.flat).await;
    let [there] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((there.id, there.note.as_deref()), (id.0, Some("一起检查")), "nothing is written over");
    // sent again it is refused again, and the first is as good as ever
    let again = two.send(at(63), vec![second, whole]).await;
    assert_eq!(tablet::outcomes(&again), ["refused content_conflict", "already"]);
    // saved as a visit of its own it is one
    let own = SaveVisit { id: InspectionId(uuid::Uuid::now_v7()), ..own };
    let own = tablet::seal(Command::SaveVisit(Box::new(own)), at(70), vec![]);
    assert_eq!(tablet::outcomes(&two.send(at(71), vec![own]).await), ["applied"]);
    let all = visits(&world, world.flat).await;
    let notes: Vec<Option<&str>> = all.iter().map(|visit| visit.note.as_deref()).collect();
    assert_eq!(notes, [Some("一起检查"), Some("下午又去")]);
});

db_test!(an_attempt_tells_of_no_visit, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let stove = world.stove(world.flat, noon("2023-06-01"), unsafe_stove("2010-01-01")).await;
    let mut step =
        stove_step(stove, Some(1), StoveCommand::Attempt { outcome: Visited::Refused, note: None });
    step.visit = Some(InspectionId(uuid::Uuid::now_v7()));
    let sealed = seal(ProgrammeCommand::ChangeStove(Box::new(step)), at(5), &[]);
    assert_eq!(tablet::outcomes(&tablet.send(at(60), vec![sealed]).await), ["refused invalid"]);
    assert!(visits(&world, world.flat).await.is_empty(), "nobody was let in");
});

db_test!(a_visit_that_is_completed_carries_out_its_tasks_once, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let mut plan = books::plan(SUBDISTRICT);
    (plan.rhythm, plan.first) = (Rhythm::Weekly, date("2023-06-08"));
    plans::service::save(&world.ctx(&world.office, noon("2023-06-01")), books::new(plan)).await.unwrap();
    plans::make(&world.state, noon("2023-06-01")).await.unwrap();
    let id = of_today(&world, world.shop);
    let done = async || {
        let tasks = task::Entity::find().order_by_asc(task::Column::Due).all(world.state.db.read()).await;
        tasks.unwrap().iter().map(|task| task.done_by).collect::<Vec<_>>()
    };
    tablet.send(at(60), vec![surveyed(world.shop, id)]).await;
    let expected = [Some(id.0), Some(id.0), None, None];
    assert_eq!(done().await, expected, "8 and 15 June, not 22 and 29 June");
    tablet.send(at(61), vec![checked(world.shop, id)]).await;
    assert_eq!(done().await, expected);
});

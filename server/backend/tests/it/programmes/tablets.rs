//! Forms of the programmes from tablets, and what tablets take along of them.

use super::*;
use crate::support::{
    gear::{cylinder, device_step, installation, lpg, safe_stove, stove_step, survey, unit, unsafe_stove},
    tablet::{self, Shot},
    world::date,
};
use backend::{
    ctx::Ctx,
    files::service::upload,
    photos::PhotoLimits,
    sync::{gear, query, service},
};
use chrono::TimeDelta;
use domain::{
    actor::Actor,
    ids::{InspectionId, SiteId},
    inspections::{Outcome as Visited, SaveVisit},
    programmes::{
        ProgrammeCommand,
        device::{DeviceCommand, DeviceKind},
        stove::StoveCommand,
    },
    sites::SiteKind,
    sync::{Answers, Command, DeviceId, Gone, Outcome, Sealed, Theirs},
};
use uuid::Uuid;

/// Somebody's tablet, whose clock is right.
pub(super) struct Tablet<'a> {
    world: &'a World,
    who: Actor,
    device: DeviceId,
}

impl<'a> Tablet<'a> {
    pub fn of(world: &'a World, who: &Actor) -> Self {
        Self { world, who: who.clone(), device: tablet::new() }
    }

    fn ctx(&self, now: DateTime<Utc>) -> Ctx {
        self.world.ctx(&self.who, now)
    }

    pub async fn send(&self, now: DateTime<Utc>, commands: Vec<Sealed>) -> Answers {
        service::carry_out(&self.ctx(now), tablet::batch(self.device, now, commands)).await.unwrap()
    }

    /// Sends forms that were saved an hour before, and says in words what they came to.
    async fn forms(&self, now: DateTime<Utc>, forms: Vec<ProgrammeCommand>) -> Vec<String> {
        let sealed = forms.into_iter().map(|form| seal(form, now - TimeDelta::hours(1), &[])).collect();
        tablet::outcomes(&self.send(now, sealed).await)
    }
}

/// A form as it is sealed when it is saved.
pub(super) fn seal(form: ProgrammeCommand, at: DateTime<Utc>, shots: &[&Shot]) -> Sealed {
    let photos = shots.iter().map(|shot| shot.sent(at)).collect();
    tablet::seal(Command::Programme(Box::new(form)), at, photos)
}

/// A visit with an id of its own.
pub(super) fn visit(site: SiteId, at: DateTime<Utc>) -> SaveVisit {
    SaveVisit::told(InspectionId(Uuid::now_v7()), site, SiteKind::Household, at)
}

db_test!(one_visit_does_it_all_and_each_form_is_proven, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let (saved, sent) = (day(), day() + TimeDelta::hours(2));
    let visit = visit(world.flat, saved);
    let alarm = world.planned(DeviceKind::GasAlarm, world.flat, noon("2023-06-01")).await;
    let (plate, hung) = (Shot::new(), Shot::new());
    let mut stove = survey(world.flat, unsafe_stove("2010-01-01"), saved);
    (stove.visit, stove.photos) = (Some(visit.id), vec![plate.id]);
    let mut step = device_step(
        alarm,
        Some(1),
        DeviceCommand::Install { installation: Box::new(installation("GA-0001", hung.id)), signature: None },
    );
    step.visit = Some(visit.id);
    let sealed = vec![
        tablet::seal(Command::SaveVisit(Box::new(visit)), saved, vec![]),
        seal(ProgrammeCommand::SurveyStove(Box::new(stove.clone())), saved, &[&plate]),
        seal(ProgrammeCommand::ChangeDevice(Box::new(step)), saved, &[&hung]),
        seal(ProgrammeCommand::SaveGasUnit(Box::new(unit(world.shop, saved))), saved, &[]),
    ];
    let first = tablet.send(sent, sealed.clone()).await;
    assert_eq!(tablet::outcomes(&first), ["applied"; 4]);
    assert_eq!(tablet::receipt(&first.answers[1]).awaited, [plate.id]);
    let again = tablet.send(sent + TimeDelta::hours(1), sealed).await;
    assert_eq!(tablet::outcomes(&again), ["already"; 4]);
    let page = stove_services::query::detail(&tablet.ctx(sent), stove.id).await.unwrap();
    assert_eq!((page.awaited.len(), page.photos.len(), page.events[0].visit), (1, 0, stove.visit));
    let limits = PhotoLimits::default();
    upload(&tablet.ctx(sent), plate.id, plate.kind, plate.content.into(), &limits).await.unwrap();
    let page = stove_services::query::detail(&tablet.ctx(sent), stove.id).await.unwrap();
    assert_eq!((page.awaited.len(), page.photos.len()), (0, 1));
});

db_test!(two_tablets_on_one_record_and_on_one_serial_number, |db| async move {
    let world = World::new(&db).await;
    let (one, two) = (Tablet::of(&world, &world.inspector), Tablet::of(&world, &world.office));
    let stove = world.stove(world.flat, day(), unsafe_stove("2010-01-01")).await;
    let at = |hours| day() + TimeDelta::hours(hours);
    let change = |command| ProgrammeCommand::ChangeStove(Box::new(stove_step(stove, Some(1), command)));
    let plan = |on: &str| change(StoveCommand::Plan { on: date(on), note: None });
    let refused = change(StoveCommand::Attempt { outcome: Visited::Refused, note: None });
    assert_eq!(one.forms(at(2), vec![plan("2023-06-20")]).await, ["applied"]);
    // an attempt stands in nobody's way, and nothing stands in its
    assert_eq!(two.forms(at(3), vec![refused]).await, ["applied"]);
    let late = seal(plan("2023-06-21"), at(1), &[]);
    let answers = two.send(at(4), vec![late]).await;
    let Outcome::Conflict { theirs: Theirs::Stove(theirs) } = &answers.answers[0].outcome else {
        panic!("{answers:?}")
    };
    assert_eq!((theirs.state.planned_for, theirs.state.version), (Some(date("2023-06-20")), 3));

    let here = world.planned(DeviceKind::GasAlarm, world.flat, day()).await;
    let there = world.planned(DeviceKind::GasAlarm, world.shop, day()).await;
    for (tablet, device, word) in [(&one, here, "applied"), (&two, there, "refused serial_in_use")] {
        let shot = Shot::new();
        let install = DeviceCommand::Install {
            installation: Box::new(installation("GA-0001", shot.id)),
            signature: None,
        };
        let form = ProgrammeCommand::ChangeDevice(Box::new(device_step(device, Some(1), install)));
        let answers = tablet.send(at(5), vec![seal(form, at(4), &[&shot])]).await;
        assert_eq!(tablet::outcomes(&answers), [word]);
    }
    // two make the entry of one site
    let entry = |site| ProgrammeCommand::SaveGasUnit(Box::new(unit(site, day())));
    assert_eq!(one.forms(at(6), vec![entry(world.shop)]).await, ["applied"]);
    let answers = two.send(at(7), vec![seal(entry(world.shop), at(5), &[])]).await;
    let Outcome::Conflict { theirs: Theirs::GasUser(theirs) } = &answers.answers[0].outcome else {
        panic!("{answers:?}")
    };
    assert_eq!(theirs.version, 1);
    let stranger = Tablet::of(&world, &world.stranger);
    assert_eq!(stranger.forms(at(8), vec![plan("2023-06-22")]).await, ["refused outside_area"]);
});

db_test!(what_is_in_use_is_taken_along_and_what_is_done_is_forgotten, |db| async move {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.inspector, day());
    let stove = world.stove(world.flat, day(), unsafe_stove("2010-01-01")).await;
    let alarm = world.planned(DeviceKind::GasAlarm, world.flat, day()).await;
    let (user, _) = world.gas_save(day(), lpg(world.shop, vec![cylinder("QP-0001", "2022-01-01")])).await;
    world.stove(world.tower, day(), safe_stove("2022-01-01")).await;
    world.stove(world.far_shop, day(), safe_stove("2022-01-01")).await;
    let (stoves, alarms, users) = (
        gear::stoves(&ctx, None).await.unwrap(),
        gear::detectors(&ctx, None).await.unwrap(),
        gear::gas_users(&ctx, None).await.unwrap(),
    );
    assert_eq!(
        stoves.items.iter().map(|it| it.state.id).collect::<Vec<_>>(),
        [stove],
        "of the own committee"
    );
    assert_eq!(alarms.items.iter().map(|it| it.state.id).collect::<Vec<_>>(), [alarm]);
    assert_eq!(users.items[0].lpg.as_ref().unwrap().cylinders.len(), 1);
    assert!(gear::stoves(&ctx, Some(stoves.items[0].key)).await.unwrap().items.is_empty());
    let start = query::changes(&ctx, 0).await.unwrap();
    let told = (start.stoves.len(), start.detectors.len(), start.gas_users.len());
    assert_eq!((told, start.gas_users[0].id), ((1, 1, 1), user));
    let of_stoves = start.gone.iter().filter(|gone| matches!(gone, Gone::Stove { .. })).count();
    assert_eq!(of_stoves, 1, "that of the other committee");
    assert_eq!(query::changes(&ctx, start.seq).await.unwrap().stoves, []);

    let successor = world.replace_stove(stove, noon("2023-06-20"), "2023-06-01").await;
    let retire = DeviceCommand::Retire { reason: "不需要了".into() };
    world.device_steps(&world.inspector, noon("2023-06-20"), alarm, retire).await;
    let next = query::changes(&ctx, start.seq).await.unwrap();
    assert_eq!(next.stoves.iter().map(|it| it.state.id).collect::<Vec<_>>(), [successor]);
    assert!(
        next.gone.contains(&Gone::Stove { id: stove }) && next.gone.contains(&Gone::Detector { id: alarm })
    );
    let reference: domain::sync::FieldReference =
        serde_json::from_str(&backend::sync::reference(&ctx).await.unwrap().json).unwrap();
    assert!(!reference.lives.rows.is_empty() && !reference.classes.rows.is_empty());
});

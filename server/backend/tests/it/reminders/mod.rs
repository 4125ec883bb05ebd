//! Reminders from the rule to the box: made once, told once, whatever goes wrong on the way.

/// A story that opens the test's database more than once, on each of the two.
macro_rules! on_both {
    ($($story:ident)+) => {$(
        mod $story {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let test = TestDb::sqlite().await;
                super::$story(&test).await;
                test.remove().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(test) = TestDb::postgres().await {
                    super::$story(&test).await;
                    test.remove().await;
                }
            }
        }
    )+};
}

mod broken;
mod orders;
mod pages;
pub mod post;
mod restart;
mod silent;
mod told;

use backend::{
    config,
    ctx::State,
    entities::{delivery, reminder},
    outgoing::{Mailer, Outgoing, Robot},
    reminders::{begin_day, settings, work},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Actor,
    hazards::HazardCommand,
    ids::{EventId, HazardId},
    reminders::{Clock, Quiet, ReminderSettings, SaveSettings, robot::RobotKind},
};
use post::{MailServer, RobotServer};
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;

use crate::support::world::{World, date, noon};

/// The day on which everything here is due: a Thursday.
const DUE: &str = "2023-06-15";

fn clock(text: &str) -> Clock {
    text.parse().unwrap()
}

/// A time of a day in Shanghai.
fn at(day: &str, time: &str) -> DateTime<Utc> {
    clock(time).on(date(day))
}

/// The mail of this test.
fn by_mail(server: &MailServer) -> Outgoing {
    let config = config::Mail {
        server: Some("127.0.0.1".into()),
        port: server.port,
        security: config::MailSecurity::None,
        login: None,
        password: String::new().into(),
        from: Some("xunan@office.example".into()),
    };
    let mail = Mailer::open(&config, "仙霞新村街道安全办").unwrap();
    Outgoing { mail, address: Some("https://xunan.example.cn".into()), ..Outgoing::default() }
}

/// The robot of this test.
pub fn by_robot(server: &RobotServer, kind: RobotKind, secret: &str) -> Outgoing {
    let config = config::Robot {
        kind,
        url: format!("http://127.0.0.1:{}/send?key=K", server.port).into(),
        secret: secret.to_owned().into(),
        keyword: Some("安全办".into()),
    };
    Outgoing { robot: Robot::open(&config).unwrap(), ..Outgoing::default() }
}

/// A world that sends so.
async fn world(db: &backend::db::Db, outgoing: Outgoing) -> World {
    let mut world = World::new(db).await;
    world.state = world.state.clone().with_outgoing(outgoing);
    world
}

/// Somebody wants to be told.
async fn choose(world: &World, who: &Actor, mail: bool, quiet: (&str, &str)) {
    let settings = ReminderSettings {
        mail: Some(format!("{}@office.example", who.login)),
        by_mail: mail,
        by_robot: !mail,
        quiet: Quiet { from: clock(quiet.0), to: clock(quiet.1) },
    };
    let save = SaveSettings { id: EventId(Uuid::now_v7()), settings };
    settings::save(&world.ctx(who, noon("2023-06-01")), save).await.unwrap();
}

/// A hazard that the inspector is to see to by [`DUE`].
async fn assigned(world: &World) -> HazardId {
    let hazard = world.find(noon("2023-06-01"), |c| c.due = Some(date(DUE))).await;
    world.assign(noon("2023-06-02"), hazard).await;
    hazard
}

/// Everything that is to be done by then.
async fn run(state: &State, now: DateTime<Utc>) {
    begin_day(state, now).await.unwrap();
    while work(state, now).await.unwrap() {}
}

/// A whole day: reminders are made, then messages are sent, then once more for what came in between.
async fn day(world: &World, day: &str) {
    for time in ["08:00", "08:29", "08:30", "08:33", "23:00"] {
        run(&world.state, at(day, time)).await;
    }
}

/// Who was reminded of which step, in order.
async fn made(world: &World) -> Vec<(String, String)> {
    let rows = reminder::Entity::find().order_by_asc(reminder::Column::MadeAt).all(world.state.db.read());
    let rows = rows.await.unwrap();
    let mut made: Vec<_> =
        rows.iter().map(|row| (row.made_at, row.stage.clone(), name(world, row.person_id))).collect();
    // those of one moment by name
    made.sort();
    made.into_iter().map(|(_, stage, name)| (name, stage)).collect()
}

fn name(world: &World, person: Uuid) -> String {
    let all =
        [&world.office, &world.colleague, &world.leader, &world.inspector, &world.neighbour, &world.stranger];
    all.iter().find(|who| who.user.0 == person).map_or_else(|| person.to_string(), |who| who.login.clone())
}

/// What became of the messages.
async fn states(world: &World) -> Vec<String> {
    let rows = delivery::Entity::find().order_by_asc(delivery::Column::CreatedAt).all(world.state.db.read());
    rows.await.unwrap().into_iter().map(|row| row.state).collect()
}

/// Gives the hazard a later deadline.
async fn extend(world: &World, now: DateTime<Utc>, hazard: HazardId, until: &str) {
    let ask = HazardCommand::AskExtension { until: date(until), reason: "等材料".into() };
    world.step(&world.inspector, now, hazard, ask).await;
    let grant = HazardCommand::DecideExtension { grant: true, note: None };
    world.step(&world.office, now + TimeDelta::minutes(1), hazard, grant).await;
}

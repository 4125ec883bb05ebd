//! The server's side of working without signal.

mod devices;
mod feed;
mod numbers;
mod photos;
pub mod plans;
mod rescue;
mod send;
mod tasks;

use crate::support::{
    tablet,
    world::{World, noon},
};
use backend::{ctx::Ctx, sync::service};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Actor,
    hazards::{HazardCommand, HazardState},
    ids::{HazardId, InspectionId, SiteId},
    inspections::{InspectionKind, Nature, Outcome as Visited, SaveVisit, commands::VisitedSite},
    sync::{Answers, Command, DeviceId, Sealed},
};
use uuid::Uuid;

/// Noon of the day of all these stories.
fn day() -> DateTime<Utc> {
    noon("2023-06-15")
}

/// An hour of it.
fn at(hours: i64) -> DateTime<Utc> {
    day() + TimeDelta::hours(hours - 12)
}

/// Somebody's tablet, whose clock is right.
struct Tablet<'a> {
    world: &'a World,
    who: Actor,
    device: DeviceId,
}

impl<'a> Tablet<'a> {
    fn of(world: &'a World, who: &Actor) -> Self {
        Self { world, who: who.clone(), device: tablet::new() }
    }

    fn ctx(&self, now: DateTime<Utc>) -> Ctx {
        self.world.ctx(&self.who, now)
    }

    /// Sends commands at a server time.
    async fn send(&self, now: DateTime<Utc>, commands: Vec<Sealed>) -> Answers {
        let batch = tablet::batch(self.device, now, commands);
        service::carry_out(&self.ctx(now), batch).await.unwrap()
    }

    /// Sends one command that was saved an hour before, and says in a word what it came to.
    async fn one(&self, now: DateTime<Utc>, command: Command) -> String {
        let sealed = tablet::seal(command, now - TimeDelta::hours(1), vec![]);
        tablet::outcomes(&self.send(now, vec![sealed]).await).remove(0)
    }
}

/// A visit that found nothing.
fn visit(site: SiteId, started_at: DateTime<Utc>) -> SaveVisit {
    SaveVisit {
        id: InspectionId(Uuid::now_v7()),
        site: VisitedSite::Known(site),
        kind: InspectionKind::Routine,
        nature: Nature::GridPatrol,
        outcome: Visited::Done,
        campaign: None,
        campaign_id: None,
        check_code: None,
        checklist: None,
        answers: std::collections::BTreeMap::default(),
        started_at,
        finished_at: started_at + TimeDelta::minutes(10),
        device_at: None,
        position: None,
        note: None,
        photos: vec![],
        hazards: vec![],
        signature: None,
    }
}

fn saved(visit: SaveVisit) -> Command {
    Command::SaveVisit(Box::new(visit))
}

fn note() -> HazardCommand {
    HazardCommand::AddNote { note: "已提醒".into(), photos: vec![] }
}

fn rectify() -> HazardCommand {
    HazardCommand::Rectify { note: "已清理".into(), photos: vec![] }
}

async fn state(world: &World, hazard: HazardId) -> HazardState {
    let ctx = world.ctx(&world.office, at(23));
    backend::hazards::query::detail(&ctx, hazard).await.unwrap().state
}

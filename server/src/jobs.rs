//! What the server does by itself, beside answering. A defect in one piece of it is logged like any failure, and leaves the others alone.

use crate::http::{DbSessionStore, Web};
use backend::{
    attempts,
    ctx::State,
    error::caught,
    files, plans,
    programmes::vendors,
    queue, relapse, reminders, search, summary, sync,
    transfer::{boundaries, jobs},
};
use chrono::Utc;
use domain::calendar::local_date;
use std::time::Duration;
use tokio::{sync::watch, task::JoinHandle, time::MissedTickBehavior};

/// How often what has expired is removed: sessions, photos that nobody attached or that never came whole, heartbeats,
/// tablets.
const TIDY_EVERY: Duration = Duration::from_mins(10);

/// How often waiting work is looked for: one question to an index that holds nothing else.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Between two pieces of what a whole installation is gone through for: time for those who wait to save.
const PAUSE: Duration = Duration::from_millis(50);

/// Does the work that waits in the database, one piece after the other. Further servers on the same database share it.
pub struct Worker {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Worker {
    /// Begins.
    pub fn start(state: State) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self { stop, task: tokio::spawn(work(state, stopped)) }
    }

    /// Carries through what is in hand, so that no message is left without its answer, and ends.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(crash) = self.task.await {
            tracing::error!(%crash, "the work that waits was not ended in good order");
        }
    }
}

async fn work(state: State, mut stopped: watch::Receiver<bool>) {
    let (mut begun, mut summarised) = (None, None);
    while !*stopped.borrow() {
        let now = Utc::now();
        if begun != Some(local_date(now)) {
            match caught(reminders::begin_day(&state, now)).await {
                Ok(None) => {}
                Ok(Some(jobs)) => {
                    begun = Some(local_date(now));
                    tracing::info!(jobs, "reminders of the day are to be made");
                }
                Err(error) => tracing::warn!(%error, "reminders of the day were not begun"),
            }
        }
        if summarised != Some(local_date(now)) {
            match caught(summary::schedule::begin_day(&state, now)).await {
                Ok(jobs) => {
                    summarised = Some(local_date(now));
                    tracing::info!(jobs, "summaries are to be drafted and looked at");
                }
                Err(error) => tracing::warn!(%error, "work on summaries was not begun"),
            }
        }
        match caught(reminders::work(&state, now)).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "waiting work was not done"),
        }
        let wait = match caught(search::renewal::work(&state)).await {
            Ok(true) => PAUSE,
            Ok(false) => LOOK_EVERY,
            Err(error) => {
                tracing::warn!(%error, "search words were not made anew");
                LOOK_EVERY
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Removes what has expired and forgets old attempts to sign in, and makes the tasks of plans once a day, until it is
/// aborted.
pub fn tidy(web: Web) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut clock = tokio::time::interval(TIDY_EVERY);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut planned = None;
        loop {
            clock.tick().await;
            web.sign_in_limits.tidy();
            web.intake_limits.tidy();
            web.party_limits.tidy();
            web.party_sends.tidy();
            let now = Utc::now();
            if planned != Some(local_date(now)) {
                match caught(plans::make(&web.state, now)).await {
                    Ok(tasks) => {
                        planned = Some(local_date(now));
                        tracing::info!(tasks, "made the tasks of the days ahead");
                    }
                    Err(error) => tracing::warn!(%error, "tasks of plans were not made"),
                }
                match caught(relapse::make(&web.state, now)).await {
                    Ok(0) => {}
                    Ok(hazards) => tracing::info!(hazards, "drew closed hazards to be visited again"),
                    Err(error) => tracing::warn!(%error, "samples of closed hazards were not drawn"),
                }
            }
            match caught(DbSessionStore::new(web.state.db.clone()).purge(now)).await {
                Ok(0) => {}
                Ok(sessions) => tracing::debug!(sessions, "removed expired sessions"),
                Err(error) => tracing::warn!(%error, "expired sessions were not removed"),
            }
            match caught(attempts::purge(&web.state, now)).await {
                Ok(0) => {}
                Ok(forgotten) => tracing::debug!(forgotten, "forgot attempts of long ago"),
                Err(error) => tracing::warn!(%error, "attempts of long ago were not forgotten"),
            }
            match caught(files::purge::purge(&web.state, now)).await {
                Ok(0) => {}
                Ok(photos) => tracing::info!(photos, "removed photos that were never attached"),
                Err(error) => tracing::warn!(%error, "photos that were never attached were not removed"),
            }
            match caught(files::parts::purge(&web.state, now)).await {
                Ok(0) => {}
                Ok(photos) => tracing::info!(photos, "removed photos of which only a part ever came"),
                Err(error) => tracing::warn!(%error, "parts of photos were not removed"),
            }
            match caught(vendors::purge(&web.state, now)).await {
                Ok(0) => {}
                Ok(heartbeats) => tracing::debug!(heartbeats, "forgot heartbeats"),
                Err(error) => tracing::warn!(%error, "old heartbeats were not forgotten"),
            }
            match caught(sync::devices::purge(&web.state, now)).await {
                Ok(0) => {}
                Ok(devices) => tracing::info!(devices, "forgot tablets that nobody uses"),
                Err(error) => tracing::warn!(%error, "tablets that nobody uses were not forgotten"),
            }
            match caught(reminders::purge(&web.state, now)).await {
                Ok(0) => {}
                Ok(said) => tracing::debug!(said, "forgot reminders and messages of long ago"),
                Err(error) => tracing::warn!(%error, "old reminders were not forgotten"),
            }
            match caught(queue::purge(&web.state, now)).await {
                Ok(0) => {}
                Ok(ended) => tracing::debug!(ended, "forgot work that ended long ago"),
                Err(error) => tracing::warn!(%error, "work that ended long ago was not forgotten"),
            }
            match caught(summary::schedule::purge(&web.state, now)).await {
                Ok(0) => {}
                Ok(checks) => tracing::debug!(checks, "removed rows of checks of summaries that were undone"),
                Err(error) => tracing::warn!(%error, "rows of checks that were undone were not removed"),
            }
            match caught(boundaries::purge(&web.state, now)).await {
                Ok(0) => {}
                Ok(imports) => tracing::info!(imports, "removed imports of outlines that have expired"),
                Err(error) => {
                    tracing::warn!(%error, "imports of outlines that have expired were not removed");
                }
            }
            match caught(jobs::purge(&web.state, now)).await {
                Ok(0) => {}
                Ok(imports) => tracing::info!(imports, "removed imports that have expired"),
                Err(error) => tracing::warn!(%error, "imports that have expired were not removed"),
            }
        }
    })
}

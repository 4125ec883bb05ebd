//! What the server does by itself, beside answering.

use crate::http::{DbSessionStore, Web};
use backend::{files, plans, programmes::vendors, relapse, sync, transfer::jobs};
use chrono::Utc;
use domain::calendar::local_date;
use std::time::Duration;
use tokio::{task::JoinHandle, time::MissedTickBehavior};

/// How often what has expired is removed: sessions, photos that nobody attached or that never came whole, heartbeats,
/// tablets.
const TIDY_EVERY: Duration = Duration::from_mins(10);

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
            let now = Utc::now();
            if planned != Some(local_date(now)) {
                match plans::make(&web.state, now).await {
                    Ok(tasks) => {
                        planned = Some(local_date(now));
                        tracing::info!(tasks, "made the tasks of the days ahead");
                    }
                    Err(error) => tracing::warn!(%error, "tasks of plans were not made"),
                }
                match relapse::make(&web.state, now).await {
                    Ok(0) => {}
                    Ok(hazards) => tracing::info!(hazards, "drew closed hazards to be visited again"),
                    Err(error) => tracing::warn!(%error, "samples of closed hazards were not drawn"),
                }
            }
            match DbSessionStore::new(web.state.db.clone()).purge(now).await {
                Ok(0) => {}
                Ok(sessions) => tracing::debug!(sessions, "removed expired sessions"),
                Err(error) => tracing::warn!(%error, "expired sessions were not removed"),
            }
            match files::purge::purge(&web.state, now).await {
                Ok(0) => {}
                Ok(photos) => tracing::info!(photos, "removed photos that were never attached"),
                Err(error) => tracing::warn!(%error, "photos that were never attached were not removed"),
            }
            match files::parts::purge(&web.state, now).await {
                Ok(0) => {}
                Ok(photos) => tracing::info!(photos, "removed photos of which only a part ever came"),
                Err(error) => tracing::warn!(%error, "parts of photos were not removed"),
            }
            match vendors::purge(&web.state, now).await {
                Ok(0) => {}
                Ok(heartbeats) => tracing::debug!(heartbeats, "forgot heartbeats"),
                Err(error) => tracing::warn!(%error, "old heartbeats were not forgotten"),
            }
            match sync::devices::purge(&web.state, now).await {
                Ok(0) => {}
                Ok(devices) => tracing::info!(devices, "forgot tablets that nobody uses"),
                Err(error) => tracing::warn!(%error, "tablets that nobody uses were not forgotten"),
            }
            match jobs::purge(&web.state, now).await {
                Ok(0) => {}
                Ok(imports) => tracing::info!(imports, "removed imports that have expired"),
                Err(error) => tracing::warn!(%error, "imports that have expired were not removed"),
            }
        }
    })
}

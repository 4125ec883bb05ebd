//! What the server does by itself, beside answering.

use crate::http::{DbSessionStore, Web};
use backend::files;
use chrono::Utc;
use std::time::Duration;
use tokio::{task::JoinHandle, time::MissedTickBehavior};

/// How often expired sessions and photos that nobody attached are removed.
const TIDY_EVERY: Duration = Duration::from_mins(10);

/// Removes what has expired and forgets old attempts to sign in, until it is aborted.
pub fn tidy(web: Web) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut clock = tokio::time::interval(TIDY_EVERY);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            clock.tick().await;
            web.sign_in_limits.tidy();
            let now = Utc::now();
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
        }
    })
}

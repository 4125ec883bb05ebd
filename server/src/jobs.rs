//! What the server does by itself, beside answering.

use crate::http::{DbSessionStore, Web};
use chrono::Utc;
use std::time::Duration;
use tokio::{task::JoinHandle, time::MissedTickBehavior};

/// How often expired sessions are removed.
const TIDY_EVERY: Duration = Duration::from_secs(600);

/// Removes expired sessions and forgets old attempts to sign in, until it is aborted.
pub fn tidy(web: Web) -> JoinHandle<()> {
    tokio::spawn(async move {
        let sessions = DbSessionStore::new(web.state.db.clone());
        let mut clock = tokio::time::interval(TIDY_EVERY);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            clock.tick().await;
            web.sign_in_limits.tidy();
            match sessions.purge(Utc::now()).await {
                Ok(0) => {}
                Ok(sessions) => tracing::debug!(sessions, "removed expired sessions"),
                Err(error) => tracing::warn!(%error, "expired sessions were not removed"),
            }
        }
    })
}

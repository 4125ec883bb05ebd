//! Hearing of changes. A page that shows numbers asks whether they may be others by now, and is answered when something in
//! its area has changed. It is told no more than that: whoever hears it looks again, so nothing can be lost on the way.
//!
//! What is looked at are the numbers of changes in the database ([`crate::changes`]), which every server on it draws from;
//! that this program has stored something itself only makes it look sooner.

use crate::{ctx::Ctx, db::Db, error::Result, listing::Sql};
use chrono::{NaiveDate, TimeDelta};
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    desk::views::Mark,
};
use sea_orm::QueryResult;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, watch},
    time::{Instant, sleep},
};

/// How often other servers' changes are looked for while somebody waits.
const EVERY: Duration = Duration::from_secs(1);

/// After a change here others are gathered for so long, and what was read is good for all who wait.
const GATHER: Duration = Duration::from_millis(200);

/// The last number of a change of each subdistrict.
type Seen = Arc<Vec<(AreaCode, i64)>>;

/// What those who wait share. Clones share it too.
#[derive(Clone)]
pub struct Pulse(Arc<Shared>);

struct Shared {
    last: Mutex<Option<(Instant, Seen)>>,
    ended: watch::Sender<bool>,
}

impl Default for Pulse {
    fn default() -> Self {
        Self(Arc::new(Shared { last: Mutex::default(), ended: watch::Sender::new(false) }))
    }
}

impl Pulse {
    /// Answers everybody who waits, now and from now on: the server is to stop.
    pub fn end(&self) {
        self.0.ended.send_replace(true);
    }

    /// The numbers of changes, read within the last moment.
    async fn seen(&self, db: &Db) -> Result<Seen> {
        // held while reading: those who wake together read once
        let mut last = self.0.last.lock().await;
        if let Some((at, seen)) = &*last
            && at.elapsed() < GATHER
        {
            return Ok(Arc::clone(seen));
        }
        let at = Instant::now();
        let rows = Sql::new("SELECT subdistrict_code, last_seq FROM change_counter").all(db.read()).await?;
        let read = |row: &QueryResult| {
            let code: AreaCode = row.try_get_by_index::<String>(0)?.parse()?;
            Ok((code, row.try_get_by_index(1)?))
        };
        let seen: Seen = Arc::new(rows.iter().map(read).collect::<Result<Vec<(AreaCode, i64)>>>()?);
        *last = Some((at, Arc::clone(&seen)));
        Ok(seen)
    }
}

/// Waits until something in the person's area is no longer as it was at the mark `seen`, at most for `patience`; without a
/// mark it answers at once.
pub async fn changed(ctx: &Ctx, seen: Option<&str>, patience: Duration) -> Result<Mark> {
    let pulse = ctx.state.pulse();
    let mut stored = ctx.db().stored();
    let mut ended = pulse.0.ended.subscribe();
    let begun = Instant::now();
    loop {
        // before reading: what is stored meanwhile wakes it again
        stored.borrow_and_update();
        let now = ctx.now + TimeDelta::from_std(begun.elapsed()).unwrap_or_default();
        let mark = mark(&pulse.seen(ctx.db()).await?, &ctx.actor.area, local_date(now));
        let left = patience.saturating_sub(begun.elapsed());
        if seen != Some(mark.as_str()) || left.is_zero() || *ended.borrow_and_update() {
            return Ok(Mark { mark });
        }
        tokio::select! {
            // the next reading is younger than this change
            _ = stored.changed() => sleep(GATHER.min(left)).await,
            _ = ended.changed() => {}
            () = sleep(EVERY.min(left)) => {}
        }
    }
}

/// The day, because what is due changes with it, and how many changes there were in the area. A part of a subdistrict has
/// no numbers of its own and hears of all of it.
fn mark(seen: &[(AreaCode, i64)], area: &AreaCode, day: NaiveDate) -> String {
    let around = area.at(AreaLevel::Subdistrict).unwrap_or_else(|| area.clone());
    let sum: i64 = seen.iter().filter(|(code, _)| around.contains(code)).map(|(_, last)| last).sum();
    format!("{day}.{sum}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_that_of_the_own_area() {
        let code = |text: &str| text.parse::<AreaCode>().expect("code");
        let day: NaiveDate = "2023-06-01".parse().expect("day");
        let seen = [(code("310105008"), 7), (code("310105009"), 5)];
        for (area, expected) in [
            ("310105008", "2023-06-01.7"),
            ("310105008001", "2023-06-01.7"),
            ("310105", "2023-06-01.12"),
            ("310106", "2023-06-01.0"),
        ] {
            assert_eq!(mark(&seen, &code(area), day), expected, "{area}");
        }
    }
}

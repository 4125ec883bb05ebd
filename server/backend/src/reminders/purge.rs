//! Forgetting what was said long ago.

use crate::{
    ctx::State,
    error::{Error, Result},
    listing::{Sql, cap},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::{local_date, to_millis};
use sea_orm::ConnectionTrait;

/// Messages are kept for so long after their day.
const MESSAGES: TimeDelta = TimeDelta::days(180);

/// Reminders of settled hazards are kept for so long, and notes about orders with a reply. Those of open ones stay: they are how the
/// rule knows what was said.
const REMINDERS: TimeDelta = TimeDelta::days(365);

/// Most rows of one change; the rest goes the next time.
const ROWS: u64 = 2_000;

/// Removes messages, reminders and notes that have had their time. Answers how many of all.
pub async fn purge(state: &State, now: DateTime<Utc>) -> Result<u64> {
    let (day, before) = (local_date(now - MESSAGES), to_millis(now - REMINDERS));
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                const OLD: &str =
                    "(SELECT id FROM delivery WHERE day < ? ORDER BY day, area_code, id LIMIT ?)";
                let mut items = Sql::new("DELETE FROM delivery_item WHERE delivery_id IN ");
                items.bind(OLD, [day.into(), cap(ROWS)]);
                let mut messages = Sql::new("DELETE FROM delivery WHERE id IN ");
                messages.bind(OLD, [day.into(), cap(ROWS)]);
                let mut reminders = Sql::new("DELETE FROM reminder WHERE id IN ");
                reminders.bind(
                    "(SELECT r.id FROM reminder r JOIN hazard h ON h.id = r.hazard_id WHERE r.made_at < ? \
                     AND (h.closed_at IS NOT NULL OR h.voided_at IS NOT NULL) AND NOT EXISTS \
                     (SELECT 1 FROM delivery_item i WHERE i.reminder_id = r.id) ORDER BY r.made_at LIMIT ?)",
                    [before.into(), cap(ROWS)],
                );
                let mut notes = Sql::new("DELETE FROM order_note WHERE id IN ");
                notes.bind(
                    "(SELECT n.id FROM order_note n JOIN hotline_order r ON r.id = n.order_id WHERE n.made_at < ? \
                     AND r.replied_at IS NOT NULL ORDER BY n.made_at LIMIT ?)",
                    [before.into(), cap(ROWS)],
                );
                let backend = tx.get_database_backend();
                tx.execute_raw(items.statement(backend)).await?;
                let mut gone = 0;
                for sql in [messages, reminders, notes] {
                    gone += tx.execute_raw(sql.statement(backend)).await?.rows_affected();
                }
                Ok::<_, Error>(gone)
            })
        })
        .await
}

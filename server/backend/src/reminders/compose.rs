//! What a message says, at the moment in which it is sent: what was settled meanwhile is left out.

use super::people::{People, SUBJECT};
use crate::{entities::delivery, error::Result, listing::Sql, reference::Reference, sites::query::shown};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    calendar::local_date,
    ids::UserId,
    reminders::{
        Sent, Way,
        message::{Digest, Language, Line},
        stands,
    },
    sites::SiteKind,
};
use sea_orm::{ConnectionTrait, QueryResult};

/// A message that is ready.
pub(super) struct Message {
    /// Its words.
    pub digest: Digest,
    /// The person's address, for a mail.
    pub mail: Option<String>,
}

/// The message, with links to `address`; `None` when there is nothing to say any more, or nobody to say it to by that way.
pub(super) async fn compose(
    db: &impl ConnectionTrait,
    (reference, address): (&Reference, Option<&str>),
    row: &delivery::Model,
    now: DateTime<Utc>,
) -> Result<Option<Message>> {
    let people = People::read(db, reference, local_date(now)).await?;
    let settings = people.settings(row.person_id);
    let way: Way = row.way.parse()?;
    let Some(account) = people.account(row.person_id).filter(|_| settings.wants(way)) else {
        return Ok(None);
    };
    let mut sql = Sql::new(format!(
        "SELECT {SUBJECT}, h.number, r.due, r.stage, s.kind, s.name, s.address, s.room FROM delivery_item i \
         JOIN reminder r ON r.id = i.reminder_id JOIN hazard h ON h.id = r.hazard_id \
         LEFT JOIN site s ON s.id = h.site_id"
    ));
    sql.bind(" WHERE i.delivery_id = ?", [row.id.into()]);
    let own: AreaCode = account.area_code.parse()?;
    let mut lines = Vec::new();
    for found in sql.all(db).await? {
        lines.extend(line(&found, &people, reference, (UserId(row.person_id), &own))?);
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let language = if account.locale == Language::En.as_str() { Language::En } else { Language::Zh };
    let mut digest = Digest {
        person: account.name.clone(),
        day: local_date(now),
        lines,
        address: address.map(str::to_owned),
        language,
    };
    digest.sort();
    Ok(Some(Message { digest, mail: settings.mail }))
}

/// The line of a reminder, unless it is settled or out of the person's reach by now.
fn line(
    row: &QueryResult,
    people: &People,
    reference: &Reference,
    (person, own): (UserId, &AreaCode),
) -> Result<Option<Line>> {
    let subject = people.subject(row)?;
    let area: AreaCode = row.try_get_by_index::<String>(4)?.parse()?;
    let stage = row.try_get_by_index::<String>(7)?.parse()?;
    let sent = Sent { person, due: row.try_get_by_index(6)?, stage };
    if !stands(&subject, &sent) || !own.contains(&area) {
        return Ok(None);
    }
    let kind: Option<String> = row.try_get_by_index(8)?;
    let place = match kind {
        Some(kind) => {
            let kind: SiteKind = kind.parse()?;
            let room: Option<String> = row.try_get_by_index(11)?;
            let (name, address) =
                shown(kind, row.try_get_by_index(9)?, row.try_get_by_index(10)?, room.as_deref());
            format!("{name} {address}")
        }
        None => reference.areas.named(&area).name,
    };
    Ok(Some(Line { hazard: subject.hazard, number: row.try_get_by_index(5)?, place, stage, due: sent.due }))
}

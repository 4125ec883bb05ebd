//! Between the row of a hazard and the types of the domain.

use crate::{
    entities::{hazard, hazard_event},
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Role,
    figures::{Closing, HazardFacts},
    hazards::{
        EventContent, EventKind, HazardState, PendingExtension, Status,
        chain::{Facts, digest},
    },
    ids::{EventId, HazardId, UserId},
};

/// What decides the next steps, from the row.
pub fn state(row: &hazard::Model) -> Result<HazardState> {
    let extension = match (row.extension_until, &row.extension_reason, row.extension_asked_by) {
        (Some(until), Some(reason), Some(by)) => {
            Some(PendingExtension { until, reason: reason.clone(), asked_by: UserId(by) })
        }
        _ => None,
    };
    Ok(HazardState {
        id: HazardId(row.id),
        area: row.area_code.parse()?,
        status: row.status.parse()?,
        severity: row.severity.parse()?,
        found_at: row.found_at,
        original_due: row.original_due,
        effective_due: row.effective_due,
        on_the_spot: row.on_the_spot,
        reporter: UserId(row.reporter_id),
        assignee: row.assignee_id.map(UserId),
        rectified_by: row.rectified_by.map(UserId),
        rectified_at: row.rectified_at,
        first_reviewer: row.first_reviewer_id.map(UserId),
        first_review_passed: row.first_review_passed,
        closed_by: row.closed_by.map(UserId),
        closed_at: row.closed_at,
        voided_at: row.voided_at,
        void_reason: row.void_reason.as_deref().map(str::parse).transpose()?,
        duplicate_of: row.duplicate_of.map(HazardId),
        returned_count: number(row.returned_count)?,
        reopened_count: number(row.reopened_count)?,
        extension_count: number(row.extension_count)?,
        extension,
        transferred_to: row.transferred_to.clone(),
        five_elements: row.five_elements.clone().map(serde_json::from_value).transpose()?,
        supervised: row.supervised,
        version: number(row.version)?,
    })
}

/// A count of the store, which is never negative.
pub fn number(n: i32) -> Result<u32> {
    u32::try_from(n).map_err(Error::broken)
}

/// A count for the store.
pub(crate) fn integer(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// Writes the state into the row. Number, category, place, texts and found time are not the state's.
pub fn put_state(row: &mut hazard::Model, s: &HazardState) -> Result<()> {
    row.status = s.status.as_str().into();
    row.severity = s.severity.as_str().into();
    row.effective_due = s.effective_due;
    row.on_the_spot = s.on_the_spot;
    row.assignee_id = s.assignee.map(|u| u.0);
    row.rectified_by = s.rectified_by.map(|u| u.0);
    row.rectified_at = s.rectified_at;
    row.first_reviewer_id = s.first_reviewer.map(|u| u.0);
    row.first_review_passed = s.first_review_passed;
    row.closed_by = s.closed_by.map(|u| u.0);
    row.closed_at = s.closed_at;
    row.voided_at = s.voided_at;
    row.void_reason = s.void_reason.map(|r| r.as_str().into());
    row.duplicate_of = s.duplicate_of.map(|h| h.0);
    row.returned_count = integer(s.returned_count);
    row.reopened_count = integer(s.reopened_count);
    row.extension_count = integer(s.extension_count);
    row.extension_until = s.extension.as_ref().map(|e| e.until);
    row.extension_reason = s.extension.as_ref().map(|e| e.reason.clone());
    row.extension_asked_by = s.extension.as_ref().map(|e| e.asked_by.0);
    row.transferred_to.clone_from(&s.transferred_to);
    row.five_elements = s.five_elements.as_ref().map(serde_json::to_value).transpose()?;
    row.supervised = s.supervised;
    row.version = integer(s.version);
    Ok(())
}

/// The digest that the last event must carry: of the row as it stands.
pub fn row_digest(row: &hazard::Model) -> Result<String> {
    let facts = Facts {
        number: &row.number,
        category: &row.category,
        description: &row.description,
        location: &row.location,
        clause: row.clause.as_deref(),
        at: row.lon.zip(row.lat),
        events: number(row.event_count)?,
    };
    Ok(digest(facts, &state(row)?))
}

/// What the chain protects of an event, from its row.
pub fn content(row: &hazard_event::Model) -> Result<EventContent> {
    Ok(EventContent {
        id: EventId(row.id),
        hazard: HazardId(row.hazard_id),
        seq: number(row.seq)?,
        kind: row.kind.parse()?,
        actor: UserId(row.actor_id),
        role: row.actor_role.parse::<Role>()?,
        server_at: row.server_at,
        device_at: row.device_at,
        from: row.from_status.as_deref().map(str::parse::<Status>).transpose()?,
        to: row.to_status.parse()?,
        note: row.note.clone(),
        data: serde_json::from_str(&row.data)?,
        photos: serde_json::from_value(row.photos.clone())?,
        at: row.lon.zip(row.lat),
        state: row.state.clone(),
    })
}

/// What the figures need. `flows` are the closings and reopenings in order; without any reopening the row alone
/// tells it.
pub fn facts(row: &hazard::Model, flows: &[(EventKind, DateTime<Utc>)]) -> Result<HazardFacts> {
    let mut closings: Vec<Closing> = Vec::new();
    if row.reopened_count == 0 {
        closings.extend(row.closed_at.map(|closed_at| Closing { closed_at, reopened_at: None }));
    } else {
        for (kind, at) in flows {
            match kind {
                EventKind::Closed => closings.push(Closing { closed_at: *at, reopened_at: None }),
                EventKind::Reopened => {
                    let last =
                        closings.last_mut().ok_or_else(|| Error::broken("reopened before it was closed"))?;
                    last.reopened_at = Some(*at);
                }
                _ => {}
            }
        }
    }
    let voided = match (row.voided_at, &row.void_reason) {
        (Some(at), Some(reason)) => Some((at, reason.parse()?)),
        _ => None,
    };
    Ok(HazardFacts {
        found_at: row.found_at,
        original_due: row.original_due,
        effective_due: row.effective_due,
        on_the_spot: row.on_the_spot,
        awaiting_since: row.rectified_at.filter(|_| row.status == Status::Rectified.as_str()),
        closings,
        voided,
    })
}

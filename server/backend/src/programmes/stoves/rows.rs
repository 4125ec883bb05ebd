//! Between the row of an appliance and the types of the domain.

use crate::{
    entities::stove,
    error::Result,
    hazards::rows::{integer, number},
};
use domain::{
    ids::{SiteId, StoveId, UserId},
    programmes::{
        chain::digest,
        gear::Expiry,
        stove::{NonSafe, StoveState},
    },
};

/// What is not safe of an appliance, as the column has it.
pub fn non_safe(column: &str) -> Result<Vec<NonSafe>> {
    column.split(',').filter(|word| !word.is_empty()).map(|word| Ok(word.parse()?)).collect()
}

/// What decides the next steps, from the row.
pub fn state(row: &stove::Model) -> Result<StoveState> {
    let expiry = |on: Option<chrono::NaiveDate>, presumed| on.map(|on| Expiry { on, presumed });
    let last_attempt = match (row.last_attempt_at, &row.last_attempt) {
        (Some(at), Some(outcome)) => Some((at, outcome.parse()?)),
        _ => None,
    };
    Ok(StoveState {
        id: StoveId(row.id),
        site: SiteId(row.site_id),
        area: row.area_code.parse()?,
        usage: row.usage.parse()?,
        status: row.status.parse()?,
        survey: serde_json::from_value(row.survey.clone())?,
        surveyed_at: row.surveyed_at,
        surveyed_by: UserId(row.surveyed_by),
        non_safe: non_safe(&row.non_safe)?,
        non_safe_since: row.non_safe_since,
        expiry: expiry(row.expires_on, row.expiry_presumed),
        hose_expiry: expiry(row.hose_expires_on, row.hose_expiry_presumed),
        planned_for: row.planned_for,
        replacement: row.replacement.clone().map(serde_json::from_value).transpose()?,
        replaced_at: row.replaced_at,
        reported_by: row.reported_by.map(UserId),
        signature: row.signature.clone().map(serde_json::from_value).transpose()?,
        accepted_at: row.accepted_at,
        accepted_by: row.accepted_by.map(UserId),
        gone_at: row.gone_at,
        gone_reason: row.gone_reason.as_deref().map(str::parse).transpose()?,
        replaces: row.replaces_id.map(StoveId),
        attempts: number(row.attempts)?,
        last_attempt,
        sent_back_count: number(row.sent_back_count)?,
        version: number(row.version)?,
    })
}

/// Writes the state into the row. Its site, its area and when it was first surveyed never change.
pub fn put_state(row: &mut stove::Model, s: &StoveState) -> Result<()> {
    row.appliance = s.survey.appliance.as_str().into();
    row.usage = s.usage.as_str().into();
    row.status = s.status.as_str().into();
    row.survey = serde_json::to_value(&s.survey)?;
    row.non_safe = s.non_safe.iter().map(|fact: &NonSafe| fact.as_str()).collect::<Vec<_>>().join(",");
    row.non_safe_since = s.non_safe_since;
    row.surveyed_at = s.surveyed_at;
    row.surveyed_by = s.surveyed_by.0;
    row.expires_on = s.expiry.map(|expiry| expiry.on);
    row.expiry_presumed = s.expiry.is_some_and(|expiry| expiry.presumed);
    row.hose_expires_on = s.hose_expiry.map(|expiry| expiry.on);
    row.hose_expiry_presumed = s.hose_expiry.is_some_and(|expiry| expiry.presumed);
    row.planned_for = s.planned_for;
    row.replacement = s.replacement.as_ref().map(serde_json::to_value).transpose()?;
    row.replaced_at = s.replaced_at;
    row.reported_by = s.reported_by.map(|user| user.0);
    row.signature = s.signature.as_ref().map(serde_json::to_value).transpose()?;
    row.accepted_at = s.accepted_at;
    row.accepted_by = s.accepted_by.map(|user| user.0);
    row.gone_at = s.gone_at;
    row.gone_reason = s.gone_reason.map(|reason| reason.as_str().into());
    row.replaces_id = s.replaces.map(|stove| stove.0);
    row.attempts = integer(s.attempts);
    row.last_attempt_at = s.last_attempt.map(|(at, _)| at);
    row.last_attempt = s.last_attempt.map(|(_, outcome)| outcome.as_str().into());
    row.sent_back_count = integer(s.sent_back_count);
    row.version = integer(s.version);
    Ok(())
}

/// The digest that the last event must carry: of the row as it stands.
pub fn row_digest(row: &stove::Model) -> Result<String> {
    Ok(digest(number(row.event_count)?, &state(row)?))
}

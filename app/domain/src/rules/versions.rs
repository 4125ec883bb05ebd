//! How the versions of one rule follow each other. Pure: the caller brings what there is and stores what comes out.

use crate::fault::{Code, Fault, FieldCode, FieldFault};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One version of a rule, as far as its place among the others goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Which.
    pub id: Uuid,
    /// First day in force.
    pub from: NaiveDate,
    /// Last day in force; `None` is until further notice.
    pub to: Option<NaiveDate>,
}

/// What a person was looking at when they changed a rule: its newest version, and how long that was to hold. Whoever
/// changed the rule meanwhile changed one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// The version.
    pub id: Uuid,
    /// Its last day then.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

/// The newest of them: the one that came, or will come, into force last.
fn newest(versions: &[Version]) -> Option<&Version> {
    versions.iter().max_by_key(|v| v.from)
}

fn stale() -> Fault {
    Fault::new(Code::Stale)
}

/// The newest version, when it is the one that `base` was looking at.
fn seen(versions: &[Version], base: Base) -> Result<&Version, Fault> {
    match newest(versions) {
        None => Err(Fault::new(Code::NotFound)),
        Some(newest) if newest.id == base.id && newest.to == base.to => Ok(newest),
        Some(_) => Err(stale()),
    }
}

/// Where a new version from the day `from` on fits: the version whose validity ends on the day before, when there is one
/// that would last longer.
///
/// # Errors
/// [`Code::Stale`] when somebody changed the rule meanwhile, a fault of `key` for a new rule that is there already, of
/// `valid_from` when it is not after the first day of the version before.
pub fn revise(versions: &[Version], base: Option<Base>, from: NaiveDate) -> Result<Option<Uuid>, Fault> {
    let Some(base) = base else {
        return if versions.is_empty() { Ok(None) } else { Err(Fault::field("key", FieldCode::Duplicate)) };
    };
    let newest = seen(versions, base)?;
    if from <= newest.from {
        let fault = FieldFault::new("valid_from", FieldCode::NotLater);
        return Err(Fault::fields(vec![fault.with("than", newest.from)]));
    }
    Ok(newest.to.is_none_or(|to| to >= from).then_some(newest.id))
}

/// Whether the newest version may end on the day `last`.
///
/// # Errors
/// [`Code::Stale`] when somebody changed the rule meanwhile, a fault of `last` when it lies before the first day.
pub fn end(versions: &[Version], base: Base, last: NaiveDate) -> Result<(), Fault> {
    let newest = seen(versions, base)?;
    if last < newest.from {
        let fault = FieldFault::new("last", FieldCode::NotLater);
        return Err(Fault::fields(vec![fault.with("than", newest.from)]));
    }
    Ok(())
}

/// Whether the newest version may be taken back, and which one then holds until further notice again: the one that
/// ends on the day before it.
///
/// # Errors
/// [`Code::Stale`] when somebody changed the rule meanwhile, a fault of `last` when it is in force on `today` already:
/// something may cite it, so it can only end.
pub fn withdraw(versions: &[Version], base: Base, today: NaiveDate) -> Result<Option<Uuid>, Fault> {
    let newest = seen(versions, base)?;
    if newest.from <= today {
        return Err(Fault::field("last", FieldCode::Required));
    }
    let before = newest.from.pred_opt();
    Ok(versions.iter().find(|v| v.id != newest.id && v.to == before && before.is_some()).map(|v| v.id))
}

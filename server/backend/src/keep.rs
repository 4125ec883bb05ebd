//! Saving entries that have no life cycle of their own: the same save is accepted again, of two different ones that were
//! based on the same version the later is told.

use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::{
        absence, assignment_rule, campaign, fire, hotline_order, penalty, recurring_plan, year_target,
    },
    error::{Error, Result},
    listing::Sql,
    reference::Reference,
};
use chrono::{DateTime, Utc};
use domain::{
    area::{AreaCode, AreaLevel},
    fault::{Code, Fault, FieldCode},
    ids::EventId,
    programmes::entry_changed,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PrimaryKeyTrait};
use uuid::Uuid;

/// The row of such an entry.
pub(crate) trait Kept {
    /// As it stands in the store, as far as a save asks.
    fn there(&self) -> There<'_>;
    /// Who made it, and when.
    fn made(&self) -> (Uuid, DateTime<Utc>);
}

macro_rules! kept {
    ($($table:ident),+) => {$(
        impl Kept for $table::Model {
            fn there(&self) -> There<'_> {
                There {
                    area: &self.area_code,
                    version: self.version,
                    save: self.save_id,
                    content: &self.content_sha256,
                }
            }

            fn made(&self) -> (Uuid, DateTime<Utc>) {
                (self.created_by, self.created_at)
            }
        }
    )+};
}
kept!(absence, assignment_rule, campaign, fire, hotline_order, penalty, recurring_plan, year_target);

/// An entry as it stands in the store, as far as a save asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct There<'a> {
    /// Its area.
    area: &'a str,
    /// Counts its saves.
    version: i32,
    /// The last save.
    save: Uuid,
    /// SHA-256 of what that sent.
    content: &'a str,
}

/// What a save meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Met {
    /// This very save has been carried out.
    Again,
    /// It is to be written, with this version.
    Write(i32),
}

/// What a save, based on version `base` of an entry, meets.
pub(crate) fn meet(
    ctx: &Ctx,
    save: EventId,
    base: Option<u32>,
    content: &str,
    there: Option<&impl Kept>,
) -> Result<Met> {
    let Some(there) = there.map(Kept::there) else {
        return if base.is_none() { Ok(Met::Write(1)) } else { Err(Error::code(Code::NotFound)) };
    };
    let area: AreaCode = there.area.parse()?;
    if !ctx.actor.area.contains(&area) {
        // whoever makes a new entry under an id that is taken learns no more than that
        let code = if base.is_none() { Code::ContentConflict } else { Code::NotFound };
        return Err(Error::code(code));
    }
    if there.save == save.0 {
        let same = there.content == content;
        return if same { Ok(Met::Again) } else { Err(Error::code(Code::ContentConflict)) };
    }
    if entry_changed(base, u32::try_from(there.version).ok()) {
        let code = if base.is_none() { Code::ContentConflict } else { Code::Stale };
        return Err(Error::code(code));
    }
    Ok(Met::Write(there.version + 1))
}

/// A save that is to be carried out.
pub(crate) struct Begun<M> {
    /// The entry as it stands; `None` when there is none yet.
    pub there: Option<M>,
    /// The version that it gets.
    pub version: i32,
    /// Who made the entry, and when.
    pub made: (Uuid, DateTime<Utc>),
}

/// Begins a save, based on version `base` of an entry: of two at once the later waits here for the earlier. `None` when this
/// very save has been carried out.
pub(crate) async fn begin<E>(
    tx: &WriteTx,
    ctx: &Ctx,
    entry: Uuid,
    (save, base): (EventId, Option<u32>),
    content: &str,
) -> Result<Option<Begun<E::Model>>>
where
    E: EntityTrait,
    E::Model: Kept,
    Uuid: Into<<E::PrimaryKey as PrimaryKeyTrait>::ValueType>,
{
    tx.claim(entry).await?;
    let there = E::find_by_id(entry).one(tx).await?;
    Ok(match meet(ctx, save, base, content, there.as_ref())? {
        Met::Again => None,
        Met::Write(version) => Some(Begun { version, made: made(ctx, there.as_ref()), there }),
    })
}

/// Who made an entry, and when: one that is not there yet, the actor now.
pub(crate) fn made(ctx: &Ctx, there: Option<&impl Kept>) -> (Uuid, DateTime<Utc>) {
    there.map_or((ctx.actor.user.0, ctx.now), Kept::made)
}

/// Writes the row of an entry, which may be `there` already.
pub(crate) async fn store<E>(tx: &WriteTx, row: E::Model, there: bool) -> Result<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    let row = row.into_active_model().reset_all();
    if there {
        row.update(tx).await?;
    } else {
        row.insert(tx).await?;
    }
    Ok(())
}

/// The codes of an area and of those around it, as tables keep them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Codes {
    /// Its own.
    pub area: String,
    /// The committee's; none of a larger area.
    pub committee: Option<String>,
    /// The subdistrict's.
    pub subdistrict: Option<String>,
    /// The district's.
    pub district: Option<String>,
}

impl From<&AreaCode> for Codes {
    fn from(area: &AreaCode) -> Self {
        let at = |level| area.at(level).map(String::from);
        Self {
            area: area.to_string(),
            committee: at(AreaLevel::Committee),
            subdistrict: at(AreaLevel::Subdistrict),
            district: at(AreaLevel::District),
        }
    }
}

/// The area of something that is planned for it: one of the register, inside the actor's own.
pub(crate) fn planned_for(ctx: &Ctx, reference: &Reference, area: &AreaCode) -> Result<Codes> {
    if !ctx.actor.area.contains(area) {
        return Err(Fault::field("area", FieldCode::OutsideArea).into());
    }
    if reference.areas.get(area).is_none() {
        return Err(Fault::field("area", FieldCode::Unknown).into());
    }
    Ok(area.into())
}

/// The wanted sort key of a new row of `table`, or the next one that is free.
pub(crate) async fn free_key(tx: &WriteTx, table: &str, wanted: i64) -> Result<i64> {
    let mut key = wanted;
    loop {
        let mut sql = Sql::new(format!("SELECT count(*) FROM {table} WHERE "));
        sql.bind("sort_key = ?", [key.into()]);
        if sql.number(tx).await? == 0 {
            return Ok(key);
        }
        key += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_around_an_area() {
        let committee: AreaCode = "310105008001".parse().expect("code");
        let codes = Codes::from(&committee);
        assert_eq!(codes.committee.as_deref(), Some("310105008001"));
        assert_eq!(codes.subdistrict.as_deref(), Some("310105008"));
        let district: AreaCode = "310105".parse().expect("code");
        let codes = Codes::from(&district);
        assert_eq!((codes.committee, codes.subdistrict), (None, None));
        assert_eq!(codes.district.as_deref(), Some("310105"));
    }
}

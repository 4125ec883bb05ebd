//! Rows of `boundary_import` and what they mean.

use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::boundary_import,
    error::{Error, Result},
    storage::Key,
};
use domain::{
    actor::Right,
    area::AreaCode,
    boundaries::{BoundaryLine, BoundaryReport, BoundaryResult, BoundarySetup},
    fault::Code,
    geo::Boundary,
    ids::ImportId,
};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An import as it is kept.
pub(super) struct Job {
    pub row: boundary_import::Model,
    pub setup: BoundarySetup,
    pub report: BoundaryReport,
    pub result: Option<BoundaryResult>,
}

impl Job {
    fn of(row: boundary_import::Model) -> Result<Self> {
        Ok(Self {
            setup: serde_json::from_value(row.setup.clone())?,
            report: serde_json::from_value(row.report.clone())?,
            result: row.result.clone().map(serde_json::from_value).transpose()?,
            row,
        })
    }

    /// The person's own import; anybody else's is not there.
    pub async fn own(db: &impl ConnectionTrait, ctx: &Ctx, id: ImportId) -> Result<Self> {
        Self::checked(ctx, boundary_import::Entity::find_by_id(id.0).one(db).await?)
    }

    /// The same inside a change, which nobody else's overtakes.
    pub async fn locked(tx: &WriteTx, ctx: &Ctx, id: ImportId) -> Result<Self> {
        let find = boundary_import::Entity::find_by_id(id.0);
        let find = if tx.is_sqlite() { find } else { find.lock_exclusive() };
        Self::checked(ctx, find.one(tx).await?)
    }

    fn checked(ctx: &Ctx, row: Option<boundary_import::Model>) -> Result<Self> {
        ctx.require(Right::Administer)?;
        let own = row.filter(|row| row.user_id == ctx.actor.user.0 && row.expires_at > ctx.now);
        Self::of(own.ok_or_else(|| Error::code(Code::NotFound))?)
    }

    /// Where its file lies.
    pub fn file(&self) -> Key {
        Key::import(self.row.id)
    }

    /// The outlines that become others.
    pub fn outlines(&self) -> Result<BTreeMap<AreaCode, Boundary>> {
        let Value::Object(kept) = &self.row.outlines else {
            return Err(Error::broken("outlines that are no object"));
        };
        kept.iter()
            .map(|(code, outline)| {
                Ok((code.parse()?, Boundary::stored(&outline.to_string()).map_err(Error::broken)?))
            })
            .collect()
    }
}

/// Outlines as they are kept.
pub(super) fn kept(outlines: &BTreeMap<AreaCode, Boundary>) -> Result<Value> {
    let mut kept = Map::new();
    for (code, outline) in outlines {
        kept.insert(code.to_string(), serde_json::from_str(&outline.to_geojson())?);
    }
    Ok(Value::Object(kept))
}

/// An import in a list.
pub(super) fn line(row: &boundary_import::Model) -> BoundaryLine {
    BoundaryLine {
        id: ImportId(row.id),
        file_name: row.file_name.clone(),
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}

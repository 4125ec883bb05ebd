//! Looking at an entry's personal data in full: with a right, with a reason, and never unseen.

use super::{fires, orders, penalties};
use crate::{
    audit::{self, Entry},
    ctx::Ctx,
    db::WriteTx,
    entities::{fire, hotline_order, penalty},
    error::{Error, Result},
    hazards::service::stated,
};
use domain::{actor::Right, area::AreaCode, fault::Code, programmes::register_views::RegisterKind};
use sea_orm::EntityTrait;
use uuid::Uuid;

/// The values that are masked on the page, by the names of the form's fields.
#[derive(Clone, Debug)]
pub struct Revealed(pub Vec<(&'static str, String)>);

/// The masked values in full. The reason stands in the audit log before they are shown.
pub async fn reveal(ctx: &Ctx, kind: RegisterKind, id: Uuid, reason: &str) -> Result<Revealed> {
    ctx.require(Right::Reveal)?;
    let reason = stated(reason)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let (area, values) = find(tx, kind, id).await?.ok_or_else(|| Error::code(Code::NotFound))?;
            if !ctx.actor.area.contains(&area) {
                return Err(Error::code(Code::NotFound));
            }
            let (action, subject_type) = match kind {
                RegisterKind::Penalty => ("penalty.reveal", "penalty"),
                RegisterKind::Order => ("order.reveal", "order"),
                RegisterKind::Fire => ("fire.reveal", "fire"),
            };
            let line = Entry {
                action: action.into(),
                subject_type,
                subject: id.to_string(),
                area: Some(area),
                detail: serde_json::json!({"reason": reason}),
            };
            audit::write(tx, &ctx, [line]);
            Ok(values)
        })
    })
    .await
}

async fn find(tx: &WriteTx, kind: RegisterKind, id: Uuid) -> Result<Option<(AreaCode, Revealed)>> {
    Ok(match kind {
        RegisterKind::Penalty => match penalty::Entity::find_by_id(id).one(tx).await? {
            Some(row) => {
                Some((row.area_code.parse()?, Revealed(vec![("party", penalties::record(row)?.party)])))
            }
            None => None,
        },
        RegisterKind::Order => match hotline_order::Entity::find_by_id(id).one(tx).await? {
            Some(row) => {
                let area: AreaCode = row.area_code.parse()?;
                let order = orders::record(row)?;
                let values = [("caller_name", order.caller_name), ("caller_phone", order.caller_phone)];
                let values = values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
                Some((area, Revealed(values)))
            }
            None => None,
        },
        RegisterKind::Fire => match fire::Entity::find_by_id(id).one(tx).await? {
            Some(row) => Some((row.area_code.parse()?, Revealed(vec![("place", fires::record(row)?.place)]))),
            None => None,
        },
    })
}

//! What new gear costs: the office's own prices, each from a day on.

use crate::{
    audit,
    ctx::Ctx,
    entities::unit_cost,
    error::{Error, Result},
    reference::load::fixed_id,
    rules::service::check_right,
    stamps::Stamped,
};
use domain::programmes::figures::UnitPrice;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// Sets the price of a kind of gear from a day on; one that was set for the same day is put right. They hold for everybody
/// whom this installation serves, like rules.
pub async fn set(ctx: &Ctx, price: UnitPrice) -> Result<()> {
    check_right(ctx)?;
    price.validate()?;
    let caller = ctx.clone();
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                let ctx = caller;
                let UnitPrice { gear, cost, valid_from } = price;
                let id = fixed_id("unit_cost", &format!("{gear}-{valid_from}"));
                tx.claim(id).await?;
                let there = unit_cost::Entity::find()
                    .filter(unit_cost::Column::Gear.eq(gear.as_str()))
                    .filter(unit_cost::Column::ValidFrom.eq(valid_from))
                    .one(tx)
                    .await?;
                let before = there.as_ref().map(|row| row.fen);
                if before == Some(cost.0) {
                    return Ok(());
                }
                let known = there.is_some();
                let mut row = there.unwrap_or_else(|| unit_cost::Model {
                    id,
                    gear: gear.as_str().into(),
                    fen: 0,
                    valid_from,
                });
                row.fen = cost.0;
                let row = row.into_active_model().reset_all();
                if known {
                    row.update(tx).await?;
                } else {
                    row.insert(tx).await?;
                }
                let line = audit::Entry {
                    action: "unit_cost.set".into(),
                    subject_type: "unit_cost",
                    subject: gear.as_str().into(),
                    area: Some(ctx.actor.area.clone()),
                    detail: serde_json::json!({"fen": cost.0, "before": before, "valid_from": valid_from}),
                };
                audit::write(tx, &ctx, [line]);
                Stamped::Reference.touch(tx).await?;
                Ok::<_, Error>(())
            })
        })
        .await?;
    ctx.state.refresh_reference().await;
    Ok(())
}

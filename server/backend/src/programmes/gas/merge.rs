//! What becomes of the register of gas users when two records of one door become one.

use super::{
    rows,
    service::{of_site, put_cylinders},
};
use crate::{
    audit, changes,
    ctx::Ctx,
    db::WriteTx,
    entities::{cylinder, gas_save, gas_user},
    error::Result,
    listing::Sql,
    programmes::life::{Codes, entry},
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    fault::{Fault, FieldCode, FieldFault},
    ids::{GasUserId, SiteId},
    programmes::{
        gas::{GasUnit, LpgUser, lpg::MAX_CYLINDERS},
        views::GasSaveKind,
    },
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Value};
use uuid::Uuid;

/// Brings the entry of a site to the one that it was merged into. Where both have one, the entry of the site that stays gets
/// what the other knows and all that belongs to it; the other is neither unit nor user of cylinders any more.
pub(crate) async fn merged(
    tx: &WriteTx,
    ctx: &Ctx,
    from: SiteId,
    (into, area): (SiteId, &AreaCode),
) -> Result<()> {
    let Some(mut gone) = of_site(tx, from).await? else { return Ok(()) };
    let Some(kept) = of_site(tx, into).await? else {
        let codes = Codes::of(area)?;
        gone.site_id = into.0;
        gone.area_code = area.to_string();
        (gone.committee_code, gone.subdistrict_code) = (codes.committee, codes.subdistrict);
        return store(tx, ctx, gone).await;
    };
    join(tx, ctx, gone, kept).await
}

/// Brings the entries of sites along that have moved into another committee of their subdistrict.
pub(crate) async fn moved(tx: &WriteTx, ctx: &Ctx, sites: &[Uuid], area: &AreaCode) -> Result<()> {
    let found = gas_user::Entity::find()
        .filter(gas_user::Column::SiteId.is_in(sites.iter().copied()))
        .order_by_asc(gas_user::Column::Id);
    for mut row in found.all(tx).await? {
        row.area_code = area.to_string();
        row.committee_code = Codes::of(area)?.committee;
        store(tx, ctx, row).await?;
    }
    Ok(())
}

/// Makes one entry of two.
async fn join(tx: &WriteTx, ctx: &Ctx, mut gone: gas_user::Model, mut kept: gas_user::Model) -> Result<()> {
    let (unit, lpg) = (unit(&kept, &gone)?, lpg(tx, &kept, &gone).await?);
    kept.surveyed_at = kept.surveyed_at.max(gone.surveyed_at);
    if let Some(unit) = &unit {
        rows::set_unit(&mut kept, unit)?;
    }
    let both = [kept.id, gone.id];
    cylinder::Entity::delete_many().filter(cylinder::Column::GasUserId.is_in(both)).exec(tx).await?;
    if let Some(lpg) = &lpg {
        rows::set_lpg(&mut kept, lpg);
        put_cylinders(tx, GasUserId(kept.id), &lpg.cylinders).await?;
    }
    bring(tx, &gone, &kept).await?;
    let line = serde_json::json!({"into": kept.id});
    let area: AreaCode = kept.area_code.parse()?;
    audit::write(tx, ctx, [entry("gas_user", "merge", gone.id, &area, line)]);
    // more than either was: whoever filled in a form from one of them is told
    kept.version += gone.version;
    (gone.is_unit, gone.is_lpg) = (false, false);
    store(tx, ctx, gone).await?;
    store(tx, ctx, kept).await
}

/// What both know as a small unit: the later survey holds.
fn unit(kept: &gas_user::Model, gone: &gas_user::Model) -> Result<Option<GasUnit>> {
    Ok(match (rows::unit(kept)?, rows::unit(gone)?) {
        (Some(here), Some(there)) if there.surveyed_at > here.surveyed_at => Some(there.with_older(&here)),
        (Some(here), Some(there)) => Some(here.with_older(&there)),
        (here, there) => here.or(there),
    })
}

/// What both know as a user of cylinders: the later save holds.
async fn lpg(tx: &WriteTx, kept: &gas_user::Model, gone: &gas_user::Model) -> Result<Option<LpgUser>> {
    let (here, there) = match (user(tx, kept).await?, user(tx, gone).await?) {
        (Some(here), Some(there)) => (here, there),
        (here, there) => return Ok(here.or(there)),
    };
    let later = last_save(tx, gone.id).await? > last_save(tx, kept.id).await?;
    let one = if later { there.with_older(here) } else { here.with_older(there) };
    if one.cylinders.len() > MAX_CYLINDERS {
        let fault = FieldFault::new("into", FieldCode::TooMany).with("max", MAX_CYLINDERS);
        Fault::check(vec![fault])?;
    }
    Ok(Some(one))
}

async fn user(tx: &WriteTx, row: &gas_user::Model) -> Result<Option<LpgUser>> {
    let cylinders = cylinder::Entity::find().filter(cylinder::Column::GasUserId.eq(row.id)).all(tx).await?;
    rows::lpg(row, cylinders)
}

/// When an entry was last saved as a user of cylinders.
async fn last_save(tx: &WriteTx, id: Uuid) -> Result<Option<DateTime<Utc>>> {
    let last = gas_save::Entity::find()
        .filter(gas_save::Column::GasUserId.eq(id))
        .filter(gas_save::Column::Kind.eq(GasSaveKind::Lpg.as_str()))
        .order_by_desc(gas_save::Column::Version)
        .one(tx)
        .await?;
    Ok(last.map(|save| save.saved_at))
}

/// Brings what belongs to an entry to the other one: surveys, each once; saves, numbered behind those that are there; photos.
async fn bring(tx: &WriteTx, gone: &gas_user::Model, kept: &gas_user::Model) -> Result<()> {
    let (from, into) = (gone.id, kept.id);
    let statements: [(&str, Vec<Value>); 5] = [
        (
            "UPDATE gas_survey SET gas_user_id = ? WHERE gas_user_id = ? \
             AND gas_survey.at NOT IN (SELECT s.at FROM gas_survey s WHERE s.gas_user_id = ?)",
            vec![into.into(), from.into(), into.into()],
        ),
        ("DELETE FROM gas_survey WHERE gas_user_id = ?", vec![from.into()]),
        (
            "UPDATE gas_save SET gas_user_id = ?, version = version + ? WHERE gas_user_id = ?",
            vec![into.into(), kept.version.into(), from.into()],
        ),
        ("UPDATE file SET gas_user_id = ? WHERE gas_user_id = ?", vec![into.into(), from.into()]),
        ("UPDATE awaited_photo SET gas_user_id = ? WHERE gas_user_id = ?", vec![into.into(), from.into()]),
    ];
    for (text, values) in statements {
        let mut sql = Sql::default();
        sql.bind(text, values);
        sql.run(tx).await?;
    }
    Ok(())
}

/// Writes an entry that was changed, and tells tablets of it.
async fn store(tx: &WriteTx, ctx: &Ctx, mut row: gas_user::Model) -> Result<()> {
    row.change_seq = changes::one(tx, &row.subdistrict_code).await?;
    row.updated_at = ctx.now;
    row.into_active_model().reset_all().update(tx).await?;
    Ok(())
}

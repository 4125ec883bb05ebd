//! Making links and taking them back.

use crate::{
    audit,
    ctx::Ctx,
    db::WriteTx,
    entities::{hazard, party_link, party_link_hazard},
    error::{Error, Result},
    links::{NewLink, draw},
    tokens,
};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    fault::{Code, Fault, FieldCode},
    ids::{PartyLinkId, SiteId},
    party::{LinkScope, MakeLink, expiry, is_one_party, is_organisation},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use secrecy::SecretString;

/// A link that was just made.
pub type Link = NewLink<PartyLinkId>;

/// Makes a link. The same command sent again is refused as stale, because its token cannot be told again.
pub async fn make(ctx: &Ctx, command: MakeLink) -> Result<Link> {
    ctx.require(Right::DealWithParties)?;
    let token = draw()?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| Box::pin(async move { make_in(tx, &ctx, command, token).await })).await
}

/// Makes a link with this token, of [`draw`], inside the caller's change, e.g. that of a notice that bears it. Whether the
/// actor may is what the caller asks: whoever issues a notice hands it out with its link.
pub(crate) async fn make_in(tx: &WriteTx, ctx: &Ctx, command: MakeLink, token: SecretString) -> Result<Link> {
    command.validate()?;
    tx.claim(command.id.0).await?;
    if party_link::Entity::find_by_id(command.id.0).one(tx).await?.is_some() {
        return Err(Error::code(Code::Stale));
    }
    let hazards = hazards(tx, ctx, &command).await?;
    let (area, organisation) = match command.scope {
        LinkScope::Notice => (of_notice(&hazards)?, None),
        LinkScope::Company => {
            let (area, name) = of_company(ctx, &hazards)?;
            (area, Some(name))
        }
    };
    let last_due = hazards.iter().map(|row| row.effective_due).max();
    let row = party_link::Model {
        id: command.id.0,
        token_hash: tokens::hash(&token),
        scope: command.scope.as_str().into(),
        organisation,
        subdistrict_code: subdistrict(&area)?.to_string(),
        area_code: area.to_string(),
        made_by: ctx.actor.user.0,
        made_at: ctx.now,
        expires_at: expiry(command.scope, last_due.unwrap_or_default(), ctx.now),
        revoked_by: None,
        revoked_at: None,
    };
    let expires_at = row.expires_at;
    let detail =
        serde_json::json!({"scope": command.scope, "hazards": command.hazards, "expires_at": expires_at});
    audit::write(tx, ctx, [entry(&row, "party_link.make", detail)?]);
    row.into_active_model().reset_all().insert(tx).await?;
    if command.scope == LinkScope::Notice {
        let of_link = |row: &hazard::Model| {
            party_link_hazard::Model { link_id: command.id.0, hazard_id: row.id }
                .into_active_model()
                .reset_all()
        };
        let rows = hazards.iter().map(of_link);
        party_link_hazard::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(Link { id: command.id, token, expires_at })
}

/// The hazards that the command names: all must be open and within the actor's reach.
async fn hazards(tx: &WriteTx, ctx: &Ctx, command: &MakeLink) -> Result<Vec<hazard::Model>> {
    let ids = command.hazards.iter().map(|id| id.0);
    let rows = hazard::Entity::find().filter(hazard::Column::Id.is_in(ids)).all(tx).await?;
    let seen = |row: &hazard::Model| {
        row.area_code.parse::<AreaCode>().is_ok_and(|area| ctx.actor.area.contains(&area))
    };
    // nobody learns whether a hazard exists that they may not see
    if rows.len() != command.hazards.len() || !rows.iter().all(seen) {
        return Err(Fault::field("hazard", FieldCode::Unknown).into());
    }
    if rows.iter().any(|row| row.closed_at.is_some() || row.voided_at.is_some()) {
        return Err(not_allowed());
    }
    Ok(rows)
}

/// The area of a notice: that of its hazards, or their subdistrict.
fn of_notice(hazards: &[hazard::Model]) -> Result<AreaCode> {
    let parties: Vec<_> =
        hazards.iter().map(|row| (row.site_id.map(SiteId), row.party_name.as_deref())).collect();
    let first = hazards.first().ok_or_else(|| Error::broken("a notice without hazards"))?;
    if !is_one_party(&parties) || hazards.iter().any(|row| row.subdistrict_code != first.subdistrict_code) {
        return Err(not_allowed());
    }
    let one_area = hazards.iter().all(|row| row.area_code == first.area_code);
    Ok(if one_area { first.area_code.parse()? } else { first.subdistrict_code.parse()? })
}

/// The subdistrict and the name of an organisation. The link opens what is open in the whole subdistrict, so whoever makes
/// it must see all of that.
fn of_company(ctx: &Ctx, hazards: &[hazard::Model]) -> Result<(AreaCode, String)> {
    let row = hazards.first().ok_or_else(|| Error::broken("an organisation without a hazard"))?;
    let area: AreaCode = row.subdistrict_code.parse()?;
    let name = row.party_name.clone().filter(|name| is_organisation(name));
    match name {
        Some(name) if ctx.actor.area.contains(&area) => Ok((area, name)),
        Some(_) => Err(Fault::field("hazard", FieldCode::OutsideArea).into()),
        None => Err(not_allowed()),
    }
}

fn not_allowed() -> Error {
    Fault::field("hazard", FieldCode::NotAllowed).into()
}

fn subdistrict(area: &AreaCode) -> Result<AreaCode> {
    area.at(AreaLevel::Subdistrict).ok_or_else(|| Error::broken("a link above a subdistrict"))
}

/// Takes a link back: it opens nothing from now on. What was sent by it stays.
pub async fn revoke(ctx: &Ctx, id: PartyLinkId) -> Result<()> {
    ctx.require(Right::DealWithParties)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(id.0).await?;
            let row = party_link::Entity::find_by_id(id.0).one(tx).await?;
            let row = row.ok_or_else(|| Error::code(Code::NotFound))?;
            if !ctx.actor.area.contains(&row.area_code.parse::<AreaCode>()?) {
                return Err(Error::code(Code::NotFound));
            }
            if row.revoked_at.is_some() {
                return Ok(());
            }
            audit::write(tx, &ctx, [entry(&row, "party_link.revoke", serde_json::Value::Null)?]);
            let mut row = row.into_active_model();
            row.revoked_by = Set(Some(ctx.actor.user.0));
            row.revoked_at = Set(Some(ctx.now));
            row.update(tx).await?;
            Ok(())
        })
    })
    .await
}

/// A line of the audit log. Never the token, nor its fingerprint.
fn entry(row: &party_link::Model, action: &str, detail: serde_json::Value) -> Result<audit::Entry> {
    Ok(audit::Entry {
        action: action.into(),
        subject_type: "party_link",
        subject: row.id.to_string(),
        area: Some(row.area_code.parse()?),
        detail,
    })
}

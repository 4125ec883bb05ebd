//! What a visit has to do with a campaign: which it may be made for, and what it changes of its target.

use super::{query::near, rows};
use crate::{
    changes,
    ctx::Ctx,
    db::WriteTx,
    entities::{campaign, campaign_target, checklist},
    error::{Error, Result},
    listing::Sql,
};
use domain::{
    area::AreaCode,
    calendar::local_date,
    fault::{Fault, FieldCode},
    ids::{CampaignId, SiteId},
    programmes::{
        campaign::{Attempt, Campaign, CampaignChoice, CampaignStatus, Entry, Standing, standing},
        due::OpenTarget,
    },
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

/// The campaigns that run today where the actor works, the newest first.
pub(crate) async fn choices(ctx: &Ctx) -> Result<Vec<CampaignChoice>> {
    let reference = ctx.state.reference().await?;
    let mut conditions = near(ctx);
    conditions.add("c.status = ?", [CampaignStatus::Running.as_str().into()]);
    let today = local_date(ctx.now);
    conditions.add("c.from_day <= ? AND c.to_day >= ?", [today.into(), today.into()]);
    let mut sql = Sql::new("SELECT c.id, c.title, c.checklist_id FROM campaign c");
    sql.filter(&conditions).push(" ORDER BY c.sort_key DESC");
    let rows = sql.all(ctx.db().read()).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let codes: HashMap<Uuid, String> = checklist::Entity::find()
        .filter(checklist::Column::Active.eq(true))
        .all(ctx.db().read())
        .await?
        .into_iter()
        .map(|list| (list.id, list.code))
        .collect();
    let current = |id: Uuid| {
        let code = codes.get(&id)?;
        reference.checklists.values().find(|list| list.current && list.code == *code).map(|list| list.id)
    };
    rows.iter()
        .map(|row| {
            let checklist: Option<Uuid> = row.try_get_by_index(2)?;
            Ok(CampaignChoice {
                id: CampaignId(row.try_get_by_index(0)?),
                title: row.try_get_by_index(1)?,
                checklist: checklist.and_then(current),
            })
        })
        .collect()
}

/// The campaigns that run today and have the site on their list, with what came of its door.
pub(crate) async fn wanting(ctx: &Ctx, site: SiteId) -> Result<Vec<OpenTarget>> {
    let mut sql = Sql::new(
        "SELECT c.id, c.to_day, t.standing FROM campaign_target t JOIN campaign c ON c.id = t.campaign_id WHERE ",
    );
    let today = local_date(ctx.now);
    sql.bind(
        "t.site_id = ? AND c.status = ? AND c.from_day <= ? AND c.to_day >= ? ORDER BY c.to_day, c.id",
        [site.0.into(), CampaignStatus::Running.as_str().into(), today.into(), today.into()],
    );
    let rows = sql.all(ctx.db().read()).await?;
    rows.iter()
        .map(|row| {
            Ok(OpenTarget {
                id: CampaignId(row.try_get_by_index(0)?),
                ends: row.try_get_by_index(1)?,
                standing: row.try_get_by_index::<String>(2)?.parse()?,
            })
        })
        .collect()
}

/// The campaign that a visit to a site in `area` names: one that has started, of that area. A visit that was saved on a
/// tablet may come when it has ended.
pub(crate) async fn for_visit(ctx: &Ctx, id: CampaignId, area: &AreaCode) -> Result<Campaign> {
    let row = campaign::Entity::find_by_id(id.0).one(ctx.db().read()).await?;
    let row = row.ok_or_else(|| Fault::field("campaign_id", FieldCode::Unknown))?;
    let campaign = rows::campaign(&row)?;
    // whose site lies in the campaign's area may know of the campaign
    if !campaign.plan.area.contains(area) {
        return Err(Fault::field("campaign_id", FieldCode::Unknown).into());
    }
    if campaign.status == CampaignStatus::Draft {
        return Err(Fault::field("campaign_id", FieldCode::NotAllowed).into());
    }
    Ok(campaign)
}

/// A visit of the campaign to the site was stored in this transaction: standing and attempts of its target follow from
/// all visits of the campaign to it, so that one that arrives late is counted where it belongs. A site that is not on
/// the list comes onto it as a later addition.
pub(crate) async fn visited(
    tx: &WriteTx,
    ctx: &Ctx,
    campaign: &Campaign,
    site: SiteId,
    area: &AreaCode,
) -> Result<()> {
    let id = campaign.plan.id;
    let mut target = rows::target(id, site, area, (Entry::Later, 0), ctx.now)?;
    // this also keeps two visits to one door apart until the first is stored
    let change_seq = changes::one(tx, &target.subdistrict_code).await?;
    let there = campaign_target::Entity::find_by_id((id.0, site.0)).one(tx).await?;
    let is_there = there.is_some();
    if let Some(there) = there {
        target = there;
    }
    let attempts = attempts(tx, campaign, site).await?;
    let standing: Standing = standing(&attempts);
    target.standing = standing.as_str().into();
    target.last_visit_at = attempts.iter().map(|attempt| attempt.at).max();
    target.attempts = i32::try_from(attempts.len()).map_err(Error::broken)?;
    target.change_seq = change_seq;
    target.updated_at = ctx.now;
    let target = target.into_active_model().reset_all();
    if is_there {
        target.update(tx).await?
    } else {
        target.insert(tx).await?
    };
    Ok(())
}

/// The visits of the campaign to a site that count for it.
async fn attempts(tx: &WriteTx, campaign: &Campaign, site: SiteId) -> Result<Vec<Attempt>> {
    let mut sql = Sql::new("SELECT i.started_at, i.outcome FROM inspection i WHERE ");
    sql.bind("i.campaign_id = ? AND i.site_id = ?", [campaign.plan.id.0.into(), site.0.into()]);
    let mut attempts = Vec::new();
    for row in sql.all(tx).await? {
        let attempt =
            Attempt { at: row.try_get_by_index(0)?, outcome: row.try_get_by_index::<String>(1)?.parse()? };
        if campaign.counts(attempt.at) {
            attempts.push(attempt);
        }
    }
    Ok(attempts)
}

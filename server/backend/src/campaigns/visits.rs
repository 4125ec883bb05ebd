//! What a visit has to do with a campaign: which it may be made for, and what it changes of its target.

use super::{
    query::{IN_USE, near},
    rows,
};
use crate::{
    changes,
    ctx::Ctx,
    db::WriteTx,
    entities::{campaign, campaign_target},
    error::{Error, Result},
    hazards::service::keeps,
    listing::Sql,
    programmes::life::Codes,
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    calendar::local_date,
    fault::{Fault, FieldCode},
    ids::{CampaignId, SiteId},
    inspections::Outcome,
    period::Period,
    programmes::{
        campaign::{Attempt, Campaign, CampaignChoice, CampaignStatus, Entry, MadeFor, Standing, standing},
        due::OpenTarget,
    },
    sync::FieldCampaign,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The campaigns that run today where the actor works, the newest first.
pub(crate) async fn choices(ctx: &Ctx) -> Result<Vec<CampaignChoice>> {
    let today = local_date(ctx.now);
    let running = running(ctx).await?.into_iter().filter(|campaign| campaign.period.contains_day(today));
    Ok(running.map(|campaign| campaign.choice).collect())
}

/// Those that have started and whose last day has not passed, with their days.
pub(crate) async fn running(ctx: &Ctx) -> Result<Vec<FieldCampaign>> {
    let reference = ctx.state.reference().await?;
    let mut conditions = near(ctx);
    conditions.add("c.status = ?", [CampaignStatus::Running.as_str().into()]);
    conditions.add("c.to_day >= ?", [local_date(ctx.now).into()]);
    let mut sql = Sql::new(
        "SELECT c.id, c.title, k.code, c.from_day, c.to_day FROM campaign c \
         LEFT JOIN checklist k ON k.id = c.checklist_id AND k.active",
    );
    sql.filter(&conditions).push(" ORDER BY c.sort_key DESC");
    let current = |code: String| {
        reference.checklists.values().find(|list| list.current && list.code == code).map(|list| list.id)
    };
    let rows = sql.all(ctx.db().read()).await?;
    rows.iter()
        .map(|row| {
            let choice = CampaignChoice {
                id: CampaignId(row.try_get_by_index(0)?),
                title: row.try_get_by_index(1)?,
                checklist: row.try_get_by_index::<Option<String>>(2)?.and_then(current),
            };
            let period = Period { from: row.try_get_by_index(3)?, to: row.try_get_by_index(4)? };
            Ok(FieldCampaign { choice, period })
        })
        .collect()
}

/// The campaigns that run today and have the site on their list, with what came of its door.
pub(crate) async fn wanting(ctx: &Ctx, site: SiteId) -> Result<Vec<OpenTarget>> {
    let mut sql = Sql::new(
        "SELECT c.id, c.to_day, t.standing FROM campaign_target t JOIN campaign c ON c.id = t.campaign_id \
         JOIN site s ON s.id = t.site_id WHERE ",
    );
    let today = local_date(ctx.now);
    sql.bind(
        &format!(
            "t.site_id = ? AND {IN_USE} AND c.status = ? AND c.from_day <= ? AND c.to_day >= ? \
             ORDER BY c.to_day, c.id"
        ),
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

/// A visit to the site was stored in this transaction that may count for the campaign: standing and attempts of its target
/// follow from all visits that do ([`Campaign::counts_for`]), so that one that arrives late is counted where it belongs. A site
/// that is not on the list comes onto it as a later addition.
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
    let attempts = attempts(tx, campaign, site, target.created_at).await?;
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

/// An attempt that names no campaign was stored in this transaction: somebody has knocked at the door, also for each campaign
/// that has it on its list and whose days hold the attempt. One that was noted down on a tablet may come when it has ended.
pub(crate) async fn tried(
    tx: &WriteTx,
    ctx: &Ctx,
    site: SiteId,
    (area, at): (&AreaCode, DateTime<Utc>),
) -> Result<()> {
    let mut sql = Sql::new(
        "SELECT t.campaign_id FROM campaign_target t JOIN campaign c ON c.id = t.campaign_id WHERE ",
    );
    let day = local_date(at);
    sql.bind(
        "t.site_id = ? AND c.status <> ? AND c.from_day <= ? AND c.to_day >= ? ORDER BY t.campaign_id",
        [site.0.into(), CampaignStatus::Draft.as_str().into(), day.into(), day.into()],
    );
    for row in sql.all(tx).await? {
        let id: Uuid = row.try_get_by_index(0)?;
        let row = campaign::Entity::find_by_id(id).one(tx).await?;
        let campaign = rows::campaign(&row.ok_or_else(|| Error::broken("a target without its campaign"))?)?;
        visited(tx, ctx, &campaign, site, area).await?;
    }
    Ok(())
}

/// Brings a site's places on lists to the one that it was merged into, whose visits it has by now. Of two on one list one is
/// left, on the frozen list if either was: they were one door.
pub(crate) async fn merged(
    tx: &WriteTx,
    ctx: &Ctx,
    from: SiteId,
    (into, area): (SiteId, &AreaCode),
) -> Result<()> {
    let targets = campaign_target::Entity::find()
        .filter(campaign_target::Column::SiteId.eq(from.0))
        .order_by_asc(campaign_target::Column::CampaignId)
        .all(tx)
        .await?;
    for mut target in targets {
        let row = campaign::Entity::find_by_id(target.campaign_id).one(tx).await?;
        let campaign = rows::campaign(&row.ok_or_else(|| Error::broken("a target without its campaign"))?)?;
        campaign_target::Entity::delete_by_id((target.campaign_id, from.0)).exec(tx).await?;
        match campaign_target::Entity::find_by_id((target.campaign_id, into.0)).one(tx).await? {
            None => {
                let codes = Codes::of(area)?;
                target.site_id = into.0;
                target.assignee_id = keeps(tx, target.assignee_id, area).await?;
                target.area_code = area.to_string();
                target.committee_code = codes.committee;
                target.into_active_model().reset_all().insert(tx).await?;
            }
            Some(mut there) => {
                if target.entry == Entry::Frozen.as_str() {
                    there.entry = target.entry;
                }
                there.created_at = there.created_at.min(target.created_at);
                // whoever has either of them has the one that is left
                let theirs = keeps(tx, target.assignee_id, area).await?;
                there.assignee_id = there.assignee_id.or(theirs);
                there.into_active_model().reset_all().update(tx).await?;
            }
        }
        visited(tx, ctx, &campaign, into, area).await?;
    }
    Ok(())
}

/// Brings sites on the lists of running campaigns along that have moved into another committee of their subdistrict. What a
/// campaign that has ended came to stays as it was.
pub(crate) async fn moved(tx: &WriteTx, ctx: &Ctx, sites: &[Uuid], area: &AreaCode) -> Result<()> {
    for mut target in of_running(tx, sites).await? {
        target.assignee_id = keeps(tx, target.assignee_id, area).await?;
        target.area_code = area.to_string();
        target.committee_code = Codes::of(area)?.committee;
        change(tx, ctx, target).await?;
    }
    Ok(())
}

/// Takes the door of a site that has closed down from whoever was to go there for running campaigns. It stays on their lists, and is
/// counted in them like any other.
pub(crate) async fn closed_down(tx: &WriteTx, ctx: &Ctx, site: Uuid) -> Result<()> {
    for mut target in of_running(tx, &[site]).await? {
        if target.assignee_id.take().is_some() {
            change(tx, ctx, target).await?;
        }
    }
    Ok(())
}

/// Writes a target that was changed; the tablets hear of it.
async fn change(tx: &WriteTx, ctx: &Ctx, mut target: campaign_target::Model) -> Result<()> {
    target.change_seq = changes::one(tx, &target.subdistrict_code).await?;
    target.updated_at = ctx.now;
    target.into_active_model().reset_all().update(tx).await?;
    Ok(())
}

/// The places of sites on the lists of running campaigns.
async fn of_running(tx: &WriteTx, sites: &[Uuid]) -> Result<Vec<campaign_target::Model>> {
    let mut targets = campaign_target::Entity::find()
        .filter(campaign_target::Column::SiteId.is_in(sites.iter().copied()))
        .order_by_asc(campaign_target::Column::CampaignId)
        .order_by_asc(campaign_target::Column::SiteId)
        .all(tx)
        .await?;
    let named: BTreeSet<Uuid> = targets.iter().map(|target| target.campaign_id).collect();
    if named.is_empty() {
        return Ok(targets);
    }
    let running: BTreeSet<Uuid> = campaign::Entity::find()
        .filter(campaign::Column::Id.is_in(named))
        .filter(campaign::Column::Status.eq(CampaignStatus::Running.as_str()))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    targets.retain(|target| running.contains(&target.campaign_id));
    Ok(targets)
}

/// The visits to a site, on the list since `listed`, that count for the campaign.
async fn attempts(
    tx: &WriteTx,
    campaign: &Campaign,
    site: SiteId,
    listed: DateTime<Utc>,
) -> Result<Vec<Attempt>> {
    let mut sql = Sql::new("SELECT i.started_at, i.outcome, i.campaign_id FROM inspection i WHERE ");
    sql.bind(
        "i.site_id = ? AND (i.campaign_id = ? OR i.campaign_id IS NULL AND i.campaign IS NULL AND i.outcome <> ?)",
        [site.0.into(), campaign.plan.id.0.into(), Outcome::Done.as_str().into()],
    );
    let mut attempts = Vec::new();
    for row in sql.all(tx).await? {
        let visit =
            Attempt { at: row.try_get_by_index(0)?, outcome: row.try_get_by_index::<String>(1)?.parse()? };
        let named = row.try_get_by_index::<Option<Uuid>>(2)?.is_some();
        if campaign.counts_for(visit, if named { MadeFor::This } else { MadeFor::None }, listed) {
            attempts.push(visit);
        }
    }
    Ok(attempts)
}

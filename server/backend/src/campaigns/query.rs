//! Reads of campaigns: the list, one with its funnel by committee, its targets as list and map.

mod targets;

pub(super) use targets::{IN_USE, campaign_of, columns, read, to_visit};
pub use targets::{map, targets};

use super::rows;
use crate::{
    areas::Areas,
    ctx::Ctx,
    entities::{campaign, checklist},
    error::{Error, Result},
    listing::{Conditions, Scope, Sql, cap, places},
};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::Code,
    figures::Ratio,
    ids::{CampaignId, ChecklistId, sort_key_floor},
    period::Period,
    programmes::campaign::{
        Campaign, CampaignList, CampaignPage, CampaignStatus, CampaignSummary, ChecklistRef,
        CommitteeProgress, Entry, Funnel, Progress, Standing,
    },
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, Value,
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The campaigns `c` that the actor sees: those of their own area and those around it.
pub(crate) fn near(ctx: &Ctx) -> Conditions {
    let own = &ctx.actor.area;
    let around: Vec<Value> = own.lineage().map(|area| area.as_str().into()).collect();
    let mut values: Vec<Value> = vec![own.as_str().into(), own.successor().into()];
    let text = format!("(c.area_code >= ? AND c.area_code < ? OR c.area_code IN ({}))", places(around.len()));
    values.extend(around);
    let mut conditions = Conditions::default();
    conditions.add(text, values);
    conditions
}

/// Hazards `h` of the campaign's visits `i` that count: found within its period, and neither a false alarm nor a duplicate.
pub(super) fn found_in(campaign: &Campaign) -> String {
    let period = campaign.plan.period;
    format!(
        "inspection i JOIN hazard h ON h.inspection_id = i.id \
         WHERE i.sort_key >= {} AND i.sort_key < {} AND (h.void_reason IS NULL OR h.void_reason = 'site_gone')",
        sort_key_floor(period.start()),
        sort_key_floor(period.end())
    )
}

/// What a campaign's visits found, by site: `(SELECT …) f` with the columns `site_id`, `found` and `closed`.
pub(super) fn found_by_site(campaign: &Campaign) -> Sql {
    let mut sql = Sql::new(
        "(SELECT i.site_id AS site_id, count(*) AS found, \
         sum(CASE WHEN h.closed_at IS NULL THEN 0 ELSE 1 END) AS closed FROM ",
    );
    sql.push(&found_in(campaign));
    sql.bind(" AND i.campaign_id = ? GROUP BY i.site_id) f", [campaign.plan.id.0.into()]);
    sql
}

/// Something was found there, of [`found_by_site`].
pub(super) const WITH_HAZARDS: &str = "f.found > 0";

/// … and all of it is closed.
pub(super) const RECTIFIED: &str = "f.found > 0 AND f.closed >= f.found";

/// The checklists that can be named.
pub(crate) async fn checklists(ctx: &Ctx) -> Result<Vec<ChecklistRef>> {
    let rows = checklist::Entity::find()
        .filter(checklist::Column::Active.eq(true))
        .order_by_asc(checklist::Column::Code)
        .all(ctx.db().read())
        .await?;
    let list = |row: checklist::Model| ChecklistRef {
        id: ChecklistId(row.id),
        title: row.title,
        title_en: row.title_en,
    };
    Ok(rows.into_iter().map(list).collect())
}

/// The newest campaigns that this person sees, or those behind the key `before`.
pub async fn list(ctx: &Ctx, before: Option<i64>) -> Result<CampaignList> {
    let reference = ctx.state.reference().await?;
    let size = ctx.state.limits.page_size;
    let mut conditions = near(ctx);
    if let Some(key) = before {
        conditions.add("c.sort_key < ?", [key.into()]);
    }
    let mut sql = Sql::new("SELECT c.id FROM campaign c");
    sql.filter(&conditions).bind(" ORDER BY c.sort_key DESC LIMIT ?", [cap(size + 1)]);
    let ids = sql.all(ctx.db().read()).await?;
    let mut ids = ids.iter().map(|row| row.try_get_by_index(0)).collect::<Result<Vec<Uuid>, _>>()?;
    let more = ids.len() as u64 > size;
    ids.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let rows = campaign::Entity::find()
        .filter(campaign::Column::Id.is_in(ids.iter().copied()))
        .order_by_desc(campaign::Column::SortKey)
        .all(ctx.db().read())
        .await?;
    let reached = reached(ctx, &ids).await?;
    let may_steer = ctx.actor.role.has(Right::Steer);
    Ok(CampaignList {
        rows: rows
            .iter()
            .map(|row| summary(row, &reference.areas, reached.get(&row.id).copied().unwrap_or_default()))
            .collect::<Result<_>>()?,
        next: rows.last().filter(|_| more).map(|row| row.sort_key),
        checklists: if may_steer { checklists(ctx).await? } else { Vec::new() },
        may_steer,
    })
}

fn summary(row: &campaign::Model, areas: &Areas, progress: Progress) -> Result<CampaignSummary> {
    let Campaign { plan, status, .. } = rows::campaign(row)?;
    Ok(CampaignSummary {
        id: plan.id,
        title: plan.title,
        period: plan.period,
        area: areas.named(&plan.area),
        status,
        coverage: progress.frozen.coverage(),
        later: progress.later.to_visit,
    })
}

/// How far campaigns have come in the actor's area, as far as doors go.
async fn reached(ctx: &Ctx, ids: &[Uuid]) -> Result<HashMap<Uuid, Progress>> {
    let mut out: HashMap<Uuid, Progress> = HashMap::new();
    if ids.is_empty() {
        return Ok(out);
    }
    let mut conditions = Scope::of(ctx, None)?.condition("t");
    conditions
        .add(format!("t.campaign_id IN ({})", places(ids.len())), ids.iter().map(|id| Value::from(*id)));
    let mut sql = Sql::new("SELECT t.campaign_id, t.entry, t.standing, count(*) FROM campaign_target t");
    sql.filter(&conditions).push(" GROUP BY t.campaign_id, t.entry, t.standing");
    for row in sql.all(ctx.db().read()).await? {
        let entry: Entry = row.try_get_by_index::<String>(1)?.parse()?;
        let standing: Standing = row.try_get_by_index::<String>(2)?.parse()?;
        let group = Funnel::group(standing, row.try_get_by_index(3)?, 0, 0);
        *out.entry(row.try_get_by_index(0)?).or_default() += of_entry(entry, group);
    }
    Ok(out)
}

fn of_entry(entry: Entry, funnel: Funnel) -> Progress {
    match entry {
        Entry::Frozen => Progress { frozen: funnel, ..Progress::default() },
        Entry::Later => Progress { later: funnel, ..Progress::default() },
    }
}

/// A campaign that the actor sees.
pub(super) async fn find(ctx: &Ctx, id: CampaignId) -> Result<Campaign> {
    let row = campaign::Entity::find_by_id(id.0).one(ctx.db().read()).await?;
    let row = row.ok_or_else(|| Error::code(Code::NotFound))?;
    let campaign = rows::campaign(&row)?;
    let (own, its) = (&ctx.actor.area, &campaign.plan.area);
    if own.contains(its) || its.contains(own) { Ok(campaign) } else { Err(Error::code(Code::NotFound)) }
}

/// What a campaign is called.
pub async fn name(ctx: &Ctx, id: CampaignId) -> Result<String> {
    Ok(find(ctx, id).await?.plan.title)
}

/// Everything the page of a campaign shows.
pub async fn page(ctx: &Ctx, id: CampaignId) -> Result<CampaignPage> {
    let reference = ctx.state.reference().await?;
    let campaign = find(ctx, id).await?;
    let by_committee = progress(ctx.db().read(), &Scope::of(ctx, None)?, &campaign).await?;
    let mut total = Progress::default();
    for progress in by_committee.values() {
        total += *progress;
    }
    let may_steer = ctx.actor.may(Right::Steer, &campaign.plan.area);
    let checklist = match campaign.plan.checklist {
        Some(id) => checklist::Entity::find_by_id(id.0).one(ctx.db().read()).await?,
        None => None,
    };
    Ok(CampaignPage {
        area: reference.areas.named(&campaign.plan.area),
        status: campaign.status,
        frozen_at: campaign.frozen_at,
        version: campaign.version,
        checklist: checklist.map(|list| (list.title, list.title_en)),
        candidates: if may_steer { waiting(ctx, &campaign).await? } else { 0 },
        total,
        committees: by_committee
            .into_iter()
            .map(|(code, progress)| CommitteeProgress { area: reference.areas.named(&code), progress })
            .collect(),
        checklists: if may_steer { checklists(ctx).await? } else { Vec::new() },
        may_steer,
        plan: campaign.plan,
    })
}

/// How many sites wait for a campaign.
async fn waiting(ctx: &Ctx, campaign: &Campaign) -> Result<i64> {
    let mut sql = Sql::new("SELECT count(*) FROM site s");
    sql.filter(&candidates(ctx, campaign).await?);
    sql.number(ctx.db().read()).await
}

/// The sites `s` that wait for a campaign that the actor sees.
pub(crate) async fn wanted_by(ctx: &Ctx, id: CampaignId) -> Result<Conditions> {
    candidates(ctx, &find(ctx, id).await?).await
}

/// The sites `s` that the list of a draft would hold now, or that a running campaign wants and does not have.
async fn candidates(ctx: &Ctx, campaign: &Campaign) -> Result<Conditions> {
    let Campaign { plan, status, .. } = campaign;
    if *status == CampaignStatus::Finished {
        let mut none = Conditions::default();
        none.add("1 = 0", []);
        return Ok(none);
    }
    let mut any = Sql::new("SELECT count(*) FROM (SELECT 1 FROM campaign_target t WHERE ");
    any.bind("t.campaign_id = ? LIMIT 1) x", [plan.id.0.into()]);
    // a draft that was made from a list has that list already
    let listed = *status == CampaignStatus::Draft && any.number(ctx.db().read()).await? > 0;
    let on_list = "EXISTS (SELECT 1 FROM campaign_target t WHERE t.campaign_id = ? AND t.site_id = s.id)";
    let mut conditions = rows::wanted(&plan.area, &plan.kinds);
    conditions.add(if listed { on_list.to_owned() } else { format!("NOT {on_list}") }, [plan.id.0.into()]);
    Ok(conditions)
}

/// How far a campaign has come, by committee of an area: its list is counted, and of the sites where something was found each is looked
/// up in it. To look for every target among those would be the product of both.
async fn progress(
    on: &impl ConnectionTrait,
    scope: &Scope,
    campaign: &Campaign,
) -> Result<BTreeMap<AreaCode, Progress>> {
    const STANDS: &str = "t.committee_code, t.entry, t.standing";
    let id: Value = campaign.plan.id.0.into();
    let mut targets = scope.condition("t");
    targets.add("t.campaign_id = ?", [id.clone()]);
    let mut listed = Sql::new(format!("SELECT {STANDS}, count(*), 0, 0 FROM campaign_target t"));
    listed.filter(&targets).push(&format!(" GROUP BY {STANDS}"));
    let sum = |what: &str| format!("CAST(sum(CASE WHEN {what} THEN 1 ELSE 0 END) AS BIGINT)");
    let mut met = Sql::new(format!("SELECT {STANDS}, 0, {}, {} FROM ", sum(WITH_HAZARDS), sum(RECTIFIED)));
    let join = if on.get_database_backend() == DbBackend::Sqlite { "CROSS JOIN" } else { "JOIN" };
    met.append(found_by_site(campaign))
        .bind(&format!(" {join} campaign_target t ON t.campaign_id = ? AND t.site_id = f.site_id"), [id]);
    met.filter(&scope.condition("t")).push(&format!(" GROUP BY {STANDS}"));
    let mut out: BTreeMap<AreaCode, Progress> = BTreeMap::new();
    listed.push(" UNION ALL ").append(met);
    for row in listed.all(on).await? {
        let committee: AreaCode = row.try_get_by_index::<String>(0)?.parse()?;
        let entry: Entry = row.try_get_by_index::<String>(1)?.parse()?;
        let standing: Standing = row.try_get_by_index::<String>(2)?.parse()?;
        let group = Funnel::group(
            standing,
            row.try_get_by_index(3)?,
            row.try_get_by_index(4)?,
            row.try_get_by_index(5)?,
        );
        *out.entry(committee).or_default() += of_entry(entry, group);
    }
    Ok(out)
}

/// The campaigns that ran in a period and met an area, each with how far it has come there.
pub(crate) async fn running(
    on: &impl ConnectionTrait,
    scope: &Scope,
    period: Period,
) -> Result<Vec<(Campaign, Progress)>> {
    use campaign::Column;
    let area = &scope.area;
    let around = area.lineage().map(|code| code.to_string());
    let inside =
        Condition::all().add(Column::AreaCode.gte(area.as_str())).add(Column::AreaCode.lt(area.successor()));
    let rows = campaign::Entity::find()
        .filter(Condition::any().add(inside).add(Column::AreaCode.is_in(around)))
        .filter(Column::FromDay.lte(period.to))
        .filter(Column::ToDay.gte(period.from))
        .filter(Column::Status.ne(CampaignStatus::Draft.as_str()))
        .order_by_asc(Column::SortKey)
        .all(on)
        .await?;
    let mut running = Vec::with_capacity(rows.len());
    for row in rows {
        let campaign = rows::campaign(&row)?;
        let mut total = Progress::default();
        progress(on, scope, &campaign).await?.into_values().for_each(|part| total += part);
        running.push((campaign, total));
    }
    Ok(running)
}

/// Hazards that a campaign's visits found at a target, and those of them that are closed.
pub(super) const fn hazards(found: i64, closed: i64) -> Ratio {
    Ratio::new(closed, found)
}

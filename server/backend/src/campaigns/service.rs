//! Making a campaign, starting it with its frozen list, adding to the list later, ending it.

use super::rows;
use crate::{
    audit, changes,
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::{campaign, campaign_target, checklist, site},
    error::{Error, Result},
    keep::{Met, free_key, made, meet, planned_for, store},
    listing::Sql,
    programmes::{devices, gas, stoves},
    transfer::rows::insert,
};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    fault::{Code, Fault, FieldCode},
    ids::{CampaignId, ChecklistId, EventId, SiteId, sort_key},
    programmes::{
        Keep,
        campaign::{Campaign, CampaignStatus, Entry, SaveCampaign, Standing},
        filters::GearList,
    },
    text::tidy,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet};

/// Makes a campaign, or changes one that has not started. The same save is accepted again.
pub async fn save(ctx: &Ctx, keep: Keep<SaveCampaign>) -> Result<CampaignId> {
    let content = sha256(&keep)?;
    write_plan(ctx, keep, content, None).await
}

/// Makes a draft whose list is that of a list of gear: the sites of its rows as far as they lie in the campaign's area. The
/// list is frozen from these when the campaign starts. The same save is accepted again.
pub async fn save_from(ctx: &Ctx, keep: Keep<SaveCampaign>, list: GearList) -> Result<CampaignId> {
    // only a new one: whoever changes a draft keeps its list
    let keep = Keep { base_version: None, ..keep };
    let content = sha256(&(&keep, &list))?;
    write_plan(ctx, keep, content, Some(list)).await
}

/// The sites of a list that belong to the plan.
async fn listed(ctx: &Ctx, plan: &SaveCampaign, list: &GearList) -> Result<BTreeMap<SiteId, AreaCode>> {
    let mut sites = match list {
        GearList::Stoves(filter) => stoves::query::sites(ctx, filter).await?,
        GearList::Devices(filter) => devices::query::sites(ctx, filter).await?,
        GearList::Gas(filter) => gas::query::sites(ctx, filter).await?,
    };
    sites.retain(|_, area| plan.area.contains(area));
    if sites.is_empty() { Err(Fault::field("list", FieldCode::Required).into()) } else { Ok(sites) }
}

async fn write_plan(
    ctx: &Ctx,
    keep: Keep<SaveCampaign>,
    content: String,
    list: Option<GearList>,
) -> Result<CampaignId> {
    ctx.require(Right::Steer)?;
    keep.record.validate()?;
    let reference = ctx.state.reference().await?;
    let codes = planned_for(ctx, &reference, &keep.record.area)?;
    check_checklist(ctx.db().read(), keep.record.checklist).await?;
    let places = match &list {
        Some(list) => listed(ctx, &keep.record, list).await?,
        None => BTreeMap::new(),
    };
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let plan = keep.record;
            let id = plan.id;
            tx.claim(id.0).await?;
            let there = lock(tx, id).await?;
            let met = meet(&ctx, keep.id, keep.base_version, &content, there.as_ref())?;
            let Met::Write(version) = met else { return Ok(id) };
            if let Some(row) = &there {
                rows::campaign(row)?.change(plan.clone(), &ctx.actor)?;
            }
            let (created_by, created_at) = made(&ctx, there.as_ref());
            let row = campaign::Model {
                id: id.0,
                sort_key: match &there {
                    Some(row) => row.sort_key,
                    None => free_key(tx, "campaign", sort_key(ctx.now, id.0)).await?,
                },
                area_code: codes.area,
                committee_code: codes.committee,
                subdistrict_code: codes.subdistrict,
                district_code: codes.district,
                title: tidy(&plan.title).unwrap_or_default(),
                from_day: plan.period.from,
                to_day: plan.period.to,
                kinds: serde_json::to_value(&plan.kinds)?,
                checklist_id: plan.checklist.map(|c| c.0),
                status: CampaignStatus::Draft.as_str().into(),
                frozen_at: None,
                version,
                save_id: keep.id.0,
                content_sha256: content,
                created_by,
                created_at,
                updated_at: ctx.now,
            };
            let line = line(&row, "campaign.save", serde_json::json!({"version": version}))?;
            store::<campaign::Entity>(tx, row, there.is_some()).await?;
            let sites: Vec<SiteId> = places.keys().copied().collect();
            write(tx, &ctx, id, &sites, &places, Entry::Frozen).await?;
            audit::write(tx, &ctx, [line]);
            Ok(id)
        })
    })
    .await
}

/// Refuses a checklist that there is not.
pub(crate) async fn check_checklist(db: &impl ConnectionTrait, id: Option<ChecklistId>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    match checklist::Entity::find_by_id(id.0).one(db).await? {
        Some(_) => Ok(()),
        None => Err(Fault::field("checklist", FieldCode::Unknown).into()),
    }
}

/// A step in the life of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Move {
    /// Made by the caller: the same step is accepted again.
    pub id: EventId,
    /// Which campaign.
    pub campaign: CampaignId,
    /// The version that the person was looking at.
    pub base_version: Option<u32>,
    /// What to do.
    pub what: What,
}

/// What is done to a campaign.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Freezes the list and begins.
    Start,
    /// Puts every site on the list that it would hold by now and does not.
    AddNew,
    /// Puts these on the list.
    Add(Vec<SiteId>),
    /// Ends it.
    Finish,
}

/// Takes a step. Answers how many targets it has put on the list.
pub async fn act(ctx: &Ctx, step: Move) -> Result<usize> {
    let content = sha256(&step)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(step.campaign.0).await?;
            let row = lock(tx, step.campaign).await?.ok_or_else(|| Error::code(Code::NotFound))?;
            let now = rows::campaign(&row)?;
            if !ctx.actor.area.contains(&now.plan.area) {
                return Err(Error::code(Code::NotFound));
            }
            ctx.require(Right::Steer)?;
            if row.save_id == step.id.0 {
                let same = row.content_sha256 == content;
                return if same { Ok(0) } else { Err(Error::code(Code::ContentConflict)) };
            }
            if step.base_version.is_some_and(|version| version != now.version) {
                return Err(Error::code(Code::Stale));
            }
            let (then, added, action) = match step.what {
                What::Start => start(tx, &ctx, &now).await?,
                What::AddNew => {
                    let wanted = rows::candidates(tx, &now.plan.area, &now.plan.kinds).await?;
                    let places = wanted.into_iter().map(|site| (site.site, site.area)).collect();
                    add(tx, &ctx, now, places).await?
                }
                What::Add(sites) => {
                    let places = places(tx, &ctx, &now, &sites).await?;
                    add(tx, &ctx, now, places).await?
                }
                What::Finish => {
                    let then = now.finish(&ctx.actor)?;
                    renumber_open(tx, then.plan.id).await?;
                    (then, 0, "campaign.finish")
                }
            };
            let mut row = row;
            row.status = then.status.as_str().into();
            row.frozen_at = then.frozen_at;
            row.version = i32::try_from(then.version).map_err(Error::broken)?;
            row.save_id = step.id.0;
            row.content_sha256 = content;
            row.updated_at = ctx.now;
            let line = line(&row, action, serde_json::json!({"targets": added}))?;
            row.into_active_model().reset_all().update(tx).await?;
            audit::write(tx, &ctx, [line]);
            Ok(added)
        })
    })
    .await
}

type Done = (Campaign, usize, &'static str);

async fn start(tx: &WriteTx, ctx: &Ctx, campaign: &Campaign) -> Result<Done> {
    let mut register = rows::candidates(tx, &campaign.plan.area, &campaign.plan.kinds).await?;
    // of a draft that was made from a list: that list, as far as its sites still belong to it
    let chosen = known(tx, campaign.plan.id).await?;
    if !chosen.is_empty() {
        register.retain(|site| chosen.contains(&site.site));
        let list = campaign_target::Column::CampaignId.eq(campaign.plan.id.0);
        campaign_target::Entity::delete_many().filter(list).exec(tx).await?;
    }
    let (then, sites) = campaign.start(&register, &ctx.actor, ctx.now)?;
    let places: BTreeMap<SiteId, AreaCode> =
        register.into_iter().map(|site| (site.site, site.area)).collect();
    write(tx, ctx, campaign.plan.id, &sites, &places, Entry::Frozen).await?;
    Ok((then, sites.len(), "campaign.start"))
}

/// Tablets hear that the doors which were not let in are no targets any more: each gets another number of a change.
async fn renumber_open(tx: &WriteTx, campaign: CampaignId) -> Result<()> {
    let let_in = Standing::LetIn.as_str();
    let mut sql = Sql::new("SELECT t.subdistrict_code, count(*) FROM campaign_target t WHERE ");
    sql.bind("t.campaign_id = ? AND t.standing <> ?", [campaign.0.into(), let_in.into()]);
    sql.push(" GROUP BY t.subdistrict_code ORDER BY t.subdistrict_code");
    for row in sql.all(tx).await? {
        let (subdistrict, n): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let first = changes::several(tx, &subdistrict, n).await?;
        let mut sql = Sql::default();
        sql.bind("UPDATE campaign_target SET change_seq = ? + open.n FROM (", [(first - 1).into()]);
        sql.push(
            "SELECT t.site_id, row_number() OVER (ORDER BY t.site_id) AS n FROM campaign_target t WHERE ",
        );
        sql.bind(
            "t.campaign_id = ? AND t.standing <> ? AND t.subdistrict_code = ?) AS open ",
            [campaign.0.into(), let_in.into(), subdistrict.into()],
        );
        sql.bind(
            "WHERE campaign_target.campaign_id = ? AND campaign_target.site_id = open.site_id",
            [campaign.0.into()],
        );
        sql.run(tx).await?;
    }
    Ok(())
}

async fn add(
    tx: &WriteTx,
    ctx: &Ctx,
    campaign: Campaign,
    places: BTreeMap<SiteId, AreaCode>,
) -> Result<Done> {
    let known = known(tx, campaign.plan.id).await?;
    let wanted: Vec<SiteId> = places.keys().copied().collect();
    let sites = campaign.add(&wanted, &known, &ctx.actor)?;
    write(tx, ctx, campaign.plan.id, &sites, &places, Entry::Later).await?;
    let version = campaign.version + 1;
    Ok((Campaign { version, ..campaign }, sites.len(), "campaign.add"))
}

/// Where the named sites are: each must be there and inside the campaign's area.
async fn places(
    tx: &WriteTx,
    ctx: &Ctx,
    campaign: &Campaign,
    sites: &[SiteId],
) -> Result<BTreeMap<SiteId, AreaCode>> {
    let ids = sites.iter().map(|site| site.0);
    let found = site::Entity::find().filter(site::Column::Id.is_in(ids)).all(tx).await?;
    let mut places = BTreeMap::new();
    for row in found {
        let area: AreaCode = row.area_code.parse()?;
        if ctx.actor.area.contains(&area) && campaign.plan.area.contains(&area) {
            places.insert(SiteId(row.id), area);
        }
    }
    let missing = sites.iter().any(|site| !places.contains_key(site));
    if missing { Err(Fault::field("site", FieldCode::Unknown).into()) } else { Ok(places) }
}

/// The sites that are on the list.
async fn known(db: &impl ConnectionTrait, campaign: CampaignId) -> Result<BTreeSet<SiteId>> {
    let ids: Vec<uuid::Uuid> = campaign_target::Entity::find()
        .select_only()
        .column(campaign_target::Column::SiteId)
        .filter(campaign_target::Column::CampaignId.eq(campaign.0))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(SiteId).collect())
}

async fn write(
    tx: &WriteTx,
    ctx: &Ctx,
    campaign: CampaignId,
    sites: &[SiteId],
    places: &BTreeMap<SiteId, AreaCode>,
    entry: Entry,
) -> Result<()> {
    if sites.is_empty() {
        return Ok(());
    }
    let place = |site: &SiteId| {
        let area = places.get(site).ok_or_else(|| Error::broken("a target without a place"))?;
        let subdistrict =
            area.at(AreaLevel::Subdistrict).ok_or_else(|| Error::broken("site above a subdistrict"))?;
        Ok::<_, Error>((*site, area.clone(), subdistrict.to_string()))
    };
    let wanted = sites.iter().map(place).collect::<Result<Vec<_>>>()?;
    let mut seqs = changes::draw(tx, wanted.iter().map(|(_, _, subdistrict)| subdistrict.as_str())).await?;
    let mut targets = Vec::with_capacity(wanted.len());
    for (site, area, subdistrict) in &wanted {
        targets.push(rows::target(campaign, *site, area, (entry, seqs.next(subdistrict)?), ctx.now)?);
    }
    insert(tx, &targets).await
}

/// The campaign, which nobody else can change until the end of this transaction.
pub(super) async fn lock(tx: &WriteTx, id: CampaignId) -> Result<Option<campaign::Model>> {
    let find = campaign::Entity::find_by_id(id.0);
    // SQLite has one writer and knows no row locks
    let find = if tx.is_sqlite() { find } else { find.lock_exclusive() };
    Ok(find.one(tx).await?)
}

fn line(row: &campaign::Model, action: &str, detail: serde_json::Value) -> Result<audit::Entry> {
    Ok(audit::Entry {
        action: action.into(),
        subject_type: "campaign",
        subject: row.id.to_string(),
        area: Some(row.area_code.parse()?),
        detail: serde_json::json!({"title": row.title, "change": detail}),
    })
}

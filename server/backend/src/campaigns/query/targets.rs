//! The targets of a campaign as list and map.

use super::{RECTIFIED, WITH_HAZARDS, find, found_by_site, found_in, hazards, near};
use crate::{
    areas::Areas,
    ctx::Ctx,
    error::{Error, Result},
    listing::{
        Conditions, Scope, Sql,
        joined::{Joined, Source},
        point,
    },
    sites::query::{found_ids, shown},
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    calendar::{day_end, day_start},
    fault::Code,
    geo::Bbox,
    ids::{CampaignId, SiteId},
    listing::{Key, Page, Sort},
    programmes::{
        campaign::{Campaign, Standing, TargetRow},
        filters::TargetFilter,
    },
    sites::SiteKind,
};
use sea_orm::QueryResult;
use serde::Serialize;
use uuid::Uuid;

const ORDERS: &[Sort] = &[Sort::Newest, Sort::Oldest];

const SOURCE: Source = Source {
    from: "campaign_target t JOIN site s ON s.id = t.site_id",
    lon: "s.lon",
    lat: "s.lat",
    key: "s.sort_key",
    due: "",
};

/// The campaign of a filter; without one the newest that has started and that the actor sees.
pub(in crate::campaigns) async fn campaign_of(ctx: &Ctx, filter: &TargetFilter) -> Result<Campaign> {
    if let Some(id) = filter.campaign {
        return find(ctx, id).await;
    }
    let mut conditions = near(ctx);
    conditions.add("c.frozen_at IS NOT NULL", []);
    let mut sql = Sql::new("SELECT c.id FROM campaign c");
    sql.filter(&conditions).push(" ORDER BY c.sort_key DESC LIMIT 1");
    match sql.one(ctx.db().read()).await? {
        Some(row) => find(ctx, CampaignId(row.try_get_by_index(0)?)).await,
        None => Err(Error::code(Code::NotFound)),
    }
}

/// The targets of a filter.
fn plan(ctx: &Ctx, filter: &TargetFilter, campaign: &Campaign) -> Result<Joined> {
    Ok(joined(filter, conditions(ctx, filter, campaign)?))
}

/// The site `s` of a target is one that somebody can go to. A door that has closed down stays on the list and in its figures, and
/// is walked to no more; when it opens again it is.
pub(in crate::campaigns) const IN_USE: &str = "s.status = 'active'";

/// Those of them that nobody was let in at and that are still there: what is still to be visited.
pub(in crate::campaigns) fn to_visit(
    ctx: &Ctx,
    filter: &TargetFilter,
    campaign: &Campaign,
) -> Result<Joined> {
    let mut conditions = conditions(ctx, filter, campaign)?;
    conditions.add("t.standing <> ?", [Standing::LetIn.as_str().into()]).add(IN_USE, []);
    Ok(joined(filter, conditions))
}

fn joined(filter: &TargetFilter, conditions: Conditions) -> Joined {
    Joined::new(SOURCE, conditions, filter.common.window()).unplaced(filter.common.no_position)
}

fn conditions(ctx: &Ctx, filter: &TargetFilter, campaign: &Campaign) -> Result<Conditions> {
    let scope = Scope::of(ctx, filter.common.area.as_ref())?;
    let mut conditions = scope.condition("t");
    conditions.add("t.campaign_id = ?", [campaign.plan.id.0.into()]);
    if let Some(entry) = filter.entry {
        conditions.add("t.entry = ?", [entry.as_str().into()]);
    }
    conditions.any_of("t.standing", &filter.standing, Standing::as_str);
    if let Some(person) = filter.assignee {
        conditions.add("t.assignee_id = ?", [person.0.into()]);
    }
    if filter.nobody {
        conditions.add("t.assignee_id IS NULL", []);
    }
    if filter.with_hazards {
        conditions.within("t.site_id", found_where(campaign, WITH_HAZARDS));
    }
    if filter.rectified {
        conditions.within("t.site_id", found_where(campaign, RECTIFIED));
    }
    if let Some(from) = filter.common.from {
        conditions.add("t.last_visit_at >= ?", [day_start(from).into()]);
    }
    if let Some(to) = filter.common.to {
        conditions.add("t.last_visit_at < ?", [day_end(to).into()]);
    }
    if let Some(text) = &filter.common.q {
        match found_ids(ctx, text, &scope.area) {
            Some(ids) => conditions.within("t.site_id", ids),
            None => conditions.add("1 = 0", []),
        };
    }
    Ok(conditions)
}

/// The sites where that holds of what was found.
fn found_where(campaign: &Campaign, holds: &str) -> Sql {
    let mut sql = Sql::new("SELECT f.site_id FROM ");
    sql.append(found_by_site(campaign)).push(&format!(" WHERE {holds}"));
    sql
}

/// Of this target.
const THIS: &str = "AND i.campaign_id = t.campaign_id AND i.site_id = t.site_id";

/// What [`read`] reads, in its order.
pub(in crate::campaigns) fn columns(campaign: &Campaign) -> String {
    let found = found_in(campaign);
    format!(
        "t.campaign_id, t.site_id, s.kind, s.name, s.address, s.room, t.area_code, t.entry, t.standing, \
         t.attempts, t.last_visit_at, s.lon, s.lat, s.sort_key, \
         (SELECT count(*) FROM {found} {THIS}), \
         (SELECT count(*) FROM {found} {THIS} AND h.closed_at IS NOT NULL), \
         (SELECT u.name FROM user_account u WHERE u.id = t.assignee_id)"
    )
}

/// A target, masked for households unless it is wanted in full.
pub(in crate::campaigns) fn read(row: &QueryResult, areas: &Areas, in_full: bool) -> Result<TargetRow> {
    let kind: SiteKind = row.try_get_by_index::<String>(2)?.parse()?;
    let (mut name, mut address): (String, String) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
    if !in_full {
        let room: Option<String> = row.try_get_by_index(5)?;
        (name, address) = shown(kind, name, address, room.as_deref());
    }
    let area: AreaCode = row.try_get_by_index::<String>(6)?.parse()?;
    Ok(TargetRow {
        campaign: CampaignId(row.try_get_by_index(0)?),
        site: SiteId(row.try_get_by_index(1)?),
        kind,
        name,
        address,
        area: areas.named(&area),
        entry: row.try_get_by_index::<String>(7)?.parse()?,
        standing: row.try_get_by_index::<String>(8)?.parse()?,
        assignee: row.try_get_by_index(16)?,
        attempts: u32::try_from(row.try_get_by_index::<i32>(9)?).unwrap_or(0),
        last_visit: row.try_get_by_index::<Option<DateTime<Utc>>>(10)?,
        hazards: hazards(row.try_get_by_index(14)?, row.try_get_by_index(15)?),
        point: point(row.try_get_by_index(11)?, row.try_get_by_index(12)?),
        key: Key { due: None, sort_key: row.try_get_by_index(13)? },
    })
}

/// One page of the targets that this person may see.
pub async fn targets(ctx: &Ctx, filter: &TargetFilter, limit: u64) -> Result<Page<TargetRow>> {
    let reference = ctx.state.reference().await?;
    let campaign = campaign_of(ctx, filter).await?;
    plan(ctx, filter, &campaign)?
        .page(
            ctx,
            &columns(&campaign),
            &|row| read(row, &reference.areas, false),
            |row| row.key,
            (&filter.common, ORDERS, limit),
        )
        .await
}

#[derive(Serialize)]
struct Sign {
    id: Uuid,
    title: String,
    status: Standing,
    category: SiteKind,
    overdue: bool,
}

/// The targets of the filter in a window as GeoJSON, like [`crate::hazards::query::map`]; a point is its site's.
pub async fn map(ctx: &Ctx, filter: &TargetFilter, window: Bbox, zoom: f64) -> Result<String> {
    let campaign = campaign_of(ctx, filter).await?;
    let columns = "s.id, s.kind, s.name, s.address, s.room, t.standing";
    plan(ctx, filter, &campaign)?.map(ctx, (window, zoom), columns, &sign).await
}

fn sign(row: &QueryResult) -> Result<Sign> {
    let kind: SiteKind = row.try_get_by_index::<String>(1)?.parse()?;
    let room: Option<String> = row.try_get_by_index(4)?;
    let (title, _) = shown(kind, row.try_get_by_index(2)?, row.try_get_by_index(3)?, room.as_deref());
    Ok(Sign {
        id: row.try_get_by_index(0)?,
        title,
        status: row.try_get_by_index::<String>(5)?.parse()?,
        category: kind,
        overdue: false,
    })
}

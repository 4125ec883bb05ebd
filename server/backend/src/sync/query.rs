//! What a tablet takes along, and the feed of what has changed since.
//!
//! A tablet first asks where the feed stands, then loads everything page by page, and from then on asks for changes: so
//! what changes during the first load comes again, and nothing is missed.

use super::{gear, reference, rows, subdistrict, tasks};
use crate::{
    changes,
    ctx::Ctx,
    error::Result,
    hazards::query::whole,
    listing::{Conditions, Scope, Sql, cap, places},
};
use domain::{
    area::{AreaCode, AreaLevel},
    ids::{DetectorId, GasUserId, HazardId, SiteId, StoveId},
    sites::SiteStatus,
    sync::{Changes, FieldHazard, FieldSite, Gone, Page},
};
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

/// Records of a page of the first load, and of each kind in an answer of the feed.
pub const PAGE: u64 = 500;

/// A page of the sites in use, in the register's order, behind the key `after`.
pub async fn sites(ctx: &Ctx, after: Option<i64>) -> Result<Page<FieldSite>> {
    subdistrict(ctx)?;
    let mut conditions = own(ctx, "s");
    conditions.add("s.status = ?", [SiteStatus::Active.as_str().into()]).add("s.merged_into IS NULL", []);
    conditions.add("s.sort_key > ?", [after.unwrap_or(i64::MIN).into()]);
    let mut sql = Sql::new(format!("SELECT {} FROM site s", rows::SITE));
    sql.filter(&conditions).bind(" ORDER BY s.sort_key LIMIT ?", [cap(PAGE + 1)]);
    let found = sql.all(ctx.db().read()).await?;
    let (found, more) = first(found);
    let items = rows::sites(ctx, &found).await?;
    let next = items.last().filter(|_| more).map(|site| site.key);
    Ok(Page { items, next })
}

/// A page of the open hazards, oldest first, behind the key `after`.
pub async fn hazards(ctx: &Ctx, after: Option<i64>) -> Result<Page<FieldHazard>> {
    subdistrict(ctx)?;
    let mut conditions = Scope::from(ctx.actor.area.clone()).by_subdistrict("h");
    conditions.add("h.sort_key > ?", [after.unwrap_or(i64::MIN).into()]);
    let (found, more) = first(whole(ctx, &conditions, PAGE + 1).await?);
    let items = rows::hazards(ctx, found).await?;
    let next = items.last().filter(|_| more).map(|hazard| hazard.key);
    Ok(Page { items, next })
}

/// The id and the place in the register's order of most records.
const KEY: &str = "t.id, t.sort_key";

/// What happened after `since`.
pub async fn changes(ctx: &Ctx, since: i64) -> Result<Changes> {
    let subdistrict = subdistrict(ctx)?;
    // everything up to here is there to be read; what comes while we read comes again the next time
    let upto = changes::current(ctx.db().read(), subdistrict.as_str()).await?;
    // a tablet that is ahead knows a database that was set back to a backup: tell it all there is
    let since = if since > upto { 0 } else { since };
    let changed = |table, key, columns| changed(ctx, (table, key, columns), &subdistrict, (since, upto));
    let sites = changed("site", KEY, "t.status, t.merged_into").await?;
    let hazards = changed("hazard", KEY, "t.closed_at, t.voided_at").await?;
    let stoves = changed("stove", KEY, "t.status").await?;
    let detectors = changed("device", KEY, "t.status").await?;
    let users = changed("gas_user", KEY, "t.is_unit, t.is_lpg").await?;
    let tasks = changed("task", "t.id, t.change_seq", "t.done_by, t.assignee_id").await?;
    let targets =
        changed("campaign_target", "t.site_id, t.change_seq", "t.campaign_id, t.standing, t.assignee_id")
            .await?;
    let ends = [sites.1, hazards.1, stoves.1, detectors.1, users.1, tasks.1, targets.1];
    let seq = ends.into_iter().flatten().min();
    let mut gone = Vec::new();
    let mut kept: (Vec<Value>, Vec<Value>) = Default::default();
    let reached = |row: &&Changed| seq.is_none_or(|seq| row.seq <= seq);
    for row in sites.0.iter().filter(reached) {
        let active = row.found.try_get_by_index::<String>(4)? == SiteStatus::Active.as_str();
        let into: Option<Uuid> = row.found.try_get_by_index(5)?;
        if row.inside(ctx) && active && into.is_none() {
            kept.0.push(row.id.into());
        } else {
            gone.push(Gone::Site { id: SiteId(row.id), into: into.map(SiteId) });
        }
    }
    for row in hazards.0.iter().filter(reached) {
        let closed: Option<chrono::DateTime<chrono::Utc>> = row.found.try_get_by_index(4)?;
        let voided: Option<chrono::DateTime<chrono::Utc>> = row.found.try_get_by_index(5)?;
        if row.inside(ctx) && closed.is_none() && voided.is_none() {
            kept.1.push(row.key.into());
        } else {
            gone.push(Gone::Hazard { id: HazardId(row.id) });
        }
    }
    let mut tell: [Vec<Value>; 3] = Default::default();
    for row in stoves.0.iter().filter(reached) {
        let takes = gear::takes_stove(row.found.try_get_by_index::<String>(4)?.parse()?);
        row.sort(ctx, takes, &mut tell[0], &mut gone, |id| Gone::Stove { id: StoveId(id) });
    }
    for row in detectors.0.iter().filter(reached) {
        let takes = gear::takes_device(row.found.try_get_by_index::<String>(4)?.parse()?);
        row.sort(ctx, takes, &mut tell[1], &mut gone, |id| Gone::Detector { id: DetectorId(id) });
    }
    for row in users.0.iter().filter(reached) {
        // neither: it went into the entry of the site that its own was merged into
        let kept = row.found.try_get_by_index::<bool>(4)? || row.found.try_get_by_index::<bool>(5)?;
        row.sort(ctx, kept, &mut tell[2], &mut gone, |id| Gone::GasUser { id: GasUserId(id) });
    }
    let [stoves, detectors, gas_users] = tell;
    let tasks = tasks::sort_tasks(ctx, tasks.0.iter().filter(reached), &mut gone)?;
    let targets = tasks::sort_targets(ctx, targets.0.iter().filter(reached).collect(), &mut gone).await?;
    let areas = ctx.state.reference().await?;
    Ok(Changes {
        sites: these_sites(ctx, kept.0).await?,
        hazards: these_hazards(ctx, kept.1).await?,
        stoves: gear::these_stoves(ctx, stoves).await?,
        detectors: gear::these_detectors(ctx, detectors).await?,
        gas_users: gear::these_gas_users(ctx, gas_users).await?,
        tasks: tasks::these_tasks(ctx, tasks).await?,
        targets: tasks::these_targets(ctx, targets).await?,
        gone,
        seq: seq.unwrap_or(upto),
        more: seq.is_some(),
        area: areas.areas.named(&ctx.actor.area),
        reference_tag: reference(ctx).await?.tag,
        now: ctx.now,
    })
}

/// The rows of this person's area, by the index of their committee or subdistrict.
pub(super) fn own(ctx: &Ctx, alias: &str) -> Conditions {
    let area = &ctx.actor.area;
    let mut conditions = Scope::from(area.clone()).condition(alias);
    if let (AreaLevel::Grid, Some(committee)) = (area.level(), area.at(AreaLevel::Committee)) {
        conditions.add(format!("{alias}.committee_code = ?"), [committee.as_str().into()]);
    }
    conditions
}

/// The first rows of a page, and whether there are more.
pub(super) fn first<T>(mut found: Vec<T>) -> (Vec<T>, bool) {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    (found, more)
}

/// A record that has changed.
pub(super) struct Changed {
    pub id: Uuid,
    key: i64,
    pub seq: i64,
    area: AreaCode,
    /// Its further columns, from the fifth on.
    pub found: QueryResult,
}

impl Changed {
    pub fn inside(&self, ctx: &Ctx) -> bool {
        ctx.actor.area.contains(&self.area)
    }

    /// Among those to tell of, when a tablet takes it along and it is inside the person's area; else among those to forget.
    pub fn sort(
        &self,
        ctx: &Ctx,
        takes: bool,
        kept: &mut Vec<Value>,
        gone: &mut Vec<Gone>,
        forget: fn(Uuid) -> Gone,
    ) {
        if takes && self.inside(ctx) {
            kept.push(self.id.into());
        } else {
            gone.push(forget(self.id));
        }
    }
}

/// What of a table has changed, by the order of change, with its id and place (`key`) and further columns; and the number
/// up to which that is all, when there is more.
async fn changed(
    ctx: &Ctx,
    (table, key, columns): (&str, &str, &str),
    subdistrict: &AreaCode,
    (since, upto): (i64, i64),
) -> Result<(Vec<Changed>, Option<i64>)> {
    let mut sql = Sql::new(format!("SELECT {key}, t.change_seq, t.area_code, {columns} FROM {table} t"));
    if ctx.db().is_sqlite() {
        sql.push(&format!(" INDEXED BY ix_{table}_change"));
    }
    let mut conditions = Conditions::default();
    conditions.add("t.subdistrict_code = ?", [subdistrict.as_str().into()]);
    conditions.add("t.change_seq > ?", [since.into()]).add("t.change_seq <= ?", [upto.into()]);
    sql.filter(&conditions).bind(" ORDER BY t.change_seq LIMIT ?", [cap(PAGE + 1)]);
    let (found, more) = first(sql.all(ctx.db().read()).await?);
    let one = |found: QueryResult| {
        Ok(Changed {
            id: found.try_get_by_index(0)?,
            key: found.try_get_by_index(1)?,
            seq: found.try_get_by_index(2)?,
            area: found.try_get_by_index::<String>(3)?.parse()?,
            found,
        })
    };
    let rows = found.into_iter().map(one).collect::<Result<Vec<_>>>()?;
    let last = rows.last().filter(|_| more).map(|row| row.seq);
    Ok((rows, last))
}

async fn these_sites(ctx: &Ctx, ids: Vec<Value>) -> Result<Vec<FieldSite>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!("SELECT {} FROM site s WHERE ", rows::SITE));
    sql.bind(&format!("s.id IN ({})", places(ids.len())), ids).push(" ORDER BY s.sort_key");
    rows::sites(ctx, &sql.all(ctx.db().read()).await?).await
}

async fn these_hazards(ctx: &Ctx, keys: Vec<Value>) -> Result<Vec<FieldHazard>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut these = Scope::from(ctx.actor.area.clone()).by_subdistrict("h");
    these.add(format!("h.sort_key IN ({})", places(keys.len())), keys);
    rows::hazards(ctx, whole(ctx, &these, PAGE).await?).await
}

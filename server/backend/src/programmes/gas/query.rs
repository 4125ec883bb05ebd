//! Reads of the register of gas users: lists, maps, pages, zero cylinders.

use super::{KEPT, rows};
use crate::{
    areas::Area,
    ctx::Ctx,
    entities::{awaited_photo, cylinder, file, gas_save, gas_user},
    error::{Error, Result},
    hazards::rows::number,
    listing::{Scope, Sql},
    programmes::{
        life::photos,
        list::{self, Plan, Sign, Source, behind, day, door, key},
        sets::Frame,
    },
    reference::Reference,
    sync::follow,
};
use chrono::NaiveDate;
use domain::{
    area::{AreaCode, AreaLevel, AreaRef},
    calendar::local_date,
    fault::Code,
    geo::Bbox,
    ids::{GasUserId, InspectionId, SiteId},
    listing::Page,
    programmes::{
        desk_views::{AreaZero, ZeroPage},
        filters::GasFilter,
        gas::{GasUnit, LpgStanding, LpgUser, Trade, ZeroCylinders},
        views::{Door, GasSaved, GasUserDetail, GasUserSummary, LpgSummary, UnitSummary},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QueryResult, Value,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A cylinder `c` of the entry `t` that is still there at the end of a day.
fn there(today: &str) -> String {
    format!("FROM cylinder c WHERE c.gas_user_id = t.id AND (c.gone_on IS NULL OR c.gone_on > {today})")
}

/// The day as a literal; today when none is named.
fn literal(ctx: &Ctx, on: Option<NaiveDate>) -> String {
    day(ctx.db().is_sqlite(), on.unwrap_or_else(|| local_date(ctx.now)))
}

/// A cylinder whose test is overdue, or of which nothing is known.
fn overdue(today: &str) -> String {
    format!("{} AND (c.next_test IS NULL OR c.next_test <= {today})", there(today))
}

/// The entries as they stand at the end of a day; of today when none is named.
fn source(ctx: &Ctx, on: Option<NaiveDate>) -> Source {
    let today = literal(ctx, on);
    let (there, overdue) = (there(&today), overdue(&today));
    Source {
        table: "gas_user",
        columns: format!(
            "(SELECT count(*) {there}) AS cylinders, (SELECT min(c.next_test) {there}) AS next_test, \
             (SELECT count(*) {overdue}) AS overdue, {today} AS as_of"
        ),
        joins: "",
        by_due: false,
        numbered: false,
        days: "t.surveyed_at",
        indexes: None,
    }
}

/// Everything of an entry but its cylinders, with its site.
struct Whole {
    model: gas_user::Model,
    area: AreaCode,
    unit: Option<GasUnit>,
    summary: GasUserSummary,
}

fn whole(_: &Ctx, reference: &Reference, row: &QueryResult, _: bool) -> Result<Whole> {
    let model = gas_user::Model::from_query_result(row, "")?;
    let today: NaiveDate = row.try_get("", "as_of")?;
    let unit = rows::unit(&model)?;
    let area: AreaCode = model.area_code.parse()?;
    let summary = GasUserSummary {
        id: GasUserId(model.id),
        unit: unit.map(|unit| UnitSummary {
            trade: unit.trade,
            numbers: unit.numbers,
            class: reference.gear.classes.class(unit.trade, &unit.numbers, today).into(),
            fuel: unit.fuel,
            alarm: unit.alarm,
            cut_off: unit.cut_off,
        }),
        lpg: if model.is_lpg { Some(lpg(&model, row, today)?) } else { None },
        surveyed_at: model.surveyed_at,
        door: door(row, SiteId(model.site_id), &area, &reference.areas)?,
        key: key(model.sort_key, false, None),
    };
    Ok(Whole { model, area, unit, summary })
}

fn lpg(model: &gas_user::Model, row: &QueryResult, today: NaiveDate) -> Result<LpgSummary> {
    let count = |column: &str| -> Result<u32> {
        u32::try_from(row.try_get::<i64>("", column)?).map_err(Error::broken)
    };
    let (moved, cylinders) = (rows::moved(model)?, count("cylinders")?);
    let standing = if moved.is_none_or(|moved| moved.on > today) {
        LpgStanding::Using
    } else if cylinders > 0 {
        LpgStanding::Clearing
    } else {
        LpgStanding::Cleared
    };
    Ok(LpgSummary {
        standing,
        cylinders,
        next_test: row.try_get("", "next_test")?,
        test_overdue: count("overdue")? > 0,
        moved,
    })
}

fn read(ctx: &Ctx, reference: &Reference, row: &QueryResult, by_due: bool) -> Result<GasUserSummary> {
    Ok(whole(ctx, reference, row, by_due)?.summary)
}

fn plan(ctx: &Ctx, filter: &GasFilter, window: Option<Bbox>) -> Result<Plan> {
    let figure = behind(ctx, &filter.common, filter.figure, Frame::gas);
    let mut plan = Plan::new(ctx, source(ctx, filter.on), &filter.common, window, figure)?;
    let today = literal(ctx, filter.on);
    let conditions = &mut plan.conditions;
    conditions.add(KEPT, []);
    conditions.any_of("t.trade", &filter.trade, Trade::as_str);
    if !filter.lpg.is_empty() {
        let any: Vec<String> = filter.lpg.iter().map(|standing| stands(*standing, &today)).collect();
        conditions.add(format!("t.is_lpg AND ({})", any.join(" OR ")), []);
    }
    if filter.test_overdue {
        conditions.add(format!("EXISTS (SELECT 1 {})", overdue(&today)), []);
    }
    Ok(plan)
}

/// Where a user of cylinders stands at the end of a day, as a condition.
fn stands(standing: LpgStanding, today: &str) -> String {
    let there = there(today);
    match standing {
        LpgStanding::Using => format!("(t.moved_on IS NULL OR t.moved_on > {today})"),
        LpgStanding::Clearing => format!("(t.moved_on <= {today} AND EXISTS (SELECT 1 {there}))"),
        LpgStanding::Cleared => format!("(t.moved_on <= {today} AND NOT EXISTS (SELECT 1 {there}))"),
    }
}

/// One page of the entries that this person may see.
pub async fn list(ctx: &Ctx, filter: &GasFilter, limit: u64) -> Result<Page<GasUserSummary>> {
    let (here, everywhere) = (plan(ctx, filter, filter.common.window())?, plan(ctx, filter, None)?);
    list::list(ctx, (&here, &everywhere), &filter.common, limit, read, |row| row.key).await
}

/// The sites of the entries of the filter, each once, with their areas: what a campaign is made from.
pub(crate) async fn sites(ctx: &Ctx, filter: &GasFilter) -> Result<BTreeMap<SiteId, AreaCode>> {
    plan(ctx, filter, filter.common.window())?.sites(ctx).await
}

/// The entries of the filter in a window as GeoJSON.
pub async fn map(ctx: &Ctx, filter: &GasFilter, window: Bbox, zoom: f64) -> Result<String> {
    let (here, everywhere) = (plan(ctx, filter, Some(window))?, plan(ctx, filter, None)?);
    list::map(ctx, (&here, &everywhere), window, zoom, read, sign).await
}

fn sign(row: &GasUserSummary) -> (Sign, &Door) {
    let sign = Sign {
        id: Some(row.id.0),
        title: row.door.name.clone(),
        status: row.lpg.map_or("unit", |lpg| lpg.standing.as_str()),
        category: row.unit.map_or("lpg", |unit| unit.trade.as_str()),
        overdue: row.lpg.is_some_and(|lpg| lpg.test_overdue),
        guarded: false,
    };
    (sign, &row.door)
}

/// The cylinders of an entry, by number.
async fn cylinders(ctx: &Ctx, id: GasUserId) -> Result<Vec<cylinder::Model>> {
    let found = cylinder::Entity::find()
        .filter(cylinder::Column::GasUserId.eq(id.0))
        .order_by_asc(cylinder::Column::Number);
    Ok(found.all(ctx.db().read()).await?)
}

/// The entry of a site, with its cylinders.
pub(in crate::programmes) async fn of_site(
    ctx: &Ctx,
    site: SiteId,
) -> Result<Option<(Option<GasUnit>, Option<LpgUser>, GasUserSummary)>> {
    let found = list::all(ctx, &source(ctx, None), "t.site_id = ?", site.0, whole).await?;
    let Some(Whole { model, unit, summary, .. }) = found.into_iter().next() else { return Ok(None) };
    let lpg = rows::lpg(&model, cylinders(ctx, summary.id).await?)?;
    Ok(Some((unit, lpg, summary)))
}

/// The entry that meets a condition. One outside the person's area is not found.
async fn one(ctx: &Ctx, condition: &str, value: Uuid) -> Result<Whole> {
    let found = list::all(ctx, &source(ctx, None), condition, value, whole).await?;
    let it = found.into_iter().find(|it| ctx.actor.area.contains(&it.area));
    it.ok_or_else(|| Error::code(Code::NotFound))
}

/// Everything the page of an entry shows; of one that was merged into another, that other.
pub async fn detail(ctx: &Ctx, id: GasUserId) -> Result<GasUserDetail> {
    let mut it = one(ctx, "t.id = ?", id.0).await?;
    if !it.model.is_unit && !it.model.is_lpg {
        let site = follow(ctx, SiteId(it.model.site_id)).await?;
        it = one(ctx, "t.site_id = ?", site.0).await?;
    }
    let Whole { model, unit, summary, .. } = it;
    let id = summary.id;
    let owner = (file::Column::GasUserId, awaited_photo::Column::GasUserId);
    let (photos, awaited) = photos(ctx, owner, id.0).await?;
    let saves = gas_save::Entity::find()
        .filter(gas_save::Column::GasUserId.eq(id.0))
        .order_by_asc(gas_save::Column::SavedAt)
        .order_by_asc(gas_save::Column::Version)
        .all(ctx.db().read())
        .await?;
    Ok(GasUserDetail {
        version: number(model.version)?,
        lpg: rows::lpg(&model, cylinders(ctx, id).await?)?,
        saves: saves.into_iter().map(saved).collect::<Result<_>>()?,
        unit,
        photos,
        awaited,
        summary,
    })
}

fn saved(row: gas_save::Model) -> Result<GasSaved> {
    Ok(GasSaved {
        version: number(row.version)?,
        kind: row.kind.parse()?,
        actor: row.actor_name,
        at: row.saved_at,
        visit: row.inspection_id.map(InspectionId),
        note: row.note,
    })
}

/// Users, of these cleared and clearing, and cylinders that are there at the end of a day: the columns of a statement.
fn zero_columns(today: &str) -> String {
    let count = |standing| format!("CASE WHEN {} THEN 1 ELSE 0 END", stands(standing, today));
    // a sum of whole numbers is numeric on PostgreSQL
    let sum = |what: &str| format!("CAST(COALESCE(sum({what}), 0) AS BIGINT)");
    let (cleared, clearing) = (count(LpgStanding::Cleared), count(LpgStanding::Clearing));
    let cylinders = sum(&format!("(SELECT count(*) {})", there(today)));
    format!("count(*), {}, {}, {cylinders}", sum(&cleared), sum(&clearing))
}

/// The committees of an area that have users of cylinders, and whether nobody there has a cylinder any more at the end of a day.
pub(crate) async fn committees_with_users(
    on: &impl ConnectionTrait,
    scope: &Scope,
    day_of: NaiveDate,
) -> Result<Vec<(AreaCode, bool)>> {
    let today = day(on.get_database_backend() == DbBackend::Sqlite, day_of);
    let mut of_area = scope.by_subdistrict("t");
    of_area.add("t.is_lpg AND t.committee_code IS NOT NULL", []);
    let mut sql = Sql::new(format!("SELECT {}, t.committee_code FROM gas_user t", zero_columns(&today)));
    sql.filter(&of_area).push(" GROUP BY t.committee_code");
    let found = sql.all(on).await?;
    found
        .iter()
        .map(|row| Ok((row.try_get_by_index::<String>(ZERO_COLUMNS)?.parse()?, zero(row)?.holds())))
        .collect()
}

/// How many [`zero_columns`] are.
const ZERO_COLUMNS: usize = 4;

/// Reads [`zero_columns`].
fn zero(row: &QueryResult) -> Result<ZeroCylinders> {
    Ok(ZeroCylinders {
        users: row.try_get_by_index(0)?,
        cleared: row.try_get_by_index(1)?,
        clearing: row.try_get_by_index(2)?,
        cylinders: row.try_get_by_index(3)?,
    })
}

/// The statement of zero cylinders of an area at the end of a day.
pub async fn zero_cylinders(
    ctx: &Ctx,
    area: Option<&AreaCode>,
    on: Option<NaiveDate>,
) -> Result<ZeroCylinders> {
    let scope = Scope::of(ctx, area)?;
    let today = literal(ctx, on);
    let mut of_area = scope.by_subdistrict("t");
    of_area.add("t.is_lpg", []);
    let mut sql = Sql::new(format!("SELECT {} FROM gas_user t", zero_columns(&today)));
    sql.filter(&of_area);
    sql.one(ctx.db().read()).await?.as_ref().map_or_else(|| Ok(ZeroCylinders::default()), zero)
}

/// The statement of an area and of each area inside it, down to the committees.
pub async fn zero_page(ctx: &Ctx, area: Option<&AreaCode>, on: Option<NaiveDate>) -> Result<ZeroPage> {
    let reference = ctx.state.reference().await?;
    let scope = Scope::of(ctx, area)?;
    let on = on.unwrap_or_else(|| local_date(ctx.now));
    let total = zero_cylinders(ctx, area, Some(on)).await?;
    let inside: Vec<AreaRef> = reference.areas.children(&scope.area).map(Area::to_ref).collect();
    let column = match scope.area.level() {
        AreaLevel::City => Some("t.district_code"),
        AreaLevel::District => Some("t.subdistrict_code"),
        AreaLevel::Subdistrict => Some("t.committee_code"),
        // a grid has no statement of its own
        AreaLevel::Committee | AreaLevel::Grid => None,
    };
    let mut parts = Vec::new();
    if let Some(column) = column {
        let today = literal(ctx, Some(on));
        let mut of_area = scope.by_subdistrict("t");
        of_area.add("t.is_lpg", []);
        let mut sql = Sql::new(format!("SELECT {}, {column} FROM gas_user t", zero_columns(&today)));
        sql.filter(&of_area).push(&format!(" GROUP BY {column}"));
        let mut found: BTreeMap<AreaCode, ZeroCylinders> = BTreeMap::new();
        for row in sql.all(ctx.db().read()).await? {
            found.insert(row.try_get_by_index::<String>(4)?.parse()?, zero(&row)?);
        }
        parts.extend(inside.into_iter().map(|area| {
            let zero = found.get(&area.code).copied().unwrap_or_default();
            AreaZero { area, zero }
        }));
    }
    let total = AreaZero { area: reference.areas.named(&scope.area), zero: total };
    Ok(ZeroPage { on, total, parts })
}

/// The cylinders of several entries, for [`rows::lpg`].
pub(crate) async fn cylinders_of(ctx: &Ctx, ids: &[Value]) -> Result<Vec<cylinder::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT c.* FROM cylinder c WHERE ");
    sql.bind(&format!("c.gas_user_id IN ({})", crate::listing::places(ids.len())), ids.iter().cloned());
    sql.push(" ORDER BY c.gas_user_id, c.number");
    let found = sql.all(ctx.db().read()).await?;
    Ok(found.iter().map(|row| cylinder::Model::from_query_result(row, "")).collect::<Result<_, _>>()?)
}

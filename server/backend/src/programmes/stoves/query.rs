//! Reads of appliances: lists, maps, pages.

use super::rows;
use crate::{
    ctx::Ctx,
    entities::{awaited_photo, file, stove, stove_event},
    error::{Error, Result},
    listing::Conditions,
    programmes::{
        life::{photos, shown},
        list::{self, Indexes, Plan, Sign, Source, behind, door, key},
        sets::Frame,
    },
    reference::Reference,
};
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::local_date,
    fault::Code,
    geo::Bbox,
    ids::{SiteId, StoveId},
    inspections::Outcome,
    listing::Page,
    programmes::{
        campaign::Standing,
        filters::StoveFilter,
        gear::Life,
        stove::{StoveAction, StoveEventKind, StoveState, StoveStatus},
        views::{Door, Happened, Step, StoveDetail, StoveSummary},
    },
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult, QuerySelect, Value,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The condition of the partial index of those in use.
pub(in crate::programmes) const IN_USE: &str = "t.status IN ('surveyed', 'safe', 'non_safe', 'planned')";

fn source() -> Source {
    Source {
        table: "stove",
        columns: String::new(),
        joins: "",
        by_due: true,
        numbered: false,
        days: "t.surveyed_at",
        indexes: Some(Indexes {
            site: "ix_stove_site",
            near_due: "ix_stove_subdistrict_due",
            due: "ix_stove_due",
            status: "ix_stove_status",
        }),
    }
}

/// Everything of an appliance, with its site.
struct Whole {
    state: StoveState,
    summary: StoveSummary,
}

fn whole(ctx: &Ctx, reference: &Reference, row: &QueryResult, by_due: bool) -> Result<Whole> {
    let model = stove::Model::from_query_result(row, "")?;
    let state = rows::state(&model)?;
    let expires_on = state.expiry.map(|expiry| expiry.on);
    let life = Life::of(expires_on, local_date(ctx.now), ctx.state.limits.expiring_months);
    let summary = StoveSummary {
        id: state.id,
        appliance: state.survey.appliance,
        status: state.status,
        non_safe: state.non_safe.clone(),
        surveyed_at: state.surveyed_at,
        expires_on,
        presumed: state.expiry.is_some_and(|expiry| expiry.presumed),
        life: state.status.is_in_use().then_some(life),
        planned_for: state.planned_for,
        replaces: state.replaces,
        replaced_at: state.replaced_at,
        accepted_at: state.accepted_at,
        attempts: state.attempts,
        last_attempt: state.last_attempt,
        door: door(row, state.site, &state.area, &reference.areas)?,
        key: key(model.sort_key, by_due, expires_on),
    };
    Ok(Whole { state, summary })
}

fn read(ctx: &Ctx, reference: &Reference, row: &QueryResult, by_due: bool) -> Result<StoveSummary> {
    Ok(whole(ctx, reference, row, by_due)?.summary)
}

fn plan(ctx: &Ctx, filter: &StoveFilter, window: Option<Bbox>) -> Result<Plan> {
    let figure = behind(ctx, &filter.common, filter.figure, Frame::stoves);
    let mut plan = Plan::new(ctx, source(), &filter.common, window, figure)?;
    plan.of_site(filter.site);
    plan.life(ctx, IN_USE, filter.life);
    plan.ends(IN_USE, filter.ends, filter.ends_before);
    plan.of_status(
        (filter.status.as_slice(), StoveStatus::ALL, StoveStatus::as_str),
        filter.appliance.is_some(),
    );
    let conditions = &mut plan.conditions;
    if let Some(appliance) = filter.appliance {
        conditions.add("t.appliance = ?", [appliance.as_str().into()]);
    }
    if !filter.non_safe.is_empty() {
        let any = vec!["(',' || t.non_safe || ',') LIKE ?"; filter.non_safe.len()].join(" OR ");
        conditions.add(
            format!("({any})"),
            filter.non_safe.iter().map(|fact| format!("%,{},%", fact.as_str()).into()),
        );
    }
    if let Some(standing) = filter.standing {
        came_of_the_door(conditions, standing);
    }
    Ok(plan)
}

/// What came of the door of an appliance: let in once it was replaced; else by the last attempt.
fn came_of_the_door(conditions: &mut Conditions, standing: Standing) {
    let refused: Value = Outcome::Refused.as_str().into();
    match standing {
        Standing::LetIn => conditions.add("t.status IN ('replaced', 'accepted')", []),
        Standing::Untouched => conditions.add(IN_USE, []).add("t.last_attempt IS NULL", []),
        Standing::Refused => conditions.add(IN_USE, []).add("t.last_attempt = ?", [refused]),
        Standing::Unreachable => conditions.add(IN_USE, []).add("t.last_attempt <> ?", [refused]),
    };
}

/// One page of the appliances that this person may see.
pub async fn list(ctx: &Ctx, filter: &StoveFilter, limit: u64) -> Result<Page<StoveSummary>> {
    let (here, everywhere) = (plan(ctx, filter, filter.common.window())?, plan(ctx, filter, None)?);
    list::list(ctx, (&here, &everywhere), &filter.common, limit, read, |row| row.key).await
}

/// The sites of the appliances of the filter, each once, with their areas: what a campaign is made from.
pub(crate) async fn sites(ctx: &Ctx, filter: &StoveFilter) -> Result<BTreeMap<SiteId, AreaCode>> {
    plan(ctx, filter, filter.common.window())?.sites(ctx).await
}

/// The appliances of the filter in a window as GeoJSON.
pub async fn map(ctx: &Ctx, filter: &StoveFilter, window: Bbox, zoom: f64) -> Result<String> {
    let (here, everywhere) = (plan(ctx, filter, Some(window))?, plan(ctx, filter, None)?);
    list::map(ctx, (&here, &everywhere), window, zoom, read, sign).await
}

fn sign(row: &StoveSummary) -> (Sign, &Door) {
    let sign = Sign {
        id: Some(row.id.0),
        title: row.door.name.clone(),
        status: row.status.as_str(),
        category: row.appliance.as_str(),
        overdue: row.life == Some(Life::Expired),
        guarded: false,
    };
    (sign, &row.door)
}

/// The appliances of a site, also those of the past, newest first, with their rows.
pub(in crate::programmes) async fn of_site(
    ctx: &Ctx,
    site: SiteId,
) -> Result<Vec<(StoveState, StoveSummary)>> {
    let found = list::all(ctx, &source(), "t.site_id = ?", site.0, whole).await?;
    Ok(found.into_iter().map(|it| (it.state, it.summary)).collect())
}

/// Everything the page of an appliance shows. One outside the person's area is not found.
pub async fn detail(ctx: &Ctx, id: StoveId) -> Result<StoveDetail> {
    let found = list::all(ctx, &source(), "t.id = ?", id.0, whole).await?;
    let it = found.into_iter().find(|it| ctx.actor.area.contains(&it.state.area));
    let Whole { state, summary } = it.ok_or_else(|| Error::code(Code::NotFound))?;
    let owner = (file::Column::StoveId, awaited_photo::Column::StoveId);
    let (photos, awaited) = photos(ctx, owner, id.0).await?;
    let here: BTreeSet<_> = photos.iter().map(|photo| photo.id).collect();
    let events = stove_event::Entity::find()
        .filter(stove_event::Column::StoveId.eq(id.0))
        .order_by_asc(stove_event::Column::Seq)
        .all(ctx.db().read())
        .await?;
    let events = events.iter().map(|row| shown(row.try_into()?, row.actor_name.clone(), &here));
    let events = events.collect::<Result<Vec<Happened<StoveEventKind, StoveStatus>>>>()?;
    let successor: Option<(Uuid, String)> = stove::Entity::find()
        .select_only()
        .columns([stove::Column::Id, stove::Column::AreaCode])
        .filter(stove::Column::ReplacesId.eq(id.0))
        .into_tuple()
        .one(ctx.db().read())
        .await?;
    let seen = |(id, area): (Uuid, String)| {
        area.parse::<AreaCode>().is_ok_and(|area| ctx.actor.area.contains(&area)).then_some(StoveId(id))
    };
    let today = local_date(ctx.now);
    let step = |action: &StoveAction| Step {
        action: *action,
        refusal: state.permits(*action, &ctx.actor, today).err(),
    };
    Ok(StoveDetail {
        successor: successor.and_then(seen),
        events,
        photos,
        awaited,
        steps: StoveAction::ALL.iter().map(step).collect(),
        state: state.clone().shown(ctx.actor.role.has(Right::Reveal)),
        summary,
    })
}

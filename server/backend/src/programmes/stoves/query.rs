//! Reads of appliances: lists, maps, pages.

use super::rows;
use crate::{
    areas::Areas,
    ctx::Ctx,
    entities::{awaited_photo, file, stove, stove_event},
    error::{Error, Result},
    listing::{Conditions, Day, Moment, flag, id, id_if_any},
    programmes::{
        life::{photos, shown},
        list::{self, Brief, DoorRow, Indexes, Plan, Sign, Source, behind, key},
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
    listing::{Key, Page},
    programmes::{
        campaign::Standing,
        filters::StoveFilter,
        gear::Life,
        stove::{Appliance, NonSafe, StoveAction, StoveEventKind, StoveState, StoveStatus},
        views::{Door, Happened, Step, StoveDetail, StoveSummary},
    },
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult, QuerySelect, Value,
};
use serde::{Deserialize, Deserializer, de::Error as _};
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

/// A row as lists show it.
#[derive(Debug, Deserialize)]
struct Row {
    id: StoveId,
    sort_key: i64,
    appliance: Appliance,
    status: StoveStatus,
    #[serde(deserialize_with = "non_safe")]
    non_safe: Vec<NonSafe>,
    surveyed_at: Moment,
    expires_on: Option<Day>,
    #[serde(deserialize_with = "flag")]
    presumed: bool,
    planned_for: Option<Day>,
    replaces: Option<StoveId>,
    replaced_at: Option<Moment>,
    accepted_at: Option<Moment>,
    attempts: u32,
    last_attempt_at: Option<Moment>,
    last_attempt: Option<Outcome>,
    door: DoorRow,
}

fn non_safe<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<NonSafe>, D::Error> {
    rows::non_safe(&String::deserialize(from)?).map_err(|_| D::Error::custom("a word of what is not safe"))
}

impl Row {
    /// From everything that is known of it.
    fn of(state: &StoveState, sort_key: i64, door: DoorRow) -> Self {
        Self {
            id: state.id,
            sort_key,
            appliance: state.survey.appliance,
            status: state.status,
            non_safe: state.non_safe.clone(),
            surveyed_at: Moment(state.surveyed_at),
            expires_on: state.expiry.map(|expiry| Day(expiry.on)),
            presumed: state.expiry.is_some_and(|expiry| expiry.presumed),
            planned_for: state.planned_for.map(Day),
            replaces: state.replaces,
            replaced_at: state.replaced_at.map(Moment),
            accepted_at: state.accepted_at.map(Moment),
            attempts: state.attempts,
            last_attempt_at: state.last_attempt.map(|(at, _)| Moment(at)),
            last_attempt: state.last_attempt.map(|(_, outcome)| outcome),
            door,
        }
    }
}

impl Brief for Row {
    type Shown = StoveSummary;

    fn columns(sqlite: bool) -> String {
        format!(
            "{}, t.sort_key, t.appliance, t.status, t.non_safe, t.surveyed_at, t.expires_on, t.expiry_presumed, \
             t.planned_for, {}, t.replaced_at, t.accepted_at, t.attempts, t.last_attempt_at, t.last_attempt, {}",
            id(sqlite, "t.id"),
            id_if_any(sqlite, "t.replaces_id"),
            DoorRow::columns(sqlite)
        )
    }

    fn shown(self, ctx: &Ctx, areas: &Areas, by_due: bool) -> StoveSummary {
        let expires_on = self.expires_on.map(|day| day.0);
        let life = Life::of(expires_on, local_date(ctx.now), ctx.state.limits.expiring_months);
        StoveSummary {
            id: self.id,
            appliance: self.appliance,
            status: self.status,
            non_safe: self.non_safe,
            surveyed_at: self.surveyed_at.0,
            expires_on,
            presumed: expires_on.is_some() && self.presumed,
            life: self.status.is_in_use().then_some(life),
            planned_for: self.planned_for.map(|day| day.0),
            replaces: self.replaces,
            replaced_at: self.replaced_at.map(|at| at.0),
            accepted_at: self.accepted_at.map(|at| at.0),
            attempts: self.attempts,
            last_attempt: self.last_attempt_at.map(|at| at.0).zip(self.last_attempt),
            door: self.door.shown(areas),
            key: key(self.sort_key, by_due, expires_on),
        }
    }

    fn key(shown: &StoveSummary) -> Key {
        shown.key
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
    let door = DoorRow::of(row, state.site, &state.area)?;
    let summary = Row::of(&state, model.sort_key, door).shown(ctx, &reference.areas, by_due);
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
    list::brief::<Row>(ctx, (&here, &everywhere), &filter.common, limit).await
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

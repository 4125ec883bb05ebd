//! Correcting what a hazard counts as and where it is: what the domain cannot know of it, because it stands in other records.

use super::of_site;
use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::{hazard, hazard_event, site},
    error::{Error, Result},
    reference::Reference,
};
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    fault::{Code, Fault, FieldCode},
    geo::{Point, Wgs84},
    hazards::{
        Category, HazardCommand, HazardState, PointSource, Severity, Step,
        correction::{CHANGED, Reclassified},
    },
    ids::{SiteId, StandardId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Brings the row and the step to what the command says, and puts into the step what was another thing before. Any other command
/// changes nothing here.
pub(super) async fn apply(
    tx: &WriteTx,
    ctx: &Ctx,
    (before, state): (&hazard::Model, &HazardState),
    (after, step): (&mut hazard::Model, &mut Step),
    command: &HazardCommand,
) -> Result<()> {
    let HazardCommand::Reclassify { category, site, position, .. } = command else { return Ok(()) };
    let reference = ctx.state.reference().await?;
    let mut changed = Reclassified::default();
    let was: Category = before.category.parse()?;
    let is = category.unwrap_or(was);
    if is != was {
        after.category = is.as_str().into();
        changed.category = Some((was, is));
        changed.subcategory = after.subcategory.take();
    }
    if step.state.severity != state.severity {
        changed.severity = Some((state.severity, step.state.severity));
    }
    if let Some(site) = site.filter(|site| Some(site.0) != before.site_id) {
        let row = find_site(tx, ctx, before, site).await?;
        after.site_id = Some(site.0);
        changed.site = Some((before.site_id.map(SiteId), site));
        // that of the other site was never its own
        let own =
            before.lon.is_some() && before.point_source.as_deref() != Some(PointSource::Address.as_str());
        if position.is_none() && !own {
            of_site::put(after, of_site::position(&row));
        }
    }
    if let Some(position) = position {
        if after.site_id.is_none() {
            in_its_committee(&reference, &state.area, position.point)?;
        }
        of_site::put(after, Some(*position));
    }
    if (before.lon, before.lat) != (after.lon, after.lat) {
        changed.position = Some((point(before), point(after)));
    }
    if changed.category.is_some() || changed.severity.is_some() {
        let due = |(category, severity)| by_table(&reference, before, category, severity);
        let first = registered_as(tx, before).await?.map(due);
        let now = step.state.due_as(first, due((is, step.state.severity)));
        if now != state.effective_due {
            changed.due = Some((state.effective_due, now));
            step.state.effective_due = now;
        }
    }
    if !changed.is_something() {
        return Err(Fault::new(Code::NothingToDo).into());
    }
    step.data = serde_json::json!({CHANGED: changed});
    Ok(())
}

/// A site that this person may see, in the committee in which the hazard counts.
async fn find_site(tx: &WriteTx, ctx: &Ctx, hazard: &hazard::Model, id: SiteId) -> Result<site::Model> {
    let row = site::Entity::find_by_id(id.0).one(tx).await?.filter(|row| {
        let visible = row.area_code.parse::<AreaCode>().is_ok_and(|area| ctx.actor.area.contains(&area));
        visible && row.merged_into.is_none()
    });
    let row = row.ok_or_else(|| Fault::field("site", FieldCode::Unknown))?;
    if row.committee_code == hazard.committee_code {
        Ok(row)
    } else {
        Err(Fault::field("site", FieldCode::RegisterThere).into())
    }
}

/// Without a site the position says in which committee a hazard counts: by an outline of another one it is another record.
fn in_its_committee(reference: &Reference, area: &AreaCode, place: Point<Wgs84>) -> Result<()> {
    let city = area.at(AreaLevel::City).ok_or_else(|| Error::broken("a hazard above a city"))?;
    let fits =
        reference.areas.at(&city, place).is_none_or(|at| area.contains(&at.code) || at.code.contains(area));
    if fits { Ok(()) } else { Err(Fault::field("lon", FieldCode::RegisterThere).into()) }
}

/// The deadline that the table gives it, classified so. A library entry brings its own count to general hazards of its category.
fn by_table(
    reference: &Reference,
    row: &hazard::Model,
    category: Category,
    severity: Severity,
) -> chrono::NaiveDate {
    let entry = row.standard_id.and_then(|id| reference.standard(StandardId(id)));
    let own = entry.filter(|entry| entry.category == category && severity == Severity::General);
    reference.rules.due(category, severity, local_date(row.found_at), own.and_then(|entry| entry.count))
}

/// What it was classified as when it was registered, which its first event says.
async fn registered_as(tx: &WriteTx, row: &hazard::Model) -> Result<Option<(Category, Severity)>> {
    let event = hazard_event::Entity::find()
        .filter(hazard_event::Column::HazardId.eq(row.id))
        .order_by_asc(hazard_event::Column::Seq)
        .one(tx)
        .await?;
    let data = event.and_then(|event| serde_json::from_str::<serde_json::Value>(&event.data).ok());
    let said = |key: &str| data.as_ref()?.get(key)?.as_str();
    Ok(said("category").and_then(|c| c.parse().ok()).zip(said("severity").and_then(|s| s.parse().ok())))
}

fn point(row: &hazard::Model) -> Option<Point<Wgs84>> {
    Point::new(row.lon?, row.lat?).ok()
}

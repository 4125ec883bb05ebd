//! Correcting what a hazard counts as and where it is: what the domain cannot know of it, because it stands in other records.

use super::{of_site, service::cited};
use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::{hazard, hazard_event, site},
    error::{Error, Result},
    reference::{Reference, Standard},
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
    rules::{Cited, naming},
    text::tidy,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

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
        after.standard_id = entry_named(ctx, &reference, after)?.or(after.standard_id);
    }
    if step.state.severity != state.severity {
        changed.severity = Some((state.severity, step.state.severity));
    }
    if let Some(site) = site.filter(|site| Some(site.0) != before.site_id) {
        let row = find_site(tx, ctx, before, site).await?;
        after.site_id = Some(site.0);
        changed.clause = clause_of_building(ctx, &reference, after, &row)?;
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
        let (first, entry) = registered_as(tx, &reference, before).await?;
        let due = |(category, severity)| by_table(&reference, before, entry, (category, severity));
        let now = step.state.due_as(first.map(due), due((is, step.state.severity)));
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

/// Corrects the clause: the entry that the record cites is the one that its words name, if they name any.
pub(super) async fn cite(ctx: &Ctx, row: &mut hazard::Model, clause: Option<&str>) -> Result<()> {
    let clause = clause.and_then(tidy);
    if clause != row.clause {
        row.clause = clause;
        row.standard_id = entry_named(ctx, &*ctx.state.reference().await?, row)?;
    }
    Ok(())
}

/// The entry that the words of the record name.
fn entry_named(ctx: &Ctx, reference: &Reference, row: &hazard::Model) -> Result<Option<Uuid>> {
    let (found, today) = (local_date(row.found_at), local_date(ctx.now));
    let of = Cited { category: row.category.parse()?, found, today };
    let named = row.clause.as_deref().and_then(|clause| naming(&reference.standards, clause, of));
    Ok(named.map(|entry| entry.id.0))
}

/// Brings the record to the clause that holds for the building of the site, if the one before was that of the library. Answers what
/// became of it.
fn clause_of_building(
    ctx: &Ctx,
    reference: &Reference,
    row: &mut hazard::Model,
    site: &site::Model,
) -> Result<Option<(String, String)>> {
    let (Some(id), Some(was)) = (row.standard_id.map(StandardId), row.clause.clone()) else {
        return Ok(None);
    };
    let (found, today) = (local_date(row.found_at), local_date(ctx.now));
    let (chosen, better) = cited(reference, id, Some(site), found, today)?;
    if better.id == chosen.id || was != chosen.clause {
        return Ok(None);
    }
    row.standard_id = Some(better.id.0);
    row.clause = Some(better.clause.clone());
    Ok((was != better.clause).then(|| (was, better.clause.clone())))
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

/// The deadline that the table gives it, classified so. The library entry that it was made from brings its own count to general hazards
/// of its category.
fn by_table(
    reference: &Reference,
    row: &hazard::Model,
    entry: Option<&Standard>,
    (category, severity): (Category, Severity),
) -> chrono::NaiveDate {
    let own = entry.filter(|entry| entry.category == category && severity == Severity::General);
    reference.rules.due(category, severity, local_date(row.found_at), own.and_then(|entry| entry.count))
}

/// What it was classified as when it was registered and the library entry that it was made from, which its first event says. That of
/// an older program does not say the entry: then it is the one that the record cites, where the first deadline is by its count. It may
/// cite that by its words alone.
async fn registered_as<'a>(
    tx: &WriteTx,
    reference: &'a Reference,
    row: &hazard::Model,
) -> Result<(Option<(Category, Severity)>, Option<&'a Standard>)> {
    let event = hazard_event::Entity::find()
        .filter(hazard_event::Column::HazardId.eq(row.id))
        .order_by_asc(hazard_event::Column::Seq)
        .one(tx)
        .await?;
    let data = event.and_then(|event| serde_json::from_str::<serde_json::Value>(&event.data).ok());
    let said = |key: &str| data.as_ref()?.get(key)?.as_str();
    let class =
        said("category").and_then(|c| c.parse().ok()).zip(said("severity").and_then(|s| s.parse().ok()));
    let knows = data.as_ref().is_some_and(|data| data.get("standard").is_some());
    let entry = if knows {
        said("standard").and_then(|id| id.parse().ok()).and_then(|id| reference.standard(id))
    } else {
        let by_its_count = |entry: &&Standard| {
            class.is_some_and(|class| by_table(reference, row, Some(*entry), class) == row.original_due)
        };
        row.standard_id.and_then(|id| reference.standard(StandardId(id))).filter(by_its_count)
    };
    Ok((class, entry))
}

fn point(row: &hazard::Model) -> Option<Point<Wgs84>> {
    Point::new(row.lon?, row.lat?).ok()
}

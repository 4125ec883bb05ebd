//! What a new visit starts from.

use super::last_answers;
use crate::{
    campaigns,
    ctx::Ctx,
    error::Result,
    listing::Sql,
    reference::{PublishedChecklist, Reference},
    sites,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    actor::Right,
    calendar::local_date,
    hazards::Severity,
    ids::{InspectionId, SiteId},
    inspections::{ChecklistChoice, VisitForm, door::at_door, views::StandardEntry},
    sites::SiteKind,
};

/// The form of a new visit, for a site when one is chosen: how often it was checked, its open hazards, what
/// was answered there the last time, the checklists and the hazard library in force today.
pub async fn form(ctx: &Ctx, site: Option<SiteId>) -> Result<VisitForm> {
    ctx.require(Right::RecordVisit)?;
    let reference = ctx.state.reference().await?;
    let mut form = VisitForm {
        site: None,
        checks_30: 0,
        checks_90: 0,
        open_hazards: Vec::new(),
        checklists: Vec::new(),
        standards: standards(&reference, local_date(ctx.now)),
        last: None,
        campaigns: campaigns::choices(ctx).await?,
        at_door: None,
    };
    if let Some(id) = site {
        form.site = Some(sites::query::hit(ctx, id).await?);
        (form.checks_30, form.checks_90) = sites::query::checks(ctx, id, ctx.now).await?;
        form.open_hazards = sites::query::open_hazards(ctx, id).await?;
        form.last = last_answers(ctx, &[id.0.into()]).await?.remove(&id.0);
        form.at_door = open_at_door(ctx, id).await?;
    }
    form.checklists = checklists(&reference, form.site.as_ref().map(|s| s.kind), ctx.now);
    Ok(form)
}

/// The visit of today that forms tell of which the actor fills in behind a door on a tablet, while nobody has sent its
/// checklist: one that is filled in on this page is that visit too, and not a second one.
async fn open_at_door(ctx: &Ctx, site: SiteId) -> Result<Option<InspectionId>> {
    let visit = at_door(site, ctx.actor.user, local_date(ctx.now));
    let mut sent = Sql::default();
    // empty in a visit that only forms have told of
    sent.bind(
        "SELECT count(*) FROM inspection i WHERE i.id = ? AND i.content_sha256 <> ''",
        [visit.0.into()],
    );
    Ok((sent.number(ctx.db().read()).await? == 0).then_some(visit))
}

/// How long after its end a version is given along for visits that were begun by it.
const BEGUN_BY: TimeDelta = TimeDelta::days(180);

/// The checklists in force, those for the kind of site first, then those for any kind. Behind them versions that ended not
/// long ago: a visit that was begun by one, on a page or a tablet, goes on by it.
pub(crate) fn checklists(
    reference: &Reference,
    kind: Option<SiteKind>,
    now: DateTime<Utc>,
) -> Vec<ChecklistChoice> {
    let begun_by = |c: &PublishedChecklist| c.superseded_at.is_some_and(|ended| now - ended < BEGUN_BY);
    let mut given: Vec<_> = reference.checklists.values().filter(|c| c.current || begun_by(c)).collect();
    given.sort_by(|a, b| a.code.cmp(&b.code).then(b.version.cmp(&a.version)));
    given.sort_by_key(|c| match kind {
        _ if !c.current => 3,
        Some(kind) if c.site_kinds.contains(&kind) => 0,
        _ if c.site_kinds.is_empty() => 1,
        _ => 2,
    });
    given.into_iter().map(PublishedChecklist::choice).collect()
}

/// The library of `day`, each entry with the deadline of something found that day.
pub(crate) fn standards(reference: &Reference, day: NaiveDate) -> Vec<StandardEntry> {
    let entry = |s: &crate::reference::Standard| StandardEntry {
        id: s.id,
        code: s.code.clone(),
        rise: s.rise,
        category: s.category,
        severity: s.severity,
        text_zh: s.text_zh.clone(),
        text_en: s.text_en.clone(),
        clause: s.clause.clone(),
        // an entry's own count is meant for general hazards, as when one is registered
        due: reference.rules.due(
            s.category,
            s.severity,
            day,
            s.count.filter(|_| s.severity == Severity::General),
        ),
    };
    reference.standards.iter().filter(|s| s.in_force(day)).map(entry).collect()
}

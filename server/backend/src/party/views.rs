//! From rows of submissions and links to what is shown of them.

use crate::{
    ctx::Ctx,
    entities::{hazard, party_link, party_photo, party_submission},
    error::{Error, Result},
    people::query::names,
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    ids::{FileId, HazardId, PartyLinkId, SubmissionId},
    party::{LinkScope, LinkState, LinkView, Sent, SentView, SubmissionKind, SubmissionView},
    photos::{Layer, PhotoKind, PhotoView},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// A submission as its party sees it. What the office wrote is for whoever has the link by which it was sent.
pub(super) fn sent(row: party_submission::Model, own: bool) -> Result<SentView> {
    Ok(SentView {
        kind: row.kind.parse()?,
        state: row.state.parse()?,
        sent_at: row.sent_at,
        answer: row.answer.filter(|_| own),
    })
}

/// What was said, from its row.
pub(super) fn words(row: &party_submission::Model) -> Result<Sent> {
    let words = row.words.clone();
    Ok(match (row.kind.parse::<SubmissionKind>()?, row.until) {
        (SubmissionKind::Rectified, _) => Sent::Rectified { note: words },
        (SubmissionKind::Extension, Some(until)) => Sent::Extension { until, reason: words },
        (SubmissionKind::Extension, None) => return Err(Error::broken("an extension without a day")),
    })
}

/// A photo as pages show it.
fn photo(row: &party_photo::Model, sent_at: DateTime<Utc>) -> Result<PhotoView> {
    Ok(PhotoView {
        id: FileId(row.id),
        kind: PhotoKind::After,
        taken_at: row.taken_at,
        created_at: sent_at,
        width: u32::try_from(row.width).map_err(Error::broken)?,
        height: u32::try_from(row.height).map_err(Error::broken)?,
        layer: Layer::default(),
    })
}

/// Submissions as the office sees them, in the order given.
pub(super) async fn submissions(
    ctx: &Ctx,
    rows: Vec<party_submission::Model>,
) -> Result<Vec<SubmissionView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let reference = ctx.state.reference().await?;
    let db = ctx.db().read();
    let hazards = hazard::Entity::find()
        .filter(hazard::Column::Id.is_in(rows.iter().map(|row| row.hazard_id)))
        .all(db)
        .await?;
    let hazards: HashMap<Uuid, hazard::Model> = hazards.into_iter().map(|row| (row.id, row)).collect();
    let found = party_photo::Entity::find()
        .filter(party_photo::Column::SubmissionId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(party_photo::Column::Id)
        .all(db)
        .await?;
    let mut photos: HashMap<Uuid, Vec<party_photo::Model>> = HashMap::new();
    for row in found {
        photos.entry(row.submission_id).or_default().push(row);
    }
    let names = names(ctx, rows.iter().filter_map(|row| row.answered_by).collect()).await?;
    rows.into_iter()
        .map(|row| {
            let hazard =
                hazards.get(&row.hazard_id).ok_or_else(|| Error::broken("a submission of no hazard"))?;
            let area: AreaCode = row.area_code.parse()?;
            let photos = photos.remove(&row.id).unwrap_or_default();
            Ok(SubmissionView {
                id: SubmissionId(row.id),
                hazard: HazardId(row.hazard_id),
                number: hazard.number.clone(),
                description: hazard.description.clone(),
                due: hazard.effective_due,
                area: reference.areas.named(&area),
                kind: row.kind.parse()?,
                state: row.state.parse()?,
                photos: photos
                    .iter()
                    .map(|photo_row| photo(photo_row, row.sent_at))
                    .collect::<Result<_>>()?,
                answered_by: row.answered_by.and_then(|id| names.get(&id).cloned()),
                words: row.words,
                until: row.until,
                sent_at: row.sent_at,
                answered_at: row.answered_at,
                answer: row.answer,
                key: row.sort_key,
            })
        })
        .collect()
}

/// Links as the office sees them; `sizes` is how many hazards each notice holds.
pub(super) fn link(
    row: &party_link::Model,
    names: &HashMap<Uuid, String>,
    sizes: &HashMap<Uuid, u32>,
    now: DateTime<Utc>,
) -> Result<LinkView> {
    let scope: LinkScope = row.scope.parse()?;
    Ok(LinkView {
        id: PartyLinkId(row.id),
        scope,
        hazards: (scope == LinkScope::Notice).then(|| sizes.get(&row.id).copied().unwrap_or_default()),
        made_by: names.get(&row.made_by).cloned().unwrap_or_default(),
        made_at: row.made_at,
        expires_at: row.expires_at,
        state: LinkState::of(row.revoked_at, row.expires_at, now),
    })
}

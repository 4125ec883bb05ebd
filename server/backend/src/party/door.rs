//! What a token opens: its own notice, the photos of that, and nothing else. An unknown, expired or revoked token is
//! answered alike, so that nobody learns which tokens there have been.

use super::views;
use crate::{
    ctx::State,
    entities::{file, hazard, party_link, party_link_hazard, party_submission, site},
    error::{Error, Result},
    files::query::{OpenedFile, stored, view},
    hazards::rows,
    links::opened,
    sites::query::shown,
    tokens,
};
use chrono::{DateTime, Utc};
use domain::{
    calendar::to_millis,
    fault::Code,
    ids::{FileId, HazardId, StandardId},
    inspections::checklist::Label,
    party::{LinkScope, LinkState, MAX_HAZARDS, NoticeHazard, PartyNotice, SentView},
    photos::{PhotoKind, PhotoView},
    sites::SiteKind,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use secrecy::SecretString;
use std::collections::HashMap;
use uuid::Uuid;

/// Hazards on a page of an organisation; a notice has at most [`MAX_HAZARDS`], which are one page.
const PAGE: u64 = 20;

/// The link of a token, when it opens now.
pub(super) async fn link(
    db: &impl ConnectionTrait,
    token: &SecretString,
    now: DateTime<Utc>,
) -> Result<party_link::Model> {
    let of_token = party_link::Entity::find().filter(party_link::Column::TokenHash.eq(tokens::hash(token)));
    opened(of_token.one(db).await?, |row| LinkState::of(row.revoked_at, row.expires_at, now))
}

/// A hazard, when the link opens it.
pub(super) async fn hazard_of(
    db: &impl ConnectionTrait,
    link: &party_link::Model,
    id: HazardId,
) -> Result<hazard::Model> {
    let none = || Error::code(Code::NotFound);
    let row = hazard::Entity::find_by_id(id.0).one(db).await?.ok_or_else(none)?;
    let opened = match link.scope.parse::<LinkScope>()? {
        LinkScope::Notice => {
            let listed = party_link_hazard::Entity::find_by_id((link.id, id.0));
            listed.one(db).await?.is_some()
        }
        LinkScope::Company => {
            row.subdistrict_code == link.subdistrict_code
                && link.organisation.is_some()
                && row.party_name == link.organisation
                && row.closed_at.is_none()
                && row.voided_at.is_none()
        }
    };
    if opened { Ok(row) } else { Err(none()) }
}

/// Whether a token opens anything now; not found when it does not.
pub async fn knock(state: &State, token: &SecretString, now: DateTime<Utc>) -> Result<()> {
    link(state.db.read(), token, to_millis(now)).await.map(drop)
}

/// The page of a token; of an organisation the hazards behind `after`.
pub async fn notice(
    state: &State,
    token: &SecretString,
    after: Option<i64>,
    now: DateTime<Utc>,
) -> Result<PartyNotice> {
    let link = link(state.db.read(), token, to_millis(now)).await?;
    let scope: LinkScope = link.scope.parse()?;
    let (hazards, next) = match scope {
        LinkScope::Notice => (of_notice(state, link.id).await?, None),
        LinkScope::Company => of_company(state, &link, after).await?,
    };
    Ok(PartyNotice {
        scope,
        hazards: shown_to_party(state, &link, hazards).await?,
        organisation: link.organisation,
        expires_at: link.expires_at,
        next,
    })
}

/// The hazards of a notice, the nearest deadline first.
async fn of_notice(state: &State, link: Uuid) -> Result<Vec<hazard::Model>> {
    let listed: Vec<Uuid> = party_link_hazard::Entity::find()
        .select_only()
        .column(party_link_hazard::Column::HazardId)
        .filter(party_link_hazard::Column::LinkId.eq(link))
        .limit(MAX_HAZARDS as u64)
        .into_tuple()
        .all(state.db.read())
        .await?;
    let mut rows =
        hazard::Entity::find().filter(hazard::Column::Id.is_in(listed)).all(state.db.read()).await?;
    rows.sort_by_key(|row| (row.effective_due, row.sort_key));
    Ok(rows)
}

/// A page of what is open under an organisation's name, the oldest finding first, and where the next page begins.
async fn of_company(
    state: &State,
    link: &party_link::Model,
    after: Option<i64>,
) -> Result<(Vec<hazard::Model>, Option<i64>)> {
    let mut find = hazard::Entity::find()
        .filter(hazard::Column::SubdistrictCode.eq(&link.subdistrict_code))
        .filter(hazard::Column::PartyName.eq(link.organisation.as_deref().unwrap_or_default()))
        // as the index has it
        .filter(hazard::Column::PartyName.is_not_null())
        .filter(hazard::Column::ClosedAt.is_null())
        .filter(hazard::Column::VoidedAt.is_null());
    if let Some(after) = after {
        find = find.filter(hazard::Column::SortKey.gt(after));
    }
    let in_order = find.order_by_asc(hazard::Column::SortKey).limit(PAGE + 1);
    let mut rows = in_order.all(state.db.read()).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| row.sort_key);
    Ok((rows, next))
}

/// Hazards with what the party sees of them.
async fn shown_to_party(
    state: &State,
    link: &party_link::Model,
    rows: Vec<hazard::Model>,
) -> Result<Vec<NoticeHazard>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = || rows.iter().map(|row| row.id);
    let sites = site::Entity::find()
        .filter(site::Column::Id.is_in(rows.iter().filter_map(|row| row.site_id)))
        .all(state.db.read())
        .await?;
    let sites: HashMap<Uuid, site::Model> = sites.into_iter().map(|row| (row.id, row)).collect();
    let found = file::Entity::find()
        .filter(file::Column::HazardId.is_in(ids()))
        .filter(file::Column::Kind.eq(PhotoKind::Before.as_str()))
        .order_by_asc(file::Column::Id)
        .all(state.db.read())
        .await?;
    let mut photos: HashMap<Uuid, Vec<PhotoView>> = HashMap::new();
    for row in &found {
        if let Some(hazard) = row.hazard_id {
            photos.entry(hazard).or_default().push(view(row)?);
        }
    }
    let submissions = party_submission::Entity::find()
        .filter(party_submission::Column::HazardId.is_in(ids()))
        .order_by_desc(party_submission::Column::SortKey)
        .all(state.db.read())
        .await?;
    let mut sent: HashMap<Uuid, Vec<SentView>> = HashMap::new();
    for row in submissions {
        let (hazard, own) = (row.hazard_id, row.link_id == link.id);
        sent.entry(hazard).or_default().push(views::sent(row, own)?);
    }
    let reference = state.reference().await?;
    rows.into_iter()
        .map(|row| {
            let rule = row.standard_id.and_then(|id| reference.standard(StandardId(id)));
            let site = row.site_id.and_then(|id| sites.get(&id)).map(site_text).transpose()?;
            let (site_name, address) = site.unzip();
            let hazard = rows::state(&row)?;
            Ok(NoticeHazard {
                id: hazard.id,
                category: row.category.parse()?,
                severity: hazard.severity,
                status: hazard.status,
                original_due: hazard.original_due,
                due: hazard.effective_due,
                extension_pending: hazard.extension.is_some(),
                number: row.number,
                description: row.description,
                location: row.location,
                clause: row.clause,
                rule: rule.map(|rule| Label { zh: rule.text_zh.clone(), en: rule.text_en.clone() }),
                site_name,
                address,
                photos: photos.remove(&row.id).unwrap_or_default(),
                sent: sent.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}

/// Name and address of a site; a home is masked, because a notice may be seen by whoever finds it.
fn site_text(row: &site::Model) -> Result<(String, String)> {
    let kind: SiteKind = row.kind.parse()?;
    Ok(shown(kind, row.name.clone(), row.address.clone(), row.room.as_deref()))
}

/// Opens a photo of the finding of one of the link's hazards, or the small picture of it.
pub async fn photo(
    state: &State,
    token: &SecretString,
    id: FileId,
    thumb: bool,
    now: DateTime<Utc>,
) -> Result<OpenedFile> {
    let none = || Error::code(Code::NotFound);
    let link = link(state.db.read(), token, to_millis(now)).await?;
    let row = file::Entity::find_by_id(id.0).one(state.db.read()).await?.ok_or_else(none)?;
    let hazard = row.hazard_id.filter(|_| row.kind == PhotoKind::Before.as_str()).ok_or_else(none)?;
    hazard_of(state.db.read(), &link, HazardId(hazard)).await?;
    stored(state, row.content_type, row.sha256, thumb).await
}

//! Between the rows of campaigns and the types of the domain.

use crate::{
    entities::{campaign, campaign_target},
    error::{Error, Result},
    hazards::rows::number,
    listing::{Conditions, Scope, Sql},
};
use chrono::{DateTime, Utc};
use domain::{
    area::{AreaCode, AreaLevel},
    ids::{CampaignId, ChecklistId, SiteId},
    period::Period,
    programmes::campaign::{Campaign, Candidate, Entry, SaveCampaign, Standing},
    sites::{SiteKind, SiteStatus},
};
use sea_orm::{ConnectionTrait, QueryResult};

/// The campaign of a row.
pub(super) fn campaign(row: &campaign::Model) -> Result<Campaign> {
    Ok(Campaign {
        plan: SaveCampaign {
            id: CampaignId(row.id),
            title: row.title.clone(),
            period: Period::new(row.from_day, row.to_day).map_err(Error::broken)?,
            kinds: serde_json::from_value(row.kinds.clone())?,
            area: row.area_code.parse()?,
            checklist: row.checklist_id.map(ChecklistId),
        },
        status: row.status.parse()?,
        frozen_at: row.frozen_at,
        version: number(row.version)?,
    })
}

/// The sites `s` of an area that are in use, of any of these kinds (all when empty).
pub(crate) fn wanted(area: &AreaCode, kinds: &[SiteKind]) -> Conditions {
    let mut conditions = Scope::from(area.clone()).condition("s");
    conditions.any_of("s.kind", kinds, SiteKind::as_str);
    conditions.add("s.status = ?", [SiteStatus::Active.as_str().into()]);
    conditions.add("s.merged_into IS NULL", []);
    conditions
}

/// What [`candidate`] reads of a site `s`.
pub(crate) const CANDIDATE: &str = "s.id, s.kind, s.area_code";

/// A site in use, as far as the choice of targets and tasks asks, from a row that begins with [`CANDIDATE`].
pub(crate) fn candidate(row: &QueryResult) -> Result<Candidate> {
    Ok(Candidate {
        site: SiteId(row.try_get_by_index(0)?),
        kind: row.try_get_by_index::<String>(1)?.parse()?,
        area: row.try_get_by_index::<String>(2)?.parse()?,
        active: true,
    })
}

/// All sites of an area that are in use, of any of these kinds.
pub(super) async fn candidates(
    db: &impl ConnectionTrait,
    area: &AreaCode,
    kinds: &[SiteKind],
) -> Result<Vec<Candidate>> {
    let mut sql = Sql::new(format!("SELECT {CANDIDATE} FROM site s"));
    sql.filter(&wanted(area, kinds));
    sql.all(db).await?.iter().map(candidate).collect()
}

/// The row of a target that nobody has visited yet.
pub(crate) fn target(
    campaign: CampaignId,
    site: SiteId,
    area: &AreaCode,
    (entry, change_seq): (Entry, i64),
    now: DateTime<Utc>,
) -> Result<campaign_target::Model> {
    let part =
        |level| area.at(level).map(String::from).ok_or_else(|| Error::broken("site above a committee"));
    Ok(campaign_target::Model {
        campaign_id: campaign.0,
        site_id: site.0,
        committee_code: part(AreaLevel::Committee)?,
        subdistrict_code: part(AreaLevel::Subdistrict)?,
        district_code: part(AreaLevel::District)?,
        area_code: area.to_string(),
        entry: entry.as_str().into(),
        standing: Standing::Untouched.as_str().into(),
        last_visit_at: None,
        attempts: 0,
        assignee_id: None,
        change_seq,
        created_at: now,
        updated_at: now,
    })
}

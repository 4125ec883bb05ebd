//! What the office sees: the links and submissions of a hazard, and what waits for an answer.

use super::views;
use crate::{
    ctx::Ctx,
    entities::{hazard, party_link, party_link_hazard, party_photo, party_submission},
    error::{Error, Result},
    listing::{Conditions, Scope, Sql, cap, total},
    people,
};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::Code,
    ids::{FileId, HazardId},
    listing::Total,
    party::{MAX_HAZARDS, Mate, PartyDesk, SubmissionPage, SubmissionState, is_organisation},
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::collections::HashMap;
use uuid::Uuid;

/// Most links and submissions that the page of a hazard shows; older ones say nothing new.
const MOST: u64 = 20;

/// What the office has with the responsible party of a hazard.
pub async fn desk(ctx: &Ctx, id: HazardId) -> Result<PartyDesk> {
    let db = ctx.db().read();
    let row = hazard::Entity::find_by_id(id.0).one(db).await?;
    let row = row.ok_or_else(|| Error::code(Code::NotFound))?;
    if !ctx.actor.area.contains(&row.area_code.parse::<AreaCode>()?) {
        return Err(Error::code(Code::NotFound));
    }
    let sent = party_submission::Entity::find()
        .filter(party_submission::Column::HazardId.eq(id.0))
        .order_by_desc(party_submission::Column::SortKey)
        .limit(MOST)
        .all(db)
        .await?;
    let may_answer = ctx.actor.role.has(Right::DealWithParties);
    let open = row.closed_at.is_none() && row.voided_at.is_none();
    Ok(PartyDesk {
        hazard: id,
        links: links(ctx, &row).await?,
        submissions: views::submissions(ctx, sent).await?,
        mates: if may_answer && open { mates(ctx, &row).await? } else { Vec::new() },
        organisation: row.party_name.as_deref().is_some_and(is_organisation),
        may_link: may_answer && open,
        may_answer,
    })
}

/// The links that open a hazard: of notices that hold it, and of its organisation. Newest first.
async fn links(ctx: &Ctx, row: &hazard::Model) -> Result<Vec<domain::party::LinkView>> {
    let db = ctx.db().read();
    let of_notices = party_link_hazard::Entity::find()
        .select_only()
        .column(party_link_hazard::Column::LinkId)
        .filter(party_link_hazard::Column::HazardId.eq(row.id))
        .into_query();
    let mut found = party_link::Entity::find()
        .filter(party_link::Column::Id.in_subquery(of_notices))
        .order_by_desc(party_link::Column::MadeAt)
        .limit(MOST)
        .all(db)
        .await?;
    if let Some(name) = &row.party_name {
        let of_company = party_link::Entity::find()
            .filter(party_link::Column::SubdistrictCode.eq(&row.subdistrict_code))
            .filter(party_link::Column::Organisation.eq(name))
            .filter(party_link::Column::Organisation.is_not_null())
            .order_by_desc(party_link::Column::MadeAt)
            .limit(MOST);
        found.extend(of_company.all(db).await?);
        found.sort_by_key(|link| std::cmp::Reverse(link.made_at));
    }
    let ids: Vec<Uuid> = found.iter().map(|link| link.id).collect();
    let mut sizes: HashMap<Uuid, u32> = HashMap::new();
    if !ids.is_empty() {
        let held: Vec<Uuid> = party_link_hazard::Entity::find()
            .select_only()
            .column(party_link_hazard::Column::LinkId)
            .filter(party_link_hazard::Column::LinkId.is_in(ids))
            .into_tuple()
            .all(db)
            .await?;
        for link in held {
            *sizes.entry(link).or_default() += 1;
        }
    }
    let names = people::query::names(ctx, found.iter().map(|link| link.made_by).collect()).await?;
    found.iter().map(|link| views::link(link, &names, &sizes, ctx.now)).collect()
}

/// Other open hazards of the same site within the person's reach.
async fn mates(ctx: &Ctx, row: &hazard::Model) -> Result<Vec<Mate>> {
    let Some(site) = row.site_id else { return Ok(Vec::new()) };
    let rows = hazard::Entity::find()
        .filter(hazard::Column::SiteId.eq(site))
        .filter(hazard::Column::ClosedAt.is_null())
        .filter(hazard::Column::VoidedAt.is_null())
        .filter(hazard::Column::Id.ne(row.id))
        .order_by_desc(hazard::Column::SortKey)
        .limit(MAX_HAZARDS as u64 - 1)
        .all(ctx.db().read())
        .await?;
    let reachable = |other: &hazard::Model| {
        other.area_code.parse::<AreaCode>().is_ok_and(|area| ctx.actor.area.contains(&area))
    };
    let mate = |other: hazard::Model| Mate {
        id: HazardId(other.id),
        same_party: other.party_name == row.party_name,
        number: other.number,
        description: other.description,
    };
    Ok(rows.into_iter().filter(reachable).map(mate).collect())
}

/// Those of the person's area that wait.
fn all_waiting(ctx: &Ctx) -> Result<Conditions> {
    let mut conditions = Scope::of(ctx, None)?.by_subdistrict("q");
    // as the index has it
    conditions.add(format!("q.state = '{}'", SubmissionState::Waiting), []);
    Ok(conditions)
}

/// How many submissions of the person's area wait for an answer.
pub async fn number_waiting(ctx: &Ctx) -> Result<Total> {
    let most = ctx.state.limits.total_cap;
    let mut sql = Sql::new("SELECT count(*) FROM (SELECT 1 FROM party_submission q");
    sql.filter(&all_waiting(ctx)?).bind(" LIMIT ?) c", [cap(most.saturating_add(1))]);
    Ok(total(sql.number(ctx.db().read()).await?, most))
}

/// A page of the submissions of the person's area that wait for an answer, the longest first, behind `after`.
pub async fn waiting(ctx: &Ctx, after: Option<i64>) -> Result<SubmissionPage> {
    let mut conditions = all_waiting(ctx)?;
    if let Some(after) = after {
        conditions.add("q.sort_key > ?", [after.into()]);
    }
    let size = ctx.state.limits.page_size;
    let mut sql = Sql::new("SELECT q.* FROM party_submission q");
    sql.filter(&conditions).bind(" ORDER BY q.sort_key LIMIT ?", [cap(size + 1)]);
    let found = sql.all(ctx.db().read()).await?;
    let more = found.len() as u64 > size;
    let rows = found
        .iter()
        .take(usize::try_from(size).unwrap_or(usize::MAX))
        .map(|row| Ok(party_submission::Model::from_query_result(row, "")?))
        .collect::<Result<Vec<_>>>()?;
    Ok(SubmissionPage {
        next: rows.last().filter(|_| more).map(|row| row.sort_key),
        rows: views::submissions(ctx, rows).await?,
        may_answer: ctx.actor.role.has(Right::DealWithParties),
    })
}

/// The hash of a photo that a party sent, for whoever sees the hazard that it is about.
pub(crate) async fn sent_photo(ctx: &Ctx, id: FileId) -> Result<String> {
    let none = || Error::code(Code::NotFound);
    let db = ctx.db().read();
    let photo = party_photo::Entity::find_by_id(id.0).one(db).await?.ok_or_else(none)?;
    let of = party_submission::Entity::find_by_id(photo.submission_id).one(db).await?.ok_or_else(none)?;
    let seen = ctx.actor.area.contains(&of.area_code.parse::<AreaCode>()?);
    if seen { Ok(photo.sha256) } else { Err(none()) }
}

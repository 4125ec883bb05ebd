//! Finding the site or hazard that somebody has typed: by id, by a link to its page, by number, by name.

use crate::{ctx::Ctx, entities::hazard, error::Result, sites};
use domain::{
    area::AreaCode,
    fault::{Fault, FieldCode},
    ids::{HazardId, SiteId},
    text::tidy,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// Of so many sites that a text finds the one is looked for that is called just so.
const LOOKED_AT: u64 = 50;

/// The id at the end of a text: an id alone, or a link to a page.
fn id_in(text: &str) -> Option<Uuid> {
    text.split(['?', '#']).next()?.trim_end_matches('/').rsplit('/').next()?.parse().ok()
}

/// The site that the text names; nothing when there is none.
pub async fn site(ctx: &Ctx, text: Option<&str>) -> Result<Option<SiteId>> {
    let Some(text) = text.and_then(tidy) else { return Ok(None) };
    if let Some(id) = id_in(&text) {
        return Ok(Some(SiteId(id)));
    }
    let hits = sites::query::search(ctx, &text, None, LOOKED_AT).await?;
    let same: Vec<_> = hits.iter().filter(|hit| hit.name == text || hit.address == text).collect();
    match (same.as_slice(), hits.as_slice()) {
        ([one], _) => Ok(Some(one.id)),
        ([], [one]) => Ok(Some(one.id)),
        ([], []) => Err(Fault::field("site", FieldCode::Unknown).into()),
        // several fit: say which
        _ => Err(Fault::field("site", FieldCode::NotAllowed).into()),
    }
}

/// The hazard that the text names by its id, its number or a link; nothing when there is none.
pub async fn hazard(ctx: &Ctx, text: Option<&str>) -> Result<Option<HazardId>> {
    let Some(text) = text.and_then(tidy) else { return Ok(None) };
    if let Some(id) = id_in(&text) {
        return Ok(Some(HazardId(id)));
    }
    let row = hazard::Entity::find().filter(hazard::Column::Number.eq(&text)).one(ctx.db().read()).await?;
    let seen =
        row.filter(|row| row.area_code.parse::<AreaCode>().is_ok_and(|area| ctx.actor.area.contains(&area)));
    match seen {
        Some(row) => Ok(Some(HazardId(row.id))),
        None => Err(Fault::field("hazard", FieldCode::Unknown).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_alone_or_at_the_end_of_a_link() {
        let id = Uuid::from_u128(7);
        for text in [id.to_string(), format!("/sites/{id}"), format!("http://x.example/hazards/{id}/?a=1#b")]
        {
            assert_eq!(id_in(&text), Some(id), "{text}");
        }
        assert_eq!(id_in("老王面馆"), None);
        assert_eq!(id_in("310105008-2023-000001"), None);
    }
}

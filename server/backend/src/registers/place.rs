//! Where an entry is: that of its site, what it says itself, or what its position says.

use crate::{
    ctx::Ctx,
    entities::{hazard, site},
    error::{Error, Result},
    hazards::service::find_site,
    reference::Reference,
};
use domain::{
    area::{AreaCode, AreaLevel},
    fault::{Fault, FieldCode},
    hazards::Position,
    ids::{HazardId, SiteId},
};
use sea_orm::EntityTrait;

/// The area of an entry with those around it, as tables keep them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Committee or grid.
    pub area: AreaCode,
    /// The committee's code.
    pub committee: String,
    /// The subdistrict's.
    pub subdistrict: String,
    /// The district's.
    pub district: String,
}

impl Placed {
    /// Of a committee or grid.
    pub fn new(area: AreaCode) -> Result<Self> {
        let part =
            |level| area.at(level).map(String::from).ok_or_else(|| Error::broken("entry above a committee"));
        Ok(Self {
            committee: part(AreaLevel::Committee)?,
            subdistrict: part(AreaLevel::Subdistrict)?,
            district: part(AreaLevel::District)?,
            area,
        })
    }
}

/// What an entry links to, looked up and found within the actor's area.
pub(super) struct Links<'a> {
    pub site: Option<SiteId>,
    pub hazard: Option<HazardId>,
    pub area: Option<&'a AreaCode>,
    pub position: Option<&'a Position>,
}

/// Looks up what an entry names and decides where it lies: the area that it says, else its site's, else that of its
/// position. A site, hazard or area out of reach is refused.
pub(super) async fn place(ctx: &Ctx, links: Links<'_>) -> Result<Placed> {
    let reference = ctx.state.reference().await?;
    let site = find_site(ctx, "site", links.site).await?;
    check_hazard(ctx, links.hazard).await?;
    Placed::new(area(ctx, &reference, site.as_ref(), &links)?)
}

fn area(ctx: &Ctx, reference: &Reference, site: Option<&site::Model>, links: &Links<'_>) -> Result<AreaCode> {
    let area: AreaCode = match (links.area, site, links.position) {
        (Some(area), ..) => area.clone(),
        (None, Some(site), _) => site.area_code.parse()?,
        (None, None, Some(position)) => {
            let found = reference.areas.at(&ctx.actor.area, position.point);
            found.ok_or_else(|| Fault::field("position", FieldCode::OutsideArea))?.code.clone()
        }
        (None, None, None) => return Err(Fault::field("area", FieldCode::Required).into()),
    };
    if !ctx.actor.area.contains(&area) {
        return Err(Fault::field("area", FieldCode::OutsideArea).into());
    }
    let committee = area.at(AreaLevel::Committee).filter(|code| reference.areas.get(code).is_some());
    if committee.is_none() {
        return Err(Fault::field("area", FieldCode::Unknown).into());
    }
    Ok(area)
}

async fn check_hazard(ctx: &Ctx, id: Option<HazardId>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let row = hazard::Entity::find_by_id(id.0).one(ctx.db().read()).await?;
    let seen = row.is_some_and(|row| {
        row.area_code.parse::<AreaCode>().is_ok_and(|area| ctx.actor.area.contains(&area))
    });
    if seen { Ok(()) } else { Err(Fault::field("hazard", FieldCode::Unknown).into()) }
}

//! What the registers hold about one site, or one hazard.

use super::{fires, orders, penalties, shared::seen};
use crate::{
    ctx::Ctx,
    entities::hazard,
    error::{Error, Result},
};
use domain::{
    calendar::local_date,
    fault::Code,
    ids::{HazardId, SiteId},
    programmes::{
        filters::{FireFilter, OrderFilter, PenaltyFilter},
        register_views::{RegisterLine, RegisterSays},
    },
};
use sea_orm::EntityTrait;

/// Entries of each register that a page shows; the others stand in the lists.
const SHOWN: u64 = 10;

/// The newest entries about a site that this person may see, newest first.
pub async fn of_site(ctx: &Ctx, site: SiteId) -> Result<Vec<RegisterLine>> {
    lines(ctx, Some(site), None).await
}

/// The newest entries that a hazard is behind, likewise. A hazard outside the person's area is not found.
pub async fn of_hazard(ctx: &Ctx, id: HazardId) -> Result<Vec<RegisterLine>> {
    let row = hazard::Entity::find_by_id(id.0).one(ctx.db().read()).await?;
    let row = row.ok_or_else(|| Error::code(Code::NotFound))?;
    seen(ctx, &row.area_code)?;
    lines(ctx, None, Some(id)).await
}

async fn lines(ctx: &Ctx, site: Option<SiteId>, hazard: Option<HazardId>) -> Result<Vec<RegisterLine>> {
    let penalties = PenaltyFilter { site, hazard, ..PenaltyFilter::default() };
    let orders = OrderFilter { site, hazard, ..OrderFilter::default() };
    let fires = FireFilter { site, hazard, ..FireFilter::default() };
    let mut lines = Vec::new();
    for it in penalties::list(ctx, &penalties, SHOWN).await?.rows {
        let it = it.record;
        let says = RegisterSays::Penalty { category: it.category, reason: it.reason };
        lines.push(RegisterLine { id: it.id.0, on: it.decided_on, says });
    }
    for it in orders::list(ctx, &orders, SHOWN).await?.rows {
        let (order, standing) = (it.record.order, it.record.standing);
        let says = RegisterSays::Order { number: order.number, kind: order.kind, standing };
        lines.push(RegisterLine { id: order.id.0, on: local_date(order.received_at), says });
    }
    for it in fires::list(ctx, &fires, SHOWN).await?.rows {
        let it = it.record;
        lines.push(RegisterLine {
            id: it.id.0,
            on: local_date(it.at),
            says: RegisterSays::Fire { cause: it.cause },
        });
    }
    // those of one day stay as they are: the sort is stable
    lines.sort_by_key(|line| std::cmp::Reverse(line.on));
    Ok(lines)
}

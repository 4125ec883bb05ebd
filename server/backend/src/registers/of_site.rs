//! What the registers hold about one site.

use super::{fires, orders, penalties};
use crate::{ctx::Ctx, error::Result};
use domain::{
    calendar::local_date,
    ids::SiteId,
    programmes::{
        filters::{FireFilter, OrderFilter, PenaltyFilter},
        register_views::{RegisterLine, RegisterSays},
    },
};

/// Entries of each register that the page of a site shows; the others stand in the lists.
const SHOWN: u64 = 10;

/// The newest entries about a site that this person may see, newest first.
pub async fn of_site(ctx: &Ctx, site: SiteId) -> Result<Vec<RegisterLine>> {
    let site = Some(site);
    let penalties = PenaltyFilter { site, ..PenaltyFilter::default() };
    let orders = OrderFilter { site, ..OrderFilter::default() };
    let fires = FireFilter { site, ..FireFilter::default() };
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

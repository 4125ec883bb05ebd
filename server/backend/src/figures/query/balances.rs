//! C, the balance of the stock, by category and by campaign.
//!
//! No counters are kept for them. What moves the balance of a period was found before its end and is open, or was closed or voided after
//! its beginning: the index of the subdistricts tells it, and of a long time only these rows are read. What of them was ever reopened
//! is counted from its events, as the lists behind the numbers do. Of areas above a subdistrict the sums are kept ([`OfPeriod`]).

use super::{by_subdistrict, grouped::with_campaign, in_subdistricts};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    figures::kept::{Held, KeptSums, OfPeriod, Parts, Shelf},
    hazards::query::figure_set::{closings, reopenings, whole},
    listing::{Conditions, Sql, id_if_any, rows, rows_of},
    reference::Reference,
};
use domain::{
    area::AreaCode,
    figures::{Balance, FigureSet},
    hazards::Category,
    ids::{CampaignId, sort_key_floor},
    period::Period,
};
use sea_orm::{QueryResult, Value};
use std::collections::BTreeMap;

/// The balances of a period by category and campaign, of what moves them.
#[derive(Default)]
pub(crate) struct Balances(Vec<(Category, Option<CampaignId>, Balance)>);

/// As they come: subdistrict, category, campaign; open at the start, found, reopened, closed, declared void.
type Row = (AreaCode, Category, Option<CampaignId>, [i64; 5]);

/// The balances of an area by each of what they are shown by; those in which nothing was open or moved are left out.
#[derive(Default)]
pub(super) struct Balanced {
    pub categories: BTreeMap<Category, Balance>,
    /// By the campaign whose visit found them.
    pub campaigns: BTreeMap<CampaignId, Balance>,
}

impl Balanced {
    /// Of an area that the actor sees, as of now.
    pub async fn now(ctx: &Ctx, reference: &Reference, area: &AreaCode, period: Period) -> Result<Self> {
        let mut balanced = Self::default();
        let periods = [period];
        let Some(parts) = Parts::of(ctx, reference, area, &periods) else {
            let those = in_subdistricts(reference, area, "h");
            let answer = question(ctx.db().is_sqlite(), those, period).one(ctx.db().read()).await?;
            for sums in read(&answer.ok_or_else(|| Error::broken("no answer"))?, 0)?.values() {
                balanced.add(sums);
            }
            return Ok(balanced);
        };
        parts.ahead::<Balances>().await?;
        let snapshot = ctx.db().begin_snapshot().await?;
        let pieces = parts.pieces::<Balances>(&snapshot).await;
        snapshot.rollback().await?;
        for (_, _, piece) in pieces? {
            balanced.add(&piece.of);
        }
        Ok(balanced)
    }

    fn add(&mut self, Balances(groups): &Balances) {
        for (category, campaign, balance) in groups {
            *self.categories.entry(*category).or_default() += *balance;
            if let Some(campaign) = campaign {
                *self.campaigns.entry(*campaign).or_default() += *balance;
            }
        }
    }
}

impl Held for Balances {
    fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<(Category, Option<CampaignId>, Balance)>()
    }
}

impl OfPeriod for Balances {
    fn shelf(kept: &KeptSums) -> &Shelf<Period, Self> {
        &kept.balances
    }

    fn question(sqlite: bool, codes: &[AreaCode], period: Period) -> Sql {
        let mut those = Conditions::default();
        those.any_area("h.subdistrict_code", codes);
        question(sqlite, those, period)
    }

    fn read(answer: &QueryResult, column: usize) -> Result<BTreeMap<AreaCode, Self>> {
        read(answer, column)
    }
}

/// What moves the balance of `those` hazards in the period, by subdistrict, category and campaign.
fn question(sqlite: bool, mut those: Conditions, period: Period) -> Sql {
    let start: Value = period.start().into();
    those.add("h.sort_key < ?", [sort_key_floor(period.end()).into()]);
    // of what was done with before, and stayed so, nothing is read but the index
    those.add(
        "(h.closed_at >= ? OR h.voided_at >= ? OR (h.closed_at IS NULL AND h.voided_at IS NULL))",
        [start.clone(), start],
    );
    // none of these sets changes with the time of the question
    let counted = |set| whole(set, period, period.end(), sqlite).as_number();
    let terms = [
        counted(FigureSet::OpenAtStart),
        counted(FigureSet::FlowFound),
        reopenings(period, sqlite),
        closings(period, sqlite),
        counted(FigureSet::FlowVoided),
    ];
    let names = ["at_start", "found", "reopened", "closed", "voided"];
    let values = names.map(|name| format!("g.{name}")).join(", ");
    let values = if sqlite { format!("json_array({values})") } else { format!("json_build_array({values})") };
    let columns = format!("g.place, g.category, {}, {values}", id_if_any(sqlite, "g.campaign"));
    let mut sql = Sql::new(format!(
        "SELECT {} FROM (SELECT h.subdistrict_code AS place, h.category AS category, i.campaign_id AS campaign",
        rows_of(sqlite, &columns)
    ));
    for (term, name) in terms.into_iter().zip(names) {
        sql.push(", CAST(sum(").append(term).push(&format!(") AS BIGINT) AS {name}"));
    }
    sql.push(&with_campaign(sqlite, by_subdistrict(sqlite))).filter(&those);
    sql.push(" GROUP BY 1, 2, 3) g");
    sql
}

/// What was answered, by subdistrict.
fn read(answer: &QueryResult, column: usize) -> Result<BTreeMap<AreaCode, Balances>> {
    let mut read: BTreeMap<AreaCode, Balances> = BTreeMap::new();
    for (place, category, campaign, [open_at_start, found, reopened, closed, voided]) in
        rows::<Row>(answer, column)?
    {
        let open_at_end = open_at_start + found + reopened - closed - voided;
        let balance = Balance { open_at_start, found, reopened, closed, voided, open_at_end };
        // closed before and reopened after the period
        if balance != Balance::default() {
            read.entry(place).or_default().0.push((category, campaign, balance));
        }
    }
    Ok(read)
}

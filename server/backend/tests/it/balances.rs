//! The balance by category and campaign: as many rows behind every number as it says, the definition over all rows and their events
//! agrees, and the categories add up to the whole.

use backend::{
    ctx::Ctx,
    entities::{hazard, inspection},
    figures::query::dashboard,
    hazards::{self, flows, rows},
};
use domain::{
    area::AreaCode,
    figures::{Balance, Dashboard, FigureSet, HazardFacts, figures},
    hazards::Category,
    ids::CampaignId,
    listing::HazardFilter,
    period::Period,
};
use sea_orm::EntityTrait;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

use crate::{figures::office, support::world::date};

const SUBDISTRICT: &str = "310105008";

/// Every number of a balance, with the set that it opens.
fn numbers(b: Balance) -> [(FigureSet, i64); 6] {
    [
        (FigureSet::OpenAtStart, b.open_at_start),
        (FigureSet::FlowFound, b.found),
        (FigureSet::FlowReopened, b.reopened),
        (FigureSet::FlowClosed, b.closed),
        (FigureSet::FlowVoided, b.voided),
        (FigureSet::OpenAtEnd, b.open_at_end),
    ]
}

/// How many rows a number opens are told by the list; of happenings the same hazard stands there once.
async fn check_rows(ctx: &Ctx, group: &HazardFilter, p: Period, balance: Balance) {
    for (set, n) in numbers(balance) {
        let mut filter = HazardFilter { figure: Some(set), ..group.clone() };
        (filter.common.from, filter.common.to) = (Some(p.from), Some(p.to));
        let total = hazards::query::list(ctx, &filter, 1).await.unwrap().total;
        let listed = i64::try_from(total.n).unwrap();
        let again = matches!(set, FigureSet::FlowClosed | FigureSet::FlowReopened);
        let fits = if again { listed <= n && (n == 0) == (listed == 0) } else { listed == n };
        assert!(fits && !total.more, "{set} of {group:?} {p:?}: {listed} of {n}");
    }
}

/// Of everything that was ever found in the area, by category and by campaign.
async fn recounted(
    ctx: &Ctx,
    area: &AreaCode,
    p: Period,
) -> (BTreeMap<Category, Balance>, BTreeMap<CampaignId, Balance>) {
    let on = ctx.state.db.read();
    let all = hazard::Entity::find().all(on).await.unwrap();
    let visits = inspection::Entity::find().all(on).await.unwrap();
    let campaigns: HashMap<Uuid, Option<Uuid>> =
        visits.into_iter().map(|visit| (visit.id, visit.campaign_id)).collect();
    let mut happened = flows::of(on, &all).await.unwrap();
    let mut by_category: BTreeMap<Category, Balance> = BTreeMap::new();
    let mut by_campaign: BTreeMap<CampaignId, Balance> = BTreeMap::new();
    for row in all.iter().filter(|row| row.area_code.starts_with(area.as_str())) {
        let facts: HazardFacts = rows::facts(row, &happened.remove(&row.id).unwrap_or_default()).unwrap();
        let own = figures([&facts], p, ctx.now).balance;
        if own == Balance::default() {
            continue;
        }
        let category: Category = row.category.parse().unwrap();
        *by_category.entry(category).or_default() += own;
        let campaign = row.inspection_id.and_then(|visit| campaigns.get(&visit).copied().flatten());
        if let Some(campaign) = campaign {
            *by_campaign.entry(CampaignId(campaign)).or_default() += own;
        }
    }
    (by_category, by_campaign)
}

/// The balances that a dashboard shows are those of a recount, and add up. Answers how much moved.
pub async fn agree(ctx: &Ctx, board: &Dashboard, when: &str) -> i64 {
    let (area, p) = (&board.rates.area.code, board.period());
    let mut sum = Balance::default();
    for row in &board.categories {
        assert!(row.balance.holds(), "{:?} of {area} {p:?}, {when}", row.category);
        sum += row.balance;
    }
    assert_eq!(sum, board.rates.total.balance, "{area} {p:?}, {when}: categories add up to the whole");
    let shown = |balance: Balance| (balance != Balance::default()).then_some(balance);
    let categories: BTreeMap<Category, Balance> =
        board.categories.iter().filter_map(|row| Some((row.category, shown(row.balance)?))).collect();
    let campaigns: BTreeMap<CampaignId, Balance> =
        board.campaigns.iter().filter_map(|row| Some((row.id, shown(row.balance)?))).collect();
    let (by_category, by_campaign) = recounted(ctx, area, p).await;
    assert_eq!(categories, by_category, "{area} {p:?}, {when}");
    assert_eq!(campaigns, by_campaign, "{area} {p:?}, {when}");
    campaigns.values().chain([&sum]).map(|b| b.found + b.reopened + b.closed + b.voided).sum()
}

/// The demo's year, days that begin no month, months between which much stays open.
fn periods() -> [Period; 3] {
    [("2023-01-01", "2023-12-31"), ("2023-03-15", "2023-10-10"), ("2023-11-01", "2024-02-29")]
        .map(|(from, to)| Period::new(date(from), date(to)).unwrap())
}

db_test!(categories_and_campaigns_have_the_balance_of_their_rows, |db| async {
    let ctx = office(&db).await;
    let mut moved = 0;
    for area in [SUBDISTRICT, "310105008004", "310105"] {
        let area: AreaCode = area.parse().unwrap();
        for p in periods() {
            let board = dashboard(&ctx, Some(area.clone()), p).await.unwrap();
            moved += agree(&ctx, &board, "of the demo").await;
        }
    }
    assert!(moved > 3_000, "the questions are about something: {moved}");
});

db_test!(every_number_of_a_balance_opens_its_rows, |db| async {
    let ctx = office(&db).await;
    let area: AreaCode = SUBDISTRICT.parse().unwrap();
    let mut here = HazardFilter::default();
    here.common.area = Some(area.clone());
    for p in periods() {
        let board = dashboard(&ctx, Some(area.clone()), p).await.unwrap();
        for row in &board.categories {
            let group = HazardFilter { category: vec![row.category], ..here.clone() };
            check_rows(&ctx, &group, p, row.balance).await;
        }
        for row in &board.campaigns {
            let group = HazardFilter { campaign: Some(row.id), ..here.clone() };
            check_rows(&ctx, &group, p, row.balance).await;
        }
    }
});

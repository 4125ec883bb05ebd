//! The expiry wave 到期波: how much gear reaches the end of its life, month by month and committee by committee, and what
//! putting new gear in its place costs.

use crate::{
    area::AreaCode,
    fault::{Fault, FieldCode, FieldFault},
    hazards::commands::check_day,
    money::Fen,
    period::Month,
    programmes::gear::Gear,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    ops::{AddAssign, RangeInclusive},
};

/// Gear in use whose life ends in one month, counted by the store: one row for each committee, kind and month,
/// and of the month that runs one for what has ended and one for what has not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaveRow {
    /// The committee.
    pub committee: AreaCode,
    /// Kind.
    pub gear: Gear,
    /// The month in which the life ends.
    pub month: Month,
    /// It has ended: its last day is today's, or was before.
    pub ended: bool,
    /// How many.
    pub n: i64,
}

/// What one new piece of each kind costs, installed. Editable data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitCosts(pub BTreeMap<Gear, Fen>);

impl UnitCosts {
    /// What an installation begins with, in round numbers of Shanghai's market; the office puts its own prices in their place.
    pub fn defaults() -> Self {
        let yuan = [
            (Gear::Stove, 800),
            (Gear::WaterHeater, 1_800),
            (Gear::Hose, 80),
            (Gear::GasAlarm, 300),
            (Gear::SmokeDetector, 220),
        ];
        Self(yuan.into_iter().map(|(gear, yuan)| (gear, Fen(yuan * 100))).collect())
    }

    /// The day from which these hold: before any price that somebody enters.
    pub fn defaults_from() -> NaiveDate {
        NaiveDate::from_ymd_opt(2010, 1, 1).unwrap_or_default()
    }

    /// The cost of one; nothing for a kind without a price.
    pub fn of(&self, gear: Gear) -> Fen {
        self.0.get(&gear).copied().unwrap_or_default()
    }
}

/// What one new piece of gear costs from a day on: the record, and the command that sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitPrice {
    /// Kind.
    pub gear: Gear,
    /// The price, installed.
    pub cost: Fen,
    /// From this day on, until a later price.
    pub valid_from: NaiveDate,
}

/// The highest price of one piece: a million yuan.
pub const HIGHEST_PRICE: Fen = Fen(100_000_000);

impl UnitPrice {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        if !(Fen(0)..=HIGHEST_PRICE).contains(&self.cost) {
            let fault = FieldFault::new("cost", FieldCode::OutOfRange);
            faults.push(fault.with("min", Fen(0)).with("max", HIGHEST_PRICE));
        }
        check_day("valid_from", self.valid_from, &mut faults);
        Fault::check(faults)
    }
}

/// A number with its cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaveCell {
    /// How many pieces.
    pub n: i64,
    /// What new ones cost.
    pub cost: Fen,
}

impl AddAssign for WaveCell {
    fn add_assign(&mut self, other: Self) {
        self.n += other.n;
        self.cost += other.cost;
    }
}

/// Numbers by committee.
pub type ByCommittee = BTreeMap<AreaCode, WaveCell>;

/// The wave over some months.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    /// 已过期: has ended, or will have before the first month; shown apart and first, and in no month.
    pub expired: ByCommittee,
    /// 将到期: what has not ended yet, by month; every month of the wave, also the empty ones.
    pub months: BTreeMap<Month, ByCommittee>,
}

impl Wave {
    /// All of a month.
    pub fn month(&self, month: Month) -> WaveCell {
        total(self.months.get(&month))
    }

    /// All that has expired.
    pub fn all_expired(&self) -> WaveCell {
        total(Some(&self.expired))
    }

    /// Everything in it: what next year's campaign has to do.
    pub fn total(&self) -> WaveCell {
        let mut sum = self.all_expired();
        for committees in self.months.values() {
            sum += total(Some(committees));
        }
        sum
    }
}

fn total(committees: Option<&ByCommittee>) -> WaveCell {
    let mut sum = WaveCell::default();
    for cell in committees.into_iter().flat_map(BTreeMap::values) {
        sum += *cell;
    }
    sum
}

/// The wave of `rows` over these months. What ends later than the last is left out.
pub fn wave<'a>(
    rows: impl IntoIterator<Item = &'a WaveRow>,
    months: RangeInclusive<Month>,
    costs: &UnitCosts,
) -> Wave {
    let mut wave = Wave::default();
    let mut month = *months.start();
    while month <= *months.end() {
        wave.months.insert(month, ByCommittee::new());
        month = month.next();
    }
    for row in rows {
        if row.month > *months.end() {
            continue;
        }
        let committees = match wave.months.get_mut(&row.month) {
            Some(committees) if !row.ended => committees,
            _ => &mut wave.expired,
        };
        let cell = WaveCell { n: row.n, cost: costs.of(row.gear).times(row.n) };
        *committees.entry(row.committee.clone()).or_default() += cell;
    }
    wave
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn month(s: &str) -> Month {
        s.parse().expect(s)
    }

    #[test]
    fn a_price_is_neither_negative_nor_beyond_all_gear() {
        for (fen, fits) in [(-1, false), (0, true), (80_000, true), (100_000_000, true), (100_000_001, false)]
        {
            let price = UnitPrice {
                gear: Gear::Stove,
                cost: Fen(fen),
                valid_from: "2024-01-01".parse().expect("day"),
            };
            assert_eq!(price.validate().is_ok(), fits, "{fen}");
        }
    }

    fn row(committee: &str, gear: Gear, on: &str, n: i64) -> WaveRow {
        WaveRow { committee: committee.parse().expect(committee), gear, month: month(on), ended: false, n }
    }

    fn costs() -> UnitCosts {
        UnitCosts([(Gear::GasAlarm, Fen(20_000)), (Gear::Stove, Fen(90_000))].into_iter().collect())
    }

    #[test]
    fn by_month_and_committee_with_cost() {
        let rows = [
            row("310105008001", Gear::GasAlarm, "2023-07", 3),
            row("310105008001", Gear::Stove, "2023-07", 1),
            row("310105008002", Gear::GasAlarm, "2023-07", 2),
            row("310105008002", Gear::GasAlarm, "2023-05", 4),
            row("310105008002", Gear::SmokeDetector, "2024-05", 5),
            row("310105008002", Gear::GasAlarm, "2024-06", 7),
        ];
        let told = wave(&rows, month("2023-06")..=month("2024-05"), &costs());
        assert_eq!(told.months.len(), 12, "empty months are there too");
        assert_eq!(told.month(month("2023-06")), WaveCell::default());
        assert_eq!(told.month(month("2023-07")), WaveCell { n: 6, cost: Fen(190_000) });
        let first: AreaCode = "310105008001".parse().expect("code");
        assert_eq!(told.months[&month("2023-07")][&first], WaveCell { n: 4, cost: Fen(150_000) });
        assert_eq!(told.all_expired(), WaveCell { n: 4, cost: Fen(80_000) });
        assert_eq!(told.month(month("2024-05")), WaveCell { n: 5, cost: Fen(0) }, "no price is known");
        assert_eq!(told.total().n, 15, "without the month after the last");
    }

    #[test]
    fn what_has_ended_is_expired_also_in_the_month_that_runs() {
        let still = row("310105008001", Gear::GasAlarm, "2023-06", 2);
        let ended = WaveRow { ended: true, n: 3, ..still.clone() };
        for first in ["2023-05", "2023-06"] {
            let told = wave([&still, &ended], month(first)..=month("2023-07"), &costs());
            assert_eq!((told.all_expired().n, told.month(month("2023-06")).n), (3, 2), "{first}");
        }
        let told = wave([&still, &ended], month("2023-07")..=month("2023-08"), &costs());
        assert_eq!((told.all_expired().n, told.total().n), (5, 5), "all of it before the first month");
    }

    proptest! {
        /// Nothing is lost or counted twice between the expired, the months and what lies behind them.
        #[test]
        fn every_piece_is_in_one_place(
            rows in prop::collection::vec((1u32..6, 0usize..5, 0i32..60, 0i64..50), 0..40), first in 0i32..60, length in 0i32..24,
            today in 0i32..60,
        ) {
            let nth = |n: i32| Month::new(2020 + n / 12, u32::try_from(n % 12 + 1).expect("month")).expect("month");
            let rows: Vec<WaveRow> = rows
                .into_iter()
                .map(|(committee, gear, month, n)| WaveRow {
                    committee: format!("31010500800{committee}").parse().expect("code"),
                    gear: Gear::ALL[gear],
                    month: nth(month),
                    ended: month <= today,
                    n,
                })
                .collect();
            let (from, to) = (nth(first), nth(first + length));
            let told = wave(&rows, from..=to, &costs());
            let later: i64 = rows.iter().filter(|row| row.month > to).map(|row| row.n).sum();
            let all: i64 = rows.iter().map(|row| row.n).sum();
            prop_assert_eq!(told.total().n + later, all);
            let due = rows.iter().filter(|row| row.month <= to);
            let cost: Fen = due.map(|row| costs().of(row.gear).times(row.n)).sum();
            prop_assert_eq!(told.total().cost, cost);
        }
    }
}

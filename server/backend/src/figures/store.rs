//! Keeps the counters per area and month in step with the hazards, in the same transaction.

use crate::{
    db::WriteTx,
    transfer::rows::{additions, tuples},
};
use domain::{
    area::{AreaCode, AreaLevel},
    figures::{Counters, HazardFacts, contributions},
};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};
use std::collections::BTreeMap;

/// Most rows of one statement.
const ROWS: usize = 64;

/// The counters of which a period needs the sum over all earlier months, in the order of [`Counters::NAMES`].
pub(super) const CARRIED: [&str; 6] =
    ["carry", "carry_closed", "flow_found", "flow_closed", "flow_reopened", "flow_voided"];

/// Changes of counters, summed up before they are written.
#[derive(Clone, Debug, Default)]
pub struct Deltas(BTreeMap<(AreaCode, i32), Counters>);

impl Deltas {
    /// A hazard of `area` that contributed as `before` now contributes as `after`.
    pub fn change(&mut self, area: &AreaCode, before: Option<&HazardFacts>, after: Option<&HazardFacts>) {
        // no level above the subdistrict: a change must not reach beyond it
        let levels = [AreaLevel::Subdistrict, AreaLevel::Committee];
        let areas: Vec<AreaCode> = levels.iter().filter_map(|l| area.at(*l)).collect();
        let minus = before.map(contributions).unwrap_or_default().into_iter().map(|(m, c)| (m, -c));
        let plus = after.map(contributions).unwrap_or_default();
        for (month, counters) in minus.chain(plus) {
            for area in &areas {
                *self.0.entry((area.clone(), month.number())).or_default() += counters;
            }
        }
    }

    /// Takes over the changes of another.
    pub fn add(&mut self, other: Self) {
        for (key, counters) in other.0 {
            *self.0.entry(key).or_default() += counters;
        }
    }

    /// The rows to write.
    pub fn into_rows(self) -> impl Iterator<Item = ((AreaCode, i32), Counters)> {
        self.0.into_iter().filter(|(_, c)| !c.is_zero())
    }

    /// The statements that add the changes to the stored counters.
    pub fn statements(self, tx: &WriteTx) -> Vec<Statement> {
        let months: Vec<_> = self.into_rows().map(|(key, counters)| (key, counters.values())).collect();
        let mut years: BTreeMap<(AreaCode, i32), [i64; CARRIED.len()]> = BTreeMap::new();
        for ((area, month), values) in &months {
            let year = years.entry((area.clone(), month / 100)).or_default();
            for (sum, value) in year.iter_mut().zip(carried(values)) {
                *sum += value;
            }
        }
        let years: Vec<_> = years.into_iter().filter(|(_, sums)| sums.iter().any(|n| *n != 0)).collect();
        let backend = tx.get_database_backend();
        let months = additions(backend, &months, ROWS, &[0; Counters::NAMES.len()]);
        let years = additions(backend, &years, ROWS, &[0; CARRIED.len()]);
        let months = months.iter().map(|rows| addition(tx, MONTHS, &Counters::NAMES, rows));
        months.chain(years.iter().map(|rows| addition(tx, YEARS, &CARRIED, rows))).collect()
    }

    /// Adds the changes to the stored counters at once.
    pub async fn write(self, tx: &WriteTx) -> Result<(), DbErr> {
        for statement in self.statements(tx) {
            tx.execute_raw(statement).await?;
        }
        Ok(())
    }
}

/// The values of [`CARRIED`].
fn carried(values: &[i64; Counters::NAMES.len()]) -> impl Iterator<Item = i64> {
    let all = Counters::NAMES.iter().zip(values);
    all.filter(|(name, _)| CARRIED.contains(name)).map(|(_, value)| *value)
}

/// A table of counters and its column of time.
type Table = (&'static str, &'static str);
const MONTHS: Table = ("month_figure", "month");
const YEARS: Table = ("year_figure", "year");

fn addition<const N: usize>(
    tx: &WriteTx,
    (table, time): Table,
    names: &[&str; N],
    rows: &[((AreaCode, i32), [i64; N])],
) -> Statement {
    let width = 2 + N;
    let mut values: Vec<Value> = Vec::with_capacity(rows.len() * width);
    for ((area, time), counters) in rows {
        values.push(area.as_str().into());
        values.push((*time).into());
        values.extend(counters.map(Value::from));
    }
    let backend = tx.get_database_backend();
    let sums: Vec<String> = names.iter().map(|n| format!("{n} = {table}.{n} + excluded.{n}")).collect();
    let sql = format!(
        "INSERT INTO {table} (area_code, {time}, {}) VALUES {} ON CONFLICT (area_code, {time}) DO UPDATE SET {}",
        names.join(", "),
        tuples(backend, rows.len(), width),
        sums.join(", ")
    );
    Statement::from_sql_and_values(backend, sql, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_stands_in_the_order_of_its_columns() {
        let values = std::array::from_fn(|i| i as i64);
        let expected: Vec<i64> = CARRIED
            .iter()
            .filter_map(|name| Counters::NAMES.iter().position(|n| n == name))
            .map(|i| i as i64)
            .collect();
        assert_eq!(expected.len(), CARRIED.len());
        assert_eq!(carried(&values).collect::<Vec<_>>(), expected);
    }
}

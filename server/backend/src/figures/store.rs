//! Keeps the counters per area and month in step with the hazards, in the same transaction.

use crate::{db::WriteTx, error::Result};
use domain::{
    area::{AreaCode, AreaLevel},
    figures::{Counters, HazardFacts, contributions},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use std::collections::BTreeMap;

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

    /// Adds the changes to the stored counters.
    pub async fn write(self, tx: &WriteTx) -> Result<()> {
        let rows: Vec<_> = self.into_rows().collect();
        // 16 values a row; both databases take far more than 100 rows at once
        for chunk in rows.chunks(100) {
            write_chunk(tx, chunk).await?;
        }
        Ok(())
    }
}

async fn write_chunk(tx: &WriteTx, rows: &[((AreaCode, i32), Counters)]) -> Result<()> {
    let width = 2 + Counters::NAMES.len();
    let mut values: Vec<Value> = Vec::with_capacity(rows.len() * width);
    for ((area, month), counters) in rows {
        values.push(area.as_str().into());
        values.push((*month).into());
        values.extend(counters.values().map(Value::from));
    }
    let backend = tx.get_database_backend();
    let placeholders: Vec<String> = (0..rows.len())
        .map(|row| {
            let one: Vec<String> = (1..=width)
                .map(|i| {
                    if backend == DbBackend::Sqlite {
                        "?".to_owned()
                    } else {
                        format!("${}", row * width + i)
                    }
                })
                .collect();
            format!("({})", one.join(","))
        })
        .collect();
    let sums: Vec<String> =
        Counters::NAMES.iter().map(|n| format!("{n} = month_figure.{n} + excluded.{n}")).collect();
    let sql = format!(
        "INSERT INTO month_figure (area_code, month, {}) VALUES {} ON CONFLICT (area_code, month) DO UPDATE SET {}",
        Counters::NAMES.join(", "),
        placeholders.join(","),
        sums.join(", ")
    );
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

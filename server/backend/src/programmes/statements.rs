//! The expiry wave and the statement of zero cylinders as [tables](crate::tables). They name nobody, so there is nothing to mask.

use super::{gas::query::zero_page, wave};
use crate::{ctx::Ctx, error::Result, programmes::export::yes_or_no};
use chrono::NaiveDate;
use domain::{
    area::{AreaCode, AreaRef},
    csv::Csv,
    period::Month,
    programmes::{desk_views::AreaZero, figures::WaveCell, gear::Gear},
    summary::{Lang, names::Named},
};

const WAVE: [&str; 6] = ["类别", "居委会代码", "居委会", "到期月份", "数量", "更换费用（元）"];

/// What stands where the month would: ended before the first one.
const EXPIRED: &str = "已过期";

/// The expiry wave of an area: a line for each kind, committee and month in which anything ends, what has expired first.
pub async fn expiry(ctx: &Ctx, area: Option<&AreaCode>, from: Option<Month>, months: u32) -> Result<String> {
    let page = wave::page(ctx, area, from, months).await?;
    let mut csv = Csv::new(WAVE);
    for kind in &page.kinds {
        for committee in &page.committees {
            let mut line = |when: &str, cell: Option<&WaveCell>| {
                if let Some(cell) = cell.filter(|cell| cell.n > 0) {
                    csv.row(wave_cells(kind.gear, committee, when, *cell));
                }
            };
            line(EXPIRED, kind.wave.expired.get(&committee.code));
            for (month, cells) in &kind.wave.months {
                line(&month.to_string(), cells.get(&committee.code));
            }
        }
    }
    Ok(csv.into_text())
}

fn wave_cells(gear: Gear, committee: &AreaRef, when: &str, cell: WaveCell) -> [String; 6] {
    [
        gear.name(Lang::Zh).to_owned(),
        committee.code.to_string(),
        committee.name.clone(),
        when.to_owned(),
        cell.n.to_string(),
        cell.cost.to_string(),
    ]
}

const ZERO: [&str; 8] =
    ["区域代码", "区域", "截至", "零钢瓶", "液化气用户", "已清零", "已改未退清", "剩余钢瓶"];

/// The statement of an area at the end of a day, the whole first, then each area inside it.
pub async fn zero_cylinders(ctx: &Ctx, area: Option<&AreaCode>, on: Option<NaiveDate>) -> Result<String> {
    let page = zero_page(ctx, area, on).await?;
    let mut csv = Csv::new(ZERO);
    for AreaZero { area, zero } in std::iter::once(&page.total).chain(&page.parts) {
        csv.row([
            area.code.to_string(),
            area.name.clone(),
            page.on.to_string(),
            yes_or_no(Some(zero.holds())),
            zero.users.to_string(),
            zero.cleared.to_string(),
            zero.clearing.to_string(),
            zero.cylinders.to_string(),
        ]);
    }
    Ok(csv.into_text())
}

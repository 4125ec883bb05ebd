//! Figures from the counters per area and month.

use crate::{
    ctx::Ctx,
    error::Result,
    listing::{Conditions, Scope, Sql, places},
    reference::Reference,
};
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    figures::{Counters, Figures, LateOpen, from_months},
    period::Month,
};
use sea_orm::Value;
use std::collections::BTreeMap;

/// The counters of which the sum over all earlier months is needed.
const CARRIED: [&str; 6] =
    ["carry", "carry_closed", "flow_found", "flow_closed", "flow_reopened", "flow_voided"];

/// The local month (yyyymm) of the finding, from the sort key: milliseconds in its upper bits.
const FOUND_MONTH_SQLITE: &str =
    "CAST(strftime('%Y%m', (h.sort_key >> 22) / 1000 + 28800, 'unixepoch') AS INTEGER)";
const FOUND_MONTH_POSTGRES: &str =
    "CAST(to_char(to_timestamp((h.sort_key >> 22) / 1000 + 28800) AT TIME ZONE 'UTC', 'YYYYMM') AS integer)";

/// The counters of some areas for some months.
pub(super) struct Counted {
    months: Vec<Month>,
    rows: BTreeMap<AreaCode, Counts>,
}

/// The counters of one area: of each month, and of all time before.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    before: Counters,
    months: Vec<Counters>,
    late: Vec<LateOpen>,
}

impl Counted {
    /// Those of the area and of its parts.
    pub async fn read(ctx: &Ctx, reference: &Reference, area: &AreaCode, months: &[Month]) -> Result<Self> {
        let mut codes = sources(reference, area);
        if area.level() == AreaLevel::Subdistrict {
            codes.extend(reference.areas.children(area).map(|a| a.code.clone()));
        }
        Self::of_codes(ctx, area, &codes, months).await
    }

    /// Those of the area alone.
    pub async fn read_total(
        ctx: &Ctx,
        reference: &Reference,
        area: &AreaCode,
        months: &[Month],
    ) -> Result<Self> {
        Self::of_codes(ctx, area, &sources(reference, area), months).await
    }

    async fn of_codes(ctx: &Ctx, area: &AreaCode, codes: &[AreaCode], months: &[Month]) -> Result<Self> {
        let mut counted = Self { months: months.to_vec(), rows: BTreeMap::new() };
        let (Some(first), Some(last)) = (months.first(), months.last()) else { return Ok(counted) };
        let mut these = Conditions::default();
        these.add(
            format!("area_code IN ({})", places(codes.len())),
            codes.iter().map(|c| Value::from(c.as_str())),
        );
        counted.inside(ctx, &these, *first, *last).await?;
        counted.before(ctx, &these, *first).await?;
        counted.late(ctx, area, *first, *last).await?;
        Ok(counted)
    }

    async fn inside(&mut self, ctx: &Ctx, these: &Conditions, first: Month, last: Month) -> Result<()> {
        // all months of an area as one text: a year of a subdistrict is 4,800 numbers, and each would be a value of
        // its own on the way here
        let names = Counters::NAMES.join(", ");
        let months = if ctx.db().is_sqlite() {
            format!("json_group_array(json_array(month, {names}))")
        } else {
            format!("CAST(json_agg(json_build_array(month, {names})) AS text)")
        };
        let mut sql = Sql::new(format!("SELECT area_code, {months} FROM month_figure"));
        let mut these = these.clone();
        these.add("month BETWEEN ? AND ?", [first.number().into(), last.number().into()]);
        sql.filter(&these).push(" GROUP BY area_code");
        for row in sql.all(ctx.db().read()).await? {
            let months: String = row.try_get_by_index(1)?;
            let months: Vec<[i64; 1 + Counters::NAMES.len()]> = serde_json::from_str(&months)?;
            for [month, values @ ..] in months {
                if let Some(i) = self.at(month) {
                    self.row(row.try_get_by_index(0)?)?.months[i] = Counters::from_values(values);
                }
            }
        }
        Ok(())
    }

    async fn before(&mut self, ctx: &Ctx, these: &Conditions, first: Month) -> Result<()> {
        let sums = CARRIED.map(|name| format!("CAST(sum({name}) AS BIGINT)")).join(", ");
        let mut sql = Sql::new(format!("SELECT area_code, {sums} FROM month_figure"));
        let mut these = these.clone();
        these.add("month < ?", [first.number().into()]);
        sql.filter(&these).push(" GROUP BY area_code");
        for row in sql.all(ctx.db().read()).await? {
            let number = |i: usize| row.try_get_by_index::<i64>(i + 1);
            self.row(row.try_get_by_index(0)?)?.before = Counters {
                carry: number(0)?,
                carry_closed: number(1)?,
                flow_found: number(2)?,
                flow_closed: number(3)?,
                flow_reopened: number(4)?,
                flow_voided: number(5)?,
                ..Counters::default()
            };
        }
        Ok(())
    }

    /// Open hazards whose deadline has passed: time alone makes them late, so no counter holds them.
    async fn late(&mut self, ctx: &Ctx, area: &AreaCode, first: Month, last: Month) -> Result<()> {
        let scope = Scope::from(area.clone());
        let column =
            if area.level() < AreaLevel::Subdistrict { "subdistrict_code" } else { "committee_code" };
        let (index, month) = if ctx.db().is_sqlite() {
            (" INDEXED BY ix_hazard_open", FOUND_MONTH_SQLITE)
        } else {
            ("", FOUND_MONTH_POSTGRES)
        };
        let today: Value = local_date(ctx.now).into();
        let mut sql = Sql::default();
        sql.bind(
            &format!(
                "SELECT h.{column}, {month}, count(*), sum(CASE WHEN h.effective_due < ? THEN 1 ELSE 0 END) \
                 FROM hazard h{index}"
            ),
            [today.clone()],
        );
        let mut late = scope.by_subdistrict("h");
        late.add("h.closed_at IS NULL", []);
        late.add("(h.void_reason IS NULL OR h.void_reason = 'site_gone')", []);
        late.add("h.original_due < ?", [today]);
        late.days("h.sort_key", Some(first.first_day()), Some(last.last_day()));
        sql.filter(&late).push(" GROUP BY 1, 2");
        for row in sql.all(ctx.db().read()).await? {
            let part: AreaCode = row.try_get_by_index::<String>(0)?.parse()?;
            let found: i32 = row.try_get_by_index(1)?;
            let open = LateOpen { original: row.try_get_by_index(2)?, effective: row.try_get_by_index(3)? };
            let Some(i) = self.at(found.into()) else { continue };
            // a subdistrict has counters of its own, so it needs a sum of its own
            let of_area = (area.level() == AreaLevel::Subdistrict).then(|| area.clone());
            for code in of_area.into_iter().chain([part]) {
                let late = &mut self.row(code.into())?.late[i];
                late.original += open.original;
                late.effective += open.effective;
            }
        }
        Ok(())
    }

    fn at(&self, month: i64) -> Option<usize> {
        self.months.iter().position(|m| i64::from(m.number()) == month)
    }

    fn row(&mut self, code: String) -> Result<&mut Counts> {
        let n = self.months.len();
        let empty = || Counts {
            before: Counters::default(),
            months: vec![Counters::default(); n],
            late: vec![LateOpen::default(); n],
        };
        Ok(self.rows.entry(code.parse()?).or_insert_with(empty))
    }

    /// The counters of an area: its own, or above the subdistrict the sum of what it holds.
    pub fn of(&self, area: &AreaCode) -> Counts {
        let n = self.months.len();
        let mut sum = Counts {
            before: Counters::default(),
            months: vec![Counters::default(); n],
            late: vec![LateOpen::default(); n],
        };
        let large = area.level() < AreaLevel::Subdistrict;
        for (_, counts) in
            self.rows.iter().filter(|(code, _)| *code == area || (large && area.contains(code)))
        {
            sum.before += counts.before;
            for i in 0..n {
                sum.months[i] += counts.months[i];
                sum.late[i].original += counts.late[i].original;
                sum.late[i].effective += counts.late[i].effective;
            }
        }
        sum
    }
}

impl Counts {
    /// Over all the months.
    pub fn over(&self) -> Figures {
        let mut late = LateOpen::default();
        for l in &self.late {
            late.original += l.original;
            late.effective += l.effective;
        }
        from_months(self.before, &self.months, late)
    }

    /// Month by month.
    pub fn by_month(&self) -> Vec<Figures> {
        let mut before = self.before;
        let one = |(month, late): (&Counters, &LateOpen)| {
            let figures = from_months(before, std::slice::from_ref(month), *late);
            before += *month;
            figures
        };
        self.months.iter().zip(&self.late).map(one).collect()
    }
}

/// The areas whose counters make up an area: itself, or the subdistricts in it.
fn sources(reference: &Reference, area: &AreaCode) -> Vec<AreaCode> {
    if area.level() >= AreaLevel::Subdistrict {
        return vec![area.clone()];
    }
    let inside = reference.areas.subtree(area).filter(|a| a.code.level() == AreaLevel::Subdistrict);
    inside.map(|a| a.code.clone()).collect()
}

//! The targets of a year: what has been reached of each by the figures that were counted again, and where it should be by a day.

use std::collections::BTreeMap;

use backend::{ctx::Ctx, db::Db, targets::query::list};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    calendar::local_date,
    ids::TargetId,
    period::Period,
    programmes::{
        figures::ProgrammeFigures,
        target::{Measured, Pace},
    },
};
use uuid::Uuid;

use super::{
    cells::{Cells, Recount},
    figures::{self, Figures},
};
use crate::support::plain_sql::{day_of_year, rows};

/// The number of each target of a year, where it should be at the end of a day, and where seven days later: in proportion to the
/// days gone, floored; all of it when the year is over.
async fn due(db: &Db, year: i32, day: NaiveDate) -> BTreeMap<TargetId, [i64; 3]> {
    let last = format!("{year}-12-31");
    let by = |day: NaiveDate| {
        format!(
            "CASE WHEN '{day}' > '{last}' THEN t.number WHEN '{day}' < '{year}-01-01' THEN 0
             ELSE t.number * {} / {} END",
            day_of_year(db, &format!("'{day}'")),
            day_of_year(db, &format!("'{last}'"))
        )
    };
    let sql = format!(
        "SELECT t.id, t.number, {}, {} FROM year_target t WHERE t.year = {year} AND t.area_code LIKE '310105008%'",
        by(day),
        by(day + Days::new(7))
    );
    let found = rows(db, &sql).await;
    let due = found.iter().map(|row| {
        let id = TargetId(row.try_get_by_index::<Uuid>(0).unwrap());
        (id, std::array::from_fn(|i| row.try_get_by_index(i + 1).unwrap()))
    });
    due.collect()
}

/// Figures of visits and of hazards.
struct Beside {
    visits: Cells<2>,
    hazards: Cells<2>,
}

impl Beside {
    /// The figures of visits and hazards, which know no moment in the past.
    async fn counted(recount: &Recount<'_>) -> Self {
        Self { visits: figures::inspections(recount).await, hazards: figures::hazards(recount).await }
    }
}

/// The figure of a target.
fn reached(of: Measured, f: &ProgrammeFigures, visits: [i64; 2], hazards: [i64; 2]) -> i64 {
    match of {
        Measured::Inspections => visits[0],
        Measured::SpecialInspections => visits[1],
        Measured::HazardsFound => hazards[1],
        Measured::HazardsClosed => hazards[0],
        Measured::HouseholdsSurveyed => f.households_surveyed,
        Measured::StovesReplaced => f.stoves_replaced,
        Measured::GasAlarmHouseholds => f.gas_alarm_households,
        Measured::GasAlarmsInstalled => f.gas_alarms_installed,
        Measured::GasUnitsSurveyed => f.gas_units_surveyed,
        Measured::GasHazardsEliminated => f.gas_hazards.n,
        Measured::LpgUsersMoved => f.lpg_moved,
        Measured::Penalties => f.penalties,
        Measured::EstatesWithDetectors => f.estates_with_detectors,
        Measured::Chargers => f.chargers,
    }
}

/// Visits and hazards are asked as of now; what lies before the end of the data can be asked of the programmes alone.
fn knows_moments(of: Measured) -> bool {
    let now_only = [
        Measured::Inspections,
        Measured::SpecialInspections,
        Measured::HazardsFound,
        Measured::HazardsClosed,
    ];
    !now_only.contains(&of)
}

/// Holds the targets of some years against the figures that were counted again as of these moments, the last of which is now; answers
/// how many targets there are now.
pub async fn agree(
    ctx: &Ctx,
    recount: &Recount<'_>,
    counted: &Figures,
    (years, moments): (&[i32], &[DateTime<Utc>]),
) -> usize {
    let beside = Beside::counted(recount).await;
    let mut seen = 0;
    for (year, t) in years.iter().flat_map(|year| moments.iter().map(move |t| (*year, *t))) {
        let (now, today) = (t == ctx.now, local_date(t));
        let place = recount.place(Period::year(year).unwrap(), t);
        let then = Ctx::at(ctx.state.clone(), ctx.actor.clone(), t);
        let targets = list(&then, Some(year), None).await.unwrap();
        assert_eq!(targets.next, None, "all on one page");
        let due = due(recount.db, year, today).await;
        assert_eq!(targets.rows.len(), due.len(), "{year}");
        for row in targets.rows {
            let (area, of) = (&row.target.area, row.target.measured_by);
            let [number, should_be, in_a_week] = due[&row.target.id];
            assert_eq!((row.target.number, row.should_be), (number, should_be), "{} at {t}", row.target.name);
            if !now && !knows_moments(of) {
                continue;
            }
            let programmes = &counted[&(area.clone(), place)];
            let value =
                reached(of, programmes, beside.visits.of(area, place), beside.hazards.of(area, place));
            assert_eq!(row.value, Some(value), "{area} {year}: {} at {t}", row.target.name);
            let early = value >= number && today.to_string() < format!("{year}-12-31");
            let pace = match value {
                _ if value < should_be => Pace::Behind,
                _ if value > in_a_week || early => Pace::Ahead,
                _ => Pace::On,
            };
            assert_eq!(row.pace, Some(pace), "{area} {year}: {} at {t}", row.target.name);
            seen += usize::from(now);
        }
    }
    seen
}

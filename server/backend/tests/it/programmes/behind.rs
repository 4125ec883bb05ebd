//! Every figure opens a list of exactly the rows that it counts.

use super::{figures::history, *};
use crate::support::{
    books,
    world::{SUBDISTRICT, date},
};
use backend::{ctx::Ctx, entities::site, hazards, programmes::figures::figures, targets};
use domain::{
    calendar::day_end,
    figures::FigureSet,
    hazards::Category,
    ids::{SiteId, TargetId},
    listing::{Common, HazardFilter},
    period::{Month, Period},
    programmes::{
        figures::{DeviceSet, GasSet, StoveSet},
        filters::{DeviceFilter, GasFilter, StoveFilter},
        target::{Measured, YearTarget},
    },
};
use sea_orm::EntityTrait;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most rows of a list here: all of them.
const ALL: u64 = 50;

fn of(period: Period) -> Common {
    Common { from: Some(period.from), to: Some(period.to), ..Common::default() }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap()
}

/// Rows, and doors among them.
struct Behind {
    rows: i64,
    doors: BTreeSet<SiteId>,
}

impl Behind {
    fn new(total: u64, doors: Vec<SiteId>) -> Self {
        assert_eq!(total, u64::try_from(doors.len()).unwrap(), "the total is that of the rows");
        Self { rows: count(doors.len()), doors: doors.into_iter().collect() }
    }

    fn doors(&self) -> i64 {
        count(self.doors.len())
    }

    async fn estates(&self, world: &World) -> i64 {
        let mut estates = BTreeSet::new();
        for door in &self.doors {
            let row = site::Entity::find_by_id(door.0).one(world.state.db.read()).await.unwrap().unwrap();
            estates.insert(row.estate.expect("only those of estates"));
        }
        count(estates.len())
    }
}

async fn stoves(ctx: &Ctx, period: Period, set: StoveSet) -> Behind {
    let filter = StoveFilter { common: of(period), figure: Some(set), ..StoveFilter::default() };
    let page = stove_services::query::list(ctx, &filter, ALL).await.unwrap();
    Behind::new(page.total.n, page.rows.iter().map(|row| row.door.site).collect())
}

async fn devices(ctx: &Ctx, period: Period, set: DeviceSet) -> Behind {
    let filter = DeviceFilter { common: of(period), figure: Some(set), ..DeviceFilter::default() };
    let page = device_services::query::list(ctx, &filter, ALL).await.unwrap();
    Behind::new(page.total.n, page.rows.iter().map(|row| row.door.site).collect())
}

async fn gas(ctx: &Ctx, period: Period, set: GasSet) -> Behind {
    let filter = GasFilter { common: of(period), figure: Some(set), ..GasFilter::default() };
    let page = gas_services::query::list(ctx, &filter, ALL).await.unwrap();
    Behind::new(page.total.n, page.rows.iter().map(|row| row.door.site).collect())
}

async fn hazards_of(ctx: &Ctx, period: Period, set: FigureSet) -> i64 {
    let filter = HazardFilter {
        common: of(period),
        category: vec![Category::Gas, Category::Lpg],
        at_gas_unit: true,
        figure: Some(set),
        ..HazardFilter::default()
    };
    let page = hazards::query::list(ctx, &filter, ALL).await.unwrap();
    assert_eq!(page.total.n, u64::try_from(page.rows.len()).unwrap());
    count(page.rows.len())
}

db_test!(every_figure_opens_its_rows, |db| async move {
    let world = World::new(&db).await;
    history(&world).await;
    // a gas hazard at no unit on the register
    world.find(noon("2023-03-12"), |it| (it.category, it.site) = (Category::Gas, Some(world.flat))).await;
    let month = |text: &str| text.parse::<Month>().unwrap().period();
    let year = Period::year(2023).unwrap();
    let mut seen = 0;
    for (p, t) in [
        (year, noon("2024-01-05")),
        (month("2023-03"), noon("2024-01-05")),
        (month("2023-03"), noon("2023-03-31")),
        (month("2023-03"), day_end(date("2023-03-08"))),
        (month("2023-04"), noon("2023-04-02")),
        (month("2023-04"), noon("2023-04-20")),
        (month("2023-12"), noon("2024-01-05")),
        (month("2022-12"), noon("2024-01-05")),
    ] {
        for who in [&world.office, &world.inspector, &world.stranger] {
            let ctx = world.ctx(who, t);
            let told = figures(&ctx, None, p, t).await.unwrap();
            let known = stoves(&ctx, p, StoveSet::NonSafe).await.rows;
            let done = stoves(&ctx, p, StoveSet::Done).await.rows;
            let open = stoves(&ctx, p, StoveSet::Open).await.rows;
            let alarms = devices(&ctx, p, DeviceSet::Alarms).await.doors();
            let in_place = devices(&ctx, p, DeviceSet::AlarmsInPlace).await.doors();
            let sheds = devices(&ctx, p, DeviceSet::ShedDetectors).await;
            let charging = devices(&ctx, p, DeviceSet::EstateChargers).await;
            let pairs = [
                (told.households_surveyed, stoves(&ctx, p, StoveSet::Surveyed).await.doors()),
                (told.stoves_replaced, stoves(&ctx, p, StoveSet::Replaced).await.rows),
                (told.stoves_awaiting, stoves(&ctx, p, StoveSet::Awaiting).await.rows),
                (told.hoses_replaced, stoves(&ctx, p, StoveSet::HosesReplaced).await.rows),
                (told.stove_progress.of, known),
                (told.stove_progress.n, done),
                (told.stove_progress.of - told.stove_progress.n, open),
                (told.gas_alarm_households, alarms),
                (told.gas_alarms_in_place.of, alarms),
                (told.gas_alarms_in_place.n, in_place),
                (told.gas_alarms_installed, devices(&ctx, p, DeviceSet::AlarmsInstalled).await.doors()),
                (told.estates_with_detectors, sheds.estates(&world).await),
                (told.chargers, devices(&ctx, p, DeviceSet::Chargers).await.rows),
                (told.charger_estates, charging.estates(&world).await),
                (told.gas_units_surveyed, gas(&ctx, p, GasSet::Surveyed).await.rows),
                (told.lpg_moved, gas(&ctx, p, GasSet::Moved).await.rows),
                (told.lpg_cleared.n, gas(&ctx, p, GasSet::Cleared).await.rows),
                (told.lpg_cleared.of, gas(&ctx, p, GasSet::Lpg).await.rows),
            ];
            for (nth, (figure, rows)) in pairs.into_iter().enumerate() {
                assert_eq!(figure, rows, "figure {nth} of {p:?} as of {t}");
                seen += figure;
            }
            // the rows of hazards are as of now: of before their last step they would tell something else
            if t == noon("2024-01-05") {
                assert_eq!(told.gas_hazards.of, hazards_of(&ctx, p, FigureSet::Found).await, "{p:?}");
                assert_eq!(told.gas_hazards.n, hazards_of(&ctx, p, FigureSet::Closed).await, "{p:?}");
                seen += told.gas_hazards.of;
            }
        }
    }
    assert!(seen > 40, "something was counted: {seen}");
});

db_test!(the_value_of_a_target_is_its_figure, |db| async move {
    let world = World::new(&db).await;
    history(&world).await;
    let ctx = world.ctx(&world.office, noon("2023-12-31"));
    for measured_by in Measured::ALL {
        let target = YearTarget {
            id: TargetId(Uuid::now_v7()),
            area: SUBDISTRICT.parse().unwrap(),
            year: 2023,
            name: measured_by.to_string(),
            unit: "件".into(),
            number: 10,
            measured_by: *measured_by,
        };
        targets::service::save(&ctx, books::new(target)).await.unwrap();
    }
    let year = Period::year(2023).unwrap();
    let told = figures(&ctx, None, year, ctx.now).await.unwrap();
    for row in targets::query::list(&ctx, Some(2023), None).await.unwrap().rows {
        let expected = match row.target.measured_by {
            Measured::StovesReplaced => told.stoves_replaced,
            Measured::GasAlarmHouseholds => told.gas_alarm_households,
            Measured::GasAlarmsInstalled => told.gas_alarms_installed,
            Measured::GasHazardsEliminated => hazards_of(&ctx, year, FigureSet::Closed).await,
            Measured::LpgUsersMoved => gas(&ctx, year, GasSet::Moved).await.rows,
            Measured::Chargers => devices(&ctx, year, DeviceSet::Chargers).await.rows,
            _ => continue,
        };
        assert_eq!(row.value, Some(expected), "{}", row.target.measured_by);
    }
});

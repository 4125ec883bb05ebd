//! A figure by area, as a map colours it: each says as many as there are rows behind it, months are those of the period, and
//! every area that has an outline is drawn.

use crate::{
    figures::office,
    support::world::{World, date, noon, refused},
};
use backend::{figures::query::area_map, hazards};
use domain::{
    area::AreaCode,
    fault::Code,
    figures::{AreaFigure, Shade},
    listing::HazardFilter,
    period::{Month, Period},
};

const SUBDISTRICT: &str = "310105008";

fn year() -> Period {
    Period::year(2023).unwrap()
}

db_test!(every_area_has_as_many_rows_as_its_map_says, |db| async {
    let ctx = office(&db).await;
    let area: AreaCode = SUBDISTRICT.parse().unwrap();
    let rows = async |code: &AreaCode, period: Period, figure: AreaFigure| {
        let mut filter = HazardFilter { figure: Some(figure.set()), ..HazardFilter::default() };
        filter.common.area = Some(code.clone());
        (filter.common.from, filter.common.to) = (Some(period.from), Some(period.to));
        hazards::query::list(&ctx, &filter, 1).await.unwrap().total.n
    };
    let half = Period::new(date("2023-03-15"), date("2023-10-10")).unwrap();
    let mut seen = 0;
    for figure in AreaFigure::ALL.iter().copied() {
        for (period, month) in [(year(), None), (year(), Some("2023-06".parse().unwrap())), (half, None)] {
            let map = area_map(&ctx, Some(area.clone()), period, figure, month).await.unwrap();
            let case = format!("{figure} {:?}", map.shown());
            assert_eq!((map.month, map.period), (month, period));
            assert!(map.areas.len() > 5, "{case}");
            for part in &map.areas {
                let n = u64::try_from(part.amount.n).unwrap();
                let behind = rows(&part.area.code, map.shown(), figure).await;
                // the balance counts each closing and reopening; what was closed twice is one row
                let twice = matches!(figure, AreaFigure::Closed | AreaFigure::Reopened);
                let fits = if twice { behind <= n && n <= 2 * behind } else { behind == n };
                assert!(fits, "{behind} rows behind {n}: {case} {}", part.area.code);
                seen += n;
                let small = figure.is_rate() && part.amount.of < 10;
                assert_eq!(matches!(part.shade, Shade::Step(_)), !small, "{case} {part:?}");
            }
            let sum: i64 = map.areas.iter().map(|part| part.amount.n).sum();
            assert_eq!(sum, map.total.n, "{case}: the areas are all of it");
        }
    }
    assert!(seen > 1_000, "the questions are about something");
});

db_test!(areas_are_drawn_where_their_outline_is_known, |db| async {
    let world = World::new(&db).await;
    let (ctx, figure) = (world.ctx(&world.office, noon("2023-07-01")), AreaFigure::Found);
    world.find(noon("2023-06-01"), |_| ()).await;
    let map = area_map(&ctx, None, year(), figure, None).await.unwrap();
    let reference = world.state.reference().await.unwrap();
    for part in &map.areas {
        let known = reference.areas.get(&part.area.code).unwrap().boundary.is_some();
        assert_eq!(part.outline.is_some(), known, "{}", part.area.name);
    }
    assert!(map.areas.iter().filter(|part| part.outline.is_some()).count() > 5);
    // a month of another year is none of the period
    let other: Month = "2022-12".parse().unwrap();
    let map = area_map(&ctx, None, year(), figure, Some(other)).await.unwrap();
    assert_eq!((map.month, map.total.n), (None, 1));
    // a committee is one area, its own
    let own =
        area_map(&world.ctx(&world.inspector, noon("2023-07-01")), None, year(), figure, None).await.unwrap();
    assert_eq!(own.areas.len(), 1);
    assert_eq!((own.areas[0].area.code.clone(), own.areas[0].amount.n), (world.inspector.area.clone(), 1));
    // and nobody else's
    let stranger = world.ctx(&world.stranger, noon("2023-07-01"));
    let theirs = Some(world.inspector.area.clone());
    assert_eq!(refused(area_map(&stranger, theirs, year(), figure, None).await), Code::NotFound);
});

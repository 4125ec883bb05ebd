//! The year of the demo, as its annual report states it.

use backend::{
    ctx::Ctx,
    hazards,
    summary::{report, service},
};
use domain::{
    area::AreaCode,
    figures::Ratio,
    listing::HazardFilter,
    summary::{
        Figure, FigureRef, Lang, SafetySummary, Subject, SummaryPeriod, Value,
        names::Named,
        record::{Body, Content},
        rows,
        tables::tables,
    },
};

use crate::{figures::office, support::world::SUBDISTRICT};

fn stated(summary: &SafetySummary, figure: Figure) -> i64 {
    summary.count(figure)
}

db_test!(the_summary_of_2023_states_the_report, |db| async {
    let ctx = office(&db).await;
    let area = SUBDISTRICT.parse().unwrap();
    let content = report::content(&ctx, &area, "2023".parse().unwrap()).await.unwrap();
    let Content { body: Body::Summary(summary), text, .. } = &content else { panic!("a summary") };
    for (figure, n) in [
        (Figure::Inspections, 1_312),
        (Figure::Special, 306),
        (Figure::Found, 563),
        (Figure::Closed, 552),
        (Figure::StovesReplaced, 120),
        (Figure::GasAlarmHouseholds, 1_126),
        (Figure::GasUnitsSurveyed, 84),
        (Figure::GasHazardsClosed, 39),
        (Figure::LpgUsers, 13),
        (Figure::LpgClearedUsers, 13),
        (Figure::Penalties, 489),
        (Figure::EstatesWithDetectors, 8),
        (Figure::Chargers, 17),
        (Figure::ChargerEstates, 3),
    ] {
        assert_eq!(stated(summary, figure), n, "{figure}");
    }
    assert_eq!(summary.ratio(Figure::RateFound), Ratio::new(552, 563));
    assert_eq!(summary.show(FigureRef::now(Figure::RateFound), Lang::Zh).as_deref(), Some("98.0%"));
    assert_eq!(summary.broken_balance(), None);

    let said: String = text[&Lang::Zh]
        .iter()
        .flat_map(|section| &section.paragraphs)
        .map(|paragraph| paragraph.show(summary, Lang::Zh))
        .collect();
    for number in ["1312", "306", "563", "552", "98.0%", "120", "1126", "84", "39", "13", "489", "8", "17"] {
        assert!(said.contains(number), "{number} is not in the text: {said}");
    }
    let all = tables(summary, Lang::Zh);
    let in_table = |figure: Figure| {
        let mut rows = all.iter().flat_map(|table| &table.rows);
        // name, unit, this period
        let row = rows.find(|row| row[0].show(Lang::Zh) == figure.name(Lang::Zh))?;
        Some(row[2].show(Lang::Zh))
    };
    for (figure, shown) in [
        (Figure::Inspections, "1312"),
        (Figure::Special, "306"),
        (Figure::Found, "563"),
        (Figure::Closed, "552"),
        (Figure::RateFound, "98.0% (552/563)"),
        (Figure::StovesReplaced, "120"),
        (Figure::GasAlarmHouseholds, "1126"),
        (Figure::GasUnitsSurveyed, "84"),
        (Figure::GasHazardsClosed, "39"),
        (Figure::LpgUsers, "13"),
        (Figure::LpgClearedUsers, "13"),
        (Figure::Penalties, "489"),
        (Figure::EstatesWithDetectors, "8"),
        (Figure::Chargers, "17"),
        (Figure::ChargerEstates, "3"),
    ] {
        assert_eq!(in_table(figure).as_deref(), Some(shown), "{figure}");
    }

    // the parts make up the whole
    let sum = |of: fn(&domain::summary::AreaLine) -> i64| summary.areas.iter().map(of).sum::<i64>();
    assert_eq!(sum(|line| line.inspections), 1_312);
    assert_eq!(sum(|line| line.figures.rate_found.of), 563);
    assert_eq!(sum(|line| line.overdue), summary.count(Figure::Overdue));
    assert_eq!(summary.categories.iter().map(|line| line.figures.rate_found.of).sum::<i64>(), 563);
    assert_eq!(summary.months.iter().map(|line| line.inspections).sum::<i64>(), 1_312);
    assert_eq!(summary.months.iter().map(|line| line.figures.rate_found.n).sum::<i64>(), 552);
    assert_eq!(summary.penalties.iter().map(|line| line.penalties).sum::<i64>(), 489);
    let on_map: i64 = summary.map.cells.iter().map(|cell| cell.found).sum();
    assert_eq!(on_map + summary.map.without_position, 563);
    assert_eq!(summary.ages.iter().map(|line| line.open).sum::<i64>(), summary.balance.open_at_end);
    assert_eq!(summary.overdue.total, summary.count(Figure::Overdue));
});

db_test!(the_same_read_makes_the_same_summary, |db| async {
    let ctx = office(&db).await;
    let area = SUBDISTRICT.parse().unwrap();
    for period in ["2023-06", "2023-Q3", "2023-H1", "2022", "2024-01"] {
        let period = period.parse().unwrap();
        let one = service::compute(&ctx, &area, period).await.unwrap();
        let other = service::compute(&ctx, &area, period).await.unwrap();
        assert_eq!(one, other, "{period}");
        assert_eq!(one.broken_balance(), None, "{period}");
    }
});

/// How many rows a figure of the subdistrict opens.
async fn opened(ctx: &Ctx, figure: FigureRef, area: &AreaCode, period: SummaryPeriod) -> i64 {
    let filter: HazardFilter = rows(figure, area, period.period()).expect("a list").filter();
    let total = hazards::query::list(ctx, &filter, 1).await.unwrap().total;
    assert!(!total.more);
    i64::try_from(total.n).unwrap()
}

db_test!(stocks_of_hazards_open_as_many_rows_in_every_column, |db| async {
    let ctx = office(&db).await;
    let area: AreaCode = SUBDISTRICT.parse().unwrap();
    let (mut past, mut overdue) = (0, 0);
    for period in ["2023-06", "2023-Q4", "2024-01"] {
        let period: SummaryPeriod = period.parse().unwrap();
        let summary = service::compute(&ctx, &area, period).await.unwrap();
        for figure in [Figure::OpenAtStart, Figure::OpenAtEnd, Figure::Overdue, Figure::MajorOpen] {
            let line = summary.line(figure.into()).unwrap();
            for (value, of) in [
                (Some(line.now), Some(period)),
                (line.previous, period.previous()),
                (line.last_year, period.last_year()),
            ] {
                let (Some(Value::Count(n)), Some(of)) = (value, of) else { continue };
                let rows = opened(&ctx, FigureRef::now(figure), &area, of).await;
                assert_eq!(rows, n, "{figure} of {of} beside {period}");
                past += if of == period { 0 } else { n };
            }
        }
        for line in &summary.categories {
            let figure = FigureRef::of(Figure::Overdue, Subject::Category(line.category));
            let rows = opened(&ctx, figure, &area, period).await;
            assert_eq!(rows, line.overdue, "{figure} in {period}");
            overdue += line.overdue;
        }
    }
    assert!(past > 0 && overdue > 0, "{past} of the past, {overdue} overdue");
});

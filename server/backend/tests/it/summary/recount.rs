//! Every month and committee of the demo counted again, in SQL that knows nothing of the program.

use backend::summary::service;
use domain::{
    area::AreaCode,
    period::Period,
    summary::{Figure, SafetySummary, SummaryPeriod},
};

use super::numbers;
use crate::{
    figures::{office, text},
    support::world::SUBDISTRICT,
};

const FIGURES: [Figure; 22] = [
    Figure::Inspections,
    Figure::Special,
    Figure::Premises,
    Figure::Found,
    Figure::Closed,
    Figure::NotClosed,
    Figure::Awaiting,
    Figure::MajorFound,
    Figure::MajorClosed,
    Figure::ThreeKindsFound,
    Figure::ThreeKindsClosed,
    Figure::OpenAtStart,
    Figure::FlowFound,
    Figure::FlowReopened,
    Figure::FlowClosed,
    Figure::FlowVoided,
    Figure::OpenAtEnd,
    Figure::Overdue,
    Figure::MajorOpen,
    Figure::Penalties,
    Figure::Orders,
    Figure::Fires,
];

/// One statement with one column for each of [`FIGURES`].
fn recount(area: &str, p: Period) -> String {
    let (start, end) = (text(p.start()), text(p.end()));
    let within = |alias: &str| format!("{alias}.area_code LIKE '{area}%'");
    let in_p = |column: &str| format!("{column} >= '{start}' AND {column} < '{end}'");
    let visits = |what: &str, and: &str| {
        format!(
            "(SELECT {what} FROM inspection i WHERE {} AND {} AND i.outcome = 'done'{and})",
            within("i"),
            in_p("i.started_at")
        )
    };
    let found = |and: &str| {
        format!(
            "(SELECT COUNT(*) FROM hazard h WHERE {} AND {} AND (h.void_reason IS NULL OR h.void_reason = 'site_gone'){and})",
            within("h"),
            in_p("h.found_at")
        )
    };
    let three = " AND (h.category IN ('chess_room', 'group_rental') OR h.category = 'ebike' AND h.subcategory = '飞线充电')";
    let happened = |kind: &str| {
        format!(
            "(SELECT COUNT(*) FROM hazard_event e JOIN hazard h ON h.id = e.hazard_id WHERE {} AND e.kind = '{kind}' AND {})",
            within("h"),
            in_p("e.server_at")
        )
    };
    let open = |at: &str, and: &str| {
        format!(
            "(SELECT COUNT(*) FROM hazard h WHERE {} AND h.found_at < '{at}' AND COALESCE((SELECT e.to_status FROM hazard_event e \
             WHERE e.hazard_id = h.id AND e.server_at < '{at}' ORDER BY e.seq DESC LIMIT 1), 'registered') \
             NOT IN ('closed', 'void'){and})",
            within("h")
        )
    };
    let closed = " AND h.status = 'closed'";
    let columns = [
        visits("COUNT(*)", ""),
        visits("COUNT(*)", " AND i.kind = 'special'"),
        visits("COUNT(DISTINCT i.site_id)", ""),
        found(""),
        found(closed),
        found(" AND h.closed_at IS NULL"),
        found(" AND h.status = 'rectified'"),
        found(" AND h.severity = 'major'"),
        found(&format!(" AND h.severity = 'major'{closed}")),
        found(three),
        found(&format!("{three}{closed}")),
        open(&start, ""),
        format!("(SELECT COUNT(*) FROM hazard h WHERE {} AND {})", within("h"), in_p("h.found_at")),
        happened("reopened"),
        happened("closed"),
        happened("voided"),
        open(&end, ""),
        open(&end, &format!(" AND h.effective_due <= '{}'", p.to)),
        open(&end, " AND h.severity = 'major'"),
        format!(
            "(SELECT COUNT(*) FROM penalty t WHERE {} AND t.decided_on BETWEEN '{}' AND '{}')",
            within("t"),
            p.from,
            p.to
        ),
        format!("(SELECT COUNT(*) FROM hotline_order t WHERE {} AND {})", within("t"), in_p("t.received_at")),
        format!("(SELECT COUNT(*) FROM fire t WHERE {} AND {})", within("t"), in_p("t.at")),
    ];
    format!("SELECT {}", columns.join(", "))
}

fn stated(summary: &SafetySummary) -> Vec<i64> {
    FIGURES.iter().map(|figure| summary.count(*figure)).collect()
}

db_test!(every_month_and_committee_counted_again, |db| async {
    let ctx = office(&db).await;
    let reference = ctx.state.reference().await.unwrap();
    let whole: AreaCode = SUBDISTRICT.parse().unwrap();
    let mut areas = vec![whole.clone()];
    areas.extend(reference.areas.children(&whole).map(|area| area.code.clone()));
    assert!(areas.len() > 10, "committees");
    let mut seen = 0;
    for area in &areas {
        for month in 1..=12 {
            let period: SummaryPeriod = format!("2023-{month:02}").parse().unwrap();
            let summary = service::compute(&ctx, area, period).await.unwrap();
            let counted = numbers(&db, &recount(area.as_str(), period.period())).await;
            assert_eq!(stated(&summary), counted, "{FIGURES:?} of {area} in {period}");
            assert_eq!(summary.broken_balance(), None, "{area} in {period}");
            if let Some(previous) = summary.line(Figure::Found.into()).and_then(|line| line.previous) {
                let before = period.previous().unwrap().period();
                let counted = numbers(&db, &recount(area.as_str(), before)).await;
                assert_eq!(previous, domain::summary::Value::Count(counted[3]), "{area} before {period}");
            }
            seen += counted.iter().sum::<i64>();
        }
    }
    assert!(seen > 10_000, "the months are about something");
});

db_test!(longer_periods_counted_again, |db| async {
    let ctx = office(&db).await;
    for area in [SUBDISTRICT, "310105"] {
        for period in ["2023-Q1", "2023-Q4", "2023-H2", "2023", "2022", "2024"] {
            let period: SummaryPeriod = period.parse().unwrap();
            let summary = service::compute(&ctx, &area.parse().unwrap(), period).await.unwrap();
            let counted = numbers(&db, &recount(area, period.period())).await;
            assert_eq!(stated(&summary), counted, "{FIGURES:?} of {area} in {period}");
        }
    }
});

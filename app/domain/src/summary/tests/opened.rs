//! Which rows the numbers of tables open.

use super::{area, tabled::full};
use crate::{
    figures::{Balance, Figures, Ratio},
    money::Fen,
    programmes::{
        device::DeviceKind,
        figures::{DeviceSet, WaveCell},
        gear::Gear,
        register::OrderKind,
    },
    summary::{
        AreaLine, DeviceLine, ExpiryLine, Figure, FigureRef, Lang, MonthLine, OrderLine, PenaltyLine,
        SafetySummary, Value,
        beside::{Behind, Life, Told},
        opens::{CellOpens, Kept, Opens, opens},
        record::RowField,
        tables::{Cell, SummaryTable, TableKey, one, tables},
        views::{OnlyRows, RowsPart},
    },
};
use std::collections::BTreeMap;

/// A summary with something in every table whose numbers open rows.
fn summary(period: &str) -> SafetySummary {
    let mut facts = full(period);
    let figures = Figures {
        rate_found: Ratio::new(5, 6),
        rate_due: Ratio::new(7, 8),
        balance: Balance { open_at_start: 1, found: 2, reopened: 3, closed: 4, voided: 5, open_at_end: 6 },
        ..Figures::default()
    };
    let committee = area("310105008001", "五一居委");
    facts.areas = vec![AreaLine { area: committee, inspections: 9, figures, overdue: 3, rank: None }];
    let month = |month: &str| MonthLine { month: month.parse().expect(month), inspections: 9, figures };
    facts.months = ["2023-04", "2023-05", "2023-06"].map(month).to_vec();
    facts.devices =
        vec![DeviceLine { kind: DeviceKind::GasAlarm, planned: 1, awaiting: 2, in_service: 3, faulty: 4 }];
    let cell = |n| WaveCell { n, cost: Fen(n * 100) };
    facts.expiry = vec![
        ExpiryLine { gear: Gear::Stove, expired: cell(2), coming: cell(3) },
        ExpiryLine { gear: Gear::SmokeDetector, expired: cell(0), coming: cell(3) },
    ];
    facts.orders =
        vec![OrderLine { kind: OrderKind::Complaint, orders: 4, on_time: Ratio::new(1, 2), open: 2 }];
    let category = crate::hazards::Category::Fire;
    facts.penalties = vec![PenaltyLine { category, penalties: 3, fines: Fen(900) }];
    SafetySummary::from_facts(facts)
}

/// What every cell of a summary opens, by its table and place.
fn each(summary: &SafetySummary) -> Vec<(SummaryTable, (usize, usize), CellOpens)> {
    let mut all = Vec::new();
    for table in tables(summary, Lang::Zh) {
        for (row, cells) in table.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let at = (row, column);
                all.push((table.clone(), at, opens(summary, table.key, at, cell)));
            }
        }
    }
    all
}

/// Numbers that are nobody's rows: places in a ranking, what a target is and should be by now.
fn is_nobodys(key: TableKey, column: usize) -> bool {
    match key {
        TableKey::Areas => column == 0,
        TableKey::Targets => matches!(column, 2 | 4),
        _ => false,
    }
}

#[test]
fn every_number_opens_its_rows_and_every_rate_its_base() {
    for period in ["2023-06", "2023-Q2", "2023"] {
        let summary = summary(period);
        let mut seen = 0;
        for (table, (row, column), opens) in each(&summary) {
            let Some(value) = table.rows[row][column].value() else { continue };
            if is_nobodys(table.key, column) {
                continue;
            }
            let at = format!("{} {row} {column} of {period}", table.key);
            assert_eq!(opens.rows.is_some(), value.has_rows(), "{at}");
            let based = matches!(value, Value::Ratio(ratio) if ratio.of > 0);
            // the number of a target is nobody's rows
            assert_eq!(opens.base.is_some(), based && table.key != TableKey::Targets, "{at}");
            seen += 1;
        }
        assert!(seen > 200, "{seen} numbers of {period}");
    }
}

#[test]
fn what_a_number_opens_is_kept_with_the_summary() {
    for period in ["2023-06", "2023-Q2", "2023"] {
        let summary = summary(period);
        let beside = summary.beside();
        let (mut own, mut kept) = (0, 0);
        for (table, at, opens) in each(&summary) {
            for opens in [opens.rows, opens.base].into_iter().flatten() {
                match opens.kept(summary.period) {
                    Some(Kept::Own(..)) => own += 1,
                    Some(Kept::Beside(behind)) => {
                        kept += 1;
                        let Behind::Figure(months, figure) = behind else { continue };
                        let period = beside.iter().find(|it| it.months == months);
                        let period = period.unwrap_or_else(|| panic!("{behind} of {} {at:?}", table.key));
                        let told = matches!(behind.told().0, Told::OnItsDay(_));
                        assert!(told || period.states(figure), "{behind} of {} {at:?}", table.key);
                    }
                    None => assert!(
                        matches!(opens, Opens::Hazard(_) | Opens::Campaign(_) | Opens::Fire(_)),
                        "{opens:?}"
                    ),
                }
            }
        }
        assert!(own > 100 && kept > 100, "{own} of its own, {kept} beside in {period}");
    }
}

/// What the cells of a row open, as they are kept.
fn row(summary: &SafetySummary, key: TableKey, row: usize) -> Vec<Option<Kept>> {
    let cells = &one(summary, key, Lang::Zh).rows[row];
    let kept = |(column, cell): (usize, &Cell)| {
        opens(summary, key, (row, column), cell).rows.and_then(|opens| opens.kept(summary.period))
    };
    cells.iter().enumerate().map(kept).collect()
}

fn behind(text: &str) -> Kept {
    Kept::Beside(text.parse().expect(text))
}

#[test]
fn which_rows_the_cells_of_a_month_open() {
    let summary = summary("2023-06");
    let own = |figure: Figure| Some(Kept::Own(FigureRef::now(figure), RowsPart::default()));
    let part = |figure: Figure, part: RowsPart| Some(Kept::Own(FigureRef::now(figure), part));
    let general: BTreeMap<String, Vec<Option<Kept>>> = one(&summary, TableKey::General, Lang::Zh)
        .rows
        .iter()
        .enumerate()
        .map(|(n, cells)| (cells[0].show(Lang::Zh), row(&summary, TableKey::General, n)))
        .collect();
    assert_eq!(
        general["查出隐患"],
        [
            None,
            None,
            own(Figure::Found),
            Some(behind("2023-05:found")),
            None,
            Some(behind("2022-06:found")),
            None,
            Some(behind("2023-01..2023-06:found"))
        ]
    );
    assert_eq!(
        general["逾期未整改"][3..],
        [Some(behind("2023-05:overdue")), None, Some(behind("2022-06:overdue")), None, None]
    );
    assert_eq!(
        row(&summary, TableKey::Months, 1)[1..],
        ["inspections", "found", "rate_found", "rate_due", "flow_closed", "open_at_end"]
            .map(|figure| Some(behind(&format!("2023-05:{figure}"))))
    );
    assert_eq!(row(&summary, TableKey::Months, 2)[2], own(Figure::Found), "the month itself");
    assert_eq!(
        row(&summary, TableKey::Devices, 0)[1..],
        [DeviceSet::Planned, DeviceSet::Awaiting, DeviceSet::InService, DeviceSet::Faulty]
            .map(|set| Some(Kept::Beside(Behind::Devices(DeviceKind::GasAlarm, set))))
    );
    let life = |gear, life| Some(Kept::Beside(Behind::Life(gear, life)));
    let (past, coming) = (life(Gear::Stove, Life::Past), life(Gear::Stove, Life::Coming));
    assert_eq!(
        row(&summary, TableKey::Expiry, 0),
        [past.clone(), past.clone(), past, coming.clone(), coming]
    );
    // nothing has expired, so neither the name nor the number opens anything
    assert!(row(&summary, TableKey::Expiry, 1)[..3].iter().all(Option::is_none));
    let reached = &row(&summary, TableKey::Targets, 0)[3];
    assert_eq!(*reached, Some(behind("2023-01..2023-06:stoves_replaced")));
    let days = |text: &str| RowsPart { happened: Some(text.parse().expect(text)), ..RowsPart::default() };
    assert_eq!(
        row(&summary, TableKey::Ages, 0),
        [None, part(Figure::OpenAtEnd, days("2023-06-23..2023-06-30")), None],
        "none of the youngest is overdue"
    );
    assert_eq!(
        row(&summary, TableKey::Ages, 1)[1..],
        [Figure::OpenAtEnd, Figure::Overdue].map(|figure| part(figure, days("..2023-03-31")))
    );
    let only = OnlyRows(vec![(RowField::Kind, "complaint".into()), (RowField::DoneAt, String::new())]);
    let open = RowsPart { only, ..RowsPart::default() };
    assert_eq!(row(&summary, TableKey::Orders, 0)[3], part(Figure::Orders, open));
}

#[test]
fn the_year_so_far_of_a_quarter_that_begins_it_is_its_own() {
    let summary = summary("2023-Q1");
    let found = &one(&summary, TableKey::General, Lang::Zh).rows[3][7];
    let Cell::Figure(figure, value) = found else { panic!("{found:?}") };
    let kept =
        CellOpens::of_figure(summary.period, *figure, *value).rows.and_then(|it| it.kept(summary.period));
    assert_eq!(kept, Some(Kept::Own(FigureRef::now(Figure::Found), RowsPart::default())));
}

#[test]
fn the_months_of_the_trends_have_figures_that_are_kept() {
    let summary = summary("2023-06");
    let cells = row(&summary, TableKey::Months, 0);
    let stated: Vec<Figure> = cells
        .into_iter()
        .filter_map(|kept| match kept {
            Some(Kept::Beside(Behind::Figure(_, figure))) => Some(figure.figure),
            _ => None,
        })
        .collect();
    assert_eq!(stated, Figure::TREND);
    let width = |key| one(&summary, key, Lang::Zh).head.len();
    for key in [
        TableKey::Areas,
        TableKey::Months,
        TableKey::Categories,
        TableKey::Ages,
        TableKey::Devices,
        TableKey::Penalties,
        TableKey::Orders,
    ] {
        // a column beyond the table would open what nobody sees
        let beyond = opens(&summary, key, (0, width(key)), &Cell::Value(Value::Count(1)));
        assert_eq!(beyond, CellOpens::default(), "{key}");
    }
}

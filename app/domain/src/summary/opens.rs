//! What a number of a table opens: the rows that it counted. Where these are is the page's business: in a list as they are now, or
//! kept with the summary once it was checked ([`Opens::kept`]).

use super::{
    Column, Figure, FigureRef, SafetySummary, Subject, SummaryPeriod, Value,
    beside::{Behind, Life, Months},
    figure_of_target,
    record::RowField,
    tables::{Cell, TableKey},
    views::RowsPart,
};
use crate::{
    calendar::local_date,
    ids::{CampaignId, FireId, HazardId},
    period::Period,
    programmes::{device::DeviceKind, figures::DeviceSet, gear::Gear},
};

/// Rows, or the page of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    /// The rows behind a figure over these local days: all of them, or a part.
    Figure {
        /// Which, in the column of the period itself; or the base of a rate.
        figure: FigureRef,
        /// The days.
        period: Period,
        /// Which of them.
        part: RowsPart,
    },
    /// The devices of a kind that stood so at the end of the period.
    Devices(DeviceKind, DeviceSet),
    /// The gear in use whose life had ended with the period, or ends within the year after it.
    Life(Gear, Life),
    /// A hazard of a list.
    Hazard(HazardId),
    /// A campaign.
    Campaign(CampaignId),
    /// A fire.
    Fire(FireId),
}

/// Where rows are kept with a summary that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Among those of its own period.
    Own(FigureRef, RowsPart),
    /// Beside them.
    Beside(Behind),
}

impl Opens {
    /// What a figure opens as a text or table of a summary of `own` refers to it; a comparison, which is words, opens nothing.
    pub fn figure(own: SummaryPeriod, figure: FigureRef) -> Option<Self> {
        let period = own.of_column(figure.column)?;
        let column = if figure.column == Column::Base { Column::Base } else { Column::Now };
        Some(Self::over(figure.at(column), period))
    }

    /// All rows behind a figure over some days.
    fn over(figure: FigureRef, period: Period) -> Self {
        Self::Figure { figure, period, part: RowsPart::default() }
    }

    /// Where a summary of `own` keeps them, once it is checked. `None` of the page of a record.
    pub fn kept(&self, own: SummaryPeriod) -> Option<Kept> {
        Some(match self {
            Self::Figure { figure, period, part } if *period == own.period() => {
                Kept::Own(*figure, part.clone())
            }
            Self::Figure { figure, period, .. } => {
                Kept::Beside(Behind::Figure(Months::of(*period)?, *figure))
            }
            Self::Devices(kind, set) => Kept::Beside(Behind::Devices(*kind, *set)),
            Self::Life(gear, life) => Kept::Beside(Behind::Life(*gear, *life)),
            Self::Hazard(_) | Self::Campaign(_) | Self::Fire(_) => return None,
        })
    }
}

/// What a cell opens: its rows, and what a rate is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellOpens {
    /// What the value opens.
    pub rows: Option<Opens>,
    /// What the number below a rate opens.
    pub base: Option<Opens>,
}

impl CellOpens {
    /// Of a figure whose rows `rows` tells, given it or its base.
    fn of(value: Value, figure: FigureRef, rows: impl Fn(FigureRef) -> Option<Opens>) -> Self {
        let figure = figure.at(Column::Now);
        let of_some = matches!(value, Value::Ratio(ratio) if ratio.of > 0);
        Self {
            rows: rows(figure).filter(|_| value.has_rows()),
            base: figure.base().filter(|_| of_some).and_then(rows),
        }
    }

    /// Of a value of a figure in one of its columns, of a summary of `own`.
    pub fn of_figure(own: SummaryPeriod, figure: FigureRef, value: Value) -> Self {
        let period = own.of_column(figure.column);
        Self::of(value, figure, |it| Some(Opens::over(it, period?)))
    }
}

/// The figures in the columns of [`TableKey::Areas`].
const OF_AREAS: [Option<Figure>; 13] = [
    None,
    None,
    Some(Figure::Inspections),
    Some(Figure::Found),
    Some(Figure::RateFound),
    Some(Figure::RateDue),
    Some(Figure::OpenAtStart),
    Some(Figure::FlowFound),
    Some(Figure::FlowReopened),
    Some(Figure::FlowClosed),
    Some(Figure::FlowVoided),
    Some(Figure::OpenAtEnd),
    Some(Figure::Overdue),
];

/// Those of [`TableKey::Months`]: what [`Figure::TREND`] says is kept of them.
const OF_MONTHS: [Option<Figure>; 7] = [
    None,
    Some(Figure::Inspections),
    Some(Figure::Found),
    Some(Figure::RateFound),
    Some(Figure::RateDue),
    Some(Figure::FlowClosed),
    Some(Figure::OpenAtEnd),
];

/// Those of [`TableKey::Categories`] that are no figures of the summary.
const OF_CATEGORIES: [Option<Figure>; 7] = [
    None,
    None,
    None,
    Some(Figure::RateDue),
    Some(Figure::Timely),
    Some(Figure::RepeatRate),
    Some(Figure::Overdue),
];

/// Those of [`TableKey::Ages`].
const OF_AGES: [Option<Figure>; 3] = [None, Some(Figure::OpenAtEnd), Some(Figure::Overdue)];

/// Those of [`TableKey::Penalties`].
const OF_PENALTIES: [Option<Figure>; 3] = [None, Some(Figure::Penalties), Some(Figure::Fines)];

/// Those of [`TableKey::Orders`]; what is still open is a part of them.
const OF_ORDERS: [Option<Figure>; 4] =
    [None, Some(Figure::Orders), Some(Figure::OrdersOnTime), Some(Figure::Orders)];

/// The column of orders that nobody replied to.
const OPEN_ORDERS: usize = 3;

/// The sets in the columns of [`TableKey::Devices`].
const OF_DEVICES: [Option<DeviceSet>; 5] = [
    None,
    Some(DeviceSet::Planned),
    Some(DeviceSet::Awaiting),
    Some(DeviceSet::InService),
    Some(DeviceSet::Faulty),
];

/// The first column of [`TableKey::Expiry`] that is about the year to come.
const COMING: usize = 3;

/// The column of [`TableKey::Targets`] that says how much was reached.
const REACHED: usize = 3;

/// The column that names the row.
pub const fn name_column(key: TableKey) -> usize {
    if matches!(key, TableKey::Areas) { 1 } else { 0 }
}

/// What a cell of a table of the summary opens.
pub fn opens(summary: &SafetySummary, key: TableKey, at: (usize, usize), cell: &Cell) -> CellOpens {
    match cell {
        Cell::Figure(figure, value) => CellOpens::of_figure(summary.period, *figure, *value),
        Cell::Value(value) => match own_figure(key, at.1) {
            Some(figure) => {
                CellOpens::of(*value, FigureRef::now(figure), |figure| of_part(summary, key, at, figure))
            }
            None => CellOpens { rows: other(summary, key, at).filter(|_| value.has_rows()), base: None },
        },
        _ => CellOpens { rows: other(summary, key, at), base: None },
    }
}

/// The figure of a column in which it is told by the row what it is of.
fn own_figure(key: TableKey, column: usize) -> Option<Figure> {
    let columns: &[Option<Figure>] = match key {
        TableKey::Areas => &OF_AREAS,
        TableKey::Months => &OF_MONTHS,
        TableKey::Categories => &OF_CATEGORIES,
        TableKey::Ages => &OF_AGES,
        TableKey::Penalties => &OF_PENALTIES,
        TableKey::Orders => &OF_ORDERS,
        _ => &[],
    };
    columns.get(column).copied().flatten()
}

/// The rows behind a figure of one of the rows of a table.
fn of_part(
    summary: &SafetySummary,
    key: TableKey,
    (row, column): (usize, usize),
    figure: FigureRef,
) -> Option<Opens> {
    let mut part = RowsPart::default();
    let mut period = summary.period.period();
    let mut only = |field: RowField, value: &str| part.only.0.push((field, value.to_owned()));
    match key {
        TableKey::Areas => part.area = Some(summary.areas.get(row)?.area.code.clone()),
        TableKey::Months => period = summary.months.get(row)?.month.period(),
        TableKey::Categories => only(RowField::Category, summary.categories.get(row)?.category.as_str()),
        TableKey::Ages => {
            let day = period.to.min(local_date(summary.as_of));
            part.happened = Some(summary.ages.get(row)?.found(day));
        }
        TableKey::Penalties => only(RowField::Category, summary.penalties.get(row)?.category.as_str()),
        TableKey::Orders => {
            only(RowField::Kind, summary.orders.get(row)?.kind.as_str());
            if column == OPEN_ORDERS {
                only(RowField::DoneAt, "");
            }
        }
        _ => return None,
    }
    Some(Opens::Figure { figure, period, part })
}

/// What a cell opens that is no figure of the summary or of one of its parts.
fn other(summary: &SafetySummary, key: TableKey, (row, column): (usize, usize)) -> Option<Opens> {
    let named = column == name_column(key);
    let hazard =
        |list: &[super::HazardLine]| list.get(row).filter(|_| named).map(|line| Opens::Hazard(line.id));
    match key {
        TableKey::Devices => {
            let set = OF_DEVICES.get(column).copied().flatten()?;
            Some(Opens::Devices(summary.devices.get(row)?.kind, set))
        }
        TableKey::Expiry => {
            let line = summary.expiry.get(row)?;
            // how many, and what they cost
            let life = if column < COMING { Life::Past } else { Life::Coming };
            Some(Opens::Life(line.gear, life)).filter(|_| !named || line.expired.n > 0)
        }
        TableKey::Major => hazard(&summary.major.rows),
        TableKey::Overdue => hazard(&summary.overdue.rows),
        TableKey::Repeated => hazard(&summary.repeated.rows),
        TableKey::Campaigns => {
            summary.campaigns.get(row).filter(|_| named).map(|line| Opens::Campaign(line.id))
        }
        TableKey::Fires => summary.fires.get(row).filter(|_| named).map(|line| Opens::Fire(line.id)),
        TableKey::Targets => {
            let target = &summary.targets.get(row)?.target;
            match column {
                _ if named => {
                    let progress = FigureRef::of(Figure::TargetProgress, Subject::Target(target.id));
                    Opens::figure(summary.period, progress)
                }
                REACHED => {
                    let figure = figure_of_target(target.measured_by);
                    // a stock has no total of the year
                    let column = if figure.is_stock() { Column::Now } else { Column::YearToDate };
                    Opens::figure(summary.period, FigureRef::now(figure).at(column))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

//! Where the numbers of a summary lead: to the rows as they are now, or as they were frozen with it.

use super::PATH;
use crate::query::address;
use domain::{
    area::AreaCode,
    ids::SummaryId,
    period::{Month, Period},
    summary::{
        Column, Figure, FigureRef, RowQuery, SummaryPeriod,
        lifecycle::SummaryStatus,
        record::{RowKey, RowKind},
        rows,
        views::SummaryPage,
    },
};

/// What the addresses behind the numbers of one summary follow from.
#[derive(Clone, Debug)]
pub(super) struct Links {
    id: SummaryId,
    /// Checked or issued: its rows were kept.
    frozen: bool,
    area: AreaCode,
    period: SummaryPeriod,
}

impl Links {
    /// Those of a page.
    pub(super) fn of(page: &SummaryPage) -> Self {
        Self {
            id: page.state.id,
            frozen: page.state.status != SummaryStatus::Draft,
            area: page.summary.area.code.clone(),
            period: page.summary.period,
        }
    }

    /// The rows behind a figure. Only those of the period itself are frozen; what it is compared with belongs to other
    /// periods, and of the stocks of the past only those of hazards have a list.
    pub(super) fn figure(&self, figure: FigureRef) -> Option<String> {
        if self.frozen && figure.column == Column::Now {
            return Some(frozen_href(self.id, figure, None, None));
        }
        self.live(figure)
    }

    /// The rows behind a figure as they are now.
    pub(super) fn live(&self, figure: FigureRef) -> Option<String> {
        let past = figure.column != Column::Now;
        let has_list = figure.figure == Figure::Overdue || Figure::BALANCE.contains(&figure.figure);
        if past && figure.figure.is_stock() && !has_list {
            return None;
        }
        live_href(figure, &self.area, self.period_of(figure.column)?)
    }

    /// The rows behind a figure of one of the areas inside.
    pub(super) fn of_area(&self, figure: Figure, area: &AreaCode) -> Option<String> {
        let figure = FigureRef::now(figure);
        if self.frozen {
            return Some(frozen_href(self.id, figure, Some(area), None));
        }
        live_href(figure, area, self.period.period())
    }

    /// The rows behind a figure of one of the months of the trends.
    pub(super) fn of_month(&self, figure: Figure, month: Month) -> Option<String> {
        let figure = FigureRef::now(figure);
        if self.period == SummaryPeriod::from(month) {
            return self.figure(figure);
        }
        live_href(figure, &self.area, month.period())
    }

    /// The days that a column is about; none of a comparison, which is words.
    fn period_of(&self, column: Column) -> Option<Period> {
        match column {
            Column::Now => Some(self.period.period()),
            Column::Previous => self.period.previous().map(SummaryPeriod::period),
            Column::LastYear => self.period.last_year().map(SummaryPeriod::period),
            Column::YearToDate => Some(self.period.year_to_date()),
            Column::MonthOnMonth | Column::YearOnYear => None,
        }
    }
}

fn live_href(figure: FigureRef, area: &AreaCode, period: Period) -> Option<String> {
    let RowQuery { list, pairs } = rows(figure, area, period)?;
    Some(address(list.path(), pairs))
}

/// The page of the rows behind a figure, as they were frozen.
pub(super) fn frozen_href(
    id: SummaryId,
    figure: FigureRef,
    area: Option<&AreaCode>,
    after: Option<i64>,
) -> String {
    let mut pairs = vec![("figure", figure.to_string())];
    pairs.extend(area.map(|area| ("area", area.to_string())));
    pairs.extend(after.map(|after| ("after", after.to_string())));
    address(&format!("{PATH}/{id}/rows"), pairs)
}

/// The page of a row that is behind a figure.
pub(super) fn row_href(key: RowKey) -> String {
    let id = key.id;
    match key.kind {
        RowKind::Hazard | RowKind::Relapse => format!("/hazards/{id}"),
        RowKind::Inspection => format!("/inspections/{id}"),
        RowKind::Stove => format!("/stoves/{id}"),
        RowKind::Device => format!("/detectors/{id}"),
        RowKind::GasUser => format!("/gas-users/{id}"),
        RowKind::CampaignTarget => format!("/sites/{id}"),
        RowKind::Order => format!("/orders/{id}"),
        RowKind::Penalty => format!("/penalties/{id}"),
        RowKind::Fire => format!("/fires/{id}"),
        // a target has a line in a list and no page
        RowKind::YearTarget => "/year-targets".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::summary::Subject;

    fn links(frozen: bool) -> Links {
        Links {
            id: SummaryId(uuid::Uuid::nil()),
            frozen,
            area: "310105005".parse().expect("an area"),
            period: "2023-06".parse().expect("a period"),
        }
    }

    #[test]
    fn a_draft_opens_the_rows_as_they_are() {
        let found = FigureRef::now(Figure::Found);
        let href = links(false).figure(found).expect("an address");
        assert!(href.starts_with("/hazards?"), "{href}");
        assert!(href.contains("from=2023-06-01") && href.contains("to=2023-06-30"), "{href}");
        let before = links(false).figure(found.at(Column::Previous)).expect("an address");
        assert!(before.contains("from=2023-05-01") && before.contains("to=2023-05-31"), "{before}");
        assert_eq!(links(false).figure(found.at(Column::MonthOnMonth)), None);
    }

    #[test]
    fn a_checked_one_opens_its_frozen_rows() {
        let fire = FigureRef::of(Figure::Closed, Subject::Category(domain::hazards::Category::Fire));
        let href = links(true).figure(fire).expect("an address");
        assert!(href.ends_with("/rows?figure=closed%40fire"), "{href}");
        // what it is compared with was not frozen with it
        let before = links(true).figure(FigureRef::now(Figure::Found).at(Column::LastYear));
        assert!(before.is_some_and(|href| href.starts_with("/hazards?")));
    }

    #[test]
    fn of_the_stocks_of_the_past_those_of_hazards_have_a_list() {
        let supervised = FigureRef::now(Figure::Supervised);
        assert!(links(false).figure(supervised).is_some());
        assert_eq!(links(false).figure(supervised.at(Column::Previous)), None);
        for stock in [Figure::OpenAtEnd, Figure::Overdue] {
            let before = links(false).figure(FigureRef::now(stock).at(Column::Previous)).expect("an address");
            assert!(before.contains("from=2023-05-01") && before.contains("to=2023-05-31"), "{before}");
        }
    }
}

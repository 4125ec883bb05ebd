//! Where the numbers of a summary lead: to the rows as they are now, or as they were frozen with it.

use super::PATH;
use crate::{
    query::{self, address},
    ui::table::linked,
};
use domain::{
    area::AreaCode,
    hazards::Category,
    ids::SummaryId,
    listing::Common,
    period::{Month, Period},
    programmes::{
        device::DeviceKind,
        figures::DeviceSet,
        filters::{DeviceFilter, StoveFilter},
        gear::Gear,
        stove::Appliance,
        target::Measured,
    },
    summary::{
        Column, Figure, FigureRef, Lang, RowList, RowQuery, Subject, SummaryPeriod, figure_of_target,
        lifecycle::SummaryStatus,
        names::Named,
        record::{RowField, RowKey, RowKind},
        rows,
        views::{OnlyRows, RowsPart, SummaryPage},
    },
};
use leptos::prelude::AnyView;

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
    /// periods.
    pub(super) fn figure(&self, figure: FigureRef) -> Option<String> {
        if self.frozen && matches!(figure.column, Column::Now | Column::Base) {
            return Some(frozen_href(self.id, figure, &RowsPart::default(), None));
        }
        self.live(figure)
    }

    /// The rows behind a figure as they are now.
    pub(super) fn live(&self, figure: FigureRef) -> Option<String> {
        let past = !matches!(figure.column, Column::Now | Column::Base);
        if past && !is_known_of_the_past(figure.figure) {
            return None;
        }
        live_href(figure, &self.area, self.period_of(figure.column)?)
    }

    /// The rows behind a figure of one of the areas inside.
    pub(super) fn of_area(&self, figure: FigureRef, area: &AreaCode) -> Option<String> {
        if self.frozen {
            let part = RowsPart { area: Some(area.clone()), ..RowsPart::default() };
            return Some(frozen_href(self.id, figure, &part, None));
        }
        live_href(figure, area, self.period.period())
    }

    /// The rows behind a figure of one category.
    pub(super) fn of_category(&self, figure: FigureRef, category: Category) -> Option<String> {
        if self.frozen {
            let only = OnlyRows(vec![(RowField::Category, category.to_string())]);
            return Some(self.only(figure, only));
        }
        self.live(FigureRef { subject: Some(Subject::Category(category)), ..figure })
    }

    /// Those of the rows behind a figure that `only` names: as they are now, in its list by the pairs `live`.
    pub(super) fn of_rows(&self, figure: FigureRef, only: OnlyRows, live: &[(&str, &str)]) -> Option<String> {
        if self.frozen {
            return Some(self.only(figure, only));
        }
        let RowQuery { list, mut pairs } = rows(figure, &self.area, self.period.period())?;
        pairs.extend(live.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        Some(address(list.path(), pairs))
    }

    fn only(&self, figure: FigureRef, only: OnlyRows) -> String {
        frozen_href(self.id, figure, &RowsPart { area: None, only }, None)
    }

    /// The devices of a kind that stood so at the end of the period, as they are now: what is no figure is not frozen.
    pub(super) fn devices(&self, kind: DeviceKind, set: DeviceSet) -> String {
        let common = self.common();
        let filter = DeviceFilter { common, kind: vec![kind], figure: Some(set), ..DeviceFilter::default() };
        query::href("/detectors", &filter)
    }

    /// The gear in use whose life had ended with the period, as it is now.
    pub(super) fn expired(&self, gear: Gear) -> Option<String> {
        let ends_before = Some(self.period.last().next());
        let common = Common { area: Some(self.area.clone()), ..Common::default() };
        let stoves = |appliance| {
            let common = common.clone();
            let filter =
                StoveFilter { common, appliance: Some(appliance), ends_before, ..StoveFilter::default() };
            query::href("/stoves", &filter)
        };
        let devices = |kind| {
            let common = common.clone();
            let filter = DeviceFilter { common, kind: vec![kind], ends_before, ..DeviceFilter::default() };
            query::href("/detectors", &filter)
        };
        match gear {
            Gear::Stove => Some(stoves(Appliance::Stove)),
            Gear::WaterHeater => Some(stoves(Appliance::WaterHeater)),
            Gear::GasAlarm => Some(devices(DeviceKind::GasAlarm)),
            Gear::SmokeDetector => Some(devices(DeviceKind::SmokeDetector)),
            // a hose has no list of its own
            Gear::Hose => None,
        }
    }

    /// The months after the period in which lives of a kind end.
    pub(super) fn expiring(&self, gear: Gear) -> String {
        let from = self.period.last().next();
        let pairs = [("area", self.area.to_string()), ("from", from.to_string()), ("gear", gear.to_string())];
        address("/expiry-wave", pairs)
    }

    /// What a target of the year reached by the end of the period.
    pub(super) fn reached(&self, measured_by: Measured) -> Option<String> {
        let figure = FigureRef::now(figure_of_target(measured_by));
        if figure.figure.is_stock() { self.figure(figure) } else { self.live(figure.at(Column::YearToDate)) }
    }

    fn common(&self) -> Common {
        let period = self.period.period();
        let (from, to) = (Some(period.from), Some(period.to));
        Common { area: Some(self.area.clone()), from, to, ..Common::default() }
    }

    /// The rows behind a figure of one of the months of the trends.
    pub(super) fn of_month(&self, figure: FigureRef, month: Month) -> Option<String> {
        if self.period == SummaryPeriod::from(month) {
            return self.figure(figure);
        }
        live_href(figure, &self.area, month.period())
    }

    /// The days that a column is about; none of a comparison, which is words.
    fn period_of(&self, column: Column) -> Option<Period> {
        match column {
            Column::Now | Column::Base => Some(self.period.period()),
            Column::Previous => self.period.previous().map(SummaryPeriod::period),
            Column::LastYear => self.period.last_year().map(SummaryPeriod::period),
            Column::YearToDate => Some(self.period.year_to_date()),
            Column::MonthOnMonth | Column::YearOnYear => None,
        }
    }
}

/// Whether there is a list of what it was in a past period, or at its end. Supervision, campaigns and targets have a list of
/// today alone.
const fn is_known_of_the_past(figure: Figure) -> bool {
    !matches!(
        figure,
        Figure::Supervised | Figure::CampaignTargets | Figure::CampaignCoverage | Figure::TargetProgress
    )
}

fn live_href(figure: FigureRef, area: &AreaCode, period: Period) -> Option<String> {
    let RowQuery { list, pairs } = rows(figure, area, period)?;
    Some(address(list.path(), pairs))
}

/// The page of the rows behind a figure, as they were frozen.
pub(super) fn frozen_href(id: SummaryId, figure: FigureRef, part: &RowsPart, after: Option<i64>) -> String {
    let mut pairs = vec![("figure", figure.to_string())];
    pairs.extend(part.area.as_ref().map(|area| ("area", area.to_string())));
    if part.only != OnlyRows::default() {
        pairs.push(("only", part.only.to_string()));
    }
    pairs.extend(after.map(|after| ("after", after.to_string())));
    address(&format!("{PATH}/{id}/rows"), pairs)
}

/// What a row that is behind a figure is and is called, with a link to its page.
pub(super) fn record_link(key: RowKey, label: &str, lang: Lang) -> AnyView {
    linked(record_name(key.kind, label, lang), Some(row_href(key)))
}

/// Its kind and what it is called; what has no number is called by its kind already, in Chinese.
fn record_name(kind: RowKind, label: &str, lang: Lang) -> String {
    // its name says what it is
    if kind == RowKind::Committee {
        return label.to_owned();
    }
    let rest = label.strip_prefix(kind.name(Lang::Zh)).unwrap_or(label).trim_start();
    format!("{} {rest}", kind.name(lang)).trim_end().to_owned()
}

/// The page of a row that is behind a figure.
fn row_href(key: RowKey) -> String {
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
        RowKind::Committee => {
            address(RowList::ZeroCylinders.path(), key.area().map(|area| ("area", area.to_string())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let fire = FigureRef::of(Figure::Closed, Subject::Category(Category::Fire));
        let href = links(true).figure(fire).expect("an address");
        assert!(href.ends_with("/rows?figure=closed%40fire"), "{href}");
        // what it is compared with was not frozen with it
        let before = links(true).figure(FigureRef::now(Figure::Found).at(Column::LastYear));
        assert!(before.is_some_and(|href| href.starts_with("/hazards?")));
    }

    #[test]
    fn a_part_of_a_figure_opens_that_part() {
        let fire = |frozen| {
            links(frozen).of_category(FigureRef::now(Figure::Overdue), Category::Fire).expect("an address")
        };
        assert!(fire(true).ends_with("/rows?figure=overdue&only=category%3Afire"), "{}", fire(true));
        assert!(fire(false).starts_with("/hazards?category=fire&figure=overdue"), "{}", fire(false));
        let orders = |frozen| {
            let only: OnlyRows = "kind:complaint,done_at:".parse().expect("values");
            links(frozen)
                .of_rows(FigureRef::now(Figure::Orders), only, &[("kind", "complaint")])
                .expect("an address")
        };
        assert!(orders(true).ends_with("&only=kind%3Acomplaint%2Cdone_at%3A"), "{}", orders(true));
        assert!(orders(false).starts_with("/orders?") && orders(false).ends_with("&kind=complaint"));
        let reached = links(true).reached(Measured::Penalties).expect("an address");
        assert!(reached.contains("from=2023-01-01") && reached.contains("to=2023-06-30"), "{reached}");
    }

    #[test]
    fn a_record_is_called_once_by_its_kind() {
        for (kind, label, zh, en) in [
            (
                RowKind::Hazard,
                "310105008-2023-000226",
                "隐患 310105008-2023-000226",
                "Hazard 310105008-2023-000226",
            ),
            (RowKind::GasUser, "用气单位 2023-06-27", "用气单位 2023-06-27", "User of gas 2023-06-27"),
            (RowKind::CampaignTarget, "专项行动对象", "专项行动对象", "Target of a campaign"),
        ] {
            assert_eq!(record_name(kind, label, Lang::Zh), zh);
            assert_eq!(record_name(kind, label, Lang::En), en);
        }
    }

    #[test]
    fn what_stood_at_the_end_of_the_past_has_a_list() {
        for (figure, set) in [
            (Figure::OpenAtEnd, "figure=open_at_end"),
            (Figure::Overdue, "figure=overdue_at_end"),
            (Figure::MajorOpen, "figure=open_at_end"),
            (Figure::Chargers, "figure=chargers"),
            (Figure::StoveProgress, "figure=done"),
            (Figure::LpgCleared, "figure=cleared"),
        ] {
            for frozen in [false, true] {
                let past = FigureRef::now(figure).at(Column::Previous);
                let href = links(frozen).figure(past).expect("an address");
                assert!(href.contains(set), "{href}");
                assert!(href.contains("from=2023-05-01") && href.contains("to=2023-05-31"), "{href}");
            }
        }
        let supervised = FigureRef::now(Figure::Supervised);
        assert!(links(false).figure(supervised).is_some());
        assert_eq!(links(false).figure(supervised.at(Column::Previous)), None);
    }
}

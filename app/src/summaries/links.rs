//! Where the numbers of a summary lead: to the rows as they are now, or as they were frozen with it.

use super::PATH;
use crate::{
    query::{self, address},
    ui::table::linked,
};
use domain::{
    area::AreaCode,
    ids::SummaryId,
    listing::Common,
    period::Period,
    programmes::{
        device::DeviceKind,
        figures::DeviceSet,
        filters::{DeviceFilter, StoveFilter},
        gear::Gear,
        stove::Appliance,
    },
    summary::{
        Figure, FigureRef, Lang, RowList, RowQuery, SummaryPeriod,
        beside::{Behind, Life},
        lifecycle::SummaryStatus,
        names::Named,
        opens::{Kept, Opens},
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
    /// And so were those beside its own period.
    beside: bool,
    area: AreaCode,
    period: SummaryPeriod,
}

impl Links {
    /// Those of a page.
    pub(super) fn of(page: &SummaryPage) -> Self {
        let frozen = page.state.status != SummaryStatus::Draft;
        Self {
            id: page.state.id,
            frozen,
            beside: frozen && page.summary.keeps_beside(),
            area: page.summary.area.code.clone(),
            period: page.summary.period,
        }
    }

    /// Whether what the summary is compared with opens rows that were frozen.
    pub(super) const fn keep_beside(&self) -> bool {
        self.beside
    }

    /// The period of the summary.
    pub(super) const fn period(&self) -> SummaryPeriod {
        self.period
    }

    /// The rows behind a figure, in whichever of its columns.
    pub(super) fn figure(&self, figure: FigureRef) -> Option<String> {
        self.to(&Opens::figure(self.period, figure)?)
    }

    /// What a number of a table opens.
    pub(super) fn to(&self, opens: &Opens) -> Option<String> {
        match opens.kept(self.period) {
            Some(Kept::Own(figure, part)) if self.frozen => Some(frozen_href(self.id, figure, &part, None)),
            Some(Kept::Beside(behind)) if self.beside => Some(beside_href(self.id, behind, None)),
            _ => self.live(opens),
        }
    }

    /// The rows behind a figure of the period as they are now.
    pub(super) fn now(&self, figure: Figure) -> Option<String> {
        self.live(&Opens::figure(self.period, FigureRef::now(figure))?)
    }

    /// The same as it is now.
    fn live(&self, opens: &Opens) -> Option<String> {
        match opens {
            Opens::Figure { figure, period, part } => self.live_rows(*figure, *period, part),
            Opens::Devices(kind, set) => Some(self.devices(*kind, *set)),
            Opens::Life(gear, Life::Past) => self.expired(*gear),
            Opens::Life(gear, Life::Coming) => Some(self.expiring(*gear)),
            Opens::Hazard(id) => Some(format!("/hazards/{id}")),
            Opens::Campaign(id) => Some(format!("/campaigns/{id}")),
            Opens::Fire(id) => Some(format!("/fires/{id}")),
        }
    }

    /// The rows behind a figure over some days, all or a part of them, in their list.
    fn live_rows(&self, figure: FigureRef, period: Period, part: &RowsPart) -> Option<String> {
        if period != self.period.period() && !is_known_of_the_past(figure.figure) {
            return None;
        }
        let area = part.area.as_ref().unwrap_or(&self.area);
        let RowQuery { list, mut pairs } = rows(figure, area, period)?;
        pairs.extend(part.only.0.iter().filter_map(|(field, value)| live_pair(*field, value)));
        pairs.extend(part.happened.map(|days| ("found".to_owned(), days.to_string())));
        Some(address(list.path(), pairs))
    }

    /// The devices of a kind that stood so at the end of the period.
    fn devices(&self, kind: DeviceKind, set: DeviceSet) -> String {
        let Period { from, to } = self.period.period();
        let common =
            Common { area: Some(self.area.clone()), from: Some(from), to: Some(to), ..Common::default() };
        let filter = DeviceFilter { common, kind: vec![kind], figure: Some(set), ..DeviceFilter::default() };
        query::href("/detectors", &filter)
    }

    /// The gear in use whose life had ended with the period.
    fn expired(&self, gear: Gear) -> Option<String> {
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
    fn expiring(&self, gear: Gear) -> String {
        let from = self.period.last().next();
        let pairs = [("area", self.area.to_string()), ("from", from.to_string()), ("gear", gear.to_string())];
        address("/expiry-wave", pairs)
    }
}

/// How a list is asked for rows of that value.
fn live_pair(field: RowField, value: &str) -> Option<(String, String)> {
    let (key, value) = match field {
        RowField::Category => ("category", value),
        RowField::Kind => ("kind", value),
        // of orders: those that nobody replied to
        RowField::DoneAt if value.is_empty() => ("standing", "overdue,open"),
        _ => return None,
    };
    Some((key.to_owned(), value.to_owned()))
}

/// Whether there is a list of what it was in a past period, or at its end. Supervision, campaigns and targets have a list of
/// today alone.
const fn is_known_of_the_past(figure: Figure) -> bool {
    !matches!(
        figure,
        Figure::Supervised | Figure::CampaignTargets | Figure::CampaignCoverage | Figure::TargetProgress
    )
}

/// The page of the rows behind a figure, as they were frozen.
pub(super) fn frozen_href(id: SummaryId, figure: FigureRef, part: &RowsPart, after: Option<i64>) -> String {
    rows_href(id, own_pairs(figure, part), after)
}

fn own_pairs(figure: FigureRef, part: &RowsPart) -> Vec<(&'static str, String)> {
    let mut pairs = vec![("figure", figure.to_string())];
    pairs.extend(part.area.as_ref().map(|area| ("area", area.to_string())));
    if part.only != OnlyRows::default() {
        pairs.push(("only", part.only.to_string()));
    }
    pairs.extend(part.happened.map(|days| ("happened", days.to_string())));
    pairs
}

/// The page of the rows behind a number beside the period of the summary, as they were frozen with it.
pub(super) fn beside_href(id: SummaryId, behind: Behind, after: Option<i64>) -> String {
    rows_href(id, beside_pairs(behind), after)
}

fn beside_pairs(behind: Behind) -> Vec<(&'static str, String)> {
    vec![("beside", behind.to_string())]
}

fn rows_href(id: SummaryId, mut pairs: Vec<(&str, String)>, after: Option<i64>) -> String {
    pairs.extend(after.map(|after| ("after", after.to_string())));
    address(&format!("{PATH}/{id}/rows"), pairs)
}

/// All of these rows as a table.
pub(super) fn rows_table(id: SummaryId, kept: &Kept) -> String {
    let pairs = match kept {
        Kept::Own(figure, part) => own_pairs(*figure, part),
        Kept::Beside(behind) => beside_pairs(*behind),
    };
    address(&format!("/api/v1/summaries/{id}/frozen/rows.csv"), pairs)
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
    use domain::{
        hazards::Category,
        summary::{Column, Subject},
    };

    fn links(frozen: bool) -> Links {
        Links {
            id: SummaryId(uuid::Uuid::nil()),
            frozen,
            beside: frozen,
            area: "310105005".parse().expect("an area"),
            period: "2023-06".parse().expect("a period"),
        }
    }

    /// Checked before the rows beside it were kept.
    fn of_before() -> Links {
        Links { beside: false, ..links(true) }
    }

    fn part(figure: Figure, part: RowsPart) -> Opens {
        let period = links(true).period.period();
        Opens::Figure { figure: FigureRef::now(figure), period, part }
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
        let found = FigureRef::now(Figure::Found);
        for (column, months) in [
            (Column::Previous, "2023-05"),
            (Column::LastYear, "2022-06"),
            (Column::YearToDate, "2023-01..2023-06"),
        ] {
            let beside = links(true).figure(found.at(column)).expect("an address");
            assert!(beside.ends_with(&format!("/rows?beside={months}%3Afound")), "{beside}");
        }
        // of what was checked before they were kept, as they are now
        let before = of_before().figure(found.at(Column::LastYear)).expect("an address");
        assert!(before.starts_with("/hazards?") && before.contains("from=2022-06-01"), "{before}");
        let own = of_before().figure(found).expect("an address");
        assert!(own.ends_with("/rows?figure=found"), "{own}");
    }

    #[test]
    fn a_part_of_a_figure_opens_that_part() {
        let only = |text: &str| RowsPart { only: text.parse().expect(text), ..RowsPart::default() };
        let fire = part(Figure::Overdue, only("category:fire"));
        let kept = links(true).to(&fire).expect("an address");
        assert!(kept.ends_with("/rows?figure=overdue&only=category%3Afire"), "{kept}");
        let live = links(false).to(&fire).expect("an address");
        assert!(
            live.starts_with("/hazards?figure=overdue_at_end") && live.ends_with("&category=fire"),
            "{live}"
        );
        let open = part(Figure::Orders, only("kind:complaint,done_at:"));
        let kept = links(true).to(&open).expect("an address");
        assert!(kept.ends_with("&only=kind%3Acomplaint%2Cdone_at%3A"), "{kept}");
        let live = links(false).to(&open).expect("an address");
        assert!(
            live.starts_with("/orders?") && live.ends_with("&kind=complaint&standing=overdue%2Copen"),
            "{live}"
        );
        let days = "2023-06-15..2023-06-22".parse().expect("days");
        let old = part(Figure::OpenAtEnd, RowsPart { happened: Some(days), ..RowsPart::default() });
        let kept = of_before().to(&old).expect("an address");
        assert!(kept.ends_with("/rows?figure=open_at_end&happened=2023-06-15..2023-06-22"), "{kept}");
        let live = links(false).to(&old).expect("an address");
        assert!(live.contains("figure=open_at_end") && live.contains("to=2023-06-30"), "{live}");
        assert!(live.ends_with("&found=2023-06-15..2023-06-22"), "{live}");
    }

    #[test]
    fn what_is_no_figure_opens_what_was_kept_of_it() {
        let faulty = Opens::Devices(DeviceKind::GasAlarm, DeviceSet::Faulty);
        for (opens, kept, live) in [
            (faulty, "devices%3Agas_alarm%3Afaulty", "/detectors?"),
            (Opens::Life(Gear::Stove, Life::Past), "life%3Astove%3Apast", "/stoves?"),
            (Opens::Life(Gear::Stove, Life::Coming), "life%3Astove%3Acoming", "/expiry-wave?"),
        ] {
            let frozen = links(true).to(&opens).expect("an address");
            assert!(frozen.ends_with(&format!("/rows?beside={kept}")), "{frozen}");
            for links in [links(false), of_before()] {
                assert!(links.to(&opens).is_some_and(|href| href.starts_with(live)), "{opens:?}");
            }
        }
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
            for links in [links(false), of_before()] {
                let past = FigureRef::now(figure).at(Column::Previous);
                let href = links.figure(past).expect("an address");
                assert!(href.contains(set), "{href}");
                assert!(href.contains("from=2023-05-01") && href.contains("to=2023-05-31"), "{href}");
            }
        }
        let supervised = FigureRef::now(Figure::Supervised);
        assert!(links(false).figure(supervised).is_some());
        let past = supervised.at(Column::Previous);
        assert_eq!(links(false).figure(past), None);
        // what no list knows was kept
        assert!(links(true).figure(past).is_some_and(|href| href.ends_with("beside=2023-05%3Asupervised")));
    }
}

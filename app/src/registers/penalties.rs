//! The list of penalties.

use super::{
    api::list_penalties,
    entry::{head, linked_to, site_text},
};
use crate::{
    error::AppError,
    listing::{Chip, Line, List, Listing, Record, Row, RowLink, Words, controls::words, table_of},
    tr,
    ui::{badge::CategoryTag, card::or_nothing, time::day_text},
};
use domain::{
    geo::{Point, Wgs84},
    hazards::Category,
    listing::{Page, Sort},
    programmes::{
        filters::PenaltyFilter,
        register::Penalty,
        register_views::{Entry, RegisterKind},
    },
};
use leptos::prelude::*;
use uuid::Uuid;

impl Listing for PenaltyFilter {
    type Row = Entry<Penalty>;
    const PATH: &'static str = "/penalties";
    const POINTS: &'static str = "/api/v1/map/penalties";
    const SORTS: &'static [Sort] = &[Sort::Newest, Sort::Oldest];

    fn words() -> Words {
        Words {
            title: tr!(registers.penalties),
            search: tr!(registers.search_penalties),
            period: tr!(registers.decided_on),
            empty: tr!(registers.no_penalties),
        }
    }

    fn load(query: String) -> impl Future<Output = Result<Page<Self::Row>, AppError>> + Send + 'static {
        list_penalties(query)
    }

    fn controls(list: List<Self>) -> AnyView {
        words(list, "category", tr!(hazards.category), Category::ALL, |f| &f.category)
    }

    fn kept(&self) -> Vec<(&'static str, String)> {
        linked_to(self.site, self.hazard)
    }

    fn own_chips(&self, out: &mut Vec<Chip>) {
        Chip::words(out, self, &self.category, |f| &mut f.category);
        if self.site.is_some() {
            out.push(Chip::record(self, Record::Site, |f| f.site = None));
        }
        if self.hazard.is_some() {
            out.push(Chip::new(self, tr!(registers.one_hazard), |f| f.hazard = None));
        }
    }

    fn signs() -> Vec<(&'static str, &'static str)> {
        vec![("penalty", tr!(registers.penalty))]
    }

    fn columns() -> Vec<&'static str> {
        vec![
            tr!(registers.decided_on),
            tr!(registers.reason),
            tr!(hazards.category),
            tr!(registers.fine),
            tr!(hazards.area),
            tr!(registers.body),
        ]
    }

    fn banner(list: List<Self>) -> Option<AnyView> {
        Some(table_of(list))
    }

    fn head() -> Option<AnyView> {
        head(RegisterKind::Penalty)
    }
}

impl Row for Entry<Penalty> {
    fn id(&self) -> Uuid {
        self.record.id.0
    }

    fn point(&self) -> Option<Point<Wgs84>> {
        self.point
    }

    fn name(&self) -> String {
        format!("{} {}", day_text(self.record.decided_on), self.record.party)
    }

    fn cells(self) -> AnyView {
        let record = self.record;
        view! {
            <Line kind="name">
                <RowLink href=format!("/penalties/{}", record.id) text=day_text(record.decided_on) />
            </Line>
            <Line kind="what">
                <p class="row-text">{record.reason}</p>
                <p class="row-marks">
                    <span class="tag">{record.party}</span>
                    <span class="row-place">{site_text(self.site)}</span>
                </p>
            </Line>
            <Line kind="state">
                <CategoryTag category=record.category />
            </Line>
            <Line kind="more" label=tr!(registers.fine)>
                {or_nothing(record.fine.map(|fine| fine.to_string()))}
            </Line>
            <Line kind="more">{self.area.name}</Line>
            <Line kind="more" label=tr!(registers.body)>
                {record.body}
            </Line>
        }
        .into_any()
    }
}

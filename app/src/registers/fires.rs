//! The list of fire incidents.

use super::{
    api::list_fires,
    entry::{head, linked_to},
};
use crate::{
    error::AppError,
    labels::Label,
    listing::{Chip, Line, List, Listing, Record, Row, RowLink, Words, controls::words, table_of},
    tr,
    ui::{Icon, Tone, badge::Badge, card::or_nothing, time::minute_text},
};
use domain::{
    geo::{Point, Wgs84},
    listing::{Page, Sort},
    programmes::{
        filters::FireFilter,
        register::{FireCause, FireIncident},
        register_views::{Entry, RegisterKind},
    },
};
use leptos::prelude::*;
use uuid::Uuid;

impl Listing for FireFilter {
    type Row = Entry<FireIncident>;
    const PATH: &'static str = "/fires";
    const POINTS: &'static str = "/api/v1/map/fires";
    const SORTS: &'static [Sort] = &[Sort::Newest, Sort::Oldest];

    fn words() -> Words {
        Words {
            title: tr!(registers.fires),
            search: tr!(registers.search_fires),
            period: tr!(registers.fire_day),
            empty: tr!(registers.no_fires),
        }
    }

    fn load(query: String) -> impl Future<Output = Result<Page<Self::Row>, AppError>> + Send + 'static {
        list_fires(query)
    }

    fn controls(list: List<Self>) -> AnyView {
        words(list, "cause", tr!(registers.cause), FireCause::ALL, |f| &f.cause)
    }

    fn kept(&self) -> Vec<(&'static str, String)> {
        linked_to(self.site, self.hazard)
    }

    fn own_chips(&self, out: &mut Vec<Chip>) {
        Chip::words(out, self, &self.cause, |f| &mut f.cause);
        if self.site.is_some() {
            out.push(Chip::record(self, Record::Site, |f| f.site = None));
        }
        if self.hazard.is_some() {
            out.push(Chip::new(self, tr!(registers.one_hazard), |f| f.hazard = None));
        }
    }

    fn signs() -> Vec<(&'static str, &'static str)> {
        vec![("fire", tr!(registers.fire))]
    }

    fn columns() -> Vec<&'static str> {
        vec![
            tr!(registers.fire_at),
            tr!(registers.place),
            tr!(registers.cause),
            tr!(registers.loss),
            tr!(hazards.area),
            tr!(registers.people),
        ]
    }

    fn banner(list: List<Self>) -> Option<AnyView> {
        Some(table_of(list))
    }

    fn head() -> Option<AnyView> {
        head(RegisterKind::Fire)
    }
}

/// How many were hurt and how many died; nothing when nobody.
pub(super) fn people_text(fire: &FireIncident) -> Option<String> {
    (fire.injured + fire.dead > 0).then(|| tr!(registers.people_n, injured = fire.injured, dead = fire.dead))
}

impl Row for Entry<FireIncident> {
    fn id(&self) -> Uuid {
        self.record.id.0
    }

    fn point(&self) -> Option<Point<Wgs84>> {
        self.point
    }

    fn name(&self) -> String {
        format!("{} {}", minute_text(self.record.at), self.record.place)
    }

    fn cells(self) -> AnyView {
        let fire = self.record;
        let people = people_text(&fire);
        view! {
            <Line kind="name">
                <RowLink href=format!("/fires/{}", fire.id) text=minute_text(fire.at) />
            </Line>
            <Line kind="what">
                <p class="row-text">{fire.place}</p>
                <p class="row-marks">
                    <span class="row-place">{fire.text}</span>
                </p>
            </Line>
            <Line kind="state">
                <Badge tone=Tone::Warn shape=Icon::Flame text=fire.cause.label() />
            </Line>
            <Line kind="more" label=tr!(registers.loss)>
                {or_nothing(fire.loss.map(|loss| loss.to_string()))}
            </Line>
            <Line kind="more">{self.area.name}</Line>
            <Line kind="more" label=tr!(registers.people)>
                {or_nothing(people)}
            </Line>
        }
        .into_any()
    }
}

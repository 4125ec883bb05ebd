//! The list of hotline orders.

use super::{
    api::list_orders,
    entry::{head, linked_to, site_text},
};
use crate::{
    error::AppError,
    labels::Label,
    listing::{Chip, Line, List, Listing, Record, Row, RowLink, Words, controls::words, table_of},
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        time::{Day, Due, minute_text},
    },
};
use domain::{
    geo::{Point, Wgs84},
    hazards::Category,
    listing::{Page, Sort},
    programmes::{
        filters::OrderFilter,
        register::{OrderKind, OrderStanding},
        register_views::{DatedOrder, Entry, RegisterKind},
    },
};
use leptos::prelude::*;
use uuid::Uuid;

impl Listing for OrderFilter {
    type Row = Entry<DatedOrder>;
    const PATH: &'static str = "/orders";
    const POINTS: &'static str = "/api/v1/map/orders";
    const SORTS: &'static [Sort] = &[Sort::Newest, Sort::Oldest, Sort::Due];

    fn words() -> Words {
        Words {
            title: tr!(registers.orders),
            search: tr!(registers.search_orders),
            period: tr!(registers.received_at),
            empty: tr!(registers.no_orders),
        }
    }

    fn load(query: String) -> impl Future<Output = Result<Page<Self::Row>, AppError>> + Send + 'static {
        list_orders(query)
    }

    fn controls(list: List<Self>) -> AnyView {
        view! {
            {words(list, "standing", tr!(lists.status), OrderStanding::ALL, |f| &f.standing)}
            {words(list, "kind", tr!(lists.kind), OrderKind::ALL, |f| &f.kind)}
            {words(list, "category", tr!(hazards.category), Category::ALL, |f| &f.category)}
        }
        .into_any()
    }

    fn kept(&self) -> Vec<(&'static str, String)> {
        linked_to(self.site, self.hazard)
    }

    fn own_chips(&self, out: &mut Vec<Chip>) {
        Chip::words(out, self, &self.standing, |f| &mut f.standing);
        Chip::words(out, self, &self.kind, |f| &mut f.kind);
        Chip::words(out, self, &self.category, |f| &mut f.category);
        if self.site.is_some() {
            out.push(Chip::record(self, Record::Site, |f| f.site = None));
        }
        if self.hazard.is_some() {
            out.push(Chip::new(self, tr!(registers.one_hazard), |f| f.hazard = None));
        }
    }

    fn signs() -> Vec<(&'static str, &'static str)> {
        OrderStanding::ALL.iter().map(|standing| (standing.as_str(), standing.label())).collect()
    }

    fn columns() -> Vec<&'static str> {
        vec![
            tr!(registers.order_number),
            tr!(registers.text),
            tr!(lists.status),
            tr!(registers.reply_due),
            tr!(hazards.area),
            tr!(registers.received_at),
        ]
    }

    fn banner(list: List<Self>) -> Option<AnyView> {
        Some(table_of(list))
    }

    fn head() -> Option<AnyView> {
        head(RegisterKind::Order)
    }
}

/// Where an order stands.
pub(super) fn standing_badge(standing: OrderStanding) -> impl IntoView {
    let (tone, shape) = match standing {
        OrderStanding::Overdue => (Tone::Bad, Icon::Clock),
        OrderStanding::Open => (Tone::Warn, Icon::Hourglass),
        OrderStanding::RepliedLate => (Tone::Neutral, Icon::Check),
        OrderStanding::RepliedOnTime => (Tone::Good, Icon::Check),
    };
    view! { <Badge tone shape text=standing.label() /> }
}

impl Row for Entry<DatedOrder> {
    fn id(&self) -> Uuid {
        self.record.order.id.0
    }

    fn point(&self) -> Option<Point<Wgs84>> {
        self.point
    }

    fn name(&self) -> String {
        self.record.order.number.clone()
    }

    fn cells(self) -> AnyView {
        let DatedOrder { order, due, standing } = self.record;
        let open = matches!(standing, OrderStanding::Open | OrderStanding::Overdue);
        let due = if open {
            view! { <Due day=due open=true /> }.into_any()
        } else {
            view! { <Day day=due /> }.into_any()
        };
        let urgent = order
            .urgent
            .then(|| view! { <Badge tone=Tone::Bad shape=Icon::Flag text=tr!(registers.urgent) /> });
        view! {
            <Line kind="name">
                <RowLink href=format!("/orders/{}", order.id) text=order.number />
            </Line>
            <Line kind="what">
                <p class="row-text">{order.text}</p>
                <p class="row-marks">
                    <span class="tag">{order.kind.label()}</span>
                    {urgent}
                    <span class="row-place">{site_text(self.site)}</span>
                </p>
            </Line>
            <Line kind="state">{standing_badge(standing)}</Line>
            <Line kind="more" label=tr!(registers.reply_due)>
                {due}
            </Line>
            <Line kind="more">{self.area.name}</Line>
            <Line kind="more" label=tr!(registers.received_at)>
                {minute_text(order.received_at)}
            </Line>
        }
        .into_any()
    }
}

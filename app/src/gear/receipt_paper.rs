//! The receipt on paper: printed before going there and signed at the door, or printed afterwards with what was reported. What
//! is not known yet, and what a page masks, is left blank to be written by hand.

use crate::{
    tr,
    ui::{
        Icon,
        button::LinkButton,
        page::PageHead,
        paper::{Paper, PaperLine, PrintButton},
        signature::SignatureView,
    },
};
use domain::{inspections::Signature, programmes::views::Door, sites::SiteKind};
use leptos::prelude::*;

/// The sheet of a replacement or an installation at that door; `back` is the page of its record.
pub fn receipt_paper(
    back: String,
    title: &'static str,
    door: Door,
    lines: Vec<(&'static str, Option<String>)>,
    signature: Option<Signature>,
) -> AnyView {
    let home = door.kind == SiteKind::Household;
    let name = (!home).then_some(door.name);
    let room = home.then(|| view! { <PaperLine name=tr!(gear.paper_room) /> });
    let lines =
        lines.into_iter().map(|(name, text)| view! { <PaperLine name=name text=text /> }).collect_view();
    let signed = match signature {
        Some(signature) => view! {
            <p class="paper-line">{tr!(gear.paper_signature)}</p>
            <SignatureView signature />
        }
        .into_any(),
        None => view! {
            <PaperLine name=tr!(gear.paper_signature) />
            <PaperLine name=tr!(gear.slip_on) />
        }
        .into_any(),
    };
    view! {
        <PageHead title=title>
            <LinkButton href=back icon_before=Icon::Previous>
                {tr!(gear.open_record)}
            </LinkButton>
            <PrintButton />
        </PageHead>
        <p class="hint paper-hint">{tr!(gear.paper_hint)}</p>
        <Paper title=title>
            <PaperLine name=tr!(gear.paper_name) text=name />
            <PaperLine name=tr!(hazards.address) text=door.address />
            {room}
            {lines}
            <p class="paper-line">{tr!(gear.paper_told)}</p>
            {signed}
        </Paper>
    }
    .into_any()
}

/// The way to it from a record's page.
pub fn receipt_link(record: String) -> impl IntoView {
    view! {
        <LinkButton href=format!("{record}/receipt") icon_before=Icon::Print>
            {tr!(gear.paper_print)}
        </LinkButton>
    }
}

//! Who put their name to a summary, as of when its figures are, and what proves it.

use crate::{
    tr,
    ui::{
        card::{Card, Fact, Facts, or_nothing},
        time::minute_text,
    },
};
use domain::{
    ids::UserId,
    summary::{
        lifecycle::{Signed, SummaryState},
        views::SummaryPage,
    },
};
use leptos::prelude::*;

/// What somebody of its state is called.
pub(super) fn name_of(page: &SummaryPage, user: UserId) -> String {
    let known = page.names.iter().find(|(id, _)| *id == user);
    known.map_or_else(String::new, |(_, name)| name.clone())
}

/// The card.
pub(super) fn facts(page: &SummaryPage) -> AnyView {
    let SummaryState { writers, checked, issued, sha256, number, .. } = &page.state;
    let signed = |signed: Option<Signed>| {
        signed.map(|signed| format!("{} · {}", name_of(page, signed.by), minute_text(signed.at)))
    };
    let written: Vec<String> = writers.iter().map(|user| name_of(page, *user)).collect();
    let written = if written.is_empty() {
        tr!(summaries.by_schedule).to_owned()
    } else {
        written.join(tr!(ui.list_comma))
    };
    let (checked, issued) = (or_nothing(signed(*checked)), or_nothing(signed(*issued)));
    let number = or_nothing(number.clone());
    let as_of = minute_text(page.summary.as_of);
    let hash = sha256.clone().map(|sha256| {
        view! {
            <Fact name=tr!(summaries.sha256)>
                <code class="document-hash">{sha256}</code>
            </Fact>
        }
    });
    view! {
        <Card title=tr!(summaries.facts)>
            <Facts>
                <Fact name=tr!(summaries.number)>{number}</Fact>
                <Fact name=tr!(summaries.as_of)>{as_of}</Fact>
                <Fact name=tr!(summaries.written_by)>{written}</Fact>
                <Fact name=tr!(summaries.checked_by)>{checked}</Fact>
                <Fact name=tr!(summaries.issued_by)>{issued}</Fact>
                {hash}
            </Facts>
        </Card>
    }
    .into_any()
}

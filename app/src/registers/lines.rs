//! Entries of the registers on the page of what they are linked to.

use super::orders::standing_badge;
use crate::{
    labels::Label,
    tr,
    ui::{Icon, button::LinkButton, time::day_text},
};
use domain::programmes::register_views::{RegisterKind, RegisterLine, RegisterSays};
use leptos::prelude::*;

/// The entries, with the way to the list of each register in which there are any; `filter` is its query.
pub fn lines(lines: Vec<RegisterLine>, filter: &str) -> AnyView {
    let all = RegisterKind::ALL
        .iter()
        .filter(|kind| lines.iter().any(|line| line.says.register() == **kind))
        .map(|kind| {
            view! {
                <LinkButton href=format!("/{kind}?{filter}") icon_before=Icon::List>
                    {tr!(registers.all_of, what = name(*kind))}
                </LinkButton>
            }
        })
        .collect_view();
    let lines = lines.into_iter().map(line).collect_view();
    view! {
        <ul class="hazard-cards">{lines}</ul>
        <div class="action-list">{all}</div>
    }
    .into_any()
}

/// What an entry of a register is called.
pub fn name(kind: RegisterKind) -> &'static str {
    match kind {
        RegisterKind::Penalty => tr!(registers.penalty),
        RegisterKind::Order => tr!(registers.orders),
        RegisterKind::Fire => tr!(registers.fire),
    }
}

fn line(line: RegisterLine) -> impl IntoView {
    let RegisterLine { id, on, says } = line;
    let register = says.register();
    let (text, marks) = match says {
        RegisterSays::Penalty { category, reason } => {
            (reason, view! { <span class="tag">{category.label()}</span> }.into_any())
        }
        RegisterSays::Order { number, kind, standing } => {
            (format!("{number} · {}", kind.label()), standing_badge(standing).into_any())
        }
        RegisterSays::Fire { cause } => (cause.label().to_owned(), ().into_any()),
    };
    view! {
        <li>
            <a class="hazard-card" href=format!("/{register}/{id}")>
                <span class="hazard-card-text">{text}</span>
                <span class="hazard-marks">
                    <span class="tag">{name(register)}</span>
                    {marks}
                    <span class="muted">{day_text(on)}</span>
                </span>
            </a>
        </li>
    }
}

//! Rules in words, the same in lists, histories and headings.

use crate::{
    labels::Label,
    text::{Locale, locale},
    tr,
    ui::{Icon, Tone, badge::Badge, time::day_text},
};
use chrono::NaiveDate;
use domain::{
    calendar::DayCount,
    rules::{Rule, RuleBook, views::Validity},
};
use leptos::prelude::*;

/// Everything that the rule is asked by, in words.
pub fn name(rule: &Rule) -> String {
    match rule {
        Rule::Standard(s) => {
            let text = match locale() {
                Locale::zh => &s.text_zh,
                Locale::en => &s.text_en,
            };
            match s.rise {
                Some(rise) => format!("{} {text} · {}", s.code, rise.label()),
                None => format!("{} {text}", s.code),
            }
        }
        Rule::Deadline(d) => {
            let category = d.category.map_or(tr!(rules.any_category), Label::label);
            format!("{category} · {}", d.severity.label())
        }
        Rule::Life(l) => {
            let parts = [Some(l.gear.label()), l.fuel.map(Label::label), l.usage.map(Label::label)];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        Rule::Class(c) => c.trade.label().to_owned(),
        Rule::Reply(r) => {
            let kind = r.kind.map_or(tr!(rules.any_order), Label::label);
            let urgency = if r.urgent { tr!(rules.urgent) } else { tr!(rules.plain) };
            format!("{kind} · {urgency}")
        }
    }
}

fn days(count: DayCount) -> String {
    match count.days {
        0 => tr!(rules.same_day).to_owned(),
        days => tr!(rules.days_n, n = days, kind = count.kind.label()),
    }
}

/// What the rule says.
pub fn content(rule: &Rule) -> String {
    match rule {
        Rule::Standard(s) => {
            let own = s.count.map(|count| format!(" · {}", days(count))).unwrap_or_default();
            format!("{} · {} · {}{own}", s.clause, s.category.label(), s.severity.label())
        }
        Rule::Deadline(d) => days(d.count),
        Rule::Life(l) => format!("{} · {}", tr!(rules.months_n, n = l.months), l.source),
        Rule::Class(c) => format!("{} ≤ {} · {}", c.measure.label(), c.max, c.document),
        Rule::Reply(r) => format!("{} · {}", days(r.count), r.source),
    }
}

/// From when to when.
pub fn span(from: NaiveDate, to: Option<NaiveDate>) -> String {
    match to {
        Some(to) => tr!(rules.from_to, from = day_text(from), to = day_text(to)),
        None => tr!(rules.from_on, from = day_text(from)),
    }
}

/// The title of a table.
pub fn title(book: RuleBook) -> &'static str {
    book.label()
}

/// How a version stands.
pub fn validity_badge(validity: Validity) -> impl IntoView {
    let (tone, shape) = match validity {
        Validity::InForce => (Tone::Good, Icon::Check),
        Validity::Coming => (Tone::Info, Icon::Clock),
        Validity::Ended => (Tone::Neutral, Icon::Ban),
    };
    view! { <Badge tone shape text=validity.label() /> }
}

//! One rule: its versions, its history, and the forms that change it.

use super::{
    api::read_rule,
    book_href, entry_href,
    form::{FORM, rule_form},
    said::{content, name, span, title, validity_badge},
};
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::{Card, Empty},
        dialog::Disclosure,
        field::{FormErrors, InputKind, TextArea, TextInput, use_form},
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::{At, day_text},
    },
};
use domain::rules::{
    RuleBook,
    views::{RuleChange, RuleDetail, RuleVersion, Validity},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// The name under which the form of an end comes back refused.
const STOP: &str = "rule-stop";

/// The page.
#[component]
pub fn RulePage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        let book = query.get("book").and_then(|book| book.parse::<RuleBook>().ok());
        let before = query.get("before").and_then(|key| key.parse::<i64>().ok());
        (book.unwrap_or(RuleBook::Standards), query.get("key").unwrap_or_default(), before)
    };
    let data: Resource<Result<RuleDetail, AppError>> =
        Resource::new(asked, |(book, key, before)| read_rule(book, key, before));
    view! { <Load data view=|rule| shown(rule).into_any() /> }
}

fn shown(detail: RuleDetail) -> impl IntoView {
    let (book, base) = (detail.book, detail.base);
    let newest = detail.versions.first();
    let heading = newest.map(|version| name(&version.rule)).unwrap_or_default();
    let forms = newest.filter(|_| detail.may_keep).map(|version| {
        let revised = use_form(FORM).is_refused();
        let form = rule_form(book, Some((&version.rule, base)));
        let stop = stop_form(book, version, base);
        view! {
            <div class="action-list">
                <Disclosure label=tr!(rules.revise) look=Look::Primary icon_before=Icon::Edit open=revised>
                    <p class="hint">{tr!(rules.revise_hint)}</p>
                    {form}
                </Disclosure>
                {stop}
            </div>
        }
    });
    let next = detail.next.map(|key| format!("{}&before={key}", entry_href(book, &detail.key)));
    let all = versions(detail.versions);
    let changes = if detail.changes.is_empty() {
        view! { <Empty icon=Icon::Clock title=tr!(rules.as_delivered) /> }.into_any()
    } else {
        history(detail.changes).into_any()
    };
    view! {
        <PageHead title=heading>
            <LinkButton href=book_href(book) icon_before=Icon::List>
                {title(book)}
            </LinkButton>
        </PageHead>
        <div class="stack">
            {forms} <Card title=tr!(rules.versions)>{all}</Card>
            <Card title=tr!(rules.history)>{changes}</Card>
        </div>
        <Pager next />
    }
}

fn versions(versions: Vec<RuleVersion>) -> impl IntoView {
    let columns = [tr!(rules.validity), tr!(rules.content)];
    let rows = versions
        .into_iter()
        .map(|version| {
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(rules.validity)>
                        {validity_badge(version.validity)} " " {span(version.rule.valid_from(), version.rule.valid_to())}
                    </td>
                    <Cell label=tr!(rules.content)>{content(&version.rule)}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(rules.versions) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

fn history(changes: Vec<RuleChange>) -> impl IntoView {
    let columns = [tr!(rules.when), tr!(rules.step), tr!(rules.content), tr!(rules.reason), tr!(rules.by)];
    let rows = changes
        .into_iter()
        .map(|change| {
            let said = format!(
                "{} · {}",
                content(&change.rule),
                span(change.rule.valid_from(), change.rule.valid_to())
            );
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(rules.when)>
                        <At time=change.at />
                    </td>
                    <Cell label=tr!(rules.step)>{change.step.label()}</Cell>
                    <Cell label=tr!(rules.content)>{said}</Cell>
                    <Cell label=tr!(rules.reason)>{change.reason}</Cell>
                    <Cell label=tr!(rules.by)>{change.by}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(rules.history) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

/// Ends a rule that is in force; takes a version back that is not.
fn stop_form(book: RuleBook, version: &RuleVersion, base: domain::rules::Base) -> AnyView {
    let form = use_form(STOP);
    let coming = version.validity == Validity::Coming;
    let label = if coming { tr!(rules.withdraw) } else { tr!(rules.end) };
    let open = form.is_refused();
    let from = day_text(version.rule.valid_from());
    let last = (!coming).then(|| {
        view! {
            <TextInput form=form.clone() name="last" label=tr!(rules.last_day) kind=InputKind::Date lowest=from required=true />
        }
    });
    let to = base.to.map(day_text).unwrap_or_default();
    view! {
        <Disclosure label icon_before=Icon::Ban open>
            <form id=STOP method="post" action=format!("/do/rules/{book}/stop") class="form">
                <FormErrors form=form.clone() />
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="base" value=base.id.to_string() />
                <input type="hidden" name="base_to" value=to />
                {last}
                <TextArea form=form name="reason" label=tr!(rules.reason) required=true />
                <Button look=Look::Danger>{label}</Button>
            </form>
        </Disclosure>
    }
    .into_any()
}

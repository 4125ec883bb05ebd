//! The page of assignment: who gets what by rule, and who is away.

use super::{
    PATH,
    api::list_assignment,
    forms::{ABSENCE, RULE, absence_form, rule_form},
};
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{LinkButton, Look},
        card::{Card, Empty, or_nothing},
        dialog::Disclosure,
        field::use_form,
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::day_text,
    },
};
use domain::{
    hazards::assignment_views::{AbsenceRow, AssignmentPage as Page, RuleRow},
    ids::{AbsenceId, AssignmentRuleId},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// The page.
#[component]
pub fn AssignmentPage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        (
            query.get("rules").and_then(|id| id.parse::<AssignmentRuleId>().ok()),
            query.get("absences").and_then(|id| id.parse::<AbsenceId>().ok()),
        )
    };
    let edited = Memo::new(move |_| query.read().get("edit").and_then(|id| id.parse::<Uuid>().ok()));
    let data: Resource<Result<Page, AppError>> =
        Resource::new(asked, |(rules, absences)| list_assignment(rules, absences));
    view! {
        <PageHead title=tr!(assignment.title) />
        <p class="hint">{tr!(assignment.hint)}</p>
        <Load data view=move |page| shown(page, edited.get()).into_any() />
    }
}

/// The way to the form of an entry of this page of the list.
fn edit(id: Uuid) -> impl IntoView {
    let here = use_query_map();
    let place = move |name: &str| here.read_untracked().get(name).map(|id| format!("&{name}={id}"));
    let rest = [place("rules"), place("absences")].into_iter().flatten().collect::<String>();
    view! {
        <LinkButton href=format!("{PATH}?edit={id}{rest}") look=Look::Quiet icon_before=Icon::Edit>
            {tr!(ui.edit)}
        </LinkButton>
    }
}

fn shown(page: Page, edited: Option<Uuid>) -> impl IntoView {
    let rule = page.rules.iter().find(|row| Some(row.rule.id.0) == edited);
    let absence = page.absences.iter().find(|row| Some(row.absence.id.0) == edited);
    let open_rule = rule.is_some() || use_form(RULE).is_refused();
    let open_absence = absence.is_some() || use_form(ABSENCE).is_refused();
    let rule_label = if rule.is_some() { tr!(assignment.edit_rule) } else { tr!(assignment.new_rule) };
    let absence_label =
        if absence.is_some() { tr!(assignment.edit_absence) } else { tr!(assignment.new_absence) };
    let (rule, absence) = (rule_form(&page.people, rule), absence_form(&page.people, absence));
    let next_rule = page.next_rule.map(|id| format!("{PATH}?rules={id}"));
    let next_absence = page.next_absence.map(|id| format!("{PATH}?absences={id}"));
    let rules = if page.rules.is_empty() {
        view! { <Empty icon=Icon::People title=tr!(assignment.no_rules) /> }.into_any()
    } else {
        rules(page.rules).into_any()
    };
    let absences = if page.absences.is_empty() {
        view! { <Empty icon=Icon::Calendar title=tr!(assignment.no_absences) /> }.into_any()
    } else {
        absences(page.absences).into_any()
    };
    view! {
        <div class="stack">
            <Card title=tr!(assignment.rules)>
                <Disclosure label=rule_label look=Look::Primary icon_before=Icon::Add open=open_rule>
                    {rule}
                </Disclosure>
                {rules}
                <Pager next=next_rule />
            </Card>
            <Card title=tr!(assignment.absences)>
                <Disclosure label=absence_label look=Look::Primary icon_before=Icon::Add open=open_absence>
                    {absence}
                </Disclosure>
                {absences}
                <Pager next=next_absence />
            </Card>
        </div>
    }
}

fn rules(rows: Vec<RuleRow>) -> impl IntoView {
    let columns = [
        tr!(assignment.name),
        tr!(campaigns.area),
        tr!(hazards.category),
        tr!(assignment.people),
        tr!(assignment.when),
    ];
    let rows = rows
        .into_iter()
        .map(|row| {
            let rule = row.rule;
            let category = rule.category.map_or(tr!(assignment.any_category), Label::label);
            let names: Vec<String> = row
                .names
                .into_iter()
                .map(|name| if name.is_empty() { tr!(assignment.gone).to_owned() } else { name })
                .collect();
            let when = if !rule.active {
                view! { <Badge tone=Tone::Neutral shape=Icon::Ban text=tr!(assignment.off) /> }
            } else if rule.at_once {
                view! { <Badge tone=Tone::Good shape=Icon::Check text=tr!(assignment.at_once_short) /> }
            } else {
                view! { <Badge tone=Tone::Info shape=Icon::Person text=tr!(assignment.offered) /> }
            };
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(assignment.name)>
                        {rule.name} " " {edit(rule.id.0)}
                    </td>
                    <Cell label=tr!(campaigns.area)>{row.area.name}</Cell>
                    <Cell label=tr!(hazards.category)>{category}</Cell>
                    <Cell label=tr!(assignment.people)>{names.join(" · ")}</Cell>
                    <Cell label=tr!(assignment.when)>{when}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(assignment.rules) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

fn absences(rows: Vec<AbsenceRow>) -> impl IntoView {
    let columns = [tr!(assignment.person), tr!(assignment.days), tr!(assignment.deputy)];
    let rows = rows
        .into_iter()
        .map(|row| {
            let days = tr!(rules.from_to, from = day_text(row.absence.from), to = day_text(row.absence.to));
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(assignment.person)>
                        {row.person} " " {edit(row.absence.id.0)}
                    </td>
                    <Cell label=tr!(assignment.days)>{days}</Cell>
                    <Cell label=tr!(assignment.deputy)>{or_nothing(row.deputy)}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(assignment.absences) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

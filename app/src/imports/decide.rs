//! The third step: of sites what becomes of rows that are like something known, and the import itself.

use super::{columns::first, leaves::leaves, page::href, upload::third_step};
use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{Button, LinkButton, Look},
        card::Card,
        choice::{Choice, Select},
        field::{FormErrors, FormState, use_form},
        table::{Cell, Table},
    },
};
use domain::{
    import::{Decision, ImportJob, ImportKind, Proposal, Twin},
    sites::Likeness,
};
use leptos::prelude::*;

/// The name under which the form comes back.
const FORM: &str = "import-decide";

/// Names of what the form may be refused for.
const LABELS: &[(&str, fn() -> &'static str)] = &[
    ("likely", || tr!(import.likely_all)),
    // what was good may be there by now
    ("skip_bad", || tr!(import.skip_bad)),
    ("columns", || tr!(import.columns)),
];

/// The form.
pub(super) fn decide(job: &ImportJob) -> impl IntoView + use<> {
    let form = use_form(FORM);
    let action = format!("/do/imports/{}/decisions", job.line.id);
    let good = job.preview.good_rows();
    let sites = job.line.what == ImportKind::Sites;
    let body = if sites { known(job, good, &form) } else { new_rows(good) };
    let bad = (job.preview.bad_rows > 0).then(|| {
        view! { <p class="hint">{tr!(import.bad_left_out, n = job.preview.bad_rows)}</p> }
    });
    view! {
        <form id=FORM method="post" action=action class="import-form">
            <FormErrors form labels=LABELS />
            <Card title=third_step(job.line.what)>
                {body}
                {bad}
            </Card>
            <p class="actions">
                <LinkButton href=format!("{}&step=columns", href(job.line.id))>{tr!(import.back)}</LinkButton>
                <Button look=Look::Primary name="go" value="1">
                    {tr!(import.carry_out, n = good)}
                </Button>
            </p>
        </form>
        {(!sites).then(|| first(job))}
    }
}

/// Of a list in which nothing is merged: how many rows come to it.
fn new_rows(good: u64) -> AnyView {
    view! {
        <p class="import-counted" role="status">
            {tr!(import.all_new, rows = good)}
        </p>
        <p class="hint">{tr!(import.all_new_hint)}</p>
    }
    .into_any()
}

/// Of sites: what is known already.
fn known(job: &ImportJob, good: u64, form: &FormState) -> AnyView {
    let counts = job.counts;
    let body = if counts.same + counts.likely == 0 {
        view! { <p class="hint">{tr!(import.nothing_known)}</p> }.into_any()
    } else {
        proposals(job, form.clone()).into_any()
    };
    view! {
        <p class="import-counted" role="status">
            {tr!(import.known, rows = good, same = counts.same, likely = counts.likely)}
        </p>
        {body}
    }
    .into_any()
}

fn choices() -> Vec<Choice> {
    Decision::ALL.iter().map(|decision| Choice::new(decision.as_str(), decision.label())).collect()
}

fn proposals(job: &ImportJob, form: FormState) -> impl IntoView + use<> {
    let said = |likeness| {
        job.decisions.for_all(likeness).map(|decision| decision.as_str().to_owned()).unwrap_or_default()
    };
    let same = (job.counts.same > 0).then(|| {
        let value = said(Likeness::Same);
        view! { <Select form=form.clone() name="same" label=tr!(import.same_all) choices=choices() value /> }
    });
    let likely = (job.counts.likely > 0).then(|| {
        let value = said(Likeness::Likely);
        view! {
            <Select
                form=form.clone()
                name="likely"
                label=tr!(import.likely_all)
                choices=choices()
                value
                blank=tr!(import.by_row)
                hint=tr!(import.likely_hint, n = job.counts.open)
            />
        }
    });
    let columns =
        [tr!(import.row), tr!(import.in_file), tr!(import.like), tr!(import.known_as), tr!(import.decision)];
    let rows =
        job.preview.proposals.iter().map(|p| row(p, job.decisions.rows.get(&p.line).copied())).collect_view();
    view! {
        <div class="form-row">{same} {likely}</div>
        <Table caption=tr!(import.step_known) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
        {leaves(FORM, job.pages, None)}
    }
}

fn row(proposal: &Proposal, said: Option<Decision>) -> impl IntoView + use<> {
    let proposal = proposal.clone();
    let (tone, shape) = match proposal.likeness {
        Likeness::Same => (Tone::Info, Icon::Check),
        Likeness::Likely | Likeness::Different => (Tone::Warn, Icon::Alert),
    };
    let name = format!("row_{}", proposal.line);
    let options = Decision::ALL
        .iter()
        .map(|decision| {
            let selected = said == Some(*decision);
            view! {
                <option value=decision.as_str() selected=selected>
                    {decision.label()}
                </option>
            }
        })
        .collect_view();
    let twin = match &proposal.twin {
        Twin::Site(id) => {
            view! { <a href=format!("/sites/{id}")>{proposal.twin_name.clone()}</a> }.into_any()
        }
        Twin::Line(line) => tr!(import.line_n, n = *line, name = proposal.twin_name.clone()).into_any(),
    };
    view! {
        <tr>
            <Cell label=tr!(import.row)>{proposal.line}</Cell>
            <td class="card-title" data-label=tr!(import.in_file)>
                {proposal.name.clone()}
                " "
                <span class="muted">{proposal.address.clone()}</span>
            </td>
            <Cell label=tr!(import.like)>
                <Badge tone shape text=proposal.likeness.label() />
            </Cell>
            <Cell label=tr!(import.known_as)>
                {twin}
                " "
                <span class="muted">{proposal.twin_address.clone()}</span>
            </Cell>
            <Cell label=tr!(import.decision)>
                <select name=name aria-label=tr!(import.decision_of, n = proposal.line)>
                    <option value="">{tr!(import.as_all)}</option>
                    {options}
                </select>
            </Cell>
        </tr>
    }
}

//! One checklist: its versions with who and when, what it cites, and the ways to edit and retire it.

use super::{
    PATH,
    api::read_checklist,
    draft_href, entry_href, preview_href,
    said::{draft_badge, state_badge},
};
use crate::{
    error::AppError,
    programmes::choices::kinds_text,
    rules::citing_items,
    tr,
    ui::{
        Icon, Tone,
        button::{Button, LinkButton, Look},
        card::Card,
        dialog::Disclosure,
        field::{FormErrors, TextArea, use_form},
        icon,
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::{At, minute_text},
    },
    visits::pick,
};
use domain::{
    checklists::views::{ChecklistDetail, VersionRow},
    rules::views::CitingItem,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use uuid::Uuid;

/// The name under which the form that begins a draft comes back refused.
const BEGIN: &str = "checklist-begin";
/// The same of the form that retires the checklist.
const RETIRE: &str = "checklist-retire";

/// The page.
#[component]
pub fn ChecklistPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = move || {
        let code = params.read().get("code").unwrap_or_default();
        (code, query.read().get("before").and_then(|version| version.parse::<u32>().ok()))
    };
    let data: Resource<Result<ChecklistDetail, AppError>> =
        Resource::new(asked, |(code, before)| read_checklist(code, before));
    view! { <Load data view=|detail| shown(detail).into_any() /> }
}

fn shown(detail: ChecklistDetail) -> impl IntoView {
    let title = pick(&detail.title).to_owned();
    let state = state_badge(Some(detail.newest), detail.active);
    let draft = detail.draft.as_ref().map(draft_badge);
    let kinds = kinds_text(&detail.site_kinds, tr!(campaigns.all_kinds));
    let retired = detail.retired.as_ref().map(|retired| {
        let at = minute_text(retired.done.at);
        let text = tr!(
            checklists.retired_by,
            by = retired.done.by.clone(),
            at = at,
            reason = retired.reason.clone()
        );
        view! { <p class="muted">{text}</p> }
    });
    let forms = detail.may_keep.then(|| forms(&detail));
    let next = detail.next.map(|version| format!("{}?before={version}", entry_href(&detail.code)));
    let preview = preview_href(&detail.code, Some(detail.newest));
    let citing = (!detail.citing.is_empty()).then(|| citing(detail.citing));
    let versions = versions(&detail.code, detail.versions);
    view! {
        <PageHead title>
            <LinkButton href=preview icon_before=Icon::Eye>
                {tr!(checklists.preview)}
            </LinkButton>
            <LinkButton href=PATH icon_before=Icon::List>
                {tr!(checklists.title)}
            </LinkButton>
        </PageHead>
        <p>{state} " " {draft} " " <span class="muted">{kinds}</span></p>
        {retired}
        <div class="stack">
            {forms} {citing} <Card title=tr!(checklists.versions)>{versions}</Card>
        </div>
        <Pager next />
    }
}

fn forms(detail: &ChecklistDetail) -> AnyView {
    let code = detail.code.clone();
    let edit = if detail.draft.is_some() {
        view! {
            <LinkButton href=draft_href(&code) look=Look::Primary icon_before=Icon::Edit>
                {tr!(checklists.go_on)}
            </LinkButton>
        }
        .into_any()
    } else {
        let form = use_form(BEGIN);
        view! {
            <form id=BEGIN method="post" action=format!("/do/checklists/{code}/begin")>
                <FormErrors form />
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <Button look=Look::Primary icon_before=Icon::Edit>{tr!(checklists.edit)}</Button>
            </form>
        }
        .into_any()
    };
    let retire = detail.active.then(|| retire_form(&code, detail.newest));
    view! { <div class="action-list">{edit} {retire}</div> }.into_any()
}

fn retire_form(code: &str, version: u32) -> AnyView {
    let form = use_form(RETIRE);
    let open = form.is_refused();
    let action = format!("/do/checklists/{code}/retire");
    view! {
        <Disclosure label=tr!(checklists.retire) icon_before=Icon::Ban open>
            <p class="hint">{tr!(checklists.retire_hint)}</p>
            <form id=RETIRE method="post" action=action class="form">
                <FormErrors form=form.clone() />
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="version" value=version.to_string() />
                <TextArea form name="reason" label=tr!(rules.reason) required=true />
                <Button look=Look::Danger>{tr!(checklists.retire)}</Button>
            </form>
        </Disclosure>
    }
    .into_any()
}

fn citing(items: Vec<CitingItem>) -> AnyView {
    let table = citing_items(items);
    view! {
        <Card title=tr!(checklists.citing)>
            <p class=format!("message {}", Tone::Warn.class())>
                {icon(Icon::Alert)} <span>{tr!(checklists.citing_hint)}</span>
            </p>
            {table}
            <p>
                <a href=format!("{}/citing", crate::rules::PATH)>{tr!(rules.citing)}</a>
            </p>
        </Card>
    }
    .into_any()
}

fn versions(code: &str, versions: Vec<VersionRow>) -> impl IntoView + use<> {
    let columns =
        [tr!(checklists.version), tr!(rules.when), tr!(rules.by), tr!(rules.reason), tr!(checklists.items)];
    let rows = versions
        .into_iter()
        .map(|row| {
            let href = preview_href(code, Some(row.version));
            let name = tr!(checklists.version_n, n = row.version);
            let at = row.published_at.map(|time| view! { <At time /> });
            let (by, reason) =
                row.why.unwrap_or_else(|| (tr!(checklists.delivered).to_owned(), String::new()));
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(checklists.version)>
                        <a class="table-link" href=href>
                            {name}
                        </a>
                    </td>
                    <Cell label=tr!(rules.when)>{at}</Cell>
                    <Cell label=tr!(rules.by)>{by}</Cell>
                    <Cell label=tr!(rules.reason)>{reason}</Cell>
                    <Cell label=tr!(checklists.items) number=true>{row.items}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(checklists.versions) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

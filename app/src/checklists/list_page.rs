//! The list of checklists, and the form that begins a new one.

use super::{
    PATH,
    api::list_checklists,
    draft_href, entry_href,
    part_forms::label_inputs,
    said::{draft_badge, state_badge},
};
use crate::{
    error::AppError,
    programmes::choices::kinds_text,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{Button, LinkButton, Look},
        card::{Empty, or_nothing},
        dialog::Disclosure,
        field::{FormErrors, TextInput, use_form},
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
    },
    visits::pick,
};
use domain::checklists::{
    MAX_KEY,
    views::{ChecklistPage, ChecklistRow},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// The name under which the form of a new checklist comes back refused.
const NEW: &str = "checklist-new";

/// The page.
#[component]
pub fn ChecklistsPage() -> impl IntoView {
    let query = use_query_map();
    let after = move || query.read().get("after");
    let data: Resource<Result<ChecklistPage, AppError>> = Resource::new(after, list_checklists);
    view! {
        <PageHead title=tr!(checklists.title)>
            <LinkButton href=format!("{}/citing", crate::rules::PATH) icon_before=Icon::Alert>
                {tr!(rules.citing)}
            </LinkButton>
        </PageHead>
        <p class="hint">{tr!(checklists.hint)}</p>
        <Load data view=|page| shown(page).into_any() />
    }
}

fn shown(page: ChecklistPage) -> impl IntoView {
    let form = page.may_keep.then(new_form);
    let next = page.next.map(|code| format!("{PATH}?after={code}"));
    let rows = if page.rows.is_empty() {
        view! { <Empty icon=Icon::List title=tr!(checklists.none) /> }.into_any()
    } else {
        table(page.rows).into_any()
    };
    view! {
        <div class="stack">{form} {rows}</div>
        <Pager next />
    }
}

fn table(rows: Vec<ChecklistRow>) -> impl IntoView {
    let columns = [
        tr!(checklists.checklist),
        tr!(checklists.state),
        tr!(checklists.version),
        tr!(checklists.items),
        tr!(campaigns.kinds),
    ];
    let rows = rows
        .into_iter()
        .map(|row| {
            let title = pick(&row.title).to_owned();
            let href = if row.version.is_some() { entry_href(&row.code) } else { draft_href(&row.code) };
            let state = state_badge(row.version, row.active);
            let draft = row.draft.as_ref().map(draft_badge);
            let citing = (row.citing > 0).then(|| {
                let text = tr!(checklists.citing_n, n = row.citing);
                view! { <Badge tone=Tone::Warn shape=Icon::Alert text /> }
            });
            let version = or_nothing(row.version.map(|version| version.to_string()));
            let kinds = kinds_text(&row.site_kinds, tr!(campaigns.all_kinds));
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(checklists.checklist)>
                        <a class="table-link" href=href>
                            {title}
                        </a>
                    </td>
                    <Cell label=tr!(checklists.state)>{state} " " {draft} " " {citing}</Cell>
                    <Cell label=tr!(checklists.version) number=true>{version}</Cell>
                    <Cell label=tr!(checklists.items) number=true>{row.items}</Cell>
                    <Cell label=tr!(campaigns.kinds)>{kinds}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(checklists.title) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

fn new_form() -> AnyView {
    let form = use_form(NEW);
    let open = form.is_refused();
    let title = label_inputs(
        &form,
        ["title_zh", "title_en"],
        [tr!(checklists.title_zh), tr!(checklists.title_en)],
        None,
    );
    view! {
        <Disclosure label=tr!(checklists.new) look=Look::Primary icon_before=Icon::Add open>
            <form id=NEW method="post" action="/do/checklists" class="form">
                <FormErrors form=form.clone() />
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <TextInput form name="code" label=tr!(checklists.code) max=MAX_KEY required=true hint=tr!(checklists.code_hint) />
                {title}
                <Button look=Look::Primary>{tr!(checklists.begin)}</Button>
            </form>
        </Disclosure>
    }
    .into_any()
}

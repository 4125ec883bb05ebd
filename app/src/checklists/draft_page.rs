//! The editor of a checklist's next version.

use super::{
    PATH,
    api::read_checklist_draft,
    entry_href,
    item_form::item_form,
    item_rows::{faults_of, item_rows},
    part_forms::{Base, group_form, groups, head_form, section_form, sections},
    preview_href,
};
use crate::{
    error::AppError,
    programmes::choices::kinds_text,
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::Card,
        dialog::{Confirm, Disclosure},
        field::{FormErrors, TextArea, use_form},
        load::Load,
        page::PageHead,
        time::minute_text,
    },
    visits::pick,
};
use domain::checklists::views::DraftDetail;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The names under which forms without fields come back refused.
const BUTTONS: [&str; 3] = ["checklist-move", "checklist-remove", "checklist-discard"];

/// The parts that the address asks to edit.
#[derive(Clone, Debug, Default, PartialEq)]
struct Edited {
    section: Option<String>,
    group: Option<String>,
    item: Option<String>,
}

/// The page.
#[component]
pub fn DraftPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let code = move || params.read().get("code").unwrap_or_default();
    let edited = Memo::new(move |_| {
        let query = query.read();
        Edited { section: query.get("section"), group: query.get("group"), item: query.get("item") }
    });
    let data: Resource<Result<DraftDetail, AppError>> = Resource::new(code, read_checklist_draft);
    view! { <Load data view=move |detail: DraftDetail| shown(&detail, &edited.get()) /> }
}

fn shown(detail: &DraftDetail, edited: &Edited) -> AnyView {
    let base = Base::of(detail);
    let list = &detail.draft.checklist;
    let title = tr!(checklists.draft_of, title = pick(&detail.draft.title).to_owned());
    let said = tr!(checklists.edited, by = detail.edited.by.clone(), at = minute_text(detail.edited.at));
    let kinds = kinds_text(&detail.draft.site_kinds, tr!(campaigns.all_kinds));
    let back = if detail.newest.is_some() { entry_href(&detail.code) } else { PATH.to_owned() };
    let whole = faults_of(&detail.faults, "");
    let refused = BUTTONS.into_iter().map(|name| view! { <FormErrors form=use_form(name) /> }).collect_view();
    let section = edited.section.as_ref().and_then(|key| list.sections.iter().find(|s| s.key == *key));
    let group = edited.group.as_ref().and_then(|key| list.groups.iter().find(|g| g.key == *key));
    let item = edited.item.as_ref().and_then(|key| list.items.iter().find(|i| i.key == *key));
    let head = head_form(&base, detail);
    let (section_rows, section_form) = (sections(&base, detail), section_form(&base, section));
    let (group_rows, group_form) = (groups(&base, detail), group_form(&base, group));
    let (rows, form) = (item_rows(&base, detail), item_form(&base, detail, item));
    let (publish, discard) = (publish_form(&base, detail.faults.len()), discard_form(&base));
    let preview = preview_href(&detail.code, None);
    view! {
        <PageHead title>
            <LinkButton href=preview icon_before=Icon::Eye>
                {tr!(checklists.preview)}
            </LinkButton>
            <LinkButton href=back icon_before=Icon::List>
                {tr!(checklists.checklist)}
            </LinkButton>
        </PageHead>
        <p class="hint">{tr!(checklists.draft_hint)}</p>
        <p class="muted checklist-edited">{said}</p>
        {refused}
        {whole}
        <div class="stack">
            <div id="head">
                <Card title=tr!(checklists.head)>
                    <p>{kinds}</p>
                    {head}
                </Card>
            </div>
            <div id="sections">
                <Card title=tr!(checklists.sections)>{section_rows} {section_form}</Card>
            </div>
            <div id="groups">
                <Card title=tr!(checklists.groups)>
                    <p class="hint">{tr!(checklists.groups_hint)}</p>
                    {group_rows}
                    {group_form}
                </Card>
            </div>
            <div id="items">
                <Card title=tr!(checklists.items)>{form} {rows}</Card>
            </div>
            <div class="action-list">{publish} {discard}</div>
        </div>
    }
    .into_any()
}

fn publish_form(base: &Base, faults: usize) -> AnyView {
    const FORM: &str = "checklist-publish";
    let form = use_form(FORM);
    let open = form.is_refused();
    let (hidden, action) = (base.hidden(), base.action("publish"));
    let button = if faults > 0 {
        let why = tr!(checklists.not_yet, n = faults);
        view! {
            <Button look=Look::Primary why_not=why>
                {tr!(checklists.publish)}
            </Button>
        }
        .into_any()
    } else {
        view! { <Button look=Look::Primary>{tr!(checklists.publish)}</Button> }.into_any()
    };
    view! {
        <Disclosure label=tr!(checklists.publish) look=Look::Primary icon_before=Icon::Check open>
            <p class="hint">{tr!(checklists.publish_hint)}</p>
            <form id=FORM method="post" action=action class="form">
                <FormErrors form=form.clone() />
                {hidden}
                <TextArea form name="reason" label=tr!(rules.reason) required=true hint=tr!(rules.reason_hint) />
                {button}
            </form>
        </Disclosure>
    }
    .into_any()
}

fn discard_form(base: &Base) -> AnyView {
    let (hidden, action) = (base.hidden(), base.action("discard"));
    view! {
        <form method="post" action=action>
            {hidden}
            <Confirm label=tr!(checklists.discard) question=tr!(checklists.discard_question) />
        </form>
    }
    .into_any()
}

//! The forms of a draft's title, sections and repeat groups, and the buttons that move a part or take it away.

use super::{draft_href, item_rows::faults_of, parts_place, place};
use crate::{
    programmes::choices::site_kinds,
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        choice::Chips,
        dialog::{Confirm, Disclosure},
        field::{FormErrors, FormState, InputKind, TextInput, use_form},
        icon,
    },
    visits::pick,
};
use domain::{
    checklists::{MAX_REPETITIONS, Part, views::DraftDetail},
    fault::FieldFault,
    inspections::{Group, Section, checklist::Label},
    text::LINE,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The draft that a form is about.
#[derive(Clone, Debug)]
pub struct Base {
    /// The checklist's code.
    pub code: String,
    /// The revision that the page shows.
    pub revision: u32,
}

impl Base {
    /// Of the draft on the page.
    pub fn of(detail: &DraftDetail) -> Self {
        Self { code: detail.code.clone(), revision: detail.revision }
    }

    /// Where the form of a step is sent.
    pub fn action(&self, step: &str) -> String {
        format!("/do/checklists/{}/{step}", self.code)
    }

    /// The command's own id, and what it is based on.
    pub fn hidden(&self) -> AnyView {
        view! {
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            <input type="hidden" name="revision" value=self.revision.to_string() />
        }
        .into_any()
    }
}

/// The inputs of a text in both languages.
pub fn label_inputs(
    form: &FormState,
    names: [&'static str; 2],
    labels: [&'static str; 2],
    now: Option<&Label>,
) -> AnyView {
    let [zh, en] = names;
    let [zh_label, en_label] = labels;
    let Label { zh: zh_now, en: en_now } = now.cloned().unwrap_or_default();
    view! {
        <div class="form-row">
            <TextInput form=form.clone() name=zh label=zh_label value=zh_now max=LINE required=true />
            <TextInput form=form.clone() name=en label=en_label value=en_now max=LINE required=true />
        </div>
    }
    .into_any()
}

/// The form of title and kinds of site.
pub fn head_form(base: &Base, detail: &DraftDetail) -> AnyView {
    const FORM: &str = "checklist-head";
    let form = use_form(FORM);
    let open = form.is_refused();
    let kept: Vec<String> = detail.draft.site_kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    let chosen = if open { form.sent("site_kinds") } else { kept };
    let labels = [tr!(checklists.title_zh), tr!(checklists.title_en)];
    let title = label_inputs(&form, ["title_zh", "title_en"], labels, Some(&detail.draft.title));
    let hidden = base.hidden();
    let action = base.action("head");
    view! {
        <Disclosure label=tr!(checklists.head) icon_before=Icon::Edit open>
            <form id=FORM method="post" action=action class="form">
                <FormErrors form=form />
                {hidden}
                {title}
                <Chips name="site_kinds" label=tr!(campaigns.kinds) choices=site_kinds() chosen />
                <p class="hint">{tr!(campaigns.kinds_hint)}</p>
                <Button look=Look::Primary>{tr!(ui.save)}</Button>
            </form>
        </Disclosure>
    }
    .into_any()
}

/// The form of a section: a new one, or the one that is there.
pub fn section_form(base: &Base, now: Option<&Section>) -> AnyView {
    const FORM: &str = "checklist-section";
    let form = use_form(FORM);
    let labels = [tr!(checklists.heading_zh), tr!(checklists.heading_en)];
    let label = label_inputs(&form, ["label_zh", "label_en"], labels, now.map(|now| &now.label));
    let key = now.map(|now| now.key.clone()).unwrap_or_default();
    let hidden = base.hidden();
    let action = base.action("section");
    let open = form.is_refused() || now.is_some();
    let name = if now.is_some() { tr!(checklists.edit_section) } else { tr!(checklists.new_section) };
    view! {
        <Disclosure label=name icon_before=Icon::Add open>
            <form id=FORM method="post" action=action class="form">
                <FormErrors form=form />
                {hidden}
                <input type="hidden" name="key" value=key />
                {label}
                <Button look=Look::Primary>{tr!(ui.save)}</Button>
            </form>
        </Disclosure>
    }
    .into_any()
}

/// The form of a repeat group: a new one, or the one that is there.
pub fn group_form(base: &Base, now: Option<&Group>) -> AnyView {
    const FORM: &str = "checklist-group";
    let form = use_form(FORM);
    let labels = [tr!(checklists.heading_zh), tr!(checklists.heading_en)];
    let label = label_inputs(&form, ["label_zh", "label_en"], labels, now.map(|now| &now.label));
    let key = now.map(|now| now.key.clone()).unwrap_or_default();
    let (min, max) = now.map_or((1, 4), |now| (now.min, now.max));
    let hidden = base.hidden();
    let action = base.action("group");
    let open = form.is_refused() || now.is_some();
    let name = if now.is_some() { tr!(checklists.edit_group) } else { tr!(checklists.new_group) };
    view! {
        <Disclosure label=name icon_before=Icon::Add open>
            <form id=FORM method="post" action=action class="form">
                <FormErrors form=form.clone() />
                {hidden}
                <input type="hidden" name="key" value=key />
                {label}
                <div class="form-row">
                    <TextInput form=form.clone() name="min" label=tr!(checklists.least) kind=InputKind::Number value=min.to_string() lowest="0" required=true />
                    <TextInput form=form name="max" label=tr!(checklists.most) kind=InputKind::Number value=max.to_string() lowest="1" highest=MAX_REPETITIONS.to_string() required=true />
                </div>
                <Button look=Look::Primary>{tr!(ui.save)}</Button>
            </form>
        </Disclosure>
    }
    .into_any()
}

/// A button with a drawing only, whose words are read out.
fn arrow(base: &Base, part: Part, key: &str, up: bool, name: &str) -> AnyView {
    let (drawing, label) = if up {
        (Icon::Up, tr!(checklists.move_up, name = name.to_owned()))
    } else {
        (Icon::Down, tr!(checklists.move_down, name = name.to_owned()))
    };
    let (action, hidden, key) = (base.action("move"), base.hidden(), key.to_owned());
    let direction = if up { "1" } else { "0" };
    view! {
        <form method="post" action=action>
            {hidden}
            <input type="hidden" name="part" value=part.as_str() />
            <input type="hidden" name="key" value=key />
            <input type="hidden" name="up" value=direction />
            <button class="button quiet icon-only" aria-label=label.clone() title=label>
                {icon(drawing)}
            </button>
        </form>
    }
    .into_any()
}

/// Up, down, edit, take away.
pub fn part_actions(base: &Base, part: Part, key: &str, name: &str) -> AnyView {
    let (up, down) = (arrow(base, part, key, true, name), arrow(base, part, key, false, name));
    let form = match part {
        Part::Item => "checklist-item",
        Part::Section | Part::Group => parts_place(part),
    };
    let edit = format!("{}?{part}={key}#{form}", draft_href(&base.code));
    let (action, hidden, key) = (base.action("remove"), base.hidden(), key.to_owned());
    let question = tr!(checklists.remove_question, name = name.to_owned());
    view! {
        <div class="actions">
            {up} {down}
            <LinkButton href=edit look=Look::Quiet icon_before=Icon::Edit>
                {tr!(ui.edit)}
            </LinkButton>
            <form method="post" action=action>
                {hidden}
                <input type="hidden" name="part" value=part.as_str() />
                <input type="hidden" name="key" value=key />
                <Confirm label=tr!(checklists.remove) question />
            </form>
        </div>
    }
    .into_any()
}

/// The sections or groups of a draft: key, name, what there is to say of each, and their buttons.
fn parts(base: &Base, part: Part, rows: Vec<(String, String, String)>, faults: &[FieldFault]) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|(key, name, said)| {
            let actions = part_actions(base, part, &key, &name);
            let wrong = faults_of(faults, &format!("{}[{key}].", parts_place(part)));
            view! {
                <li class="editor-row" id=place(part, &key)>
                    <div>
                        <strong>{name}</strong>
                        " "
                        <span class="muted">{said}</span>
                        {wrong}
                    </div>
                    {actions}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="editor-rows">{rows}</ol> }.into_any()
}

/// The sections of a draft.
pub fn sections(base: &Base, detail: &DraftDetail) -> AnyView {
    let row = |s: &Section| (s.key.clone(), pick(&s.label).to_owned(), String::new());
    let rows = detail.draft.checklist.sections.iter().map(row).collect();
    parts(base, Part::Section, rows, &detail.faults)
}

/// The repeat groups of a draft.
pub fn groups(base: &Base, detail: &DraftDetail) -> AnyView {
    let row = |g: &Group| {
        let said = tr!(checklists.repeats, min = g.min, max = g.max);
        (g.key.clone(), pick(&g.label).to_owned(), said)
    };
    let rows = detail.draft.checklist.groups.iter().map(row).collect();
    parts(base, Part::Group, rows, &detail.faults)
}

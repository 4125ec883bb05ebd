//! The templates of papers: what is in force, and the form that saves the next version.

use super::{api::list_paper_templates, document::sheet};
use crate::{
    error::AppError,
    fault_text::fault_text,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        card::Card,
        dialog::Disclosure,
        field::{FormErrors, TextArea, TextInput, use_form},
        load::Load,
        page::PageHead,
        time::minute_text,
    },
};
use domain::{
    area::AreaCode,
    papers::{
        commands::BODY,
        views::{TemplatePreview, TemplateView, Templates},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// The name under which the form comes back refused.
const FORM: &str = "paper-template-save";

/// The page.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    let query = use_query_map();
    let area = move || query.read().get("area").and_then(|code| code.parse::<AreaCode>().ok());
    let data: Resource<Result<Templates, AppError>> = Resource::new(area, list_paper_templates);
    view! {
        <PageHead title=tr!(papers.templates) />
        <p class="hint">{tr!(papers.templates_hint)}</p>
        <Load data=data view=shown />
    }
}

fn shown(templates: Templates) -> AnyView {
    let may_edit = templates.may_edit;
    let cards = templates.rows.into_iter().map(|template| card(template, may_edit)).collect_view();
    view! { <div class="stack">{cards}</div> }.into_any()
}

fn card(template: TemplateView, may_edit: bool) -> impl IntoView {
    let version = match (template.version, &template.saved) {
        (Some(version), Some((who, at))) => {
            tr!(papers.version, n = version, who = who.clone(), at = minute_text(*at))
        }
        _ => tr!(papers.as_delivered).to_owned(),
    };
    let words =
        template.placeholders.iter().map(|word| format!("{{{{{word}}}}}")).collect::<Vec<_>>().join(" ");
    let area = template.area.name.clone();
    let form = may_edit.then(|| edit_form(&template));
    view! {
        <Card title=template.kind.label()>
            <p class="muted template-words">{area} " · " {version}</p>
            <p>
                {tr!(papers.mark)} " " <span class="template-words" lang="zh-CN">{template.mark.clone()}</span>
            </p>
            <pre class="document-template" lang="zh-CN">{template.body.clone()}</pre>
            <p class="hint">
                {tr!(papers.placeholders)} " " <span class="template-words" lang="zh-CN">{words}</span>
            </p>
            {form}
        </Card>
    }
}

/// What the text in the form comes to.
fn preview(shown: TemplatePreview) -> AnyView {
    let hint = if shown.from_record { tr!(papers.preview_hint) } else { tr!(papers.preview_blank) };
    let refusal = shown.refusal.as_ref().map(|fault| {
        let text = fault_text(fault);
        view! {
            <p class="form-errors" role="alert">
                {text}
            </p>
        }
    });
    let sheet = sheet(shown.document);
    view! {
        <p class="hint">{hint}</p>
        {refusal}
        {sheet}
    }
    .into_any()
}

fn edit_form(template: &TemplateView) -> impl IntoView + use<> {
    let sent = use_form(FORM);
    let kind = template.kind.to_string();
    // of all the forms on the page only the one that was sent shows what came of it
    let own = sent.typed("kind").as_deref() == Some(kind.as_str());
    let form = if own { sent } else { use_form("paper-template-other") };
    let version = template.version.map(|version| version.to_string());
    let (mark, body, area) = (template.mark.clone(), template.body.clone(), template.area.code.to_string());
    let shown = form.typed("preview").and_then(|text| serde_json::from_str::<TemplatePreview>(&text).ok());
    let open = form.is_refused() || shown.is_some();
    let shown = shown.map(preview);
    view! {
        <Disclosure label=tr!(ui.edit) open>
            <form method="post" action="/do/paper-templates" class="form">
                <FormErrors form=form.clone() />
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="kind" value=kind />
                <input type="hidden" name="area" value=area />
                {version.map(|version| view! { <input type="hidden" name="base_version" value=version /> })}
                <TextInput form=form.clone() name="mark" label=tr!(papers.mark) value=mark required=true />
                <TextArea form=form name="body" label=tr!(papers.body) value=body max=BODY rows=16 required=true />
                <div class="template-buttons">
                    <Button look=Look::Primary>{tr!(ui.save)}</Button>
                    <Button icon_before=Icon::Eye name="preview" value="1">
                        {tr!(papers.preview)}
                    </Button>
                </div>
            </form>
            {shown}
        </Disclosure>
    }
}

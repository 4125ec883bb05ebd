//! A paper before it is issued: what it will say, from the records as they stand.

use super::{api::draft_paper, document::sheet, draft_of_hazards};
use crate::{
    error::AppError,
    fault_text::fault_text,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        card::Card,
        field::{FormErrors, use_form},
        load::Load,
        page::PageHead,
    },
};
use domain::{
    fault::{Code, Fault},
    papers::{MOST_HAZARDS, PaperKind, PaperOf, views::PaperDraft},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// The name under which the form comes back refused.
const FORM: &str = "paper-issue";

/// The page.
#[component]
pub fn DraftPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        let kind = query.get("kind").and_then(|word| word.parse::<PaperKind>().ok());
        let about = query.get("about").and_then(|id| id.parse::<Uuid>().ok());
        (kind, query.get("hazards"), about)
    });
    let data: Resource<Result<PaperDraft, AppError>> = Resource::new(
        move || asked.get(),
        |(kind, hazards, about)| async move {
            match kind {
                Some(kind) => draft_paper(kind, hazards, about).await,
                None => Err(Fault::new(Code::NotFound).into()),
            }
        },
    );
    view! { <Load data=data view=shown /> }
}

fn shown(draft: PaperDraft) -> AnyView {
    let kind = draft.of.kind;
    let refusal = draft.refusal.as_ref().map(|fault| {
        view! {
            <p class="form-errors" role="alert">
                {fault_text(fault)}
            </p>
        }
    });
    let issue = draft.refusal.is_none().then(|| issue_form(&draft.of));
    let code_only = draft.code_only.then(super::code_only_hint);
    let others = others(&draft);
    let sheet = sheet(draft.document);
    view! {
        <PageHead title=tr!(papers.draft_of, kind = kind.label()) />
        <p class="hint paper-hint">{tr!(papers.draft_hint)}</p>
        <div class="stack">{refusal} {code_only} {issue} {others} {sheet}</div>
    }
    .into_any()
}

fn issue_form(of: &PaperOf) -> impl IntoView + use<> {
    let form = use_form(FORM);
    // the paper keeps its id when the form comes back, so that sending it twice makes one paper
    let id = form.typed("id").unwrap_or_else(|| Uuid::now_v7().to_string());
    let hazards = of
        .hazards
        .iter()
        .map(|id| view! { <input type="hidden" name="hazards" value=id.to_string() /> })
        .collect_view();
    let about = of.about.map(|id| view! { <input type="hidden" name="about" value=id.to_string() /> });
    let kind = of.kind.to_string();
    view! {
        <form method="post" action="/do/papers" class="form">
            <FormErrors form />
            <input type="hidden" name="id" value=id />
            <input type="hidden" name="kind" value=kind />
            {hazards}
            {about}
            <Button look=Look::Primary icon_before=Icon::Check>
                {tr!(papers.issue)}
            </Button>
        </form>
    }
}

/// Further hazards of the party, each a way to the draft with it.
fn others(draft: &PaperDraft) -> impl IntoView + use<> {
    let of = &draft.of;
    (!draft.others.is_empty() && of.hazards.len() < MOST_HAZARDS).then(|| {
        let with = |ids: Vec<_>| draft_of_hazards(of.kind, &[of.hazards.clone(), ids].concat());
        let rows = draft
            .others
            .iter()
            .map(|(id, number, text)| {
                let href = with(vec![*id]);
                let text = format!("{number} {text}");
                view! {
                    <li>
                        <a class="button quiet" href=href>
                            {text}
                        </a>
                    </li>
                }
            })
            .collect_view();
        let room = MOST_HAZARDS - of.hazards.len();
        let all = with(draft.others.iter().take(room).map(|(id, ..)| *id).collect());
        view! {
            <Card title=tr!(papers.others)>
                <p>
                    <a class="button" href=all>
                        {tr!(papers.add_all)}
                    </a>
                </p>
                <ul>{rows}</ul>
            </Card>
        }
    })
}

//! The forms of the checklist editor: a new checklist, the edits of a draft, publishing, retiring.

use super::{Fields, Input, Reply};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
    client::referring_page,
};
use app::{checklists as pages, flash::Notice};
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use backend::{checklists::service, ctx::Ctx};
use domain::{
    checklists::{
        Edit, EditDraft, Part,
        commands::{BeginDraft, DiscardDraft, PublishDraft, RetireChecklist},
        read_options,
    },
    fault::{Code, Fault, FieldCode},
    ids::EventId,
    inspections::{Condition, Item, ItemKind, checklist::Label},
};
use serde_json::json;

/// What may be done to a checklist; the form of each comes back refused as `checklist-{step}`.
const STEPS: [&str; 10] =
    ["begin", "head", "section", "group", "item", "move", "remove", "publish", "discard", "retire"];

/// `POST /do/checklists`: begins a new checklist.
pub async fn create(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "checklist-new";
    let back = referring_page(request.headers()).unwrap_or_else(|| pages::PATH.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let mut fields = Fields::new(&input);
    let (id, code) = (fields.value("id"), fields.text("code").trim().to_owned());
    let title = Some(label(&fields, "title"));
    let page = pages::draft_href(&code);
    let outcome = match (fields.check(), id) {
        (Err(fault), _) => Err(fault),
        (Ok(()), None) => Err(Fault::new(Code::Invalid)),
        (Ok(()), Some(id)) => service::begin(&ctx, BeginDraft { id, code, title }).await.map_err(told),
    };
    match outcome {
        Ok(()) => reply.done(FORM, Notice::Saved, &page, json!({})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

/// `POST /do/checklists/{code}/{step}`: a step of its draft, or of its life.
pub async fn act(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path((code, step)): Path<(String, String)>,
    request: Request,
) -> Response {
    if !STEPS.contains(&step.as_str()) {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    }
    let form = format!("checklist-{step}");
    let back = referring_page(request.headers()).unwrap_or_else(|| pages::PATH.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(&form, fault, Input::default(), &back).await,
    };
    match carry_out(&ctx, code, &step, &input).await {
        Ok(page) => reply.done(&form, Notice::Saved, &page, json!({})).await,
        Err(fault) => reply.refused(&form, fault, input, &back).await,
    }
}

/// Carries a step out; answers the page that follows.
async fn carry_out(ctx: &Ctx, code: String, step: &str, input: &Input) -> Result<String, Fault> {
    let mut fields = Fields::new(input);
    let id: Option<EventId> = fields.value("id");
    let editor = pages::draft_href(&code);
    match step {
        "begin" => {
            fields.check()?;
            let command = BeginDraft { id: given(id)?, code, title: None };
            service::begin(ctx, command).await.map_err(told)?;
            Ok(editor)
        }
        "retire" => {
            let (version, reason) = (fields.value("version"), fields.text("reason"));
            fields.check()?;
            let page = pages::entry_href(&code);
            let command = RetireChecklist { id: given(id)?, code, version: given(version)?, reason };
            service::retire(ctx, command).await.map_err(told)?;
            Ok(page)
        }
        "publish" => {
            let (revision, reason) = (fields.value("revision"), fields.text("reason"));
            fields.check()?;
            let page = pages::entry_href(&code);
            let command = PublishDraft { id: given(id)?, code, revision: given(revision)?, reason };
            service::publish(ctx, command).await.map_err(told)?;
            Ok(page)
        }
        "discard" => {
            let revision = fields.value("revision");
            fields.check()?;
            let command = DiscardDraft { id: given(id)?, code, revision: given(revision)? };
            service::discard(ctx, command).await.map_err(told)?;
            Ok(pages::PATH.to_owned())
        }
        _ => {
            let revision = fields.value("revision");
            let read = edit(step, &mut fields);
            fields.check()?;
            let (edit, place) = given(read)?;
            let command = EditDraft { id: given(id)?, code, revision: given(revision)?, edit };
            service::edit(ctx, command).await.map_err(told)?;
            Ok(format!("{editor}#{place}"))
        }
    }
}

/// What was read; a fault of its field was told before when it is not there.
fn given<T>(value: Option<T>) -> Result<T, Fault> {
    value.ok_or_else(|| Fault::new(Code::Invalid))
}

fn label(fields: &Fields<'_>, name: &str) -> Label {
    Label { zh: fields.text(&format!("{name}_zh")), en: fields.text(&format!("{name}_en")) }
}

/// An edit, and the place on the editor's page where it shows.
fn edit(step: &str, fields: &mut Fields<'_>) -> Option<(Edit, String)> {
    let key = fields.optional_text("key");
    match step {
        "head" => {
            let edit = Edit::Head { title: label(fields, "title"), site_kinds: fields.many("site_kinds") };
            Some((edit, "head".to_owned()))
        }
        "section" => Some((Edit::Section { key, label: label(fields, "label") }, "sections".to_owned())),
        "group" => {
            let (min, max) = (fields.value("min"), fields.value("max"));
            let edit = Edit::Group { key, label: label(fields, "label"), min: min?, max: max? };
            Some((edit, "groups".to_owned()))
        }
        "item" => {
            let new = fields.text("new") == "1";
            let item = item(key.unwrap_or_default(), fields)?;
            let place = if new { "items".to_owned() } else { pages::place(Part::Item, &item.key) };
            let standard = fields.optional_text("standard");
            Some((Edit::Item { new, item: Box::new(item), standard }, place))
        }
        "move" => {
            let (part, key, up) = (fields.value("part"), fields.value("key"), fields.yes_or_no("up"));
            let (part, key, up): (Part, String, bool) = (part?, key?, up?);
            let place = pages::place(part, &key);
            Some((Edit::Move { part, key, up }, place))
        }
        _ => {
            let (part, key) = (fields.value("part"), fields.value("key"));
            let (part, key): (Part, String) = (part?, key?);
            Some((Edit::Remove { part, key }, pages::parts_place(part).to_owned()))
        }
    }
}

fn item(key: String, fields: &mut Fields<'_>) -> Option<Item> {
    let kind = kind(fields);
    let hint = Some(label(fields, "hint")).filter(|hint| *hint != Label::default());
    // the answers of a check are ticked, those of a choice are named by their codes
    let mut any_of: Vec<String> = fields.many("when_any");
    let named = fields.text("when_options");
    let words = named.split([',', '，', '、', ';', '；', ' ']).map(str::trim).filter(|word| !word.is_empty());
    any_of.extend(words.map(str::to_owned));
    let show_when = fields.optional_text("when_item").map(|item| Condition { item, any_of });
    Some(Item {
        key,
        label: label(fields, "label"),
        hint,
        kind: kind?,
        required: fields.optional_text("required").is_some(),
        photo_on_fail: fields.optional_text("photo_on_fail").is_some(),
        show_when,
        section: fields.optional_text("section"),
        group: fields.optional_text("group"),
        on_fail: None,
    })
}

fn kind(fields: &mut Fields<'_>) -> Option<ItemKind> {
    match fields.value::<String>("type")?.as_str() {
        "check" => Some(ItemKind::Check),
        "text" => Some(ItemKind::Text),
        "photo" => Some(ItemKind::Photo),
        "value" => {
            let (min, max) = (fields.value("min"), fields.value("max"));
            Some(ItemKind::Value { unit: fields.text("unit").trim().to_owned(), min: min?, max: max? })
        }
        "choice" => {
            let options = read_options(&fields.text("options"));
            if options.is_none() {
                fields.refuse("options", FieldCode::Malformed);
            }
            options.map(|options| ItemKind::Choice { options })
        }
        _ => {
            fields.refuse("type", FieldCode::NotAllowed);
            None
        }
    }
}

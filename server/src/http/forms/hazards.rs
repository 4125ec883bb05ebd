//! The buttons of the hazard page.

use super::{Fields, Input, Reply, sites::place};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
};
use app::flash::{Flash, Notice};
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use backend::{
    ctx::Ctx,
    hazards::{query, service},
    registers::links,
};
use domain::{
    fault::{Code, Fault, FieldCode},
    hazards::{Change, FiveElements, HazardCommand, ReviewItem, lifecycle::Action},
    ids::{HazardId, SiteId},
    photos::PhotoKind,
};
use serde_json::json;

/// Most lines of a review that are looked for in a form.
const REVIEW_LINES: usize = 50;

/// `POST /do/hazards/{id}/{action}`: one step in the life of a hazard.
pub async fn act(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path((hazard, action)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (Ok(hazard), Ok(action)) = (hazard.parse::<HazardId>(), action.parse::<Action>()) else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let form = format!("hazard-{action}");
    let page = format!("/hazards/{hazard}");
    let mut input = match Input::with_photos(&web, &ctx, shown(action), request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(&form, fault, Input::default(), &page).await,
    };
    let named = named(&ctx, action, &input).await;
    let change = match (input.fault.take(), named) {
        (Some(fault), _) | (None, Err(fault)) => Err(fault),
        (None, Ok(named)) => change(hazard, action, &input, named),
    };
    let outcome = match change {
        Ok(change) => service::change(&ctx, change).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(state) => reply.done(&form, Notice::HazardMoved, &page, state).await,
        Err(fault) => reply.refused(&form, fault, input, &page).await,
    }
}

/// `POST /do/hazards/{id}/reveal`: personal data in full, with a reason that is logged.
pub async fn reveal(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(hazard): Path<String>,
    request: Request,
) -> Response {
    const FORM: &str = "hazard-reveal";
    let Ok(hazard) = hazard.parse::<HazardId>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let page = format!("/hazards/{hazard}");
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &page).await,
    };
    match service::reveal(&ctx, hazard, input.text("reason").unwrap_or_default()).await {
        Ok(revealed) => {
            let shown = [("party_name", &revealed.party_name), ("party_phone", &revealed.party_phone)];
            let flash = Flash { values: super::sites::values(shown), ..Flash::done(FORM, Notice::Saved) };
            let data = json!({"party_name": revealed.party_name, "party_phone": revealed.party_phone});
            reply.done_with(flash, &page, data).await
        }
        Err(error) => reply.refused(FORM, told(error), input, &page).await,
    }
}

/// What the photos of a step show, until the service decides.
const fn shown(action: Action) -> PhotoKind {
    match action {
        Action::Rectify | Action::Review | Action::AnswerTransfer => PhotoKind::After,
        _ => PhotoKind::Visit,
    }
}

/// Records that a form names in words.
#[derive(Clone, Copy, Default)]
struct Named {
    first: Option<HazardId>,
    site: Option<SiteId>,
}

async fn named(ctx: &Ctx, action: Action, input: &Input) -> Result<Named, Fault> {
    match action {
        Action::Void => Ok(Named { first: first_record(ctx, input).await?, ..Named::default() }),
        Action::Reclassify => {
            let site = links::site(ctx, input.text("site")).await.map_err(told)?;
            Ok(Named { site, ..Named::default() })
        }
        _ => Ok(Named::default()),
    }
}

/// The first record of a duplicate: by number or link as it was written, else the one that was chosen.
async fn first_record(ctx: &Ctx, input: &Input) -> Result<Option<HazardId>, Fault> {
    let given = |name: &str| input.text(name).map(str::trim).filter(|text| !text.is_empty());
    let Some(text) = given("duplicate_of").or_else(|| given("duplicate_pick")) else { return Ok(None) };
    let found = query::named(ctx, text).await.map_err(told)?;
    found.map(Some).ok_or_else(|| Fault::field("duplicate_of", FieldCode::Unknown))
}

fn change(hazard: HazardId, action: Action, input: &Input, named: Named) -> Result<Change, Fault> {
    let mut fields = Fields::new(input);
    let id = fields.value("id");
    let base_version = fields.optional("base_version");
    let command = command(action, &mut fields, input, named);
    fields.check()?;
    // both are there, or a fault of a field was told above
    let (Some(id), Some(command)) = (id, command) else { return Err(Fault::new(Code::Invalid)) };
    Ok(Change { id, hazard, base_version, device_at: None, position: None, command })
}

/// The command of a form; `None` when a value is missing, which `fields` has noted.
fn command(action: Action, fields: &mut Fields<'_>, input: &Input, named: Named) -> Option<HazardCommand> {
    let note = fields.text("note");
    let optional_note = fields.optional_text("note");
    let reason = fields.text("reason");
    let photos = input.photos.clone();
    Some(match action {
        Action::Assign => HazardCommand::Assign { assignee: fields.value("assignee")?, note: optional_note },
        Action::TakeOver => HazardCommand::TakeOver { reason },
        Action::Rectify => HazardCommand::Rectify { note, photos },
        Action::Review => {
            HazardCommand::Review { items: review_items(fields, input), note: optional_note, photos }
        }
        Action::AskExtension => HazardCommand::AskExtension { until: fields.value("until")?, reason },
        Action::DecideExtension => {
            HazardCommand::DecideExtension { grant: fields.yes_or_no("grant")?, note: optional_note }
        }
        Action::Transfer => HazardCommand::Transfer { to: fields.text("to"), reason },
        Action::AnswerTransfer => {
            HazardCommand::AnswerTransfer { rectified: fields.yes_or_no("rectified")?, note, photos }
        }
        Action::Void => {
            HazardCommand::Void { duplicate_of: named.first, reason: fields.value("reason")?, note }
        }
        Action::Split => HazardCommand::Split { reason },
        Action::Reopen => HazardCommand::Reopen { due: fields.value("due")?, reason },
        Action::SetFiveElements => HazardCommand::SetFiveElements {
            elements: FiveElements {
                targets: fields.text("targets"),
                funds: fields.text("funds"),
                people: fields.text("people"),
                time: fields.text("time"),
                measures: fields.text("measures"),
                supervised_by: fields.optional_text("supervised_by"),
            },
        },
        Action::AddNote => HazardCommand::AddNote { note, photos },
        Action::Correct => HazardCommand::Correct {
            description: fields.text("description"),
            location: fields.text("location"),
            clause: fields.optional_text("clause"),
            reason,
        },
        Action::Reclassify => HazardCommand::Reclassify {
            category: fields.optional("category"),
            severity: fields.optional("severity"),
            site: named.site,
            position: place(fields).map(|place| place.position),
            reason,
        },
    })
}

/// The lines of a review: `item_<n>_key`, `item_<n>_passed` (1 or 0), `item_<n>_note`.
fn review_items(fields: &mut Fields<'_>, input: &Input) -> Vec<ReviewItem> {
    let mut items = Vec::new();
    for n in 0..REVIEW_LINES {
        let Some(item) = fields.optional_text(&format!("item_{n}_key")) else { continue };
        let passed = match input.text(&format!("item_{n}_passed")).map(str::trim) {
            Some("1") => true,
            Some("0") => false,
            given => {
                let code = if given.is_some() { FieldCode::Malformed } else { FieldCode::Required };
                fields.refuse(format!("items[{}].passed", items.len()), code);
                false
            }
        };
        items.push(ReviewItem { item, passed, note: fields.optional_text(&format!("item_{n}_note")) });
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const COMMAND: &str = "0190f5a0-0000-7000-8000-000000000001";

    fn read(action: Action, pairs: &[(&str, &str)]) -> Result<HazardCommand, Fault> {
        let id = [("id", COMMAND), ("base_version", "3")];
        let pairs = id.iter().chain(pairs).map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let change = change(HazardId(Uuid::nil()), action, &Input::from_pairs(pairs), Named::default())?;
        assert_eq!(change.base_version, Some(3));
        assert_eq!(change.id.to_string(), COMMAND);
        Ok(change.command)
    }

    fn faults(action: Action, pairs: &[(&str, &str)]) -> Vec<(String, FieldCode)> {
        let fault = read(action, pairs).unwrap_err();
        fault.fields.into_iter().map(|f| (f.field, f.code)).collect()
    }

    #[test]
    fn every_button_has_its_form() {
        for action in Action::ALL {
            let command = read(
                *action,
                &[
                    ("assignee", COMMAND),
                    ("until", "2026-12-01"),
                    ("due", "2026-12-01"),
                    ("grant", "0"),
                    ("rectified", "1"),
                    ("reason", "false_alarm"),
                    ("note", "看过了"),
                    ("item_0_key", "eliminated"),
                    ("item_0_passed", "1"),
                ],
            );
            assert_eq!(command.map(|c| c.action()), Ok(*action));
        }
    }

    #[test]
    fn the_lines_of_a_review() {
        let command = read(
            Action::Review,
            &[
                ("item_0_key", "eliminated"),
                ("item_0_passed", "1"),
                ("item_1_key", "no_new_hazard"),
                ("item_1_passed", "0"),
                ("item_1_note", "又堆了"),
            ],
        );
        let Ok(HazardCommand::Review { items, .. }) = command else { panic!("not a review") };
        let lines: Vec<_> = items.iter().map(|i| (i.item.as_str(), i.passed, i.note.as_deref())).collect();
        assert_eq!(lines, [("eliminated", true, None), ("no_new_hazard", false, Some("又堆了"))]);
        let open = faults(Action::Review, &[("item_0_key", "eliminated")]);
        assert_eq!(open, [("items[0].passed".to_owned(), FieldCode::Required)]);
    }

    #[test]
    fn what_is_missing_or_malformed_is_told_by_field() {
        assert_eq!(faults(Action::Assign, &[]), [("assignee".to_owned(), FieldCode::Required)]);
        assert_eq!(
            faults(Action::Reopen, &[("due", "tomorrow")]),
            [("due".to_owned(), FieldCode::Malformed)]
        );
        assert_eq!(
            faults(Action::Void, &[("reason", "boredom")]),
            [("reason".to_owned(), FieldCode::Malformed)]
        );
        let input = Input::from_pairs([("note".to_owned(), "x".to_owned())]);
        let fault = change(HazardId(Uuid::nil()), Action::AddNote, &input, Named::default()).unwrap_err();
        assert_eq!(fault.fields[0].field, "id");
    }
}

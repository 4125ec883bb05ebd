//! The forms of stoves and water heaters: a survey, and the buttons of an appliance's page.

use super::{
    Fields, Input, Reply,
    gear::{dates, hose, signature},
};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
    client::referring_page,
};
use app::flash::Notice;
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use backend::programmes::stoves::service;
use domain::{
    fault::{Code, Fault, FieldCode},
    ids::StoveId,
    photos::PhotoKind,
    programmes::stove::{Replacement, SaveStoveSurvey, StoveAction, StoveChange, StoveCommand, StoveSurvey},
};

/// `POST /do/stoves`: surveys an appliance that the register does not have yet.
pub async fn survey(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "stove-new";
    let back = referring_page(request.headers()).unwrap_or_else(|| "/stoves".to_owned());
    let mut input = match Input::with_photos(&web, &ctx, PhotoKind::Visit, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let command = match input.fault.take() {
        Some(fault) => Err(fault),
        None => new_stove(&input),
    };
    let outcome = match command {
        Ok(command) => service::survey(&ctx, command).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(saved) => {
            let page = format!("/stoves/{}", saved.state.id);
            reply.done(FORM, Notice::Saved, &page, saved.state).await
        }
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn new_stove(input: &Input) -> Result<SaveStoveSurvey, Fault> {
    let mut fields = Fields::new(input);
    let (id, site, at) = (fields.value("id"), fields.value("site"), fields.time("surveyed_at"));
    let survey = seen(&mut fields);
    let note = fields.optional_text("note");
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(site), Some(surveyed_at), Some(survey)) = (id, site, at, survey) else {
        return Err(Fault::new(Code::Invalid));
    };
    let photos = input.photos.clone();
    Ok(SaveStoveSurvey { id, site, visit: None, survey, surveyed_at, position: None, note, photos })
}

/// `POST /do/stoves/{id}/{action}`: one step in the life of an appliance.
pub async fn act(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path((stove, action)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (Ok(stove), Ok(action)) = (stove.parse::<StoveId>(), action.parse::<StoveAction>()) else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let form = format!("stove-{action}");
    let page = format!("/stoves/{stove}");
    let mut input = match Input::with_photos(&web, &ctx, shown(action), request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(&form, fault, Input::default(), &page).await,
    };
    let change = match input.fault.take() {
        Some(fault) => Err(fault),
        None => change(stove, action, &input),
    };
    let outcome = match change {
        Ok(change) => service::change(&ctx, change).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(state) => reply.done(&form, Notice::Saved, &page, state).await,
        Err(fault) => reply.refused(&form, fault, input, &page).await,
    }
}

/// What the photos of a step show, until the service decides.
const fn shown(action: StoveAction) -> PhotoKind {
    match action {
        StoveAction::Replace | StoveAction::ReplaceHose => PhotoKind::After,
        _ => PhotoKind::Visit,
    }
}

fn change(stove: StoveId, action: StoveAction, input: &Input) -> Result<StoveChange, Fault> {
    let mut fields = Fields::new(input);
    let id = fields.value("id");
    let base_version = fields.optional("base_version");
    let command = command(action, &mut fields, input);
    fields.check()?;
    // both are there, or a fault of a field was told above
    let (Some(id), Some(command)) = (id, command) else { return Err(Fault::new(Code::Invalid)) };
    Ok(StoveChange { id, stove, visit: None, base_version, device_at: None, position: None, command })
}

/// The command of a form; `None` when a value is missing, which `fields` has noted.
fn command(action: StoveAction, fields: &mut Fields<'_>, input: &Input) -> Option<StoveCommand> {
    let note = fields.optional_text("note");
    let text = fields.text("note");
    let photos = input.photos.clone();
    Some(match action {
        StoveAction::Survey => StoveCommand::Survey { survey: Box::new(seen(fields)?), note, photos },
        StoveAction::Plan => StoveCommand::Plan { on: fields.value("on")?, note },
        StoveAction::Replace => {
            let replacement = Box::new(replacement(fields, input)?);
            StoveCommand::Replace { replacement, signature: signature(fields), note }
        }
        StoveAction::Accept => StoveCommand::Accept { signature: signature(fields), note },
        StoveAction::SendBack => StoveCommand::SendBack { reason: fields.text("reason") },
        StoveAction::LookAgain => StoveCommand::LookAgain { reason: fields.text("reason") },
        StoveAction::Attempt => StoveCommand::Attempt { outcome: fields.value("outcome")?, note },
        StoveAction::ReplaceHose => {
            let Some(hose) = hose(fields, "hose") else {
                fields.refuse("hose.kind", FieldCode::Required);
                return None;
            };
            StoveCommand::ReplaceHose { hose, note, photos }
        }
        StoveAction::Remove => StoveCommand::Remove { reason: fields.value("reason")?, note: text },
        StoveAction::AddNote => StoveCommand::AddNote { note: text, photos },
    })
}

/// What was seen of an appliance.
fn seen(fields: &mut Fields<'_>) -> Option<StoveSurvey> {
    let appliance = fields.value("survey.appliance");
    Some(StoveSurvey {
        fuel: fields.optional("survey.fuel"),
        supply: fields.optional("survey.supply"),
        flame_failure: fields.known("survey.flame_failure"),
        dates: dates(fields, "survey.dates"),
        maker: fields.optional_text("survey.maker"),
        model: fields.optional_text("survey.model"),
        hose: hose(fields, "survey.hose"),
        regulator_ok: fields.known("survey.regulator_ok"),
        ventilation_ok: fields.known("survey.ventilation_ok"),
        // last, so that what is wrong with the others is told too
        appliance: appliance?,
    })
}

/// What took an appliance's place.
fn replacement(fields: &mut Fields<'_>, input: &Input) -> Option<Replacement> {
    let (successor, fuel) = (fields.value("replacement.successor"), fields.value("replacement.fuel"));
    let (flame_failure, sold_on) =
        (fields.known("replacement.flame_failure"), fields.value("replacement.sold_on"));
    let (cost, subsidy) = (fields.optional("replacement.cost"), fields.optional("replacement.subsidy"));
    let hose = hose(fields, "replacement.hose");
    let [model, serial, installer] =
        ["replacement.model", "replacement.serial", "replacement.installer"].map(|name| fields.text(name));
    Some(Replacement {
        successor: successor?,
        maker: fields.optional_text("replacement.maker"),
        model,
        serial,
        fuel: fuel?,
        flame_failure: flame_failure == Some(true),
        sold_on: sold_on?,
        installer,
        hose,
        cost,
        subsidy,
        photos_before: input.photos_before.clone(),
        photos_after: input.photos.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::programmes::stove::{Appliance, HoseKind};
    use uuid::Uuid;

    const COMMAND: &str = "0190f5a0-0000-7000-8000-000000000001";

    fn read(action: StoveAction, pairs: &[(&str, &str)]) -> Result<StoveCommand, Fault> {
        let id = [("id", COMMAND), ("base_version", "3")];
        let pairs = id.iter().chain(pairs).map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let change = change(StoveId(Uuid::nil()), action, &Input::from_pairs(pairs))?;
        assert_eq!(change.base_version, Some(3));
        Ok(change.command)
    }

    #[test]
    fn every_button_has_its_form() {
        for action in StoveAction::ALL {
            let reason = if *action == StoveAction::Remove { "duplicate" } else { "不合格" };
            let command = read(
                *action,
                &[
                    ("on", "2026-12-01"),
                    ("outcome", "refused"),
                    ("reason", reason),
                    ("note", "看过了"),
                    ("survey.appliance", "stove"),
                    ("hose.kind", "metal"),
                    ("replacement.successor", COMMAND),
                    ("replacement.fuel", "natural_gas"),
                    ("replacement.sold_on", "2026-01-01"),
                ],
            );
            assert_eq!(command.map(|c| c.action()), Ok(*action));
        }
    }

    #[test]
    fn what_was_not_seen_stays_unknown() {
        let pairs =
            [("survey.appliance", "stove"), ("survey.flame_failure", ""), ("survey.hose.kind", "rubber")];
        let Ok(StoveCommand::Survey { survey, .. }) = read(StoveAction::Survey, &pairs) else {
            panic!("a survey")
        };
        assert_eq!((survey.appliance, survey.flame_failure), (Appliance::Stove, None));
        assert_eq!(survey.hose.map(|hose| hose.kind), Some(HoseKind::Rubber));
    }

    #[test]
    fn what_is_missing_is_told_by_field() {
        for (action, field) in [
            (StoveAction::Survey, "survey.appliance"),
            (StoveAction::Plan, "on"),
            (StoveAction::ReplaceHose, "hose.kind"),
            (StoveAction::Replace, "replacement.successor"),
        ] {
            let fault = read(action, &[]).expect_err("refused");
            assert_eq!(fault.fields[0].field, field, "{action}");
        }
    }
}

//! The forms of gas alarms, smoke detectors and chargers: onto the list, and the buttons of a device's page.

use super::{Fields, Input, Reply, gear::signature};
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
use backend::programmes::devices::service;
use domain::{
    fault::{Code, Fault},
    ids::{DetectorId, EventId},
    photos::PhotoKind,
    programmes::device::{DeviceAction, DeviceChange, DeviceCommand, Installation, PlanDevice},
};

/// `POST /do/detectors`: puts a device on the list of its programme.
pub async fn plan(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "detector-new";
    let back = referring_page(request.headers()).unwrap_or_else(|| "/detectors".to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match new_device(&input) {
        Ok(command) => service::plan(&ctx, command).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(saved) => {
            let page = format!("/detectors/{}", saved.state.id);
            reply.done(FORM, Notice::Saved, &page, saved.state).await
        }
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn new_device(input: &Input) -> Result<PlanDevice, Fault> {
    let mut fields = Fields::new(input);
    let (id, kind, site) = (fields.value("id"), fields.value("kind"), fields.value("site"));
    let note = fields.optional_text("note");
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(kind), Some(site)) = (id, kind, site) else { return Err(Fault::new(Code::Invalid)) };
    Ok(PlanDevice { id, kind, site, note })
}

/// `POST /do/detectors/{id}/{action}`: one step in the life of a device.
pub async fn act(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path((device, action)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (Ok(device), Ok(action)) = (device.parse::<DetectorId>(), action.parse::<DeviceAction>()) else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let form = format!("detector-{action}");
    let page = format!("/detectors/{device}");
    let mut input = match Input::with_photos(&web, &ctx, shown(action), request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(&form, fault, Input::default(), &page).await,
    };
    let change = match input.fault.take() {
        Some(fault) => Err(fault),
        None => change(device, action, &input),
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

/// `POST /do/detectors/{id}/seen-to`: what was done about what the device told of itself, which is over then.
pub async fn seen_to(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(device): Path<String>,
    request: Request,
) -> Response {
    const FORM: &str = "detector-seen-to";
    let Ok(device) = device.parse::<DetectorId>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let page = format!("/detectors/{device}");
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &page).await,
    };
    let outcome = match noted(&input) {
        Ok((id, note)) => service::seen_to(&ctx, id, device, note).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(state) => reply.done(FORM, Notice::Saved, &page, state).await,
        Err(fault) => reply.refused(FORM, fault, input, &page).await,
    }
}

fn noted(input: &Input) -> Result<(EventId, String), Fault> {
    let mut fields = Fields::new(input);
    let (id, note) = (fields.value("id"), fields.text("note"));
    fields.check()?;
    let id = id.ok_or_else(|| Fault::new(Code::Invalid))?;
    Ok((id, note))
}

/// What the photos of a step show, until the service decides.
const fn shown(action: DeviceAction) -> PhotoKind {
    match action {
        DeviceAction::Install | DeviceAction::Replace => PhotoKind::After,
        DeviceAction::ReportFault => PhotoKind::Before,
        _ => PhotoKind::Visit,
    }
}

fn change(device: DetectorId, action: DeviceAction, input: &Input) -> Result<DeviceChange, Fault> {
    let mut fields = Fields::new(input);
    let id = fields.value("id");
    let base_version = fields.optional("base_version");
    let command = command(action, &mut fields, input);
    fields.check()?;
    // both are there, or a fault of a field was told above
    let (Some(id), Some(command)) = (id, command) else { return Err(Fault::new(Code::Invalid)) };
    Ok(DeviceChange { id, device, visit: None, base_version, device_at: None, position: None, command })
}

/// The command of a form; `None` when a value is missing, which `fields` has noted.
fn command(action: DeviceAction, fields: &mut Fields<'_>, input: &Input) -> Option<DeviceCommand> {
    let note = fields.optional_text("note");
    let text = fields.text("note");
    let reason = fields.text("reason");
    let photos = input.photos.clone();
    Some(match action {
        DeviceAction::Install => {
            let installation = Box::new(installation(fields, input)?);
            DeviceCommand::Install { installation, signature: signature(fields) }
        }
        DeviceAction::Accept => DeviceCommand::Accept { note },
        DeviceAction::SendBack => DeviceCommand::SendBack { reason },
        DeviceAction::ReportFault => DeviceCommand::ReportFault { note: text, photos },
        DeviceAction::Repair => DeviceCommand::Repair { note: text },
        DeviceAction::Replace => {
            let successor = fields.value("successor");
            let installation = Box::new(installation(fields, input)?);
            DeviceCommand::Replace { successor: successor?, installation, signature: signature(fields) }
        }
        DeviceAction::Retire => DeviceCommand::Retire { reason },
        DeviceAction::Attempt => DeviceCommand::Attempt { outcome: fields.value("outcome")?, note },
        DeviceAction::AddNote => DeviceCommand::AddNote { note: text, photos },
    })
}

/// A device in its place.
fn installation(fields: &mut Fields<'_>, input: &Input) -> Option<Installation> {
    let serial = fields.value("installation.serial");
    let [place, installer] = ["installation.place", "installation.installer"].map(|name| fields.text(name));
    Some(Installation {
        maker: fields.optional_text("installation.maker"),
        model: fields.optional_text("installation.model"),
        place,
        installer,
        made_on: fields.optional("installation.made_on"),
        gas: fields.optional("installation.gas"),
        linked_valve: fields.known("installation.linked_valve"),
        network_id: fields.optional("installation.network_id"),
        test_passed: input.text("installation.test_passed").is_some(),
        photos: input.photos.clone(),
        // last, so that what is wrong with the others is told too
        serial: serial?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const COMMAND: &str = "0190f5a0-0000-7000-8000-000000000001";

    fn read(action: DeviceAction, pairs: &[(&str, &str)]) -> Result<DeviceCommand, Fault> {
        let pairs = [("id", COMMAND)].iter().chain(pairs).map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        change(DetectorId(Uuid::nil()), action, &Input::from_pairs(pairs)).map(|change| change.command)
    }

    #[test]
    fn every_button_has_its_form() {
        for action in DeviceAction::ALL {
            let command = read(
                *action,
                &[
                    ("outcome", "not_at_home"),
                    ("reason", "搬走了"),
                    ("note", "看过了"),
                    ("successor", COMMAND),
                    ("installation.serial", "SN: a2301-00077"),
                    ("installation.test_passed", "on"),
                ],
            );
            assert_eq!(command.as_ref().map(DeviceCommand::action), Ok(*action));
            if let Ok(command @ DeviceCommand::Install { .. }) = &command {
                assert_eq!(command.takes().map(ToString::to_string).as_deref(), Some("A230100077"));
            }
        }
    }

    #[test]
    fn a_number_that_is_none_is_told_at_its_field() {
        let fault = read(DeviceAction::Install, &[("installation.serial", "一号")]).expect_err("refused");
        assert_eq!(fault.fields[0].field, "installation.serial");
    }
}

//! Bringing outlines of areas in: the file, how it is read, and the confirmation. Each step is a plain form.

use super::{Fields, Input, Reply, imports::sent};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
};
use app::flash::Notice;
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use backend::transfer::boundaries::{
    MOST_BYTES,
    service::{self, Confirmed, Upload},
};
use domain::{
    boundaries::BoundarySetup,
    fault::{Code, Fault, FieldCode},
    ids::ImportId,
};
use serde_json::json;
use uuid::Uuid;

/// The page.
const PAGE: &str = "/boundaries";

fn page(id: ImportId) -> String {
    format!("{PAGE}?job={id}")
}

/// `POST /do/boundaries`: the file and its datum. Multipart; `id` may be given, so that the same form sent twice is one import.
pub async fn begin(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "boundaries-begin";
    let (input, file) = match sent(&web, request, MOST_BYTES).await {
        Ok(sent) => sent,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), PAGE).await,
    };
    let mut fields = Fields::new(&input);
    let id = ImportId(fields.optional("id").unwrap_or_else(Uuid::now_v7));
    let datum = fields.value("datum");
    if file.is_none() {
        fields.refuse("file", FieldCode::Required);
    }
    let outcome = match (fields.check(), datum, file) {
        (Ok(()), Some(datum), Some(file)) => {
            let upload =
                Upload { id, file_name: file.name, bytes: file.bytes, setup: BoundarySetup::new(datum) };
            service::begin(&ctx, upload).await.map_err(told)
        }
        (Err(fault), ..) => Err(fault),
        _ => Err(Fault::new(Code::Invalid)),
    };
    match outcome {
        Ok(id) => reply.done(FORM, Notice::ImportRead, &page(id), json!({"id": id})).await,
        Err(fault) => reply.refused(FORM, fault, input, PAGE).await,
    }
}

/// `POST /do/boundaries/{id}/{step}`: `read` reads the file in another way (`datum`, `property`, `approximate`, `skip_bad`,
/// `keep_sites`), `confirm` carries out what was looked at (`version`, `moving`), `discard` throws it away.
pub async fn act(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path((id, step)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Ok(id) = id.parse::<ImportId>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let (form, notice) = match step.as_str() {
        "read" => ("boundaries-read", Notice::ImportRead),
        "confirm" => ("boundaries-confirm", Notice::OutlinesReplaced),
        "discard" => ("boundaries-discard", Notice::ImportDiscarded),
        _ => return Refusal(Fault::new(Code::NotFound)).into_response(),
    };
    let here = page(id);
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(form, fault, Input::default(), &here).await,
    };
    let outcome = match step.as_str() {
        "read" => match setup(&input) {
            Ok(setup) => service::read_as(&ctx, id, setup).await.map(|()| json!({"id": id})).map_err(told),
            Err(fault) => Err(fault),
        },
        "confirm" => match confirmed(&input) {
            Ok(confirmed) => {
                service::carry_out(&ctx, id, confirmed).await.map(|result| json!(result)).map_err(told)
            }
            Err(fault) => Err(fault),
        },
        _ => service::discard(&ctx, id).await.map(|()| json!({"id": id})).map_err(told),
    };
    match outcome {
        Ok(data) => {
            let to = if step == "discard" { PAGE } else { here.as_str() };
            reply.done(form, notice, to, data).await
        }
        Err(fault) => reply.refused(form, fault, input, &here).await,
    }
}

fn setup(input: &Input) -> Result<BoundarySetup, Fault> {
    let mut fields = Fields::new(input);
    let datum = fields.value("datum");
    let property = fields.optional_text("property");
    fields.check()?;
    let datum = datum.ok_or_else(|| Fault::field("datum", FieldCode::Required))?;
    let said = |name: &str| input.text(name).is_some();
    Ok(BoundarySetup {
        datum,
        property,
        approximate: said("approximate"),
        skip_bad: said("skip_bad"),
        move_sites: !said("keep_sites"),
    })
}

fn confirmed(input: &Input) -> Result<Confirmed, Fault> {
    let mut fields = Fields::new(input);
    let (version, moving) = (fields.value("version"), fields.value("moving"));
    fields.check()?;
    match (version, moving) {
        (Some(version), Some(moving)) => Ok(Confirmed { version, moving }),
        _ => Err(Fault::new(Code::Invalid)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::geo::Datum;

    fn input(pairs: &[(&str, &str)]) -> Input {
        Input::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn what_is_not_ticked_is_not_so() {
        let read = setup(&input(&[("datum", "gcj02"), ("property", "JWMC"), ("skip_bad", "on")])).unwrap();
        let expected = BoundarySetup {
            property: Some("JWMC".into()),
            skip_bad: true,
            ..BoundarySetup::new(Datum::Gcj02)
        };
        assert_eq!(read, expected);
        assert!(!setup(&input(&[("datum", "wgs84"), ("keep_sites", "on")])).unwrap().move_sites);
        assert_eq!(setup(&input(&[])).unwrap_err().fields[0].field, "datum");
        let read = confirmed(&input(&[("version", "3"), ("moving", "12")])).unwrap();
        assert_eq!(read, Confirmed { version: 3, moving: 12 });
        assert!(confirmed(&input(&[("version", "3")])).is_err());
    }
}

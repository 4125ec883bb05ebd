//! The forms of users of gas: as a small unit, as a user of cylinders.

use super::{Fields, Input, Reply};
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
use backend::programmes::gas::service;
use domain::{
    fault::{Code, Fault, FieldCode},
    ids::FileId,
    photos::PhotoKind,
    programmes::{
        gas::{Cylinder, Moved, SaveGasUnit, SaveLpgUser, UnitNumbers, lpg::MAX_CYLINDERS},
        views::GasSaveKind,
    },
};

/// `POST /do/gas-users/{kind}`: keeps an entry as a `unit` or as a user of `lpg`.
pub async fn save(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(kind): Path<String>,
    request: Request,
) -> Response {
    let Ok(kind) = kind.parse::<GasSaveKind>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let form = format!("gas-{kind}");
    let back = referring_page(request.headers()).unwrap_or_else(|| "/gas-users".to_owned());
    let mut input = match Input::with_photos(&web, &ctx, PhotoKind::Visit, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(&form, fault, Input::default(), &back).await,
    };
    let outcome = match (input.fault.take(), kind) {
        (Some(fault), _) => Err(fault),
        (None, GasSaveKind::Unit) => match unit(&input) {
            Ok(command) => service::save_unit(&ctx, command).await.map_err(told),
            Err(fault) => Err(fault),
        },
        (None, GasSaveKind::Lpg) => match lpg(&input) {
            Ok(command) => service::save_lpg(&ctx, command).await.map_err(told),
            Err(fault) => Err(fault),
        },
    };
    match outcome {
        Ok(saved) => {
            let page = format!("/gas-users/{}", saved.id);
            reply.done(&form, Notice::Saved, &page, saved).await
        }
        Err(fault) => reply.refused(&form, fault, input, &back).await,
    }
}

fn unit(input: &Input) -> Result<SaveGasUnit, Fault> {
    let mut fields = Fields::new(input);
    let (id, unit, site) = (fields.value("id"), fields.value("record"), fields.value("site"));
    let base_version = fields.optional("base_version");
    let (trade, fuel) = (fields.value("trade"), fields.value("fuel"));
    let numbers = UnitNumbers {
        floor_area: fields.optional("numbers.floor_area"),
        seats: fields.optional("numbers.seats"),
        beds: fields.optional("numbers.beds"),
    };
    let (alarm, cut_off) = (fields.known("alarm"), fields.known("cut_off"));
    let at = fields.time("surveyed_at");
    let note = fields.optional_text("note");
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(unit), Some(site), Some(trade), Some(fuel), Some(surveyed_at)) =
        (id, unit, site, trade, fuel, at)
    else {
        return Err(Fault::new(Code::Invalid));
    };
    Ok(SaveGasUnit {
        id,
        unit,
        site,
        visit: None,
        base_version,
        trade,
        numbers,
        fuel,
        alarm,
        cut_off,
        surveyed_at,
        note,
        photos: input.photos.clone(),
    })
}

fn lpg(input: &Input) -> Result<SaveLpgUser, Fault> {
    let mut fields = Fields::new(input);
    let (id, user, site) = (fields.value("id"), fields.value("record"), fields.value("site"));
    let base_version = fields.optional("base_version");
    let supplier = fields.optional_text("supplier");
    let cylinders = cylinders(&mut fields, &input.photos);
    let (to, on) = (fields.optional("moved.to"), fields.optional("moved.on"));
    if to.is_some() && on.is_none() {
        fields.refuse("moved.on", FieldCode::Required);
    }
    let note = fields.optional_text("note");
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(user), Some(site)) = (id, user, site) else { return Err(Fault::new(Code::Invalid)) };
    let moved = to.zip(on).map(|(to, on)| Moved { to, on });
    Ok(SaveLpgUser { id, user, site, visit: None, base_version, supplier, cylinders, moved, note })
}

/// The lines of the form that have a number. The photos of the form are the proof of those that are handed back now: that
/// have a day, and no proof yet.
fn cylinders(fields: &mut Fields<'_>, photos: &[FileId]) -> Vec<Cylinder> {
    let mut cylinders = Vec::new();
    for n in 0..MAX_CYLINDERS {
        let name = |part: &str| format!("cylinders[{n}].{part}");
        if fields.optional_text(&name("number")).is_none() {
            continue;
        }
        let (number, kilograms) = (fields.value(&name("number")), fields.value(&name("kilograms")));
        let (made_on, tested_on) = (fields.optional(&name("made_on")), fields.optional(&name("tested_on")));
        let returned_on = fields.optional(&name("returned_on"));
        let mut proof: Vec<FileId> = fields.many(&name("proof"));
        if returned_on.is_some() && proof.is_empty() {
            proof.extend(photos);
        }
        let (Some(number), Some(kilograms)) = (number, kilograms) else { continue };
        cylinders.push(Cylinder { number, kilograms, made_on, tested_on, returned_on, proof });
    }
    cylinders
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0190f5a0-0000-7000-8000-000000000001";
    const PHOTO: &str = "0190f5a0-0000-7000-8000-000000000002";

    fn input(pairs: &[(&str, &str)]) -> Input {
        let ids = [("id", ID), ("record", ID), ("site", ID)];
        Input::from_pairs(ids.iter().chain(pairs).map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn the_photos_are_the_proof_of_what_is_handed_back_now() {
        let save = lpg(&input(&[
            ("cylinders[0].number", "A-0001"),
            ("cylinders[0].kilograms", "15"),
            ("cylinders[1].number", "A-0002"),
            ("cylinders[1].kilograms", "50"),
            ("cylinders[1].returned_on", "2023-06-01"),
            ("cylinders[2].number", " "),
            ("moved.to", "electricity"),
            ("moved.on", "2023-06-01"),
            ("photo_ids", PHOTO),
        ]))
        .expect("a user");
        let proofs: Vec<usize> = save.cylinders.iter().map(|cylinder| cylinder.proof.len()).collect();
        assert_eq!(proofs, [0, 1]);
        assert!(save.moved.is_some());
    }

    #[test]
    fn what_is_missing_is_told_by_field() {
        let fault = lpg(&input(&[("cylinders[0].number", "A-0001"), ("moved.to", "electricity")]))
            .expect_err("refused");
        let fields: Vec<&str> = fault.fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["cylinders[0].kilograms", "moved.on"]);
        let fault = unit(&input(&[])).expect_err("refused");
        let fields: Vec<&str> = fault.fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["trade", "fuel", "surveyed_at"]);
    }
}

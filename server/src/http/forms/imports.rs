//! Bringing a list in, step by step: each step is a plain form, and the page that follows shows how far it is.

use super::{Fields, Input, Pressed, Reply};
use crate::http::{
    SignedIn, Web,
    answer::{Answer, Refusal, told},
    body::{self, read_field, too_large},
};
use app::flash::{Flash, Notice};
use axum::{
    RequestExt,
    extract::{Multipart, Path, Request, State},
    response::{IntoResponse, Response},
};
use backend::{
    error::Error,
    transfer::jobs::{
        MOST_BYTES, query,
        service::{self, Decide, Upload},
    },
};
use bytes::Bytes;
use domain::{
    fault::{Code, Fault, FieldCode},
    ids::ImportId,
    import::{Decision, ImportField, ImportKind, ImportSetup},
};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The page.
const PAGE: &str = "/import";

/// Most columns that a form maps.
const COLUMNS: usize = 256;

/// What stands before the line in the name of a row's decision.
const ROW: &str = "row_";

fn page(id: ImportId) -> String {
    format!("{PAGE}?job={id}")
}

/// The form for a file of that kind.
fn beginning(what: Option<ImportKind>) -> String {
    what.map_or_else(|| PAGE.to_owned(), |what| format!("{PAGE}?what={what}"))
}

/// `POST /do/imports`: the file, what its rows are (`what`; of sites also `kind`), and the datum of its coordinates, where it
/// can have any. Multipart; `id` may be given, so that the same form sent twice is one import.
pub async fn begin(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "import-begin";
    let (input, file) = match sent(&web, request, MOST_BYTES).await {
        Ok(sent) => sent,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), PAGE).await,
    };
    let again = beginning(input.text("what").and_then(|what| what.parse().ok()));
    let outcome = match upload(&input, file) {
        Ok(upload) => service::begin(&ctx, upload).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => reply.done(FORM, Notice::ImportRead, &page(id), json!({"id": id})).await,
        Err(fault) => reply.refused(FORM, fault, input, &again).await,
    }
}

/// A file of a form, with its name.
pub(super) struct Sent {
    /// As it was called.
    pub name: String,
    /// Its content.
    pub bytes: Bytes,
}

/// The texts of the form and its file.
pub(super) async fn sent(web: &Web, request: Request, most_bytes: u64) -> Answer<(Input, Option<Sent>)> {
    let most = usize::try_from(most_bytes).unwrap_or(usize::MAX);
    body::refuse_announced(request.headers(), most)?;
    let unreadable = || Fault::field("file", FieldCode::Required);
    let mut parts: Multipart = request.extract().await.map_err(|_| unreadable())?;
    let (mut texts, mut file) = (Vec::new(), None);
    let mut typed = 0;
    while let Some(field) = parts.next_field().await.map_err(|e| body::unreadable(web, &e))? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let limit = if file_name.is_some() { most } else { web.config.limits.form_bytes };
        let content = read_field(field, limit).await.map_err(|e| body::unreadable(web, &e))?;
        let content = content.ok_or_else(|| too_large(limit))?;
        match file_name {
            // what a browser sends for an empty choice has no name
            Some(called) if name == "file" && !called.is_empty() => {
                file = Some(Sent { name: called, bytes: content });
            }
            Some(_) => {}
            None => {
                typed += content.len();
                if typed > limit {
                    return Err(too_large(limit).into());
                }
                texts.push((name, String::from_utf8_lossy(&content).into_owned()));
            }
        }
    }
    Ok((Input::from_pairs(texts), file))
}

fn upload(input: &Input, file: Option<Sent>) -> Result<Upload, Fault> {
    let mut fields = Fields::new(input);
    let id = fields.optional("id").unwrap_or_else(Uuid::now_v7);
    let what = fields.value("what");
    let (datum, kind) = (fields.optional("datum"), fields.optional("kind"));
    if file.is_none() {
        fields.refuse("file", FieldCode::Required);
    }
    fields.check()?;
    // both are there, or a fault of a field was told above
    let (Some(what), Some(file)) = (what, file) else { return Err(Fault::new(Code::Invalid)) };
    let setup = ImportSetup { datum, kind, sheet: None, columns: None, skip_bad: false };
    Ok(Upload { id: ImportId(id), what, file_name: file.name, bytes: file.bytes, setup })
}

/// `POST /do/imports/{id}/columns`: what each column is (`column_<n>`), the sheet, kind, datum, and whether bad rows
/// are left out. `go=1` goes on to the third step. `page=<n>` reads nothing: it leads to that page of the faults, above which the
/// form stands as it was sent.
pub async fn columns(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    const FORM: &str = "import-columns";
    let Ok(id) = id.parse::<ImportId>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let again = format!("{}&step=columns", page(id));
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &again).await,
    };
    if let Some(n) = input.text("page").and_then(|n| n.parse::<u64>().ok()) {
        let to = format!("{again}&page={n}#import-faults");
        return match query::page(&ctx, Some(id), n).await.map_err(told) {
            Ok(_) => reply.done_with(Flash::kept(FORM, input.into_values()), &to, json!({"id": id})).await,
            Err(fault) => reply.refused(FORM, fault, input, &again).await,
        };
    }
    let go_on = input.text("go") == Some("1");
    let outcome = match setup(&input) {
        Ok(setup) => service::read_as(&ctx, id, setup, go_on).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(()) => {
            let to = if go_on { page(id) } else { again };
            reply.done(FORM, Notice::ImportRead, &to, json!({"id": id})).await
        }
        Err(fault) => reply.refused(FORM, fault, input, &again).await,
    }
}

fn setup(input: &Input) -> Result<ImportSetup, Fault> {
    let mut fields = Fields::new(input);
    let (datum, kind) = (fields.optional("datum"), fields.optional("kind"));
    let sheet = fields.optional_text("sheet");
    let mut columns: BTreeMap<ImportField, usize> = BTreeMap::new();
    let mut said = false;
    for at in 0..COLUMNS {
        let name = format!("column_{at}");
        said |= input.text(&name).is_some();
        let Some(field) = fields.optional::<ImportField>(&name) else { continue };
        if columns.insert(field, at).is_some() {
            fields.refuse(name, FieldCode::Duplicate);
        }
    }
    let skip_bad = input.text("skip_bad").is_some();
    fields.check()?;
    // another sheet has other columns: what was said of the one before does not hold for it
    let changed = input.text("sheet_before").is_some_and(|before| Some(before) != sheet.as_deref());
    let columns = Some(columns).filter(|_| said && !changed);
    Ok(ImportSetup { datum, kind, sheet, columns, skip_bad })
}

/// `POST /do/imports/{id}/decisions`: what becomes of rows that are known (`same`, `likely`, `row_<line>`), and with
/// `go=1` the import itself.
pub async fn decide(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    const FORM: &str = "import-decide";
    let Ok(id) = id.parse::<ImportId>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &page(id)).await,
    };
    let go = input.text("go") == Some("1");
    // the page of proposals that the button leads to
    let shown = input.text("page").and_then(|n| n.parse::<u64>().ok()).filter(|n| *n > 1);
    let to = match shown {
        Some(n) if !go => format!("{}&page={n}", page(id)),
        _ => page(id),
    };
    let outcome = async {
        let said = said(&input)?;
        if go {
            return service::decide_and_carry_out(&ctx, id, said).await.map(Some);
        }
        service::decide(&ctx, id, said).await?;
        Ok::<_, Error>(None)
    };
    match outcome.await.map_err(told) {
        Ok(Some(result)) => reply.done(FORM, Notice::ImportDone, &to, result).await,
        Ok(None) => reply.done(FORM, Notice::Saved, &to, json!({"id": id})).await,
        Err(fault) => reply.refused(FORM, fault, input, &to).await,
    }
}

fn said(input: &Input) -> Result<Decide, Fault> {
    let mut fields = Fields::new(input);
    let (same, likely) = (fields.optional("same"), fields.optional("likely"));
    let mut rows: BTreeMap<u64, Option<Decision>> = BTreeMap::new();
    for name in input.names().filter(|name| name.starts_with(ROW)) {
        match name[ROW.len()..].parse() {
            Ok(line) => drop(rows.insert(line, fields.optional(name))),
            Err(_) => fields.refuse(name, FieldCode::Malformed),
        }
    }
    fields.check()?;
    Ok(Decide { same, likely, rows })
}

/// `POST /do/imports/{id}/discard`: throws an unfinished import away, with its file.
pub async fn discard(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    // its own page is gone then
    let button = Pressed { form: "import-discard", back: PAGE, notice: Notice::ImportDiscarded };
    let act = |id: ImportId| service::discard(&ctx, id);
    button.answer((&web, &reply, request), &id, act).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::geo::Datum;

    fn input(pairs: &[(&str, &str)]) -> Input {
        Input::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn a_column_is_one_thing_and_another_sheet_begins_anew() {
        let typed = [("datum", "gcj02"), ("column_0", ""), ("column_1", "name"), ("column_4", "address")];
        let read = setup(&input(&typed)).unwrap();
        let columns = BTreeMap::from([(ImportField::Name, 1), (ImportField::Address, 4)]);
        assert_eq!((read.datum, read.columns, read.skip_bad), (Some(Datum::Gcj02), Some(columns), false));
        let twice = setup(&input(&[("datum", "wgs84"), ("column_0", "name"), ("column_2", "name")]));
        assert_eq!(twice.unwrap_err().fields[0].field, "column_2");
        let other = [("datum", "wgs84"), ("sheet_before", "一"), ("sheet", "二"), ("column_0", "name")];
        let read = setup(&input(&other)).unwrap();
        assert_eq!((read.sheet.as_deref(), read.columns), (Some("二"), None));
    }

    #[test]
    fn decisions_are_read_by_line() {
        let read = said(&input(&[("likely", "new"), ("row_7", "skip"), ("row_9", "")])).unwrap();
        assert_eq!((read.same, read.likely), (None, Some(Decision::New)));
        assert_eq!(read.rows, BTreeMap::from([(7, Some(Decision::Skip)), (9, None)]));
        assert_eq!(said(&input(&[("row_x", "new")])).unwrap_err().fields[0].field, "row_x");
        assert_eq!(said(&input(&[("row_7", "burn")])).unwrap_err().fields[0].code, FieldCode::Malformed);
    }
}

//! What a template makes of a record of the subdistrict, before it is saved: whoever edits it sees what will be handed out.

use super::{
    gather::{Gathered, gather},
    printing::{check, refusal, with_fonts},
    service::sign,
    templates,
};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    listing::Sql,
};
use chrono::Datelike;
use domain::{
    area::AreaCode,
    calendar::local_date,
    ids::HazardId,
    papers::{
        MadeFrom, PaperData, PaperKind, PaperNumber, PaperOf, Placeholder, SaveTemplate, fill,
        views::TemplatePreview,
    },
};
use uuid::Uuid;

/// The paper that the template would make of the last record of which such a paper was issued, else of the newest that one could be
/// issued of. Nothing is kept; the right is that of whoever may save it.
pub async fn preview(ctx: &Ctx, command: &SaveTemplate) -> Result<TemplatePreview> {
    templates::check(ctx, command)?;
    let template = templates::parsed(command.kind, &command.body)?;
    let sample = sample(ctx, &command.area, command.kind).await?;
    let from_record = sample.is_some();
    let mut data = match sample {
        Some(Gathered { mut data, photos, .. }) => {
            data.photos = photos.into_iter().map(|found| found.photo).collect();
            data
        }
        None => PaperData::default(),
    };
    sign(ctx, &mut data, &command.area).await?;
    let number = PaperNumber { mark: command.mark.clone(), year: local_date(ctx.now).year(), sequence: 1 };
    data.values.insert(Placeholder::Number, number.to_string());
    let document = fill(&template, &data);
    let printed = document.clone();
    let refusal = refusal(with_fonts(ctx, move |fonts| check(fonts, &printed)).await)?;
    Ok(TemplatePreview { document, from_record, refusal })
}

/// The facts of a record of which there could be such a paper.
async fn sample(ctx: &Ctx, area: &AreaCode, kind: PaperKind) -> Result<Option<Gathered>> {
    for of in [issued(ctx, area, kind).await?, newest(ctx, area, kind).await?].into_iter().flatten() {
        match gather(ctx, &of).await {
            Ok(gathered) => return Ok(Some(gathered)),
            // it has moved on since: no such paper would be issued of it any more
            Err(Error::Fault(_)) => {}
            Err(internal) => return Err(internal),
        }
    }
    Ok(None)
}

/// What the last paper of that kind was made from.
async fn issued(ctx: &Ctx, area: &AreaCode, kind: PaperKind) -> Result<Option<PaperOf>> {
    let db = ctx.db().read();
    let mut sql = Sql::new("SELECT p.id, p.about_id FROM paper p");
    sql.bind(
        " WHERE p.subdistrict_code = ? AND p.kind = ? ORDER BY p.year DESC, p.seq DESC LIMIT 1",
        [area.as_str().into(), kind.as_str().into()],
    );
    let Some(row) = sql.one(db).await? else { return Ok(None) };
    let id: Uuid = row.try_get_by_index(0)?;
    let mut sql = Sql::new("SELECT p.hazard_id FROM paper_hazard p");
    sql.bind(" WHERE p.paper_id = ? ORDER BY p.place", [id.into()]);
    let rows = sql.all(db).await?;
    let hazards = rows.iter().map(|row| Ok(HazardId(row.try_get_by_index(0)?))).collect::<Result<_>>()?;
    Ok(Some(PaperOf { kind, hazards, about: row.try_get_by_index(1)? }))
}

/// The newest record of which such a paper could be issued.
async fn newest(ctx: &Ctx, area: &AreaCode, kind: PaperKind) -> Result<Option<PaperOf>> {
    // what is rare is found by its own index, and any one of it will do
    let (from, which) = match (kind.made_from(), kind) {
        (MadeFrom::Hazards(_), PaperKind::Extension) => ("hazard r", "r.extension_until IS NOT NULL LIMIT 1"),
        (MadeFrom::Hazards(_), PaperKind::Transfer) => ("hazard r", "r.status = 'transferred' LIMIT 1"),
        (MadeFrom::Hazards(_), PaperKind::Notice) => {
            ("hazard r", "r.closed_at IS NULL AND r.voided_at IS NULL ORDER BY r.sort_key DESC LIMIT 1")
        }
        (MadeFrom::Hazards(_), _) => ("hazard r", "r.voided_at IS NULL ORDER BY r.sort_key DESC LIMIT 1"),
        (MadeFrom::Visit, _) => ("inspection r", "r.outcome = 'done' ORDER BY r.sort_key DESC LIMIT 1"),
        (MadeFrom::Site, _) => {
            ("site r", "r.kind = 'household' AND r.status = 'active' ORDER BY r.sort_key DESC LIMIT 1")
        }
        (MadeFrom::Gear, _) => ("device r", "r.sort_key > 0 ORDER BY r.sort_key DESC LIMIT 1"),
        (MadeFrom::Paper, _) => ("paper r", "r.kind = 'notice' ORDER BY r.year DESC, r.seq DESC LIMIT 1"),
    };
    let mut sql = Sql::new(format!("SELECT r.id FROM {from}"));
    sql.bind(" WHERE r.subdistrict_code = ? AND ", [area.as_str().into()]).push(which);
    let Some(row) = sql.one(ctx.db().read()).await? else { return Ok(None) };
    let id: Uuid = row.try_get_by_index(0)?;
    Ok(Some(match kind.made_from() {
        MadeFrom::Hazards(_) => PaperOf { kind, hazards: vec![HazardId(id)], about: None },
        _ => PaperOf { kind, hazards: Vec::new(), about: Some(id) },
    }))
}

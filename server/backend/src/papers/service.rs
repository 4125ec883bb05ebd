//! Issuing papers.

use super::{
    code::{Opening, qr},
    files,
    gather::{Gathered, gather, subdistrict},
    notified::notified,
    photos::with_pictures,
    printing::{check, refusal, with_fonts},
    templates::{InForce, in_force},
};
use crate::{
    audit,
    content::{sha256, sha256_of},
    ctx::Ctx,
    db::WriteTx,
    entities::{paper, paper_hazard},
    error::{self, Error, Result},
    keep::{Codes, free_key},
    listing::Sql,
    party,
};
use chrono::Datelike;
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::local_date,
    fault::{Code, Fault},
    ids::{HazardId, PaperId, PartyLinkId, sort_key},
    papers::{
        Document, IssuePaper, PaperData, PaperKind, PaperNumber, PaperOf, Placeholder, chinese_day, fill,
    },
    party::{LinkScope, MakeLink},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use std::collections::BTreeSet;

/// A paper that has everything but its number.
pub(super) struct Draft {
    gathered: Gathered,
    by: InForce,
    subdistrict: AreaCode,
    year: i32,
}

impl Draft {
    /// Reads the records and the template, and says what every paper says. `opening` is there when it is issued.
    pub async fn prepare(ctx: &Ctx, of: &PaperOf, opening: Option<&Opening>) -> Result<Self> {
        let mut gathered = gather(ctx, of).await?;
        let subdistrict = subdistrict(&gathered.area)?;
        let by = in_force(ctx, &subdistrict, of.kind).await?;
        let found = std::mem::take(&mut gathered.photos);
        // pictures are made for what is issued; before, the page shows the photos themselves
        gathered.data.photos = match opening {
            Some(_) => with_pictures(ctx, found).await?,
            None => found.into_iter().map(|found| found.photo).collect(),
        };
        let data = &mut gathered.data;
        sign(ctx, data, &subdistrict).await?;
        if let Some(Opening { token, short_code }) = opening {
            data.values.insert(Placeholder::ShortCode, short_code.clone());
            data.code_png = qr(&ctx.state.printing().code(token.as_ref(), short_code))?;
            data.code_caption = format!("查询码：{short_code}");
        }
        Ok(Self { gathered, by, subdistrict, year: local_date(ctx.now).year() })
    }

    fn number(&self, sequence: u32) -> PaperNumber {
        PaperNumber { mark: self.by.mark.clone(), year: self.year, sequence }
    }

    /// What it says under a number; without one its place is blank.
    pub fn document(&self, number: Option<&PaperNumber>) -> Document {
        let mut data = self.gathered.data.clone();
        data.values.extend(number.map(|number| (Placeholder::Number, number.to_string())));
        fill(&self.by.template, &data)
    }

    /// Refuses it before it is numbered when a font lacks a character of it, whatever number it will get.
    pub async fn check(&self, ctx: &Ctx) -> Result<()> {
        let document = self.document(Some(&self.number(1_234_567_890)));
        with_fonts(ctx, move |fonts| check(fonts, &document)).await
    }
}

/// What every paper says: who issues it, and when.
pub(super) async fn sign(ctx: &Ctx, data: &mut PaperData, subdistrict: &AreaCode) -> Result<()> {
    let reference = ctx.state.reference().await?;
    let day = chinese_day(local_date(ctx.now));
    let office = ctx.state.printing().office(&reference, subdistrict);
    data.values.insert(Placeholder::IssuedOn, day.clone());
    data.values.insert(Placeholder::Issuer, ctx.actor.name.clone());
    data.values.insert(Placeholder::Office, office.clone());
    data.signature = vec![office, day];
    Ok(())
}

/// Why a paper could not be issued as the records stand; nothing when it could.
pub(crate) async fn foresee(ctx: &Ctx, of: &PaperOf) -> Result<Option<Fault>> {
    ctx.require(Right::IssuePaper)?;
    let checked = match Draft::prepare(ctx, of, None).await {
        Ok(draft) => draft.check(ctx).await,
        Err(error) => Err(error),
    };
    refusal(checked)
}

/// Issues a paper: numbers it, freezes what it says, writes its files. The same command is accepted again.
pub async fn issue(ctx: &Ctx, command: IssuePaper) -> Result<PaperId> {
    issue_with(ctx, command, Another::Wanted).await
}

/// The same for a notice that is to be the only one of its hazards: of two that are issued in the same instant one is refused
/// with [`Code::AlreadyOnNotice`].
pub(crate) async fn issue_first(ctx: &Ctx, command: IssuePaper) -> Result<PaperId> {
    issue_with(ctx, command, Another::Refused).await
}

/// What becomes of a notice for hazards that stand on one already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Another {
    /// It is issued: somebody asked for it from the hazard itself.
    Wanted,
    /// It is refused: nobody is written to twice by mistake.
    Refused,
}

async fn issue_with(ctx: &Ctx, command: IssuePaper, another: Another) -> Result<PaperId> {
    ctx.require(Right::IssuePaper)?;
    let id = command.id;
    let command_sha256 = sha256(&command)?;
    if let Some(row) = paper::Entity::find_by_id(id.0).one(ctx.db().read()).await? {
        return repeated(ctx, &row, &command_sha256);
    }
    let opening = Opening::draw(command.of.kind, ctx.state.printing().has_address())?;
    let draft = Draft::prepare(ctx, &command.of, Some(&opening)).await?;
    draft.check(ctx).await?;
    let (own, db) = (ctx.clone(), ctx.db().clone());
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(id.0).await?;
            if let Some(row) = paper::Entity::find_by_id(id.0).one(tx).await? {
                return repeated(&own, &row, &command_sha256);
            }
            if command.of.kind == PaperKind::Notice {
                claim_hazards(tx, &command.of.hazards).await?;
            }
            if another == Another::Refused
                && let Some(number) = notified(tx, &own, &command.of.hazards).await?.into_values().next()
            {
                return Err(Fault::new(Code::AlreadyOnNotice).with("number", number).into());
            }
            write(tx, &own, &command, &draft, &opening, command_sha256).await
        })
    })
    .await?;
    // it is issued, whatever becomes of its files now: they follow from what is stored, and are written when they are asked for
    if let Err(error) = files::freeze(ctx, id).await {
        error::log(&error);
    }
    Ok(id)
}

/// Waits for other notices of these hazards, so that what is asked now about their notices holds until this one is stored. All
/// claim them in one order, so that no two wait for each other.
async fn claim_hazards(tx: &WriteTx, hazards: &[HazardId]) -> Result<()> {
    let hazards: BTreeSet<HazardId> = hazards.iter().copied().collect();
    for hazard in hazards {
        tx.claim(hazard.0).await?;
    }
    Ok(())
}

fn repeated(ctx: &Ctx, row: &paper::Model, command_sha256: &str) -> Result<PaperId> {
    let area: AreaCode = row.area_code.parse()?;
    if row.command_sha256 == command_sha256 && ctx.actor.area.contains(&area) {
        Ok(PaperId(row.id))
    } else {
        Err(Fault::new(Code::ContentConflict).into())
    }
}

/// Draws the next number in this transaction: if it is undone, so is the drawing, and no gap is left.
async fn draw(tx: &WriteTx, kind: PaperKind, subdistrict: &AreaCode, year: i32) -> Result<i32> {
    let mut sql = Sql::new("INSERT INTO paper_counter (kind, subdistrict_code, year, last_seq) VALUES ");
    sql.bind("(?, ?, ?, 1)", [kind.as_str().into(), subdistrict.as_str().into(), year.into()]);
    sql.push(
        " ON CONFLICT (kind, subdistrict_code, year) DO UPDATE SET last_seq = paper_counter.last_seq + 1 RETURNING last_seq",
    );
    let row = sql.one(tx).await?.ok_or_else(|| Error::broken("the counter answered nothing"))?;
    Ok(row.try_get_by_index(0)?)
}

async fn write(
    tx: &WriteTx,
    ctx: &Ctx,
    command: &IssuePaper,
    draft: &Draft,
    opening: &Opening,
    command_sha256: String,
) -> Result<PaperId> {
    let PaperOf { kind, about, .. } = &command.of;
    let seq = draw(tx, *kind, &draft.subdistrict, draft.year).await?;
    let number = draft.number(u32::try_from(seq).map_err(Error::broken)?);
    let document = draft.document(Some(&number));
    let content = serde_json::to_string(&document)?;
    let codes = Codes::from(&draft.gathered.area);
    let row = paper::Model {
        id: command.id.0,
        sort_key: free_key(tx, "paper", sort_key(ctx.now, command.id.0)).await?,
        kind: kind.as_str().into(),
        number: number.to_string(),
        subdistrict_code: draft.subdistrict.to_string(),
        year: draft.year,
        seq,
        area_code: codes.area,
        committee_code: codes.committee,
        district_code: codes.district.ok_or_else(|| Error::broken("a paper above a district"))?,
        title: document.title,
        site_id: draft.gathered.site,
        about_id: *about,
        template_version: draft.by.version,
        content_sha256: sha256_of(content.as_bytes()),
        content,
        pdf_sha256: None,
        docx_sha256: None,
        short_code: opening.short_code.clone(),
        command_sha256,
        issued_by: ctx.actor.user.0,
        issued_at: ctx.now,
    };
    let line = audit::Entry {
        action: "paper.issue".into(),
        subject_type: "paper",
        subject: row.id.to_string(),
        area: Some(draft.gathered.area.clone()),
        detail: serde_json::json!({"kind": row.kind, "number": row.number, "content_sha256": row.content_sha256}),
    };
    row.into_active_model().reset_all().insert(tx).await?;
    for (i, hazard) in draft.gathered.hazards.iter().enumerate() {
        let place = i32::try_from(i + 1).map_err(Error::broken)?;
        let row = paper_hazard::Model { paper_id: command.id.0, place, hazard_id: hazard.0 };
        row.into_active_model().reset_all().insert(tx).await?;
    }
    audit::write(tx, ctx, [line]);
    if let Some(token) = &opening.token {
        // the link of a notice has the id of the notice
        let id = PartyLinkId(command.id.0);
        let hazards = draft.gathered.hazards.clone();
        party::make_in(tx, ctx, MakeLink { id, scope: LinkScope::Notice, hazards }, token.clone()).await?;
    }
    Ok(command.id)
}

//! Reads of papers.

use super::{files::frozen, printing::refusal, service::Draft};
use crate::{
    areas::Areas,
    content::sha256_of,
    ctx::Ctx,
    entities::paper,
    error::{Error, Result},
    listing::{Scope, Sql, cap},
    sites::query::shown,
};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::Code,
    ids::{HazardId, PaperId, SiteId},
    papers::{
        MOST_HAZARDS, PaperKind, PaperOf, read_code,
        views::{PaperDetail, PaperDraft, PaperPage, PaperSummary},
    },
    sites::SiteKind,
};
use sea_orm::{EntityTrait, QueryResult};
use uuid::Uuid;

const COLUMNS: &str = "p.id, p.kind, p.number, p.title, p.area_code, p.issued_at, u.name, s.kind, s.name, s.address, s.room, \
     p.sort_key";
const FROM: &str = "paper p JOIN user_account u ON u.id = p.issued_by LEFT JOIN site s ON s.id = p.site_id";

/// Which papers.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of this kind.
    pub kind: Option<PaperKind>,
    /// About this hazard.
    pub hazard: Option<HazardId>,
    /// About this site.
    pub site: Option<SiteId>,
    /// With this short code, as it was typed.
    pub code: Option<String>,
    /// Issued before the one with this key.
    pub before: Option<i64>,
}

/// A page of the papers that the person may see, newest first. It names nobody in full.
pub async fn list(ctx: &Ctx, wanted: Wanted) -> Result<PaperPage> {
    let reference = ctx.state.reference().await?;
    let size = ctx.state.limits.page_size;
    let mut conditions = Scope::of(ctx, None)?.condition("p");
    if let Some(kind) = wanted.kind {
        conditions.add("p.kind = ?", [kind.as_str().into()]);
    }
    if let Some(hazard) = wanted.hazard {
        let mut of = Sql::new("SELECT paper_id FROM paper_hazard WHERE ");
        of.bind("hazard_id = ?", [hazard.0.into()]);
        conditions.within("p.id", of);
    }
    if let Some(site) = wanted.site {
        conditions.add("p.site_id = ?", [site.0.into()]);
    }
    if let Some(code) = &wanted.code {
        conditions.add("p.short_code = ?", [read_code(code).into()]);
    }
    if let Some(before) = wanted.before {
        conditions.add("p.sort_key < ?", [before.into()]);
    }
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM {FROM}"));
    sql.filter(&conditions).bind(" ORDER BY p.sort_key DESC LIMIT ?", [cap(size + 1)]);
    let found = sql.all(ctx.db().read()).await?;
    let mut rows =
        found.iter().map(|row| read(row, &reference.areas)).collect::<Result<Vec<(i64, PaperSummary)>>>()?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(PaperPage {
        next: rows.last().filter(|_| more).map(|(key, _)| *key),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        may_edit_templates: ctx.actor.role.has(Right::EditTemplate),
    })
}

fn read(row: &QueryResult, areas: &Areas) -> Result<(i64, PaperSummary)> {
    let area: AreaCode = row.try_get_by_index::<String>(4)?.parse()?;
    let site_name = match row.try_get_by_index::<Option<String>>(7)? {
        Some(kind) => {
            let kind: SiteKind = kind.parse()?;
            let room: Option<String> = row.try_get_by_index(10)?;
            Some(shown(kind, row.try_get_by_index(8)?, row.try_get_by_index(9)?, room.as_deref()).0)
        }
        None => None,
    };
    let summary = PaperSummary {
        id: PaperId(row.try_get_by_index(0)?),
        kind: row.try_get_by_index::<String>(1)?.parse()?,
        number: row.try_get_by_index(2)?,
        title: row.try_get_by_index(3)?,
        area: areas.named(&area),
        site_name,
        issued_at: row.try_get_by_index(5)?,
        issued_by: row.try_get_by_index(6)?,
    };
    Ok((row.try_get_by_index(11)?, summary))
}

/// The row of a paper; one outside the person's area is not found.
pub(super) async fn row(ctx: &Ctx, id: PaperId) -> Result<paper::Model> {
    let row = paper::Entity::find_by_id(id.0).one(ctx.db().read()).await?;
    let row = row.ok_or_else(|| Error::code(Code::NotFound))?;
    if ctx.actor.area.contains(&row.area_code.parse()?) { Ok(row) } else { Err(Error::code(Code::NotFound)) }
}

/// Whether what is stored is what was frozen.
pub(super) fn readable(row: &paper::Model) -> Result<()> {
    if sha256_of(row.content.as_bytes()) == row.content_sha256 {
        Ok(())
    } else {
        Err(Error::broken(format!("paper {} is not what was issued", row.number)))
    }
}

/// Everything the page of a paper shows: in full, so only to those who issue papers.
pub async fn detail(ctx: &Ctx, id: PaperId) -> Result<PaperDetail> {
    ctx.require(Right::IssuePaper)?;
    let stored = row(ctx, id).await?;
    let reference = ctx.state.reference().await?;
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM {FROM} WHERE "));
    sql.bind("p.id = ?", [id.0.into()]);
    let found = sql.one(ctx.db().read()).await?.ok_or_else(|| Error::code(Code::NotFound))?;
    let (_, summary) = read(&found, &reference.areas)?;
    let mut sql =
        Sql::new("SELECT h.id, h.number FROM paper_hazard p JOIN hazard h ON h.id = p.hazard_id WHERE ");
    sql.bind("p.paper_id = ? ORDER BY p.place", [id.0.into()]);
    let hazards = sql.all(ctx.db().read()).await?;
    let hazard = |row: &QueryResult| {
        Ok((HazardId(row.try_get_by_index::<Uuid>(0)?), row.try_get_by_index::<String>(1)?))
    };
    Ok(PaperDetail {
        summary,
        document: frozen(&stored)?.for_screen(),
        hazards: hazards.iter().map(hazard).collect::<Result<_>>()?,
        site: stored.site_id.map(SiteId),
        sha256: stored.content_sha256,
        short_code: stored.short_code,
    })
}

/// A paper as it would be if it were issued now, and why it could not be.
pub async fn draft(ctx: &Ctx, of: PaperOf) -> Result<PaperDraft> {
    ctx.require(Right::IssuePaper)?;
    let draft = Draft::prepare(ctx, &of, None).await?;
    let refusal = refusal(draft.check(ctx).await)?;
    let others = others(ctx, &of).await?;
    let code_only = of.kind == PaperKind::Notice && !ctx.state.printing().has_address();
    Ok(PaperDraft { document: draft.document(None), of, others, refusal, code_only })
}

/// Open hazards that could stand on a notice too: of the party and site of its first one.
async fn others(ctx: &Ctx, of: &PaperOf) -> Result<Vec<(HazardId, String, String)>> {
    let (PaperKind::Notice, Some(first)) = (of.kind, of.hazards.first()) else { return Ok(Vec::new()) };
    let mut sql = Sql::new(
        "SELECT o.id, o.number, o.description FROM hazard h JOIN hazard o ON o.site_id = h.site_id \
         AND o.subdistrict_code = h.subdistrict_code AND COALESCE(o.party_name, '') = COALESCE(h.party_name, '') \
         WHERE o.status NOT IN ('closed', 'void') AND ",
    );
    sql.bind("h.id = ? ORDER BY o.sort_key DESC LIMIT ?", [first.0.into(), cap(MOST_HAZARDS as u64)]);
    let found = sql.all(ctx.db().read()).await?;
    let other = |row: &QueryResult| {
        Ok((HazardId(row.try_get_by_index::<Uuid>(0)?), row.try_get_by_index(1)?, row.try_get_by_index(2)?))
    };
    let all = found.iter().map(other).collect::<Result<Vec<(HazardId, String, String)>>>()?;
    Ok(all.into_iter().filter(|(id, ..)| !of.hazards.contains(id)).collect())
}

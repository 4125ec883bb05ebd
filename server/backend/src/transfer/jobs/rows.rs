//! Rows of `import_job` and what they mean.

use super::PAGE;
use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::import_job,
    error::{Error, Result},
    storage::Key,
    transfer::import::lists::columns,
};
use domain::{
    fault::Code,
    ids::ImportId,
    import::{
        Decisions, ImportJob, ImportKind, ImportLine, ImportPreview, ImportResult, ImportSetup, ImportState,
        ProposalCounts,
    },
    sites::Likeness,
};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};

/// Refuses whoever may bring nothing in.
pub(super) fn may_import(ctx: &Ctx) -> Result<()> {
    let any = ImportKind::open_to(ctx.actor.role).next().unwrap_or(ImportKind::Sites);
    ctx.require(any.right()).map_err(Error::from)
}

/// An import as it is kept.
pub(super) struct Job {
    pub row: import_job::Model,
    pub what: ImportKind,
    pub state: ImportState,
    pub setup: ImportSetup,
    pub preview: ImportPreview,
    pub decisions: Decisions,
    pub result: Option<ImportResult>,
}

impl Job {
    pub fn of(row: import_job::Model) -> Result<Self> {
        Ok(Self {
            what: row.what.parse()?,
            state: row.state.parse()?,
            setup: serde_json::from_value(row.setup.clone())?,
            preview: serde_json::from_value(row.preview.clone())?,
            decisions: serde_json::from_value(row.decisions.clone())?,
            result: row.result.clone().map(serde_json::from_value).transpose()?,
            row,
        })
    }

    /// The person's own import; anybody else's is not there.
    pub async fn own(db: &impl ConnectionTrait, ctx: &Ctx, id: ImportId) -> Result<Self> {
        Self::checked(ctx, import_job::Entity::find_by_id(id.0).one(db).await?)
    }

    /// The same inside a change, which nobody else's overtakes.
    pub async fn locked(tx: &WriteTx, ctx: &Ctx, id: ImportId) -> Result<Self> {
        let find = import_job::Entity::find_by_id(id.0);
        let find = if tx.is_sqlite() { find } else { find.lock_exclusive() };
        Self::checked(ctx, find.one(tx).await?)
    }

    fn checked(ctx: &Ctx, row: Option<import_job::Model>) -> Result<Self> {
        // the role is looked at before anything is said of the import, and again for what it brings in
        may_import(ctx)?;
        let own = row.filter(|row| row.user_id == ctx.actor.user.0 && row.expires_at > ctx.now);
        let job = Self::of(own.ok_or_else(|| Error::code(Code::NotFound))?)?;
        ctx.require(job.what.right())?;
        Ok(job)
    }

    /// Where its file lies.
    pub fn file(&self) -> Key {
        Key::import(self.row.id)
    }

    /// As its page shows it, with one page of the proposals.
    pub fn shown(self, page: u64) -> Result<ImportJob> {
        let counts = ProposalCounts {
            same: self.preview.alike(Likeness::Same),
            likely: self.preview.alike(Likeness::Likely),
            open: self.decisions.open(&self.preview.proposals),
        };
        let pages = (self.preview.proposals.len() as u64).div_ceil(PAGE);
        let page = page.clamp(1, pages.max(1));
        let mut preview = self.preview;
        let before = usize::try_from((page - 1) * PAGE).unwrap_or(usize::MAX);
        let all = std::mem::take(&mut preview.proposals);
        preview.proposals = all.into_iter().skip(before).take(usize::try_from(PAGE).unwrap_or(0)).collect();
        Ok(ImportJob {
            line: line(&self.row)?,
            fields: columns(self.what).iter().filter_map(|column| column.field.parse().ok()).collect(),
            setup: self.setup,
            preview,
            decisions: self.decisions,
            counts,
            page,
            pages,
            result: self.result,
        })
    }
}

/// An import in a list.
pub(super) fn line(row: &import_job::Model) -> Result<ImportLine> {
    Ok(ImportLine {
        id: ImportId(row.id),
        what: row.what.parse()?,
        file_name: row.file_name.clone(),
        state: row.state.parse()?,
        created_at: row.created_at,
        expires_at: row.expires_at,
    })
}

//! Rows of `import_job` and what they mean.

use super::{FAULT_PAGE, PAGE};
use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::import_job,
    error::{Error, Result},
    storage::Key,
    transfer::import::lists::columns,
};
use chrono::{DateTime, Utc};
use domain::{
    fault::Code,
    ids::ImportId,
    import::{
        Decisions, ImportJob, ImportKind, ImportLine, ImportPreview, ImportResult, ImportSetup, ImportState,
        Leaf, ProposalCounts,
    },
    sites::Likeness,
};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, QuerySelect};
use serde::Deserialize;
use uuid::Uuid;

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
            // with every fault of a bad file it is large: it is read where it lies
            preview: ImportPreview::deserialize(&row.preview)?,
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

    /// As its page shows it, with that page of the proposals and of the faults: a step shows one of the two.
    pub fn shown(self, page: u64) -> Result<ImportJob> {
        let counts = ProposalCounts {
            same: self.preview.alike(Likeness::Same),
            likely: self.preview.alike(Likeness::Likely),
            open: self.decisions.open(&self.preview.proposals),
        };
        let mut preview = self.preview;
        let kept_faults = preview.shown.len() as u64;
        let pages = leaf(&mut preview.proposals, page, PAGE);
        let fault_pages = leaf(&mut preview.shown, page, FAULT_PAGE);
        Ok(ImportJob {
            line: Short::of(&self.row).line()?,
            fields: columns(self.what).iter().filter_map(|column| column.field.parse().ok()).collect(),
            setup: self.setup,
            preview,
            decisions: self.decisions,
            counts,
            pages,
            fault_pages,
            kept_faults,
            result: self.result,
        })
    }
}

/// Leaves one page of all of them, or the last one that there is; answers which, and of how many.
fn leaf<T>(all: &mut Vec<T>, page: u64, size: u64) -> Leaf {
    let of = (all.len() as u64).div_ceil(size);
    let page = page.clamp(1, of.max(1));
    let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    *all = std::mem::take(all).into_iter().skip(at((page - 1) * size)).take(at(size)).collect();
    Leaf { page, of }
}

/// An import in a list: without what was found in its file, which may be large.
#[derive(FromQueryResult)]
pub(super) struct Short {
    id: Uuid,
    what: String,
    file_name: String,
    state: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl Short {
    fn of(row: &import_job::Model) -> Self {
        Self {
            id: row.id,
            what: row.what.clone(),
            file_name: row.file_name.clone(),
            state: row.state.clone(),
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }

    /// In the words of the domain.
    pub fn line(self) -> Result<ImportLine> {
        Ok(ImportLine {
            id: ImportId(self.id),
            what: self.what.parse()?,
            file_name: self.file_name,
            state: self.state.parse()?,
            created_at: self.created_at,
            expires_at: self.expires_at,
        })
    }
}

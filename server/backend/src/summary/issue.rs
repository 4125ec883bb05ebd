//! The issue of what was frozen: passed again before the change, numbered in it, told to others with it, its files written after it.

use super::{announce, files, freeze, notes, store};
use crate::{
    content::sha256_of,
    ctx::Ctx,
    db::WriteTx,
    entities::{summary, summary_content},
    error::{self, Result},
    reference::Reference,
};
use domain::{
    actor::Role,
    summary::{
        Lang,
        lifecycle::{SummaryState, ready},
        record::{Body, Content},
    },
};
use std::sync::Arc;
use uuid::Uuid;

/// An issue that was looked at.
pub(super) struct Issuing {
    reference: Arc<Reference>,
    /// They find it above their list of summaries.
    leaders: Vec<Uuid>,
}

impl Issuing {
    /// Passes what was frozen before the change for which others wait; refused when it is no longer what was checked, or when a name has
    /// a character that no font has.
    pub async fn of(ctx: &Ctx, row: &summary::Model, state: &SummaryState) -> Result<Self> {
        files::check_names(ctx, state).await?;
        freeze::check(ctx, row).await?;
        let leaders = notes::people(ctx.db().read(), &state.area, |role| role == Role::Leader).await?;
        Ok(Self { reference: ctx.state.reference().await?, leaders })
    }

    /// Issues what was frozen, under the next number. `seen`: the hash of what the person saw.
    pub async fn take(
        &self,
        (tx, ctx): (&WriteTx, &Ctx),
        before: &SummaryState,
        row: &mut summary::Model,
        said: &summary_content::Model,
        seen: &str,
    ) -> Result<SummaryState> {
        let kept = said.content.as_deref().unwrap_or_default();
        let kept_sha256 = sha256_of(kept.as_bytes());
        let content: Content = serde_json::from_str(kept)?;
        let ready = match &content.body {
            Body::Summary(summary) => {
                ready(summary, content.text.get(&Lang::Zh).map(Vec::as_slice).unwrap_or_default())
            }
            Body::Correction(_) => Ok(()),
        };
        // undone with everything else when the next line refuses it, so that no number is lost
        let number = store::draw(tx, &self.reference, row, ctx.now).await?.to_string();
        let hashes = (seen, kept_sha256.as_str());
        Ok(before.issued(&ctx.actor, ready, hashes, number, ctx.now)?)
    }

    /// Tells others of it, in the same change.
    pub async fn tell(&self, tx: &WriteTx, ctx: &Ctx, after: &SummaryState) -> Result<()> {
        announce::add(tx, ctx, after).await?;
        notes::tell(tx, after.id, &self.leaders, ctx.now).await
    }
}

/// Writes the files of what is issued. It is so whatever becomes of them now: they follow from what is stored, and are written when they
/// are asked for.
pub(super) async fn write_files(ctx: &Ctx, issued: &SummaryState) {
    if let Err(error) = files::freeze(ctx, issued.id).await {
        error::log(&error);
    }
}

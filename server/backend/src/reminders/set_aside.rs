//! Work that was set aside, begun anew because an administrator wants it so.

use super::send;
use crate::{
    audit,
    ctx::Ctx,
    error::{Error, Result},
    queue,
};
use domain::{actor::Right, ids::JobId, work::WorkKind};

/// Has work tried again that was set aside: it waits at once and has all its attempts before it. With the sending of a message the
/// message waits too, unless it has arrived meanwhile.
///
/// Refused as stale when the work is not set aside any more. It belongs to no area, and so does its line in the log.
pub async fn again(ctx: &Ctx, id: JobId) -> Result<()> {
    ctx.require(Right::Administer)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(id.0).await?;
            let was = queue::put_back(tx, id, ctx.now).await?;
            let line = audit::Entry {
                action: "job.again".into(),
                subject_type: "job",
                subject: id.to_string(),
                area: None,
                detail: serde_json::json!({"kind": was.kind, "key": was.unique_key, "attempts": was.attempts}),
            };
            if was.kind == WorkKind::Deliver.as_str() {
                send::wait_again(tx, was.payload, ctx.now).await?;
            }
            audit::write(tx, &ctx, [line]);
            Ok::<_, Error>(())
        })
    })
    .await
}

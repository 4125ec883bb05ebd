//! Carrying out what a tablet sends: each command by itself, in its order, through the services that pages use.

use super::{
    check_version,
    devices::Sender,
    programme, receipts,
    step::{Made, Prepared},
};
use crate::{
    content::sha256_of,
    ctx::Ctx,
    db::WriteTx,
    error::{self, Error, Result},
    hazards,
};
use domain::{
    actor::Right,
    fault::{Code, Fault, FieldCode},
    ids::HazardId,
    sync::{
        Answer, Answers, Batch, Command, MAX_BATCH, Outcome, Sealed, Theirs, Unreadable, plan::Described,
    },
};
use futures::FutureExt;
use std::{collections::BTreeSet, panic::AssertUnwindSafe};
use uuid::Uuid;

/// Carries out a batch. What one command comes to touches no other, except those that need what it would have made.
pub async fn carry_out(ctx: &Ctx, batch: Batch) -> Result<Answers> {
    ctx.require(Right::RecordVisit)?;
    check_version(batch.api)?;
    if batch.commands.len() > MAX_BATCH {
        return Err(Fault::new(Code::TooLarge).with("limit", MAX_BATCH).into());
    }
    let sender = Sender::find(ctx, batch.device, batch.sent_at).await?;
    let answers = all(ctx, &sender, &batch.commands).await;
    sender.heard(ctx, batch.held_after(&answers)).await?;
    Ok(Answers { now: ctx.now, answers })
}

/// The answers to commands, in their order.
pub(super) async fn all(ctx: &Ctx, sender: &Sender, commands: &[Sealed]) -> Vec<Answer> {
    let mut answers = Vec::with_capacity(commands.len());
    // what commands of this batch would have made and have not
    let mut missing: BTreeSet<Uuid> = BTreeSet::new();
    for sealed in commands {
        let described = Described::of(&sealed.body).ok();
        let waits = described.iter().flat_map(|command| &command.needs).any(|id| missing.contains(id));
        let outcome = if waits {
            Outcome::Later
        } else {
            // unwind safe: what a panic leaves half done is rolled back with its transaction
            match AssertUnwindSafe(one(ctx, sender, sealed)).catch_unwind().await {
                Ok(result) => told(result),
                Err(_) => told(Err(Error::internal("carrying out a command panicked"))),
            }
        };
        if !outcome.is_stored() {
            missing.extend(described.iter().flat_map(|command| &command.makes));
        }
        answers.push(Answer { id: sealed.id, outcome });
    }
    answers
}

/// What a tablet is told. What is ours to mend is logged once, and the tablet tries again later.
fn told(result: Result<Outcome>) -> Outcome {
    match result {
        Ok(outcome) => outcome,
        Err(Error::Fault(fault)) if fault.code == Code::Busy => Outcome::Later,
        Err(Error::Fault(fault)) => Outcome::Refused { fault: named(fault) },
        Err(internal) => {
            error::log(&internal);
            Outcome::Later
        }
    }
}

/// A record outside the person's area is refused by that name, whichever field says so: the person was given another
/// area since it was recorded.
fn named(fault: Fault) -> Fault {
    let outside = fault.fields.iter().any(|field| field.code == FieldCode::OutsideArea);
    if outside { Fault { code: Code::OutsideArea, ..fault } } else { fault }
}

async fn one(ctx: &Ctx, sender: &Sender, sealed: &Sealed) -> Result<Outcome> {
    if !sha256_of(sealed.body.as_bytes()).eq_ignore_ascii_case(&sealed.sha256) {
        return Err(Error::code(Code::Damaged));
    }
    let read = ctx.db().read();
    if let Some(row) = receipts::find(read, sealed.id).await? {
        return receipts::again(read, ctx, row, sealed).await;
    }
    let body = sealed.open().map_err(|why| unreadable(sealed, &why))?;
    let about = About::of(&body.command);
    let prepared = Prepared::new(ctx, sender, sealed, body).await?;
    let (own, kept) = (ctx.clone(), sealed.clone());
    let stored =
        ctx.db().write(move |tx| Box::pin(async move { store(tx, &own, &kept, prepared).await })).await?;
    match (stored, about) {
        (Some(outcome), _) => Ok(outcome),
        (None, Some(about)) => Ok(Outcome::Conflict { theirs: about.theirs(ctx).await? }),
        (None, None) => Err(Error::internal("a conflict about no record")),
    }
}

/// The record that a command may meet a conflict about.
#[derive(Clone, Copy, Debug)]
enum About {
    Hazard(HazardId),
    Programme(programme::About),
}

impl About {
    fn of(command: &Command) -> Option<Self> {
        match command {
            Command::ChangeHazard(change) => Some(Self::Hazard(change.hazard)),
            Command::Programme(form) => programme::About::of(form).map(Self::Programme),
            Command::SaveVisit(_) | Command::RegisterHazard(_) | Command::AddSite(_) => None,
        }
    }

    /// The record as it is now.
    async fn theirs(self, ctx: &Ctx) -> Result<Theirs> {
        match self {
            Self::Hazard(id) => Ok(Theirs::Hazard(Box::new(hazards::query::detail(ctx, id).await?))),
            Self::Programme(about) => about.theirs(ctx).await,
        }
    }
}

/// What this program cannot read may be of a later one: the words of the parser go to the log only.
fn unreadable(sealed: &Sealed, why: &Unreadable) -> Error {
    tracing::warn!(command.id = %sealed.id, error = %why, "a tablet sent what is no command");
    Fault::field("body", FieldCode::Malformed).into()
}

/// Carries out a command and writes its receipt, in one transaction. `None`: a conflict, and nothing was changed.
async fn store(tx: &WriteTx, ctx: &Ctx, sealed: &Sealed, prepared: Prepared) -> Result<Option<Outcome>> {
    tx.claim(sealed.id).await?;
    // the visit of a door and its forms may come at the same moment, and so may a photo and its record; always in this
    // order, and before any row is locked
    if let Some(visit) = prepared.tells_of() {
        tx.claim(visit.0).await?;
    }
    for photo in prepared.photos() {
        tx.claim(photo.0).await?;
    }
    if let Some(row) = receipts::find(tx, sealed.id).await? {
        return receipts::again(tx, ctx, row, sealed).await.map(Some); // its twin was quicker
    }
    let draft = prepared.receipt();
    match prepared.store(tx, ctx).await? {
        Made::Hazards(hazards) => {
            let receipt = receipts::write(tx, ctx, draft, &hazards).await?;
            Ok(Some(Outcome::Applied { receipt }))
        }
        Made::Conflict => Ok(None),
    }
}

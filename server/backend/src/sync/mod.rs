//! Working without signal, the server's side: tablets and their keys, what they take along, the feed of changes, carrying
//! out what they send, and the receipts for it.

pub mod devices;
pub mod gear;
mod programme;
pub mod query;
mod receipts;
mod reference;
pub mod rescue;
mod rows;
pub mod service;
mod step;
pub mod tasks;

pub use reference::{Packed, reference};
pub(crate) use step::follow;

use crate::{ctx::Ctx, error::Result};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    fault::{Code, Fault},
    sync::API_OLDEST,
};

/// Refuses a program that is older than the server understands.
pub fn check_version(api: u32) -> Result<(), Fault> {
    if api < API_OLDEST {
        return Err(Fault::new(Code::UpdateFirst).with("oldest", API_OLDEST));
    }
    Ok(())
}

/// The subdistrict of a person who may take data along: its changes have one order, which a tablet follows.
fn subdistrict(ctx: &Ctx) -> Result<AreaCode> {
    ctx.require(Right::RecordVisit)?;
    let too_large = || Fault::new(Code::AreaTooLarge).with("level", AreaLevel::Subdistrict);
    Ok(ctx.actor.area.at(AreaLevel::Subdistrict).ok_or_else(too_large)?)
}

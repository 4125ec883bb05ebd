//! What is counted of hazards and kept beside them: the figures by month, the counts by place.

use super::{counts::CountDeltas, store::Built};
use crate::{
    db::{AtEnd, WriteTx},
    entities::hazard,
    error::Result,
    figures::store::Deltas,
};
use domain::figures::HazardFacts;
use futures::future::BoxFuture;
use sea_orm::DbErr;

/// Changes of all that is counted, summed up before they are written.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    figures: Deltas,
    counts: CountDeltas,
}

impl Sums {
    /// A hazard was added.
    pub fn found(&mut self, built: &Built) -> Result<()> {
        self.figures.change(&built.row.area_code.parse()?, None, Some(&super::store::fresh_facts(built)?));
        self.counts.change(None, Some(&built.row))
    }

    /// A hazard was changed; each state of its row comes with what the figures need of it.
    pub fn changed(
        &mut self,
        before: (&hazard::Model, &HazardFacts),
        after: (&hazard::Model, &HazardFacts),
    ) -> Result<()> {
        self.figures.change(&after.0.area_code.parse()?, Some(before.1), Some(after.1));
        self.counts.change(Some(before.0), Some(after.0))
    }

    /// Adds the changes to what is stored, when the transaction ends.
    pub fn leave(self, tx: &WriteTx) {
        tx.at_end(|all: &mut Self| all.merge(self));
    }
}

impl AtEnd for Sums {
    const TURN: u8 = 1;

    fn merge(&mut self, later: Self) {
        self.figures.add(later.figures);
        self.counts.add(later.counts);
    }

    fn carry_out(self, tx: &WriteTx) -> BoxFuture<'_, Result<(), DbErr>> {
        let mut all = self.figures.statements(tx);
        all.extend(self.counts.statements(tx));
        Box::pin(tx.execute_all(all))
    }
}

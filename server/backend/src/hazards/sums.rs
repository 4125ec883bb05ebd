//! What is counted of hazards and kept beside them: the figures by month, the squares of the map.

use super::{cells::CellDeltas, store::Built};
use crate::{db::WriteTx, entities::hazard, error::Result, figures::store::Deltas};
use domain::figures::HazardFacts;

/// Changes of all that is counted, summed up before they are written.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    figures: Deltas,
    cells: CellDeltas,
}

impl Sums {
    /// A hazard was added.
    pub fn found(&mut self, built: &Built) -> Result<()> {
        self.figures.change(&built.row.area_code.parse()?, None, Some(&super::store::fresh_facts(built)?));
        self.cells.change(None, Some(&built.row))
    }

    /// A hazard was changed; each state of its row comes with what the figures need of it.
    pub fn changed(
        &mut self,
        before: (&hazard::Model, &HazardFacts),
        after: (&hazard::Model, &HazardFacts),
    ) -> Result<()> {
        self.figures.change(&after.0.area_code.parse()?, Some(before.1), Some(after.1));
        self.cells.change(Some(before.0), Some(after.0))
    }

    /// Adds the changes to what is stored.
    pub async fn write(self, tx: &WriteTx) -> Result<()> {
        self.figures.write(tx).await?;
        self.cells.write(tx).await
    }
}

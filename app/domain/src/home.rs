//! What the first page shows, by role.

use crate::{
    desk::views::QueueCount, figures::Figures, hazards::HazardSummary, inspections::InspectionSummary,
    listing::Total, period::Period,
};
use serde::{Deserialize, Serialize};

/// The first page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Home {
    /// What waits in the queues of the desk.
    pub queues: Vec<QueueCount>,
    /// Tablets that keep work for too long, for whoever may see the list of them.
    pub late_tablets: Option<u64>,
    /// Open ones assigned to this person, the most urgent first; at most 20.
    pub mine: Vec<HazardSummary>,
    /// How many those are in all.
    pub mine_total: Total,
    /// This person's last visits; at most 5.
    pub visits: Vec<InspectionSummary>,
    /// The current month.
    pub month: Period,
    /// Its figures for the person's area.
    pub figures: Figures,
}

//! What lists, maps and pages are given about penalties, hotline orders and fire incidents.

use super::register::{FireCause, HotlineOrder, OrderKind, OrderStanding};
use crate::{
    area::AreaRef,
    geo::{Point, Wgs84},
    hazards::Category,
    ids::SiteId,
    listing::Key,
    sites::SiteKind,
    text_enum,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// The registers.
    RegisterKind {
        /// 行政处罚.
        Penalty = "penalties",
        /// 12345 工单.
        Order = "orders",
        /// 火情.
        Fire = "fires",
    }
}

/// The site of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedSite {
    /// Which.
    pub id: SiteId,
    /// Kind.
    pub kind: SiteKind,
    /// Name, masked for households.
    pub name: String,
    /// Address, to the building for households.
    pub address: String,
}

/// One row of a register. `record` is as lists show it: masked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry<T> {
    /// The record.
    pub record: T,
    /// The committee (or grid).
    pub area: AreaRef,
    /// Its site.
    pub site: Option<LinkedSite>,
    /// The number of the hazard behind it, when this person sees that.
    pub hazard_number: Option<String>,
    /// Where it is: its own position, else its site's.
    pub point: Option<Point<Wgs84>>,
    /// Its place in the order of the list.
    pub key: Key,
}

/// A hotline order with the deadline that was kept for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedOrder {
    /// The order.
    pub order: HotlineOrder,
    /// The last day for the reply.
    pub due: NaiveDate,
    /// Where it stands at the time of the answer.
    pub standing: OrderStanding,
}

/// Everything the page of one entry shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryPage<T> {
    /// The row as in a list.
    pub entry: Entry<T>,
    /// Counts the changes.
    pub version: u32,
    /// This person may change it.
    pub may_keep: bool,
    /// Something in it is masked that this person may reveal, with a reason.
    pub may_reveal: bool,
}

/// An entry of a register on the page of its site: nothing of it is personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterLine {
    /// Which entry.
    pub id: Uuid,
    /// The local day of the decision, the receipt or the fire.
    pub on: NaiveDate,
    /// Of which register, and what it says.
    pub says: RegisterSays,
}

/// What an entry says in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegisterSays {
    /// A penalty.
    Penalty {
        /// Of which category.
        category: Category,
        /// 案由.
        reason: String,
    },
    /// A hotline order.
    Order {
        /// Its number.
        number: String,
        /// What it is.
        kind: OrderKind,
        /// Where it stands.
        standing: OrderStanding,
    },
    /// A fire.
    Fire {
        /// Its cause.
        cause: FireCause,
    },
}

impl RegisterSays {
    /// The register that the entry stands in.
    pub const fn register(&self) -> RegisterKind {
        match self {
            Self::Penalty { .. } => RegisterKind::Penalty,
            Self::Order { .. } => RegisterKind::Order,
            Self::Fire { .. } => RegisterKind::Fire,
        }
    }
}

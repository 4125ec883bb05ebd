//! What each register asks for, as it is typed.

use domain::{
    hazards::Category,
    programmes::register::{FireCause, OrderKind},
};
use serde::{Deserialize, Serialize};

/// The sheet of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    /// A penalty.
    Penalty(PenaltySheet),
    /// A hotline order.
    Order(OrderSheet),
    /// A fire incident.
    Fire(FireSheet),
}

/// The sheet of one register.
pub trait Of: Sized + 'static {
    /// It, when that is what is filled in.
    fn of(sheet: &Sheet) -> Option<&Self>;
    /// The same, to be changed.
    fn of_mut(sheet: &mut Sheet) -> Option<&mut Self>;
}

macro_rules! sheets {
    ($($variant:ident = $sheet:ident),+) => {$(
        impl Of for $sheet {
            fn of(sheet: &Sheet) -> Option<&Self> {
                match sheet {
                    Sheet::$variant(it) => Some(it),
                    _ => None,
                }
            }

            fn of_mut(sheet: &mut Sheet) -> Option<&mut Self> {
                match sheet {
                    Sheet::$variant(it) => Some(it),
                    _ => None,
                }
            }
        }
    )+};
}
sheets!(Penalty = PenaltySheet, Order = OrderSheet, Fire = FireSheet);

/// A penalty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PenaltySheet {
    /// The day of the decision.
    pub decided_on: String,
    /// Its number.
    pub number: String,
    /// Which body decided it.
    pub body: String,
    /// What for: the hazard's category.
    pub category: Option<Category>,
    /// Who was punished.
    pub party: String,
    /// What for, in words.
    pub reason: String,
    /// The fine.
    pub fine: String,
}

/// A hotline order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderSheet {
    /// Its number.
    pub number: String,
    /// What it is.
    pub kind: Option<OrderKind>,
    /// Urgent.
    pub urgent: bool,
    /// When it was received.
    pub received_at: String,
    /// The deadline that it brings.
    pub reply_due: String,
    /// What it is about, when it is a matter of safety.
    pub category: Option<Category>,
    /// What the caller says.
    pub text: String,
    /// The caller.
    pub caller_name: String,
    /// Their phone.
    pub caller_phone: String,
    /// When it was replied to.
    pub replied_at: String,
    /// The reply.
    pub reply: String,
}

/// A fire incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FireSheet {
    /// When.
    pub at: String,
    /// What it came from.
    pub cause: Option<FireCause>,
    /// Where, in words.
    pub place: String,
    /// What happened.
    pub text: String,
    /// Direct loss.
    pub loss: String,
    /// People injured.
    pub injured: String,
    /// People who died.
    pub dead: String,
}

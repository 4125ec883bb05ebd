//! Users of gas 燃气使用单位: small units 九小场所 whose class follows from their numbers, and users of LPG cylinders on their
//! way to piped gas or electricity.

pub mod lpg;
mod merge;
pub mod small_unit;

pub use lpg::{Cylinder, LpgStanding, LpgUser, MoveOff, Moved, SaveLpgUser, ZeroCylinders, zero_cylinders};
pub use small_unit::{Class, ClassRule, ClassRules, GasUnit, Measure, SaveGasUnit, Trade, UnitNumbers};

//! A unit that uses gas and a user of cylinders while they are looked at.

use crate::{
    capture::photos::{PhotoDraft, Slot, of},
    field::typed::{required, shown, value},
};
use chrono::NaiveDate;
use domain::{
    fault::FieldFault,
    ids::FileId,
    photos::PhotoKind,
    programmes::{
        device::Serial,
        gas::{Cylinder, GasUnit, LpgUser, MoveOff, Moved, Trade, UnitNumbers},
        gear::Fuel,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A small unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitDraft {
    /// Trade.
    pub trade: Option<Trade>,
    /// Floor area.
    pub floor_area: String,
    /// Seats.
    pub seats: String,
    /// Beds.
    pub beds: String,
    /// What it burns.
    pub fuel: Option<Fuel>,
    /// A gas alarm hangs there and works.
    pub alarm: Option<bool>,
    /// The gas is cut off by it.
    pub cut_off: Option<bool>,
}

impl UnitDraft {
    /// What was seen the last time.
    pub fn of(unit: &GasUnit) -> Self {
        Self::new(unit.trade, &unit.numbers, unit.fuel, unit.alarm, unit.cut_off)
    }

    /// Of these facts.
    pub fn new(
        trade: Trade,
        numbers: &UnitNumbers,
        fuel: Fuel,
        alarm: Option<bool>,
        cut_off: Option<bool>,
    ) -> Self {
        Self {
            trade: Some(trade),
            floor_area: shown(numbers.floor_area),
            seats: shown(numbers.seats),
            beds: shown(numbers.beds),
            fuel: Some(fuel),
            alarm,
            cut_off,
        }
    }

    /// Its numbers.
    pub fn numbers(&self, faults: &mut Vec<FieldFault>) -> UnitNumbers {
        UnitNumbers {
            floor_area: value(&self.floor_area, "numbers.floor_area", faults),
            seats: value(&self.seats, "numbers.seats", faults),
            beds: value(&self.beds, "numbers.beds", faults),
        }
    }
}

/// A cylinder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CylinderDraft {
    /// Tells it from the others of the form, whatever its number.
    pub key: Uuid,
    /// Its number.
    #[serde(default)]
    pub number: String,
    /// What it holds.
    #[serde(default)]
    pub kilograms: String,
    /// Made on.
    #[serde(default)]
    pub made_on: String,
    /// The last test.
    #[serde(default)]
    pub tested_on: String,
    /// Handed back on.
    #[serde(default)]
    pub returned_on: String,
    /// Proofs of earlier saves: the server has them.
    #[serde(default)]
    pub known_proof: Vec<FileId>,
}

impl CylinderDraft {
    /// A new one.
    pub fn new(key: Uuid) -> Self {
        Self {
            key,
            number: String::new(),
            kilograms: String::new(),
            made_on: String::new(),
            tested_on: String::new(),
            returned_on: String::new(),
            known_proof: Vec::new(),
        }
    }

    /// One that is on the register.
    pub fn of(key: Uuid, cylinder: &Cylinder) -> Self {
        Self {
            key,
            number: cylinder.number.to_string(),
            kilograms: cylinder.kilograms.to_string(),
            made_on: shown(cylinder.made_on),
            tested_on: shown(cylinder.tested_on),
            returned_on: shown(cylinder.returned_on),
            known_proof: cylinder.proof.clone(),
        }
    }

    /// Its new proofs among the photos of the form.
    pub fn slot(&self) -> Slot {
        Slot::Part(PhotoKind::Visit, self.key.to_string())
    }

    fn cylinder(&self, i: usize, photos: &[PhotoDraft], faults: &mut Vec<FieldFault>) -> Option<Cylinder> {
        let field = |name: &str| format!("cylinders[{i}].{name}");
        let number = value::<Serial>(&self.number, &field("number"), faults);
        let number = required(number, &field("number"), faults);
        let kilograms = value::<u16>(&self.kilograms, &field("kilograms"), faults);
        let kilograms = required(kilograms, &field("kilograms"), faults);
        let made_on = value(&self.made_on, &field("made_on"), faults);
        let tested_on = value(&self.tested_on, &field("tested_on"), faults);
        let returned_on = value(&self.returned_on, &field("returned_on"), faults);
        let proof = self.known_proof.iter().copied().chain(of(photos, &self.slot())).collect();
        Some(Cylinder { number: number?, kilograms: kilograms?, made_on, tested_on, returned_on, proof })
    }
}

/// A user of cylinders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LpgDraft {
    /// Who delivers.
    pub supplier: String,
    /// Its cylinders.
    pub cylinders: Vec<CylinderDraft>,
    /// Moved to what.
    pub moved_to: Option<MoveOff>,
    /// Moved when.
    pub moved_on: String,
}

impl LpgDraft {
    /// What was seen the last time.
    pub fn of(user: &LpgUser, new_id: &dyn Fn() -> Uuid) -> Self {
        Self::new(user.supplier.as_deref(), &user.cylinders, user.moved, new_id)
    }

    /// Of these facts.
    pub fn new(
        supplier: Option<&str>,
        cylinders: &[Cylinder],
        moved: Option<Moved>,
        new_id: &dyn Fn() -> Uuid,
    ) -> Self {
        Self {
            supplier: supplier.unwrap_or_default().to_owned(),
            cylinders: cylinders.iter().map(|cylinder| CylinderDraft::of(new_id(), cylinder)).collect(),
            moved_to: moved.map(|moved| moved.to),
            moved_on: shown(moved.map(|moved| moved.on)),
        }
    }

    /// The cylinders that can be read; what is wrong with the others stands at their fields.
    pub fn cylinders(&self, photos: &[PhotoDraft], faults: &mut Vec<FieldFault>) -> Vec<Cylinder> {
        let cylinders = self.cylinders.iter().enumerate();
        cylinders.filter_map(|(i, cylinder)| cylinder.cylinder(i, photos, faults)).collect()
    }

    /// The move away from them.
    pub fn moved(&self, faults: &mut Vec<FieldFault>) -> Option<Moved> {
        let to = self.moved_to?;
        let on = value::<NaiveDate>(&self.moved_on, "moved.on", faults);
        required(on, "moved.on", faults).map(|on| Moved { to, on })
    }
}

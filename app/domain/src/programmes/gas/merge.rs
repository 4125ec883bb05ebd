//! Two entries of the register for one door, which was on it under two records. What was told last holds; what it leaves open is
//! filled from the other. No cylinder is lost: those of both stand behind the door until they are handed back with proof.

use super::{Cylinder, GasUnit, LpgUser, UnitNumbers};
use crate::programmes::device::Serial;
use std::collections::BTreeMap;

impl GasUnit {
    /// This entry, with what only an older one of the same door says.
    #[must_use]
    pub fn with_older(self, older: &Self) -> Self {
        let (here, there) = (self.numbers, older.numbers);
        Self {
            numbers: UnitNumbers {
                floor_area: here.floor_area.or(there.floor_area),
                seats: here.seats.or(there.seats),
                beds: here.beds.or(there.beds),
            },
            alarm: self.alarm.or(older.alarm),
            cut_off: self.cut_off.or(older.cut_off),
            ..self
        }
    }
}

impl LpgUser {
    /// This entry, with the cylinders that only an older one of the same door has.
    #[must_use]
    pub fn with_older(mut self, older: Self) -> Self {
        let mut others: BTreeMap<Serial, Cylinder> =
            older.cylinders.into_iter().map(|it| (it.number.clone(), it)).collect();
        for it in &mut self.cylinders {
            if let Some(other) = others.remove(&it.number) {
                it.fill(other);
            }
        }
        self.cylinders.extend(others.into_values());
        self.cylinders.sort_by(|a, b| a.number.cmp(&b.number));
        self.supplier = self.supplier.or(older.supplier);
        self
    }
}

impl Cylinder {
    /// Takes what only an older entry says of it. That one cannot hand it back: who told last saw it there.
    fn fill(&mut self, older: Self) {
        self.made_on = self.made_on.or(older.made_on);
        self.tested_on = self.tested_on.or(older.tested_on);
        if self.returned_on.is_some() && self.proof.is_empty() {
            self.proof = older.proof;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::{FileId, GasUserId, SiteId},
        programmes::{
            gas::{MoveOff, Moved, Trade},
            gear::Fuel,
        },
    };
    use chrono::{DateTime, NaiveDate};
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use uuid::Uuid;

    fn day(s: &str) -> NaiveDate {
        s.parse().expect(s)
    }

    fn cylinder(number: &str, returned: Option<&str>, proven: bool) -> Cylinder {
        Cylinder {
            number: Serial::read(number).expect("number"),
            kilograms: 15,
            made_on: None,
            tested_on: None,
            returned_on: returned.map(day),
            proof: if proven { vec![FileId(Uuid::from_u128(1))] } else { vec![] },
        }
    }

    fn user(cylinders: Vec<Cylinder>) -> LpgUser {
        LpgUser {
            id: GasUserId(Uuid::from_u128(1)),
            site: SiteId(Uuid::from_u128(2)),
            supplier: None,
            cylinders,
            moved: None,
            version: 1,
        }
    }

    #[test]
    fn what_was_told_last_holds_and_gaps_are_filled() {
        let unit = |numbers, alarm, cut_off| GasUnit {
            id: GasUserId(Uuid::from_u128(1)),
            site: SiteId(Uuid::from_u128(2)),
            trade: Trade::Restaurant,
            numbers,
            fuel: Fuel::NaturalGas,
            alarm,
            cut_off,
            surveyed_at: DateTime::UNIX_EPOCH,
            version: 1,
        };
        let seats = |n| UnitNumbers { seats: Some(n), ..UnitNumbers::default() };
        let older = unit(UnitNumbers { floor_area: Some(80), ..seats(60) }, Some(false), Some(true));
        let both = unit(seats(40), Some(true), None).with_older(&older);
        assert_eq!((both.numbers.seats, both.numbers.floor_area), (Some(40), Some(80)));
        assert_eq!((both.alarm, both.cut_off), (Some(true), Some(true)));
    }

    #[test]
    fn a_cylinder_on_both_stands_as_it_was_told_last() {
        let on = day("2023-06-30");
        let back = Some("2023-06-01");
        for (newer, older, there) in [
            (cylinder("QP0001", None, false), cylinder("QP0001", back, true), 1),
            (cylinder("QP0001", back, true), cylinder("QP0001", None, false), 0),
            // the slip lies with the other entry
            (cylinder("QP0001", back, false), cylinder("QP0001", back, true), 0),
            (cylinder("QP0001", back, false), cylinder("QP0001", None, false), 1),
            (cylinder("QP0001", back, true), cylinder("QP0002", None, false), 1),
        ] {
            let both = user(vec![newer.clone()]).with_older(user(vec![older.clone()]));
            assert_eq!(both.cylinders_there(on), there, "{newer:?} {older:?}");
        }
        let older = LpgUser { supplier: Some("申能".into()), ..user(vec![]) };
        let moved = Some(Moved { to: MoveOff::PipedGas, on });
        let both = LpgUser { moved, ..user(vec![]) }.with_older(older);
        assert_eq!((both.supplier.as_deref(), both.moved), (Some("申能"), moved));
        let mut tested = cylinder("QP0001", None, false);
        tested.tested_on = Some(on);
        let both = user(vec![cylinder("QP0001", None, false)]).with_older(user(vec![tested]));
        assert_eq!(both.cylinders[0].tested_on, Some(on));
    }

    proptest! {
        /// No cylinder is lost and none is there twice; one that only one entry has stands as that one says.
        #[test]
        fn the_cylinders_of_both_are_there_once(
            newer in proptest::collection::btree_map(0u8..12, any::<bool>(), 0..8),
            older in proptest::collection::btree_map(0u8..12, any::<bool>(), 0..8),
        ) {
            let of = |it: &BTreeMap<u8, bool>| {
                let one = |(n, back): (&u8, &bool)| {
                    cylinder(&format!("QP{n:04}"), back.then_some("2023-06-01"), *back)
                };
                user(it.iter().map(one).collect())
            };
            let both = of(&newer).with_older(of(&older));
            let numbers: BTreeSet<u8> = newer.keys().chain(older.keys()).copied().collect();
            prop_assert_eq!(both.cylinders.len(), numbers.len());
            let there = numbers.iter().filter(|n| !newer.get(n).or(older.get(n)).copied().unwrap_or_default());
            prop_assert_eq!(both.cylinders_there(day("2023-06-30")), there.count());
        }
    }
}

//! The tables of the programmes: how long gear may serve, which units are small ones, what new gear costs.

use super::{ANY, load::fixed_id};
use crate::{
    db::Db,
    entities::{class_rule, life_rule, unit_cost},
    error::{Error, Result},
};
use chrono::NaiveDate;
use domain::{
    money::Fen,
    programmes::{
        figures::{UnitCosts, UnitPrice},
        gas::{ClassRule, ClassRules},
        gear::{Gear, LifeRule, LifeRules},
    },
};
use sea_orm::EntityTrait;
use std::collections::BTreeMap;

/// The tables of the programmes.
#[derive(Clone, Debug, Default)]
pub struct GearRules {
    /// Service lives.
    pub lives: LifeRules,
    /// Classes of small units.
    pub classes: ClassRules,
    costs: Vec<UnitPrice>,
}

impl GearRules {
    pub(super) async fn read(db: &Db) -> Result<Self> {
        let lives = life_rule::Entity::find().all(db.read()).await?;
        let classes = class_rule::Entity::find().all(db.read()).await?;
        let costs = unit_cost::Entity::find().all(db.read()).await?;
        let cost = |row: unit_cost::Model| {
            Ok(UnitPrice { gear: row.gear.parse()?, cost: Fen(row.fen), valid_from: row.valid_from })
        };
        Ok(Self {
            lives: LifeRules { rows: lives.into_iter().map(life).collect::<Result<_>>()? },
            classes: ClassRules { rows: classes.into_iter().map(class).collect::<Result<_>>()? },
            costs: costs.into_iter().map(cost).collect::<Result<_>>()?,
        })
    }

    /// The prices in force on that day, one for each kind that has any.
    pub fn prices(&self, day: NaiveDate) -> Vec<UnitPrice> {
        let mut known: Vec<UnitPrice> =
            self.costs.iter().copied().filter(|price| price.valid_from <= day).collect();
        known.sort_unstable_by_key(|price| price.valid_from);
        // the later price takes the place of the earlier one
        let last: BTreeMap<Gear, UnitPrice> = known.into_iter().map(|price| (price.gear, price)).collect();
        last.into_values().collect()
    }

    /// What one new piece of each kind costs on that day.
    pub fn costs(&self, day: NaiveDate) -> UnitCosts {
        UnitCosts(self.prices(day).into_iter().map(|price| (price.gear, price.cost)).collect())
    }
}

pub(crate) fn life(row: life_rule::Model) -> Result<LifeRule> {
    Ok(LifeRule {
        gear: row.gear.parse()?,
        fuel: if row.fuel == ANY { None } else { Some(row.fuel.parse()?) },
        usage: if row.usage == ANY { None } else { Some(row.usage.parse()?) },
        months: u16::try_from(row.months).map_err(Error::broken)?,
        source: row.source,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    })
}

pub(crate) fn class(row: class_rule::Model) -> Result<ClassRule> {
    Ok(ClassRule {
        trade: row.trade.parse()?,
        measure: row.measure.parse()?,
        max: u32::try_from(row.largest).map_err(Error::broken)?,
        document: row.document,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    })
}

/// The service lives that an installation begins with.
pub(super) fn lives() -> Vec<life_rule::Model> {
    let row = |rule: LifeRule| {
        let fuel = rule.fuel.map_or(ANY, domain::programmes::gear::Fuel::as_str);
        let usage = rule.usage.map_or(ANY, domain::programmes::gear::Usage::as_str);
        life_rule::Model {
            id: fixed_id("life_rule", &format!("{}-{fuel}-{usage}-{}", rule.gear, rule.valid_from)),
            gear: rule.gear.as_str().into(),
            fuel: fuel.into(),
            usage: usage.into(),
            months: rule.months.into(),
            source: rule.source,
            valid_from: rule.valid_from,
            valid_to: rule.valid_to,
        }
    };
    LifeRules::defaults().rows.into_iter().map(row).collect()
}

/// The dictionary of small units that an installation begins with.
pub(super) fn classes() -> Result<Vec<class_rule::Model>> {
    let row = |rule: ClassRule| {
        Ok(class_rule::Model {
            id: fixed_id("class_rule", &format!("{}-{}", rule.trade, rule.valid_from)),
            trade: rule.trade.as_str().into(),
            measure: rule.measure.as_str().into(),
            largest: i32::try_from(rule.max).map_err(Error::internal)?,
            document: rule.document,
            valid_from: rule.valid_from,
            valid_to: rule.valid_to,
        })
    };
    ClassRules::defaults().rows.into_iter().map(row).collect()
}

/// The prices that an installation begins with.
pub(super) fn costs() -> Vec<unit_cost::Model> {
    let from = UnitCosts::defaults_from();
    let row = |(gear, fen): (Gear, Fen)| unit_cost::Model {
        id: fixed_id("unit_cost", &format!("{gear}-{from}")),
        gear: gear.as_str().into(),
        fen: fen.0,
        valid_from: from,
    };
    UnitCosts::defaults().0.into_iter().map(row).collect()
}

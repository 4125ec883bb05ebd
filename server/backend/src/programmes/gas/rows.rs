//! Between the rows of a user of gas and the types of the domain.

use crate::{
    entities::{cylinder, gas_user},
    error::{Error, Result},
    hazards::rows::number,
};
use domain::{
    calendar::to_millis,
    ids::{GasUserId, SiteId},
    programmes::gas::{Cylinder, GasUnit, LpgUser, Moved},
    text::tidy,
};

/// The entry as a small unit, when it is one.
pub fn unit(row: &gas_user::Model) -> Result<Option<GasUnit>> {
    let (true, Some(trade), Some(fuel)) = (row.is_unit, &row.trade, &row.fuel) else { return Ok(None) };
    Ok(Some(GasUnit {
        id: GasUserId(row.id),
        site: SiteId(row.site_id),
        trade: trade.parse()?,
        numbers: serde_json::from_value(row.numbers.clone())?,
        fuel: fuel.parse()?,
        alarm: row.alarm,
        cut_off: row.cut_off,
        surveyed_at: row.surveyed_at,
        version: number(row.version)?,
    }))
}

/// Brings the entry to what is known of a small unit.
pub fn set_unit(row: &mut gas_user::Model, unit: &GasUnit) -> Result<()> {
    row.is_unit = true;
    row.trade = Some(unit.trade.as_str().into());
    row.fuel = Some(unit.fuel.as_str().into());
    row.numbers = serde_json::to_value(unit.numbers)?;
    row.alarm = unit.alarm;
    row.cut_off = unit.cut_off;
    row.surveyed_at = to_millis(unit.surveyed_at);
    Ok(())
}

/// Brings the entry to what is known of a user of cylinders, which are rows of their own.
pub fn set_lpg(row: &mut gas_user::Model, user: &LpgUser) {
    row.is_lpg = true;
    row.supplier = user.supplier.as_deref().and_then(tidy);
    row.moved_to = user.moved.map(|moved| moved.to.as_str().into());
    row.moved_on = user.moved.map(|moved| moved.on);
}

/// The move away from cylinders.
pub fn moved(row: &gas_user::Model) -> Result<Option<Moved>> {
    let (Some(to), Some(on)) = (&row.moved_to, row.moved_on) else { return Ok(None) };
    Ok(Some(Moved { to: to.parse()?, on }))
}

/// The entry as a user of cylinders, when it is one, with its cylinders.
pub fn lpg(row: &gas_user::Model, cylinders: Vec<cylinder::Model>) -> Result<Option<LpgUser>> {
    if !row.is_lpg {
        return Ok(None);
    }
    Ok(Some(LpgUser {
        id: GasUserId(row.id),
        site: SiteId(row.site_id),
        supplier: row.supplier.clone(),
        cylinders: cylinders.into_iter().map(read_cylinder).collect::<Result<_>>()?,
        moved: moved(row)?,
        version: number(row.version)?,
    }))
}

fn read_cylinder(row: cylinder::Model) -> Result<Cylinder> {
    Ok(Cylinder {
        number: row.number.parse().map_err(Error::broken)?,
        kilograms: u16::try_from(row.kilograms).map_err(Error::broken)?,
        made_on: row.made_on,
        tested_on: row.tested_on,
        returned_on: row.returned_on,
        proof: serde_json::from_value(row.proof)?,
    })
}

/// The row of a cylinder.
pub fn cylinder(user: GasUserId, it: &Cylinder) -> Result<cylinder::Model> {
    Ok(cylinder::Model {
        gas_user_id: user.0,
        number: it.number.to_string(),
        kilograms: it.kilograms.into(),
        made_on: it.made_on,
        tested_on: it.tested_on,
        next_test: it.next_test(),
        returned_on: it.returned_on,
        // without proof it still counts as there
        gone_on: it.returned_on.filter(|_| !it.proof.is_empty()),
        proof: serde_json::to_value(&it.proof)?,
    })
}

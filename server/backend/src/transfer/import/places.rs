//! Where a row is: its area by code, by name or from the position, and the position in any datum.

use super::fields::Fields;
use crate::{
    import_text::{RowFaultCode, half_width},
    reference::Reference,
};
use domain::{
    area::{AreaCode, AreaLevel},
    boundaries::folded,
    geo::{Datum, Point, Slip, Wgs84, slip, to_wgs84},
};
use std::{collections::BTreeMap, sync::Arc};

/// A position as it came and as it is kept.
#[derive(Clone, Copy, Debug)]
pub(in crate::transfer) struct Spot {
    /// In WGS-84.
    pub point: Point<Wgs84>,
    /// The pair as it came.
    pub raw: (f64, f64, Datum),
}

/// Finds areas.
pub(in crate::transfer) struct Places {
    reference: Arc<Reference>,
    scope: AreaCode,
    datum: Datum,
    /// The largest areas that a row may name.
    largest: AreaLevel,
    /// These and those inside them by every name they go by; several may share one.
    names: BTreeMap<String, Vec<AreaCode>>,
}

impl Places {
    /// For the committees and grids inside `scope`; coordinates come in `datum`.
    pub fn new(reference: Arc<Reference>, scope: AreaCode, datum: Datum) -> Self {
        Self::down_from(reference, scope, datum, AreaLevel::Committee)
    }

    /// The same for areas of that level and those inside them.
    pub fn down_from(reference: Arc<Reference>, scope: AreaCode, datum: Datum, largest: AreaLevel) -> Self {
        let mut names: BTreeMap<String, Vec<AreaCode>> = BTreeMap::new();
        for area in reference.areas.subtree(&scope).filter(|a| a.code.level() >= largest) {
            for name in [Some(&area.name), area.short_name.as_ref()].into_iter().flatten() {
                let codes = names.entry(folded(name)).or_default();
                if !codes.contains(&area.code) {
                    codes.push(area.code.clone());
                }
            }
        }
        Self { reference, scope, datum, largest, names }
    }

    /// The area in which all of them are.
    pub fn scope(&self) -> &AreaCode {
        &self.scope
    }

    /// What an area is called.
    pub fn name(&self, area: &AreaCode) -> String {
        self.reference.areas.named(area).name
    }

    /// The position of a row; `None` when it has none or after noting what is wrong with it.
    pub fn spot(&self, fields: &mut Fields<'_>) -> Option<Spot> {
        let lon = fields.faults.keep(fields.row.real("lon", -1e6..=1e6)).flatten();
        let lat = fields.faults.keep(fields.row.real("lat", -1e6..=1e6)).flatten();
        let (lon, lat) = match (lon, lat) {
            (Some(lon), Some(lat)) => (lon, lat),
            (None, None) => return None,
            (lon, _) => {
                // half a position; unless the other half was there and could not be read
                let missing = if lon.is_some() { "lat" } else { "lon" };
                if fields.row.cell(missing).is_empty() {
                    fields.fault(missing, RowFaultCode::Required, "");
                }
                return None;
            }
        };
        if let Some(slip) = slip(lon, lat) {
            let (column, code) = match slip {
                Slip::Swapped => ("lon", RowFaultCode::SwappedCoordinates),
                Slip::Lon => ("lon", RowFaultCode::OutsideChina),
                Slip::Lat => ("lat", RowFaultCode::OutsideChina),
            };
            fields.fault(column, code, "121.39, 31.21");
            return None;
        }
        let point = to_wgs84(self.datum, lon, lat).ok()?;
        Some(Spot { point, raw: (lon, lat, self.datum) })
    }

    /// The committee or grid of a row, from the cell `area` (a code or a name) or else from the position; `None`
    /// after noting what is wrong, or when the row says nothing about it.
    pub fn area(&self, fields: &mut Fields<'_>, spot: Option<&Spot>) -> Option<AreaCode> {
        if fields.row.cell("area").is_empty() {
            let spot = spot?;
            let found = self.reference.areas.at(&self.scope, spot.point).map(|a| a.code.clone());
            if found.is_none() {
                match self.other_datum(&self.scope, spot) {
                    Some(datum) => fields.fault("lon", RowFaultCode::WrongDatum, datum.as_str()),
                    None => fields.fault("lon", RowFaultCode::OutsideArea, self.scope.as_str()),
                }
            }
            return found;
        }
        self.said(fields, "area")
    }

    /// The area that a cell names by its code or name; `None` after noting what is wrong.
    pub fn said(&self, fields: &mut Fields<'_>, column: &str) -> Option<AreaCode> {
        let cell = half_width(fields.row.cell(column));
        if cell.bytes().all(|b| b.is_ascii_digit()) {
            return self.by_code(fields, column, &cell);
        }
        match self.names.get(&folded(&cell)).map(Vec::as_slice) {
            Some([one]) => Some(one.clone()),
            Some(several) => {
                let codes: Vec<&str> = several.iter().map(AreaCode::as_str).collect();
                fields.fault(column, RowFaultCode::Ambiguous, codes.join(" | "));
                None
            }
            None => {
                fields.fault(column, RowFaultCode::NotFound, "");
                None
            }
        }
    }

    /// The datum in which the position lies in the area, when it is not the stated one.
    fn other_datum(&self, area: &AreaCode, spot: &Spot) -> Option<Datum> {
        let mut others = Datum::ALL.iter().copied().filter(|datum| *datum != self.datum);
        others.find(|datum| self.lies_in(area, spot, *datum))
    }

    fn lies_in(&self, area: &AreaCode, spot: &Spot, datum: Datum) -> bool {
        to_wgs84(datum, spot.raw.0, spot.raw.1).is_ok_and(|p| self.reference.areas.at(area, p).is_some())
    }

    /// In which datums the position lies in the committee of its row, in the order of [`Datum::ALL`]: many rows together
    /// tell in which datum a table really is.
    pub fn fits(&self, area: &AreaCode, spot: &Spot) -> Vec<bool> {
        let committee = area.at(AreaLevel::Committee);
        let fits = |datum: &Datum| committee.as_ref().is_some_and(|c| self.lies_in(c, spot, *datum));
        Datum::ALL.iter().map(fits).collect()
    }

    fn by_code(&self, fields: &mut Fields<'_>, column: &str, cell: &str) -> Option<AreaCode> {
        let code = cell.parse::<AreaCode>().ok().filter(|code| code.level() >= self.largest);
        match code {
            None => fields.fault(column, RowFaultCode::NotAllowed, "310105008001"),
            Some(code) if !self.scope.contains(&code) => {
                fields.fault(column, RowFaultCode::OutsideArea, self.scope.as_str());
            }
            Some(code) if self.reference.areas.get(&code).is_none() => {
                fields.fault(column, RowFaultCode::NotFound, "");
            }
            Some(code) => return Some(code),
        }
        None
    }
}

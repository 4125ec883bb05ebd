//! The records of a list on the map.

use super::{Plan, Read, whole};
use crate::{
    ctx::Ctx,
    error::Result,
    listing::{
        cap,
        map::{POINTS_FROM, Pin, count, geojson, keyed, look},
    },
};
use domain::{geo::Bbox, programmes::views::Door};
use serde::Serialize;
use uuid::Uuid;

/// A record on the map.
#[derive(Serialize)]
pub(in crate::programmes) struct Sign {
    /// Nothing for a door that is not shown from so far away.
    pub id: Option<Uuid>,
    /// Name of the door, masked for households.
    pub title: String,
    /// Where the record stands.
    pub status: &'static str,
    /// Its kind.
    pub category: &'static str,
    /// Its life has ended.
    pub overdue: bool,
    /// The list that it is from is a gift to fraudsters: no single door below the zoom of a building.
    #[serde(skip)]
    pub guarded: bool,
}

/// Decimals of a degree to which a guarded door is told from far away: 100 m.
const COARSE: f64 = 1e3;

/// The records of a filter in a window as GeoJSON, like [`crate::hazards::query::map`]. The second plan is that of all
/// windows.
pub(in crate::programmes) async fn map<T>(
    ctx: &Ctx,
    (plan, everywhere): (&Plan, &Plan),
    window: Bbox,
    zoom: f64,
    read: Read<T>,
    sign: fn(&T) -> (Sign, &Door),
) -> Result<String> {
    let reference = ctx.state.reference().await?;
    let found = look(ctx.db(), window, zoom, ctx.state.limits.map_rows, |n| {
        let mut sql = plan.select("t.sort_key AS k, s.lon AS lon, s.lat AS lat");
        sql.bind(" ORDER BY t.sort_key DESC LIMIT ?", [cap(n)]);
        sql
    })
    .await?;
    let mut these = whole(&plan.source);
    these.filter(&keyed("t.sort_key", &found.singles));
    let rows = these.all(ctx.db().read()).await?;
    let mut pins = Vec::with_capacity(rows.len());
    for row in &rows {
        let record = read(ctx, &reference, row, false)?;
        let (properties, door) = sign(&record);
        let Some(point) = door.point else { continue };
        pins.push(guarded((point.lon(), point.lat()), properties, zoom));
    }
    let most = ctx.state.limits.total_cap;
    geojson(&found, pins, count(ctx.db(), most, everywhere.without_position()).await?)
}

/// The pin, coarser when its door is guarded and the map far away.
fn guarded((lon, lat): (f64, f64), sign: Sign, zoom: f64) -> Pin<Sign> {
    if !sign.guarded || zoom >= POINTS_FROM {
        return Pin { at: (lon, lat), properties: sign };
    }
    let coarse = |degrees: f64| (degrees * COARSE).round() / COARSE;
    Pin { at: (coarse(lon), coarse(lat)), properties: Sign { id: None, title: String::new(), ..sign } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign(guarded: bool) -> Sign {
        let title = "张*".into();
        Sign {
            id: Some(Uuid::nil()),
            title,
            status: "planned",
            category: "gas_alarm",
            overdue: false,
            guarded,
        }
    }

    #[test]
    fn a_guarded_door_is_shown_from_nearby_only() {
        let at = (121.389_123, 31.209_456);
        for (is_guarded, zoom, is_shown) in
            [(true, 14.0, false), (true, POINTS_FROM, true), (false, 10.0, true)]
        {
            let pin = guarded(at, sign(is_guarded), zoom);
            assert_eq!(
                (pin.at == at, pin.properties.id.is_some()),
                (is_shown, is_shown),
                "{is_guarded} {zoom}"
            );
        }
    }
}

//! Hazards on the map.

use super::{plan::Plan, rows, without_position};
use crate::{
    ctx::Ctx,
    error::Result,
    listing::map::{Pin, geojson, look},
};
use domain::{
    geo::Bbox,
    hazards::{Category, HazardSummary, Severity, Status},
    listing::HazardFilter,
};
use serde::Serialize;

/// Characters of a description that the map shows.
const TITLE: usize = 40;

#[derive(Serialize)]
struct Sign {
    id: String,
    number: String,
    title: String,
    status: Status,
    category: Category,
    severity: Severity,
    overdue: bool,
}

/// The hazards of the filter in a window as GeoJSON: single ones, or clusters where there are many. At most 500
/// features; when there are more rows than a map looks at, `truncated` says that only newer ones are on it.
pub async fn map(ctx: &Ctx, filter: &HazardFilter, window: Bbox, zoom: f64) -> Result<String> {
    let reference = ctx.state.reference().await?;
    let plan = Plan::new(ctx, filter, Some(window)).await?;
    let most = ctx.state.limits.map_rows;
    let mut found = look(ctx.db(), window, zoom, most, |n| plan.points(n)).await?;
    if found.truncated {
        let newest = plan.newest(ctx, most).await?;
        found = look(ctx.db(), window, zoom, most, |n| newest.points(n)).await?;
        found.truncated = true;
    }
    let singles = rows::by_keys(ctx, &reference.areas, &found.shown.singles()).await?;
    let pins = singles.into_iter().filter_map(pin).collect();
    geojson(&found, pins, without_position(ctx, filter).await?)
}

fn pin(row: HazardSummary) -> Option<Pin<Sign>> {
    let point = row.point?;
    let properties = Sign {
        id: row.id.to_string(),
        number: row.number,
        title: shortened(&row.description),
        status: row.status,
        category: row.category,
        severity: row.severity,
        overdue: row.overdue,
    };
    Some(Pin { at: (point.lon(), point.lat()), properties })
}

/// The first characters of a text, on one line.
fn shortened(text: &str) -> String {
    let mut line: Vec<char> =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).take(TITLE + 1).collect();
    if line.len() > TITLE {
        line.truncate(TITLE - 1);
        line.push('…');
    }
    line.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_have_at_most_forty_characters() {
        assert_eq!(shortened("楼道\n堆物"), "楼道 堆物");
        assert_eq!(shortened(&"𠮷".repeat(40)), "𠮷".repeat(40));
        assert_eq!(shortened(&"𠮷".repeat(41)), format!("{}…", "𠮷".repeat(39)));
    }
}

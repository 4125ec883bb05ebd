//! The reads: what is asked, by whom, and what it costs here.

use crate::{Bench, Result, clock::measure, facts::Facts, statements::fetch};
use backend::{
    ctx::Ctx,
    figures, hazards,
    programmes::{devices, stoves, wave},
    sites,
    tiles::Asked,
};
use domain::{
    actor::Actor,
    area::AreaCode,
    geo::{Bbox, Datum, Point, Tile},
    hazards::{Category, Status},
    ids::HazardId,
    listing::{Common, Filter, HazardFilter, SiteFilter, Sort},
    period::{Month, Period},
    programmes::{
        device::{DeviceKind, DeviceStatus},
        filters::{DeviceFilter, StoveFilter},
        gear::Life,
    },
    sites::SiteKind,
};
use serde_json::json;

/// One question.
enum Ask {
    List(HazardFilter),
    Map(HazardFilter, Bbox, f64),
    Tile(HazardFilter, Tile, bool),
    Single(HazardId),
    Rates(Period),
    Dashboard(Period),
    Queues,
    Stoves(StoveFilter),
    Devices(DeviceFilter),
    Sites(SiteFilter),
    Wave(Month),
}

/// Months of an expiry wave.
const WAVE: u32 = 24;

/// Years on a dashboard, the newest.
const DASHBOARDS: usize = 3;

/// Questions of one kind; they are asked in turn, so that not one answer lies ready for all.
struct Work<'a> {
    name: &'static str,
    actor: &'a Actor,
    asks: Vec<Ask>,
}

impl Ask {
    /// The address of the JSON answer.
    fn url(&self) -> String {
        match self {
            Self::List(filter) => format!("/api/v1/hazards?{}", query(filter)),
            Self::Map(filter, window, zoom) => {
                format!("/api/v1/map/hazards?{}bbox={window}&zoom={zoom}", ended(query(filter)))
            }
            Self::Tile(filter, tile, heat) => {
                let (x, y) = tile.column_row();
                let heat = if *heat { "heat=1" } else { "" };
                let query = ended(query(filter));
                format!("/api/v1/map/tiles/hazards/{}/{x}/{y}.mvt?{query}{heat}", tile.zoom())
            }
            Self::Single(id) => format!("/api/v1/hazards/{id}"),
            Self::Queues => "/api/v1/desk".to_owned(),
            Self::Rates(period) => format!("/api/v1/rates?from={}&to={}", period.from, period.to),
            Self::Dashboard(period) => format!("/api/v1/dashboard?from={}&to={}", period.from, period.to),
            Self::Stoves(filter) => format!("/api/v1/stoves?{}", query(filter)),
            Self::Devices(filter) => format!("/api/v1/detectors?{}", query(filter)),
            Self::Sites(filter) => format!("/api/v1/sites?{}", query(filter)),
            Self::Wave(from) => format!("/api/v1/expiry-wave?from={from}&months={WAVE}"),
        }
    }

    /// The address of the page.
    fn page(&self) -> Option<String> {
        match self {
            Self::List(filter) => Some(format!("/hazards?{}", query(filter))),
            Self::Single(id) => Some(format!("/hazards/{id}")),
            Self::Queues => Some("/desk".to_owned()),
            Self::Rates(period) => Some(format!("/rates?from={}&to={}", period.from, period.to)),
            Self::Map(..)
            | Self::Tile(..)
            | Self::Dashboard(_)
            | Self::Stoves(_)
            | Self::Devices(_)
            | Self::Sites(_)
            | Self::Wave(_) => None,
        }
    }

    /// Asks it here. How many rows, signs or areas came back.
    async fn answer(&self, ctx: &Ctx) -> Result<usize> {
        Ok(match self {
            Self::List(filter) => {
                hazards::query::list(ctx, filter, ctx.state.limits.page_size).await?.rows.len()
            }
            Self::Map(filter, window, zoom) => {
                let text = hazards::query::map(ctx, filter, *window, *zoom).await?;
                text.matches("\"Feature\"").count()
            }
            // in bytes: how many signs or clusters there are only the browser reads
            Self::Tile(filter, tile, heat) => {
                let asked = Asked { tile: *tile, datum: Datum::Wgs84, heat: *heat };
                hazards::query::tile(ctx, filter, &asked).await?.len()
            }
            Self::Single(id) => hazards::query::detail(ctx, *id).await?.events.len(),
            Self::Queues => hazards::query::queues(ctx, None).await?.len(),
            // what is kept is not read
            Self::Rates(period) => {
                let ctx = Ctx { state: ctx.state.clone().keeping_no_sums(), ..ctx.clone() };
                figures::query::rates(&ctx, None, *period).await?.areas.len()
            }
            // one answer, whatever stands in it
            Self::Dashboard(period) => figures::query::dashboard(ctx, None, *period).await.map(|_| 1)?,
            Self::Stoves(filter) => {
                stoves::query::list(ctx, filter, ctx.state.limits.page_size).await?.rows.len()
            }
            Self::Devices(filter) => {
                devices::query::list(ctx, filter, ctx.state.limits.page_size).await?.rows.len()
            }
            Self::Sites(filter) => {
                sites::query::list(ctx, filter, ctx.state.limits.page_size).await?.rows.len()
            }
            Self::Wave(from) => wave::expiry_wave(ctx, None, Some(*from), WAVE).await?.months.len(),
        })
    }
}

fn query(filter: &impl Filter) -> String {
    let pairs: Vec<String> =
        filter.to_pairs().iter().map(|(key, value)| format!("{key}={}", escaped(value))).collect();
    pairs.join("&")
}

fn ended(query: String) -> String {
    if query.is_empty() { query } else { query + "&" }
}

/// Percent-encoded for a query.
fn escaped(text: &str) -> String {
    let one = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-._,".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(one).collect()
}

/// Words that inspectors write, to find out which are common in this database.
const WORDS: [&str; 14] = [
    "电动自行车",
    "疏散通道",
    "灭火器",
    "消火栓",
    "安全出口",
    "可燃物",
    "燃气软管",
    "插线板",
    "堆放杂物",
    "违规充电",
    "负责人",
    "熄火保护",
    "应急照明",
    "防盗窗",
];
/// The same of two characters.
const SHORT_WORDS: [&str; 10] =
    ["消防", "楼道", "堵塞", "燃气", "电线", "充电", "阳台", "厨房", "杂物", "墙面"];

/// Prints one line for the database and one for each kind of question whose name begins with one of `kinds` (all
/// when there are none).
pub async fn run(bench: &Bench, office: &Actor, city: &Actor, kinds: &[&str]) -> Result<()> {
    let facts = Facts(bench.state.db.read());
    println!(
        "{}",
        json!({"rows": {
            "hazard": facts.count("hazard").await?,
            "inspection": facts.count("inspection").await?,
            "site": facts.count("site").await?,
            "hazard_event": facts.count("hazard_event").await?,
            "stove": facts.count("stove").await?,
            "device": facts.count("device").await?,
        }})
    );
    for work in works(bench, &facts, office, city).await? {
        if !kinds.is_empty() && !kinds.iter().any(|kind| work.name.starts_with(kind)) {
            continue;
        }
        let ctx = Ctx::new(bench.state.clone(), work.actor.clone());
        // the first answer fills the cache of reference data
        work.asks.first().ok_or("no question")?.answer(&ctx).await?;
        let (mut tapes, mut answers) = (Vec::new(), Vec::new());
        for ask in &work.asks {
            let (rows, statements) = bench.recorder.record(ask.answer(&ctx)).await?;
            tapes.push(statements);
            answers.push(rows);
        }
        let n = work.asks.len();
        let whole = measure(bench.patience, async |i| work.asks[i % n].answer(&ctx).await.map(drop)).await?;
        let bare =
            measure(bench.patience, async |i| fetch(bench.state.db.read(), &tapes[i % n]).await).await?;
        let sql: Vec<String> = tapes[0].iter().map(ToString::to_string).collect();
        println!(
            "{}",
            json!({
                "work": work.name,
                "login": work.actor.login,
                "urls": work.asks.iter().map(Ask::url).collect::<Vec<_>>(),
                "pages": work.asks.iter().filter_map(Ask::page).collect::<Vec<_>>(),
                "answer_rows": answers.iter().sum::<usize>() as f64 / n as f64,
                "statements": tapes.iter().map(Vec::len).sum::<usize>() as f64 / n as f64,
                "whole": whole.json(),
                "bare": bare.json(),
                "sql": sql,
            })
        );
    }
    Ok(())
}

fn filter(status: &[Status], category: &[Category]) -> HazardFilter {
    HazardFilter { status: status.to_vec(), category: category.to_vec(), ..HazardFilter::default() }
}

fn inside(mut filter: HazardFilter, area: Option<&AreaCode>, window: Option<Bbox>) -> Ask {
    filter.common =
        Common { area: area.cloned(), bbox: window, in_map: window.is_some(), ..Common::default() };
    Ask::List(filter)
}

fn searches(words: &[String]) -> Vec<Ask> {
    let one = |word: &String| {
        let common = Common { q: Some(word.clone()), ..Common::default() };
        Ask::List(HazardFilter { common, ..HazardFilter::default() })
    };
    words.iter().map(one).collect()
}

async fn works<'a>(
    bench: &Bench,
    facts: &Facts<'_>,
    office: &'a Actor,
    city: &'a Actor,
) -> Result<Vec<Work<'a>>> {
    let home = &office.area;
    // the fullest corner of the filter: most rows to count and to choose from
    let closed = |category| filter(&[Status::Closed], &[category]);
    let kinds = [Category::Fire, Category::Electricity, Category::Ebike, Category::Gas];
    let mut by_committee = Vec::new();
    for committee in facts.committees(home).await? {
        let window = facts.window("committee_code", &committee, 0.6).await?;
        by_committee.extend(kinds.map(|kind| inside(closed(kind), Some(&committee), Some(window))));
    }
    let middle = facts.window("subdistrict_code", home, 0.6).await?;
    let whole = facts.window("subdistrict_code", home, 1.0).await?;
    let everything = facts.window("", home, 1.0).await?;
    let places = facts.hazards(home, 240).await?;
    let street = |(_, lon, lat): &(HazardId, f64, f64)| {
        // 400 m by 280 m, as a tablet shows at that zoom
        let window = Bbox::new(lon - 0.0021, lat - 0.00125, lon + 0.0021, lat + 0.00125)?;
        Ok(Ask::Map(HazardFilter::default(), window, 17.0))
    };
    // the tiles that a map of the window is made of
    let tiles_of = |filter: HazardFilter, window: Bbox, zooms: [u8; 2], heat: bool| -> Result<Vec<Ask>> {
        let mut asks = Vec::new();
        for zoom in zooms {
            let corner = |lon, lat| -> Result<(u32, u32)> {
                Ok(Tile::showing(zoom, Point::new(lon, lat)?, Datum::Wgs84).column_row())
            };
            let (west, north) = corner(window.west(), window.north())?;
            let (east, south) = corner(window.east(), window.south())?;
            for (x, y) in (west..=east).flat_map(|x| (north..=south).map(move |y| (x, y))) {
                asks.extend(Tile::new(zoom, x, y).map(|tile| Ask::Tile(filter.clone(), tile, heat)));
            }
        }
        Ok(asks)
    };
    let names: Vec<String> = facts.sites(home, "small_unit", 12).await?.into_iter().map(|s| s.1).collect();
    let mut rates = Vec::new();
    let mut years = Vec::new();
    for year in facts.years(home).await? {
        rates.push(Ask::Rates(Period::year(year)?));
        years.push(Period::year(year)?);
    }
    // not more of them than the office looks at: what was asked a moment ago is kept
    years.truncate(DASHBOARDS);
    let dashboards = || -> Vec<Ask> { years.iter().copied().map(Ask::Dashboard).collect() };
    let due = || Common { sort: Some(Sort::Due), ..Common::default() };
    let stoves =
        |life| Ask::Stoves(StoveFilter { common: due(), life: Some(life), ..StoveFilter::default() });
    let alarms = |status| {
        let kind = vec![DeviceKind::GasAlarm];
        Ask::Devices(DeviceFilter { kind, status: vec![status], ..DeviceFilter::default() })
    };
    let homes = |q: Option<&str>| {
        let common = Common { q: q.map(str::to_owned), ..Common::default() };
        Ask::Sites(SiteFilter { common, kind: vec![SiteKind::Household], ..SiteFilter::default() })
    };
    let alarms_of = || -> Vec<Ask> { [DeviceStatus::Planned, DeviceStatus::Accepted].map(alarms).into() };
    let mut waves = Vec::new();
    for year in [2022, 2023, 2024] {
        waves.push(Month::new(year, 1)?);
    }
    let work = |name, actor, asks| Work { name, actor, asks };
    Ok(vec![
        work("list_committee", office, by_committee),
        work("list_subdistrict", office, kinds.map(|kind| inside(closed(kind), None, Some(middle))).into()),
        work("list_city", city, kinds.map(|kind| inside(closed(kind), None, None)).into()),
        work("list_city_window", city, kinds.map(|kind| inside(closed(kind), None, Some(middle))).into()),
        work("list_plain", office, vec![Ask::List(HazardFilter::default())]),
        work("map_street", office, places.iter().map(street).collect::<Result<_>>()?),
        work(
            "map_subdistrict",
            office,
            vec![
                Ask::Map(HazardFilter::default(), whole, 14.0),
                Ask::Map(closed(Category::Fire), middle, 15.0),
            ],
        ),
        work("map_city", city, vec![Ask::Map(HazardFilter::default(), everything, 10.0)]),
        work("map_city_filtered", city, vec![Ask::Map(closed(Category::Fire), everything, 10.0)]),
        work("map_tile_city", city, tiles_of(HazardFilter::default(), everything, [9, 11], false)?),
        work("map_tile_filtered", city, tiles_of(closed(Category::Fire), everything, [9, 11], false)?),
        work("map_tile_heat", city, tiles_of(HazardFilter::default(), everything, [9, 11], true)?),
        work("map_tile_subdistrict", office, tiles_of(HazardFilter::default(), whole, [13, 15], false)?),
        work("search_common", office, searches(&commonest(bench, office, &WORDS).await?)),
        work("search_two", office, searches(&commonest(bench, office, &SHORT_WORDS).await?)),
        work("search_rare", office, searches(&names)),
        work("search_city", city, searches(&commonest(bench, city, &SHORT_WORDS).await?)),
        work("single", office, places.iter().map(|p| Ask::Single(p.0)).collect()),
        work("rates", office, rates),
        work("queues", office, vec![Ask::Queues]),
        work("queues_city", city, vec![Ask::Queues]),
        work("dashboard", office, dashboards()),
        work("dashboard_city", city, dashboards()),
        work("stoves", office, [Life::Expired, Life::Expiring, Life::Good].map(stoves).into()),
        work("alarms", office, alarms_of()),
        work("alarms_city", city, alarms_of()),
        work("homes", office, vec![homes(None)]),
        work("homes_city", city, vec![homes(None)]),
        work("homes_search", city, ["演示路", "101室", "12号"].map(|word| homes(Some(word))).into()),
        work("wave", office, waves.iter().copied().map(Ask::Wave).collect()),
        work("wave_city", city, waves.iter().copied().map(Ask::Wave).collect()),
    ])
}

/// The four words with the most hits.
async fn commonest(bench: &Bench, actor: &Actor, words: &[&str]) -> Result<Vec<String>> {
    let ctx = Ctx::new(bench.state.clone(), actor.clone());
    let mut found = Vec::new();
    for word in words {
        let common = Common { q: Some((*word).to_owned()), ..Common::default() };
        let filter = HazardFilter { common, ..HazardFilter::default() };
        found.push((hazards::query::list(&ctx, &filter, 1).await?.total.n, (*word).to_owned()));
    }
    found.sort_by(|a, b| b.cmp(a));
    Ok(found.into_iter().filter(|(n, _)| *n > 0).take(4).map(|(_, word)| word).collect())
}

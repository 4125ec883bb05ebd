//! Hazards on vector tiles: the same three ways to find them as on a map by window (see [`super::map`]), for one square.

use super::{
    map::{ONE_BY_ONE, Sign, pins, pins_of, signs_of},
    plan::Plan,
    squares,
};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    listing::{
        Sql, cap,
        map::{MOST_POINTS, Pin, keyed},
        tile::{self, Found, Squares},
    },
    tiles::Asked,
};
use domain::{geo::Cell, listing::HazardFilter};

/// The hazards of the filter on a tile, as a Mapbox vector tile. Near by they are single points while they can be told apart;
/// otherwise those that share a square are one cluster. What the kept counts can answer is exact at any number; of anything else
/// the newest are counted, as many as a map looks at.
pub async fn tile(ctx: &Ctx, filter: &HazardFilter, asked: &Asked) -> Result<Vec<u8>> {
    let plan = Plan::for_map(ctx, filter, tile::squares(asked).window())?;
    let most = ctx.state.limits.map_rows;
    let few = if tile::is_near(asked) { near(ctx, &plan).await? } else { Few::Unknown };
    let found = match few {
        Few::Signs(pins) => return tile::encode(asked, &Found::default(), pins),
        // so few that the squares can be smaller than those that are counted
        Few::ToCount => tile::put_together(ctx.db(), asked, most, plan.points(ONE_BY_ONE + 1)).await?,
        Few::Unknown => match plan.counted().filter(|_| squares::know(asked)) {
            Some(counted) => {
                let (sqlite, db) = (ctx.db().is_sqlite(), ctx.db().read());
                let question = squares::question_of_tile(sqlite, &counted, asked);
                let answer = question.one(db).await?.ok_or_else(|| Error::broken("no answer"))?;
                let found = squares::of_tile(&answer, 0, asked)?;
                let (clusters, alone) = alone(asked, found);
                let pins = if alone.is_empty() {
                    Vec::new()
                } else {
                    signs_of(ctx, squares::keys(sqlite, &counted, &alone)).await?
                };
                return tile::encode(asked, &Found { clusters, ..Found::default() }, pins);
            }
            None => of_rows(ctx, &plan, asked, most).await?,
        },
    };
    let pins = of_keys(ctx, &found.singles).await?;
    tile::encode(asked, &found, pins)
}

/// Whether a tile near by holds few.
enum Few {
    /// So few that each is shown.
    Signs(Vec<Pin<Sign>>),
    /// So few that they are looked at one by one.
    ToCount,
    /// More.
    Unknown,
}

/// What is there, in one statement: said of each only when each is shown.
async fn near(ctx: &Ctx, plan: &Plan) -> Result<Few> {
    let most = ONE_BY_ONE.min(ctx.state.limits.map_rows);
    let told_apart = MOST_POINTS.min(most);
    let mut signs = pins_of(ctx.db().is_sqlite(), Sql::new("SELECT k FROM w"));
    signs.bind(" WHERE (SELECT count(*) FROM w) <= ?", [cap(told_apart)]);
    let mut questions = Sql::default();
    questions.ask(Sql::new("SELECT count(*) FROM w")).ask(signs);
    let mut all = Sql::new("WITH w AS MATERIALIZED (");
    all.append(plan.points(most + 1)).push(") ").append(questions);
    let answer = all.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    let n = u64::try_from(answer.try_get_by_index::<i64>(0)?).unwrap_or(0);
    Ok(if n <= told_apart {
        Few::Signs(pins(&answer, 1, ctx.now)?)
    } else if n <= most {
        Few::ToCount
    } else {
        Few::Unknown
    })
}

/// All of a tile as far as a map looks, else the newest.
async fn of_rows(ctx: &Ctx, plan: &Plan, asked: &Asked, most: u64) -> Result<Found> {
    let any = most.saturating_add(1);
    let found = tile::put_together(ctx.db(), asked, most, plan.points(any)).await?;
    if !found.truncated {
        return Ok(found);
    }
    let newest = plan.newest(ctx, most).await?;
    tile::put_together(ctx.db(), asked, most, newest.points(any)).await
}

/// The squares of single hazards apart, as far as those are shown.
fn alone(asked: &Asked, squares: Squares) -> (Squares, Vec<Cell>) {
    if asked.heat {
        return (squares, Vec::new());
    }
    let single = squares.iter().filter(|(_, square)| square.n == 1);
    let cells: Vec<Cell> = single.map(|(cell, _)| *cell).take(tile::SINGLES).collect();
    let clusters = squares.into_iter().filter(|(cell, _)| !cells.contains(cell)).collect();
    (clusters, cells)
}

/// The signs of the hazards with these sort keys.
async fn of_keys(ctx: &Ctx, keys: &[i64]) -> Result<Vec<Pin<Sign>>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut selected = Sql::new("SELECT h.sort_key AS k FROM hazard h");
    selected.filter(&keyed("h.sort_key", keys));
    signs_of(ctx, selected).await
}

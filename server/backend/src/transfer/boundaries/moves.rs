//! What becomes of sites when outlines change.

use crate::{
    ctx::Ctx,
    error::{Error, Result},
    listing::{Sql, cap, places, point},
    reference::Reference,
    sites::{moving::Moving, query::shown},
};
use domain::{
    area::{AreaCode, AreaLevel},
    boundaries::{MOST_MOVES, Move, MoveList, Moves, MovingSite, Outlines, Placed, doubt},
    geo::{Boundary, Datum, Point, Wgs84, to_wgs84},
    ids::SiteId,
    sites::SiteKind,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Sites read at once.
const BATCH: u64 = 5_000;

/// Sites that tell about the datum.
const SAMPLED: u64 = 5_000;

/// What was found.
pub(super) struct Found {
    pub moves: Moves,
    /// Those that move, as long as they are few enough to be moved.
    pub moving: Vec<Moving>,
    /// The page that was asked for: sites with where they lie.
    pub page: Vec<(Uuid, Option<AreaCode>)>,
    /// Sites fit their committees much better in this datum.
    pub datum_doubt: Option<Datum>,
}

/// Which sites are listed: of these so many, behind so many.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub list: MoveList,
    pub skip: u64,
    pub take: u64,
}

/// A site as it is looked at.
struct Spot {
    id: Uuid,
    area: AreaCode,
    point: Point<Wgs84>,
}

/// Goes through the sites of the subdistricts whose committees or grids get another outline.
pub(super) async fn find(
    ctx: &Ctx,
    reference: &Reference,
    outlines: &BTreeMap<AreaCode, Boundary>,
    stated: Datum,
    page: Page,
) -> Result<Found> {
    let concerned: BTreeSet<AreaCode> =
        outlines.keys().filter(|code| code.level() >= AreaLevel::Committee).cloned().collect();
    let subdistricts: BTreeSet<AreaCode> =
        concerned.iter().filter_map(|code| code.at(AreaLevel::Subdistrict)).collect();
    let after = reference.areas.all().filter_map(|area| {
        outlines.get(&area.code).or(area.boundary.as_ref()).map(|outline| (&area.code, outline))
    });
    let after = Outlines::new(after, concerned);
    let mut walk = Walk::new(&after, stated, page);
    for subdistrict in &subdistricts {
        let mut behind = i64::MIN;
        loop {
            let (sites, last) = batch(ctx, subdistrict, behind).await?;
            for site in &sites {
                walk.look(site);
            }
            match last {
                Some(last) => behind = last,
                None => break,
            }
        }
        walk.moves.unplaced += unplaced(ctx, subdistrict, &after).await?;
    }
    Ok(walk.found(reference))
}

/// The next sites with a position, by the order of the register, and where to go on.
async fn batch(ctx: &Ctx, subdistrict: &AreaCode, behind: i64) -> Result<(Vec<Spot>, Option<i64>)> {
    let mut sql = Sql::new("SELECT s.id, s.area_code, s.lon, s.lat, s.sort_key FROM site s WHERE ");
    sql.bind(
        "s.subdistrict_code = ? AND s.sort_key > ? AND s.merged_into IS NULL AND s.lon IS NOT NULL",
        [subdistrict.as_str().into(), behind.into()],
    );
    sql.bind(" ORDER BY s.sort_key LIMIT ?", [cap(BATCH)]);
    let rows = sql.all(ctx.db().read()).await?;
    let more = rows.len() as u64 == BATCH;
    let mut last = None;
    let mut sites = Vec::with_capacity(rows.len());
    for row in &rows {
        last = Some(row.try_get_by_index::<i64>(4)?);
        if let Some(point) = point(row.try_get_by_index(2)?, row.try_get_by_index(3)?) {
            let area: AreaCode = row.try_get_by_index::<String>(1)?.parse()?;
            sites.push(Spot { id: row.try_get_by_index(0)?, area, point });
        }
    }
    Ok((sites, last.filter(|_| more)))
}

/// Sites without a position whose committee gets another outline.
async fn unplaced(ctx: &Ctx, subdistrict: &AreaCode, after: &Outlines<'_>) -> Result<u64> {
    let mut sql = Sql::new("SELECT s.committee_code, count(*) FROM site s WHERE ");
    sql.bind("s.subdistrict_code = ? AND s.lon IS NULL", [subdistrict.as_str().into()]);
    sql.push(" AND s.merged_into IS NULL GROUP BY s.committee_code");
    let mut sum = 0;
    for row in sql.all(ctx.db().read()).await? {
        let committee: AreaCode = row.try_get_by_index::<String>(0)?.parse()?;
        if after.concerns(&committee) {
            sum += row.try_get_by_index::<i64>(1)?.unsigned_abs();
        }
    }
    Ok(sum)
}

/// What was seen on the way.
struct Walk<'a> {
    after: &'a Outlines<'a>,
    stated: Datum,
    page: Page,
    moves: Moves,
    between: BTreeMap<(AreaCode, AreaCode), u64>,
    moving: Vec<Moving>,
    listed: Vec<(Uuid, Option<AreaCode>)>,
    /// Sites that fit, in the order of all datums, and how many were looked at.
    fits: Vec<u64>,
    sampled: u64,
}

impl<'a> Walk<'a> {
    fn new(after: &'a Outlines<'a>, stated: Datum, page: Page) -> Self {
        Self {
            after,
            stated,
            page,
            moves: Moves::default(),
            between: BTreeMap::new(),
            moving: Vec::new(),
            listed: Vec::new(),
            fits: vec![0; Datum::ALL.len()],
            sampled: 0,
        }
    }

    fn look(&mut self, site: &Spot) {
        self.sample(site);
        match self.after.place(&site.area, site.point) {
            Placed::Here => {}
            Placed::Moves(to) => {
                self.list(MoveList::Moving, self.moves.moving, site, Some(&to));
                self.moves.moving += 1;
                *self.between.entry((site.area.clone(), to.clone())).or_default() += 1;
                if self.moves.moving <= MOST_MOVES {
                    self.moving.push(Moving { site: site.id, from: site.area.clone(), to });
                }
            }
            Placed::Elsewhere(to) => self.stays(site, Some(&to)),
            Placed::Nowhere => self.stays(site, None),
        }
    }

    fn stays(&mut self, site: &Spot, lies_in: Option<&AreaCode>) {
        self.list(MoveList::Staying, self.moves.staying, site, lies_in);
        self.moves.staying += 1;
    }

    /// Keeps a site of the page that was asked for; `before` are those of its list that came before it.
    fn list(&mut self, list: MoveList, before: u64, site: &Spot, to: Option<&AreaCode>) {
        let Page { list: asked, skip, take } = self.page;
        if list == asked && before >= skip && before - skip < take {
            self.listed.push((site.id, to.cloned()));
        }
    }

    /// Whether a site would lie in its committee, had the file been read in each of the datums: its position is moved instead
    /// of the outlines, which comes to the same.
    fn sample(&mut self, site: &Spot) {
        if self.sampled == SAMPLED || !self.after.concerns(&site.area) {
            return;
        }
        let raw = |datum: Datum| match datum {
            Datum::Wgs84 => (site.point.lon(), site.point.lat()),
            Datum::Gcj02 => (site.point.to_gcj02().lon(), site.point.to_gcj02().lat()),
            Datum::Bd09 => (site.point.to_bd09().lon(), site.point.to_bd09().lat()),
        };
        let fits = |datum: &Datum| {
            let (lon, lat) = raw(*datum);
            let read = to_wgs84(self.stated, lon, lat).ok()?;
            self.after.fits(&site.area, read)
        };
        let fits: Vec<bool> = Datum::ALL.iter().filter_map(fits).collect();
        if fits.len() == self.fits.len() {
            self.sampled += 1;
            self.fits.iter_mut().zip(fits).for_each(|(sum, fit)| *sum += u64::from(fit));
        }
    }

    fn found(mut self, reference: &Reference) -> Found {
        let named = |((from, to), sites): ((AreaCode, AreaCode), u64)| Move {
            from: reference.areas.named(&from),
            to: reference.areas.named(&to),
            sites,
        };
        let mut between: Vec<Move> = self.between.into_iter().map(named).collect();
        between.sort_by_key(|b| std::cmp::Reverse(b.sites));
        self.moves.between = between;
        Found {
            moves: self.moves,
            moving: self.moving,
            page: self.listed,
            datum_doubt: doubt(&self.fits, self.sampled, self.stated),
        }
    }
}

/// The sites of a page, as lists show them.
pub(super) async fn named(
    ctx: &Ctx,
    reference: &Reference,
    page: &[(Uuid, Option<AreaCode>)],
) -> Result<Vec<MovingSite>> {
    if page.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT s.id, s.kind, s.name, s.address, s.room, s.area_code FROM site s WHERE ");
    sql.bind(&format!("s.id IN ({})", places(page.len())), page.iter().map(|(id, _)| (*id).into()));
    let mut sites: BTreeMap<Uuid, MovingSite> = BTreeMap::new();
    for row in sql.all(ctx.db().read()).await? {
        let kind: SiteKind = row.try_get_by_index::<String>(1)?.parse()?;
        let room: Option<String> = row.try_get_by_index(4)?;
        let (name, address) =
            shown(kind, row.try_get_by_index(2)?, row.try_get_by_index(3)?, room.as_deref());
        let id: Uuid = row.try_get_by_index(0)?;
        let from: AreaCode = row.try_get_by_index::<String>(5)?.parse()?;
        let from = reference.areas.named(&from);
        sites.insert(id, MovingSite { site: SiteId(id), kind, name, address, from, to: None });
    }
    let listed = page.iter().map(|(id, to)| {
        let site = sites.remove(id).ok_or_else(|| Error::broken("a site that was there a moment ago"))?;
        Ok(MovingSite { to: to.as_ref().map(|to| reference.areas.named(to)), ..site })
    });
    listed.collect()
}

//! The lists of hazards that a summary prints, and its map.

use super::Reader;
use crate::{
    error::{Error, Result},
    figures::query::{by_time, of_area},
    hazards::query::figure_set::{earlier, open_before, whole},
    listing::{Conditions, Sql, cap, map::keyed, rows, rows_of},
    sites::query::shown,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    area::{AreaCode, AreaLevel},
    figures::FigureSet,
    ids::{HazardId, sort_key_floor},
    period::Period,
    sites::SiteKind,
    summary::{HazardLine, Listed, MOST_LISTED, MapCell, MapData},
};
use futures::TryStreamExt;
use sea_orm::{QueryResult, StreamTrait};

/// What [`Reader::line`] reads, in its order.
const COLUMNS: &str = "h.id, h.number, h.description, h.location, h.area_code, h.category, h.severity, h.status, h.found_at, \
     h.effective_due, h.supervised, s.kind, s.name, s.address, s.room";

/// Neither a false alarm nor a duplicate.
const IN_BASE: &str = "(h.void_reason IS NULL OR h.void_reason = 'site_gone')";

impl Reader<'_> {
    /// Overdue at the end of the period or at T, the latest first: so many, and these of them.
    pub(super) async fn overdue(
        &self,
        total: i64,
        keys: &[i64],
        period: Period,
    ) -> Result<Listed<HazardLine>> {
        self.named(total, keys, "NULL", "h.effective_due, h.sort_key", period).await
    }

    /// Major ones: open, or found or closed in the period; by number.
    pub(super) async fn major(&self, period: Period) -> Result<Listed<HazardLine>> {
        let mut these = of_area(self.reference, self.area);
        these.add("h.severity = 'major'", []).add(IN_BASE, []);
        these.add("h.sort_key < ?", [sort_key_floor(period.end()).into()]);
        let mut any = Conditions::default();
        any.add("h.sort_key >= ?", [sort_key_floor(period.start()).into()]);
        any.add("h.closed_at >= ? AND h.closed_at < ?", [period.start().into(), period.end().into()]);
        any.extend(&self.open_at_end(period));
        these.extend(&any.any_or(Vec::new(), Vec::new()));
        // few are major; in the order of the numbers all there are would be looked at
        let from = if self.sqlite { "hazard h INDEXED BY ix_hazard_major" } else { "hazard h" };
        let mut of = Sql::new(format!("SELECT count(*) FROM {from}"));
        of.filter(&these);
        let total = of.number(self.on).await?;
        let mut sql = self.columns("NULL", period);
        sql.push(&format!(" FROM {from} LEFT JOIN site s ON s.id = h.site_id"))
            .filter(&these)
            .push(" ORDER BY h.number");
        self.listed(sql, total, period).await
    }

    /// Those found in the period that repeat another, with the number of the latest of those before; by number: so many, and these of
    /// them.
    pub(super) async fn repeated(
        &self,
        total: i64,
        keys: &[i64],
        period: Period,
    ) -> Result<Listed<HazardLine>> {
        let before = format!("(SELECT e.number {} ORDER BY e.sort_key DESC LIMIT 1)", earlier(self.sqlite));
        self.named(total, keys, &before, "h.number", period).await
    }

    /// The lines of those with these sort keys.
    async fn named(
        &self,
        total: i64,
        keys: &[i64],
        repeats: &str,
        order: &str,
        period: Period,
    ) -> Result<Listed<HazardLine>> {
        let mut sql = self.columns(repeats, period);
        sql.push(" FROM hazard h LEFT JOIN site s ON s.id = h.site_id");
        sql.filter(&self.these(keys)?).push(&format!(" ORDER BY {order}"));
        self.listed(sql, total, period).await
    }

    /// Those with these sort keys. A whole list may have more than a statement takes values, so its keys come as one.
    fn these(&self, keys: &[i64]) -> Result<Conditions> {
        if keys.len() <= MOST_LISTED {
            return Ok(keyed("h.sort_key", keys));
        }
        let list = if self.sqlite {
            "SELECT j.value FROM json_each(?) j"
        } else {
            "SELECT CAST(j.k AS BIGINT) FROM json_array_elements_text(CAST(? AS json)) AS j(k)"
        };
        let mut these = Conditions::default();
        these.add(format!("h.sort_key IN ({list})"), [serde_json::to_string(keys)?.into()]);
        Ok(these)
    }

    /// Open at the end of the period or at T, whichever is first.
    fn open_at_end(&self, period: Period) -> Conditions {
        let mut open = Conditions::default();
        if self.is_over(period) {
            let (text, values) = open_before(period.end(), self.sqlite);
            open.add(text, values);
        } else {
            open.add("h.closed_at IS NULL AND h.voided_at IS NULL", []);
        }
        open
    }

    /// Begins the selection of what [`Reader::line`] reads: its columns, the number of the hazard that it repeats, whether it was open at
    /// the end of the period.
    fn columns(&self, repeats: &str, period: Period) -> Sql {
        let mut sql = Sql::new(format!("SELECT {COLUMNS}, {repeats}, "));
        sql.append(self.open_at_end(period).as_number());
        sql
    }

    async fn listed(&self, mut sql: Sql, total: i64, period: Period) -> Result<Listed<HazardLine>> {
        sql.bind(" LIMIT ?", [cap(self.most)]);
        // a whole list may be long, and what the driver holds of a row is more than its line
        let statement = sql.statement(self.ctx.db().read().get_database_backend());
        let mut found = self.on.stream_raw(statement).await?;
        let mut rows = Vec::new();
        while let Some(row) = found.try_next().await? {
            rows.push(self.line(&row, period)?);
        }
        Ok(Listed { total, rows })
    }

    fn line(&self, row: &QueryResult, period: Period) -> Result<HazardLine> {
        let area: AreaCode = row.try_get_by_index::<String>(4)?.parse()?;
        let place = match row.try_get_by_index::<Option<String>>(11)? {
            Some(kind) => {
                let kind: SiteKind = kind.parse()?;
                let room: Option<String> = row.try_get_by_index(14)?;
                let (name, address) =
                    shown(kind, row.try_get_by_index(12)?, row.try_get_by_index(13)?, room.as_deref());
                // a home is called by its building, never by who lives there
                if kind == SiteKind::Household || name.is_empty() { address } else { name }
            }
            None => row.try_get_by_index(3)?,
        };
        let effective_due: NaiveDate = row.try_get_by_index(9)?;
        // what was closed by then was late once, and is overdue no longer
        let is_open = row.try_get_by_index::<i32>(16)? == 1;
        let days_late = if is_open { (self.last_late_day(period) - effective_due).num_days() + 1 } else { 0 };
        Ok(HazardLine {
            id: HazardId(row.try_get_by_index(0)?),
            number: row.try_get_by_index(1)?,
            description: row.try_get_by_index(2)?,
            place,
            area: self.reference.areas.named(&area),
            category: row.try_get_by_index::<String>(5)?.parse()?,
            severity: row.try_get_by_index::<String>(6)?.parse()?,
            status: row.try_get_by_index::<String>(7)?.parse()?,
            found_at: row.try_get_by_index::<DateTime<Utc>>(8)?,
            effective_due,
            days_late: days_late.max(0),
            supervised: row.try_get_by_index(10)?,
            repeats: row.try_get_by_index(15)?,
        })
    }

    /// Those found in the period, put together in squares; overdue are those still open whose deadline had passed by its end or by T, as
    /// the figure has it. Squares are of about a hundred metres in a committee or subdistrict, in larger areas of as much more.
    pub(super) async fn map(&self, period: Period) -> Result<MapData> {
        let per_degree: i32 = match self.area.level() {
            AreaLevel::City => 50,
            AreaLevel::District => 200,
            AreaLevel::Subdistrict | AreaLevel::Committee | AreaLevel::Grid => 1_000,
        };
        // a cast cuts on SQLite and rounds on PostgreSQL; whole squares count from the south-west either way
        let square = |column: &str| {
            if self.sqlite {
                format!("CAST({column} * {per_degree} + 1000000 AS INTEGER) - 1000000")
            } else {
                format!("CAST(floor({column} * {per_degree}) AS BIGINT)")
            }
        };
        let (from, mut these) = by_time(self.sqlite, self.reference, self.area);
        these.extend(&whole(FigureSet::Found, period, self.t, self.sqlite));
        let mut sql = Sql::default();
        sql.bind(
            &format!(
                "SELECT {} FROM (SELECT {} AS x, {} AS y, count(*) AS found, \
                 CAST(sum(CASE WHEN h.closed_at IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS open, \
                 CAST(sum(CASE WHEN h.closed_at IS NULL AND h.voided_at IS NULL AND h.effective_due <= ? \
                 THEN 1 ELSE 0 END) AS BIGINT) AS overdue{from}",
                rows_of(self.sqlite, "c.x, c.y, c.found, c.open, c.overdue"),
                square("h.lon"),
                square("h.lat")
            ),
            [self.last_late_day(period).into()],
        );
        sql.filter(&these).push(" GROUP BY 1, 2) c");
        let answer = sql.one(self.on).await?.ok_or_else(|| Error::broken("no answer"))?;
        let mut map = MapData::default();
        // the middle of a square
        let middle = |n: i32| n * (1_000_000 / per_degree) + 500_000 / per_degree;
        for (x, y, found, open, overdue) in rows::<(Option<i32>, Option<i32>, i64, i64, i64)>(&answer, 0)? {
            match x.zip(y) {
                Some((x, y)) => {
                    map.cells.push(MapCell { lon_e6: middle(x), lat_e6: middle(y), found, open, overdue });
                }
                None => map.without_position += found,
            }
        }
        Ok(map)
    }
}

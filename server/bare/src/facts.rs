//! What is in the database, as far as the questions need it.

use crate::Result;
use backend::db::Readers;
use domain::{
    area::AreaCode,
    geo::Bbox,
    ids::{HazardId, SiteId, SummaryId},
};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use uuid::Uuid;

/// Reads by hand.
pub struct Facts<'a>(pub &'a Readers);

impl Facts<'_> {
    async fn rows(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<Vec<QueryResult>> {
        let backend = self.0.get_database_backend();
        Ok(self.0.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?)
    }

    /// Rows of a table.
    pub async fn count(&self, table: &str) -> Result<i64> {
        let rows = self.rows(&format!("SELECT count(*) FROM {table}"), []).await?;
        Ok(rows.first().ok_or("no count")?.try_get_by_index(0)?)
    }

    /// The committees of a subdistrict that have hazards.
    pub async fn committees(&self, subdistrict: &AreaCode) -> Result<Vec<AreaCode>> {
        let sql = "SELECT a.code FROM area a WHERE a.parent_code = ? AND a.level = 'committee' \
                   AND EXISTS (SELECT 1 FROM hazard h WHERE h.committee_code = a.code) ORDER BY a.code";
        let rows = self.rows(sql, [subdistrict.as_str().into()]).await?;
        rows.iter().map(|r| Ok(r.try_get_by_index::<String>(0)?.parse()?)).collect()
    }

    /// The middle of the places of an area's hazards: `share` of their width and height.
    pub async fn window(&self, column: &str, area: &AreaCode, share: f64) -> Result<Bbox> {
        let condition = if column.is_empty() { "?1 <> ''".to_owned() } else { format!("{column} = ?1") };
        let sql = format!("SELECT min(lon), min(lat), max(lon), max(lat) FROM hazard WHERE {condition}");
        let rows = self.rows(&sql, [area.as_str().into()]).await?;
        let row = rows.first().ok_or("no hazards")?;
        let at = |i| -> Result<f64> { Ok(row.try_get_by_index(i)?) };
        let (west, south, east, north) = (at(0)?, at(1)?, at(2)?, at(3)?);
        let cut = (1.0 - share) / 2.0;
        let (x, y) = ((east - west) * cut, (north - south) * cut);
        Ok(Bbox::new(west + x, south + y, east - x, north - y)?)
    }

    /// Hazards of a subdistrict from all over its time, about `n` of them, with their places.
    pub async fn hazards(&self, subdistrict: &AreaCode, n: usize) -> Result<Vec<(HazardId, f64, f64)>> {
        let sql = "SELECT id, lon, lat FROM hazard WHERE subdistrict_code = ? AND lon IS NOT NULL ORDER BY sort_key";
        let rows = self.rows(sql, [subdistrict.as_str().into()]).await?;
        let one = |r: &QueryResult| -> Result<_> {
            Ok((HazardId(r.try_get_by_index::<Uuid>(0)?), r.try_get_by_index(1)?, r.try_get_by_index(2)?))
        };
        rows.iter().step_by((rows.len() / n).max(1)).take(n).map(one).collect()
    }

    /// The newest hazards of an area.
    pub async fn newest(&self, area: &AreaCode, n: i64) -> Result<Vec<HazardId>> {
        let sql = "SELECT id FROM hazard WHERE area_code LIKE ?1 ORDER BY sort_key DESC LIMIT ?2";
        let rows = self.rows(sql, [format!("{area}%").into(), n.into()]).await?;
        rows.iter().map(|r| Ok(HazardId(r.try_get_by_index::<Uuid>(0)?))).collect()
    }

    /// How many rows were frozen behind the figures of a summary, and beside them.
    pub async fn frozen(&self, summary: SummaryId) -> Result<(i64, i64)> {
        let count = |table: &str| {
            format!(
                "SELECT count(*) FROM {table} WHERE freeze_id = (SELECT freeze_id FROM summary WHERE id = ?1)"
            )
        };
        let sql = format!("SELECT ({}), ({})", count("summary_row"), count("summary_beside_row"));
        let rows = self.rows(&sql, [summary.0.into()]).await?;
        let row = rows.first().ok_or("no count")?;
        Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
    }

    /// Sites in use of a subdistrict: id and name.
    pub async fn sites(&self, subdistrict: &AreaCode, kind: &str, n: usize) -> Result<Vec<(SiteId, String)>> {
        let sql = "SELECT id, name FROM site WHERE subdistrict_code = ? AND kind = ? AND status = 'active' \
                   ORDER BY sort_key";
        let rows = self.rows(sql, [subdistrict.as_str().into(), kind.into()]).await?;
        let one = |r: &QueryResult| -> Result<_> {
            Ok((SiteId(r.try_get_by_index::<Uuid>(0)?), r.try_get_by_index(1)?))
        };
        rows.iter().step_by((rows.len() / n).max(1)).take(n).map(one).collect()
    }

    /// The years that have hazards, newest first.
    pub async fn years(&self, subdistrict: &AreaCode) -> Result<Vec<i32>> {
        let sql = "SELECT year FROM hazard_counter WHERE subdistrict_code = ? ORDER BY year DESC";
        let rows = self.rows(sql, [subdistrict.as_str().into()]).await?;
        rows.iter().map(|r| Ok(r.try_get_by_index(0)?)).collect()
    }
}

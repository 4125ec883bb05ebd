//! The tables that are copied, as the entities describe them: a test holds those against the schema.

use super::cell::{Cell, Kind};
use crate::{
    entities::*,
    error::{Error, Result},
    listing::{Sql, cap, places},
    transfer::rows::insertions,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn,
    QueryResult, Statement, Value,
};
use sha2::{Digest, Sha256};
use std::fmt;

/// A row, a cell for each column.
pub(super) type Row = Vec<Cell>;

/// A table with its columns and its key.
pub(super) struct Table {
    /// Its name.
    pub name: &'static str,
    columns: Vec<(&'static str, Kind)>,
    /// Places of the columns of the primary key.
    key: Vec<usize>,
}

/// All of them. Left out is what tells of copies itself, and the search words with how far they are made anew: here all of them
/// are (see [`super::words`]), because the two databases keep them in different ways.
pub(super) fn tables() -> Result<Vec<Table>> {
    macro_rules! of {
        ($($entity:ident)*) => { vec![$( Table::of($entity::Entity)? ),*] };
    }
    let all = of!(area user_account session checklist checklist_version checklist_draft deadline_rule life_rule class_rule
        unit_cost reply_rule holiday standard_hazard rule_change assignment_rule absence site campaign
        campaign_target recurring_plan inspection task year_target hazard hazard_event hazard_counter
        hazard_count month_figure year_figure stove stove_event device device_event device_telemetry vendor
        vendor_event gas_user cylinder gas_survey gas_save penalty hotline_order fire relapse_sample
        relapse_pick roll_call roll_call_door roll_call_answer file awaited_photo upload field_device
        sync_receipt change_counter import_job boundary_import saved_view paper_template paper_counter paper paper_hazard
        party_link party_link_hazard party_submission party_photo job reminder delivery delivery_item
        reminder_setting order_note summary summary_content summary_event summary_counter summary_row_set summary_row
        summary_beside_set summary_beside_row summary_file summary_link summary_note audit_entry attempt stamp);
    Ok(all)
}

impl Table {
    fn of<E: EntityTrait>(entity: E) -> Result<Self> {
        let name = entity.table_name();
        let columns = E::Column::iter()
            .map(|column| match Kind::of(column.def().get_column_type()) {
                Some(kind) => Ok((column.as_str(), kind)),
                None => Err(Error::internal(format!("{name}.{} cannot be copied", column.as_str()))),
            })
            .collect::<Result<Vec<_>>>()?;
        let key = E::PrimaryKey::iter()
            .filter_map(|part| {
                let part = part.into_column();
                columns.iter().position(|(column, _)| *column == part.as_str())
            })
            .collect();
        Ok(Self { name, columns, key })
    }

    fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|(name, _)| *name).collect()
    }

    fn key_names(&self) -> Vec<&'static str> {
        self.key.iter().map(|at| self.columns[*at].0).collect()
    }

    /// The key of a row.
    pub fn key_of(&self, row: &[Cell]) -> Vec<Cell> {
        self.key.iter().map(|at| row[*at].clone()).collect()
    }

    /// The key as it is kept and shown.
    pub fn key_text(&self, row: &[Cell]) -> Vec<String> {
        self.key.iter().map(|at| row[*at].text().unwrap_or_default()).collect()
    }

    /// The key of such texts.
    pub fn key_from(&self, texts: &[String]) -> Result<Vec<Cell>> {
        if texts.len() != self.key.len() {
            return Err(Error::broken(format!("{texts:?} is no key of {}", self.name)));
        }
        self.key.iter().zip(texts).map(|(at, text)| self.columns[*at].1.parse(text)).collect()
    }

    /// How many rows it has.
    pub async fn count(&self, db: &impl ConnectionTrait) -> Result<u64> {
        let n = Sql::new(format!("SELECT count(*) FROM {}", self.name)).number(db).await?;
        Ok(n.unsigned_abs())
    }

    /// Whether it has none.
    pub async fn is_empty(&self, db: &impl ConnectionTrait) -> Result<bool> {
        Ok(Sql::new(format!("SELECT 1 FROM {} LIMIT 1", self.name)).one(db).await?.is_none())
    }

    /// The next rows behind a key, in the order in which this database has keys: texts are not in the same order everywhere.
    pub async fn page(
        &self,
        db: &impl ConnectionTrait,
        behind: Option<&[Cell]>,
        most: u64,
    ) -> Result<Vec<Row>> {
        let key = self.key_names().join(", ");
        let mut sql = Sql::new(format!("SELECT {} FROM {}", self.names().join(", "), self.name));
        if let Some(behind) = behind {
            sql.bind(&format!(" WHERE ({key}) > ({})", places(behind.len())), values(behind));
        }
        sql.bind(&format!(" ORDER BY {key} LIMIT ?"), [cap(most)]);
        self.rows(&sql.all(db).await?)
    }

    /// The rows that have these keys, in no order.
    pub async fn with_keys(&self, db: &impl ConnectionTrait, keys: &[Vec<Cell>]) -> Result<Vec<Row>> {
        let one: Vec<String> = self.key_names().iter().map(|name| format!("{name} = ?")).collect();
        let any = vec![format!("({})", one.join(" AND ")); keys.len()].join(" OR ");
        let mut sql = Sql::new(format!("SELECT {} FROM {} WHERE ", self.names().join(", "), self.name));
        sql.bind(&any, keys.iter().flat_map(|key| values(key)));
        self.rows(&sql.all(db).await?)
    }

    fn rows(&self, answer: &[QueryResult]) -> Result<Vec<Row>> {
        let read = |row: &QueryResult| -> Result<Row> {
            let cells = self.columns.iter().enumerate().map(|(at, (_, kind))| kind.read(row, at));
            Ok(cells.collect::<Result<_, _>>()?)
        };
        answer.iter().map(read).collect()
    }

    /// The statements that add rows.
    pub fn additions(&self, backend: DbBackend, rows: &[Row]) -> Vec<Statement> {
        insertions(backend, self.name, &self.names(), rows, |row| values(row))
    }

    /// SHA-256 of a row: of each column its name and its text, with their lengths, so that no two rows read the same.
    pub fn hash(&self, row: &[Cell]) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        };
        for ((name, _), cell) in self.columns.iter().zip(row) {
            part(name);
            match cell.text() {
                Some(text) => {
                    part("=");
                    part(&text);
                }
                None => part("NULL"),
            }
        }
        hash.finalize().into()
    }
}

fn values(cells: &[Cell]) -> impl Iterator<Item = Value> {
    cells.iter().map(|cell| cell.clone().into())
}

/// How many rows there are, and the sum of their hashes: the same in whatever order they are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ContentSum {
    /// How many.
    pub rows: u64,
    lanes: [u64; 4],
}

impl ContentSum {
    /// Takes a row in by its hash.
    pub(super) fn add(&mut self, hash: &[u8; 32]) {
        self.rows += 1;
        for (lane, part) in self.lanes.iter_mut().zip(hash.as_chunks::<8>().0) {
            *lane = lane.wrapping_add(u64::from_be_bytes(*part));
        }
    }
}

/// As 64 hexadecimal digits.
impl fmt::Display for ContentSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lanes.iter().try_for_each(|lane| write!(f, "{lane:016x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str) -> Table {
        let all = tables().expect("the tables");
        all.into_iter().find(|table| table.name == name).expect("the table")
    }

    #[test]
    fn keys_are_those_of_the_entities() {
        assert_eq!(table("hazard").key_names(), ["id"]);
        assert_eq!(table("hazard_count").key_names(), ["level", "category", "cell", "subdistrict_code"]);
        assert!(tables().expect("the tables").iter().all(|table| !table.key.is_empty()));
        let counter = table("hazard_counter");
        let row = [Cell::Text(Some("310105008".into())), Cell::Int(Some(2023)), Cell::Int(Some(7))];
        let text = counter.key_text(&row);
        assert_eq!(text, ["310105008", "2023"]);
        assert_eq!(counter.key_from(&text).expect("a key"), counter.key_of(&row));
        assert!(counter.key_from(&text[..1]).is_err());
    }

    #[test]
    fn a_hash_tells_rows_apart_and_a_sum_knows_no_order() {
        let table = table("holiday");
        let row = |day: &str, kind: &str, name: &str| {
            let day = Cell::Day(day.parse().ok());
            vec![day, Cell::Text(Some(kind.into())), Cell::Text(Some(name.into()))]
        };
        let (a, b) = (row("2023-01-01", "holiday", "元旦"), row("2023-01-02", "holiday", "元旦"));
        let split = row("2023-01-01", "holida", "y元旦");
        let mut none = a.clone();
        none[2] = Cell::Text(None);
        let mut word = a.clone();
        word[2] = Cell::Text(Some("NULL".into()));
        let hashes = [&a, &b, &split, &none, &word].map(|row| table.hash(row));
        for (i, hash) in hashes.iter().enumerate() {
            assert!(hashes[..i].iter().all(|other| other != hash), "{i}");
        }
        let sum = |hashes: &[[u8; 32]]| {
            let mut sum = ContentSum::default();
            for hash in hashes {
                sum.add(hash);
            }
            sum
        };
        assert_eq!(sum(&hashes[..2]), sum(&[hashes[1], hashes[0]]));
        assert_ne!(sum(&hashes[..2]), sum(&hashes[1..3]));
        // twice the same is not the same as never
        assert_ne!(sum(&[hashes[0], hashes[0]]), sum(&[hashes[1], hashes[1]]));
        assert_eq!(sum(&hashes).to_string().len(), 64);
    }
}

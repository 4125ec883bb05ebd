//! Many rows in few statements.
//!
//! SeaORM's `insert_many` builds a tree for every value of every row. Here one text serves all full statements of a
//! table (the database prepares it once), and the values are taken from the models as they are, also in another
//! thread than the one that writes.

use crate::{db::WriteTx, error::Result};
use sea_orm::{
    ConnectionTrait, DbBackend, EntityName, EntityTrait, IdenStatic, Iterable, ModelTrait, Statement, Value,
};

/// Most placeholders of a statement. Both databases take more; longer statements are not faster.
const MOST_VALUES: usize = 8_000;

/// Most rows of a piece.
const PIECE: usize = 128;

/// The statements that insert these rows, in order.
pub fn inserts<'a, M>(backend: DbBackend, rows: impl IntoIterator<Item = &'a M>) -> Vec<Statement>
where
    M: ModelTrait + 'a,
{
    type Column<M> = <<M as ModelTrait>::Entity as EntityTrait>::Column;
    let rows: Vec<&M> = rows.into_iter().collect();
    let columns: Vec<Column<M>> = Column::<M>::iter().collect();
    let names: Vec<&str> = columns.iter().map(IdenStatic::as_str).collect();
    let table = M::Entity::default().table_name();
    insertions(backend, table, &names, &rows, |row| columns.iter().map(move |c| row.get(*c)))
}

/// The same in pieces of a power of two, for numbers of rows that differ each time: the database keeps few texts prepared.
pub fn inserts_in_pieces<'a, M>(backend: DbBackend, rows: impl IntoIterator<Item = &'a M>) -> Vec<Statement>
where
    M: ModelTrait + 'a,
{
    let rows: Vec<&M> = rows.into_iter().collect();
    pieces(&rows, PIECE).flat_map(|piece| inserts(backend, piece.iter().copied())).collect()
}

/// The statements that insert rows of any kind: `values` gives those of a row, in the order of `columns`.
pub fn insertions<'r, R, V>(
    backend: DbBackend,
    table: &str,
    columns: &[&str],
    rows: &'r [R],
    values: impl Fn(&'r R) -> V,
) -> Vec<Statement>
where
    V: IntoIterator<Item = Value>,
{
    let per_statement = (MOST_VALUES / columns.len().max(1)).max(1);
    let head = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    let text = |rows: usize| format!("{head}{}", tuples(backend, rows, columns.len()));
    // a long text: made once, and only where there are so many rows
    let full = (rows.len() >= per_statement).then(|| text(per_statement));
    rows.chunks(per_statement)
        .map(|chunk| {
            let sql = match &full {
                Some(full) if chunk.len() == per_statement => full.clone(),
                _ => text(chunk.len()),
            };
            let values: Vec<Value> = chunk.iter().flat_map(&values).collect();
            Statement::from_sql_and_values(backend, sql, values)
        })
        .collect()
}

/// `(?,?),(?,?)`, or with numbers on PostgreSQL.
pub fn tuples(backend: DbBackend, rows: usize, columns: usize) -> String {
    let mut out = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        out.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns {
            if column > 0 {
                out.push(',');
            }
            if backend == DbBackend::Postgres {
                out.push('$');
                out.push_str(&(row * columns + column + 1).to_string());
            } else {
                out.push('?');
            }
        }
        out.push(')');
    }
    out
}

/// Rows in pieces of at most `most`, each of a power of two, so that the database meets few different texts and keeps
/// them prepared.
pub fn pieces<T>(rows: &[T], most: usize) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let n = if rest.is_empty() { return None } else { most.min(1 << rest.len().ilog2()) };
        let (piece, others) = rest.split_at(n);
        rest = others;
        Some(piece)
    })
}

/// Filled up to a power of two with its last, so that the database meets few different texts: for lists in which one may
/// stand several times.
pub fn filled<T: Clone>(mut all: Vec<T>) -> Vec<T> {
    if let Some(last) = all.last().cloned() {
        all.resize(all.len().next_power_of_two(), last);
    }
    all
}

/// Rows whose values are added to those of their keys, in pieces of at most `most`, for [`tuples`]. On SQLite each is filled
/// up to a power of two with `nothing` more for its last key: one text instead of some. PostgreSQL takes a key once only.
pub fn additions<K: Clone, V: Clone>(
    backend: DbBackend,
    rows: &[(K, V)],
    most: usize,
    nothing: &V,
) -> Vec<Vec<(K, V)>> {
    if backend != DbBackend::Sqlite {
        return pieces(rows, most).map(<[_]>::to_vec).collect();
    }
    let fill = |piece: &[(K, V)]| {
        let mut piece = piece.to_vec();
        if let Some((last, _)) = piece.last().cloned() {
            piece.resize(piece.len().next_power_of_two(), (last, nothing.clone()));
        }
        piece
    };
    rows.chunks(most).map(fill).collect()
}

/// Inserts the rows.
pub async fn insert<M>(tx: &WriteTx, rows: &[M]) -> Result<()>
where
    M: ModelTrait,
{
    for statement in inserts(tx.get_database_backend(), rows) {
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::holiday;
    use chrono::NaiveDate;

    #[test]
    fn rows_are_split_where_the_statement_is_full() {
        let day = NaiveDate::from_ymd_opt(2023, 1, 1).expect("a day");
        let row = holiday::Model { day, kind: "holiday".into(), name: "元旦".into() };
        let all = inserts(DbBackend::Sqlite, &vec![row; MOST_VALUES / 3 + 2]);
        assert_eq!(all.len(), 2);
        assert!(all[1].sql.ends_with("VALUES (?,?,?),(?,?,?)"), "{}", all[1].sql);
        assert_eq!(all[1].values.as_ref().map(|v| v.0.len()), Some(6));
        let none: [holiday::Model; 0] = [];
        assert!(inserts(DbBackend::Sqlite, &none).is_empty());
        assert_eq!(tuples(DbBackend::Postgres, 2, 2), "($1,$2),($3,$4)");
    }

    #[test]
    fn lists_are_filled_with_their_last() {
        assert_eq!(filled(vec![1, 2, 3]), [1, 2, 3, 3]);
        assert_eq!(filled(vec![1, 2, 3, 4]), [1, 2, 3, 4]);
        assert_eq!(filled(vec![7]), [7]);
        assert!(filled(Vec::<i64>::new()).is_empty());
    }

    #[test]
    fn additions_are_filled_with_nothing() {
        let rows = [("a", 1), ("b", 2), ("c", 3), ("d", 4), ("e", 5)];
        let filled = additions(DbBackend::Sqlite, &rows, 4, &0);
        assert_eq!(filled, [vec![("a", 1), ("b", 2), ("c", 3), ("d", 4)], vec![("e", 5)]]);
        let filled = additions(DbBackend::Sqlite, &rows[..3], 4, &0);
        assert_eq!(filled, [vec![("a", 1), ("b", 2), ("c", 3), ("c", 0)]]);
        let each_once = additions(DbBackend::Postgres, &rows[..3], 4, &0);
        assert_eq!(each_once, [vec![("a", 1), ("b", 2)], vec![("c", 3)]]);
        assert!(additions(DbBackend::Sqlite, &rows[..0], 4, &0).is_empty());
    }

    #[test]
    fn rows_go_in_pieces_in_their_order() {
        let day = |d| NaiveDate::from_ymd_opt(2023, 1, d).expect("a day");
        let row = |d| holiday::Model { day: day(d), kind: "holiday".into(), name: d.to_string() };
        let rows: Vec<holiday::Model> = (1..=7).map(row).collect();
        let all = inserts_in_pieces(DbBackend::Sqlite, &rows);
        let width = |s: &Statement| s.values.as_ref().map_or(0, |v| v.0.len());
        assert_eq!(all.iter().map(width).collect::<Vec<_>>(), [12, 6, 3]);
        let last = all.last().and_then(|s| s.values.as_ref()).and_then(|v| v.0.last());
        assert_eq!(last, Some(&Value::from("7")));
    }

    #[test]
    fn pieces_are_powers_of_two_and_lose_nothing() {
        for n in [0_usize, 1, 2, 3, 7, 64, 100, 128, 300] {
            let rows: Vec<usize> = (0..n).collect();
            let all: Vec<&[usize]> = pieces(&rows, 128).collect();
            assert!(all.iter().all(|p| p.len().is_power_of_two() && p.len() <= 128), "{n}");
            assert_eq!(all.concat(), rows);
        }
    }
}

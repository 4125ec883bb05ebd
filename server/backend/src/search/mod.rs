//! The search index, kept in the same transaction as the rows: words split by [`domain::search`], on SQLite in
//! FTS5 tables, on PostgreSQL as text search vectors. The row id is the record's sort key.

pub(crate) mod records;
pub mod renewal;
mod texts;

pub use renewal::Renewed;
pub use texts::Place;
pub(crate) use texts::Texts;

use crate::{
    ctx::Ctx,
    db::{AtEnd, WriteTx},
    transfer::rows::pieces,
};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    search::{Part, phone_asked, query},
};
use futures::future::BoxFuture;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use std::collections::{
    BTreeMap,
    btree_map::Entry::{Occupied, Vacant},
};

/// Most records of one statement.
const ROWS: usize = 128;

/// As many records wait for the end of a transaction.
const MOST_LEFT: usize = 2_000;

/// What is indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Index {
    /// Hazards.
    Hazard,
    /// Sites.
    Site,
}

impl Index {
    const fn sqlite(self) -> &'static str {
        match self {
            Self::Hazard => "hazard_fts",
            Self::Site => "site_fts",
        }
    }

    /// On the hidden column that stands for the whole table: a single column cannot be asked without the places of
    /// words.
    const fn sqlite_condition(self) -> &'static str {
        match self {
            Self::Hazard => "hazard_fts MATCH ?",
            Self::Site => "site_fts MATCH ?",
        }
    }

    const fn postgres(self) -> &'static str {
        match self {
            Self::Hazard => "hazard_search",
            Self::Site => "site_search",
        }
    }

    /// The table of the records.
    const fn records(self) -> &'static str {
        match self {
            Self::Hazard => "hazard",
            Self::Site => "site",
        }
    }
}

/// What the index says of one record.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The record's sort key.
    pub sort_key: i64,
    /// Its words, open and personal, each once, between blanks: a hundred short texts would be as many allocations for each that
    /// has them.
    words: String,
    /// Words for where it lies.
    marks: Vec<String>,
    /// Its subdistrict.
    subdistrict: Option<AreaCode>,
}

/// The word that stands for an area and everything in it. No text and no query can make it, not even its
/// beginning: their words hold letters and digits only. So nobody writes a record into another area's results.
fn area_word(area: &AreaCode) -> String {
    format!("§{area}")
}

/// A word as it occurs in a subdistrict. On SQLite each word stands in the index twice, alone and so: an office that
/// looks for a word of every tenth record need not walk through those of a whole city.
fn word_in(subdistrict: &AreaCode, word: &str) -> String {
    format!("§{subdistrict}§{word}")
}

/// The word that stands for having no position, as unmistakable as those of the areas.
const UNPLACED: &str = "§0";

impl Entry {
    /// The words of the texts, and one for each area that the record lies in.
    pub(crate) fn new(sort_key: i64, area: &AreaCode, texts: Texts) -> Self {
        Self {
            sort_key,
            words: texts.joined(),
            marks: area.lineage().map(|a| area_word(&a)).collect(),
            subdistrict: area.at(AreaLevel::Subdistrict),
        }
    }

    /// The same of a record without a position.
    pub fn unplaced(mut self) -> Self {
        self.marks.push(UNPLACED.to_owned());
        self
    }

    /// For FTS5: all of it between blanks.
    fn tokens(&self) -> String {
        let mut all = self.words.clone();
        for mark in &self.marks {
            all.push(' ');
            all.push_str(mark);
        }
        if let Some(subdistrict) = &self.subdistrict {
            // a word as it occurs there is this and the word itself
            let inside = word_in(subdistrict, "");
            let words = self.words.split_ascii_whitespace();
            all.reserve(words.clone().map(|word| 1 + inside.len() + word.len()).sum());
            for word in words {
                all.push(' ');
                all.push_str(&inside);
                all.push_str(word);
            }
        }
        all
    }

    /// For PostgreSQL: a text search vector as text.
    fn vector(&self) -> String {
        let quoted = |w: &str| format!("'{}'", w.replace('\\', "\\\\").replace('\'', "''"));
        let marks = self.marks.iter().map(String::as_str);
        self.words.split_ascii_whitespace().chain(marks).map(quoted).collect::<Vec<_>>().join(" ")
    }
}

/// The statements that add records.
pub fn additions(backend: DbBackend, index: Index, entries: &[Entry]) -> Vec<Statement> {
    let sqlite = backend == DbBackend::Sqlite;
    let addition = |entries: &[Entry]| {
        let mut values: Vec<Value> = Vec::with_capacity(entries.len() * 2);
        for entry in entries {
            values.push(entry.sort_key.into());
            values.push(if sqlite { entry.tokens() } else { entry.vector() }.into());
        }
        let sql = if sqlite {
            let rows = vec!["(?,?)"; entries.len()].join(",");
            format!("INSERT INTO {} (rowid, tokens) VALUES {rows}", index.sqlite())
        } else {
            let rows: Vec<String> =
                (0..entries.len()).map(|i| format!("(${}, ${}::tsvector)", 2 * i + 1, 2 * i + 2)).collect();
            format!("INSERT INTO {} (sort_key, tokens) VALUES {}", index.postgres(), rows.join(","))
        };
        Statement::from_sql_and_values(backend, sql, values)
    };
    pieces(entries, ROWS).map(addition).collect()
}

/// Adds records at once: for many of them.
pub async fn add(tx: &WriteTx, index: Index, entries: &[Entry]) -> Result<(), DbErr> {
    tx.execute_all(additions(tx.get_database_backend(), index, entries)).await
}

async fn remove(tx: &WriteTx, index: Index, sort_key: i64) -> Result<(), DbErr> {
    let sql = if tx.is_sqlite() {
        format!("DELETE FROM {} WHERE rowid = ?", index.sqlite())
    } else {
        format!("DELETE FROM {} WHERE sort_key = $1", index.postgres())
    };
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [sort_key.into()]);
    tx.execute_raw(statement).await.map(drop)
}

/// What the index is to say of some records, when the transaction ends.
#[derive(Default)]
struct Pending(BTreeMap<(Index, i64), (Entry, Before)>);

/// Whether the index may say something of a record already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Something,
}

impl Pending {
    fn put(&mut self, index: Index, entry: Entry, before: Before) {
        match self.0.entry((index, entry.sort_key)) {
            Occupied(mut there) => there.get_mut().0 = entry,
            Vacant(free) => {
                free.insert((entry, before));
            }
        }
    }
}

impl AtEnd for Pending {
    const TURN: u8 = 0;

    fn merge(&mut self, later: Self) {
        for ((index, _), (entry, before)) in later.0 {
            self.put(index, entry, before);
        }
    }

    fn carry_out(self, tx: &WriteTx) -> BoxFuture<'_, Result<(), DbErr>> {
        Box::pin(async move {
            let (hazards, sites): (Vec<_>, Vec<_>) =
                self.0.into_iter().partition(|((index, _), _)| *index == Index::Hazard);
            for (index, own) in [(Index::Hazard, hazards), (Index::Site, sites)] {
                let mut entries = Vec::with_capacity(own.len());
                for ((_, key), (entry, before)) in own {
                    if before == Before::Something {
                        remove(tx, index, key).await?;
                    }
                    entries.push(entry);
                }
                add(tx, index, &entries).await?;
            }
            Ok(())
        })
    }
}

/// Adds new records when the transaction ends.
pub async fn leave(tx: &WriteTx, index: Index, entries: Vec<Entry>) -> Result<(), DbErr> {
    let n = tx.at_end(|all: &mut Pending| {
        for entry in entries {
            all.put(index, entry, Before::Nothing);
        }
        all.0.len()
    });
    // an import brings a hundred thousand at once: they need not all lie in memory
    if n > MOST_LEFT {
        let all = tx.at_end(|all: &mut Pending| std::mem::take(all));
        all.carry_out(tx).await?;
    }
    Ok(())
}

/// Replaces what the index says of a record when the transaction ends.
pub fn replace(tx: &WriteTx, index: Index, entry: Entry) {
    tx.at_end(|all: &mut Pending| all.put(index, entry, Before::Something));
}

/// A condition on the records' sort keys: `(sub-select, value)`, to be used as `sort_key IN (…)`.
#[derive(Clone, Debug)]
pub struct Match {
    /// The name of the table.
    pub table: &'static str,
    /// Its column of sort keys.
    pub key: &'static str,
    /// The condition, with one placeholder.
    pub condition: &'static str,
    /// The value of the placeholder.
    pub value: String,
}

impl Match {
    /// Of these the ones without a position.
    pub fn unplaced(&self) -> Self {
        let and =
            if self.key == SQLITE_KEY { format!(" AND \"{UNPLACED}\"") } else { format!(" & '{UNPLACED}'") };
        Self { value: format!("{}{and}", self.value), ..self.clone() }
    }
}

const SQLITE_KEY: &str = "rowid";
const POSTGRES_KEY: &str = "sort_key";

/// What to ask the index for a typed text inside an area; `None` when there is nothing to look for. Words of what is masked are
/// looked for only for who may see it in full.
pub fn matching(ctx: &Ctx, index: Index, text: &str, area: &AreaCode) -> Option<Match> {
    let sqlite = ctx.db().is_sqlite();
    let mut parts = query(text);
    if parts.is_empty() {
        return None;
    }
    if !ctx.state.words().are_all() {
        parts = parts.into_iter().flat_map(Part::apart).collect();
    }
    let reveals = ctx.actor.role.has(Right::Reveal);
    let subdistrict = area.at(AreaLevel::Subdistrict).filter(|_| sqlite);
    // everything is in the city, and the words of a subdistrict in that: asking for it would only cost time
    let place =
        (area.level() != AreaLevel::City && subdistrict.as_ref() != Some(area)).then(|| area_word(area));
    let grammar = if sqlite { FTS5 } else { TSQUERY };
    let inside = |word: &str| subdistrict.as_ref().map_or_else(|| word.to_owned(), |s| word_in(s, word));
    let any = |parts: Vec<Part>| grammar.any(parts.iter().map(|part| grammar.part(part, inside)).collect());
    let alone = parts.len() == 1;
    let meant = |part| any(meant(part, index, alone, reveals));
    let all: Vec<String> = parts.iter().map(meant).collect();
    let mut all = all.join(grammar.and);
    // 138 1234 5678: what stands between blanks is one phone
    if reveals
        && parts.len() > 1
        && let Some(phone) = phone_asked(text)
    {
        let phone = grammar.part(&Part::Word(texts::of_phone(&phone)), inside);
        all = grammar.any(vec![format!("({all})"), phone]);
    }
    if let Some(place) = place {
        all = format!("{all}{}{}", grammar.and, (grammar.word)(&place));
    }
    Some(if sqlite {
        Match { table: index.sqlite(), key: SQLITE_KEY, condition: index.sqlite_condition(), value: all }
    } else {
        Match { table: index.postgres(), key: POSTGRES_KEY, condition: "tokens @@ ?::tsquery", value: all }
    })
}

/// What a part may stand for: itself, the end of a hazard's number, a door by its usual name; and for who may see them in full, names
/// and doors that are masked, and the end of a phone.
fn meant(part: &Part, index: Index, alone: bool, reveals: bool) -> Vec<Part> {
    let mut all = vec![part.clone()];
    all.extend(part.also().map(Part::Word));
    if reveals {
        let hidden = all.iter().map(|part| match part {
            Part::Word(word) => Part::Word(texts::personal(word)),
            Part::Prefix(word) => Part::Prefix(texts::personal(word)),
        });
        let hidden: Vec<Part> = hidden.collect();
        all.extend(hidden);
        all.extend(part.phone().map(|phone| Part::Word(texts::of_phone(&phone))));
    }
    if index == Index::Hazard {
        all.extend(padded(part, alone).map(Part::Word));
    }
    all
}

/// Digits that may be the end of a hazard's number, as that stands in the index: 123, and 123号 alone, are 000123. With more behind it
/// that is a door: 1号楼.
fn padded(part: &Part, alone: bool) -> Option<String> {
    let digits = match part {
        Part::Prefix(word) if word.len() < 6 => word,
        Part::Word(word) if alone => word.strip_suffix('号').filter(|digits| digits.len() <= 6)?,
        _ => return None,
    };
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| format!("{digits:0>6}"))
}

/// How an index is asked. The words hold letters, digits and our own signs only, so quoting them is all that is needed.
struct Grammar {
    word: fn(&str) -> String,
    /// What a word that begins so has behind it.
    begins: &'static str,
    and: &'static str,
    or: &'static str,
}

const FTS5: Grammar = Grammar { word: |word| format!("\"{word}\""), begins: " *", and: " AND ", or: " OR " };
const TSQUERY: Grammar = Grammar { word: |word| format!("'{word}'"), begins: ":*", and: " & ", or: " | " };

impl Grammar {
    fn part(&self, part: &Part, inside: impl Fn(&str) -> String) -> String {
        match part {
            Part::Word(word) => (self.word)(&inside(word)),
            Part::Prefix(word) => format!("{}{}", (self.word)(&inside(word)), self.begins),
        }
    }

    fn any(&self, mut all: Vec<String>) -> String {
        match all.len() {
            1 => all.swap_remove(0),
            _ => format!("({})", all.join(self.or)),
        }
    }
}

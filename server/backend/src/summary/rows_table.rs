//! The rows behind a number of a checked or issued summary as a [table](crate::tables), as they were frozen with it: all of them, for
//! whoever reads its page. They hold nothing personal.

use super::{freeze::Slice, query::frozen};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    tables::{PIECE, Table, begun},
};
use domain::{
    csv::Csv,
    ids::SummaryId,
    summary::{
        Lang,
        names::Named,
        opens::Kept,
        record::{FrozenRow, Names, RowField},
        tables::Cell,
    },
};
use futures::{StreamExt, stream::try_unfold};

/// What is kept of a row beside a summary.
const BESIDE: [RowField; 2] = [RowField::Area, RowField::HappenedAt];

/// The rows behind a number, in a language.
///
/// # Errors
/// As [`frozen_rows`](super::query::frozen_rows) and [`frozen_beside`](super::query::frozen_beside).
pub async fn table(ctx: &Ctx, id: SummaryId, kept: Kept, lang: Lang) -> Result<Table> {
    in_pieces(ctx, id, kept, lang, PIECE).await
}

/// The same in pieces of at most so many rows.
///
/// # Errors
/// See [`table`].
pub async fn in_pieces(ctx: &Ctx, id: SummaryId, kept: Kept, lang: Lang, size: u64) -> Result<Table> {
    let fields = fields(&kept);
    let first: Option<i64> = None;
    let begin = Some((ctx.clone(), kept, first, Csv::new(headings(&fields, lang))));
    let table = try_unfold(begin, move |walk| {
        let fields = fields.clone();
        async move {
            let Some((ctx, kept, after, mut csv)) = walk else { return Ok(None) };
            // how many there are is told by their end
            let slice = Slice { after, size, counted: false };
            let page = frozen(&ctx, id, &kept, slice).await?;
            for row in &page.rows {
                csv.row(cells(row, &fields, &page.names, lang));
            }
            let text = csv.take();
            let next = page.next.map(|place| (ctx, kept, Some(place), csv));
            Ok::<_, Error>(Some((text, next)))
        }
    });
    begun(table.boxed()).await
}

/// What the columns hold; of the rows of a figure everything that may be kept of one but in which figures it counts.
fn fields(kept: &Kept) -> Vec<RowField> {
    match kept {
        Kept::Own(..) => RowField::ALL.iter().copied().filter(|field| *field != RowField::Figures).collect(),
        Kept::Beside(_) => BESIDE.to_vec(),
    }
}

fn headings(fields: &[RowField], lang: Lang) -> Vec<String> {
    let first = match lang {
        Lang::Zh => ["记录", "编号", "区域代码"],
        Lang::En => ["Record", "Number", "Area code"],
    };
    first.into_iter().chain(fields.iter().map(|field| field.name(lang))).map(str::to_owned).collect()
}

/// A row; what it does not have is empty.
fn cells(row: &FrozenRow, fields: &[RowField], names: &Names, lang: Lang) -> Vec<String> {
    let shown = |field: &RowField| {
        let text = row.fields.get(field);
        text.map(|text| Cell::of_field(*field, text, names, lang).show(lang)).unwrap_or_default()
    };
    let first = [row.key.kind.name(lang).to_owned(), row.label.clone(), row.area.to_string()];
    first.into_iter().chain(fields.iter().map(shown)).collect()
}

//! The tables of a content, as every file takes them.

use super::correction;
use domain::summary::{
    Lang, Section,
    record::{Body, Content},
    tables::{Cell, SummaryTable, TableKey, tables, whole as whole_table},
};

/// A table, of a summary or of a correction.
pub(super) struct Grid {
    /// Its name among the files.
    pub name: String,
    /// The section of the text that it belongs to; an annex belongs to none.
    pub section: Option<Section>,
    /// Its caption, and the name of its sheet.
    pub title: String,
    /// The headings of the columns.
    pub head: Vec<String>,
    /// How wide the columns are in proportion.
    pub widths: Vec<u16>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Rows that there are beyond those printed.
    pub more: i64,
}

impl From<SummaryTable> for Grid {
    fn from(table: SummaryTable) -> Self {
        Self {
            name: table.key.to_string(),
            section: table.key.section(),
            title: table.title,
            head: table.head,
            widths: table.widths,
            rows: table.rows,
            more: table.more,
        }
    }
}

impl Grid {
    /// That there is more than was printed, when there is.
    pub fn more_words(&self, lang: Lang) -> Option<String> {
        let more = self.more;
        (more > 0).then(|| match lang {
            Lang::Zh => format!("另有{more}条未列出，见系统。"),
            Lang::En if more == 1 => "1 more is in the system.".to_owned(),
            Lang::En => format!("{more} more are in the system."),
        })
    }
}

/// Every table with a row, in order.
pub(super) fn grids(content: &Content, lang: Lang) -> Vec<Grid> {
    match &content.body {
        Body::Summary(summary) => tables(summary, lang).into_iter().map(Grid::from).collect(),
        Body::Correction(of) => correction::grids(of, lang),
    }
}

/// The same tables with the rows that a paper cuts off its lists.
pub(super) fn whole(content: &Content, grids: Vec<Grid>, lang: Lang) -> Vec<Grid> {
    let Some(lists) = &content.lists else { return grids };
    let of = |grid: Grid| {
        let key = grid.name.parse::<TableKey>().ok();
        let total = grid.rows.len() as i64 + grid.more;
        key.and_then(|key| whole_table(lists, key, total, lang)).map_or(grid, Grid::from)
    };
    grids.into_iter().map(of).collect()
}

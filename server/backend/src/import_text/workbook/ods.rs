//! OpenDocument, as LibreOffice and WPS write it.
//!
//! Rows and cells that repeat are written once with a number, and the library writes them all out. So the tags are counted
//! first; on the way merged cells are noted, of which the library does not tell.

use super::{Book, MOST_CELLS, MOST_COLUMNS, MOST_MERGES, MOST_ROWS, Merge, Sheet, bounds, choose, xls};
use crate::import_text::TextFault;
use calamine::{Ods, OdsError, Reader};
use domain::table::FileFaultCode;
use std::io::Cursor;

pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Book, TextFault> {
    let merges = look_through(&bounds::file(bytes, "content.xml")?)?;
    let mut book: Ods<Cursor<&[u8]>> = Ods::new(Cursor::new(bytes)).map_err(broken)?;
    let sheets = book.sheets_metadata().to_vec();
    let (name, names) = choose(&sheets, wanted)?;
    let range = book.worksheet_range(&name).map_err(broken)?;
    let rows = xls::rows(&range)?;
    let at = sheets.iter().position(|sheet| sheet.name == name);
    let merges = at.and_then(|at| merges.into_iter().nth(at)).unwrap_or_default();
    // LibreOffice has days as text, so it does not matter from when a number would count
    Ok(Book { format: "OpenDocument", names, sheet: Sheet { rows, merges, is_1904: false } })
}

fn broken(error: OdsError) -> TextFault {
    match error {
        OdsError::Password => FileFaultCode::Protected.into(),
        OdsError::CellLimitExceeded { .. } => FileFaultCode::TooManyRows.into(),
        error => {
            tracing::debug!(%error, "a workbook cannot be read");
            FileFaultCode::Damaged.into()
        }
    }
}

/// How far a sheet has been looked through.
#[derive(Default)]
struct Place {
    /// The row that is being read, with those that repeat.
    row: u64,
    /// How often it stands there.
    repeated: u64,
    column: u64,
    /// Columns up to the last cell with something in it, the most of all rows.
    width: u64,
    /// Cells that the library will keep.
    cells: u64,
    merges: Vec<Merge>,
}

impl Place {
    fn begin_row(&mut self, repeated: u64) {
        (self.repeated, self.column) = (repeated, 0);
    }

    fn end_row(&mut self) {
        self.row = self.row.saturating_add(self.repeated);
        self.repeated = 0;
    }

    /// A cell; refused when something stands beyond what may be read.
    fn cell(&mut self, tag: &Tag<'_>) -> Result<(), TextFault> {
        let times = tag.number("table:number-columns-repeated").unwrap_or(1);
        let spans = [tag.number("table:number-rows-spanned"), tag.number("table:number-columns-spanned")];
        let [rows, columns] = spans.map(|n| n.unwrap_or(1).max(1));
        if (rows > 1 || columns > 1) && self.merges.len() < MOST_MERGES {
            let place = |row: u64, column: u64| {
                let cut = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
                (cut(row), cut(column))
            };
            let last = place(self.row.saturating_add(rows - 1), self.column.saturating_add(columns - 1));
            self.merges.push(Merge { first: place(self.row, self.column), last });
        }
        let end = self.column.saturating_add(times);
        if tag.holds_something() {
            self.width = self.width.max(end);
            self.cells = self.cells.saturating_add(end);
            let bottom = self.row.saturating_add(self.repeated);
            let rectangle = bottom.saturating_mul(self.width);
            let too_large = self.width > u64::from(MOST_COLUMNS)
                || rectangle > MOST_CELLS as u64
                || self.cells > 4 * MOST_CELLS as u64
                || bottom > 2 * MOST_ROWS as u64;
            if too_large {
                return Err(FileFaultCode::TooManyRows.into());
            }
        }
        self.column = end;
        Ok(())
    }
}

/// A tag with what stands between `<` and `>`.
struct Tag<'a>(&'a [u8]);

impl Tag<'_> {
    fn is(&self, name: &str) -> bool {
        let rest = self.0.strip_prefix(name.as_bytes());
        rest.is_some_and(|rest| rest.first().is_none_or(|c| c.is_ascii_whitespace() || *c == b'/'))
    }

    /// An empty cell is written as one closed tag without a value.
    fn holds_something(&self) -> bool {
        !self.0.ends_with(b"/") || has(self.0, b"value") || has(self.0, b"formula")
    }

    fn number(&self, attribute: &str) -> Option<u64> {
        let name = attribute.as_bytes();
        let at = self.0.windows(name.len()).position(|w| w == name)? + name.len();
        let rest = self.0[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let digits = rest.get(1..)?.split(|c| !c.is_ascii_digit()).next()?;
        // a number too long for any counter is too large as well
        std::str::from_utf8(digits)
            .ok()
            .filter(|text| !text.is_empty())
            .map(|text| text.parse().unwrap_or(u64::MAX))
    }
}

fn has(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|w| w == part)
}

/// The merged cells of each sheet, when none is larger than what may be read.
fn look_through(content: &[u8]) -> Result<Vec<Vec<Merge>>, TextFault> {
    let mut sheets: Vec<Place> = Vec::new();
    let mut rest = content;
    while let Some(tag) = next_tag(&mut rest) {
        if tag.is("table:table") {
            sheets.push(Place::default());
        }
        let Some(sheet) = sheets.last_mut() else { continue };
        if tag.is("table:table-row") {
            sheet.begin_row(tag.number("table:number-rows-repeated").unwrap_or(1));
        } else if tag.is("/table:table-row") {
            sheet.end_row();
        } else if tag.is("table:table-cell") || tag.is("table:covered-table-cell") {
            sheet.cell(&tag)?;
        }
    }
    Ok(sheets.into_iter().map(|sheet| sheet.merges).collect())
}

/// The next tag. What looks like one inside of a comment or a value is none.
fn next_tag<'a>(rest: &mut &'a [u8]) -> Option<Tag<'a>> {
    const PASSED: [(&[u8], &[u8]); 2] = [(b"!--", b"-->"), (b"![CDATA[", b"]]>")];
    loop {
        let text: &'a [u8] = rest;
        let text = &text[text.iter().position(|c| *c == b'<')? + 1..];
        if let Some((_, end)) = PASSED.iter().find(|(begin, _)| text.starts_with(begin)) {
            let behind = text.windows(end.len()).position(|w| w == *end)? + end.len();
            *rest = &text[behind..];
            continue;
        }
        let mut quote = None;
        for (i, c) in text.iter().enumerate() {
            match (quote, *c) {
                (None, b'>') => {
                    *rest = &text[i + 1..];
                    return Some(Tag(&text[..i]));
                }
                (None, b'"' | b'\'') => quote = Some(*c),
                (Some(open), c) if open == c => quote = None,
                _ => {}
            }
        }
        return None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &str) -> Result<Vec<Vec<Merge>>, TextFault> {
        look_through(format!("<a:b><table:table table:name=\"一\">{rows}</table:table></a:b>").as_bytes())
    }

    fn too_many() -> Result<Vec<Vec<Merge>>, TextFault> {
        Err(FileFaultCode::TooManyRows.into())
    }

    fn row(attributes: &str, cells: &str) -> String {
        format!("<table:table-row{attributes}>{cells}</table:table-row>")
    }

    const CELL: &str =
        "<table:table-cell office:value-type=\"string\"><text:p>甲</text:p></table:table-cell>";

    #[test]
    fn the_empty_rest_of_a_sheet_does_not_count_and_a_value_there_does() {
        let empty = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
        let rest = row(" table:number-rows-repeated=\"1048574\"", empty);
        let plain = format!("{}{rest}", row("", CELL));
        assert_eq!(sheet(&plain), Ok(vec![vec![]]));
        assert_eq!(sheet(&format!("{rest}{}", row("", CELL))), too_many());
        // 2^31 rows of one value, and a row of 2^31 values
        let claimed = row(" table:number-rows-repeated=\"2147483648\"", CELL);
        assert_eq!(sheet(&claimed), too_many());
        let wide = CELL.replace("office:", "table:number-columns-repeated='2147483648' office:");
        assert_eq!(sheet(&row("", &wide)), too_many());
        let longer_than_any_number = claimed.replace("2147483648", &"9".repeat(40));
        assert_eq!(sheet(&longer_than_any_number), too_many());
    }

    #[test]
    fn comments_and_values_do_not_hide_tags() {
        let claimed = row(" table:number-rows-repeated=\"2147483648\"", CELL);
        for before in ["<!-- it's a \" -->", "<![CDATA[ ' ]]>", "<x y='>\"'/>"] {
            assert_eq!(sheet(&format!("{before}{claimed}")), too_many(), "{before}");
        }
        assert_eq!(sheet(&format!("<!-- {claimed} -->")), Ok(vec![vec![]]));
    }

    #[test]
    fn merged_cells_are_noted() {
        let merged = CELL
            .replace("office:", "table:number-columns-spanned=\"2\" table:number-rows-spanned=\"3\" office:");
        let rows = format!("{}{}", row("", CELL), row("", &format!("{CELL}{merged}")));
        assert_eq!(sheet(&rows), Ok(vec![vec![Merge { first: (1, 1), last: (3, 2) }]]));
    }
}

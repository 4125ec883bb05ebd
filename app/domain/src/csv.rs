//! A table as a file that spreadsheets open: UTF-8 with a mark, so that Chinese text is read as such, and cells
//! that would be taken for a formula made harmless.

/// A table under construction.
#[derive(Clone, Debug)]
pub struct Csv(String);

impl Csv {
    /// A table with these headings.
    pub fn new<S: AsRef<str>>(headings: impl IntoIterator<Item = S>) -> Self {
        let mut csv = Self('\u{feff}'.to_string());
        csv.row(headings);
        csv
    }

    /// Adds a row.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        for (i, text) in cells.into_iter().enumerate() {
            if i > 0 {
                self.0.push(',');
            }
            self.cell(text.as_ref());
        }
        self.0.push_str("\r\n");
    }

    /// What has been written since the last time: a long table leaves in pieces.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.0)
    }

    /// The file's content.
    pub fn into_text(self) -> String {
        self.0
    }

    fn cell(&mut self, text: &str) {
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        if !formula && !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
            self.0.push_str(text);
            return;
        }
        self.0.push('"');
        if formula {
            // a spreadsheet shows what follows an apostrophe as it is
            self.0.push('\'');
        }
        self.0.push_str(&text.replace('"', "\"\""));
        self.0.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_survive() {
        let mut csv = Csv::new(["编号", "描述"]);
        csv.row(["310105008-2023-0001", "一楼，\"飞线\"充电, 𠮷"]);
        csv.row(["2", "两行\n文字"]);
        assert_eq!(
            csv.into_text(),
            "\u{feff}编号,描述\r\n310105008-2023-0001,\"一楼，\"\"飞线\"\"充电, 𠮷\"\r\n2,\"两行\n文字\"\r\n"
        );
    }

    #[test]
    fn the_pieces_of_a_table_are_the_table() {
        let mut csv = Csv::new(["a"]);
        csv.row(["1"]);
        let first = csv.take();
        csv.row(["2"]);
        assert_eq!(first + &csv.into_text(), "\u{feff}a\r\n1\r\n2\r\n");
    }

    #[test]
    fn a_cell_is_never_a_formula() {
        let mut csv = Csv::new(["a"]);
        for text in ["=1+1", "+86 138", "-1", "@x"] {
            csv.row([text]);
        }
        assert_eq!(csv.into_text(), "\u{feff}a\r\n\"'=1+1\"\r\n\"'+86 138\"\r\n\"'-1\"\r\n\"'@x\"\r\n");
    }
}

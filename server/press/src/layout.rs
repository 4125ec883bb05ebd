//! A document on its pages: what stands where. Lengths are points, from the upper left corner down.

use crate::{
    columns::Columns,
    fonts::{Fonts, Measure, Voice},
    lines::{Closing, Line, broken},
    marks::MIDDLE,
    sheet::{
        BODY, LEFT, LINE, MM, PAD, PAGE_NUMBER, PHOTO_WIDTH, PHOTOS_ABREAST, RULE, SIGNATURE_INDENT, SMALL,
        SMALL_LINE, TEXT_HEIGHT, TEXT_WIDTH, TITLE, TITLE_LINE, TOP, TRACKING, photo_size,
    },
};
use domain::papers::{Align, Block, Document, Photo, Picture, Table};

/// Something on a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Op<'a> {
    /// A line of text; `y` is its baseline.
    Text { x: f32, y: f32, voice: Voice, size: f32, tracking: f32, text: String },
    /// A filled rectangle: the line of a table.
    Rule { x: f32, y: f32, width: f32, height: f32 },
    /// A PNG file.
    Picture { x: f32, y: f32, width: f32, height: f32, png: &'a [u8] },
    /// A photo with what is drawn over it.
    Photo { x: f32, y: f32, width: f32, height: f32, photo: &'a Photo },
}

/// What is on one page.
pub(crate) type Page<'a> = Vec<Op<'a>>;

/// How a text is set.
#[derive(Clone, Copy)]
struct Set {
    voice: Voice,
    size: f32,
    tracking: f32,
    /// From one line to the next.
    line: f32,
}

const TEXT: Set = Set { voice: Voice::Body, size: BODY, tracking: TRACKING, line: LINE };
const HEADING: Set = Set { voice: Voice::Heading, ..TEXT };
const BIG: Set = Set { voice: Voice::Title, size: TITLE, tracking: 0.0, line: TITLE_LINE };
const CELL: Set = Set { voice: Voice::Body, size: SMALL, tracking: 0.0, line: SMALL_LINE };

/// Lays a document out, at least on one page, with a mark above the text of each when there is one.
pub(crate) fn pages<'a>(document: &'a Document, fonts: &Fonts, mark: Option<&str>) -> Vec<Page<'a>> {
    let mut composer = Composer {
        pages: vec![Page::new()],
        y: 0.0,
        last_lines: 0.0,
        body: fonts.measure(Voice::Body),
        heading: fonts.measure(Voice::Heading),
        title: fonts.measure(Voice::Title),
    };
    let mut left = document.blocks.as_slice();
    while let Some((block, after)) = left.split_first() {
        left = composer.block(block, after);
    }
    composer.number_pages();
    if let Some(mark) = mark {
        composer.mark_pages(mark);
    }
    composer.pages
}

struct Composer<'a, 'f> {
    pages: Vec<Page<'a>>,
    /// Where the next block begins, below the upper margin.
    y: f32,
    /// What has to stand on the page of a paragraph's last lines, behind them.
    last_lines: f32,
    body: Measure<'f>,
    heading: Measure<'f>,
    title: Measure<'f>,
}

impl<'a> Composer<'a, '_> {
    /// Lays out a block; answers those that are left.
    fn block(&mut self, block: &'a Block, after: &'a [Block]) -> &'a [Block] {
        match block {
            Block::Title(text) => {
                self.centred(text, BIG);
                self.y += LINE / 2.0;
            }
            Block::Number(text) => {
                self.centred(text, TEXT);
                self.y += LINE / 2.0;
            }
            Block::Heading { text, .. } => {
                // not alone at the end of a page
                self.need(LINE + self.begin(after));
                self.paragraph(text, HEADING, Align::Justified);
            }
            Block::Paragraph { text, align } => {
                // the end of the text stays with what closes it: no signature stands on a page of its own
                self.last_lines = self.closing(after);
                self.paragraph(text, TEXT, *align);
                self.last_lines = 0.0;
            }
            Block::Table(table) => self.table(table),
            Block::Picture(picture) => {
                if let Some((Block::Signature(lines), after)) = after.split_first()
                    && let Some(high) = self.beside(picture, lines)
                {
                    self.picture_beside_signature(picture, lines, high);
                    return after;
                }
                self.picture(picture);
            }
            Block::Photos(photos) => photos.chunks(PHOTOS_ABREAST).for_each(|row| self.photos(row)),
            Block::Signature(lines) => self.signature(lines),
        }
        after
    }

    /// What the signature behind a text takes, with the code before it and what is written below it; nothing where none follows.
    fn closing(&self, after: &[Block]) -> f32 {
        /// Lines below a signature that stay with it: who receives it, and when.
        const BELOW: usize = 2;
        let (high, below) = match after {
            [Block::Picture(picture), Block::Signature(lines), below @ ..] => {
                let stacked = self.with_caption(picture).1 + signature_height(lines);
                (self.beside(picture, lines).unwrap_or(stacked), below)
            }
            [Block::Signature(lines), below @ ..] => (signature_height(lines), below),
            _ => return 0.0,
        };
        let below = below.iter().take(BELOW).take_while(|block| matches!(block, Block::Paragraph { .. }));
        high + LINE * below.count() as f32
    }

    /// How wide and high a picture is with its caption in one line.
    fn with_caption(&self, picture: &Picture) -> (f32, f32) {
        let (width, height) = size_of(picture);
        let caption: f32 = picture.caption.chars().map(self.advance(CELL)).sum();
        (width.max(caption), height + CELL.line + 2.0 * PAD)
    }

    /// How high a picture is with a signature beside it; nothing where they do not fit on one line.
    fn beside(&self, picture: &Picture, lines: &[String]) -> Option<f32> {
        let (wide, high) = self.with_caption(picture);
        let signed = self.widths(lines).into_iter().fold(0.0, f32::max) + SIGNATURE_INDENT;
        let fits = wide + LINE + signed <= TEXT_WIDTH && !picture.caption.contains('\n');
        fits.then(|| high.max(signature_height(lines)))
    }

    /// The picture at the left with its caption below, the signature at the right.
    fn picture_beside_signature(&mut self, picture: &'a Picture, lines: &[String], high: f32) {
        self.need(high);
        let top = self.y;
        let (column, _) = self.with_caption(picture);
        let (width, height) = size_of(picture);
        let x = LEFT + (column - width) / 2.0;
        self.put(Op::Picture { x, y: TOP + top + PAD, width, height, png: &picture.png });
        let caption: f32 = picture.caption.chars().map(self.advance(CELL)).sum();
        self.text((column - caption) / 2.0, top + height + 2.0 * PAD, picture.caption.clone(), CELL);
        self.signature(lines);
        self.y = top + high;
    }

    fn widths(&self, lines: &[String]) -> Vec<f32> {
        let advance = self.advance(TEXT);
        lines.iter().map(|line| line.chars().map(&advance).sum()).collect()
    }

    fn advance(&self, set: Set) -> impl Fn(char) -> f32 {
        let measure = match set.voice {
            Voice::Body => &self.body,
            Voice::Heading => &self.heading,
            Voice::Title => &self.title,
        };
        move |c| measure.advance(c) * set.size + set.tracking
    }

    fn room(&self) -> f32 {
        TEXT_HEIGHT - self.y
    }

    /// Begins a new page unless so much is left of this one.
    fn need(&mut self, height: f32) {
        // what takes a page by itself would not find more room on the next
        if height > self.room() + 0.01 && self.y > 0.0 {
            self.pages.push(Page::new());
            self.y = 0.0;
        }
    }

    /// What the beginning of the next block takes, with the headings before it.
    fn begin(&self, blocks: &[Block]) -> f32 {
        match blocks.split_first() {
            Some((Block::Heading { .. }, after)) => LINE + self.begin(after),
            Some((Block::Table(table), _)) => {
                Columns::of(table).map_or(LINE, |columns| PAD + self.first_rows(table, &columns))
            }
            _ => LINE,
        }
    }

    fn put(&mut self, op: Op<'a>) {
        if let Some(page) = self.pages.last_mut() {
            page.push(op);
        }
    }

    /// One line that begins at `x` right of the left margin and `y` below the upper one.
    fn text(&mut self, x: f32, y: f32, text: String, set: Set) {
        if !text.is_empty() {
            let (voice, size, tracking) = (set.voice, set.size, set.tracking);
            let baseline = TOP + y + set.line / 2.0 + MIDDLE * set.size;
            self.put(Op::Text { x: LEFT + x, y: baseline, voice, size, tracking, text });
        }
    }

    /// A line in the flow.
    fn line(&mut self, x: f32, text: String, set: Set) {
        self.need(set.line);
        self.text(x, self.y, text, set);
        self.y += set.line;
    }

    fn centred(&mut self, text: &str, set: Set) {
        let lines = broken(text, TEXT_WIDTH, 0.0, Closing::Hang, self.advance(set));
        for line in lines {
            self.line((TEXT_WIDTH - line.width).max(0.0) / 2.0, line.text, set);
        }
    }

    fn paragraph(&mut self, text: &str, set: Set, align: Align) {
        let indent = if align == Align::Justified { 2.0 * (BODY + TRACKING) } else { 0.0 };
        let lines = broken(text, TEXT_WIDTH, indent, Closing::Hang, self.advance(set));
        let count = lines.len();
        for (at, Line { text, width, indent }) in lines.into_iter().enumerate() {
            // the last two of them, or the only one
            if self.last_lines > 0.0 && at + 2 == count.max(2) {
                self.need(set.line * (count - at) as f32 + self.last_lines);
            }
            let x = if align == Align::Right { (TEXT_WIDTH - width).max(0.0) } else { indent };
            self.line(x, text, set);
        }
    }

    fn picture(&mut self, picture: &'a Picture) {
        let (width, height) = size_of(picture);
        let caption = broken(&picture.caption, TEXT_WIDTH, 0.0, Closing::Hang, self.advance(CELL));
        self.need(height + CELL.line * caption.len() as f32 + 2.0 * PAD);
        let x = LEFT + (TEXT_WIDTH - width).max(0.0) / 2.0;
        self.put(Op::Picture { x, y: TOP + self.y + PAD, width, height, png: &picture.png });
        self.y += height + 2.0 * PAD;
        for line in caption {
            self.line((TEXT_WIDTH - line.width).max(0.0) / 2.0, line.text, CELL);
        }
    }

    /// Photos beside each other, each in the middle of its column with its caption below.
    fn photos(&mut self, row: &'a [Photo]) {
        let captions: Vec<Vec<Line>> = {
            let advance = self.advance(CELL);
            row.iter()
                .map(|photo| broken(&photo.caption, PHOTO_WIDTH, 0.0, Closing::Keep, &advance))
                .collect()
        };
        let sizes: Vec<(f32, f32)> = row.iter().map(|photo| photo_size(photo.pixels)).collect();
        let highest = sizes.iter().map(|(_, height)| *height).fold(0.0, f32::max);
        let lines = captions.iter().map(Vec::len).max().unwrap_or(0);
        let whole = highest + lines as f32 * CELL.line + 2.0 * PAD;
        self.need(whole);
        let column = TEXT_WIDTH / PHOTOS_ABREAST as f32;
        for (i, ((photo, (width, height)), caption)) in row.iter().zip(sizes).zip(captions).enumerate() {
            let left = i as f32 * column;
            let (x, y) = (LEFT + left + (column - width) / 2.0, TOP + self.y + PAD + highest - height);
            // a draft has no pictures yet: their place is kept
            if !photo.jpeg.is_empty() {
                self.put(Op::Photo { x, y, width, height, photo });
            }
            for (n, line) in caption.into_iter().enumerate() {
                let below = self.y + PAD + highest + n as f32 * CELL.line;
                self.text(left + (column - line.width).max(0.0) / 2.0, below, line.text, CELL);
            }
        }
        self.y += whole;
    }

    /// The lines one below the other, centred on each other, the longest four characters from the right margin.
    fn signature(&mut self, lines: &[String]) {
        self.need(signature_height(lines));
        self.y += LINE;
        let widths = self.widths(lines);
        let widest = widths.iter().copied().fold(0.0, f32::max);
        let left = (TEXT_WIDTH - SIGNATURE_INDENT - widest).max(0.0);
        for (line, width) in lines.iter().zip(widths) {
            self.line(left + (widest - width) / 2.0, line.clone(), TEXT);
        }
    }

    fn table(&mut self, table: &Table) {
        let Some(columns) = Columns::of(table) else { return };
        let head = self.cells(&table.head, &columns);
        let head_height = height(&head, &columns);
        self.y += PAD;
        self.need(self.first_rows(table, &columns));
        self.row(&head, &columns, 0, usize::MAX);
        for row in &table.rows {
            let cells = self.cells(row, &columns);
            let all = cells.iter().map(Vec::len).max().unwrap_or(0);
            let whole = height(&cells, &columns);
            let mut from = 0;
            while from < all {
                let room = (self.room() - 2.0 * columns.pad) / columns.line;
                let fits = (room + 0.01).floor().max(0.0) as usize;
                // a row stays in one piece where a page can hold it
                let splits = whole > TEXT_HEIGHT - head_height;
                let fresh = self.y <= head_height;
                if !fresh && (fits == 0 || (!splits && fits < all - from)) {
                    self.pages.push(Page::new());
                    self.y = 0.0;
                    self.row(&head, &columns, 0, usize::MAX);
                    continue;
                }
                let fits = fits.max(1);
                self.row(&cells, &columns, from, fits);
                from += fits;
            }
        }
        self.y += PAD;
    }

    /// How high the head of a table is with the first row, of which a line is enough when no page holds it whole.
    fn first_rows(&self, table: &Table, columns: &Columns) -> f32 {
        let high = |texts: &[String]| height(&self.cells(texts, columns), columns);
        let head = high(&table.head);
        let whole = head + table.rows.first().map_or(0.0, |row| high(row));
        if whole > TEXT_HEIGHT { head + columns.line + 2.0 * columns.pad } else { whole }
    }

    fn cells(&self, texts: &[String], columns: &Columns) -> Vec<Vec<Line>> {
        let advance = self.advance(set_of(columns));
        let cell = |(text, width): (&String, &f32)| {
            broken(text, width - 2.0 * columns.pad, 0.0, Closing::Keep, &advance)
        };
        texts.iter().zip(&columns.widths).map(cell).collect()
    }

    /// The lines `from` on, at most `most`, of a row's cells, with the lines around them.
    fn row(&mut self, cells: &[Vec<Line>], columns: &Columns, from: usize, most: usize) {
        let all = cells.iter().map(Vec::len).max().unwrap_or(0);
        let here = all.saturating_sub(from).min(most);
        let Columns { line: step, pad, .. } = *columns;
        let high = here as f32 * step + 2.0 * pad;
        let top = self.y;
        let mut x = 0.0;
        for (cell, width) in cells.iter().zip(&columns.widths) {
            for (i, line) in cell.iter().skip(from).take(most).enumerate() {
                self.text(x + pad, top + pad + i as f32 * step, line.text.clone(), set_of(columns));
            }
            self.rule(x, top, RULE, high);
            x += width;
        }
        self.rule(x, top, RULE, high + RULE);
        self.rule(0.0, top, x, RULE);
        self.rule(0.0, top + high, x, RULE);
        self.y += high;
    }

    fn rule(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.put(Op::Rule { x: LEFT + x, y: TOP + y, width, height });
    }

    /// — 1 — below the text, outside on both sides of a sheet, one character from the edge of the text (7.5).
    fn number_pages(&mut self) {
        let set = Set { voice: Voice::Body, size: PAGE_NUMBER, tracking: 0.0, line: PAGE_NUMBER };
        for i in 0..self.pages.len() {
            let text = format!("— {} —", i + 1);
            let width: f32 = text.chars().map(self.advance(set)).sum();
            let x = if i % 2 == 0 { TEXT_WIDTH - width - PAGE_NUMBER } else { PAGE_NUMBER };
            let y = TOP + TEXT_HEIGHT + 7.0 * MM + PAGE_NUMBER;
            let (voice, size, tracking) = (set.voice, set.size, set.tracking);
            self.pages[i].push(Op::Text { x: LEFT + x, y, voice, size, tracking, text });
        }
    }

    /// Writes a mark into the head of every page, as far above the text as its number stands below.
    fn mark_pages(&mut self, mark: &str) {
        let set = Set { voice: Voice::Heading, size: PAGE_NUMBER, tracking: 0.0, line: PAGE_NUMBER };
        let width: f32 = mark.chars().map(self.advance(set)).sum();
        let (x, y) = (LEFT + (TEXT_WIDTH - width) / 2.0, TOP - 7.0 * MM);
        let (voice, size, tracking) = (set.voice, set.size, set.tracking);
        for page in &mut self.pages {
            page.push(Op::Text { x, y, voice, size, tracking, text: mark.to_owned() });
        }
    }
}

fn size_of(picture: &Picture) -> (f32, f32) {
    (f32::from(picture.size_mm.0) * MM, f32::from(picture.size_mm.1) * MM)
}

/// With the empty line before it.
fn signature_height(lines: &[String]) -> f32 {
    LINE * (lines.len() as f32 + 1.0)
}

/// How the text of a table's cells is set.
fn set_of(columns: &Columns) -> Set {
    Set { size: columns.size, line: columns.line, ..CELL }
}

fn height(cells: &[Vec<Line>], columns: &Columns) -> f32 {
    cells.iter().map(Vec::len).max().unwrap_or(0) as f32 * columns.line + 2.0 * columns.pad
}

//! A document as a Word file (Office Open XML, ISO/IEC 29500 transitional).
//!
//! Written part by part: the libraries at hand can neither repeat the head of a table on each page nor say which font takes the place
//! of one that a computer lacks, and official layout asks for both.

mod package;

use crate::{
    PressError,
    columns::Columns,
    marks::{NAMESPACES, group},
    sheet::{
        BODY, DENSE, DENSE_LINE, LEFT, LINE, MM, PAGE_NUMBER, PHOTOS_ABREAST, SMALL, SMALL_LINE, TEXT_WIDTH,
        TITLE, TITLE_LINE, TOP, TRACKING, photo_size,
    },
};
use domain::papers::{Align, Block, Document, Photo, Picture, Table};
use package::{content_types, package_relations, properties, relations};
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const DRAWING: &str = "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
     xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
     xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";

/// The fonts that the standard names, each with what a computer takes that lacks it.
const FONTS: [(&str, &str); 3] = [
    (BODY_FONT, "仿宋,FangSong,Noto Serif CJK SC"),
    (HEADING_FONT, "SimHei,Noto Sans CJK SC"),
    (TITLE_FONT, "FZXiaoBiaoSong-B05S,华文中宋,Noto Serif CJK SC"),
];
const BODY_FONT: &str = "仿宋_GB2312";
const HEADING_FONT: &str = "黑体";
const TITLE_FONT: &str = "方正小标宋简体";

/// The height up to which a picture is a code, in millimetres: what is larger would take half a page along to the signature.
const HIGHEST_CODE: u16 = 40;

/// Between a table and the photos below it, in points.
const GAP: f32 = 6.0;

/// Twentieths of a point, in which Word measures.
fn twips(points: f32) -> i32 {
    (points * 20.0).round() as i32
}

/// Half points, in which Word measures sizes of text.
fn halves(points: f32) -> i32 {
    (points * 2.0).round() as i32
}

/// How a Word file is laid out: what was issued in a former way comes out as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordLayout {
    /// 28 characters come into a line by Word's grid for characters, which other programs set wide apart; a picture stays with the
    /// signature behind it however large it is.
    Former,
    /// 28 characters come into a line by setting them a little closer, as the PDF does: the same in every program. A picture stays
    /// with the signature when it is a code.
    Current,
}

/// Writes a document as a Word file.
pub fn word(document: &Document, layout: WordLayout) -> Result<Vec<u8>, PressError> {
    let mut body = String::new();
    let mut pictures: Vec<Shown<'_>> = Vec::new();
    for (at, block) in document.blocks.iter().enumerate() {
        // the end of the text, and the code, stay with the signature that follows
        let stays = |picture: &Picture| layout == WordLayout::Former || picture.size_mm.1 <= HIGHEST_CODE;
        let closes = match (block, &document.blocks[at + 1..]) {
            (Block::Picture(picture), [Block::Signature(_), ..])
            | (_, [Block::Picture(picture), Block::Signature(_), ..]) => stays(picture),
            (_, [Block::Signature(_), ..]) => true,
            _ => false,
        };
        let put = if closes { keeping } else { paragraph };
        match block {
            Block::Title(text) => paragraph(&mut body, "Title", text),
            Block::Number(text) => paragraph(&mut body, "DocumentNumber", text),
            Block::Heading { level, text } => {
                paragraph(&mut body, if *level == 1 { "Heading1" } else { "Heading2" }, text);
            }
            Block::Paragraph { text, align } => put(
                &mut body,
                match align {
                    Align::Justified => "BodyText",
                    Align::Left => "AtLeft",
                    Align::Right => "AtRight",
                },
                text,
            ),
            Block::Table(rows) => table(&mut body, rows),
            Block::Picture(shown) => {
                pictures.push(Shown::picture(shown));
                picture(&mut body, &pictures);
                put(&mut body, "Caption", &shown.caption);
            }
            Block::Photos(shown) => {
                // programs make one table of two that touch, with the lines of the first
                if at.checked_sub(1).is_some_and(|before| matches!(document.blocks[before], Block::Table(_)))
                {
                    paragraph(&mut body, "Gap", "");
                }
                photos(&mut body, shown, &mut pictures);
            }
            Block::Signature(lines) => {
                keeping(&mut body, "Signature", "");
                for (at, line) in lines.iter().enumerate() {
                    let last = at + 1 == lines.len();
                    (if last { paragraph } else { keeping })(&mut body, "Signature", line);
                }
            }
        }
    }
    let text = format!(
        "{HEAD}<w:document {MAIN} {DRAWING} {NAMESPACES}><w:body>{body}{}</w:body></w:document>",
        section(layout)
    );
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, content: &[u8]| {
        // without a time of its own each part carries the same one, so that the same document is the same file
        out.start_file(name, SimpleFileOptions::default()).map_err(PressError::of)?;
        out.write_all(content).map_err(PressError::of)
    };
    part("[Content_Types].xml", content_types().as_bytes())?;
    part("_rels/.rels", package_relations().as_bytes())?;
    part("docProps/core.xml", properties(&document.title).as_bytes())?;
    part("word/document.xml", text.as_bytes())?;
    part("word/_rels/document.xml.rels", relations(&pictures).as_bytes())?;
    part("word/styles.xml", styles(layout).as_bytes())?;
    part("word/settings.xml", settings().as_bytes())?;
    part("word/fontTable.xml", font_table().as_bytes())?;
    part("word/footer1.xml", footer("right").as_bytes())?;
    part("word/footer2.xml", footer("left").as_bytes())?;
    for (i, shown) in pictures.iter().enumerate() {
        part(&format!("word/media/{}", shown.name(i + 1)), shown.file)?;
    }
    Ok(out.finish().map_err(PressError::of)?.into_inner())
}

/// Text as XML holds it; control characters, which XML has none for, are left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

fn paragraph(out: &mut String, style: &str, text: &str) {
    written(out, style, "", text);
}

/// A paragraph that stays on the page of the next.
fn keeping(out: &mut String, style: &str, text: &str) {
    written(out, style, "<w:keepNext/>", text);
}

fn written(out: &mut String, style: &str, kept: &str, text: &str) {
    out.push_str(&format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{kept}</w:pPr><w:r>"));
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push_str("<w:br/>");
        }
        out.push_str(&format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(line)));
    }
    out.push_str("</w:r></w:p>");
}

fn table(out: &mut String, table: &Table) {
    let Some(columns) = Columns::of(table) else { return };
    let widths: Vec<i32> = columns.widths.iter().map(|width| twips(*width)).collect();
    let edges = ["top", "left", "bottom", "right", "insideH", "insideV"];
    let borders = edges
        .iter()
        .map(|edge| format!("<w:{edge} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"))
        .collect::<Vec<_>>()
        .concat();
    // of a table set small the margins of cells are as small as on the page
    let margins = if columns.dense {
        let side = |edge| format!("<w:{edge} w:w=\"{}\" w:type=\"dxa\"/>", twips(columns.pad));
        format!("<w:tblCellMar>{}{}</w:tblCellMar>", side("left"), side("right"))
    } else {
        String::new()
    };
    let grid =
        widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect::<Vec<_>>().concat();
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/>{margins}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>",
        widths.iter().sum::<i32>()
    ));
    let style = if columns.dense { "DenseTableText" } else { "TableText" };
    row(out, &table.head, &widths, style, "<w:tblHeader/>");
    for cells in &table.rows {
        row(out, cells, &widths, style, "");
    }
    out.push_str("</w:tbl>");
}

fn row(out: &mut String, cells: &[String], widths: &[i32], style: &str, head: &str) {
    out.push_str(&format!("<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>"));
    for (text, width) in cells.iter().zip(widths) {
        out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"));
        paragraph(out, style, text);
        out.push_str("</w:tc>");
    }
    out.push_str("</w:tr>");
}

/// English Metric Units in a millimetre.
const EMU: u32 = 36_000;

/// A picture with its file.
struct Shown<'a> {
    file: &'a [u8],
    ending: &'static str,
    /// In English Metric Units.
    size: (u32, u32),
    caption: &'a str,
    /// What is drawn over it, when that is a photo.
    photo: Option<&'a Photo>,
}

impl<'a> Shown<'a> {
    fn picture(picture: &'a Picture) -> Self {
        let size = (u32::from(picture.size_mm.0) * EMU, u32::from(picture.size_mm.1) * EMU);
        Self { file: &picture.png, ending: "png", size, caption: &picture.caption, photo: None }
    }

    fn photo(photo: &'a Photo) -> Self {
        let (width, height) = photo_size(photo.pixels);
        let emu = |points: f32| (points / MM * EMU as f32).round() as u32;
        let size = (emu(width), emu(height));
        Self { file: &photo.jpeg, ending: "jpeg", size, caption: &photo.caption, photo: Some(photo) }
    }

    fn name(&self, n: usize) -> String {
        format!("picture{n}.{}", self.ending)
    }
}

/// Photos beside each other, in a table without lines, each with its caption below.
fn photos<'a>(out: &mut String, photos: &'a [Photo], pictures: &mut Vec<Shown<'a>>) {
    let column = twips(TEXT_WIDTH / PHOTOS_ABREAST as f32);
    let grid = format!("<w:gridCol w:w=\"{column}\"/>").repeat(PHOTOS_ABREAST);
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
         <w:tblGrid>{grid}</w:tblGrid>",
        column * PHOTOS_ABREAST as i32
    ));
    for row in photos.chunks(PHOTOS_ABREAST) {
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for i in 0..PHOTOS_ABREAST {
            out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{column}\" w:type=\"dxa\"/></w:tcPr>"));
            match row.get(i) {
                Some(photo) => {
                    if !photo.jpeg.is_empty() {
                        pictures.push(Shown::photo(photo));
                        picture(out, pictures);
                    }
                    paragraph(out, "Caption", &photo.caption);
                }
                // a cell must hold a paragraph
                None => out.push_str("<w:p/>"),
            }
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

/// The last of the pictures. What is drawn over a photo lies in one group with it; a program that knows no groups shows the photo alone.
fn picture(out: &mut String, pictures: &[Shown<'_>]) {
    let Some(shown) = pictures.last() else { return };
    let n = pictures.len();
    let ((width, height), name) = (shown.size, shown.name(n));
    let caption = escaped(shown.caption);
    let file = format!(
        "<pic:pic><pic:nvPicPr><pic:cNvPr id=\"{n}\" name=\"{name}\"/><pic:cNvPicPr/></pic:nvPicPr>\
         <pic:blipFill><a:blip r:embed=\"rIdPicture{n}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
         <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm>\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>"
    );
    let drawing = |graphic: &str| {
        format!(
            "<w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{width}\" cy=\"{height}\"/>\
             <wp:docPr id=\"{n}\" name=\"picture{n}\" descr=\"{caption}\"/><a:graphic>{graphic}</a:graphic></wp:inline></w:drawing>"
        )
    };
    let alone = drawing(&format!(
        "<a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">{file}</a:graphicData>"
    ));
    let shown = match shown.photo.filter(|photo| !photo.layer.is_empty()) {
        Some(photo) => format!(
            "<mc:AlternateContent><mc:Choice Requires=\"wpg\">{}</mc:Choice><mc:Fallback>{alone}</mc:Fallback>\
             </mc:AlternateContent>",
            drawing(&group(&file, (width, height), photo, n))
        ),
        None => alone,
    };
    out.push_str(&format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Caption\"/><w:keepNext/></w:pPr><w:r>{shown}</w:r></w:p>"
    ));
}

/// Size and margins of the page, and the grid of 22 lines of 28 characters.
fn section(layout: WordLayout) -> String {
    let below = 35.0 * MM;
    let grid = match layout {
        // in 4096ths of a point
        WordLayout::Former => {
            format!(
                "linesAndChars\" w:linePitch=\"{}\" w:charSpace=\"{}",
                twips(LINE),
                (TRACKING * 4096.0).round() as i32
            )
        }
        WordLayout::Current => format!("lines\" w:linePitch=\"{}", twips(LINE)),
    };
    format!(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rIdFooter1\"/>\
         <w:footerReference w:type=\"even\" r:id=\"rIdFooter2\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"{}\" w:right=\"{}\" w:bottom=\"{}\" w:left=\"{}\" w:header=\"851\" w:footer=\"{}\" w:gutter=\"0\"/>\
         <w:docGrid w:type=\"{grid}\"/></w:sectPr>",
        twips(TOP),
        twips(26.0 * MM),
        twips(below),
        twips(LEFT),
        twips(below - 7.0 * MM - PAGE_NUMBER),
    )
}

fn fonts(east_asian: &str) -> String {
    format!(
        "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\" w:eastAsia=\"{east_asian}\"/>"
    )
}

fn size(points: f32) -> String {
    let halves = halves(points);
    format!("<w:sz w:val=\"{halves}\"/><w:szCs w:val=\"{halves}\"/>")
}

fn styles(layout: WordLayout) -> String {
    let spacing = |twentieths: i32| match layout {
        WordLayout::Former => String::new(),
        WordLayout::Current => format!("<w:spacing w:val=\"{twentieths}\"/>"),
    };
    // Word knows whole twentieths of a point: rather a hair too close than a character fewer in each line
    let closer = spacing((TRACKING * 20.0).floor() as i32);
    let apart = spacing(0);
    let style = |id: &str, name: &str, paragraph: &str, run: &str| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )
    };
    let exact = |points: f32| format!("<w:spacing w:line=\"{}\" w:lineRule=\"exact\"/>", twips(points));
    let spaced = |points: f32, after: f32| {
        format!("<w:spacing w:after=\"{}\" w:line=\"{}\" w:lineRule=\"exact\"/>", twips(after), twips(points))
    };
    let indent = "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>";
    let heading = format!("{}{}", fonts(HEADING_FONT), size(BODY));
    let small = format!("{apart}{}", size(SMALL));
    let parts = [
        format!(
            "<w:docDefaults><w:rPrDefault><w:rPr>{}{closer}{}<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault></w:docDefaults>",
            fonts(BODY_FONT),
            size(BODY)
        ),
        format!(
            "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:pPr>{}</w:pPr></w:style>",
            exact(LINE)
        ),
        style(
            "Title",
            "Title",
            &format!("{}<w:jc w:val=\"center\"/>", spaced(TITLE_LINE, LINE / 2.0)),
            &format!("{}{apart}{}", fonts(TITLE_FONT), size(TITLE)),
        ),
        style(
            "DocumentNumber",
            "Document Number",
            &format!("{}<w:jc w:val=\"center\"/>", spaced(LINE, LINE / 2.0)),
            "",
        ),
        style(
            "Heading1",
            "heading 1",
            &format!("<w:keepNext/>{indent}<w:outlineLvl w:val=\"0\"/>"),
            &heading,
        ),
        style(
            "Heading2",
            "heading 2",
            &format!("<w:keepNext/>{indent}<w:outlineLvl w:val=\"1\"/>"),
            &heading,
        ),
        style("BodyText", "Body Text", &format!("{indent}<w:jc w:val=\"both\"/>"), ""),
        style("AtLeft", "At Left", "<w:jc w:val=\"left\"/>", ""),
        style("AtRight", "At Right", "<w:jc w:val=\"right\"/>", ""),
        style(
            "Signature",
            "Signature",
            "<w:ind w:rightChars=\"400\" w:right=\"1280\"/><w:jc w:val=\"right\"/>",
            "",
        ),
        style(
            "TableText",
            "Table Text",
            &format!("<w:snapToGrid w:val=\"0\"/>{}", exact(SMALL_LINE)),
            &small,
        ),
        style(
            "DenseTableText",
            "Dense Table Text",
            &format!("<w:snapToGrid w:val=\"0\"/>{}", exact(DENSE_LINE)),
            &format!("{apart}{}", size(DENSE)),
        ),
        style(
            "Caption",
            "caption",
            "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>",
            &small,
        ),
        match layout {
            WordLayout::Former => String::new(),
            WordLayout::Current => {
                style("Gap", "Gap", &format!("<w:snapToGrid w:val=\"0\"/>{}", exact(GAP)), &small)
            }
        },
    ];
    format!("{HEAD}<w:styles {MAIN}>{}</w:styles>", parts.concat())
}

fn settings() -> String {
    format!("{HEAD}<w:settings {MAIN}><w:evenAndOddHeaders/></w:settings>")
}

fn font_table() -> String {
    let font = |(name, instead): &(&str, &str)| {
        format!(
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{instead}\"/><w:charset w:val=\"86\"/></w:font>"
        )
    };
    format!("{HEAD}<w:fonts {MAIN}>{}</w:fonts>", FONTS.iter().map(font).collect::<String>())
}

/// — 1 —, one character from the outer edge of the text.
fn footer(side: &str) -> String {
    let size = size(PAGE_NUMBER);
    let run = |content: &str| format!("<w:r><w:rPr>{size}</w:rPr>{content}</w:r>");
    format!(
        "{HEAD}<w:ftr {MAIN}><w:p><w:pPr><w:ind w:leftChars=\"100\" w:left=\"320\" w:rightChars=\"100\" w:right=\"320\"/>\
         <w:jc w:val=\"{side}\"/></w:pPr>{}<w:fldSimple w:instr=\" PAGE \">{}</w:fldSimple>{}</w:p></w:ftr>",
        run("<w:t xml:space=\"preserve\">— </w:t>"),
        run("<w:t>1</w:t>"),
        run("<w:t xml:space=\"preserve\"> —</w:t>"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_reads_as_its_own_is_written_so_that_it_is_text() {
        assert_eq!(escaped("<甲> & \"乙\"\u{0}𠮷"), "&lt;甲&gt; &amp; &quot;乙&quot;𠮷");
    }

    #[test]
    fn lengths_of_the_standard() {
        assert_eq!((twips(TOP), twips(LEFT), twips(LINE)), (2098, 1587, 580));
        assert_eq!(halves(BODY), 32);
    }
}

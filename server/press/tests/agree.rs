//! Word and PDF say the same, every character of it, and the same again the next time.

#![allow(clippy::unwrap_used)]

use domain::{
    papers::{Align, Block, Document, Photo, Picture, Table},
    photos::{Layer, Mark},
};
use press::{FontChoice, Fonts, NoFont, PressError, WordLayout, pdf};
use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
    time::Instant,
};

/// As papers are written now.
fn word(document: &Document) -> Result<Vec<u8>, PressError> {
    press::word(document, WordLayout::Current)
}

fn fonts() -> Fonts {
    Fonts::find(&FontChoice::default()).expect("fonts-noto-cjk must be installed, see README")
}

/// A picture of one black point.
const POINT: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00,
    0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01,
    0x48, 0xaf, 0xa4, 0x71, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

fn photo(caption: &str) -> Photo {
    Photo {
        file: "0190f5a0-0000-7000-8000-000000000001".parse().unwrap(),
        jpeg: Vec::new(),
        pixels: (720, 540),
        layer: Layer::default(),
        caption: caption.to_owned(),
    }
}

fn notice(rows: usize) -> Document {
    let row = |i: usize| {
        vec![
            (i + 1).to_string(),
            format!("310105008-2023-{:06}", i + 1),
            "楼道内堆放纸箱、杂物，堵塞疏散通道；㐂𠮷烟花店门口停放电动自行车3辆。".to_owned(),
            "《上海市消防条例》第三十七条第一款".to_owned(),
            "2023年6月8日".to_owned(),
        ]
    };
    Document {
        title: "安全隐患整改通知单".into(),
        blocks: vec![
            Block::Title("安全隐患整改通知（告知）单".into()),
            Block::Number("仙霞安整〔2023〕1号".into()),
            Block::Paragraph { text: "𠮷野家（仙霞店）：".into(), align: Align::Left },
            Block::Paragraph {
                text: "经检查，你单位存在下列<安全>隐患 & 问题：".into(),
                align: Align::Justified,
            },
            Block::Heading { level: 1, text: "一、隐患".into() },
            Block::Table(Table {
                head: ["序号", "隐患编号", "隐患内容", "依据", "整改期限"].map(str::to_owned).to_vec(),
                widths: vec![3, 8, 16, 9, 7],
                rows: (0..rows).map(row).collect(),
            }),
            Block::Picture(Picture {
                png: POINT.to_vec(), size_mm: (28, 28), caption: "查询码ABCDE".into()
            }),
            // of a draft: only their captions
            Block::Photos(["整改前甲", "整改前乙", "整改后丙"].map(photo).to_vec()),
            Block::Signature(vec!["仙霞新村街道安全办".into(), "2023年6月1日".into()]),
        ],
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The part of a Word file that holds its text.
fn text_part(file: &[u8]) -> String {
    part(file, "word/document.xml")
}

fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut xml = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut xml).unwrap();
    xml
}

/// The texts of a Word file, in order.
fn words_of(file: &[u8]) -> String {
    let xml = text_part(file);
    let mut said = String::new();
    for part in xml.split("<w:t xml:space=\"preserve\">").skip(1) {
        said.push_str(part.split("</w:t>").next().unwrap());
    }
    said.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn word_says_everything_in_order() {
    let document = notice(3);
    assert_eq!(words_of(&word(&document).unwrap()), document.texts().concat());
}

#[test]
fn pdf_says_every_character_that_word_says() {
    let document = notice(3);
    let fonts = fonts();
    assert_eq!(fonts.missing(&document), []);
    let said = bare(&pdf_extract::extract_text_from_mem(&pdf([&document], &fonts).unwrap()).unwrap());
    let word: BTreeSet<char> = bare(&words_of(&word(&document).unwrap())).chars().collect();
    let lost: Vec<char> = word.into_iter().filter(|c| !said.contains(*c)).collect();
    assert_eq!(lost, [], "{said}");
    // what stands on one line is found as it was written
    for line in [
        "安全隐患整改通知（告知）单",
        "仙霞安整〔2023〕1号",
        "𠮷野家（仙霞店）：",
        "仙霞新村街道安全办",
        "—1—",
    ] {
        assert!(said.contains(line), "{line} in {said}");
    }
}

/// Marks are lines and text over the photo in both files, the photo is the same without them.
#[test]
fn what_is_drawn_over_a_photo_is_on_paper() {
    let issued = |layer: Layer| {
        let jpeg = include_bytes!("photo.jpg").to_vec();
        let photo = Photo { jpeg, pixels: (8, 6), layer, ..photo("整改前") };
        Document { title: "图".into(), blocks: vec![Block::Photos(vec![photo])] }
    };
    let marked = issued(Layer(vec![
        Mark::Arrow { from: (100, 100), to: (500, 500) },
        Mark::Text { at: (520, 500), text: "配电箱<㐂>".into() },
    ]));
    let (bare_photo, fonts) = (issued(Layer::default()), fonts());
    assert_eq!(fonts.missing(&marked), []);
    let said = bare(&pdf_extract::extract_text_from_mem(&pdf([&marked], &fonts).unwrap()).unwrap());
    assert!(said.contains("配电箱<㐂>") && said.contains("整改前"), "{said}");
    assert_ne!(pdf([&marked], &fonts).unwrap(), pdf([&bare_photo], &fonts).unwrap());

    let file = word(&marked).unwrap();
    assert_eq!(words_of(&file), "配电箱<㐂>整改前");
    let xml = text_part(&file);
    assert_eq!(xml.matches("<wps:wsp>").count(), 5, "four pieces of the arrow, one line of words");
    assert_eq!(
        xml.matches("<w:drawing>").count(),
        2,
        "the group, and the photo alone for who knows no groups"
    );
    assert!(!text_part(&word(&bare_photo).unwrap()).contains("<wps:wsp>"));

    let mut rare = marked;
    if let Some(Block::Photos(photos)) = rare.blocks.first_mut() {
        photos[0].layer = Layer(vec![Mark::Text { at: (0, 0), text: "👍".into() }]);
    }
    assert_eq!(fonts.missing(&rare), ['👍'], "a character over a photo is looked up like any other");
}

#[test]
fn the_head_of_a_table_stands_on_every_page_of_it() {
    let file = pdf([&notice(60)], &fonts()).unwrap();
    let said = bare(&pdf_extract::extract_text_from_mem(&file).unwrap());
    let pages = (1..1_000).take_while(|n| said.contains(&format!("—{n}—"))).count();
    assert!(pages >= 4, "{pages}");
    let heads = said.matches("整改期限").count();
    assert!(heads >= pages - 1, "{heads} heads on {pages} pages");
    assert!(said.contains("310105008-2023-000060"));
}

/// Twelve columns, as of a summary by area.
fn wide() -> Document {
    let head = [
        "名次",
        "区域",
        "排查次数",
        "查出",
        "整改率",
        "到期整改率",
        "期初",
        "新增",
        "重开",
        "销号",
        "作废",
        "期末",
    ];
    let row = |i: usize| {
        let mut row = vec![i.to_string(), format!("第{i}居民区"), "1312".into(), "1305".into()];
        row.extend(["98.0% (1234/1312)".to_owned(), "98.0% (1234/1312)".to_owned()]);
        row.extend((0..6).map(|n| (1000 + n).to_string()));
        row
    };
    let table = Table {
        head: head.map(str::to_owned).to_vec(),
        widths: vec![2, 4, 2, 2, 3, 3, 2, 2, 2, 2, 2, 2],
        rows: (1..80).map(row).collect(),
    };
    Document { title: "附表".into(), blocks: vec![Block::Table(table)] }
}

#[test]
fn a_heading_stands_on_the_page_of_its_table() {
    let fonts = fonts();
    for lines in 14..22 {
        let text = "文".repeat(28 * lines);
        let mut document = wide();
        let heading = |level, text: &str| Block::Heading { level, text: text.into() };
        let before = [Block::Paragraph { text, align: Align::Left }, heading(1, "附表"), heading(2, "附表1")];
        document.blocks.splice(0..0, before);
        let file = pdf([&document], &fonts).unwrap();
        let pages: Vec<String> = pdf_extract::extract_text_from_mem_by_pages(&file)
            .unwrap()
            .iter()
            .map(|page| bare(page))
            .collect();
        let page = pages.iter().find(|page| page.contains("附表1")).unwrap();
        assert!(page.contains("1234/1312"), "after {lines} lines");
        assert_eq!(page.matches("附表").count(), 2, "after {lines} lines");
    }
}

/// GB/T 9704-2012, 7.3.5.4: where the signature finds no room below the text, some of the text goes along with it.
#[test]
fn no_signature_stands_on_a_page_of_its_own() {
    let fonts = fonts();
    let code = Picture { png: POINT.to_vec(), size_mm: (20, 20), caption: "查询码ABCDE".into() };
    let long = "仙霞新村街道安全生产委员会办公室（应急办）";
    for (who, with_code) in [("街道安全办", true), ("街道安全办", false), (long, true)] {
        for lines in 1..30 {
            let paragraph = |text: String, align| Block::Paragraph { text, align };
            let mut blocks = vec![paragraph("文".repeat(28 * lines), Align::Left)];
            blocks.extend(with_code.then(|| Block::Picture(code.clone())));
            blocks.push(Block::Signature(vec![who.into(), "2023年6月1日".into()]));
            blocks.push(paragraph("签收人".into(), Align::Left));
            let document = Document { title: "通知".into(), blocks };
            let file = pdf([&document], &fonts).unwrap();
            let pages = pdf_extract::extract_text_from_mem_by_pages(&file).unwrap();
            let pages: Vec<String> = pages.iter().map(|page| bare(page)).collect();
            let signed = pages.iter().find(|page| page.contains("2023年6月1日")).unwrap();
            let told = format!("after {lines} lines, signed by {who}: {pages:?}");
            assert!(signed.contains("文") && signed.contains("签收人"), "{told}");
            assert!(!with_code || signed.contains("查询码ABCDE"), "{told}");
            // the whole of it is closed on one page as long as there is room
            assert!(pages.len() == 1 || lines > 12, "{told}");
        }
    }
    let blocks = vec![
        Block::Paragraph { text: "正文".into(), align: Align::Left },
        Block::Picture(code),
        Block::Signature(vec!["街道安全办".into(), "2023年6月1日".into()]),
    ];
    let kept = |xml: &str, text: &str| {
        let said = format!(">{text}<");
        xml.split("<w:p>").find(|paragraph| paragraph.contains(&said)).unwrap().contains("<w:keepNext/>")
    };
    let mut document = Document { title: "通知".into(), blocks };
    let xml = text_part(&word(&document).unwrap());
    let expected = [("正文", true), ("查询码ABCDE", true), ("街道安全办", true), ("2023年6月1日", false)];
    for (text, with_next) in expected {
        assert_eq!(kept(&xml, text), with_next, "{text}");
    }
    // a chart is no code: kept with the signature it would take more along than a page holds
    let Some(Block::Picture(chart)) = document.blocks.get_mut(1) else { panic!("the code") };
    chart.size_mm = (150, 90);
    let xml = text_part(&word(&document).unwrap());
    for (text, with_next) in [("正文", false), ("查询码ABCDE", false), ("街道安全办", true)] {
        assert_eq!(kept(&xml, text), with_next, "{text}");
    }
}

#[test]
fn a_line_has_28_characters_in_every_program() {
    let file = word(&notice(1)).unwrap();
    let (text, styles) = (text_part(&file), part(&file, "word/styles.xml"));
    // only Word reads a grid for characters as it was meant
    assert!(text.contains("<w:docGrid w:type=\"lines\" w:linePitch=\"580\"/>"), "{text}");
    let closer: i32 =
        styles.split("<w:spacing w:val=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    // a page of 210 mm with margins of 28 and 26 mm, in twentieths of a point
    let (width, character) = (8845, 16 * 20 + closer);
    assert_eq!(width / character, 28, "{closer}");
    // what was issued on Word's grid comes out as it was
    let before = press::word(&notice(1), WordLayout::Former).unwrap();
    assert!(
        text_part(&before)
            .contains("<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"580\" w:charSpace=\"-848\"/>")
    );
    assert!(!part(&before, "word/styles.xml").contains("<w:spacing w:val="));
}

#[test]
fn photos_below_a_table_are_no_part_of_it() {
    let document = notice(1);
    let table = document.blocks.iter().find(|block| matches!(block, Block::Table(_))).unwrap().clone();
    let blocks = vec![table, Block::Photos(vec![photo("整改前")])];
    let xml = text_part(&word(&Document { title: "通知".into(), blocks }).unwrap());
    assert_eq!(xml.matches("<w:tbl>").count(), 2, "{xml}");
    assert!(!xml.contains("</w:tbl><w:tbl>"), "{xml}");
}

#[test]
fn numbers_of_a_wide_table_are_not_cut() {
    let (document, fonts) = (wide(), fonts());
    let file = pdf([&document], &fonts).unwrap();
    let said = pdf_extract::extract_text_from_mem(&file).unwrap();
    assert!(said.matches("1234/1312").count() >= 150, "{said}");
    assert_eq!(words_of(&word(&document).unwrap()), document.texts().concat());
}

#[test]
fn the_same_document_is_the_same_file() {
    let (document, fonts) = (notice(5), fonts());
    assert_eq!(pdf([&document], &fonts).unwrap(), pdf([&document], &fonts).unwrap());
    assert_eq!(word(&document).unwrap(), word(&document).unwrap());
}

#[test]
fn a_character_that_the_font_lacks_is_named() {
    let mut document = notice(1);
    // a private use character and an emoji: no font of text has them
    let text = "标志\u{e000}👍".to_owned();
    document.blocks.push(Block::Paragraph { text, align: Align::Justified });
    assert_eq!(fonts().missing(&document), ['\u{e000}', '👍']);
}

#[test]
fn a_font_that_is_not_there_is_named_and_nothing_takes_its_place() {
    let choice = FontChoice { body: "No Such Font".into(), ..FontChoice::default() };
    assert_eq!(Fonts::find(&choice).err(), Some(NoFont("No Such Font".into())));
}

/// GB 18030-2022 level 1 asks for the characters of two bytes and for U+9FA6 … of the supplement; those of two bytes are all of
/// GBK, 21,003 Chinese characters.
#[test]
fn every_chinese_character_of_two_bytes_has_a_picture() {
    let mut characters = String::new();
    for first in 0x81..=0xfe_u8 {
        for second in (0x40..=0xfe_u8).filter(|b| *b != 0x7f) {
            let pair = [first, second];
            let (text, bad) = encoding_rs::GB18030.decode_without_bom_handling(&pair);
            let c = text.chars().next().unwrap();
            if !bad && ('\u{4e00}'..='\u{9fff}').contains(&c) {
                characters.push(c);
            }
        }
    }
    assert!(characters.chars().count() > 20_000);
    let every = Document {
        title: String::new(),
        blocks: vec![
            Block::Title(characters.clone()),
            Block::Heading { level: 1, text: characters.clone() },
            Block::Paragraph { text: format!("{characters}㐂𠮷"), align: Align::Justified },
        ],
    };
    assert_eq!(fonts().missing(&every), []);
}

#[test]
fn two_hundred_notices_are_one_file() {
    let (document, fonts) = (notice(4), fonts());
    let begin = Instant::now();
    let one = pdf([&document], &fonts).unwrap();
    let many = pdf(std::iter::repeat_n(&document, 200), &fonts).unwrap();
    // the fonts are embedded once: two hundred are far from two hundred times as large
    assert!(many.len() < one.len() * 100, "{} and {}", one.len(), many.len());
    println!("201 notices in {:?}, {} and {} bytes", begin.elapsed(), one.len(), many.len());
}

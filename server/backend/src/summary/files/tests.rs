//! All files are read back: what each says of a cell is what the table says.

mod explained;
mod read;

use super::*;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    area::AreaRef,
    fault::Code,
    figures::{Balance, DashboardFigures, Figures, Ratio},
    hazards::{Category, Severity, Status},
    ids::{FireId, HazardId, SummaryId},
    money::Fen,
    programmes::{figures::ProgrammeFigures, register::FireCause},
    summary::{
        AgeLine, AreaLine, CategoryLine, FigureRef, FireLine, HazardLine, Listed, MapCell, MapData, Measures,
        MonthLine, PenaltyLine, SafetySummary, SummaryFacts, Value, Visits,
        correction::{Correction, CorrectionLine, CorrectionTable, FieldChange, FigureChange, RowChange},
        record::{RowField, RowKey, RowKind, rows_digest},
        tables::{Cell, TableKey},
        text::{Edits, Part, Topic},
    },
};
use press::FontChoice;
use read::{Workbook, csv_of, pdf_of, tables_of_word, words_of_word};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

fn fonts() -> Fonts {
    Fonts::find(&FontChoice::default()).expect("fonts-noto-cjk must be installed, see README")
}

fn time(s: &str) -> DateTime<Utc> {
    s.parse().expect(s)
}

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn area(code: &str, name: &str) -> AreaRef {
    AreaRef { code: code.parse().expect(code), name: name.into() }
}

fn figures(n: i64, of: i64) -> Figures {
    Figures {
        rate_found: Ratio::new(n, of),
        rate_due: Ratio::new(n, of + 1),
        timely: Ratio::new(0, 0),
        balance: Balance { found: of, closed: n, open_at_end: of - n, ..Balance::default() },
        ..Figures::default()
    }
}

fn hazard(i: u128) -> HazardLine {
    HazardLine {
        id: HazardId(Uuid::from_u128(i)),
        number: format!("310105008-2023-{i:06}"),
        description: "楼道内堆放纸箱、杂物，堵塞疏散通道；㐂𠮷烟花店门口停放电动自行车3辆。".into(),
        place: "=仙霞路88弄\"甲\"号, 101室".into(),
        area: area("310105008001", "虹霞居民区"),
        category: Category::Fire,
        severity: Severity::Major,
        status: Status::Assigned,
        found_at: time("2023-06-07T16:05:00Z"),
        effective_due: day("2023-06-20"),
        days_late: 10,
        supervised: true,
        repeats: None,
    }
}

/// A month with something in every table that needs no other record.
fn june() -> SummaryFacts {
    let period: domain::summary::SummaryPeriod = "2023-06".parse().expect("period");
    let mut facts = SummaryFacts::empty(period, area("310105008", "仙霞新村街道"), period.period().end());
    facts.now = Measures {
        visits: Visits { inspections: 1312, special: 306, premises: 800 },
        // 99.96 %: a spreadsheet that rounds would say a hundred
        hazards: figures(2499, 2500),
        overdue: 3,
        programmes: ProgrammeFigures {
            stoves_replaced: 120,
            fines: Fen(12_345_650),
            ..ProgrammeFigures::default()
        },
        ..Measures::default()
    };
    facts.previous = Some(Measures { hazards: figures(9, 10), ..Measures::default() });
    facts.year_to_date = facts.now.clone();
    facts.months = (1..=6)
        .map(|n| MonthLine {
            month: domain::period::Month::new(2023, n).expect("month"),
            inspections: 200 + i64::from(n),
            figures: figures(40, 40 + i64::from(n)),
        })
        .collect();
    facts.areas = (1..=40)
        .map(|n| AreaLine {
            area: area(&format!("310105008{n:03}"), &format!("第{n}居民区")),
            inspections: 1300 + n,
            figures: figures(1200, 1200 + n),
            overdue: n,
            rank: None,
        })
        .collect();
    facts.categories = vec![CategoryLine {
        category: Category::Fire,
        figures: DashboardFigures { rate_due: Ratio::new(3, 4), ..DashboardFigures::default() },
        overdue: 1,
    }];
    facts.ages = vec![
        AgeLine { from: 0, to: Some(7), open: 12, overdue: 0 },
        AgeLine { from: 91, to: None, open: 3, overdue: 3 },
    ];
    facts.major = Listed { total: 1, rows: vec![hazard(1)] };
    facts.overdue = Listed { total: 250, rows: (1..=200).map(hazard).collect() };
    facts.penalties = vec![PenaltyLine { category: Category::Gas, penalties: 2, fines: Fen(100_050) }];
    facts.fires = vec![FireLine {
        id: FireId(Uuid::from_u128(1)),
        at: time("2023-06-30T15:59:00Z"),
        place: "仙霞路".into(),
        area: area("310105008001", "虹霞居民区"),
        cause: FireCause::Ebike,
        loss: None,
    }];
    let cell = |lon_e6, found| MapCell { lon_e6, lat_e6: 31_200_000, found, open: 1, overdue: 1 };
    facts.map = MapData { cells: vec![cell(121_390_000, 9), cell(121_400_000, 1)], without_position: 4 };
    facts
}

fn content(facts: SummaryFacts) -> Content {
    let mut edits = Edits::default();
    edits.put(
        Lang::Zh,
        Topic::NextPeriod,
        vec![Part::Text("继续排查<燃气> & 消防隐患，办结剩余".into()), Part::Counted(figure("not_closed"))],
    );
    Content::of(SafetySummary::from_facts(facts), &edits, rows_digest(&[]))
}

fn figure(s: &str) -> FigureRef {
    s.parse().expect(s)
}

fn issued(content: Content) -> IssuedSummary {
    IssuedSummary {
        id: SummaryId(Uuid::from_u128(1)),
        number: "仙霞安结〔2023〕6号".into(),
        issued_at: time("2023-07-02T02:00:00Z"),
        writers: vec!["张三".into()],
        checked_by: "李四".into(),
        issued_by: "王五".into(),
        sha256: content.sha256(),
        content,
    }
}

/// The files by name.
type Files = BTreeMap<String, Vec<u8>>;

fn files<'a>(printed: impl Into<Printed<'a>>, lang: Lang) -> Files {
    let files = in_language(&fonts(), printed, lang).expect("files");
    let count = files.len();
    let by_name: Files = files.into_iter().collect();
    assert_eq!(by_name.len(), count, "no two files of one name");
    by_name
}

/// Every cell of every table, in all four.
fn agree(content: &Content, files: &Files, lang: Lang) {
    let grids = grid::grids(content, lang);
    let word = tables_of_word(&files["summary.docx"]);
    let mut book = Workbook::open(&files["summary.xlsx"]);
    let pdf = pdf_of(&files["summary.pdf"]);
    assert_eq!(word.len(), grids.len());
    let mut sheets: Vec<String> = grids.iter().map(|grid| grid.title.clone()).collect();
    for grid in &grids {
        let mut shown = vec![grid.head.clone()];
        shown.extend(grid.rows.iter().map(|row| row.iter().map(|cell| cell.show(lang)).collect()));
        let (_, table) = word.iter().find(|(title, _)| title.ends_with(&grid.title)).expect(&grid.title);
        assert_eq!(*table, shown, "{} in Word", grid.title);
        assert_eq!(csv_of(&files[&format!("{}.csv", grid.name)]), shown, "{} in CSV", grid.title);
        for (at, row) in grid.rows.iter().enumerate() {
            assert_eq!(book.row(grid, at, lang), shown[at + 1], "{} in the workbook, row {at}", grid.title);
            for number in row.iter().filter(|cell| cell.value().is_some()).map(|cell| cell.show(lang)) {
                for part in number.split(|c: char| !c.is_ascii_digit() && !".,/%".contains(c)) {
                    assert!(pdf.contains(part), "{part} of {} in PDF", grid.title);
                }
            }
        }
    }
    sheets.push(match lang {
        Lang::Zh => "数据字典".into(),
        Lang::En => "Data dictionary".into(),
    });
    assert_eq!(book.sheets(), sheets);
    let lost: BTreeSet<char> = words_of_word(&files["summary.docx"])
        .chars()
        .filter(|c| !c.is_whitespace() && !pdf.contains(*c))
        .collect();
    assert_eq!(lost, BTreeSet::new(), "characters of Word that the PDF lacks");
}

#[test]
fn word_pdf_workbook_and_csv_say_the_same() {
    let issued = issued(content(june()));
    for lang in Lang::ALL {
        agree(&issued.content, &files(&issued, *lang), *lang);
    }
}

#[test]
fn a_small_group_is_shown_and_has_no_rank_in_any_file() {
    let mut facts = june();
    let line = |code: &str, name: &str, (n, of)| AreaLine {
        area: area(code, name),
        inspections: 1,
        figures: figures(n, of),
        overdue: 0,
        rank: None,
    };
    facts.areas = vec![
        line("310105008001", "甲居民区", (9, 9)),
        line("310105008002", "乙居民区", (9, 10)),
        line("310105008003", "丙居民区", (10, 10)),
    ];
    let content = content(facts);
    let files = files(&content, Lang::Zh);
    agree(&content, &files, Lang::Zh);
    let starts = |rows: &[Vec<String>]| -> Vec<[String; 2]> {
        rows[1..].iter().map(|row| [row[0].clone(), row[1].clone()]).collect()
    };
    let expected =
        [["1", "丙居民区"], ["2", "乙居民区"], ["/", "甲居民区"]].map(|row| row.map(str::to_owned));
    assert_eq!(starts(&csv_of(&files["areas.csv"])), expected);
    let word = tables_of_word(&files["summary.docx"]);
    let (_, table) = word.iter().find(|(title, _)| title.ends_with("各区域情况")).expect("the areas");
    assert_eq!(starts(table), expected);
}

#[test]
fn the_text_is_in_word_and_pdf_with_its_number_and_names() {
    let issued = issued(content(june()));
    let files = files(&issued, Lang::Zh);
    let (word, pdf) = (words_of_word(&files["summary.docx"]), pdf_of(&files["summary.pdf"]));
    for stated in [
        "仙霞新村街道2023年6月安全工作小结",
        "仙霞安结〔2023〕6号",
        "共开展安全排查1312次",
        "继续排查<燃气> & 消防隐患，办结剩余1处",
        "数据截至2023年7月1日00:00",
        "另有50条未列出",
        "签发：王五",
        "2023年7月2日",
        "另有4处无位置",
    ] {
        assert!(word.contains(stated), "{stated} in {word}");
    }
    for line in ["仙霞安结〔2023〕6号", "签发：王五", "一、总体情况", "—1—", "—2—"]
    {
        assert!(pdf.contains(line), "{line} in {pdf}");
    }
    assert!(!word.contains("草稿") && !word.contains("100.0%"));
    let draft = super::all(&fonts(), &issued.content).expect("files");
    assert!(words_of_word(&draft[0].1).contains("草稿"));
}

#[test]
fn what_is_not_issued_says_so_on_every_page_and_has_no_number() {
    let content = content(june());
    for (standing, words, other) in
        [(Standing::Draft, "草稿，未签发", "已核"), (Standing::Checked, "已核，未签发", "草稿")]
    {
        let pdf = pdf_of(&preview::drawn(&fonts(), &content, standing).expect("a file"));
        let pages = (1..100).take_while(|n| pdf.contains(&format!("—{n}—"))).count();
        assert!(pages > 2, "{pdf}");
        // in the head of each, and once below the title
        assert_eq!(pdf.matches(words).count(), pages + 1, "{pdf}");
        assert!(!pdf.contains(other) && !pdf.contains("安结〔") && !pdf.contains("签发："), "{pdf}");
    }
    let issued = issued(content);
    let pdf = pdf_of(&files(&issued, Lang::Zh)["summary.pdf"]);
    assert!(!pdf.contains("未签发"), "{pdf}");
}

#[test]
fn word_has_headings_heads_that_repeat_page_numbers_and_pictures() {
    let files = files(&content(june()), Lang::Zh);
    let part = |name: &str| read::part(&files["summary.docx"], name);
    let text = part("word/document.xml");
    assert!(text.matches("w:val=\"Heading1\"").count() >= 8);
    assert_eq!(text.matches("<w:tblHeader/>").count(), text.matches("<w:tbl>").count());
    assert!(part("word/footer1.xml").contains("PAGE"));
    // three trends, the ages, the map
    assert_eq!(text.matches("<w:drawing>").count(), 5);
    for n in 1..=5 {
        let png = read::bytes(&files["summary.docx"], &format!("word/media/picture{n}.png"));
        let picture = image::load_from_memory(&png).expect("a picture").to_rgb8();
        assert!(picture.width() >= 1400);
        let dark = picture.pixels().filter(|pixel| pixel.0 != [255; 3]).count();
        assert!(dark > 2000, "picture {n} shows something");
    }
    let nothing = SummaryFacts::empty(
        "2023-06".parse().expect("period"),
        area("310105008", "仙霞新村街道"),
        time("2023-06-30T16:00:00Z"),
    );
    let nothing = self::files(&content(nothing), Lang::Zh);
    assert!(!read::part(&nothing["summary.docx"], "word/document.xml").contains("<w:drawing>"));
}

#[test]
fn the_workbook_has_a_head_that_stays_and_says_what_it_means() {
    let files = files(&content(june()), Lang::Zh);
    let sheet = read::part(&files["summary.xlsx"], "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("ySplit=\"1\"") && sheet.contains("state=\"frozen\""), "{sheet}");
    let dictionary = csv_of(&files["dictionary.csv"]);
    let of = |name: &str| dictionary.iter().find(|row| row[1] == name).expect(name)[3].clone();
    assert!(of("整改率（发现口径）").contains("已销号除以查出"));
    assert!(of("状态").contains("草稿"));
    assert!(of("未列出").contains("50条"));
}

#[test]
fn workbook_and_csv_hold_every_row_of_a_list_that_the_paper_cuts() {
    let mut facts = june();
    facts.overdue = Listed { total: 250, rows: (1..=250).map(hazard).collect() };
    let (summary, lists) = SafetySummary::with_lists(facts);
    let cut = Content::of(summary, &Edits::default(), rows_digest(&[]));
    let content = cut.clone().with_lists(lists);
    for lang in Lang::ALL {
        let files = files(&content, *lang);
        let rows = csv_of(&files["overdue.csv"]);
        assert_eq!(rows.len(), 251);
        let grids = grid::whole(&content, grid::grids(&content, *lang), *lang);
        let grid = grids.iter().find(|grid| grid.name == "overdue").expect("the list");
        let mut book = Workbook::open(&files["summary.xlsx"]);
        for (at, row) in rows.iter().skip(1).enumerate() {
            assert_eq!(book.row(grid, at, *lang), *row, "row {at} of the workbook");
        }
        let word = tables_of_word(&files["summary.docx"]);
        let (_, table) = word.iter().find(|(title, _)| title.ends_with(&grid.title)).expect("the list");
        assert_eq!(table[..], rows[..201], "the first of them");
        let words = words_of_word(&files["summary.docx"]);
        assert!(words.contains("另有50条未列出") || words.contains("50 more are in the system"), "{words}");
        // nothing is missing from the tables that the dictionary explains
        let dictionary = csv_of(&files["dictionary.csv"]);
        assert!(dictionary.iter().all(|row| row[1] != "未列出" && row[1] != "Not listed"));
    }
    // of a city's more than were read
    let mut facts = june();
    facts.overdue = Listed { total: 12_000, rows: (1..=250).map(hazard).collect() };
    let (summary, lists) = SafetySummary::with_lists(facts);
    let longer = Content::of(summary, &Edits::default(), rows_digest(&[])).with_lists(lists);
    let longer = self::files(&longer, Lang::Zh);
    let dictionary = csv_of(&longer["dictionary.csv"]);
    let left = dictionary.iter().find(|row| row[1] == "未列出").expect("that there are more");
    assert_eq!((csv_of(&longer["overdue.csv"]).len(), left[2].as_str()), (251, "11750"));
    let words = words_of_word(&longer["summary.docx"]);
    assert!(words.contains("另有11800条未列出"), "{words}");
    // of what was checked before they were kept the files stay as they were
    let before = files(&cut, Lang::Zh);
    assert_eq!(csv_of(&before["overdue.csv"]).len(), 201);
    assert_eq!(before["summary.pdf"], files(&content, Lang::Zh)["summary.pdf"]);
}

#[test]
fn the_same_content_is_the_same_bytes() {
    let content = content(june());
    let first = files(&content, Lang::Zh);
    let again: Content = serde_json::from_slice(&content.canonical()).expect("content");
    let second = files(&again, Lang::Zh);
    for (name, bytes) in &first {
        assert_eq!(Some(bytes), second.get(name), "{name}");
    }
    let core = read::part(&first["summary.xlsx"], "docProps/core.xml");
    assert!(core.contains("2023-06-30T16:00:00Z"), "no clock: {core}");
}

#[test]
fn what_is_issued_says_in_english_that_it_is_a_translation() {
    let issued = issued(content(june()));
    for (lang, says) in [(Lang::Zh, false), (Lang::En, true)] {
        let files = files(&issued, lang);
        assert_eq!(words_of_word(&files["summary.docx"]).contains(english::WORDS), says);
        let dictionary = csv_of(&files["dictionary.csv"]);
        assert_eq!(dictionary.iter().any(|row| row[3] == english::WORDS), says);
    }
    // what has no number is nobody's translation
    let draft = files(&issued.content, Lang::En);
    assert!(!words_of_word(&draft["summary.docx"]).contains(english::WORDS));
}

#[test]
fn one_file_is_that_of_all() {
    let issued = issued(content(june()));
    let all = files(&issued, Lang::En);
    let written = Written::of(&fonts(), Printed::from(&issued), Lang::En).expect("written");
    for (format, name) in [
        (Format::Pdf, "summary.pdf"),
        (Format::Word, "summary.docx"),
        (Format::Excel, "summary.xlsx"),
        (Format::Csv(TableKey::General), "general.csv"),
        (Format::Dictionary, "dictionary.csv"),
    ] {
        let one = written.file(&fonts(), format).expect("a file");
        assert_eq!(one.as_ref(), Some(&all[name]), "{name}");
    }
    for none in [Format::Csv(TableKey::Orders), Format::Changes(CorrectionTable::Rows)] {
        assert_eq!(written.file(&fonts(), none).expect("no file"), None);
    }
}

#[test]
fn a_character_that_no_font_has_is_named() {
    let mut facts = june();
    facts.area.name = "仙霞\u{e000}".into();
    let refused = super::all(&fonts(), &content(facts)).expect_err("a box would be printed");
    let fault = refused.as_fault().expect("told to the person");
    assert_eq!(fault.code, Code::MissingGlyph);
    assert!(fault.args["characters"].contains("U+E000"));
}

#[test]
fn a_correction_lists_what_changed_in_all_files() {
    let change = |field, before: &str, after: Option<&str>| FieldChange {
        field,
        before: Some(before.into()),
        after: after.map(Into::into),
    };
    let line = |id, change, fields| CorrectionLine {
        key: RowKey { kind: RowKind::Hazard, id: Uuid::from_u128(id) },
        label: format!("310105008-2023-{id:06}"),
        change,
        fields,
        figures: BTreeSet::from([figure("closed"), figure("closed@fire")]),
    };
    let correction = Correction {
        of: SummaryId(Uuid::from_u128(1)),
        number: "仙霞安结〔2023〕6号".into(),
        period: "2023-06".parse().expect("period"),
        area: area("310105008", "仙霞新村街道"),
        issued_as_of: time("2023-06-30T16:00:00Z"),
        as_of: time("2023-08-01T02:00:00Z"),
        lines: vec![
            line(
                1,
                RowChange::Changed,
                vec![
                    change(RowField::Category, "fire", Some("gas")),
                    change(RowField::DoneAt, "2023-06-20T02:00:00Z", None),
                    change(RowField::Site, "a place", Some("another")),
                ],
            ),
            line(2, RowChange::Removed, vec![]),
        ],
        figures: vec![FigureChange {
            figure: figure("rate_found"),
            before: Some(Value::Ratio(Ratio::new(9, 10))),
            after: Some(Value::Ratio(Ratio::new(8, 10))),
        }],
        names: [("a place".to_owned(), "老王面馆".to_owned())].into(),
    };
    let content = Content::of_correction(correction, rows_digest(&[]));
    explained::columns(&content);
    let files = files(&content, Lang::Zh);
    agree(&content, &files, Lang::Zh);
    let rows = csv_of(&files["rows.csv"]);
    assert_eq!(rows.len(), 5);
    assert_eq!(
        rows[1],
        ["隐患", "310105008-2023-000001", "变更", "类别", "消防", "燃气", "已整改销号、已整改销号（消防）"]
    );
    assert_eq!(rows[2][3..6], ["完成时间", "2023-06-20 10:00", "/"]);
    assert_eq!(rows[3][3..6], ["场所", "老王面馆", "another"], "what nobody names stays as it is");
    assert_eq!(rows[4][2..6], ["不再计入", "/", "/", "/"]);
    let words = words_of_word(&files["summary.docx"]);
    assert!(words.contains("安全工作小结更正说明"));
    let of_now = "“现数”按2023年8月1日的记录计算";
    assert!(words.contains(of_now), "{words}");
    let before = self::files(Printed { form: 3, ..Printed::from(&content) }, Lang::Zh);
    assert!(!words_of_word(&before["summary.docx"]).contains(of_now));
    assert_eq!(grid::grids(&content, Lang::Zh)[0].rows[0][0], Cell::Text("整改率（发现口径）".into()));
}

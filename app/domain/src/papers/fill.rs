//! A template and the facts come to a document.

use super::{
    document::{Align, Block, Document, Photo, Picture, Table},
    template::{Line, Piece, Placeholder, Template},
};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// Where something is written by hand.
const BLANK: &str = "＿＿＿＿＿＿";

/// Side of the QR on paper, in millimetres: read by a phone at arm's length.
const CODE_MM: u16 = 28;

/// What a paper says of one hazard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its number.
    pub number: String,
    /// What is wrong, and where at the site.
    pub text: String,
    /// The clause it offends.
    pub clause: Option<String>,
    /// The deadline in force.
    pub due: NaiveDate,
    /// What the review found.
    pub found: String,
}

/// What was answered under one heading of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The heading of the section; `None` above items that stand in none.
    pub heading: Option<String>,
    /// The items, in the order of the checklist.
    pub items: Vec<CheckedItem>,
}

/// What a paper says of one item of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedItem {
    /// What was looked at.
    pub what: String,
    /// What was answered.
    pub answer: String,
    /// The remark; empty when there is none.
    pub note: String,
}

/// The facts of a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperData {
    /// What stands for the placeholders of a line; one that is not known is left blank, to be written by hand.
    pub values: BTreeMap<Placeholder, String>,
    /// The hazards, in order.
    pub items: Vec<Item>,
    /// How the checklist was answered.
    pub checked: Vec<Checked>,
    /// The photos of the hazards, in their order.
    pub photos: Vec<Photo>,
    /// 落款: who and when.
    pub signature: Vec<String>,
    /// The QR as a PNG file.
    pub code_png: Vec<u8>,
    /// What stands below it.
    pub code_caption: String,
}

/// A day as official papers write it (GB/T 9704-2012, 7.3.5.4).
pub fn chinese_day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The document. What stands in a value is text and nothing else: braces and signs in it mean nothing.
pub fn fill(template: &Template, data: &PaperData) -> Document {
    let mut document = Document::default();
    for line in &template.lines {
        let block = match line {
            Line::Title(pieces) => {
                let text = joined(pieces, data);
                document.title.clone_from(&text);
                Block::Title(text)
            }
            Line::Heading(level, pieces) => Block::Heading { level: *level, text: joined(pieces, data) },
            // a line with nothing but the number is the number of the paper
            Line::Paragraph(_, pieces) if pieces[..] == [Piece::Value(Placeholder::Number)] => {
                Block::Number(joined(pieces, data))
            }
            Line::Paragraph(align, pieces) => Block::Paragraph { text: joined(pieces, data), align: *align },
            Line::Block(Placeholder::CheckTable) => {
                document.blocks.extend(checked(data));
                continue;
            }
            Line::Block(block) => match block_of(*block, data) {
                Some(block) => block,
                None => continue,
            },
        };
        document.blocks.push(block);
    }
    document
}

fn joined(pieces: &[Piece], data: &PaperData) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Value(placeholder) => {
            data.values.get(placeholder).cloned().unwrap_or_else(|| BLANK.to_owned())
        }
    };
    pieces.iter().map(piece).collect()
}

fn block_of(block: Placeholder, data: &PaperData) -> Option<Block> {
    match block {
        Placeholder::HazardTable if data.items.is_empty() => {
            Some(Block::Paragraph { text: "未发现安全隐患。".into(), align: Align::Justified })
        }
        Placeholder::HazardTable => Some(table(
            data,
            ["序号", "隐患编号", "隐患内容", "依据", "整改期限"],
            [3, 8, 16, 9, 7],
            |item| [item.clause.clone().unwrap_or_else(|| "—".into()), chinese_day(item.due)],
        )),
        Placeholder::ReviewTable => Some(table(
            data,
            ["序号", "隐患编号", "隐患内容", "整改期限", "复查意见"],
            [3, 8, 15, 7, 10],
            |item| [chinese_day(item.due), item.found.clone()],
        )),
        Placeholder::Photos => (!data.photos.is_empty()).then(|| Block::Photos(data.photos.clone())),
        Placeholder::Code => (!data.code_png.is_empty()).then(|| {
            Block::Picture(Picture {
                png: data.code_png.clone(),
                size_mm: (CODE_MM, CODE_MM),
                caption: data.code_caption.clone(),
            })
        }),
        Placeholder::Signature => Some(Block::Signature(data.signature.clone())),
        // all others are of a line
        _ => None,
    }
}

/// A table under each heading; the items are numbered through.
fn checked(data: &PaperData) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut n = 0;
    for part in &data.checked {
        blocks.extend(part.heading.clone().map(|text| Block::Heading { level: 2, text }));
        let row = |item: &CheckedItem| {
            n += 1;
            vec![n.to_string(), item.what.clone(), item.answer.clone(), item.note.clone()]
        };
        blocks.push(Block::Table(Table {
            head: ["序号", "检查内容", "检查结果", "说明"].map(str::to_owned).to_vec(),
            widths: vec![3, 20, 8, 12],
            rows: part.items.iter().map(row).collect(),
        }));
    }
    blocks
}

fn table(data: &PaperData, head: [&str; 5], widths: [u16; 5], last: impl Fn(&Item) -> [String; 2]) -> Block {
    let row = |(i, item): (usize, &Item)| {
        let [fourth, fifth] = last(item);
        vec![(i + 1).to_string(), item.number.clone(), item.text.clone(), fourth, fifth]
    };
    Block::Table(Table {
        head: head.map(str::to_owned).to_vec(),
        widths: widths.to_vec(),
        rows: data.items.iter().enumerate().map(row).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{PaperKind, default_body};
    use super::*;

    fn item(text: &str) -> Item {
        Item {
            number: "310105008-2023-000001".into(),
            text: text.into(),
            clause: None,
            due: NaiveDate::from_ymd_opt(2023, 6, 8).expect("day"),
            found: "已整改".into(),
        }
    }

    #[test]
    fn every_template_that_comes_with_the_program_can_be_filled() {
        for kind in PaperKind::ALL {
            let template = Template::parse(*kind, default_body(*kind)).expect("a template without faults");
            let number = "仙霞安整〔2023〕1号".to_owned();
            let data = PaperData {
                values: BTreeMap::from([(Placeholder::Number, number.clone())]),
                items: vec![item("堆物")],
                signature: vec!["安全办".into()],
                ..PaperData::default()
            };
            let document = fill(&template, &data);
            assert!(!document.title.is_empty(), "{kind}");
            assert!(document.blocks.contains(&Block::Number(number)), "{kind}");
            assert!(!document.texts().concat().contains("{{"), "{kind}");
        }
    }

    #[test]
    fn values_are_text_and_nothing_else() {
        let template =
            Template::parse(PaperKind::Notice, "# 题\n{{文号}}\n{{责任单位}}\n{{隐患表}}").expect("template");
        let data = PaperData {
            values: BTreeMap::from([(Placeholder::Party, "# {{短码}}<w:b/>".into())]),
            items: vec![item("甲"), item("乙")],
            ..PaperData::default()
        };
        let document = fill(&template, &data);
        let said = Block::Paragraph { text: "# {{短码}}<w:b/>".into(), align: Align::Justified };
        assert!(document.blocks.contains(&said));
        assert!(document.texts().contains(&BLANK), "the number is not known yet");
        let Some(Block::Table(table)) = document.blocks.last() else { panic!("a table") };
        assert_eq!(table.rows[1][0], "2");
        assert!(table.rows.iter().all(|row| row.len() == table.head.len()));
    }

    #[test]
    fn every_paper_has_its_code_also_by_a_template_that_does_not_say_where() {
        let data = PaperData {
            signature: vec!["安全办".into()],
            code_png: vec![1],
            code_caption: "查询码：23ABCD7XYZ".into(),
            ..PaperData::default()
        };
        for (body, expected) in [
            ("正文\n{{落款}}\n< 签收人", "文码签文"),
            ("正文\n{{落款}}\n附件\n{{落款}}", "文签文码签"),
            ("正文", "文码"),
            ("{{短码}}", "文码"),
            ("{{二维码}}\n正文\n{{落款}}", "码文签"),
        ] {
            let text = format!("# 题\n{{{{文号}}}}\n{body}");
            let template = Template::parse(PaperKind::Notice, &text).expect("template");
            let document = fill(&template, &data);
            let order: String = document.blocks[2..]
                .iter()
                .map(|block| match block {
                    Block::Picture(picture) if picture.caption == data.code_caption => '码',
                    Block::Signature(_) => '签',
                    Block::Paragraph { .. } => '文',
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(order, expected, "{body}");
        }
        // what is to be kept from now on says it itself
        for kind in PaperKind::ALL {
            let without = default_body(*kind).replace("{{二维码}}\n", "");
            assert!(Template::to_keep(*kind, &without).is_err(), "{kind}");
            let (own, given) =
                (Template::parse(*kind, default_body(*kind)), Template::parse(*kind, &without));
            assert_eq!(own, given, "{kind}: where the templates of the program have it");
        }
    }

    #[test]
    fn a_checklist_stands_under_the_headings_of_its_sections() {
        let template =
            Template::parse(PaperKind::CheckRecord, "# 题\n{{文号}}\n{{检查表}}").expect("template");
        let part = |heading: Option<&str>, items: &[&str]| Checked {
            heading: heading.map(str::to_owned),
            items: items
                .iter()
                .map(|what| CheckedItem {
                    what: (*what).into(), answer: "符合".into(), note: String::new()
                })
                .collect(),
        };
        let checked = vec![part(None, &["总阀"]), part(Some("疏散"), &["通道", "出口"])];
        let document = fill(&template, &PaperData { checked, ..PaperData::default() });
        let [_, _, Block::Table(first), Block::Heading { level: 2, text }, Block::Table(second)] =
            &document.blocks[..]
        else {
            panic!("{document:?}")
        };
        assert_eq!((text.as_str(), first.rows.len()), ("疏散", 1));
        assert_eq!(second.rows[1][..3], ["3", "出口", "符合"], "numbered through");
        let nothing = fill(&template, &PaperData::default());
        assert_eq!(nothing.blocks.len(), 2, "a visit without a checklist has none");
    }

    #[test]
    fn days_have_no_leading_zeros() {
        assert_eq!(chinese_day(NaiveDate::from_ymd_opt(2023, 6, 1).expect("day")), "2023年6月1日");
    }
}

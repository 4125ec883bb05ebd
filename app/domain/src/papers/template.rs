//! Templates of papers: plain text that the office edits, a block a line, with placeholders between double braces.
//!
//! `# ` begins the title, `## ` and `### ` headings, `> ` a line at the right, `< ` one at the left margin; any other line is a
//! paragraph. A placeholder that stands for a whole block has a line to itself.

use super::{MadeFrom, PaperKind, document::Align};
use crate::{
    fault::{FieldCode, FieldFault},
    text_enum,
};

text_enum! {
    /// What may stand between double braces. The words are those that the office reads and writes.
    Placeholder {
        /// The number.
        Number = "文号",
        /// The day of issue.
        IssuedOn = "签发日期",
        /// Who issues it.
        Office = "单位",
        /// Who wrote it out.
        Issuer = "经办人",
        /// Responsible person or firm.
        Party = "责任单位",
        /// Name of the site.
        Site = "场所名称",
        /// Address of the site.
        Address = "场所地址",
        /// When it was visited.
        VisitedOn = "检查日期",
        /// Who visited.
        Inspector = "检查人员",
        /// 检查码 of an administrative check.
        CheckCode = "检查码",
        /// What the visit came to.
        Outcome = "检查情况",
        /// How many hazards.
        Count = "隐患数",
        /// The number of the one hazard.
        HazardNumber = "隐患编号",
        /// What is wrong, of the one hazard.
        Hazard = "隐患内容",
        /// The latest deadline in force.
        Due = "整改期限",
        /// The deadline at first.
        OriginalDue = "原定期限",
        /// The deadline that is asked for or was granted.
        NewDue = "延长期限",
        /// Why a later one is asked for.
        Reason = "延期理由",
        /// What was decided.
        Decision = "审批意见",
        /// The body it is handed to.
        Body = "接收单位",
        /// When nobody was met.
        Tried = "到访时间",
        /// When it is tried again.
        Next = "再访时间",
        /// What was installed.
        Gear = "设备名称",
        /// Its serial number.
        Serial = "设备编号",
        /// The day of installation.
        InstalledOn = "安装日期",
        /// Who installed it.
        Installer = "安装单位",
        /// Title and number of the paper that was handed over.
        Served = "送达文书",
        /// The short code.
        ShortCode = "短码",
        /// The hazards as a table with clause and deadline.
        HazardTable = "隐患表",
        /// The hazards as a table with what the review found.
        ReviewTable = "复查表",
        /// How the items of the checklist were answered, under the headings of its sections.
        CheckTable = "检查表",
        /// The photos of the hazards before and after.
        Photos = "照片",
        /// The QR with the short code below it.
        Code = "二维码",
        /// Who and when.
        Signature = "落款",
    }
}

impl Placeholder {
    /// Whether it stands for a whole block.
    pub const fn is_block(self) -> bool {
        matches!(
            self,
            Self::HazardTable
                | Self::ReviewTable
                | Self::CheckTable
                | Self::Photos
                | Self::Code
                | Self::Signature
        )
    }

    /// Whether papers of that kind know it.
    pub const fn is_for(self, kind: PaperKind) -> bool {
        let one_hazard = matches!(kind, PaperKind::Extension | PaperKind::Transfer);
        let of_hazards = matches!(kind.made_from(), MadeFrom::Hazards(_));
        let of_visit = matches!(kind.made_from(), MadeFrom::Visit);
        match self {
            Self::Number | Self::IssuedOn | Self::Office | Self::Issuer | Self::Site | Self::Address => true,
            Self::ShortCode | Self::Code | Self::Signature => true,
            Self::Party => !matches!(kind, PaperKind::Slip),
            Self::VisitedOn | Self::Inspector | Self::CheckCode | Self::Outcome | Self::CheckTable => {
                of_visit
            }
            Self::Count | Self::HazardTable => of_hazards || of_visit,
            Self::Due => of_hazards,
            Self::Photos => of_visit || matches!(kind, PaperKind::Notice | PaperKind::Review),
            Self::ReviewTable => matches!(kind, PaperKind::Review),
            Self::HazardNumber | Self::Hazard | Self::OriginalDue => one_hazard,
            Self::NewDue | Self::Reason | Self::Decision => matches!(kind, PaperKind::Extension),
            Self::Body => matches!(kind, PaperKind::Transfer),
            Self::Tried | Self::Next => matches!(kind, PaperKind::Slip),
            Self::Gear | Self::Serial | Self::InstalledOn | Self::Installer => {
                matches!(kind, PaperKind::Installation)
            }
            Self::Served => matches!(kind, PaperKind::Delivery),
        }
    }
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Value(Placeholder),
}

/// A line of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Title(Vec<Piece>),
    Heading(u8, Vec<Piece>),
    Paragraph(Align, Vec<Piece>),
    Block(Placeholder),
}

/// A template that can be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pub(super) lines: Vec<Line>,
}

/// What is wrong with a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateFaultKind {
    /// No such placeholder, or braces that are not closed.
    Unknown,
    /// There is such a placeholder, but not in papers of this kind.
    NotForKind,
    /// It stands for a whole block and needs a line to itself.
    NotAlone,
    /// This one must be there and is not.
    Missing,
}

/// What is wrong with a template, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// What.
    pub kind: TemplateFaultKind,
    /// The placeholder, as written.
    pub word: String,
    /// The line, from 1; 0 when it is about the whole.
    pub line: usize,
}

impl TemplateFault {
    /// As the fault of a form's field.
    pub fn of_field(&self, field: &str) -> FieldFault {
        let code = match self.kind {
            TemplateFaultKind::Unknown => FieldCode::UnknownPlaceholder,
            TemplateFaultKind::NotForKind | TemplateFaultKind::NotAlone => FieldCode::MisplacedPlaceholder,
            TemplateFaultKind::Missing => FieldCode::MissingPlaceholder,
        };
        FieldFault::new(field, code).with("word", &self.word).with("line", self.line)
    }
}

impl Template {
    /// Reads the template of papers of a kind. A title and the number must be there; all faults are told at once. One that an older
    /// program has kept without the QR gets it where the templates of the program have it: above the last signature, else at the end.
    pub fn parse(kind: PaperKind, text: &str) -> Result<Self, Vec<TemplateFault>> {
        let (mut template, faults) = Self::read(kind, text);
        if !template.has_code() {
            let signed = template.lines.iter().rposition(|line| *line == Line::Block(Placeholder::Signature));
            let place = signed.unwrap_or(template.lines.len());
            template.lines.insert(place, Line::Block(Placeholder::Code));
        }
        if faults.is_empty() { Ok(template) } else { Err(faults) }
    }

    /// The same of one that is to be kept: it brings the QR itself, with the short code below it, by which whoever holds the paper finds
    /// its record.
    pub fn to_keep(kind: PaperKind, text: &str) -> Result<Self, Vec<TemplateFault>> {
        let (template, mut faults) = Self::read(kind, text);
        if !template.has_code() {
            faults.push(missing(Placeholder::Code.as_str()));
        }
        if faults.is_empty() { Ok(template) } else { Err(faults) }
    }

    fn has_code(&self) -> bool {
        self.lines.contains(&Line::Block(Placeholder::Code))
    }

    fn read(kind: PaperKind, text: &str) -> (Self, Vec<TemplateFault>) {
        let mut faults = Vec::new();
        let mut lines = Vec::new();
        for (i, line) in text.lines().enumerate() {
            let line = line.trim();
            if !line.is_empty() {
                lines.push(read_line(kind, line, i + 1, &mut faults));
            }
        }
        if !lines.iter().any(|line| matches!(line, Line::Title(_))) {
            faults.push(missing("# "));
        }
        if !lines.iter().any(|line| pieces(line).contains(&Piece::Value(Placeholder::Number))) {
            faults.push(missing(Placeholder::Number.as_str()));
        }
        (Self { lines }, faults)
    }
}

fn missing(word: &str) -> TemplateFault {
    TemplateFault { kind: TemplateFaultKind::Missing, word: word.to_owned(), line: 0 }
}

fn pieces(line: &Line) -> &[Piece] {
    match line {
        Line::Title(pieces) | Line::Heading(_, pieces) | Line::Paragraph(_, pieces) => pieces,
        Line::Block(_) => &[],
    }
}

fn read_line(kind: PaperKind, line: &str, at: usize, faults: &mut Vec<TemplateFault>) -> Line {
    let (make, text): (fn(Vec<Piece>) -> Line, &str) = if let Some(text) = line.strip_prefix("### ") {
        (|pieces| Line::Heading(2, pieces), text)
    } else if let Some(text) = line.strip_prefix("## ") {
        (|pieces| Line::Heading(1, pieces), text)
    } else if let Some(text) = line.strip_prefix("# ") {
        (Line::Title, text)
    } else if let Some(text) = line.strip_prefix("> ") {
        (|pieces| Line::Paragraph(Align::Right, pieces), text)
    } else if let Some(text) = line.strip_prefix("< ") {
        (|pieces| Line::Paragraph(Align::Left, pieces), text)
    } else {
        (|pieces| Line::Paragraph(Align::Justified, pieces), line)
    };
    let pieces = read_pieces(kind, text, at, faults);
    if let [Piece::Value(block)] = pieces.as_slice()
        && block.is_block()
    {
        return Line::Block(*block);
    }
    for piece in &pieces {
        if let Piece::Value(block) = piece
            && block.is_block()
        {
            let word = block.as_str().to_owned();
            faults.push(TemplateFault { kind: TemplateFaultKind::NotAlone, word, line: at });
        }
    }
    make(pieces)
}

fn read_pieces(kind: PaperKind, text: &str, at: usize, faults: &mut Vec<TemplateFault>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        let Some((word, behind)) = after.split_once("}}") else {
            let word = after.chars().take(40).collect();
            faults.push(TemplateFault { kind: TemplateFaultKind::Unknown, word, line: at });
            return pieces;
        };
        match word.trim().parse::<Placeholder>() {
            Ok(placeholder) if placeholder.is_for(kind) => pieces.push(Piece::Value(placeholder)),
            Ok(placeholder) => faults.push(TemplateFault {
                kind: TemplateFaultKind::NotForKind,
                word: placeholder.as_str().to_owned(),
                line: at,
            }),
            Err(unknown) => {
                faults.push(TemplateFault { kind: TemplateFaultKind::Unknown, word: unknown.word, line: at });
            }
        }
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use TemplateFaultKind::{Missing, NotAlone, NotForKind, Unknown};

    fn faults(text: &str) -> Vec<(TemplateFaultKind, String, usize)> {
        let read = Template::parse(PaperKind::Notice, text);
        read.err().into_iter().flatten().map(|fault| (fault.kind, fault.word, fault.line)).collect()
    }

    #[test]
    fn a_template_says_what_is_wrong_with_it_and_where() {
        let ok = "# 通知单\n> {{文号}}\n\n{{ 责任单位 }}：见下表。\n{{隐患表}}\n{{落款}}";
        assert_eq!(faults(ok), []);
        for (text, expected) in [
            ("# 题\n{{文号}}{{单位名}}", (Unknown, "单位名", 2)),
            ("# 题\n{{文号}}\n{{单位", (Unknown, "单位", 3)),
            ("# 题\n{{文号}}\n{{延期理由}}", (NotForKind, "延期理由", 3)),
            ("# 题\n{{文号}}\n见{{隐患表}}", (NotAlone, "隐患表", 3)),
            ("{{文号}}", (Missing, "# ", 0)),
            ("# 题", (Missing, "文号", 0)),
        ] {
            let (kind, word, line) = expected;
            assert_eq!(faults(text), [(kind, word.to_owned(), line)], "{text}");
        }
        assert_eq!(faults("{{甲}}{{乙}}").len(), 4, "all at once");
    }

    #[test]
    fn every_kind_knows_placeholders_of_its_own_only() {
        for kind in PaperKind::ALL {
            assert!(Placeholder::Number.is_for(*kind), "{kind}");
        }
        assert!(!Placeholder::Party.is_for(PaperKind::Slip), "a slip hangs where everybody reads it");
    }
}

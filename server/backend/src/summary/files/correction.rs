//! What the files of a correction 更正说明 say.

use super::{grid::Grid, paper::day_words};
use domain::{
    calendar::local_date,
    summary::{
        Lang,
        correction::{Correction, CorrectionLine, CorrectionTable, FieldChange},
        names::{Named, figure_name},
        record::Names,
        tables::Cell,
    },
};

/// Its title.
pub(super) fn title(correction: &Correction, lang: Lang) -> String {
    let (area, period) = (&correction.area.name, correction.period.name(lang));
    match lang {
        Lang::Zh => format!("{area}{period}安全工作小结更正说明"),
        Lang::En => format!("Correction of the safety summary of {area} for {period}"),
    }
}

/// What it corrects, and since when.
pub(super) fn opening(correction: &Correction, lang: Lang) -> String {
    let day = |at| day_words(local_date(at), lang);
    let (issued, now) = (day(correction.issued_as_of), day(correction.as_of));
    let (number, rows) = (&correction.number, correction.lines.len());
    match lang {
        Lang::Zh => format!(
            "{number}小结的数据截至{issued}。经{now}核对，其所依据的记录有{rows}条发生变化，现将变化前后情况说明如下，原小结不作改动。"
        ),
        Lang::En => format!(
            "The data of summary {number} are as of {issued}. By {now}, records behind it had changed ({rows}); they are listed with before and after. The summary itself stays as it is."
        ),
    }
}

/// That the figures of now hold more than what the lines tell of; nothing when no figure is another one.
pub(super) fn of_now(correction: &Correction, lang: Lang) -> Option<String> {
    let now = day_words(local_date(correction.as_of), lang);
    (!correction.figures.is_empty()).then(|| match lang {
        Lang::Zh => format!("“现数”按{now}的记录计算，也含数据截止后正常整改、销号带来的变化。"),
        Lang::En => format!(
            "The figures after the change are those of the records of {now}; they also hold what was rectified and closed since in the ordinary course."
        ),
    })
}

/// Its tables: figures that would be others, rows that changed.
pub(super) fn grids(correction: &Correction, lang: Lang) -> Vec<Grid> {
    let words = |(zh, en): (&str, &str)| match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    };
    let grid = |table: CorrectionTable, head: &[(&str, &str)], widths: &[u16], rows: Vec<Vec<Cell>>| Grid {
        name: table.to_string(),
        section: None,
        title: table.name(lang).to_owned(),
        head: head.iter().copied().map(words).collect(),
        widths: widths.to_vec(),
        rows,
        more: 0,
    };
    let figures = correction.figures.iter().map(|change| {
        let value = |value: Option<_>| value.map_or(Cell::None, Cell::Value);
        vec![Cell::Text(figure_name(change.figure, lang)), value(change.before), value(change.after)]
    });
    let rows = correction.lines.iter().flat_map(|line| line_rows(line, &correction.names, lang));
    let all = [
        grid(
            CorrectionTable::Figures,
            &[("指标", "Figure"), ("原数", "Before"), ("现数", "After")],
            &[6, 4, 4],
            figures.collect(),
        ),
        grid(
            CorrectionTable::Rows,
            &[
                ("记录", "Record"),
                ("编号", "Number"),
                ("变化", "Change"),
                ("项目", "Field"),
                ("原值", "Before"),
                ("现值", "After"),
                ("涉及指标", "Figures"),
            ],
            &[2, 4, 3, 3, 3, 3, 4],
            rows.collect(),
        ),
    ];
    all.into_iter().filter(|grid| !grid.rows.is_empty()).collect()
}

/// One row for each field that differs, one for a record that came or went.
fn line_rows(line: &CorrectionLine, names: &Names, lang: Lang) -> Vec<Vec<Cell>> {
    let comma = match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    };
    let figures: Vec<String> = line.figures.iter().map(|figure| figure_name(*figure, lang)).collect();
    let figures = figures.join(comma);
    let row = |field: Cell, before: Cell, after: Cell| {
        vec![
            Cell::Text(line.key.kind.name(lang).to_owned()),
            Cell::Text(line.label.clone()),
            Cell::Text(line.change.name(lang).to_owned()),
            field,
            before,
            after,
            if figures.is_empty() { Cell::None } else { Cell::Text(figures.clone()) },
        ]
    };
    if line.fields.is_empty() {
        return vec![row(Cell::None, Cell::None, Cell::None)];
    }
    let of = |change: &FieldChange| {
        let value = |text: &Option<String>| {
            text.as_ref().map_or(Cell::None, |text| Cell::of_field(change.field, text, names, lang))
        };
        row(Cell::Text(change.field.name(lang).to_owned()), value(&change.before), value(&change.after))
    };
    line.fields.iter().map(of).collect()
}

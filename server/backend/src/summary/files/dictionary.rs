//! 数据字典: what the columns and figures of the tables mean.

mod columns;
mod definitions;

use super::{Printed, english, grid::Grid, paper::span_words, workbook::has_rates};
use columns::{Column, column};
use definitions::definition;
use domain::summary::{
    Figure, Lang, SafetySummary, Shape, Value,
    names::{Named, unit},
    record::{Body, IssuedSummary},
    tables::Cell,
};

/// Its name among the tables.
pub(super) const DICTIONARY: &str = "dictionary";

/// The dictionary of these tables; itself a table.
pub(super) fn dictionary(printed: Printed<'_>, grids: &[Grid], lang: Lang) -> Grid {
    let words = |zh: &str, en: &str| match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    };
    let mut rows = Vec::new();
    let mut add = |of: String, name: String, kind: String, meaning: String| {
        rows.push([of, name, kind, meaning].map(Cell::Text).to_vec());
    };
    let about = words("本文件", "This file");
    let number = |issued: &IssuedSummary| {
        words(&format!("编号{}", issued.number), &format!("Number {}", issued.number))
    };
    let state = printed.standing.issued().map(number);
    let state = state.unwrap_or_else(|| printed.standing.words(lang).unwrap_or_default().to_owned());
    add(about.clone(), words("状态", "State"), String::new(), state);
    if printed.is_translation(lang) {
        add(about.clone(), words("语言", "Language"), String::new(), english::WORDS.to_owned());
    }
    let (area, period, as_of) = match &printed.content.body {
        Body::Summary(summary) => (&summary.area, summary.period, summary.as_of),
        Body::Correction(correction) => (&correction.area, correction.period, correction.as_of),
    };
    add(about.clone(), words("区域", "Area"), area.code.to_string(), area.name.clone());
    add(about.clone(), words("期间", "Period"), period.to_string(), span_words(period, as_of, lang));
    add(
        about.clone(),
        words("百分率", "Rates"),
        "n/N".to_owned(),
        words(
            "向下取到所示位数，n等于N才为100%；工作簿中n、N另列；没有基数时为“/”。",
            "Floored at the digit shown, 100 % only when n = N; a workbook has n and N in columns of their own; — without a base.",
        ),
    );
    add(
        about,
        words("时间", "Times"),
        "UTC+8".to_owned(),
        words("北京时间；期间从首日零时至末日二十四时。", "Of Shanghai; a period is whole local days."),
    );
    let explained = printed.explains_columns();
    for grid in grids {
        for (at, heading) in grid.head.iter().enumerate() {
            let column = column(&grid.name, heading, lang, printed.form).filter(|_| explained);
            let meaning = column.map_or_else(String::new, |Column { meaning: (zh, en), .. }| words(zh, en));
            add(grid.title.clone(), heading.clone(), with_unit(kind(grid, at, lang), column, lang), meaning);
            if explained && has_rates(grid, at) {
                for (letter, zh, en) in [
                    (
                        "n",
                        "其左侧百分率的分子n，仅工作簿有此列。",
                        "The n of the rate to its left, in the workbook only.",
                    ),
                    (
                        "N",
                        "其左侧百分率的分母N，仅工作簿有此列。",
                        "The N of the rate to its left, in the workbook only.",
                    ),
                ] {
                    add(
                        grid.title.clone(),
                        format!("{heading} {letter}"),
                        words("数值", "number"),
                        words(zh, en),
                    );
                }
            }
        }
        if let Some(more) = grid.more_words(lang) {
            add(grid.title.clone(), words("未列出", "Not listed"), grid.more.to_string(), more);
        }
    }
    if let Body::Summary(summary) = &printed.content.body {
        for figure in figures(summary) {
            let (zh, en) = definition(figure);
            add(words("指标", "Figure"), figure.name(lang).to_owned(), unit_of(figure, lang), words(zh, en));
        }
    }
    let title = words("数据字典", "Data dictionary");
    let head = [("所属", "Of"), ("名称", "Name"), ("类型或单位", "Kind or unit"), ("说明", "Meaning")]
        .map(|(zh, en)| words(zh, en));
    for heading in head.iter().filter(|_| explained) {
        if let Some(Column { meaning: (zh, en), .. }) = column(DICTIONARY, heading, lang, printed.form) {
            add(title.clone(), heading.clone(), words("文字", "words"), words(zh, en));
        }
    }
    Grid {
        name: DICTIONARY.to_owned(),
        section: None,
        title,
        head: head.to_vec(),
        widths: vec![4, 5, 3, 12],
        rows,
        more: 0,
    }
}

/// The figures that the summary holds, each once.
fn figures(summary: &SafetySummary) -> Vec<Figure> {
    let held = |figure: &&Figure| summary.lines.iter().any(|line| line.figure == **figure);
    Figure::ALL.iter().filter(held).copied().collect()
}

fn unit_of(figure: Figure, lang: Lang) -> String {
    match (unit(figure), lang) {
        (Some((zh, _, _)), Lang::Zh) => zh.to_owned(),
        (Some((_, _, many)), Lang::En) => many.to_owned(),
        (None, _) if figure.shape() == Shape::Ratio => "%".to_owned(),
        (None, _) => String::new(),
    }
}

/// … and what they count in, where the column says it.
fn with_unit(kind: String, column: Option<Column>, lang: Lang) -> String {
    match (column.and_then(|column| column.unit), lang) {
        (Some((zh, _)), Lang::Zh) => format!("{kind}，{zh}"),
        (Some((_, en)), Lang::En) => format!("{kind}, {en}"),
        (None, _) => kind,
    }
}

/// What the cells of a column are.
fn kind(grid: &Grid, at: usize, lang: Lang) -> String {
    let first = grid.rows.iter().filter_map(|row| row.get(at)).find(|cell| **cell != Cell::None);
    let (zh, en) = match first {
        _ if has_rates(grid, at) => ("数值（含百分率）", "number, rates among them"),
        Some(Cell::Figure(_, value) | Cell::Value(value)) => match value {
            Value::Count(_) | Value::HalfDays(_) => ("数值", "number"),
            Value::Money(_) => ("金额（元）", "yuan"),
            Value::Ratio(_) => ("百分率", "rate"),
        },
        Some(Cell::Day(_)) => ("日期", "day"),
        Some(Cell::Instant(_)) => ("时间", "time"),
        Some(Cell::Month(_)) => ("月份", "month"),
        Some(Cell::Text(_) | Cell::None) | None => ("文字", "words"),
    };
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}

//! The edited form of a paragraph: words with figures between double braces, `{{查出隐患}}` or `{{found}}` (see
//! [`figure_word`]); with the unit behind it as `{{查出隐患#}}`. A brace that is meant as such is `{{(}}`.
//!
//! A figure cannot be typed over by accident: a figure that the text held and holds no longer must be named as left out, and
//! its digits in its place are refused even then, also where the figure still stands elsewhere in the text. Digits that equal another
//! figure are offered as one ([`offers`]).

use super::{
    Part,
    words::{figure_of, figure_word},
};
use crate::{
    fault::{Fault, FieldCode, FieldFault},
    summary::{Column, FigureRef, Lang, SafetySummary},
    text::narrow,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::Range};

/// A brace in the edited form.
const BRACE: &str = "{{(}}";

/// The edited form of a paragraph, its figures in the words of a language.
pub fn format_parts(parts: &[Part], lang: Lang) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(words) => text.push_str(&words.replace('{', BRACE)),
            Part::Figure(figure) => text.push_str(&placeholder(*figure, lang)),
            Part::Counted(figure) => text.push_str(&format!("{{{{{}#}}}}", figure_word(*figure, lang))),
        }
    }
    text
}

/// What puts a figure into a text.
pub fn placeholder(figure: FigureRef, lang: Lang) -> String {
    format!("{{{{{}}}}}", figure_word(figure, lang))
}

/// Reads the edited form, whose figures may be in the words of either language.
///
/// # Errors
/// Every placeholder that names no figure, with its word and line, of the field `text`.
pub fn parse_parts(text: &str) -> Result<Vec<Part>, Vec<FieldFault>> {
    let (mut parts, mut faults, mut words) = (Vec::new(), Vec::new(), String::new());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(length) = rest[start + 2..].find("}}") else { break };
        let inside = &rest[start + 2..start + 2 + length];
        words.push_str(&rest[..start]);
        let line = text[..text.len() - rest.len() + start].matches('\n').count() + 1;
        rest = &rest[start + 2 + length + 2..];
        if inside == "(" {
            words.push('{');
            continue;
        }
        let name = inside.trim();
        let (name, counted) = name.strip_suffix(['#', '＃']).map_or((name, false), |name| (name, true));
        match figure_of(name) {
            Some(figure) => {
                if !words.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut words)));
                }
                parts.push(if counted { Part::Counted(figure) } else { Part::Figure(figure) });
            }
            None => {
                let word: String = inside.chars().take(40).collect();
                let fault = FieldFault::new("text", FieldCode::UnknownPlaceholder);
                faults.push(fault.with("word", word).with("line", line));
            }
        }
    }
    words.push_str(rest);
    if !words.is_empty() {
        parts.push(Part::Text(words));
    }
    if faults.is_empty() { Ok(parts) } else { Err(faults) }
}

/// Whether `after` may take the place of `before`. `left_out` are the figures that the person left out on purpose.
///
/// # Errors
/// [`Code::Invalid`](crate::fault::Code::Invalid) of the field `text`: `unknown_placeholder` for a figure that this summary does
/// not hold, `missing_figure` for one that went without being named in `left_out`, `typed_figure` for digits of a figure that
/// went.
pub fn check_edit(
    summary: &SafetySummary,
    lang: Lang,
    before: &[Part],
    after: &[Part],
    left_out: &[FigureRef],
) -> Result<(), Fault> {
    let mut faults = Vec::new();
    let fault = |code, figure: FigureRef| FieldFault::new("text", code).with("word", figure);
    let (had, has) = (times(super::figures_of(before)), times(super::figures_of(after)));
    for figure in has.keys().filter(|figure| summary.line(**figure).is_none()) {
        let fault = FieldFault::new("text", FieldCode::UnknownPlaceholder);
        faults.push(fault.with("word", figure_word(*figure, lang)).with("line", 1));
    }
    let numbers = |parts| times(numbers_of(parts).into_iter().map(|(_, number)| number));
    let (stood, stand) = (numbers(before), numbers(after));
    for (figure, n) in &had {
        let left = has.get(figure).copied().unwrap_or(0);
        if left >= *n {
            continue;
        }
        let of = |numbers: &BTreeMap<String, usize>, digits: &str| numbers.get(digits).copied().unwrap_or(0);
        // of a figure that still stands, digits that the text had before are words like any others
        let typed = number_of(summary, *figure, lang)
            .filter(|digits| of(&stand, digits) > if left == 0 { 0 } else { of(&stood, digits) });
        match typed {
            Some(digits) => faults.push(fault(FieldCode::TypedFigure, *figure).with("digits", digits)),
            None if left == 0 && !left_out.contains(figure) => {
                faults.push(fault(FieldCode::MissingFigure, *figure));
            }
            None => {}
        }
    }
    Fault::check(faults)
}

/// How often each of them comes.
fn times<T: Ord>(all: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut times = BTreeMap::new();
    for one in all {
        *times.entry(one).or_insert(0) += 1;
    }
    times
}

/// Digits in a text that equal figures of the summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// In which part, from 0.
    pub part: usize,
    /// Where in its words, in bytes.
    pub at: Range<usize>,
    /// The figures that show these digits.
    pub figures: Vec<FigureRef>,
}

/// The numbers typed into a text that equal a figure of the period itself: the editor offers to put the figure there instead.
/// Numbers of one digit are left alone: most of them are of something else.
pub fn offers(summary: &SafetySummary, lang: Lang, parts: &[Part]) -> Vec<Offer> {
    let shown: Vec<(String, FigureRef)> = summary
        .lines
        .iter()
        .filter_map(|line| Some((number_of(summary, line.reference(), lang)?, line.reference())))
        .collect();
    let typed = numbers_of(parts).into_iter().filter(|(_, number)| number.chars().count() > 1);
    typed
        .map(|((part, at), number)| {
            let equal = shown.iter().filter(|(shown, _)| *shown == number);
            Offer { part, at, figures: equal.map(|(_, figure)| *figure).collect() }
        })
        .filter(|offer| !offer.figures.is_empty())
        .collect()
}

/// The digits that a figure shows, as [`numbers_of`] reads them; nothing for comparisons and missing bases.
fn number_of(summary: &SafetySummary, figure: FigureRef, lang: Lang) -> Option<String> {
    if matches!(figure.column, Column::MonthOnMonth | Column::YearOnYear) {
        return None;
    }
    let value = summary.value(figure).filter(|value| value.has_base())?;
    numbers(&value.show(lang)).into_iter().next().map(|(_, number)| number)
}

/// The numbers in the words of a paragraph, with where they stand.
fn numbers_of(parts: &[Part]) -> Vec<((usize, Range<usize>), String)> {
    let texts = parts.iter().enumerate().filter_map(|(i, part)| match part {
        Part::Text(words) => Some((i, words)),
        Part::Figure(_) | Part::Counted(_) => None,
    });
    texts.flat_map(|(i, words)| numbers(words).into_iter().map(move |(at, n)| ((i, at), n))).collect()
}

/// The numbers of a text: digits with a point inside, full-width ones as plain ones, grouping left out.
fn numbers(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut open: Option<(usize, usize, String)> = None;
    let mut close = |open: &mut Option<(usize, usize, String)>| {
        if let Some((start, end, number)) = open.take() {
            found.push((start..end, number));
        }
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let plain = narrow(c);
        let digit_next = chars.peek().is_some_and(|(_, next)| narrow(*next).is_ascii_digit());
        if plain.is_ascii_digit() {
            let (_, end, number) = open.get_or_insert_with(|| (at, at, String::new()));
            number.push(plain);
            *end = at + c.len_utf8();
        } else if let Some((_, _, number)) = open.as_mut().filter(|_| matches!(c, '.' | ',') && digit_next) {
            // a full-width comma parts two numbers, a plain one groups the digits of one
            if c == '.' {
                number.push('.');
            }
        } else {
            close(&mut open);
        }
    }
    close(&mut open);
    found
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;

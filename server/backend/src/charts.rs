//! Charts as SVG, for pages and papers alike. A line is told from another without its colour: by its marks, its strokes
//! and the number at its end, which is that of the legend beside the chart. There are no words in a chart, so it needs no
//! language; its title and the table of its numbers stand beside it.

use crate::error::{Error, Result};
use domain::period::Month;
use plotters::prelude::{
    ChartBuilder, Circle, Color, Cross, DashedLineSeries, EmptyElement, IntoDrawingArea, LineSeries,
    RGBColor, SVGBackend, TRANSPARENT, Text, TriangleMarker, WHITE,
};

/// Width and height of the drawing, in its own units; a page scales it.
const SIZE: (u32, u32) = (720, 260);

/// More months than this, and only every third has a label.
const ALL_LABELLED: usize = 12;

/// The font of all numbers; the browser takes its own.
const FONT: (&str, i32) = ("sans-serif", 17);

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Dots on a whole line.
    Dot,
    /// Triangles on a line of strokes.
    Triangle,
    /// Crosses on a line of points.
    Cross,
}

impl Mark {
    /// Dark enough on white for 4.5:1.
    const fn colour(self) -> RGBColor {
        match self {
            Self::Dot => RGBColor(0x14, 0x50, 0x6b),
            Self::Triangle => RGBColor(0x85, 0x47, 0x00),
            Self::Cross => RGBColor(0x5b, 0x2a, 0x86),
        }
    }
}

/// One line: a value for each month, `None` where there is none and the line is broken.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// How it is drawn.
    pub mark: Mark,
    /// Its values.
    pub values: Vec<Option<f64>>,
}

/// What the values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Percent: the axis always goes from 0 to 100, so that a small change looks small.
    Percent,
    /// Whole numbers from 0.
    Count,
}

/// Draws lines over months, numbered from 1 in their order. The answer is one `<svg>` without scripts, styles or links.
pub fn lines(months: &[Month], lines: &[Line], scale: Scale) -> Result<String> {
    let mut svg = String::new();
    draw(&mut svg, months, lines, scale).map_err(Error::broken)?;
    Ok(svg)
}

type Drawn<'a> = plotters::prelude::DrawResult<(), SVGBackend<'a>>;

fn draw<'a>(svg: &'a mut String, months: &[Month], lines: &[Line], scale: Scale) -> Drawn<'a> {
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let last = i32::try_from(months.len()).unwrap_or(i32::MAX);
    let mut chart = ChartBuilder::on(&area)
        .margin(10)
        .margin_right(26)
        .x_label_area_size(30)
        .y_label_area_size(52)
        .build_cartesian_2d(-1..last, 0.0..top(lines, scale))?;
    let step = if months.len() > ALL_LABELLED { 3 } else { 1 };
    let month = |x: &i32| {
        let at = usize::try_from(*x).ok().filter(|at| at % step == 0);
        at.and_then(|at| months.get(at)).map_or_else(String::new, short)
    };
    let value = |y: &f64| match scale {
        Scale::Percent => format!("{y:.0}%"),
        Scale::Count => format!("{y:.0}"),
    };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .x_labels(months.len() + 2)
        .y_labels(5)
        .x_label_formatter(&month)
        .y_label_formatter(&value)
        .label_style(FONT)
        .draw()?;
    for (i, line) in lines.iter().enumerate() {
        let stroke = line.mark.colour().stroke_width(2);
        for run in runs(&line.values) {
            match line.mark {
                Mark::Dot => chart.draw_series(LineSeries::new(run.clone(), stroke))?,
                Mark::Triangle => chart.draw_series(DashedLineSeries::new(run.clone(), 9, 5, stroke))?,
                Mark::Cross => chart.draw_series(DashedLineSeries::new(run.clone(), 2, 5, stroke))?,
            };
            let solid = line.mark.colour().filled();
            match line.mark {
                Mark::Dot => chart.draw_series(run.iter().map(|at| Circle::new(*at, 4, solid)))?,
                Mark::Triangle => {
                    chart.draw_series(run.iter().map(|at| TriangleMarker::new(*at, 6, solid)))?
                }
                Mark::Cross => chart.draw_series(run.iter().map(|at| Cross::new(*at, 5, stroke)))?,
            };
        }
        let end = runs(&line.values).last().and_then(|run| run.last().copied());
        let number = (i + 1).to_string();
        chart.draw_series(
            end.into_iter().map(|at| EmptyElement::at(at) + Text::new(number.clone(), (8, -8), FONT)),
        )?;
    }
    area.present()
}

/// The stretches of a line that have values.
fn runs(values: &[Option<f64>]) -> Vec<Vec<(i32, f64)>> {
    let mut runs: Vec<Vec<(i32, f64)>> = vec![Vec::new()];
    for (x, value) in (0_i32..).zip(values) {
        match (value, runs.last_mut()) {
            (Some(y), Some(run)) => run.push((x, *y)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// The upper end of the axis: a little above the largest value, at least one.
fn top(lines: &[Line], scale: Scale) -> f64 {
    match scale {
        // the marks at 100 % are drawn whole
        Scale::Percent => 104.0,
        Scale::Count => {
            let values = lines.iter().flat_map(|line| line.values.iter().flatten());
            values.fold(1.0_f64, |most, value| most.max(*value)) * 1.1
        }
    }
}

/// `23-06`.
fn short(month: &Month) -> String {
    format!("{:02}-{:02}", month.year() % 100, month.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year() -> Vec<Month> {
        (1..=12).map(|m| Month::new(2023, m).expect("month")).collect()
    }

    fn line(mark: Mark) -> Line {
        let values = (0..12).map(|x| (x != 5).then_some(f64::from(x))).collect();
        Line { mark, values }
    }

    #[test]
    fn a_chart_holds_its_months_and_numbers_and_nothing_that_a_page_forbids() {
        let lines = [line(Mark::Dot), line(Mark::Triangle), line(Mark::Cross)];
        let svg = super::lines(&year(), &lines, Scale::Count).expect("drawn");
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{svg}");
        for text in ["23-01", "23-12", "<circle", "<polygon", "<polyline"] {
            assert!(svg.contains(text), "{text}");
        }
        for text in ["style=", "<script", "href", "<image"] {
            assert!(!svg.contains(text), "{text}");
        }
    }

    #[test]
    fn lines_break_where_there_is_no_value() {
        assert_eq!(
            runs(&[None, Some(1.0), Some(2.0), None, None, Some(3.0)]),
            [vec![(1, 1.0), (2, 2.0)], vec![(5, 3.0)]]
        );
        assert!(runs(&[None]).is_empty());
    }

    #[test]
    fn years_without_anything_and_single_months_are_drawn() {
        let nothing = Line { mark: Mark::Dot, values: vec![None; 12] };
        assert!(super::lines(&year(), &[nothing], Scale::Percent).is_ok());
        let one = Line { mark: Mark::Triangle, values: vec![Some(0.0)] };
        assert!(super::lines(&year()[..1], &[one], Scale::Count).is_ok());
        assert!(super::lines(&[], &[], Scale::Count).is_ok());
    }
}

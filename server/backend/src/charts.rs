//! Charts, as SVG for pages and as points for papers. A line is told from another without its colour: by its marks, its strokes
//! and the number at its end, which is that of the legend beside the chart. There are no words in a chart, so it needs no
//! language; its title and the table of its numbers stand beside it.

mod on_canvas;

use crate::error::{Error, Result};
use domain::{
    figures::{Charts, Figures, Ratio},
    period::Month,
};
use on_canvas::OnCanvas;
use plotters::prelude::{
    ChartBuilder, Circle, Color, Cross, DashedLineSeries, DrawResult, DrawingBackend, EmptyElement,
    IntoDrawingArea, LineSeries, RGBColor, SVGBackend, TRANSPARENT, Text, TriangleMarker, WHITE,
};
use press::Canvas;

/// Width and height of the drawing, in its own units; a page scales it.
pub const SIZE: (u32, u32) = (720, 260);

/// More months than this, and only every third has a label.
const ALL_LABELLED: usize = 12;

/// The font of all numbers; the browser takes its own.
const FONT: (&str, i32) = ("sans-serif", 17);

/// So much height a number at the end of a line takes.
const NUMBER: i32 = 14;

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

impl Line {
    /// Whether a chart of it would show anything.
    pub fn shows_something(&self, scale: Scale) -> bool {
        let shown = |value: &f64| scale == Scale::Percent || *value > 0.0;
        self.values.iter().flatten().any(shown)
    }
}

/// The lines of the three trends: of a dashboard, a summary, a paper.
pub struct Trends {
    /// The months, in order.
    pub months: Vec<Month>,
    /// A, B, timely.
    pub rates: [Line; 3],
    /// Found, closed.
    pub flows: [Line; 2],
    /// Open at the end of each month.
    pub stock: [Line; 1],
}

impl Trends {
    /// Over these months.
    pub fn over(rows: impl IntoIterator<Item = (Month, Figures)>) -> Self {
        let (months, figures): (Vec<Month>, Vec<Figures>) = rows.into_iter().unzip();
        let percent = |mark, rate: fn(&Figures) -> Ratio| {
            let value = |Ratio { n, of }: Ratio| (of > 0).then(|| n as f64 * 100.0 / of as f64);
            Line { mark, values: figures.iter().map(|month| value(rate(month))).collect() }
        };
        let count = |mark, number: fn(&Figures) -> i64| Line {
            mark,
            values: figures.iter().map(|month| Some(number(month) as f64)).collect(),
        };
        Self {
            rates: [
                percent(Mark::Dot, |month| month.rate_found),
                percent(Mark::Triangle, |month| month.rate_due),
                percent(Mark::Cross, |month| month.timely),
            ],
            flows: [
                count(Mark::Dot, |month| month.balance.found),
                count(Mark::Triangle, |month| month.balance.closed),
            ],
            stock: [count(Mark::Dot, |month| month.balance.open_at_end)],
            months,
        }
    }

    /// Whether they go anywhere: a line through one month is none.
    pub fn go_on(&self) -> bool {
        self.months.len() > 1
    }

    /// For a page; nothing when they go nowhere.
    pub fn svg(&self) -> Result<Charts> {
        if !self.go_on() {
            return Ok(Charts::default());
        }
        Ok(Charts {
            rates: lines(&self.months, &self.rates, Scale::Percent)?,
            flows: lines(&self.months, &self.flows, Scale::Count)?,
            stock: lines(&self.months, &self.stock, Scale::Count)?,
        })
    }
}

/// One bar: what stands below it, how much, and how much of it is set off at its foot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Below it.
    pub label: String,
    /// How high it is.
    pub all: i64,
    /// How high the part at its foot is.
    pub part: i64,
}

/// Draws lines over months, numbered from 1 in their order. The answer is one `<svg>` without scripts, styles or links.
pub fn lines(months: &[Month], lines: &[Line], scale: Scale) -> Result<String> {
    let mut svg = String::new();
    draw(SVGBackend::with_string(&mut svg, SIZE), months, lines, scale).map_err(Error::broken)?;
    Ok(svg)
}

/// Draws the same on a canvas of [`SIZE`].
pub fn lines_on(canvas: &mut Canvas<'_>, months: &[Month], lines: &[Line], scale: Scale) -> Result<()> {
    draw(OnCanvas(canvas), months, lines, scale).map_err(Error::broken)
}

/// Draws bars, with `all/part` above each, as SVG.
pub fn bars(bars: &[Bar]) -> Result<String> {
    let mut svg = String::new();
    draw_bars(SVGBackend::with_string(&mut svg, SIZE), bars).map_err(Error::broken)?;
    Ok(svg)
}

/// Draws the same on a canvas of [`SIZE`].
pub fn bars_on(canvas: &mut Canvas<'_>, bars: &[Bar]) -> Result<()> {
    draw_bars(OnCanvas(canvas), bars).map_err(Error::broken)
}

fn draw_bars<DB: DrawingBackend>(backend: DB, bars: &[Bar]) -> DrawResult<(), DB>
where
    DB::ErrorType: 'static,
{
    /// A bar is a line as wide as this.
    const WIDE: u32 = 56;
    let area = backend.into_drawing_area();
    area.fill(&WHITE)?;
    let last = i32::try_from(bars.len()).unwrap_or(i32::MAX);
    let highest = bars.iter().map(|bar| bar.all).max().unwrap_or(0).max(1) as f64;
    let mut chart = ChartBuilder::on(&area)
        .margin(10)
        .x_label_area_size(30)
        .y_label_area_size(52)
        .build_cartesian_2d(-1..last, 0.0..highest * 1.15)?;
    let label = |x: &i32| {
        let bar = usize::try_from(*x).ok().and_then(|at| bars.get(at));
        bar.map_or_else(String::new, |bar| bar.label.clone())
    };
    let value = |y: &f64| format!("{y:.0}");
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .x_labels(bars.len() + 2)
        .y_labels(5)
        .x_label_formatter(&label)
        .y_label_formatter(&value)
        .label_style(FONT)
        .draw()?;
    for (x, bar) in (0_i32..).zip(bars) {
        // the part differs from the rest by its lightness, and by the number above
        for (high, colour) in [(bar.all, RGBColor(0x9d, 0xbd, 0xcc)), (bar.part, Mark::Triangle.colour())] {
            let line = [(x, 0.0), (x, high as f64)];
            if high > 0 {
                chart.draw_series(LineSeries::new(line, colour.stroke_width(WIDE)))?;
            }
        }
        let number = format!("{}/{}", bar.all, bar.part);
        let above = (x, bar.all as f64);
        chart.draw_series(
            std::iter::once(above)
                .map(|at| EmptyElement::at(at) + Text::new(number.clone(), (-14, -20), FONT)),
        )?;
    }
    area.present()
}

fn draw<DB: DrawingBackend>(backend: DB, months: &[Month], lines: &[Line], scale: Scale) -> DrawResult<(), DB>
where
    DB::ErrorType: 'static,
{
    let area = backend.into_drawing_area();
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
    for line in lines {
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
    }
    let ends: Vec<(usize, (i32, f64))> = lines
        .iter()
        .enumerate()
        .filter_map(|(i, line)| Some((i, *runs(&line.values).last()?.last()?)))
        .collect();
    let heights: Vec<i32> = ends.iter().map(|(_, at)| chart.backend_coord(at).1).collect();
    for ((i, at), shift) in ends.into_iter().zip(apart(&heights)) {
        let number = (i + 1).to_string();
        chart.draw_series(
            std::iter::once(at)
                .map(|at| EmptyElement::at(at) + Text::new(number.clone(), (8, shift - 8), FONT)),
        )?;
    }
    area.present()
}

/// How far each of these numbers is moved down, so that none stands on another. The heights are those of their lines' ends.
fn apart(heights: &[i32]) -> Vec<i32> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by_key(|i| heights[*i]);
    let mut shifts = vec![0; heights.len()];
    let mut free = i32::MIN;
    for i in order {
        let at = heights[i].max(free);
        shifts[i] = at - heights[i];
        free = at + NUMBER;
    }
    shifts
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
    fn bars_hold_their_labels_and_numbers() {
        let bar = |label: &str, all, part| Bar { label: label.into(), all, part };
        let svg = super::bars(&[bar("0–7", 12, 3), bar("≥91", 0, 0)]).expect("drawn");
        for text in ["0–7", "≥91", "12/3", "0/0"] {
            assert!(svg.contains(text), "{text} in {svg}");
        }
        assert!(super::bars(&[]).is_ok());
    }

    #[test]
    fn a_paper_has_the_chart_that_a_page_has() {
        let fonts = press::Fonts::find(&press::FontChoice::default()).expect("fonts-noto-cjk, see README");
        let picture = |lines: &[Line]| {
            let mut canvas = Canvas::new(&fonts, SIZE, 2);
            lines_on(&mut canvas, &year(), lines, Scale::Count).expect("drawn");
            canvas.into_rgb()
        };
        let count = |(_, _, points): &(u32, u32, Vec<u8>), colour: [u8; 3]| {
            points.chunks_exact(3).filter(|point| *point == colour).count()
        };
        let (dots, triangles) = (picture(&[line(Mark::Dot)]), picture(&[line(Mark::Triangle)]));
        assert_eq!((dots.0, dots.1), (SIZE.0 * 2, SIZE.1 * 2));
        assert!(count(&dots, [0x14, 0x50, 0x6b]) > 1000);
        assert!(count(&triangles, [0x85, 0x47, 0x00]) > 1000);
        assert!(count(&dots, [0, 0, 0]) > 500, "axes and numbers");
        assert_eq!(count(&picture(&[]), [0x14, 0x50, 0x6b]), 0);
        assert_eq!(dots, picture(&[line(Mark::Dot)]), "the same again");
    }

    #[test]
    fn a_chart_of_nothing_is_known_as_such() {
        let line = |value| Line { mark: Mark::Dot, values: vec![None, value] };
        assert!(line(Some(0.0)).shows_something(Scale::Percent));
        assert!(!line(Some(0.0)).shows_something(Scale::Count));
        assert!(!line(None).shows_something(Scale::Percent));
    }

    #[test]
    fn numbers_at_the_ends_do_not_stand_on_each_other() {
        assert_eq!(apart(&[]), [0; 0]);
        assert_eq!(apart(&[20, 100, 60]), [0, 0, 0], "as they are, where there is room");
        assert_eq!(apart(&[50, 50]), [0, NUMBER]);
        // the third is pushed by the second, which the first has pushed
        assert_eq!(apart(&[60, 55, 50]), [2 * NUMBER - 10, NUMBER - 5, 0]);
        let flat = |mark| Line { mark, values: vec![Some(50.0); 12] };
        let svg =
            super::lines(&year(), &[flat(Mark::Dot), flat(Mark::Cross)], Scale::Percent).expect("drawn");
        let height = |number: &str| {
            let says = |text: &&str| {
                let words = text.split_once('>').and_then(|(_, rest)| rest.split('<').next());
                words.is_some_and(|words| words.trim() == number)
            };
            let text = svg.split("<text ").find(says).expect("a number");
            text.split("y=\"").nth(1).and_then(|y| y.split('"').next()).expect("its height")
        };
        assert_ne!(height("1"), height("2"));
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

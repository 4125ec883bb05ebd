//! A graph of what work costs against how much there is, both logarithmic: what stays level costs the same whatever the size.

use crate::Result;
use plotters::prelude::{
    ChartBuilder, Circle, Color, IntoDrawingArea, IntoLogRange, IntoTextStyle, LineSeries, PathElement,
    RGBColor, SVGBackend, WHITE,
};
use serde::Deserialize;
use std::ops::Range;

/// Width and height, pixels.
const SIZE: (u32, u32) = (960, 560);
/// Where the names of the lines stand, beside the graph.
const BESIDE: i32 = 670;
/// Of the lines, in turn.
const COLOURS: [RGBColor; 12] = [
    RGBColor(20, 80, 107),
    RGBColor(178, 60, 23),
    RGBColor(46, 125, 50),
    RGBColor(123, 31, 162),
    RGBColor(191, 144, 0),
    RGBColor(0, 137, 147),
    RGBColor(194, 24, 91),
    RGBColor(93, 64, 55),
    RGBColor(57, 73, 171),
    RGBColor(104, 159, 56),
    RGBColor(97, 97, 97),
    RGBColor(230, 119, 0),
];

/// What is drawn.
#[derive(Deserialize)]
pub struct Graph {
    /// What stands at the axes.
    across: String,
    up: String,
    lines: Vec<Line>,
}

/// One kind of work.
#[derive(Deserialize)]
struct Line {
    name: String,
    /// How much there was, and what it cost; both above nothing.
    points: Vec<(f64, f64)>,
}

impl Graph {
    /// As SVG.
    pub fn svg(&self) -> Result<String> {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let across = around(points().map(|point| point.0)).ok_or("nothing to draw")?;
        let up = around(points().map(|point| point.1)).ok_or("nothing to draw")?;
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
            area.fill(&WHITE)?;
            let mut chart = ChartBuilder::on(&area)
                .margin(12)
                .margin_right(300)
                .x_label_area_size(40)
                .y_label_area_size(64)
                .build_cartesian_2d(across.log_scale(), up.log_scale())?;
            chart
                .configure_mesh()
                .x_desc(self.across.as_str())
                .y_desc(self.up.as_str())
                .x_label_formatter(&|x| format!("{x:.0}"))
                .y_label_formatter(&|y| if *y < 1.0 { format!("{y:.2}") } else { format!("{y:.0}") })
                .draw()?;
            for (line, colour) in self.lines.iter().zip(COLOURS.into_iter().cycle()) {
                chart.draw_series(LineSeries::new(line.points.iter().copied(), colour.stroke_width(2)))?;
                chart.draw_series(line.points.iter().map(|point| Circle::new(*point, 3, colour.filled())))?;
            }
            for (i, (line, colour)) in (0..).zip(self.lines.iter().zip(COLOURS.into_iter().cycle())) {
                let (x, y) = (BESIDE, 24 + 22 * i);
                area.draw(&PathElement::new(vec![(x, y + 6), (x + 20, y + 6)], colour.stroke_width(2)))?;
                area.draw_text(&line.name, &("sans-serif", 14).into_text_style(&area), (x + 28, y))?;
            }
            area.present()?;
        }
        Ok(svg)
    }
}

/// The powers of ten around these numbers.
fn around(numbers: impl Iterator<Item = f64> + Clone) -> Option<Range<f64>> {
    let sound = numbers.filter(|n| *n > 0.0 && n.is_finite());
    let least = sound.clone().reduce(f64::min)?;
    let most = sound.reduce(f64::max)?;
    let (low, high) = (least.log10().floor(), most.log10().ceil());
    Some(10_f64.powf(low)..10_f64.powf(high.max(low + 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_powers_of_ten() {
        assert_eq!(around([0.3, 4.0].into_iter()), Some(0.1..10.0));
        assert_eq!(around([100.0].into_iter()), Some(100.0..1_000.0));
        assert_eq!(around([0.0].into_iter()), None);
    }

    #[test]
    fn a_graph_has_its_lines_with_their_names() {
        let graph = r#"{"across": "hazards", "up": "ms", "lines": [
            {"name": "list", "points": [[10000, 0.4], [100000, 0.5], [1000000, 0.5]]},
            {"name": "map & tile", "points": [[10000, 0.2], [1000000, 0.3]]}]}"#;
        let svg = serde_json::from_str::<Graph>(graph).unwrap().svg().unwrap();
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
        assert!(svg.matches("<polyline").count() >= 2, "{svg}");
        assert_eq!(svg.matches("<circle").count(), 5, "{svg}");
        assert!(svg.contains("list") && svg.contains("map &amp; tile") && svg.contains("hazards"), "{svg}");
    }
}

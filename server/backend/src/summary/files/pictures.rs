//! Charts and map as pictures. What has nothing to show is left out.

use crate::{
    charts::{Line, SIZE, Scale, bars_on, lines_on},
    error::{Error, Result},
    summary::{
        charts::{ages, trends},
        map,
    },
};
use domain::{
    papers::Picture,
    summary::{Lang, SafetySummary},
};
use image::{ImageFormat, RgbImage};
use press::{Canvas, Fonts};
use std::io::Cursor;

/// Points for each unit of a drawing: some 230 to the inch on paper.
const SCALE: u16 = 2;

/// As wide as the text, in millimetres.
const WIDE_MM: u32 = 156;

/// All that a summary has.
pub(super) fn pictures(fonts: &Fonts, summary: &SafetySummary, lang: Lang) -> Result<Vec<Picture>> {
    let words = |zh: &str, en: &str| match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    };
    let trends = trends(summary);
    let mut pictures = Vec::new();
    let mut chart = |lines: &[Line], scale, caption| {
        if trends.go_on() && lines.iter().any(|line| line.shows_something(scale)) {
            let mut canvas = Canvas::new(fonts, SIZE, SCALE);
            lines_on(&mut canvas, &trends.months, lines, scale)?;
            pictures.push(picture(canvas, caption)?);
        }
        Ok::<_, Error>(())
    };
    let rates = words(
        "整改率逐月变化（1 发现口径；2 到期口径；3 及时率）",
        "Rates by month (1 of those found; 2 of those due; 3 timely)",
    );
    chart(&trends.rates, Scale::Percent, rates)?;
    let flows = words("每月查出与销号（处；1 查出；2 销号）", "Hazards by month (1 found; 2 closed)");
    chart(&trends.flows, Scale::Count, flows)?;
    chart(&trends.stock, Scale::Count, words("每月末存量（处）", "Hazards open at the end of each month"))?;
    let bars = ages(summary);
    if !bars.is_empty() {
        let mut canvas = Canvas::new(fonts, SIZE, SCALE);
        bars_on(&mut canvas, &bars)?;
        let caption = words(
            "未销号隐患已存续天数（柱上为未销号数/其中逾期数）",
            "Days since open hazards were found (above each bar: open/of these overdue)",
        );
        pictures.push(picture(canvas, caption)?);
    }
    if let Some(canvas) = map::on_canvas(fonts, &summary.map, SCALE) {
        pictures.push(picture(canvas, map_caption(summary, lang))?);
    }
    Ok(pictures)
}

/// How the map is read, and what it cannot show.
fn map_caption(summary: &SafetySummary, lang: Lang) -> String {
    let without = summary.map.without_position;
    match lang {
        Lang::Zh => {
            let start = "隐患分布（圆的面积为查出数，中间为未销号，深色为逾期；上北下南";
            if without > 0 {
                format!("{start}；另有{without}处无位置，未标出）")
            } else {
                format!("{start}）")
            }
        }
        Lang::En => {
            let start = "Where hazards were found (area of a circle: found; inside: not closed; dark: overdue; north is up";
            if without > 0 { format!("{start}; {without} without a position)") } else { format!("{start})") }
        }
    }
}

/// A drawing as wide as the text.
fn picture(canvas: Canvas<'_>, caption: String) -> Result<Picture> {
    let (width, height, points) = canvas.into_rgb();
    let image =
        RgbImage::from_raw(width, height, points).ok_or_else(|| Error::internal("points of a picture"))?;
    let mut png = Cursor::new(Vec::new());
    image.write_to(&mut png, ImageFormat::Png).map_err(Error::internal)?;
    let high = WIDE_MM * height / width.max(1);
    let size_mm = (
        u16::try_from(WIDE_MM).map_err(Error::internal)?,
        u16::try_from(high.max(1)).map_err(Error::internal)?,
    );
    Ok(Picture { png: png.into_inner(), size_mm, caption })
}

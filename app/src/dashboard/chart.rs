//! A chart with its title and the key to its lines. The drawing comes from the server; the table of its numbers stands
//! on the same page.

use leptos::prelude::*;

/// The signs of the lines in the order of their numbers: as the server marks them.
const SIGNS: [&str; 3] = ["● —", "▲ – –", "✕ · · ·"];

/// One chart.
#[component]
pub fn Chart(
    /// What it shows.
    title: &'static str,
    /// The drawing; nothing is shown without one.
    svg: String,
    /// What its lines are, by their numbers.
    lines: Vec<&'static str>,
) -> impl IntoView {
    let key = lines
        .iter()
        .zip(SIGNS)
        .enumerate()
        .map(|(at, (line, sign))| {
            // the number stands at the end of the line
            view! {
                <li>
                    <span class="chart-sign" aria-hidden="true">
                        {at + 1}
                        " "
                        {sign}
                    </span>
                    {*line}
                </li>
            }
        })
        .collect_view();
    let told = format!("{title}: {}", lines.join(", "));
    (!svg.is_empty()).then(|| {
        view! {
            <figure class="chart">
                <figcaption>{title}</figcaption>
                <div class="chart-drawing" role="img" aria-label=told inner_html=svg></div>
                <ol class="chart-key">{key}</ol>
            </figure>
        }
    })
}

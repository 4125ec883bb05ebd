//! The map of a summary: the drawing that its paper has, how it is read, and what it shows in words for readers without it.

use crate::tr;
use domain::summary::{AreaLine, SafetySummary};
use leptos::prelude::*;

/// Areas inside that are named in words.
const NAMED: usize = 5;

/// The drawing, when there is one, with its words.
pub(super) fn map_figure(summary: &SafetySummary, svg: String) -> AnyView {
    let map = &summary.map;
    let shown: i64 = map.cells.iter().map(|cell| cell.found).sum();
    let overdue: i64 = map.cells.iter().map(|cell| cell.overdue).sum();
    let text = tr!(summaries.map_text, n = shown, overdue = overdue, without = map.without_position);
    let most = most(summary).map(|areas| {
        let text = tr!(summaries.map_most, areas = areas);
        view! { <p>{text}</p> }
    });
    let drawing = (!svg.is_empty()).then(|| {
        let told = format!("{} {text}", tr!(summaries.map));
        view! {
            <figure class="chart">
                <figcaption>{tr!(summaries.map_key)}</figcaption>
                <div class="chart-drawing" role="img" aria-label=told inner_html=svg></div>
            </figure>
        }
    });
    view! {
        {drawing}
        <p>{text}</p>
        {most}
    }
    .into_any()
}

/// The areas inside in which most was found, with how many; nothing of an area without any.
fn most(summary: &SafetySummary) -> Option<String> {
    let found = |line: &AreaLine| line.figures.rate_found.of;
    let mut areas: Vec<&AreaLine> = summary.areas.iter().filter(|line| found(line) > 0).collect();
    // of as many the one that the table has first
    areas.sort_by_key(|line| std::cmp::Reverse(found(line)));
    let named: Vec<String> =
        areas.iter().take(NAMED).map(|line| format!("{} {}", line.area.name, found(line))).collect();
    (!named.is_empty()).then(|| named.join(tr!(ui.list_comma)))
}

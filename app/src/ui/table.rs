//! Tables that turn into cards on a phone: every cell carries its column's name, which the style shows there.

use leptos::prelude::*;

/// A table. Rows are `<tr>` with [`Cell`]s.
#[component]
pub fn Table(
    /// What the table shows; read out before it, not seen.
    #[prop(into)]
    caption: String,
    /// The columns' headings.
    columns: Vec<String>,
    /// Many figures of many rows: on a phone it stays a table, which moves sideways under its first column, where rows as cards would
    /// be a page without end.
    #[prop(optional)]
    dense: bool,
    /// Rates or balances: a percentage above what it was counted from, every number a target for a finger. Said here and not
    /// found out by the style: a question after what a table contains makes a browser look at every page anew whenever a word
    /// on it changes.
    #[prop(optional)]
    figures: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-box">
            <table class="table" class:dense=dense class:figures=figures>
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        {columns
                            .into_iter()
                            .map(|column| view! { <th scope="col">{column}</th> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// A cell with its column's name.
#[component]
pub fn Cell(
    /// The column's heading.
    #[prop(into)]
    label: String,
    /// A number: aligned right, digits of equal width.
    #[prop(optional)]
    number: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <td data-label=label class:number=number>
            {children()}
        </td>
    }
}

/// Most characters of words that stay on their line.
const WHOLE: usize = 20;

/// The class of a cell whose words are not broken between any two characters: a comparison, the name of an area, a place. Longer
/// ones are sentences.
pub fn whole(words: &str) -> Option<&'static str> {
    (words.chars().count() <= WHOLE).then_some("whole")
}

/// What stands in a cell: a text that opens something, or a plain one.
pub fn linked(text: String, href: Option<String>) -> AnyView {
    match href {
        Some(href) => view! {
            <a class="table-link" href=href>
                {text}
            </a>
        }
        .into_any(),
        None => text.into_any(),
    }
}

/// A row of a name and of numbers, each under the heading of its column.
pub fn numbers_row<S: AsRef<str>>(columns: &[S], name: AnyView, numbers: Vec<AnyView>) -> AnyView {
    let mut labels = columns.iter().map(|column| column.as_ref().to_owned());
    let first = labels.next().unwrap_or_default();
    let cells: Vec<AnyView> = labels
        .zip(numbers)
        .map(|(label, number)| {
            view! {
                <Cell label=label number=true>
                    {number}
                </Cell>
            }
            .into_any()
        })
        .collect();
    view! {
        <tr>
            <td class="card-title" data-label=first>
                {name}
            </td>
            {cells}
        </tr>
    }
    .into_any()
}

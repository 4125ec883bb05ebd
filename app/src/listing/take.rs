//! What can be taken along of the ticked rows of any list: a line of each on the clipboard, and a table of them.

use super::{
    Csv, List, Listing,
    browser::{copy_text, download},
};
use crate::{
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        time::{day_text, today},
    },
};
use leptos::{prelude::*, task::spawn_local};

/// How rows of a kind are taken along: as the list shows them, so names and addresses of households are masked.
pub(crate) struct Take<R: 'static> {
    /// What copying is called.
    pub copy: &'static str,
    /// The line of a row on the clipboard; behind a tab a spreadsheet begins the next cell.
    pub line: fn(&R) -> String,
    /// The headings of the table.
    pub headings: Vec<&'static str>,
    /// The cells of a row, one for each heading.
    pub cells: fn(&R) -> Vec<String>,
}

/// Copying the ticked rows, and a table of them.
pub(crate) fn take_along<F: Listing>(list: List<F>, take: Take<F::Row>) -> AnyView {
    let said = RwSignal::new(None::<&'static str>);
    let Take { copy, line, headings, cells } = take;
    let to_clipboard = move |_| {
        let lines: Vec<String> = list.ticked.with_untracked(|rows| rows.iter().map(line).collect());
        spawn_local(async move {
            let copied = copy_text(&lines.join("\n")).await;
            // the bar may be gone by now
            let _ = said.try_set(Some(if copied { tr!(lists.copied) } else { tr!(lists.not_copied) }));
        });
    };
    let to_file = move |_| {
        let mut csv = Csv::new(&headings);
        list.ticked.with_untracked(|rows| {
            for row in rows {
                csv.row(cells(row));
            }
        });
        let name = format!("{}-{}.csv", F::words().title, day_text(today()));
        download(&name, "text/csv;charset=utf-8", &csv.into_text());
    };
    view! {
        <Button plain=true look=Look::Plain icon_before=Icon::Copy on:click=to_clipboard>
            {copy}
        </Button>
        <Button plain=true look=Look::Plain icon_before=Icon::Download on:click=to_file>
            {tr!(lists.export_csv)}
        </Button>
        <span class="selection-said" role="status">
            {move || said.get()}
        </span>
    }
    .into_any()
}

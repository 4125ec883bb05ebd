//! The way to the page from the lists, without anything of the page itself.

use crate::{
    facts::use_me,
    tr,
    ui::{Icon, button::LinkButton},
};
use domain::import::ImportKind;
use leptos::prelude::*;

/// Where the page is.
pub(super) const PATH: &str = "/import";

/// The form for a file of that kind.
pub(super) fn beginning(kind: ImportKind) -> String {
    format!("{PATH}?what={kind}")
}

/// Beside the heading of a list: the way to its import, for those who may.
pub(crate) fn way_to_import(kind: ImportKind) -> Option<AnyView> {
    let may = use_me().is_some_and(|me| me.actor.role.has(kind.right()));
    may.then(|| {
        view! {
            <LinkButton href=beginning(kind) icon_before=Icon::Add>
                {tr!(import.way)}
            </LinkButton>
        }
        .into_any()
    })
}

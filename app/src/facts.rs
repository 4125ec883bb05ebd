//! What the frame around every page needs to know, decided once for a request by the server and read again
//! by the browser from the same document.

use crate::{flash::Flash, text::Locale, ui::map::MapSetup};
use chrono::{DateTime, Utc};
use domain::people::Me;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The facts of one page load. The server puts them into the request's extensions before it renders.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageFacts {
    /// The language of the page.
    pub locale: Locale,
    /// When the server rendered the page.
    pub now: DateTime<Utc>,
    /// Who is signed in.
    pub me: Option<Me>,
    /// What to say about the form that led here.
    pub flash: Option<Flash>,
    /// How many reminders this person has not read; at most [`MOST_COUNTED`](domain::reminders::views::MOST_COUNTED).
    #[serde(default)]
    pub unread: u64,
    /// The configured map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<MapSetup>,
    /// This is the shell of the field app ([`crate::field`]): the same for everybody, so that nothing else here says
    /// anything, and language and clock are the tablet's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub field: bool,
}

impl PageFacts {
    /// Those of the shell of the field app.
    pub fn of_field() -> Self {
        Self { field: true, ..Self::default() }
    }
}

/// Makes the facts known to everything below. The first thing [`crate::app::App`] does.
pub(crate) fn provide_facts() {
    let facts = SharedValue::new(facts_of_request).into_inner();
    #[cfg(feature = "hydrate")]
    if facts.field {
        crate::field::language::begin();
    } else {
        crate::text::fix_page_locale(facts.locale);
        crate::ui::time::set_server_clock(facts.now);
        if facts.me.is_some() {
            crate::field::language::suggest(facts.locale);
        }
    }
    provide(facts);
}

/// Makes these facts known to everything below.
pub(crate) fn provide(facts: PageFacts) {
    provide_context(facts.locale);
    provide_context(StoredValue::new(facts));
}

fn facts_of_request() -> PageFacts {
    #[cfg(feature = "ssr")]
    return crate::ssr::page_facts();
    #[cfg(not(feature = "ssr"))]
    PageFacts::default()
}

/// Reads the facts of this page.
pub fn with_facts<T>(read: impl FnOnce(&PageFacts) -> T) -> T {
    match use_context::<StoredValue<PageFacts>>() {
        Some(facts) => facts.with_value(read),
        None => read(&PageFacts::default()),
    }
}

/// The person who is signed in; `None` for a stranger, who sees the sign-in page only.
pub fn use_me() -> Option<Me> {
    with_facts(|facts| facts.me.clone())
}

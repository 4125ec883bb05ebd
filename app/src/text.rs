//! Every word on the screen. The words stand in `locales/<language>/<namespace>.json`; keys are checked when
//! the program is compiled, and both languages must have the same ones.
//!
//! `tr!(nav.hazards)` is a `&'static str`; `tr!(ui.characters, n = 12, max = 200)` is a `String`. The language
//! is fixed for the life of a page (switching it is a form that loads the page again), so texts are plain
//! values: nothing on the page has to listen for a change of language.

mod generated {
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}

pub use generated::i18n::Locale;
pub use leptos_i18n::Locale as LocaleWords;

use domain::summary::Lang;
use leptos::prelude::use_context;
use std::sync::OnceLock;

/// The language of the page in the browser, where there is only one.
static PAGE: OnceLock<Locale> = OnceLock::new();

/// The language to write in: the one of the request on the server, of the page in the browser.
pub fn locale() -> Locale {
    match PAGE.get() {
        Some(locale) => *locale,
        None => use_context().unwrap_or_default(),
    }
}

/// The same as summaries name it: their words stand in the domain, since papers are made without a page around them.
pub fn lang() -> Lang {
    lang_of(locale())
}

/// A language of the screens, as summaries name it.
pub const fn lang_of(locale: Locale) -> Lang {
    match locale {
        Locale::zh => Lang::Zh,
        Locale::en => Lang::En,
    }
}

/// Fixes the language of the page. Only the browser calls it, once: on the server every request has its own.
#[cfg(feature = "hydrate")]
pub(crate) fn fix_page_locale(locale: Locale) {
    // a second call (hot reload) keeps the first language: the document has not changed either
    let _ = PAGE.set(locale);
}

/// The value of the `lang` attribute of the document.
pub const fn html_lang(locale: Locale) -> &'static str {
    match locale {
        Locale::zh => "zh-CN",
        Locale::en => "en",
    }
}

/// The text of a key in the language of the page: `tr!(namespace.key)`, `tr!(namespace.key, name = value)`.
#[macro_export]
macro_rules! tr {
    ($($key:tt)*) => { ::leptos_i18n::td_string!($crate::text::locale(), $($key)*) };
}

//! The language of the field app. Its page comes without one, so it is kept on the tablet; it must be known before the
//! first word is written, and only what is read at once can be: the browser's simple store, not the tablet's own.

#[cfg(feature = "hydrate")]
use crate::capture::browser::{keep, kept};
use crate::text::Locale;
#[cfg(feature = "hydrate")]
use crate::text::{LocaleWords, fix_page_locale, html_lang};

#[cfg(feature = "hydrate")]
const KEY: &str = "xunan-lang";

/// Takes the tablet's language for the page.
#[cfg(feature = "hydrate")]
pub(crate) fn begin() {
    let locale: Locale = kept(KEY).and_then(|word| word.parse().ok()).unwrap_or_default();
    fix_page_locale(locale);
    if let Some(root) = leptos::prelude::document().document_element() {
        // refused only for names that no attribute may have
        let _ = root.set_attribute("lang", html_lang(locale));
    }
}

/// The language of the other pages is the tablet's until another one is chosen there.
#[cfg(feature = "hydrate")]
pub(crate) fn suggest(locale: Locale) {
    if kept(KEY).is_none() {
        keep(KEY, locale.as_str());
    }
}

/// Chooses the language, from the next page on.
pub fn choose(locale: Locale) {
    #[cfg(feature = "hydrate")]
    keep(KEY, locale.as_str());
    #[cfg(not(feature = "hydrate"))]
    let _ = locale;
}

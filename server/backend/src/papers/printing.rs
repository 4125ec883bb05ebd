//! What papers are printed with: fonts, the address that their QR leads to, who signs.

use crate::{
    ctx::Ctx,
    error::{Error, Result},
    reference::Reference,
};
use domain::{
    area::AreaCode,
    fault::{Code, Fault},
    papers::Document,
    party::PAGE,
};
use press::{FontChoice, Fonts, NoFont};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, OnceLock};

/// Shared by all requests; the fonts are read when the first paper is printed.
#[derive(Default)]
pub struct Printing {
    choice: FontChoice,
    public_url: Option<String>,
    office: Option<(AreaCode, String)>,
    fonts: OnceLock<Arc<Fonts>>,
}

impl Printing {
    /// With these fonts; `public_url` is the address that people type, `office` who signs for which area.
    pub fn new(choice: FontChoice, public_url: Option<String>, office: Option<(AreaCode, String)>) -> Self {
        Self { choice, public_url, office, fonts: OnceLock::new() }
    }

    /// A font that is not there is looked for again with the next paper: it may be installed meanwhile.
    fn fonts(&self) -> Result<Arc<Fonts>> {
        if let Some(fonts) = self.fonts.get() {
            return Ok(Arc::clone(fonts));
        }
        let found = Fonts::find(&self.choice)
            .map_err(|NoFont(family)| Fault::new(Code::NoFont).with("family", family))?;
        Ok(Arc::clone(self.fonts.get_or_init(|| Arc::new(found))))
    }

    /// Whether this server has an address that a phone could open.
    pub(crate) fn has_address(&self) -> bool {
        self.public_url.is_some()
    }

    /// What the QR of a paper says: where its party's page is, or the short code when there is none.
    pub(super) fn code(&self, token: Option<&SecretString>, short_code: &str) -> String {
        match (&self.public_url, token) {
            (Some(url), Some(token)) => format!("{url}{PAGE}{}", token.expose_secret()),
            _ => short_code.to_owned(),
        }
    }

    /// Who signs the papers of a subdistrict.
    pub(super) fn office(&self, reference: &Reference, subdistrict: &AreaCode) -> String {
        match &self.office {
            Some((area, name)) if area == subdistrict => name.clone(),
            _ => format!("{}安全办", reference.areas.named(subdistrict).name),
        }
    }
}

/// Work with the fonts, on a thread of its own: it takes as long as many requests.
pub(crate) async fn with_fonts<T: Send + 'static>(
    ctx: &Ctx,
    work: impl FnOnce(&Fonts) -> Result<T> + Send + 'static,
) -> Result<T> {
    let printing = Arc::clone(ctx.state.printing());
    tokio::task::spawn_blocking(move || work(printing.fonts()?.as_ref())).await.map_err(Error::internal)?
}

/// Why a paper cannot be printed, to be shown beside what it says.
pub(super) fn refusal(checked: Result<()>) -> Result<Option<Fault>> {
    match checked {
        Ok(()) => Ok(None),
        Err(Error::Fault(fault)) => Ok(Some(fault)),
        Err(internal) => Err(internal),
    }
}

/// Refuses a document with a character that its font has no picture of; the characters are named.
pub(crate) fn check(fonts: &Fonts, document: &Document) -> Result<()> {
    let missing = fonts.missing(document);
    if missing.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = missing.into_iter().map(|c| format!("{c} (U+{:04X})", u32::from(c))).collect();
    Err(Fault::new(Code::MissingGlyph).with("characters", named.join("、")).into())
}

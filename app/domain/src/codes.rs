//! What a scanned or typed code means: a site's sticker, a hazard's paper, or words to search for.

use crate::{
    hazards::number::HazardNumber,
    ids::{HazardId, SiteId},
};
use uuid::Uuid;

/// Most characters of a code that are looked at; a QR code can hold thousands.
const MOST: usize = 300;

/// What a code means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// A site.
    Site(SiteId),
    /// A hazard, by its id.
    Hazard(HazardId),
    /// A hazard, by its number.
    HazardNumber(HazardNumber),
    /// Nothing of ours: one line to search for (a shop's licence, a typed name).
    Words(String),
}

impl Scanned {
    /// Reads the text of a code. Links are read by their path alone, so that a sticker outlives a change of the
    /// service's address; nothing is ever fetched from what a code says. `None` when it holds nothing.
    pub fn read(text: &str) -> Option<Self> {
        // a mark of the text's encoding is no part of it
        let noise = |c: &char| c.is_control() || *c == '\u{feff}';
        let text: String = text.chars().filter(|c| !noise(c)).take(MOST).collect();
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let ours = link(text).or_else(|| plain(text));
        Some(ours.unwrap_or_else(|| Self::Words(text.to_owned())))
    }
}

/// `https://…/sites/{id}`, `https://…/hazards/{id}`, also below other folders and with a query behind.
fn link(text: &str) -> Option<Scanned> {
    let (scheme, rest) = text.split_once("://")?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let path = rest.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split('/').skip(1).filter(|part| !part.is_empty()).collect();
    let [.., kind, id] = parts.as_slice() else { return None };
    by_kind(kind, id)
}

/// `xunan:site:{id}`, `xunan:hazard:{id}`, or a hazard's number.
fn plain(text: &str) -> Option<Scanned> {
    if let Ok(number) = text.parse() {
        return Some(Scanned::HazardNumber(number));
    }
    let (ours, rest) = text.split_once(':')?;
    let (kind, id) = rest.split_once(':')?;
    if ours.eq_ignore_ascii_case("xunan") { by_kind(kind, id) } else { None }
}

fn by_kind(kind: &str, id: &str) -> Option<Scanned> {
    let id = Uuid::try_parse(id).ok()?;
    match kind.to_ascii_lowercase().as_str() {
        "site" | "sites" => Some(Scanned::Site(SiteId(id))),
        "hazard" | "hazards" => Some(Scanned::Hazard(HazardId(id))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0198c0de-0000-7000-8000-00000000000a";

    fn site() -> Scanned {
        Scanned::Site(ID.parse().expect("id"))
    }

    fn hazard() -> Scanned {
        Scanned::Hazard(ID.parse().expect("id"))
    }

    #[test]
    fn stickers_and_papers_are_known_by_their_form() {
        let number = Scanned::HazardNumber("310105008-2023-000123".parse().expect("number"));
        let words = |text: &str| Scanned::Words(text.to_owned());
        for (text, means) in [
            (format!("https://xunan.example.cn/sites/{ID}"), site()),
            (format!("http://10.1.2.3:8080/sites/{ID}/"), site()),
            (format!("HTTPS://XUNAN.EXAMPLE.CN/SITES/{}", ID.to_uppercase()), site()),
            (format!("https://example.cn/service/field/sites/{ID}?from=sticker#top"), site()),
            (format!("xunan:site:{ID}"), site()),
            (format!(" XUNAN:SITE:{ID}\r\n"), site()),
            (format!("https://xunan.example.cn/hazards/{ID}"), hazard()),
            (format!("xunan:hazard:{ID}"), hazard()),
            ("310105008-2023-000123".into(), number.clone()),
            ("\u{feff}310105008-2023-000123 ".into(), number),
            ("https://xunan.example.cn/sites/7".into(), words("https://xunan.example.cn/sites/7")),
            (
                format!("https://xunan.example.cn/?next=/sites/{ID}"),
                words(&format!("https://xunan.example.cn/?next=/sites/{ID}")),
            ),
            (
                format!("ftp://xunan.example.cn/sites/{ID}"),
                words(&format!("ftp://xunan.example.cn/sites/{ID}")),
            ),
            ("javascript://x/sites/".to_owned() + ID, words(&("javascript://x/sites/".to_owned() + ID))),
            ("6901234567892".into(), words("6901234567892")),
            ("仙霞路 475 号".into(), words("仙霞路 475 号")),
        ] {
            assert_eq!(Scanned::read(&text), Some(means), "{text}");
        }
    }

    #[test]
    fn nothing_is_nothing_and_too_much_is_cut() {
        assert_eq!(Scanned::read(" \u{0}\n"), None);
        let Some(Scanned::Words(words)) = Scanned::read(&"长".repeat(5000)) else { panic!("words") };
        assert_eq!(words.chars().count(), MOST);
    }
}

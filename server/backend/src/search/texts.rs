//! What a record is found by: words for everybody, and words of what is masked, for those who may see that in full.

use crate::{
    entities::site,
    error::Result,
    initials::{initial_words, part_words},
    sites::query::shown,
};
use domain::{
    search::{phone_words, words},
    sites::{SiteKind, door_words, whole_address},
};

/// A word of what is masked. No text and no query can make its sign, and only who may see such things in full is asked about it: so
/// a search tells nobody else whether a home is called so, or whose phone ends so.
pub(super) fn personal(word: &str) -> String {
    format!("§§{word}")
}

/// A word of a phone, of which there may be one in the index that is no name.
pub(super) fn of_phone(word: &str) -> String {
    format!("§§§{word}")
}

/// The words of a record, with repetitions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts(Vec<String>);

impl Texts {
    /// What everybody sees.
    pub fn open(mut self, text: &str) -> Self {
        self.0.extend(words(text));
        self
    }

    /// A name that is masked, by its words and its initials.
    pub fn person(mut self, name: Option<&str>) -> Self {
        if let Some(name) = name {
            self.0.extend(words(name).iter().chain(&initial_words(name)).map(|word| personal(word)));
        }
        self
    }

    /// A phone, by what its mask shows.
    pub fn phone(mut self, phone: Option<&str>) -> Self {
        self.0.extend(phone.into_iter().flat_map(phone_words).map(|word| of_phone(&word)));
        self
    }

    /// A site by its name and door, as lists show them; what they mask of a home is personal.
    pub fn place(mut self, place: &Place) -> Self {
        let Place { kind, name, address, building, room } = place;
        let (building, room) = (building.as_deref(), room.as_deref());
        let named = |name: &str, address: &str, room: Option<&str>| -> Vec<String> {
            let mut all = words(name);
            all.extend(initial_words(name));
            all.extend(part_words(name));
            all.extend(words(address));
            all.extend(initial_words(address));
            all.extend(words(room.unwrap_or_default()));
            all.extend(door_words(&whole_address(address, building, room)));
            all
        };
        let whole = named(name, address, room);
        if *kind == SiteKind::Household {
            let (name, address) = shown(*kind, name.clone(), address.clone(), room);
            let open = named(&name, &address, None);
            self.0.extend(whole.iter().filter(|word| !open.contains(word)).map(|word| personal(word)));
            self.0.extend(open);
        } else {
            self.0.extend(whole);
        }
        self
    }

    /// All of them, each once, between blanks.
    pub(super) fn joined(mut self) -> String {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.join(" ")
    }
}

/// What a record says of its site.
#[derive(Clone, Debug)]
pub struct Place {
    kind: SiteKind,
    name: String,
    address: String,
    building: Option<String>,
    room: Option<String>,
}

impl Place {
    /// Of a row.
    ///
    /// # Errors
    /// When its kind is none.
    pub fn of(row: &site::Model) -> Result<Self> {
        Ok(Self {
            kind: row.kind.parse()?,
            name: row.name.clone(),
            address: row.address.clone(),
            building: row.building.clone(),
            room: row.room.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_by(kind: SiteKind) -> (Vec<String>, Vec<String>) {
        let place = Place {
            kind,
            name: "张小伟".into(),
            address: "茅台路500弄12号302室".into(),
            building: None,
            room: Some("302".into()),
        };
        let all = Texts::default().place(&place).joined();
        let (personal, open): (Vec<&str>, Vec<&str>) =
            all.split(' ').partition(|word| word.starts_with("§§"));
        let plain = personal.iter().map(|word| word.trim_start_matches('§').to_owned()).collect();
        (open.iter().map(|word| (*word).to_owned()).collect(), plain)
    }

    #[test]
    fn what_is_masked_of_a_home_is_personal() {
        let (open, hidden) = found_by(SiteKind::Household);
        for word in ["茅台", "500弄", "12号", "mtl", "张"] {
            assert!(open.iter().any(|w| w == word), "{word}: {open:?}");
            assert!(!hidden.iter().any(|w| w == word), "{word}: {hidden:?}");
        }
        for word in ["张小", "小伟", "zxw", "302", "302室"] {
            assert!(hidden.iter().any(|w| w == word), "{word}: {hidden:?}");
            assert!(!open.iter().any(|w| w == word), "{word}: {open:?}");
        }
        let (open, hidden) = found_by(SiteKind::SmallUnit);
        assert!(hidden.is_empty(), "{hidden:?}");
        assert!(["张小", "zxw", "302室"].iter().all(|word| open.iter().any(|w| w == word)), "{open:?}");
    }
}

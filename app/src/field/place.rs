//! The places of the field app, as addresses.

use super::PATH;
use domain::ids::{HazardId, SiteId};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Where somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// What there is to do.
    Home,
    /// Getting ready for today, and what is on the tablet.
    Ready,
    /// A visit; without an id a new one.
    Visit(Option<Uuid>),
    /// The report of a hazard, likewise.
    Report(Option<Uuid>),
    /// Open hazards.
    Hazards,
    /// One of them.
    Hazard(HazardId),
    /// A step of a hazard while it is written.
    Step(Uuid),
    /// A form about what stands behind a door.
    Gear(Uuid),
    /// A new entry of a register.
    Entry(Uuid),
    /// Sites.
    Sites,
    /// One of them.
    Site(SiteId),
    /// Both on a map.
    Map,
    /// What was saved, and what became of it.
    Ledger,
    /// One saved thing that a person has to decide about.
    Conflict(Uuid),
    /// Language, PIN, signing out.
    Settings,
    /// None of these.
    Nowhere,
}

impl Place {
    /// The place of an address.
    pub fn of(path: &str) -> Self {
        let rest = path.strip_prefix(PATH).unwrap_or_default().trim_matches('/');
        let (word, id) = rest.split_once('/').map_or((rest, None), |(word, id)| (word, Some(id)));
        match (word, id) {
            ("", None) => Self::Home,
            ("ready", None) => Self::Ready,
            ("visit", None) => Self::Visit(None),
            ("visit", Some(id)) => with(id, |id| Self::Visit(Some(id))),
            ("report", None) => Self::Report(None),
            ("report", Some(id)) => with(id, |id| Self::Report(Some(id))),
            ("hazards", None) => Self::Hazards,
            ("hazards", Some(id)) => with(id, Self::Hazard),
            ("step", Some(id)) => with(id, Self::Step),
            ("gear", Some(id)) => with(id, Self::Gear),
            ("entry", Some(id)) => with(id, Self::Entry),
            ("sites", None) => Self::Sites,
            ("sites", Some(id)) => with(id, Self::Site),
            ("map", None) => Self::Map,
            ("ledger", None) => Self::Ledger,
            ("conflict", Some(id)) => with(id, Self::Conflict),
            ("settings", None) => Self::Settings,
            _ => Self::Nowhere,
        }
    }

    /// The same, but a new form has the id that it is begun under.
    pub fn begun(self, new_id: impl FnOnce() -> Uuid) -> Self {
        match self {
            Self::Visit(None) => Self::Visit(Some(new_id())),
            Self::Report(None) => Self::Report(Some(new_id())),
            other => other,
        }
    }

    /// Its address.
    pub fn href(self) -> String {
        let at = |word: &str, id: &dyn fmt::Display| format!("{PATH}/{word}/{id}");
        match self {
            Self::Home | Self::Nowhere => PATH.to_owned(),
            Self::Ready => format!("{PATH}/ready"),
            Self::Visit(None) => format!("{PATH}/visit"),
            Self::Visit(Some(id)) => at("visit", &id),
            Self::Report(None) => format!("{PATH}/report"),
            Self::Report(Some(id)) => at("report", &id),
            Self::Hazards => format!("{PATH}/hazards"),
            Self::Hazard(id) => at("hazards", &id),
            Self::Step(id) => at("step", &id),
            Self::Gear(id) => at("gear", &id),
            Self::Entry(id) => at("entry", &id),
            Self::Sites => format!("{PATH}/sites"),
            Self::Site(id) => at("sites", &id),
            Self::Map => format!("{PATH}/map"),
            Self::Ledger => format!("{PATH}/ledger"),
            Self::Conflict(id) => at("conflict", &id),
            Self::Settings => format!("{PATH}/settings"),
        }
    }
}

fn with<T: FromStr>(id: &str, place: impl FnOnce(T) -> Place) -> Place {
    id.parse().map_or(Place::Nowhere, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_place() {
        let id = Uuid::from_u128(7);
        for place in [
            Place::Home,
            Place::Ready,
            Place::Visit(None),
            Place::Visit(Some(id)),
            Place::Report(None),
            Place::Report(Some(id)),
            Place::Hazards,
            Place::Hazard(HazardId(id)),
            Place::Step(id),
            Place::Gear(id),
            Place::Entry(id),
            Place::Sites,
            Place::Site(SiteId(id)),
            Place::Map,
            Place::Ledger,
            Place::Conflict(id),
            Place::Settings,
        ] {
            let href = place.href();
            assert_eq!(Place::of(&href), place, "{href}");
            assert!(super::super::is_place(&href));
        }
    }

    #[test]
    fn a_new_form_is_begun_under_an_id_and_any_other_place_stays() {
        let (id, new) = (Uuid::from_u128(7), Uuid::from_u128(8));
        for (place, begun) in [
            (Place::Visit(None), Place::Visit(Some(new))),
            (Place::Report(None), Place::Report(Some(new))),
            (Place::Visit(Some(id)), Place::Visit(Some(id))),
            (Place::Report(Some(id)), Place::Report(Some(id))),
            (Place::Home, Place::Home),
            (Place::Step(id), Place::Step(id)),
        ] {
            assert_eq!(place.begun(|| new), begun);
        }
    }

    #[test]
    fn what_is_no_place_leads_nowhere() {
        for path in ["/field/x", "/field/hazards/7", "/field/ledger/1", "/field/conflict", "/field/visit/a/b"]
        {
            assert_eq!(Place::of(path), Place::Nowhere, "{path}");
        }
        assert_eq!(Place::of("/field/"), Place::Home);
    }
}

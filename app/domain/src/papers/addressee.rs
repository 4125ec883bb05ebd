//! To whom a paper about hazards goes, and which hazards therefore stand on one.

use super::MOST_HAZARDS;
use crate::{area::AreaCode, ids::SiteId};

/// Whom a hazard is made known to, as far as its record tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// The subdistrict, whose office signs and numbers the paper.
    pub subdistrict: AreaCode,
    /// Where the hazard is.
    pub site: Option<SiteId>,
    /// Who is responsible.
    pub party: Option<String>,
}

impl Addressee {
    /// Two hazards of which neither a site nor a party is known are not known to be of one party.
    const fn is_known(&self) -> bool {
        self.site.is_some() || self.party.is_some()
    }
}

/// Deals hazards out to papers: one for each addressee, in the order of its first hazard, and a further one when
/// [`MOST_HAZARDS`] stand on it.
pub fn sheets<T>(hazards: impl IntoIterator<Item = (T, Addressee)>) -> Vec<Vec<T>> {
    let mut sheets: Vec<(Addressee, Vec<T>)> = Vec::new();
    for (hazard, to) in hazards {
        let with_room =
            sheets.iter_mut().find(|(of, on_it)| *of == to && to.is_known() && on_it.len() < MOST_HAZARDS);
        match with_room {
            Some((_, on_it)) => on_it.push(hazard),
            None => sheets.push((to, vec![hazard])),
        }
    }
    sheets.into_iter().map(|(_, on_it)| on_it).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn to(site: Option<u128>, party: Option<&str>) -> Addressee {
        Addressee {
            subdistrict: "310105008".parse().expect("code"),
            site: site.map(|n| SiteId(Uuid::from_u128(n))),
            party: party.map(Into::into),
        }
    }

    #[test]
    fn each_party_has_a_paper_of_its_own() {
        let elsewhere = Addressee { subdistrict: "310105009".parse().expect("code"), ..to(Some(1), None) };
        let dealt = sheets([
            ('a', to(Some(1), Some("王大明"))),
            ('b', to(Some(1), Some("李四"))),
            ('c', to(Some(1), Some("王大明"))),
            ('d', to(Some(2), Some("王大明"))),
            ('e', to(Some(1), None)),
            ('f', elsewhere),
            ('g', to(None, Some("王大明"))),
            ('h', to(None, Some("王大明"))),
        ]);
        assert_eq!(dealt, [vec!['a', 'c'], vec!['b'], vec!['d'], vec!['e'], vec!['f'], vec!['g', 'h']]);
    }

    #[test]
    fn of_nobody_known_each_stands_alone() {
        assert_eq!(sheets([(1, to(None, None)), (2, to(None, None))]), [[1], [2]]);
    }

    #[test]
    fn a_full_paper_is_followed_by_another() {
        let many = (0..=MOST_HAZARDS).map(|n| (n, to(Some(1), None)));
        let dealt: Vec<usize> = sheets(many).iter().map(Vec::len).collect();
        assert_eq!(dealt, [MOST_HAZARDS, 1]);
    }
}

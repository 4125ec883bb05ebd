//! Search words that an older program has made are made anew.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(AGAIN), down: Sql::Both(AGAIN) };

/// Initials, doors and phones have become words, and what is masked is found by words of its own: by the rows of
/// `m20261128_000200_renew_search_words` the program goes through all records, from the beginning where it was on its way. An older
/// program that is taken up again does the same with its own words.
const AGAIN: &str = "
DELETE FROM search_renewal;
INSERT INTO search_renewal (name) SELECT 'hazard' WHERE EXISTS (SELECT 1 FROM hazard);
INSERT INTO search_renewal (name) SELECT 'site' WHERE EXISTS (SELECT 1 FROM site);
";

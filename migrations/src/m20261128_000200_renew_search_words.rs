//! Search words that an older program has made are made anew.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE search_renewal;") };

/// A number and the character behind it have become one word besides (12号). A script cannot split texts, so there is a row for
/// each index that holds anything, and the program goes through its records. `last_key` is the sort key of the last one that is
/// done; a later change of the rules leaves such rows again.
const UP: &str = "
CREATE TABLE search_renewal (
    name     {text} NOT NULL PRIMARY KEY,
    last_key {big} NULL,
    CONSTRAINT ck_search_renewal_name CHECK (name IN ('hazard', 'site'))
) {keyed};
INSERT INTO search_renewal (name) SELECT 'hazard' WHERE EXISTS (SELECT 1 FROM hazard);
INSERT INTO search_renewal (name) SELECT 'site' WHERE EXISTS (SELECT 1 FROM site);
";

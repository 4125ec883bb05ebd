//! Sites are found by the initials of any part of their name.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DELETE FROM search_renewal WHERE name = 'site';"),
};

/// The program makes their words anew, from the first on, also where it was about to.
const UP: &str = "
DELETE FROM search_renewal WHERE name = 'site';
INSERT INTO search_renewal (name) SELECT 'site' WHERE EXISTS (SELECT 1 FROM site);
";

//! By what a server knows that another one has changed what it has just read.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE stamp;") };

/// A row for each thing that is stamped, from its first change on. `changes` counts them, in the transaction of each.
const UP: &str = "
CREATE TABLE stamp (
    name    {text} NOT NULL PRIMARY KEY,
    changes {big} NOT NULL,
    CONSTRAINT ck_stamp_name CHECK (name IN ('reference', 'imports'))
) {keyed};
";

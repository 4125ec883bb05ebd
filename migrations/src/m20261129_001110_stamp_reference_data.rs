//! By what a server knows that another one has changed the reference data.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE reference_stamp;") };

/// One row, `reference`, from the first change on: `changes` counts them, in the transaction of each.
const UP: &str = "
CREATE TABLE reference_stamp (
    name    {text} NOT NULL PRIMARY KEY,
    changes {big} NOT NULL,
    CONSTRAINT ck_reference_stamp_name CHECK (name = 'reference')
) {keyed};
";

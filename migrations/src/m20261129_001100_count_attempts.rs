//! How often somebody has tried, counted by all servers together.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE attempt;") };

/// `id` follows from what is counted (a network address, a sign-in name), which cannot be read back from it. `free_at`: when it will
/// be as if nobody had tried, in milliseconds since 1970.
const UP: &str = "
CREATE TABLE attempt (
    id      {uuid} NOT NULL PRIMARY KEY,
    free_at {big} NOT NULL
) {keyed};
CREATE INDEX ix_attempt_free ON attempt (free_at);
";

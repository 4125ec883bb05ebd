//! Work that was set aside is found without passing what was done.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// Ended work is kept for a month and nearly all of it was done.
const UP: &str = "
CREATE INDEX ix_job_set_aside ON job (ended_at DESC, id DESC) WHERE state = 'failed';
";

const DOWN: &str = "
DROP INDEX ix_job_set_aside;
";

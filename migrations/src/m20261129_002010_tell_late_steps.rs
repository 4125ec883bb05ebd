//! Whoever pressed a step of a summary that took longer than its page waited is told how it ended.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// The step that a note tells of, and why it was refused; neither in a note of a draft or an issue.
const UP: &str = "
ALTER TABLE summary_note ADD COLUMN step {text} NULL;
ALTER TABLE summary_note ADD COLUMN fault {text} NULL;
";

const DOWN: &str = "
ALTER TABLE summary_note DROP COLUMN fault;
ALTER TABLE summary_note DROP COLUMN step;
";

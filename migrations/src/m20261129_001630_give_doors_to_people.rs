//! The doors of a campaign are given to people, as tasks are.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// Whom a door was given to; nobody at first. The doors of a person are found of one campaign and of all.
const UP: &str = "
ALTER TABLE campaign_target ADD COLUMN assignee_id {uuid} NULL REFERENCES user_account (id);
CREATE INDEX ix_campaign_target_assignee ON campaign_target (assignee_id, campaign_id) WHERE assignee_id IS NOT NULL;
";

const DOWN: &str = "
DROP INDEX ix_campaign_target_assignee;
ALTER TABLE campaign_target DROP COLUMN assignee_id;
";

//! How many doors of a campaign each person was given, for the walk of everybody's day.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP INDEX ix_campaign_target_given;"),
};

/// Of a campaign that runs, the part of a subdistrict, person by person: counted without looking at a single row.
const UP: &str = "
CREATE INDEX ix_campaign_target_given
    ON campaign_target (campaign_id, subdistrict_code, assignee_id, committee_code, standing)
    WHERE assignee_id IS NOT NULL AND standing <> 'let_in';
";

//! Penalties, hotline orders and fires by the hazard behind them: its page shows them.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// Few entries have one.
const UP: &str = "
CREATE INDEX ix_penalty_hazard ON penalty (hazard_id) WHERE hazard_id IS NOT NULL;
CREATE INDEX ix_hotline_order_hazard ON hotline_order (hazard_id) WHERE hazard_id IS NOT NULL;
CREATE INDEX ix_fire_hazard ON fire (hazard_id) WHERE hazard_id IS NOT NULL;
";

const DOWN: &str = "
DROP INDEX ix_fire_hazard;
DROP INDEX ix_hotline_order_hazard;
DROP INDEX ix_penalty_hazard;
";

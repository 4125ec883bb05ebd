//! New entries of the registers of penalties, hotline orders and fire incidents come from tablets too: their receipts.

use crate::{
    m20261126_000104_send_programmes::receipts,
    script::{Script, Sql},
};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Each {
        sqlite: receipts!(
            "'save_visit', 'register_hazard', 'change_hazard', 'add_site', 'survey_stove', 'change_stove', \
             'plan_device', 'change_device', 'save_gas_unit', 'save_lpg_user', \
             'enter_penalty', 'enter_order', 'enter_fire'"
        ),
        postgres: "
ALTER TABLE sync_receipt DROP CONSTRAINT ck_sync_receipt_kind;
ALTER TABLE sync_receipt ADD CONSTRAINT ck_sync_receipt_kind CHECK (kind IN (
    'save_visit', 'register_hazard', 'change_hazard', 'add_site', 'survey_stove', 'change_stove',
    'plan_device', 'change_device', 'save_gas_unit', 'save_lpg_user',
    'enter_penalty', 'enter_order', 'enter_fire'));
",
    },
    down: Sql::Each {
        sqlite: receipts!(
            "'save_visit', 'register_hazard', 'change_hazard', 'add_site', 'survey_stove', 'change_stove', \
             'plan_device', 'change_device', 'save_gas_unit', 'save_lpg_user'"
        ),
        postgres: "
DELETE FROM sync_receipt WHERE kind IN ('enter_penalty', 'enter_order', 'enter_fire');
ALTER TABLE sync_receipt DROP CONSTRAINT ck_sync_receipt_kind;
ALTER TABLE sync_receipt ADD CONSTRAINT ck_sync_receipt_kind CHECK (kind IN (
    'save_visit', 'register_hazard', 'change_hazard', 'add_site', 'survey_stove', 'change_stove',
    'plan_device', 'change_device', 'save_gas_unit', 'save_lpg_user'));
",
    },
};

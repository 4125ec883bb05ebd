//! The tables as SeaORM entities, one file each, in step with the migrations (a test compares them).
//!
//! Enums are text here; the `rows` modules of the features turn them into domain types. The search
//! tables are no entities: they are written and asked in SQL only.

pub mod area;
pub mod audit_entry;
pub mod awaited_photo;
pub mod campaign;
pub mod campaign_target;
pub mod change_counter;
pub mod checklist;
pub mod checklist_version;
pub mod class_rule;
pub mod cylinder;
pub mod deadline_rule;
pub mod device;
pub mod device_event;
pub mod device_telemetry;
pub mod field_device;
pub mod file;
pub mod fire;
pub mod gas_save;
pub mod gas_survey;
pub mod gas_user;
pub mod hazard;
pub mod hazard_count;
pub mod hazard_counter;
pub mod hazard_event;
pub mod holiday;
pub mod hotline_order;
pub mod import_job;
pub mod inspection;
pub mod life_rule;
pub mod month_figure;
pub mod penalty;
pub mod recurring_plan;
pub mod relapse_pick;
pub mod relapse_sample;
pub mod reply_rule;
pub mod roll_call;
pub mod roll_call_answer;
pub mod roll_call_door;
pub mod session;
pub mod site;
pub mod standard_hazard;
pub mod stove;
pub mod stove_event;
pub mod sync_receipt;
pub mod task;
pub mod unit_cost;
pub mod upload;
pub mod user_account;
pub mod vendor;
pub mod vendor_event;
pub mod year_figure;
pub mod year_target;

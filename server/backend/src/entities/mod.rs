//! The tables as SeaORM entities, one file each, in step with the migrations (a test compares them).
//!
//! Enums are text here; the `rows` modules of the features turn them into domain types. The search
//! tables are no entities: they are written and asked in SQL only.

pub mod area;
pub mod audit_entry;
pub mod awaited_photo;
pub mod change_counter;
pub mod checklist;
pub mod checklist_version;
pub mod deadline_rule;
pub mod field_device;
pub mod file;
pub mod hazard;
pub mod hazard_count;
pub mod hazard_counter;
pub mod hazard_event;
pub mod holiday;
pub mod import_job;
pub mod inspection;
pub mod month_figure;
pub mod session;
pub mod site;
pub mod standard_hazard;
pub mod sync_receipt;
pub mod upload;
pub mod user_account;
pub mod year_figure;

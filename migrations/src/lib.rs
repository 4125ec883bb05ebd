//! The schema of Xun'an, one change a file, for SQLite and PostgreSQL.
//!
//! Every migration is a pair of SQL scripts in one common text; the few words that differ between
//! the two databases (column types, table options) are placeholders, see [`script`].

mod m20261124_000001_create_areas_and_people;
mod m20261124_000002_create_sites;
mod m20261124_000003_create_checklists;
mod m20261124_000004_create_inspections;
mod m20261124_000005_create_rules;
mod m20261124_000006_create_hazards;
mod m20261124_000007_create_files;
mod m20261124_000008_create_figures;
mod m20261124_000009_create_audit;
mod m20261124_000010_create_search;
mod m20261124_000011_create_map_cells;
mod m20261126_000002_count_hazards;
mod m20261126_000003_merge_hazard_indexes;
mod m20261126_000004_sum_figures_by_year;
mod m20261126_000020_create_field_work;
mod m20261126_000021_tell_what_tablets_hold;
mod m20261126_000100_create_stoves;
mod m20261126_000101_create_devices;
mod m20261126_000102_create_gas_users;
mod m20261126_000103_create_gear_rules;
mod m20261126_000104_send_programmes;
mod m20261126_000200_key_sites;
mod m20261126_000201_create_import_jobs;
mod m20261126_000301_create_campaigns;
mod m20261126_000302_create_plans;
mod m20261126_000303_create_registers;
mod m20261126_000304_find_open_tasks;
mod m20261126_000305_list_tasks;
mod m20261126_000310_import_every_list;
mod m20261126_000400_trim_indexes;
mod m20261126_000500_create_saved_views;
mod m20261126_000501_sample_relapses;
mod m20261126_000502_create_roll_calls;
mod m20261126_000550_create_reminders;
mod m20261126_000610_version_rules;
mod m20261126_000620_assign_by_rule;
mod m20261127_000401_create_papers;
mod m20261127_000700_create_party_links;
mod m20261127_000800_index_long_lists;
mod m20261127_000810_edit_checklists;
mod m20261127_000820_find_merged_hazards;
mod m20261127_000821_follow_merged_sites;
mod m20261127_000900_create_summaries;
mod m20261127_000910_link_summaries;
mod m20261127_000911_find_summaries;
mod m20261127_000920_merge_inspection_indexes;
mod m20261127_001300_copy_databases;
mod m20261127_001400_find_issued_summaries;
mod m20261127_001410_count_figures_anew;
mod m20261127_001500_list_tasks_of_all_plans;
mod m20261128_000100_widen_hazard_indexes;
mod m20261128_000110_widen_inspection_indexes;
mod m20261128_000120_widen_gear_indexes;
mod m20261128_000130_list_gear_by_end_of_life;
mod m20261128_000200_renew_search_words;
mod m20261129_000401_find_registers_by_hazard;
mod m20261129_000601_find_new_hoses;
mod m20261129_001000_import_boundaries;
mod m20261129_001100_count_attempts;
mod m20261129_001110_stamp_changes;
mod m20261129_001200_version_reply_rules;
mod m20261129_001400_find_more_words;
mod m20261129_001500_find_set_aside_work;
mod m20261129_001510_import_year_targets;
mod m20261129_001620_find_failed_visits;
mod m20261129_001630_give_doors_to_people;
mod m20261129_001700_freeze_rows_beside_summaries;
mod m20261129_001710_send_entries;
mod m20261129_001720_find_given_doors;
mod m20261129_001721_cite_named_entries;
mod m20261129_001900_find_what_devices_told;
mod m20261129_001910_find_unknown_numbers;
mod m20261129_002000_tell_of_hotline_orders;
mod m20261129_002010_tell_late_steps;
mod script;

use std::hash::{DefaultHasher, Hash, Hasher};

pub use sea_orm_migration::{MigrationTrait, MigratorTrait, migrator::MigrationStatus};

use script::Script;

/// All changes, oldest first. A change that has been published is never edited: a new one is added.
const SCRIPTS: &[Script] = &[
    m20261124_000001_create_areas_and_people::SCRIPT,
    m20261124_000002_create_sites::SCRIPT,
    m20261124_000003_create_checklists::SCRIPT,
    m20261124_000004_create_inspections::SCRIPT,
    m20261124_000005_create_rules::SCRIPT,
    m20261124_000006_create_hazards::SCRIPT,
    m20261124_000007_create_files::SCRIPT,
    m20261124_000008_create_figures::SCRIPT,
    m20261124_000009_create_audit::SCRIPT,
    m20261124_000010_create_search::SCRIPT,
    m20261124_000011_create_map_cells::SCRIPT,
    m20261126_000002_count_hazards::SCRIPT,
    m20261126_000003_merge_hazard_indexes::SCRIPT,
    m20261126_000004_sum_figures_by_year::SCRIPT,
    m20261126_000020_create_field_work::SCRIPT,
    m20261126_000021_tell_what_tablets_hold::SCRIPT,
    m20261126_000100_create_stoves::SCRIPT,
    m20261126_000101_create_devices::SCRIPT,
    m20261126_000102_create_gas_users::SCRIPT,
    m20261126_000103_create_gear_rules::SCRIPT,
    m20261126_000104_send_programmes::SCRIPT,
    m20261126_000200_key_sites::SCRIPT,
    m20261126_000201_create_import_jobs::SCRIPT,
    m20261126_000301_create_campaigns::SCRIPT,
    m20261126_000302_create_plans::SCRIPT,
    m20261126_000303_create_registers::SCRIPT,
    m20261126_000304_find_open_tasks::SCRIPT,
    m20261126_000305_list_tasks::SCRIPT,
    m20261126_000310_import_every_list::SCRIPT,
    m20261126_000400_trim_indexes::SCRIPT,
    m20261126_000500_create_saved_views::SCRIPT,
    m20261126_000501_sample_relapses::SCRIPT,
    m20261126_000502_create_roll_calls::SCRIPT,
    m20261126_000550_create_reminders::SCRIPT,
    m20261126_000610_version_rules::SCRIPT,
    m20261126_000620_assign_by_rule::SCRIPT,
    m20261127_000401_create_papers::SCRIPT,
    m20261127_000700_create_party_links::SCRIPT,
    m20261127_000800_index_long_lists::SCRIPT,
    m20261127_000810_edit_checklists::SCRIPT,
    m20261127_000820_find_merged_hazards::SCRIPT,
    m20261127_000821_follow_merged_sites::SCRIPT,
    m20261127_000900_create_summaries::SCRIPT,
    m20261127_000910_link_summaries::SCRIPT,
    m20261127_000911_find_summaries::SCRIPT,
    m20261127_000920_merge_inspection_indexes::SCRIPT,
    m20261127_001300_copy_databases::SCRIPT,
    m20261127_001400_find_issued_summaries::SCRIPT,
    m20261127_001410_count_figures_anew::SCRIPT,
    m20261127_001500_list_tasks_of_all_plans::SCRIPT,
    m20261128_000100_widen_hazard_indexes::SCRIPT,
    m20261128_000110_widen_inspection_indexes::SCRIPT,
    m20261128_000120_widen_gear_indexes::SCRIPT,
    m20261128_000130_list_gear_by_end_of_life::SCRIPT,
    m20261128_000200_renew_search_words::SCRIPT,
    m20261129_000401_find_registers_by_hazard::SCRIPT,
    m20261129_000601_find_new_hoses::SCRIPT,
    m20261129_001000_import_boundaries::SCRIPT,
    m20261129_001100_count_attempts::SCRIPT,
    m20261129_001110_stamp_changes::SCRIPT,
    m20261129_001200_version_reply_rules::SCRIPT,
    m20261129_001400_find_more_words::SCRIPT,
    m20261129_001500_find_set_aside_work::SCRIPT,
    m20261129_001510_import_year_targets::SCRIPT,
    m20261129_001620_find_failed_visits::SCRIPT,
    m20261129_001630_give_doors_to_people::SCRIPT,
    m20261129_001700_freeze_rows_beside_summaries::SCRIPT,
    m20261129_001710_send_entries::SCRIPT,
    m20261129_001720_find_given_doors::SCRIPT,
    m20261129_001721_cite_named_entries::SCRIPT,
    m20261129_001900_find_what_devices_told::SCRIPT,
    m20261129_001910_find_unknown_numbers::SCRIPT,
    m20261129_002000_tell_of_hotline_orders::SCRIPT,
    m20261129_002010_tell_late_steps::SCRIPT,
];

/// Applies and takes back the changes of this package.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        SCRIPTS.iter().map(|script| Box::new(*script) as Box<dyn MigrationTrait>).collect()
    }
}

/// Sixteen hex digits that change when a migration is added, renamed or edited.
///
/// The tests keep one migrated database per fingerprint and copy it for each test.
pub fn fingerprint() -> String {
    let mut hasher = DefaultHasher::new();
    SCRIPTS.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

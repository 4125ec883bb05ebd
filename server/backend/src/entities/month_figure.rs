use sea_orm::entity::prelude::*;

/// The counters of one area and month, kept in the same transaction as the hazards.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "month_figure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub area_code: String,
    /// yyyymm in Asia/Shanghai.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: i32,
    /// By the month of `found_at`, like the next five.
    pub found: i64,
    pub closed: i64,
    pub on_spot: i64,
    pub awaiting: i64,
    pub timely: i64,
    pub on_time: i64,
    /// By the month of `effective_due`, like the next.
    pub due: i64,
    pub due_closed: i64,
    /// Change against the month before in how many were already overdue when the month began.
    pub carry: i64,
    /// … of which closed now.
    pub carry_closed: i64,
    /// By the month in which it happened, like the next three.
    pub flow_found: i64,
    pub flow_closed: i64,
    pub flow_reopened: i64,
    pub flow_voided: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

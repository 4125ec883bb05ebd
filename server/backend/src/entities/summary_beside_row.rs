use sea_orm::entity::prelude::*;

/// A row beside the figures of a checked or issued summary: of a period that it is compared with, say.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "summary_beside_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub freeze_id: Uuid,
    /// From 0, in the order of the keys: kind, then id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
    pub kind: String,
    pub record_id: Uuid,
    pub label: String,
    pub area_code: String,
    /// An instant or a day, as text: both stand in one order.
    pub happened_at: Option<String>,
    /// The set of what its day tells.
    pub day_set: Option<i32>,
    /// The set of what is told period by period.
    pub set_no: Option<i32>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

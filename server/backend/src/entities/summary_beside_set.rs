use sea_orm::entity::prelude::*;

/// Rows beside the figures of a summary that count in the same.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "summary_beside_set")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub freeze_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub set_no: i32,
    /// In what, as JSON.
    pub told: String,
    pub row_count: i64,
    /// The places of its first row and of its last.
    pub first_place: i64,
    pub last_place: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

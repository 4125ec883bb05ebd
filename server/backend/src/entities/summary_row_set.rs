use sea_orm::entity::prelude::*;

/// Rows that are counted by the same figures.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "summary_row_set")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub freeze_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub set_no: i32,
    /// The figures, as JSON.
    pub figures: String,
    pub row_count: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// A row behind the figures of a checked or issued summary.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "summary_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub freeze_id: Uuid,
    /// From 0, in the order of the keys.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
    pub set_no: i32,
    pub area_code: String,
    /// Its JSON, byte for byte what was hashed.
    pub content: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

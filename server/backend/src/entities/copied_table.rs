use sea_orm::entity::prelude::*;

/// How far a copy has come with one table.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "copied_table")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub copy_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Rows that have come.
    pub row_count: i64,
    /// Key of the last of them, as a list of texts.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub last_key: Option<Json>,
    /// No row is missing.
    pub complete: bool,
    /// What the rows came to, on both sides.
    pub content_sum: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

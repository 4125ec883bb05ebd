use sea_orm::entity::prelude::*;

/// How often the reference data was changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reference_stamp")]
pub struct Model {
    /// `reference`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub changes: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

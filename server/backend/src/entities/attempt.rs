use sea_orm::entity::prelude::*;

/// Somebody who has tried to do what may be done so often only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    /// Follows from what is counted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When it will be as if nobody had tried, ms since 1970.
    pub free_at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

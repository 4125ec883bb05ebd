use sea_orm::entity::prelude::*;

/// Up to which number a unit of a trade is a small one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "class_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub trade: String,
    pub measure: String,
    /// Included.
    pub largest: i32,
    pub document: String,
    pub valid_from: ChronoDate,
    pub valid_to: Option<ChronoDate>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// How long a kind of gear may serve.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "life_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub gear: String,
    /// Or `*` for any.
    pub fuel: String,
    /// Or `*` for any.
    pub usage: String,
    pub months: i32,
    pub source: String,
    pub valid_from: ChronoDate,
    pub valid_to: Option<ChronoDate>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

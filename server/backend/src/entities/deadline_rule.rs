use sea_orm::entity::prelude::*;

/// How many days there are to rectify, by category and severity.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deadline_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// A hazard category, or `*` for any.
    pub category: String,
    pub severity: String,
    pub days: i32,
    pub day_kind: String,
    pub valid_from: ChronoDate,
    pub valid_to: Option<ChronoDate>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

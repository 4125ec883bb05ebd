use sea_orm::entity::prelude::*;

/// One row of the table of reply deadlines.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reply_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `*` is any.
    pub kind: String,
    pub urgent: bool,
    pub days: i32,
    pub day_kind: String,
    pub valid_from: ChronoDate,
    pub valid_to: Option<ChronoDate>,
    /// The document it comes from.
    pub source: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// What a call of one round came to.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roll_call_answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub roll_call_id: Uuid,
    /// From 0, two hours each.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub register: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub sort_key: i64,
    pub answer: String,
    pub said_by: Uuid,
    pub said_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// One cylinder of a user.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cylinder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub gas_user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: String,
    pub kilograms: i32,
    pub made_on: Option<ChronoDate>,
    pub tested_on: Option<ChronoDate>,
    /// Follows from the last test, or from its making.
    pub next_test: Option<ChronoDate>,
    pub returned_on: Option<ChronoDate>,
    /// From when on it counts as handed back: with proof only.
    pub gone_on: Option<ChronoDate>,
    /// Array of file ids.
    #[sea_orm(column_type = "JsonBinary")]
    pub proof: Json,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

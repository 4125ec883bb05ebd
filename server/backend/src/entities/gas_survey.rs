use sea_orm::entity::prelude::*;

/// A unit was surveyed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "gas_survey")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub gas_user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub at: ChronoDateTimeUtc,
    pub inspection_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// A roll-call of a subdistrict; it runs until it is ended.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roll_call")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subdistrict_code: String,
    pub reason: String,
    pub started_at: ChronoDateTimeUtc,
    pub started_by: Uuid,
    pub ended_at: Option<ChronoDateTimeUtc>,
    pub ended_by: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

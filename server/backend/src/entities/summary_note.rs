use sea_orm::entity::prelude::*;

/// Tells a person that a summary was drafted by itself or issued, or how a step ended that they pressed and whose page waited no longer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "summary_note")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub summary_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub made_at: ChronoDateTimeUtc,
    pub read_at: Option<ChronoDateTimeUtc>,
    pub step: Option<String>,
    pub fault: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

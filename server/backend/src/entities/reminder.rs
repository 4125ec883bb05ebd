use sea_orm::entity::prelude::*;

/// What a person was reminded of: their inbox.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder")]
pub struct Model {
    /// Follows from hazard, deadline, step and person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub sort_key: i64,
    pub hazard_id: Uuid,
    pub person_id: Uuid,
    /// The deadline it speaks of.
    pub due: ChronoDate,
    pub stage: String,
    /// The local day on which it was made.
    pub day: ChronoDate,
    pub made_at: ChronoDateTimeUtc,
    pub read_at: Option<ChronoDateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

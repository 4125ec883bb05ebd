use sea_orm::entity::prelude::*;

/// Which hotline order a person was told of, because its reply is due.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_note")]
pub struct Model {
    /// Follows from order, deadline, step and person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub person_id: Uuid,
    /// The deadline it speaks of.
    pub due: ChronoDate,
    pub stage: String,
    pub made_at: ChronoDateTimeUtc,
    pub read_at: Option<ChronoDateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

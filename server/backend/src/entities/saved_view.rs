use sea_orm::entity::prelude::*;

/// A state of the list of hazards under a name.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_view")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// Of its owner when it was saved: colleagues of the same area see it, when it is shared.
    pub area_code: String,
    pub name: String,
    /// The filter as in the address of the list.
    pub query: String,
    pub shared: bool,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

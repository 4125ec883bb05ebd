use sea_orm::entity::prelude::*;

/// A door on a list of a roll-call, frozen when it began.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roll_call_door")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub roll_call_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub register: String,
    /// Of the site, when the list was frozen.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sort_key: i64,
    pub site_id: Uuid,
    pub committee_code: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

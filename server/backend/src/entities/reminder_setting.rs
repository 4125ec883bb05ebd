use sea_orm::entity::prelude::*;

/// By which ways a person wants to be told, and when not.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub mail: Option<String>,
    pub by_mail: bool,
    pub by_robot: bool,
    /// Minutes of the day in Shanghai.
    pub quiet_from: i32,
    pub quiet_to: i32,
    /// The command that was carried out last.
    pub save_id: Uuid,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

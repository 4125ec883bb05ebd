use sea_orm::entity::prelude::*;

/// A message that tells a person of reminders.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    /// Also the id of the mail, so that a server that has it recognises it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    /// Of the person.
    pub area_code: String,
    pub way: String,
    pub day: ChronoDate,
    /// The first of person, day and way is 0.
    pub turn: i32,
    pub state: String,
    /// How often the office had it sent again.
    pub repeats: i32,
    /// Why it failed or waits.
    pub reason: Option<String>,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

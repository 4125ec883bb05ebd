use sea_orm::entity::prelude::*;

/// A step in the life of a summary.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "summary_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub summary_id: Uuid,
    pub version: i32,
    pub action: String,
    /// Nobody: the schedule.
    pub actor_id: Option<Uuid>,
    pub at: ChronoDateTimeUtc,
    pub note: Option<String>,
    /// Of what was checked or issued by it.
    pub content_sha256: Option<String>,
    /// Of the command: the same one is accepted again.
    pub command_sha256: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

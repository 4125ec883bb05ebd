use sea_orm::entity::prelude::*;

/// A piece of work that outlives a crash.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    /// The same work is not taken up twice.
    pub unique_key: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Json,
    pub state: String,
    /// How often it was taken, the present time included.
    pub attempts: i32,
    /// When it may be taken; while somebody works on it, when their lease ends.
    pub due_at: ChronoDateTimeUtc,
    /// Of whoever works on it.
    pub lease: Option<Uuid>,
    pub last_error: Option<String>,
    pub created_at: ChronoDateTimeUtc,
    pub ended_at: Option<ChronoDateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// A photo of which a part has arrived.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    /// The photo's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// Of all of it.
    pub sha256: String,
    /// Of all of it.
    pub bytes: i64,
    pub received: i64,
    /// Lengths of the parts, in order.
    #[sea_orm(column_type = "JsonBinary")]
    pub parts: Json,
    /// How often all of it was there and was not what it should be.
    pub failures: i32,
    pub kind: String,
    pub begun_at: ChronoDateTimeUtc,
    pub touched_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

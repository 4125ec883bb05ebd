use sea_orm::entity::prelude::*;

/// The proof of a command that came from a tablet, written with what it did.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sync_receipt")]
pub struct Model {
    /// The command's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub user_id: Uuid,
    pub device_id: Uuid,
    /// Of the sealed text.
    pub content_sha256: String,
    /// The device's own time at saving.
    pub device_at: ChronoDateTimeUtc,
    pub received_at: ChronoDateTimeUtc,
    pub skew_ms: i64,
    /// Hazards it made, with their numbers.
    #[sea_orm(column_type = "JsonBinary")]
    pub hazards: Json,
    /// Photos it names.
    #[sea_orm(column_type = "JsonBinary")]
    pub photos: Json,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// One step in the life of a device: appended, never changed, chained by hash.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "device_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub device_id: Uuid,
    pub seq: i32,
    pub kind: String,
    pub actor_id: Uuid,
    pub actor_name: String,
    pub actor_role: String,
    pub server_at: ChronoDateTimeUtc,
    pub device_at: Option<ChronoDateTimeUtc>,
    pub from_status: Option<String>,
    pub to_status: String,
    /// The visit during which it was done.
    pub inspection_id: Option<Uuid>,
    pub note: Option<String>,
    /// Canonical JSON, byte for byte as it was hashed.
    pub data: String,
    /// Array of file ids.
    #[sea_orm(column_type = "JsonBinary")]
    pub photos: Json,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    /// Digest of the record as it stood afterwards.
    pub state: String,
    pub prev_hash: String,
    pub hash: String,
    /// SHA-256 of the command that caused it, to recognise the same command sent again.
    pub content_sha256: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

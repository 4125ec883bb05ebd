use sea_orm::entity::prelude::*;

/// A gas alarm, smoke detector or charger as it stands.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "device")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `(unix ms of planned_at << 22) | 22 bits of the id`: newest first and cursor.
    pub sort_key: i64,
    pub site_id: Uuid,
    pub area_code: String,
    pub committee_code: String,
    pub subdistrict_code: String,
    pub district_code: String,
    pub kind: String,
    pub usage: String,
    pub status: String,
    /// Of two devices in use never the same.
    pub serial: Option<String>,
    pub network_id: Option<String>,
    /// An `Installation`.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub installation: Option<Json>,
    pub planned_at: ChronoDateTimeUtc,
    pub planned_by: Uuid,
    pub installed_at: Option<ChronoDateTimeUtc>,
    pub reported_by: Option<Uuid>,
    /// The receipt, a `Signature`.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub signature: Option<Json>,
    pub expires_on: Option<ChronoDate>,
    pub expiry_presumed: bool,
    pub accepted_at: Option<ChronoDateTimeUtc>,
    pub accepted_by: Option<Uuid>,
    pub faulty_since: Option<ChronoDateTimeUtc>,
    pub ended_at: Option<ChronoDateTimeUtc>,
    /// The device whose place it took.
    pub replaces_id: Option<Uuid>,
    /// The device that took its place.
    pub successor_id: Option<Uuid>,
    pub attempts: i32,
    pub last_attempt_at: Option<ChronoDateTimeUtc>,
    pub last_attempt: Option<String>,
    pub event_count: i32,
    pub last_event_hash: String,
    pub version: i32,
    pub content_sha256: String,
    /// Orders the changes of the subdistrict for the tablets.
    pub change_seq: i64,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

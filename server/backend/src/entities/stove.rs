use sea_orm::entity::prelude::*;

/// A stove or water heater as it stands.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "stove")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `(unix ms of the first survey << 22) | 22 bits of the id`: newest first and cursor.
    pub sort_key: i64,
    pub site_id: Uuid,
    pub area_code: String,
    pub committee_code: String,
    pub subdistrict_code: String,
    pub district_code: String,
    pub appliance: String,
    pub usage: String,
    pub status: String,
    /// A `StoveSurvey`.
    #[sea_orm(column_type = "JsonBinary")]
    pub survey: Json,
    /// Words between commas.
    pub non_safe: String,
    pub non_safe_since: Option<ChronoDateTimeUtc>,
    pub first_surveyed_at: ChronoDateTimeUtc,
    pub surveyed_at: ChronoDateTimeUtc,
    pub surveyed_by: Uuid,
    pub expires_on: Option<ChronoDate>,
    pub expiry_presumed: bool,
    pub hose_expires_on: Option<ChronoDate>,
    pub hose_expiry_presumed: bool,
    pub planned_for: Option<ChronoDate>,
    /// A `Replacement`.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub replacement: Option<Json>,
    pub replaced_at: Option<ChronoDateTimeUtc>,
    pub reported_by: Option<Uuid>,
    /// The receipt, a `Signature`.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub signature: Option<Json>,
    pub accepted_at: Option<ChronoDateTimeUtc>,
    pub accepted_by: Option<Uuid>,
    pub gone_at: Option<ChronoDateTimeUtc>,
    pub gone_reason: Option<String>,
    /// The appliance whose place it took.
    pub replaces_id: Option<Uuid>,
    pub attempts: i32,
    pub last_attempt_at: Option<ChronoDateTimeUtc>,
    pub last_attempt: Option<String>,
    pub sent_back_count: i32,
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

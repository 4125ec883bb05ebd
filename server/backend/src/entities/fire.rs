use sea_orm::entity::prelude::*;

/// A fire incident.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "fire")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// By the time of the fire.
    pub sort_key: i64,
    pub area_code: String,
    pub committee_code: String,
    pub subdistrict_code: String,
    pub district_code: String,
    pub at: ChronoDateTimeUtc,
    pub place: String,
    pub site_id: Option<Uuid>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    /// Metres.
    pub accuracy_m: Option<f64>,
    pub point_source: Option<String>,
    pub cause: String,
    pub text: Option<String>,
    /// Fen.
    pub loss: Option<i64>,
    pub injured: i32,
    pub dead: i32,
    pub hazard_id: Option<Uuid>,
    /// Counts the saves.
    pub version: i32,
    /// The last save, with the SHA-256 of what it sent: the same save is accepted again.
    pub save_id: Uuid,
    pub content_sha256: String,
    pub created_by: Uuid,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

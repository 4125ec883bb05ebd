use sea_orm::entity::prelude::*;

/// A penalty, as another body decided it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "penalty")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// By the day of the decision.
    pub sort_key: i64,
    pub area_code: String,
    pub committee_code: String,
    pub subdistrict_code: String,
    pub district_code: String,
    pub number: Option<String>,
    pub decided_on: ChronoDate,
    pub body: String,
    pub category: String,
    pub party: String,
    pub reason: String,
    /// Fen.
    pub fine: Option<i64>,
    pub site_id: Option<Uuid>,
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

use sea_orm::entity::prelude::*;

/// A target of a year.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "year_target")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub area_code: String,
    pub committee_code: Option<String>,
    pub subdistrict_code: Option<String>,
    pub district_code: Option<String>,
    pub year: i32,
    pub name: String,
    pub unit: String,
    pub number: i64,
    pub measured_by: String,
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

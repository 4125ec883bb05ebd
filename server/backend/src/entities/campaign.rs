use sea_orm::entity::prelude::*;

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub sort_key: i64,
    pub area_code: String,
    pub committee_code: Option<String>,
    pub subdistrict_code: Option<String>,
    pub district_code: Option<String>,
    pub title: String,
    pub from_day: ChronoDate,
    pub to_day: ChronoDate,
    /// Kinds of site; any when empty.
    #[sea_orm(column_type = "JsonBinary")]
    pub kinds: Json,
    pub checklist_id: Option<Uuid>,
    pub status: String,
    pub frozen_at: Option<ChronoDateTimeUtc>,
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

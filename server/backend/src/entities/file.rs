use sea_orm::entity::prelude::*;

/// A photo: what is known about it; the bytes lie in the object store under `sha256`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub sha256_original: String,
    pub sha256: String,
    pub content_type: String,
    /// Size of what is kept.
    pub bytes: i64,
    pub width: i32,
    pub height: i32,
    pub kind: String,
    pub hazard_id: Option<Uuid>,
    pub inspection_id: Option<Uuid>,
    pub site_id: Option<Uuid>,
    pub stove_id: Option<Uuid>,
    pub device_id: Option<Uuid>,
    pub gas_user_id: Option<Uuid>,
    pub area_code: String,
    pub taken_at: Option<ChronoDateTimeUtc>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    /// What is drawn over it.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub layer: Option<Json>,
    pub uploaded_by: Uuid,
    /// Empty while the photo belongs to nothing yet.
    pub attached_at: Option<ChronoDateTimeUtc>,
    pub created_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

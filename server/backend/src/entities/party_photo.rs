use sea_orm::entity::prelude::*;

/// A photo that came with a submission; its picture lies in the object store under `sha256`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "party_photo")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub submission_id: Uuid,
    pub sha256_original: String,
    pub sha256: String,
    /// Size of what is kept.
    pub bytes: i64,
    pub width: i32,
    pub height: i32,
    pub taken_at: Option<ChronoDateTimeUtc>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

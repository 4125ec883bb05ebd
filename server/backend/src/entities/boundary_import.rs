use sea_orm::entity::prelude::*;

/// An import of outlines of areas, from the upload of its file to its result.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "boundary_import")]
pub struct Model {
    /// Also the name of the file in the object store.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whoever uploaded it; nobody else sees it.
    pub user_id: Uuid,
    /// That person's area then: no outline outside of it is replaced.
    pub area_code: String,
    pub file_name: String,
    pub sha256: String,
    pub bytes: i64,
    /// Counts the changes: what is confirmed is what was looked at.
    pub version: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub setup: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub report: Json,
    /// The outlines that become others, by code.
    #[sea_orm(column_type = "JsonBinary")]
    pub outlines: Json,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub result: Option<Json>,
    pub file_gone: bool,
    pub created_at: ChronoDateTimeUtc,
    /// Row and file are purged after this.
    pub expires_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

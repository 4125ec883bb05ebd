use sea_orm::entity::prelude::*;

/// An import of a list, from the upload of its table to its result.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_job")]
pub struct Model {
    /// Also the name of the file in the object store.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whoever uploaded it; nobody else sees it.
    pub user_id: Uuid,
    /// The kind of list.
    pub what: String,
    /// That person's area then: no row outside of it is imported.
    pub area_code: String,
    pub file_name: String,
    pub sha256: String,
    pub bytes: i64,
    pub state: String,
    /// Counts the changes, so that two pages of one import do not overwrite each other.
    pub version: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub setup: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub preview: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub decisions: Json,
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

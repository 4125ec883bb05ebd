use sea_orm::entity::prelude::*;

/// A paper that was issued.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "paper")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `(unix ms of issued_at << 22) | 22 bits of the id`: newest first and cursor.
    pub sort_key: i64,
    pub kind: String,
    pub number: String,
    pub subdistrict_code: String,
    pub year: i32,
    pub seq: i32,
    pub area_code: String,
    pub committee_code: Option<String>,
    pub district_code: String,
    pub title: String,
    pub site_id: Option<Uuid>,
    /// The visit, site, stove, device or paper that it is about.
    pub about_id: Option<Uuid>,
    /// None: the template that came with the program.
    pub template_version: Option<i32>,
    /// JSON of [`domain::papers::Document`], byte for byte what was hashed.
    pub content: String,
    pub content_sha256: String,
    /// Of the files, once they are written.
    pub pdf_sha256: Option<String>,
    pub docx_sha256: Option<String>,
    pub short_code: String,
    /// Of the command: the same one is accepted again.
    pub command_sha256: String,
    pub issued_by: Uuid,
    pub issued_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

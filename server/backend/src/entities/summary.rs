use sea_orm::entity::prelude::*;

/// A safety summary, or the correction of one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "summary")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `(yyyymm of the last month << 45) | time`: newest period first, and cursor.
    pub sort_key: i64,
    /// The summary that it corrects; none of a summary itself.
    pub corrects_id: Option<Uuid>,
    pub area_code: String,
    pub committee_code: Option<String>,
    pub subdistrict_code: Option<String>,
    pub district_code: Option<String>,
    pub period: String,
    pub status: String,
    pub version: i32,
    /// Ids of everybody who wrote in it, as JSON.
    pub writers: String,
    pub as_of: ChronoDateTimeUtc,
    pub checked_by: Option<Uuid>,
    pub checked_at: Option<ChronoDateTimeUtc>,
    pub issued_by: Option<Uuid>,
    pub issued_at: Option<ChronoDateTimeUtc>,
    pub content_sha256: Option<String>,
    /// Of the rows behind its figures.
    pub freeze_id: Option<Uuid>,
    pub number: Option<String>,
    /// The area whose numbers it draws from.
    pub series: Option<String>,
    pub year: Option<i32>,
    pub seq: Option<i32>,
    /// Rows that changed since it was issued, when it was last looked at.
    pub changed_rows: i64,
    pub looked_at: Option<ChronoDateTimeUtc>,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// A hazard as it stands now; its history is in its events.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "hazard")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `(unix ms of found_at << 22) | 22 bits of the id`: newest first, cursor and search rowid.
    pub sort_key: i64,
    pub number: String,
    pub subdistrict_code: String,
    pub year: i32,
    pub seq: i32,
    pub area_code: String,
    pub committee_code: String,
    pub district_code: String,
    pub source: String,
    pub category: String,
    pub subcategory: Option<String>,
    pub severity: String,
    pub status: String,
    pub description: String,
    pub location: String,
    pub clause: Option<String>,
    pub standard_id: Option<Uuid>,
    pub site_id: Option<Uuid>,
    pub inspection_id: Option<Uuid>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    /// Morton code of the position at level [`domain::geo::MAX_LEVEL`].
    pub cell: Option<i64>,
    /// Metres.
    pub accuracy_m: Option<f64>,
    pub point_source: Option<String>,
    pub raw_lon: Option<f64>,
    pub raw_lat: Option<f64>,
    pub raw_datum: Option<String>,
    pub found_at: ChronoDateTimeUtc,
    pub registered_at: ChronoDateTimeUtc,
    /// Never changes; due at the end of that day in Asia/Shanghai.
    pub original_due: ChronoDate,
    /// Follows a granted extension.
    pub effective_due: ChronoDate,
    pub on_the_spot: bool,
    pub party_name: Option<String>,
    pub party_phone: Option<String>,
    pub reporter_id: Uuid,
    pub assignee_id: Option<Uuid>,
    pub rectified_by: Option<Uuid>,
    pub rectified_at: Option<ChronoDateTimeUtc>,
    pub first_reviewer_id: Option<Uuid>,
    pub first_review_passed: Option<bool>,
    pub closed_by: Option<Uuid>,
    pub closed_at: Option<ChronoDateTimeUtc>,
    pub voided_at: Option<ChronoDateTimeUtc>,
    pub void_reason: Option<String>,
    pub duplicate_of: Option<Uuid>,
    pub returned_count: i32,
    pub reopened_count: i32,
    pub extension_until: Option<ChronoDate>,
    pub extension_reason: Option<String>,
    pub extension_asked_by: Option<Uuid>,
    pub extension_count: i32,
    pub transferred_to: Option<String>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub five_elements: Option<Json>,
    pub supervised: bool,
    pub event_count: i32,
    pub last_event_hash: String,
    pub version: i32,
    pub content_sha256: String,
    /// Orders the changes of the subdistrict for the tablets; 0 before the first.
    pub change_seq: i64,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::site::Entity", from = "Column::SiteId", to = "super::site::Column::Id")]
    Site,
}

impl Related<super::site::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Site.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

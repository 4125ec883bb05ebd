use sea_orm::entity::prelude::*;

/// One visit to one site.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `(unix ms of started_at << 22) | 22 bits of the id`: newest first and cursor.
    pub sort_key: i64,
    pub site_id: Uuid,
    pub area_code: String,
    pub committee_code: String,
    pub subdistrict_code: String,
    pub district_code: String,
    pub kind: String,
    pub nature: String,
    pub outcome: String,
    /// What the campaign of a special one was called.
    pub campaign: Option<String>,
    /// Which it is, when the register has it.
    pub campaign_id: Option<Uuid>,
    pub checklist_version_id: Option<Uuid>,
    #[sea_orm(column_type = "JsonBinary")]
    pub answers: Json,
    pub check_code: Option<String>,
    pub inspector_id: Uuid,
    pub started_at: ChronoDateTimeUtc,
    pub finished_at: ChronoDateTimeUtc,
    pub device_at: Option<ChronoDateTimeUtc>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    /// Metres.
    pub accuracy_m: Option<f64>,
    pub point_source: Option<String>,
    pub note: Option<String>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub signature: Option<Json>,
    /// How sure its times are, when they came from a clock that was off.
    pub time_doubt: Option<String>,
    pub hazard_count: i32,
    /// Empty for a visit that only forms of its door have told of.
    pub content_sha256: String,
    pub created_at: ChronoDateTimeUtc,
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

use sea_orm::entity::prelude::*;

/// A place that gets visited.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `(unix ms of created_at << 22) | 22 bits of the id`: newest first, cursor and search rowid.
    pub sort_key: i64,
    pub area_code: String,
    pub committee_code: String,
    pub subdistrict_code: String,
    pub district_code: String,
    pub kind: String,
    pub name: String,
    /// Initials of the name, lower case.
    pub pinyin: String,
    pub address: String,
    /// Which door it is, see [`domain::sites::address_key`]; `None` only until the program has started.
    pub address_key: Option<String>,
    /// See [`domain::sites::name_key`].
    pub name_key: Option<String>,
    pub estate: Option<String>,
    pub building: Option<String>,
    pub room: Option<String>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    /// Metres.
    pub accuracy_m: Option<f64>,
    pub point_source: Option<String>,
    pub raw_lon: Option<f64>,
    pub raw_lat: Option<f64>,
    pub raw_datum: Option<String>,
    pub contact_name: Option<String>,
    pub contact_phone: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub facts: Json,
    pub status: String,
    /// The site that took its place, when the two turned out to be one.
    pub merged_into: Option<Uuid>,
    /// Orders the changes of the subdistrict for the tablets; 0 before the first.
    pub change_seq: i64,
    pub version: i32,
    pub created_by: Option<Uuid>,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

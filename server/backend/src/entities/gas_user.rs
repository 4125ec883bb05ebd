use sea_orm::entity::prelude::*;

/// A user of gas: a small unit, a user of cylinders, or both.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "gas_user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `(unix ms of created_at << 22) | 22 bits of the id`: newest first and cursor.
    pub sort_key: i64,
    pub site_id: Uuid,
    pub area_code: String,
    pub committee_code: String,
    pub subdistrict_code: String,
    pub district_code: String,
    pub is_unit: bool,
    pub is_lpg: bool,
    pub trade: Option<String>,
    pub fuel: Option<String>,
    /// `UnitNumbers`.
    #[sea_orm(column_type = "JsonBinary")]
    pub numbers: Json,
    pub alarm: Option<bool>,
    pub cut_off: Option<bool>,
    pub surveyed_at: ChronoDateTimeUtc,
    pub supplier: Option<String>,
    pub moved_to: Option<String>,
    pub moved_on: Option<ChronoDate>,
    pub version: i32,
    /// Orders the changes of the subdistrict for the tablets.
    pub change_seq: i64,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// One area of the hierarchy: city, district, subdistrict, committee or grid.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "area")]
pub struct Model {
    /// National statistical division code: a prefix is a subtree.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub parent_code: Option<String>,
    /// city, district, subdistrict, committee, grid
    pub level: String,
    pub name: String,
    pub short_name: Option<String>,
    /// GeoJSON geometry, WGS-84.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub boundary: Option<Json>,
    /// The boundary was drawn by hand, not taken from a survey.
    pub approximate: bool,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// One cluster of the hazard map at one level, kept in the same transaction as the hazards.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "map_cell")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub level: i16,
    #[sea_orm(primary_key, auto_increment = false)]
    pub cell: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub status: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub category: String,
    /// Hazards in the cell.
    pub n: i64,
    /// Degrees, WGS-84: divided by `n` it is where the cluster stands.
    pub sum_lon: f64,
    pub sum_lat: f64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

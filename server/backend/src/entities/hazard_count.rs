use sea_orm::entity::prelude::*;

/// How many hazards lie in a square of the map's grid, kept in the same transaction as the hazards.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hazard_count")]
pub struct Model {
    /// Level of the grid of map tiles; 0 is one square for all the world.
    #[sea_orm(primary_key, auto_increment = false)]
    pub level: i16,
    /// Empty: all of them.
    #[sea_orm(primary_key, auto_increment = false)]
    pub category: String,
    /// Morton code of the square at its level; -1 on level 0 is what has no position.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cell: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subdistrict_code: String,
    /// Hazards in this status, like the next five.
    pub registered: i64,
    pub assigned: i64,
    pub rectified: i64,
    pub closed: i64,
    pub transferred: i64,
    pub void: i64,
    /// Sum over all of them, millionths of a degree, like the next.
    pub lon: i64,
    pub lat: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

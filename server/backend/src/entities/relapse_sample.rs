use sea_orm::entity::prelude::*;

/// A random sample of the hazards closed in one month.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "relapse_sample")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub subdistrict_code: String,
    /// `yyyymm` of the closings.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: i32,
    /// By which it was drawn; the same seed draws the same hazards.
    pub seed: Uuid,
    /// How many there were to draw from.
    pub population: i32,
    pub size: i32,
    pub drawn_at: ChronoDateTimeUtc,
    /// Nobody when the server drew it by itself.
    pub drawn_by: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// A hazard of a sample.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "relapse_pick")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub hazard_id: Uuid,
    /// `yyyymm` of the closing that was drawn.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: i32,
    pub area_code: String,
    pub committee_code: String,
    pub subdistrict_code: String,
    pub district_code: String,
    /// The re-visit; picks of one site share it.
    pub task_id: Uuid,
    pub outcome: Option<String>,
    pub said_by: Option<Uuid>,
    pub said_at: Option<ChronoDateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

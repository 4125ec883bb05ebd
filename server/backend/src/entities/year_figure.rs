use sea_orm::entity::prelude::*;

/// What the hazards of an area carry from one year into the next: sums of [`super::month_figure`].
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "year_figure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub area_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    pub carry: i64,
    pub carry_closed: i64,
    pub flow_found: i64,
    pub flow_closed: i64,
    pub flow_reopened: i64,
    pub flow_voided: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

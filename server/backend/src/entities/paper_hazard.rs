use sea_orm::entity::prelude::*;

/// A hazard on a paper.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_hazard")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub paper_id: Uuid,
    /// From 1, in the order of the paper.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i32,
    pub hazard_id: Uuid,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

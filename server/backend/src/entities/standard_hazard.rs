use sea_orm::entity::prelude::*;

/// An entry of the library of standard hazards.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "standard_hazard")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    /// The buildings that it is about: `high`, `low`, or `*` for any.
    pub rise: String,
    pub category: String,
    pub subcategory: Option<String>,
    pub severity: String,
    pub text_zh: String,
    pub text_en: String,
    pub clause: String,
    pub document: String,
    pub days: Option<i32>,
    pub day_kind: Option<String>,
    pub valid_from: ChronoDate,
    pub valid_to: Option<ChronoDate>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

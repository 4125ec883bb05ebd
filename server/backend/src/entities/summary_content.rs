use sea_orm::entity::prelude::*;

/// What a summary says.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "summary_content")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub summary_id: Uuid,
    /// JSON of its figures.
    pub body: String,
    /// JSON of what the office wrote in place of generated paragraphs.
    pub edits: String,
    /// What was checked, byte for byte what was hashed.
    pub content: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// An index whose words are to be made anew, since an older program has made them.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_renewal")]
pub struct Model {
    /// The table of its records.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Sort key of the last record that is done.
    pub last_key: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

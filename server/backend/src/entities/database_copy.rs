use sea_orm::entity::prelude::*;

/// The copy of an installation into this database.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "database_copy")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Address of the database that it comes from, without credentials.
    pub source: String,
    /// The constraints that are put aside, as pairs of table and definition.
    #[sea_orm(column_type = "JsonBinary")]
    pub foreign_keys: Json,
    pub begun_at: ChronoDateTimeUtc,
    /// When everything was there and equal to the source.
    pub finished_at: Option<ChronoDateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// One version of a checklist; a published one never changes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checklist_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub checklist_id: Uuid,
    pub version: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub items: Json,
    pub status: String,
    pub published_at: Option<ChronoDateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::checklist::Entity",
        from = "Column::ChecklistId",
        to = "super::checklist::Column::Id"
    )]
    Checklist,
}

impl Related<super::checklist::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Checklist.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// The next version of a checklist while the office works on it; one for each checklist at most.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checklist_draft")]
pub struct Model {
    /// Becomes that of the version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    /// The whole draft.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// Counts its edits.
    pub revision: i32,
    /// The last edit.
    pub edit_id: Uuid,
    /// SHA-256 of what that sent.
    pub content_sha256: String,
    pub edited_by: Uuid,
    pub edited_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::user_account::Entity",
        from = "Column::EditedBy",
        to = "super::user_account::Column::Id"
    )]
    Editor,
}

impl Related<super::user_account::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Editor.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

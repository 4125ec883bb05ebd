use sea_orm::entity::prelude::*;

/// What was done to a rule; append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rule_change")]
pub struct Model {
    /// The command's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `(unix ms of changed_at << 22) | 22 bits of the id`: newest first.
    pub sort_key: i64,
    pub book: String,
    /// What the rule is asked by, e.g. its code.
    pub entry: String,
    pub step: String,
    /// The version that was made, ended or taken back.
    pub rule_id: Uuid,
    /// The rule as it stands after the change; of one that was taken back, as it stood.
    #[sea_orm(column_type = "JsonBinary")]
    pub rule: Json,
    pub reason: String,
    pub changed_by: Uuid,
    pub changed_at: ChronoDateTimeUtc,
    pub content_sha256: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

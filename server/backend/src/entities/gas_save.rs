use sea_orm::entity::prelude::*;

/// One save of an entry of the register of gas users; never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "gas_save")]
pub struct Model {
    /// The save's own id, made by the caller.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub gas_user_id: Uuid,
    pub kind: String,
    /// The version that it made.
    pub version: i32,
    pub actor_id: Uuid,
    pub actor_name: String,
    pub inspection_id: Option<Uuid>,
    pub note: Option<String>,
    pub saved_at: ChronoDateTimeUtc,
    /// To recognise the same save sent again.
    pub content_sha256: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// One person on one tablet.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "field_device")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The person's area when they last made the tablet ready.
    pub area_code: String,
    pub label: String,
    /// 256 bits, base64: encrypts what the person keeps on the tablet.
    pub key: String,
    /// Version of the program on it.
    pub api: i32,
    /// How far its clock is ahead.
    pub skew_ms: i64,
    pub registered_at: ChronoDateTimeUtc,
    pub prepared_at: Option<ChronoDateTimeUtc>,
    pub synced_at: Option<ChronoDateTimeUtc>,
    /// Records that the tablet held when it was last heard of; `None`: its program does not say.
    pub held_records: Option<i32>,
    /// Photos, alike.
    pub held_photos: Option<i32>,
    /// When the oldest of them was saved, by the server's clock.
    pub held_since: Option<ChronoDateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::user_account::Entity",
        from = "Column::UserId",
        to = "super::user_account::Column::Id"
    )]
    User,
}

impl Related<super::user_account::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// A photo that a stored record names and that has not arrived; it goes when the photo comes.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "awaited_photo")]
pub struct Model {
    /// The photo's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Of the bytes as the tablet sends them.
    pub sha256: String,
    pub bytes: i64,
    pub kind: String,
    pub hazard_id: Option<Uuid>,
    pub inspection_id: Option<Uuid>,
    pub stove_id: Option<Uuid>,
    pub device_id: Option<Uuid>,
    pub gas_user_id: Option<Uuid>,
    /// Of its record.
    pub area_code: String,
    /// Who will send it.
    pub user_id: Uuid,
    pub taken_at: Option<ChronoDateTimeUtc>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub layer: Option<Json>,
    pub since: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

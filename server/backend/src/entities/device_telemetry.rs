use sea_orm::entity::prelude::*;

/// What a device has told of itself, through its vendor.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device_telemetry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub device_id: Uuid,
    pub last_heard: Option<ChronoDateTimeUtc>,
    pub last_alarm: Option<ChronoDateTimeUtc>,
    pub last_cleared: Option<ChronoDateTimeUtc>,
    pub last_fault: Option<ChronoDateTimeUtc>,
    pub last_mended: Option<ChronoDateTimeUtc>,
    pub low_battery: Option<ChronoDateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

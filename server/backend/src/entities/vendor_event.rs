use sea_orm::entity::prelude::*;

/// What a vendor told of a device.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vendor_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub vendor_id: Uuid,
    /// The vendor's own id of the event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: String,
    /// As told: serial number or network id.
    pub serial: String,
    /// Empty when no device in use was known by that number.
    pub device_id: Option<Uuid>,
    pub kind: String,
    pub at: ChronoDateTimeUtc,
    pub detail: Option<String>,
    pub received_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// A hotline order.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_order")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// By the receipt.
    pub sort_key: i64,
    pub area_code: String,
    pub committee_code: String,
    pub subdistrict_code: String,
    pub district_code: String,
    pub number: String,
    pub kind: String,
    pub urgent: bool,
    pub category: Option<String>,
    pub received_at: ChronoDateTimeUtc,
    /// The deadline that it brought itself.
    pub reply_due: Option<ChronoDate>,
    /// The last day for the reply, by the table of the day it was received on.
    pub due: ChronoDate,
    pub replied_at: Option<ChronoDateTimeUtc>,
    pub reply: Option<String>,
    pub text: String,
    pub caller_name: Option<String>,
    pub caller_phone: Option<String>,
    pub site_id: Option<Uuid>,
    pub hazard_id: Option<Uuid>,
    /// Counts the saves.
    pub version: i32,
    /// The last save, with the SHA-256 of what it sent: the same save is accepted again.
    pub save_id: Uuid,
    pub content_sha256: String,
    pub created_by: Uuid,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

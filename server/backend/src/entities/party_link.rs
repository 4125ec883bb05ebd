use sea_orm::entity::prelude::*;

/// A link by which a responsible party sees its hazards without an account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "party_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256, in hex, of the token.
    pub token_hash: String,
    pub scope: String,
    /// Of an organisation's link: its name, as the hazards have it.
    pub organisation: Option<String>,
    /// What the hazards have in common; whoever sees it may take the link back.
    pub area_code: String,
    pub subdistrict_code: String,
    pub made_by: Uuid,
    pub made_at: ChronoDateTimeUtc,
    pub expires_at: ChronoDateTimeUtc,
    pub revoked_by: Option<Uuid>,
    pub revoked_at: Option<ChronoDateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

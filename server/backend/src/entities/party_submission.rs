use sea_orm::entity::prelude::*;

/// What a responsible party sent about a hazard.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "party_submission")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub sort_key: i64,
    pub link_id: Uuid,
    pub hazard_id: Uuid,
    pub area_code: String,
    pub committee_code: String,
    pub subdistrict_code: String,
    pub kind: String,
    pub state: String,
    /// The party's own words.
    pub words: String,
    /// The day asked for.
    pub until: Option<ChronoDate>,
    pub content_sha256: String,
    pub sent_at: ChronoDateTimeUtc,
    /// The command that answered it; of an accepted one also its event.
    pub answer_id: Option<Uuid>,
    pub answered_by: Option<Uuid>,
    pub answered_at: Option<ChronoDateTimeUtc>,
    /// What the party is told.
    pub answer: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

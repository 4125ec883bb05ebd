use sea_orm::entity::prelude::*;

/// A site on the list of a campaign, and what came of its door.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign_target")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub campaign_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub site_id: Uuid,
    pub area_code: String,
    pub committee_code: String,
    pub subdistrict_code: String,
    pub district_code: String,
    pub entry: String,
    pub standing: String,
    pub last_visit_at: Option<ChronoDateTimeUtc>,
    /// Visits of the campaign to it, within its period.
    pub attempts: i32,
    /// Whom it was given to.
    pub assignee_id: Option<Uuid>,
    /// Orders the changes of the subdistrict for the tablets.
    pub change_seq: i64,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

use sea_orm::entity::prelude::*;

/// A task of a recurring plan.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    /// Follows from plan, day and site.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Follows from the id; keeps the tasks of one day apart.
    pub sort_key: i64,
    pub plan_id: Uuid,
    /// The day by the calendar, before any shift.
    pub nominal: ChronoDate,
    pub site_id: Uuid,
    pub due: ChronoDate,
    pub area_code: String,
    pub committee_code: String,
    pub subdistrict_code: String,
    pub district_code: String,
    pub assignee_id: Option<Uuid>,
    /// The visit that carried it out.
    pub done_by: Option<Uuid>,
    pub done_at: Option<ChronoDateTimeUtc>,
    /// Orders the changes of the subdistrict for the tablets.
    pub change_seq: i64,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Who is to be told: the people there are, by area, with what they chose.

use super::settings::chosen;
use crate::{
    entities::{reminder_setting, user_account},
    error::Result,
    reference::Reference,
};
use chrono::NaiveDate;
use domain::{
    actor::Role,
    area::AreaCode,
    hazards::Status,
    ids::{HazardId, UserId},
    reminders::{ReminderSettings, Subject, nearest},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// The columns of a hazard, called `h`, that [`People::subject`] reads, from the first on.
pub(super) const SUBJECT: &str = "h.id, h.status, h.effective_due, h.assignee_id, h.area_code";

/// Everybody who may sign in, with what they chose.
pub(crate) struct People {
    accounts: HashMap<Uuid, user_account::Model>,
    settings: HashMap<Uuid, ReminderSettings>,
    office: Vec<(UserId, AreaCode)>,
    leaders: Vec<(UserId, AreaCode)>,
    /// Who does the work of those who are away.
    deputies: HashMap<UserId, UserId>,
}

impl People {
    /// As they are on `day`; an installation has some hundred.
    pub async fn read(db: &impl ConnectionTrait, reference: &Reference, day: NaiveDate) -> Result<Self> {
        let rows = user_account::Entity::find().filter(user_account::Column::DisabledAt.is_null()).all(db);
        let rows = rows.await?;
        let (mut office, mut leaders) = (Vec::new(), Vec::new());
        for row in &rows {
            let person = (UserId(row.id), row.area_code.parse::<AreaCode>()?);
            let role: Role = row.role.parse()?;
            match role {
                Role::Office => office.push(person),
                Role::Leader => leaders.push(person),
                Role::Inspector | Role::Admin => {}
            }
        }
        // in the same order always, so that the same reminders are made in the same order
        office.sort();
        leaders.sort();
        let settings = reminder_setting::Entity::find().all(db).await?;
        let settings = settings.iter().map(|row| Ok((row.person_id, chosen(row)?)));
        Ok(Self {
            settings: settings.collect::<Result<_>>()?,
            accounts: rows.into_iter().map(|row| (row.id, row)).collect(),
            office,
            leaders,
            deputies: reference.assignments.deputies(day).collect(),
        })
    }

    /// Who does the work of a person who is away, and may sign in.
    pub fn deputy(&self, person: UserId) -> Option<UserId> {
        self.deputies.get(&person).copied().filter(|deputy| self.accounts.contains_key(&deputy.0))
    }

    /// The account of a person who may sign in.
    pub fn account(&self, person: Uuid) -> Option<&user_account::Model> {
        self.accounts.get(&person)
    }

    /// What a person chose.
    pub fn settings(&self, person: Uuid) -> ReminderSettings {
        self.settings.get(&person).cloned().unwrap_or_default()
    }

    /// The office that answers for an area.
    pub fn office(&self, area: &AreaCode) -> Vec<UserId> {
        nearest(&self.office, area)
    }

    /// The hazard of a row that begins with [`SUBJECT`].
    pub fn subject(&self, row: &QueryResult) -> Result<Subject> {
        let status: Status = row.try_get_by_index::<String>(1)?.parse()?;
        let assignee: Option<Uuid> = row.try_get_by_index(3)?;
        let area: AreaCode = row.try_get_by_index::<String>(4)?.parse()?;
        // whoever may not sign in any more sees to nothing
        let assignee = assignee.filter(|id| self.accounts.contains_key(id)).map(UserId);
        Ok(Subject {
            hazard: HazardId(row.try_get_by_index(0)?),
            status,
            due: row.try_get_by_index(2)?,
            assignee,
            deputy: assignee.and_then(|person| self.deputy(person)),
            office: self.office(&area),
            leaders: nearest(&self.leaders, &area),
        })
    }
}

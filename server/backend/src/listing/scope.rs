//! The rows that a person may see.

use super::Conditions;
use crate::{ctx::Ctx, error::Result};
use domain::area::{AreaCode, AreaLevel};

/// The rows that lie in an area: equality on the column of its level. A city has no condition, because an
/// installation holds one city at most.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// The area.
    pub area: AreaCode,
    /// The column that holds the code of the area's level.
    pub column: Option<&'static str>,
}

impl Scope {
    /// The area asked for, when it is inside the actor's own, or the actor's own.
    pub fn of(ctx: &Ctx, asked: Option<&AreaCode>) -> Result<Self> {
        Ok(Self::from(ctx.scope(asked)?))
    }

    /// The condition on the table called `alias`.
    pub fn condition(&self, alias: &str) -> Conditions {
        let mut conditions = Conditions::default();
        if let Some(column) = self.column {
            conditions.add(format!("{alias}.{column} = ?"), [self.area.as_str().into()]);
        }
        conditions
    }

    /// The condition for tables that have an index for districts and one for subdistricts, out of which smaller areas are
    /// picked.
    pub fn in_subdistrict(&self, alias: &str) -> Conditions {
        match self.area.level() {
            AreaLevel::City | AreaLevel::District | AreaLevel::Subdistrict => self.condition(alias),
            AreaLevel::Committee | AreaLevel::Grid => self.by_subdistrict(alias),
        }
    }

    /// The condition for an index that begins with the committee, of a committee and of a grid, which is picked out of it; `None`
    /// for larger areas.
    pub fn by_committee(&self, alias: &str) -> Option<Conditions> {
        let committee = self.area.at(AreaLevel::Committee)?;
        let mut conditions = Conditions::default();
        conditions.add(format!("{alias}.committee_code = ?"), [committee.as_str().into()]);
        if self.column != Some("committee_code") {
            conditions.extend(&self.condition(alias));
        }
        Some(conditions)
    }

    /// The condition for an index that begins with the subdistrict: equality at or below that level, a range above.
    pub fn by_subdistrict(&self, alias: &str) -> Conditions {
        let mut conditions = Conditions::default();
        match self.area.at(AreaLevel::Subdistrict) {
            Some(subdistrict) => {
                conditions.add(format!("{alias}.subdistrict_code = ?"), [subdistrict.as_str().into()]);
                if let Some(column) = self.column.filter(|c| *c != "subdistrict_code") {
                    conditions.add(format!("{alias}.{column} = ?"), [self.area.as_str().into()]);
                }
            }
            None if self.column.is_some() => {
                conditions.add(
                    format!("{alias}.subdistrict_code >= ? AND {alias}.subdistrict_code < ?"),
                    [self.area.as_str().into(), self.area.successor().into()],
                );
            }
            None => {}
        }
        conditions
    }
}

impl From<AreaCode> for Scope {
    fn from(area: AreaCode) -> Self {
        let column = match area.level() {
            AreaLevel::City => None,
            AreaLevel::District => Some("district_code"),
            AreaLevel::Subdistrict => Some("subdistrict_code"),
            AreaLevel::Committee => Some("committee_code"),
            AreaLevel::Grid => Some("area_code"),
        };
        Self { area, column }
    }
}

//! Visits behind figures.

use super::{Facts, Rows, Thing, among};
use crate::{error::Result, listing::Sql};
use chrono::{DateTime, Utc};
use domain::{
    calendar::local_date,
    inspections::{InspectionKind, Outcome},
    summary::{
        Lang,
        names::Named,
        record::{RowField, RowKind},
    },
};
use uuid::Uuid;

impl Rows<'_> {
    pub(super) async fn visit_ids(&self) -> Result<Vec<Uuid>> {
        let mut these = self.read.scope.in_subdistrict("i");
        these.days("i.sort_key", Some(self.period.from), Some(self.period.to));
        these.add("i.outcome = ?", [Outcome::Done.as_str().into()]);
        self.chosen(Sql::new("SELECT i.id FROM inspection i"), &these).await
    }

    pub(super) async fn visits(&self, ids: &[Uuid]) -> Result<Vec<Thing>> {
        let mut sql = Sql::new(
            "SELECT i.id, i.area_code, i.kind, i.outcome, i.site_id, i.started_at FROM inspection i",
        );
        sql.filter(&among("i.id", ids));
        let visit = |row: &sea_orm::QueryResult| {
            let kind: InspectionKind = row.try_get_by_index::<String>(2)?.parse()?;
            let at: DateTime<Utc> = row.try_get_by_index(5)?;
            let (id, label) =
                (row.try_get_by_index(0)?, format!("{} {}", kind.name(Lang::Zh), local_date(at)));
            let area = row.try_get_by_index::<String>(1)?.parse()?;
            Ok(Thing::new(RowKind::Inspection, id, label, area, Facts::Visit(kind))
                .field(RowField::Kind, kind)
                .field(RowField::Outcome, row.try_get_by_index::<String>(3)?)
                .field(RowField::Site, row.try_get_by_index::<Uuid>(4)?)
                .at(RowField::HappenedAt, Some(at)))
        };
        sql.all(self.read.on).await?.iter().map(visit).collect()
    }
}

//! What areas, places and campaigns are called whose codes and ids stand in frozen rows: rows hold nothing personal, and a reader
//! wants names.

use super::rows::among;
use crate::{areas::Areas, error::Result, listing::Sql, sites::query::shown};
use domain::{
    area::AreaCode,
    sites::SiteKind,
    summary::record::{Names, RowField},
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Ids that are asked about at a time.
const AT_ONCE: usize = 500;

/// What is to be named.
pub(super) struct ToName {
    areas: Names,
    sites: BTreeSet<Uuid>,
    campaigns: BTreeSet<Uuid>,
}

impl ToName {
    /// Of these values.
    pub fn of<'a>(areas: &Areas, values: impl IntoIterator<Item = (RowField, &'a str)>) -> Self {
        let mut it = Self { areas: Names::new(), sites: BTreeSet::new(), campaigns: BTreeSet::new() };
        let ids = |text: &str| text.split(',').filter_map(|id| id.parse().ok()).collect::<Vec<Uuid>>();
        for (field, text) in values {
            match field {
                RowField::Area => {
                    if let Ok(code) = text.parse::<AreaCode>() {
                        it.areas.insert(text.to_owned(), areas.named(&code).name);
                    }
                }
                RowField::Site => it.sites.extend(ids(text)),
                RowField::Campaign => it.campaigns.extend(ids(text)),
                _ => {}
            }
        }
        it
    }

    /// Their names as lists have them: a home is called by its building, never by who lives there.
    pub async fn read(self, on: &impl ConnectionTrait) -> Result<Names> {
        let Self { areas: mut names, sites, campaigns } = self;
        let sites: Vec<Uuid> = sites.into_iter().collect();
        for some in sites.chunks(AT_ONCE) {
            let mut sql = Sql::new("SELECT s.id, s.kind, s.name, s.address, s.room FROM site s");
            sql.filter(&among("s.id", some));
            for row in sql.all(on).await? {
                let id: Uuid = row.try_get_by_index(0)?;
                let kind: SiteKind = row.try_get_by_index::<String>(1)?.parse()?;
                let room: Option<String> = row.try_get_by_index(4)?;
                let (name, address) =
                    shown(kind, row.try_get_by_index(2)?, row.try_get_by_index(3)?, room.as_deref());
                let at_home = kind == SiteKind::Household || name.is_empty();
                names.insert(id.to_string(), if at_home { address } else { name });
            }
        }
        let campaigns: Vec<Uuid> = campaigns.into_iter().collect();
        for some in campaigns.chunks(AT_ONCE) {
            let mut sql = Sql::new("SELECT c.id, c.title FROM campaign c");
            sql.filter(&among("c.id", some));
            for row in sql.all(on).await? {
                let id: Uuid = row.try_get_by_index(0)?;
                names.insert(id.to_string(), row.try_get_by_index(1)?);
            }
        }
        Ok(names)
    }
}

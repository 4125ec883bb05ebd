//! Stamps of what a server has read and another may have changed meanwhile.
//!
//! Whoever changes it counts the stamp up in the same transaction. So a copy in memory is good as long as its stamp is still the
//! one that was read before it, and what was decided by it is carried out only then.

use crate::{
    db::WriteTx,
    error::{Error, Result},
    listing::Sql,
    reference::load::fixed_id,
};
use domain::fault::Code;
use sea_orm::ConnectionTrait;

/// What is stamped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stamped {
    /// Areas with their outlines, rules, library, checklists, days, absences.
    Reference,
    /// Lists that were brought in by steps.
    Imports,
}

impl Stamped {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Imports => "imports",
        }
    }

    /// How often it was changed, as far as it is stored: read before what is decided by it.
    pub async fn seen(self, on: &impl ConnectionTrait) -> Result<i64> {
        let mut sql = Sql::new("SELECT changes FROM stamp");
        sql.bind(" WHERE name = ?", [self.as_str().into()]);
        sql.number(on).await
    }

    /// Notes a change, as the last step of it: others that make one wait from here on.
    pub async fn touch(self, tx: &WriteTx) -> Result<()> {
        let mut sql = Sql::new("INSERT INTO stamp (name, changes)");
        sql.bind(" VALUES (?, 1)", [self.as_str().into()]);
        sql.push(" ON CONFLICT (name) DO UPDATE SET changes = stamp.changes + 1");
        sql.run(tx).await
    }

    /// Refuses what was decided by something that is another by now. Those who ask this come one after the other from here on.
    pub async fn expect(self, tx: &WriteTx, seen: i64) -> Result<()> {
        tx.claim(fixed_id("stamp", self.as_str())).await?;
        if self.seen(tx).await? == seen { Ok(()) } else { Err(Error::code(Code::Stale)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Db, DbConfig};

    async fn expected(db: &Db, seen: i64) -> bool {
        db.write(move |tx| Box::pin(async move { Stamped::Imports.expect(tx, seen).await })).await.is_ok()
    }

    #[tokio::test]
    async fn what_was_decided_by_an_old_stamp_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("stamps.db").display());
        let db = Db::connect(&DbConfig { url, ..DbConfig::default() }).await.unwrap();
        db.migrate_up(None).await.unwrap();
        for n in 0..3 {
            let seen = Stamped::Imports.seen(db.read()).await.unwrap();
            assert_eq!(seen, n);
            assert!(expected(&db, seen).await);
            let change = db.write(move |tx| {
                Box::pin(async move {
                    Stamped::Imports.expect(tx, n).await?;
                    Stamped::Imports.touch(tx).await
                })
            });
            change.await.unwrap();
            assert!(!expected(&db, seen).await, "it is another since");
        }
        assert_eq!(Stamped::Reference.seen(db.read()).await.unwrap(), 0, "each by itself");
        db.close().await.unwrap();
    }
}

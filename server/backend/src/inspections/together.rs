//! Visits that are saved at the same time: what they ask and write is asked and written by a few statements for all of them.

use super::service::{Ready, line, store};
use crate::{
    audit, changes,
    content::Arrival,
    ctx::Ctx,
    db::{Alike, WriteTx},
    error::{Error, Result},
    hazards::{
        self,
        service::{registered, registering},
        store::{Beside, Numbered},
    },
    plans,
    transfer::rows::inserts_in_pieces,
};
use domain::{
    calendar::to_millis,
    ids::SiteId,
    inspections::{Outcome, SaveVisit, SavedVisit},
};
use futures::future::BoxFuture;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// A visit on its way into the store.
pub(super) struct Saving {
    /// Who saves it.
    pub ctx: Ctx,
    /// It.
    pub ready: Ready,
    /// How it came.
    pub arrival: Arrival,
}

impl Alike for Saving {
    type Answer = SavedVisit;
    type Error = Error;

    fn together<'a>(tx: &'a WriteTx, changes: &'a [Self]) -> BoxFuture<'a, Result<Vec<Option<SavedVisit>>>> {
        Box::pin(save_all(tx, changes))
    }

    fn alone(self, tx: &WriteTx) -> BoxFuture<'_, Result<SavedVisit>> {
        Box::pin(async move {
            tx.claim(self.ready.visit.id.0).await?;
            store(tx, &self.ctx, self.ready, &self.arrival).await
        })
    }
}

/// Whether nothing but new rows comes of it. Any other is looked at by itself: it may be refused for what is in the store.
fn is_plain(Ready { visit, new_site, campaign, .. }: &Ready) -> bool {
    let photos = visit.photos.iter().chain(visit.answers.values().flat_map(|a| &a.photos));
    let of_hazards = visit.hazards.iter().flat_map(|h| h.photos_before.iter().chain(&h.photos_after));
    // an attempt knocks for the campaigns that have the door on their lists
    let let_in = visit.outcome == Outcome::Done;
    !new_site && let_in && campaign.is_none() && photos.chain(of_hazards).next().is_none()
}

/// The ids that are new with it.
fn ids(visit: &SaveVisit) -> impl Iterator<Item = Uuid> {
    std::iter::once(visit.id.0).chain(visit.hazards.iter().map(|hazard| hazard.id.0))
}

/// Saves the plain ones. An id that is there already, or a place in an order that is taken, fails all of it: then each is saved
/// by itself, which recognises the same command and steps aside.
async fn save_all(tx: &WriteTx, all: &[Saving]) -> Result<Vec<Option<SavedVisit>>> {
    let mut seen = HashSet::new();
    // of twins the first: the second finds it in the store
    let mut is_one =
        |saving: &&Saving| is_plain(&saving.ready) && ids(&saving.ready.visit).all(|id| seen.insert(id));
    let plain: Vec<Option<&Saving>> = all.iter().map(|saving| Some(saving).filter(&mut is_one)).collect();
    if plain.iter().flatten().count() < 2 {
        return Ok(all.iter().map(|_| None).collect());
    }
    let mut drafts = Vec::new();
    for Saving { ctx, ready, arrival } in plain.iter().flatten() {
        for draft in &ready.drafts {
            let mut draft = draft.clone();
            let doing = registering(tx, ctx, &mut draft, arrival).await?;
            drafts.push((draft, doing));
        }
    }
    let rows = || plain.iter().flatten().map(|saving| &saving.ready.row);
    // a site that was visited twice is changed once
    let sites: BTreeMap<Uuid, &str> =
        rows().map(|row| (row.site_id, row.subdistrict_code.as_str())).collect();
    let beside = Beside {
        changed: sites.values().copied().collect(),
        question: Some(plans::asking_for_tasks(sites.keys().copied().collect())),
    };
    let Numbered { built, mut seqs, answer } = hazards::store::number(tx, drafts, beside).await?;
    let with_tasks = plans::with_tasks(&answer.ok_or_else(|| Error::broken("no answer"))?)?;
    let touched = sites.iter().map(|(id, subdistrict)| Ok((*id, seqs.next(subdistrict)?)));
    let touch = changes::touch_sites(touched.collect::<Result<Vec<_>>>()?);
    let mut statements = inserts_in_pieces(tx.get_database_backend(), rows());
    statements.push(touch);
    tx.execute_all(statements).await?;
    hazards::store::write(tx, &built).await?;

    let mut built = built.into_iter();
    let mut answers = Vec::with_capacity(all.len());
    for saving in plain {
        let Some(Saving { ctx, ready: Ready { visit, row, drafts, .. }, .. }) = saving else {
            answers.push(None);
            continue;
        };
        let mut found = Vec::with_capacity(drafts.len());
        for one in built.by_ref().take(drafts.len()) {
            let saved = registered(tx, ctx, one)?;
            found.push((saved.id, saved.number));
        }
        if with_tasks.contains(&row.site_id) {
            plans::visited(tx, ctx, SiteId(row.site_id), (visit.id, to_millis(visit.started_at))).await?;
        }
        audit::write(tx, ctx, [line(visit, row.area_code.parse()?, found.len(), 0)]);
        answers.push(Some(SavedVisit { id: visit.id, hazards: found, repeated: false }));
    }
    Ok(answers)
}

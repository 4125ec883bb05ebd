//! Sums of subdistricts that are each of one period: what is kept of them, and how the rest is read.

use super::{Held, KeptSums, Lacking, Piece, Pieces, Shelf, any_day, shares};
use crate::{
    changes,
    ctx::Ctx,
    error::{Error, Result},
    figures::query::subdistricts,
    listing::Sql,
    reference::Reference,
};
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    period::Period,
};
use futures::future::try_join_all;
use sea_orm::{ConnectionTrait, QueryResult};
use std::{collections::BTreeMap, time::Instant};

/// A sum over a period that no day makes another as long as nothing changes.
pub(crate) trait OfPeriod: Held + Default + Send + Sync + Sized + 'static {
    /// Where it is kept.
    fn shelf(kept: &KeptSums) -> &Shelf<Period, Self>;

    /// Asks for that of each of these subdistricts: a column of an answer.
    fn question(sqlite: bool, codes: &[AreaCode], period: Period) -> Sql;

    /// What was answered; a subdistrict that has none is not among them.
    fn read(answer: &QueryResult, column: usize) -> Result<BTreeMap<AreaCode, Self>>;
}

/// The subdistricts of an area above them, and periods.
pub(crate) struct Parts<'a> {
    ctx: &'a Ctx,
    codes: Vec<AreaCode>,
    periods: &'a [Period],
}

impl<'a> Parts<'a> {
    /// Nothing where nothing may be kept.
    pub fn of(ctx: &'a Ctx, reference: &Reference, area: &AreaCode, periods: &'a [Period]) -> Option<Self> {
        if area.level() >= AreaLevel::Subdistrict || !ctx.state.keeps_sums() {
            return None;
        }
        let codes = subdistricts(reference, area);
        (!codes.is_empty()).then_some(Self { ctx, codes, periods })
    }

    /// All sums as of the snapshot.
    pub async fn pieces<V: OfPeriod>(&self, on: &impl ConnectionTrait) -> Result<Pieces<Period, V>> {
        let (mut pieces, lacking) = self.known::<V>(on).await?;
        pieces.extend(self.all::<V>(on, &lacking).await?);
        Ok(pieces)
    }

    /// Reads what is not kept ahead of a snapshot, where that is much: on several connections beside each other, and once for all who ask.
    pub async fn ahead<V: OfPeriod>(&self) -> Result<()> {
        let on = self.ctx.db().read();
        if self.known::<V>(on).await?.1.len() <= 1 {
            return Ok(());
        }
        let _mine = self.ctx.state.sums().reading.lock().await;
        // somebody else may just have read it
        let (_, lacking) = self.known::<V>(on).await?;
        try_join_all(shares(&lacking).map(|lacking| self.all::<V>(on, lacking))).await?;
        Ok(())
    }

    /// What is kept and holds, and what has to be read.
    async fn known<V: OfPeriod>(
        &self,
        on: &impl ConnectionTrait,
    ) -> Result<(Pieces<Period, V>, Vec<Lacking<Period>>)> {
        let numbers = changes::numbers(on, &self.codes).await?;
        let today = local_date(self.ctx.now);
        Ok(V::shelf(self.ctx.state.sums()).known((&self.codes[..], self.periods), &numbers, today))
    }

    async fn all<V: OfPeriod>(
        &self,
        on: &impl ConnectionTrait,
        lacking: &[Lacking<Period>],
    ) -> Result<Pieces<Period, V>> {
        let mut pieces = Vec::new();
        for lacking in lacking {
            pieces.extend(self.read::<V>(on, lacking).await?);
        }
        Ok(pieces)
    }

    /// Reads the sums of some periods in some subdistricts, and keeps them.
    async fn read<V: OfPeriod>(
        &self,
        on: &impl ConnectionTrait,
        Lacking { codes, keys: periods }: &Lacking<Period>,
    ) -> Result<Pieces<Period, V>> {
        let sqlite = self.ctx.db().is_sqlite();
        let mut questions = Sql::default();
        questions.ask(changes::question(sqlite, codes));
        for period in periods {
            questions.ask(V::question(sqlite, codes, *period));
        }
        let read = Instant::now();
        let answer = questions.one(on).await?.ok_or_else(|| Error::broken("no answer"))?;
        let numbers = changes::read(&answer, 0)?;
        let kept = V::shelf(self.ctx.state.sums());
        let mut pieces = Vec::with_capacity(codes.len() * periods.len());
        for (i, period) in periods.iter().enumerate() {
            let mut found = V::read(&answer, i + 1)?;
            for code in codes {
                let number = numbers.get(code).copied().unwrap_or_default();
                let of = found.remove(code).unwrap_or_default();
                let piece = Piece { number, days: any_day(), read, of };
                pieces.push((code.clone(), *period, kept.keep(code.clone(), *period, piece)));
            }
        }
        Ok(pieces)
    }
}

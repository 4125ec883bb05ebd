//! Rows as issued against rows as of now, some at a time.

use super::{facts::Reader, freeze::Kept, named::ToName, rows::Rows, store};
use crate::{
    ctx::Ctx,
    entities::summary,
    error::{Error, Result},
};
use domain::{
    area::AreaCode,
    ids::SummaryId,
    summary::{
        SafetySummary,
        correction::{Correction, CorrectionLine, diff, figure_changes},
        record::{FrozenRow, RowKey},
    },
};
use sea_orm::DatabaseTransaction;
use std::collections::VecDeque;

/// A correction as it would be now, with the figures as of now.
pub(super) struct Now {
    pub correction: Correction,
    pub body: SafetySummary,
}

/// What would correct `base`, the latest issued record of its chain.
pub(super) async fn now(ctx: &Ctx, base: &summary::Model) -> Result<Now> {
    let tx = ctx.db().begin_snapshot().await?;
    let answer = in_read(ctx, &tx, base).await;
    tx.rollback().await?;
    answer
}

/// The same in a read of the caller's.
pub(super) async fn in_read(ctx: &Ctx, on: &DatabaseTransaction, base: &summary::Model) -> Result<Now> {
    let reference = ctx.state.reference().await?;
    let area: AreaCode = base.area_code.parse()?;
    let read = Reader::new(ctx, on, &reference, &area);
    let body = SafetySummary::from_facts(read.facts(store::period(base)?).await?);
    let freeze = base.freeze_id.ok_or_else(|| Error::broken("an issued summary without rows"))?;
    let rows = Rows::of(&read, &body, base.as_of).await?;
    let lines = lines(Kept::new(on, freeze), rows, base).await?;
    let before = store::body(&store::said(on, base.id).await?)?;
    let values = lines.iter().flat_map(|line| &line.fields).flat_map(|change| {
        let both = [&change.before, &change.after].into_iter().flatten();
        both.map(move |text| (change.field, text.as_str()))
    });
    let names = ToName::of(&reference.areas, values).read(on).await?;
    let correction = Correction {
        of: SummaryId(base.id),
        number: base.number.clone().unwrap_or_default(),
        period: body.period,
        area: body.area.clone(),
        issued_as_of: base.as_of,
        as_of: body.as_of,
        lines,
        figures: figure_changes(&before, &body),
        names,
    };
    Ok(Now { correction, body })
}

/// One side of the comparison.
#[derive(Default)]
struct Side {
    waiting: VecDeque<FrozenRow>,
    ended: bool,
}

impl Side {
    fn take(&mut self, some: Vec<FrozenRow>) {
        self.ended = some.is_empty();
        self.waiting.extend(some);
    }

    fn is_hungry(&self) -> bool {
        !self.ended && self.waiting.is_empty()
    }

    /// The rows up to a key, or all.
    fn up_to(&mut self, bound: Option<RowKey>) -> Vec<FrozenRow> {
        let n =
            bound.map_or(self.waiting.len(), |bound| self.waiting.partition_point(|row| row.key <= bound));
        self.waiting.drain(..n).collect()
    }

    /// Up to where all of its rows are known; `None` when that is everywhere.
    fn known(&self) -> Option<RowKey> {
        self.waiting.back().filter(|_| !self.ended).map(|row| row.key)
    }
}

async fn lines(
    mut kept: Kept<'_, DatabaseTransaction>,
    mut rows: Rows<'_>,
    base: &summary::Model,
) -> Result<Vec<CorrectionLine>> {
    let (mut before, mut after) = (Side::default(), Side::default());
    let mut lines = Vec::new();
    loop {
        if before.is_hungry() {
            before.take(kept.next().await?);
        }
        if after.is_hungry() {
            after.take(rows.next().await?);
        }
        let bound = match (before.known(), after.known()) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        let (was, is) = (before.up_to(bound), after.up_to(bound));
        if was.is_empty() && is.is_empty() {
            return Ok(lines);
        }
        lines.extend(diff(was, is, base.as_of));
    }
}

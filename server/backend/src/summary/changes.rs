//! Rows as issued against rows as of now, some at a time.

use super::{
    facts::Reader,
    freeze::Kept,
    named::ToName,
    rows::{Rows, among},
    store,
};
use crate::{
    ctx::Ctx,
    entities::summary,
    error::{Error, Result},
    listing::Sql,
};
use domain::{
    area::AreaCode,
    ids::SummaryId,
    summary::{
        Figure, FigureRef, SafetySummary,
        correction::{Correction, CorrectionLine, diff, figure_changes, only_repeats},
        record::{FrozenRow, RowKey, RowKind},
    },
};
use sea_orm::DatabaseTransaction;
use std::collections::{BTreeMap, VecDeque};
use uuid::Uuid;

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
    let lines = follow(on, lines(Kept::new(on, freeze), rows, base).await?).await?;
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

/// Sites that are asked for at a time.
const AT_ONCE: usize = 500;

/// Takes out the lines that follow from another one: a hazard repeats an earlier one of its site, and whoever changes that one has
/// changed one row. Its line says so. A line of what stands outside of the period is nowhere, so there the repeat has its own.
async fn follow(on: &DatabaseTransaction, lines: Vec<CorrectionLine>) -> Result<Vec<CorrectionLine>> {
    let (follows, mut lines): (Vec<_>, Vec<_>) = lines.into_iter().partition(only_repeats);
    if follows.is_empty() {
        return Ok(lines);
    }
    let sites = sites(on, lines.iter().chain(&follows)).await?;
    for line in follows {
        let site = sites.get(&line.key);
        let cause = lines.iter_mut().find(|other| site.is_some() && sites.get(&other.key) == site);
        match cause {
            Some(cause) => cause.figures.extend([Figure::Repeated, Figure::RepeatRate].map(FigureRef::now)),
            None => lines.push(line),
        }
    }
    lines.sort_by_key(|line| line.key);
    Ok(lines)
}

/// Where the hazards of the lines are.
async fn sites(
    on: &DatabaseTransaction,
    lines: impl Iterator<Item = &CorrectionLine>,
) -> Result<BTreeMap<RowKey, Uuid>> {
    let hazards: Vec<Uuid> =
        lines.map(|line| line.key).filter(|key| key.kind == RowKind::Hazard).map(|key| key.id).collect();
    let mut sites = BTreeMap::new();
    for some in hazards.chunks(AT_ONCE) {
        let mut sql = Sql::new("SELECT h.id, h.site_id FROM hazard h");
        let mut these = among("h.id", some);
        these.add("h.site_id IS NOT NULL", []);
        sql.filter(&these);
        for row in sql.all(on).await? {
            let key = RowKey { kind: RowKind::Hazard, id: row.try_get_by_index(0)? };
            sites.insert(key, row.try_get_by_index(1)?);
        }
    }
    Ok(sites)
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

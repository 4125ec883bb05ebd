//! The same figures of areas above a subdistrict, from what is kept of each subdistrict ([`crate::figures::kept`]).
//!
//! What was found is kept hazard by hazard, a month each, with the bits and keys that the question over rows gives it: so a year is twelve
//! months that other questions use as well, whatever they are grouped by, and a hazard takes twenty bytes. Whether one falls due in
//! the period is the only thing that follows from the period; the month of its deadline tells it, since periods are whole months. What was
//! due and not found in the period is few, and is kept for each period.

use super::{Asked, By, DUE, Grouped, Question, REPEATED, SETS, sums::Sums};
use crate::{
    changes,
    ctx::Ctx,
    error::{Error, Result},
    figures::{
        kept::{Held, Lacking, Piece, Pieces, any_day, by_key, shares},
        query::places::{all_by_time, by_subdistrict, is_all, part_of, subdistricts},
    },
    listing::{Conditions, Day, Sql, cap, rows, rows_of},
    reference::Reference,
};
use chrono::NaiveDate;
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    hazards::{Category, Severity, Source},
    ids::CampaignId,
    period::{Month, Period},
};
use futures::future::try_join_all;
use sea_orm::ConnectionTrait;
use std::{collections::BTreeMap, time::Instant};

/// Months of the longest period for which something is kept.
const MOST_MONTHS: usize = 24;

/// All that is asked of a hazard.
const KEYS: [By; 7] =
    [By::Part, By::Month, By::Category, By::Campaign, By::Source, By::Severity, By::ThreeKinds];
/// All that is asked of one that was due and not found in the period.
const DUE_KEYS: [By; 3] = [By::Part, By::Category, By::Campaign];

/// What was found in a month.
pub(crate) struct Found {
    pub(super) hazards: Box<[One]>,
    /// The campaigns of their visits.
    campaigns: Box<[CampaignId]>,
}

/// A hazard that was found.
#[derive(Clone, Copy)]
pub(super) struct One {
    pub category: Category,
    pub source: Source,
    pub severity: Severity,
    /// Of the three kinds of problem.
    pub three: bool,
    /// The place of its campaign among those, from 1 on; 0 without one.
    campaign: u16,
    /// A bit for each of [`SETS`] but the last.
    pub bits: u16,
    /// `yyyymm` of the effective deadline.
    pub due: i32,
    /// Days to close.
    pub days: Option<i32>,
}

/// What was due in a period and not found in it: category, campaign, 1 when closed, how many.
#[derive(Default)]
pub(crate) struct Due(Vec<(Option<Category>, Option<CampaignId>, i64, i64)>);

impl Held for Found {
    fn bytes(&self) -> usize {
        size_of_val(&*self.hazards) + size_of_val(&*self.campaigns)
    }
}

impl Held for Due {
    fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<(Option<Category>, Option<CampaignId>, i64, i64)>()
    }
}

/// A hazard as it comes: [`KEYS`], month of the effective deadline, days to close, bits; of an open one its deadlines.
type FoundRow = (
    AreaCode,
    i32,
    Category,
    Option<CampaignId>,
    Source,
    Severity,
    Option<i64>,
    i32,
    Option<i32>,
    u16,
    Option<Day>,
    Option<Day>,
);
/// [`DUE_KEYS`], 1 when closed, how many.
type DueRow = (AreaCode, Option<Category>, Option<CampaignId>, i64, i64);

/// What can be answered from sums of subdistricts.
struct Parts<'a> {
    ctx: &'a Ctx,
    codes: Vec<AreaCode>,
    /// Whether these are all there are.
    is_all: bool,
    months: Vec<Month>,
    period: Period,
    asked: Asked<'a>,
    today: NaiveDate,
}

impl Grouped {
    /// The same as [`Grouped::of`], as of now and from what is kept where something is: of areas above a subdistrict and whole months.
    pub async fn now(
        ctx: &Ctx,
        reference: &Reference,
        area: &AreaCode,
        period: Period,
        asked: Asked<'_>,
    ) -> Result<Self> {
        if Parts::of(ctx, reference, area, period, asked).is_none() {
            return Self::of(ctx, ctx.db().read(), reference, area, period, asked).await;
        }
        Self::ahead(ctx, reference, area, period, asked).await?;
        let snapshot = ctx.db().begin_snapshot().await?;
        let grouped = Self::kept(ctx, &snapshot, reference, area, period, asked).await;
        snapshot.rollback().await?;
        grouped
    }

    /// The same as of a snapshot that was begun.
    pub async fn kept(
        ctx: &Ctx,
        on: &impl ConnectionTrait,
        reference: &Reference,
        area: &AreaCode,
        period: Period,
        asked: Asked<'_>,
    ) -> Result<Self> {
        let Some(parts) = Parts::of(ctx, reference, area, period, asked) else {
            return Self::of(ctx, on, reference, area, period, asked).await;
        };
        let (found, due) = parts.pieces(on).await?;
        let mut sums = Sums::default();
        let months = Month::of_day(period.from).number()..=Month::of_day(period.to).number();
        for (code, month, piece) in &found {
            sums.add_found(asked.by, (month.number(), part_of(area, code)), &months, &piece.of);
        }
        for (_, _, piece) in &due {
            for (category, campaign, closed, n) in &piece.of.0 {
                let of = |key: By| asked.by.contains(&key);
                let keys = (category.filter(|_| of(By::Category)), campaign.filter(|_| of(By::Campaign)));
                sums.add_due_of(keys, *closed > 0, *n);
            }
        }
        let mut grouped = sums.told(asked.due);
        if asked.repeated > 0 {
            grouped.repeated = parts.repeated(on, &found).await?;
        }
        Ok(grouped)
    }

    /// Reads what is not kept ahead of a snapshot, where that is much: on several connections beside each other, and once for all who ask.
    pub async fn ahead(
        ctx: &Ctx,
        reference: &Reference,
        area: &AreaCode,
        period: Period,
        asked: Asked<'_>,
    ) -> Result<()> {
        let Some(parts) = Parts::of(ctx, reference, area, period, asked) else { return Ok(()) };
        let on = ctx.db().read();
        let (found, due) = parts.lacking(&parts.numbers(on).await?);
        if found.len().max(due.len()) <= 1 {
            return Ok(());
        }
        let _mine = ctx.state.sums().reading.lock().await;
        // somebody else may just have read it
        let (found, due) = parts.lacking(&parts.numbers(on).await?);
        // what was found in a city lies in the order of time
        let found = if parts.is_all { by_key(found, parts.codes.len()) } else { found };
        try_join_all(shares(&found).map(|lacking| parts.all_found(on, lacking))).await?;
        try_join_all(shares(&due).map(|lacking| parts.all_due(on, lacking))).await?;
        Ok(())
    }
}

impl<'a> Parts<'a> {
    fn of(
        ctx: &'a Ctx,
        reference: &Reference,
        area: &AreaCode,
        period: Period,
        asked: Asked<'a>,
    ) -> Option<Self> {
        if area.level() >= AreaLevel::Subdistrict || !ctx.state.keeps_sums() {
            return None;
        }
        let months = period.whole_months().filter(|months| months.len() <= MOST_MONTHS)?;
        let codes = subdistricts(reference, area);
        let today = local_date(ctx.now);
        let is_all = is_all(area);
        (!codes.is_empty()).then_some(Self { ctx, codes, is_all, months, period, asked, today })
    }

    async fn numbers(&self, on: &impl ConnectionTrait) -> Result<BTreeMap<AreaCode, i64>> {
        changes::numbers(on, &self.codes).await
    }

    /// What is kept of what was found and holds at these numbers of changes, and what has to be read.
    fn known_found(&self, numbers: &BTreeMap<AreaCode, i64>) -> (Pieces<Month, Found>, Vec<Lacking<Month>>) {
        self.ctx.state.sums().found.known((&self.codes[..], &self.months[..]), numbers, self.today)
    }

    /// The same of what was due, where it is asked for.
    fn known_due(&self, numbers: &BTreeMap<AreaCode, i64>) -> (Pieces<Period, Due>, Vec<Lacking<Period>>) {
        if !self.asked.due {
            return (Vec::new(), Vec::new());
        }
        self.ctx.state.sums().due.known((&self.codes[..], &[self.period][..]), numbers, self.today)
    }

    /// What has to be read of what was found, and of what was due.
    fn lacking(&self, numbers: &BTreeMap<AreaCode, i64>) -> (Vec<Lacking<Month>>, Vec<Lacking<Period>>) {
        (self.known_found(numbers).1, self.known_due(numbers).1)
    }

    /// All pieces as of the snapshot, those of what was found in the order of the subdistricts.
    async fn pieces(&self, on: &impl ConnectionTrait) -> Result<(Pieces<Month, Found>, Pieces<Period, Due>)> {
        let numbers = self.numbers(on).await?;
        let (mut found, lacking) = self.known_found(&numbers);
        found.extend(self.all_found(on, &lacking).await?);
        found.sort_by(|one, other| one.0.cmp(&other.0));
        let (mut due, lacking) = self.known_due(&numbers);
        due.extend(self.all_due(on, &lacking).await?);
        Ok((found, due))
    }

    async fn all_found(
        &self,
        on: &impl ConnectionTrait,
        lacking: &[Lacking<Month>],
    ) -> Result<Pieces<Month, Found>> {
        let mut pieces = Vec::new();
        for lacking in lacking {
            pieces.extend(self.read_found(on, lacking).await?);
        }
        Ok(pieces)
    }

    async fn all_due(
        &self,
        on: &impl ConnectionTrait,
        lacking: &[Lacking<Period>],
    ) -> Result<Pieces<Period, Due>> {
        let mut pieces = Vec::new();
        for lacking in lacking {
            pieces.extend(self.read_due(on, &lacking.codes).await?);
        }
        Ok(pieces)
    }

    fn question(&self, codes: &[AreaCode], period: Period) -> Question<'static> {
        let sqlite = self.ctx.db().is_sqlite();
        let mut those = Conditions::default();
        those.any_area("h.subdistrict_code", codes);
        Question {
            sqlite,
            now: self.ctx.now,
            period,
            asked: Asked { by: &By::ALL, due: true, repeated: 0 },
            part: "subdistrict_code",
            found_by: (by_subdistrict(sqlite), those.clone()),
            those,
            is_all: false,
        }
    }

    /// Reads what was found in some months in some subdistricts, and keeps it.
    async fn read_found(
        &self,
        on: &impl ConnectionTrait,
        Lacking { codes, keys: months }: &Lacking<Month>,
    ) -> Result<Pieces<Month, Found>> {
        let (Some(first), Some(last)) = (months.iter().min(), months.iter().max()) else {
            return Ok(Vec::new());
        };
        // known ones that lie between are passed by
        let mut question = self.question(codes, Period { from: first.first_day(), to: last.last_day() });
        if self.is_all && codes.len() == self.codes.len() {
            question.found_by = all_by_time();
        }
        let mut questions = Sql::default();
        questions.ask(changes::question(question.sqlite, codes)).ask(question.each_found());
        let read = Instant::now();
        let answer = questions.one(on).await?.ok_or_else(|| Error::broken("no answer"))?;
        let numbers = changes::read(&answer, 0)?;
        let mut made: BTreeMap<(AreaCode, Month), Making> = BTreeMap::new();
        for code in codes {
            made.extend(months.iter().map(|month| ((code.clone(), *month), Making::new())));
        }
        for row in rows::<FoundRow>(&answer, 1)? {
            let month = Month::from_number(row.1).map_err(Error::internal)?;
            if let Some(making) = made.get_mut(&(row.0.clone(), month)) {
                making.add(row, self.today)?;
            }
        }
        let kept = self.ctx.state.sums();
        let keep = |((code, month), making): ((AreaCode, Month), Making)| {
            let number = numbers.get(&code).copied().unwrap_or_default();
            let days = self.today..=making.until;
            let piece = Piece { number, days, read, of: making.found() };
            let piece = kept.found.keep(code.clone(), month, piece);
            (code, month, piece)
        };
        Ok(made.into_iter().map(keep).collect())
    }

    /// Reads what was due in the period and not found in it in these subdistricts, and keeps it.
    async fn read_due(&self, on: &impl ConnectionTrait, codes: &[AreaCode]) -> Result<Pieces<Period, Due>> {
        let question = self.question(codes, self.period);
        let mut questions = Sql::default();
        questions.ask(changes::question(question.sqlite, codes)).ask(question.due_besides(&DUE_KEYS));
        let read = Instant::now();
        let answer = questions.one(on).await?.ok_or_else(|| Error::broken("no answer"))?;
        let numbers = changes::read(&answer, 0)?;
        let mut made: BTreeMap<AreaCode, Due> =
            codes.iter().map(|code| (code.clone(), Due::default())).collect();
        for (code, category, campaign, closed, n) in rows::<DueRow>(&answer, 1)? {
            let of = made.get_mut(&code).ok_or_else(|| Error::broken("a hazard that was not asked for"))?;
            of.0.push((category, campaign, closed, n));
        }
        let kept = self.ctx.state.sums();
        let keep = |(code, of): (AreaCode, Due)| {
            let number = numbers.get(&code).copied().unwrap_or_default();
            // what is due in a period and closed is so on any day
            let piece = Piece { number, days: any_day(), read, of };
            let piece = kept.due.keep(code.clone(), self.period, piece);
            (code, self.period, piece)
        };
        Ok(made.into_iter().map(keep).collect())
    }

    /// The first of those that repeat another, by their numbers. These begin with the subdistrict, so that only the first
    /// subdistricts that have as many are asked.
    async fn repeated(&self, on: &impl ConnectionTrait, found: &Pieces<Month, Found>) -> Result<Vec<i64>> {
        let wanted = usize::try_from(self.asked.repeated).unwrap_or(usize::MAX);
        let (mut codes, mut n) = (Vec::<AreaCode>::new(), 0);
        for (code, _, piece) in found {
            if n >= wanted && codes.last() != Some(code) {
                break;
            }
            let repeated = piece.of.repeated();
            if repeated > 0 && codes.last() != Some(code) {
                codes.push(code.clone());
            }
            n += repeated;
        }
        if codes.is_empty() {
            return Ok(Vec::new());
        }
        let answer = self.question(&codes, self.period).first_repeated(self.asked.repeated).one(on).await?;
        let answer = answer.ok_or_else(|| Error::broken("no answer"))?;
        Ok(rows::<(i64,)>(&answer, 0)?.into_iter().map(|(key,)| key).collect())
    }
}

impl Question<'_> {
    /// Every hazard found in the period: what [`FoundRow`] says.
    fn each_found(&self) -> Sql {
        let sqlite = self.sqlite;
        let keys = KEYS.map(|key| self.key(key, self.asked.by)).join(", ");
        let shown = KEYS.map(|key| key.shown(sqlite)).join(", ");
        let due = if sqlite {
            "CAST(strftime('%Y%m', h.effective_due) AS INTEGER)"
        } else {
            "CAST(to_char(h.effective_due, 'YYYYMM') AS integer)"
        };
        let open = |column: &str| format!("CASE WHEN h.closed_at IS NULL THEN h.{column} END AS {column}");
        let mut sql = Sql::new(format!(
            "SELECT {} FROM (SELECT {keys}, {due} AS due, {} AS days, {}, {}, ",
            rows_of(sqlite, &format!("{shown}, g.due, g.days, g.bits, g.original_due, g.effective_due")),
            self.days(),
            open("original_due"),
            open("effective_due"),
        ));
        let (from, mut those) = self.found_by.clone();
        those.extend(&self.found());
        sql.append(self.bits(&SETS[..DUE])).push(" AS bits").push(&self.source(from, self.asked.by));
        sql.filter(&those).push(") g");
        sql
    }

    /// The first of those found in the period that repeat another, by their numbers.
    fn first_repeated(&self, n: u64) -> Sql {
        let (from, mut those) = self.found_by.clone();
        those.extend(&super::whole(REPEATED, self.period, self.now, self.sqlite));
        let mut sql =
            Sql::new(format!("SELECT {} FROM (SELECT h.sort_key AS k{from}", rows_of(self.sqlite, "g.k")));
        sql.filter(&those).bind(" ORDER BY h.number LIMIT ?", [cap(n)]).push(") g");
        sql
    }
}

impl Found {
    /// The campaign of the visit that found it.
    pub(super) fn campaign(&self, one: &One) -> Option<CampaignId> {
        usize::from(one.campaign).checked_sub(1).and_then(|place| self.campaigns.get(place)).copied()
    }

    /// How many of them repeat another.
    fn repeated(&self) -> usize {
        let bit = SETS.iter().position(|set| *set == REPEATED).map_or(0, |i| 1 << i);
        self.hazards.iter().filter(|one| one.bits & bit != 0).count()
    }
}

/// What was found in a month, while it is read.
struct Making {
    hazards: Vec<One>,
    campaigns: Vec<CampaignId>,
    /// The last day on which all this is so.
    until: NaiveDate,
}

impl Making {
    fn new() -> Self {
        Self { hazards: Vec::new(), campaigns: Vec::new(), until: NaiveDate::MAX }
    }

    fn add(&mut self, row: FoundRow, today: NaiveDate) -> Result<()> {
        let (_, _, category, campaign, source, severity, three, due, days, bits, original, effective) = row;
        let campaign = match campaign {
            Some(id) => {
                let known = self.campaigns.iter().position(|it| *it == id);
                let place = known.unwrap_or_else(|| {
                    self.campaigns.push(id);
                    self.campaigns.len() - 1
                });
                u16::try_from(place + 1).map_err(Error::broken)?
            }
            None => 0,
        };
        self.hazards.push(One {
            category,
            source,
            severity,
            three: three.is_some(),
            campaign,
            bits,
            due,
            days,
        });
        // it is late from the day after its deadline on
        for Day(deadline) in [original, effective].into_iter().flatten() {
            if deadline >= today {
                self.until = self.until.min(deadline);
            }
        }
        Ok(())
    }

    fn found(self) -> Found {
        Found { hazards: self.hazards.into_boxed_slice(), campaigns: self.campaigns.into_boxed_slice() }
    }
}

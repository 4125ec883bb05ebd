//! The expiry wave by kind, committee and month, with its cost.

use std::collections::BTreeMap;

use backend::{
    ctx::Ctx,
    db::Db,
    programmes::wave::{expiry_wave, page},
};
use domain::{
    area::AreaCode,
    calendar::local_date,
    money::Fen,
    period::Month,
    programmes::{
        figures::{Wave, WaveCell},
        gear::Gear,
    },
};

use super::cells::Recount;
use crate::support::plain_sql::{day, rows};

/// What ends, by kind, committee and month; without a month what has ended, or will have before the first one.
type Ending = BTreeMap<(Gear, AreaCode, Option<Month>), WaveCell>;

/// What the rows say of so many months from one on, with the prices of `today`: of each kind the one that came into force last.
async fn counted(db: &Db, today: &str, from: Month, months: u32) -> Ending {
    let end = (1..months).fold(from, |month, _| month.next()).next();
    let sql = format!(
        "WITH g AS (
             SELECT committee_code, appliance AS gear, {ends} AS ends FROM stove
             WHERE area_code LIKE '310105008%' AND status NOT IN ('replaced', 'accepted', 'gone')
             UNION ALL
             SELECT committee_code, kind AS gear, {ends} AS ends FROM device
             WHERE area_code LIKE '310105008%' AND status NOT IN ('planned', 'replaced', 'retired')),
         c AS (
             SELECT u.gear, u.fen FROM unit_cost u WHERE {valid} <= '{today}' AND NOT EXISTS (
                 SELECT 1 FROM unit_cost v WHERE v.gear = u.gear AND v.valid_from > u.valid_from AND {later} <= '{today}'))
         SELECT g.gear, g.committee_code, CASE WHEN g.ends > '{today}' AND g.ends >= '{first}' THEN substr(g.ends, 1, 7) END,
                COUNT(*), CAST(SUM(COALESCE(c.fen, 0)) AS bigint)
         FROM g LEFT JOIN c ON c.gear = g.gear WHERE g.ends < '{next}' GROUP BY 1, 2, 3",
        ends = day(db, "expires_on"),
        valid = day(db, "u.valid_from"),
        later = day(db, "v.valid_from"),
        first = from.first_day(),
        next = end.first_day(),
    );
    let mut ending = Ending::new();
    for row in rows(db, &sql).await {
        let word = |i: usize| row.try_get_by_index::<String>(i).unwrap();
        let month = row.try_get_by_index::<Option<String>>(2).unwrap().map(|month| month.parse().unwrap());
        let (n, cost) = (row.try_get_by_index(3).unwrap(), Fen(row.try_get_by_index(4).unwrap()));
        ending.insert((word(0).parse().unwrap(), word(1).parse().unwrap(), month), WaveCell { n, cost });
    }
    ending
}

/// The cells of a wave of one kind.
fn told(gear: Gear, wave: &Wave) -> Ending {
    let months = wave.months.iter().flat_map(|(month, cells)| cells.iter().map(|cell| (Some(*month), cell)));
    let cells = wave.expired.iter().map(|cell| (None, cell)).chain(months);
    cells.map(|(month, (committee, cell))| ((gear, committee.clone(), month), *cell)).collect()
}

/// The sum of those cells.
fn sum<'a>(cells: impl Iterator<Item = &'a WaveCell>) -> WaveCell {
    cells.fold(WaveCell::default(), |mut sum, cell| {
        sum += *cell;
        sum
    })
}

/// Holds the wave from the month that runs, and one that begins later, against that; and the wave of each area against its part.
pub async fn agree(ctx: &Ctx, recount: &Recount<'_>) {
    let today = local_date(ctx.now);
    let runs = Month::of_day(today);
    let later = (0..17).fold(runs, |month, _| month.next());
    for (from, months) in [(runs, 24), (runs, 1), (later, 120)] {
        let counted = counted(recount.db, &today.to_string(), from, months).await;
        let page = page(ctx, None, Some(from), months).await.unwrap();
        let all: Ending = page.kinds.iter().flat_map(|kind| told(kind.gear, &kind.wave)).collect();
        assert_eq!(all, counted, "{months} months from {from}");
        let stated: usize = page.kinds.iter().map(|kind| kind.wave.months.len()).sum();
        assert_eq!(stated, page.kinds.len() * months as usize, "every month, also the empty ones");
        for area in &recount.areas {
            let own = || counted.iter().filter(move |((_, committee, _), _)| area.contains(committee));
            let wave = expiry_wave(ctx, Some(area), Some(from), months).await.unwrap();
            assert_eq!(wave.total(), sum(own().map(|(_, cell)| cell)), "{area}");
            let expired = own().filter(|((_, _, month), _)| month.is_none());
            assert_eq!(wave.all_expired(), sum(expired.map(|(_, cell)| cell)), "{area}");
            for month in wave.months.keys() {
                let cells = own().filter(|((_, _, of), _)| *of == Some(*month)).map(|(_, cell)| cell);
                assert_eq!(wave.month(*month), sum(cells), "{area} {month}");
            }
        }
        let whole = sum(counted.values());
        assert!(whole.n > 0 && whole.cost > Fen(0), "nothing ever expires in {months} months from {from}");
    }
}

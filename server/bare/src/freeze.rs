//! Checking safety summaries, which freezes the rows behind every number, and issuing them: how long it takes, how much memory, and how
//! long somebody else's change waits meanwhile.

use crate::{
    Bench, Result,
    facts::Facts,
    summary::{MONTHS, WORKS, YEARS, figures, files, note},
};
use backend::{
    ctx::{Ctx, State},
    summary::service,
};
use domain::{
    actor::Actor,
    area::{AreaCode, AreaLevel},
    ids::{EventId, HazardId, SummaryId},
    summary::{
        Lang, SummaryPeriod,
        commands::{DraftSummary, EditParagraph, SummaryChange, SummaryCommand},
        lifecycle::SummaryState,
        text::Topic,
    },
};
use serde_json::json;
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Periods of each kind that are checked, the first ones.
const PERIODS: usize = 2;
/// Between two changes of somebody else.
const PAUSE: Duration = Duration::from_millis(50);

/// Prints, for each kind of summary: how long each check took and each issue, in seconds; how many rows were frozen behind its figures
/// and beside them, of the one with most; the most memory of this program meanwhile, MiB; and how long the slowest change of somebody
/// else took meanwhile, in seconds.
pub async fn run(bench: &Bench, office: &Actor, city: &Actor) -> Result<()> {
    let district = office.area.at(AreaLevel::District).ok_or("the office's area lies in no district")?;
    // whoever writes in a summary does not check it
    let writer = Actor { area: city.area.clone(), ..office.clone() };
    let ctx = |actor: &Actor| Ctx::new(bench.state.clone(), actor.clone());
    // fonts and areas are read: of a server they are
    let (content, _) = figures(&ctx(city), &office.area, MONTHS[0].parse()?).await?;
    files(&ctx(city), content).await?;
    for (work, area, periods) in [
        (WORKS[0], &office.area, &MONTHS[..]),
        (WORKS[1], &district, &MONTHS[..]),
        (WORKS[2], &city.area, &MONTHS[..]),
        (WORKS[3], &city.area, &YEARS[..]),
    ] {
        let facts = Facts(bench.state.db.read());
        let hazard = *facts.newest(area, 1).await?.first().ok_or("no hazard")?;
        let (mut checked_s, mut issued_s, mut waited_s) = (Vec::new(), Vec::new(), 0.0_f64);
        let (mut rows, mut beside, mut most) = (0, 0, 0.0_f64);
        for period in periods.iter().take(PERIODS) {
            let written = written(&ctx(&writer), area, period.parse()?).await?;
            let (checker, noted) = (ctx(city), Noted::begin(bench.state.clone(), writer.clone(), hazard));
            forget_most()?;
            let (checked, took) = step(&checker, &written, SummaryCommand::Check { note: None }).await?;
            checked_s.push(took);
            let sha256 = checked.sha256.clone().ok_or("checked without a hash")?;
            issued_s.push(step(&checker, &checked, SummaryCommand::Issue { sha256 }).await?.1);
            most = most.max(most_mib()?);
            waited_s = waited_s.max(noted.end().await?);
            let kept = facts.frozen(checked.id).await?;
            (rows, beside) = (rows.max(kept.0), beside.max(kept.1));
        }
        println!(
            "{}",
            json!({
                "work": work, "checked_s": checked_s, "issued_s": issued_s, "rows": rows, "beside": beside,
                "most_mib": most, "waited_s": waited_s,
            })
        );
    }
    Ok(())
}

/// A draft with all that the office has to write in it.
async fn written(ctx: &Ctx, area: &AreaCode, period: SummaryPeriod) -> Result<SummaryState> {
    let draft = DraftSummary { id: SummaryId(Uuid::now_v7()), area: area.clone(), period };
    let drafted = SummaryState::drafted(service::draft(ctx, draft).await?, None, area.clone(), period, None);
    let next = EditParagraph {
        lang: Lang::Zh,
        topic: Topic::NextPeriod,
        text: "继续开展消防专项检查。".into(),
        left_out: Vec::new(),
    };
    Ok(step(ctx, &drafted, SummaryCommand::Edit(next)).await?.0)
}

/// One step, and how long it took, in seconds.
async fn step(ctx: &Ctx, before: &SummaryState, command: SummaryCommand) -> Result<(SummaryState, f64)> {
    let change = SummaryChange {
        id: EventId(Uuid::now_v7()),
        summary: before.id,
        base_version: before.version,
        command,
    };
    let begun = Instant::now();
    let after = service::change(ctx, change).await?;
    Ok((after, begun.elapsed().as_secs_f64()))
}

/// Somebody who changes something again and again.
struct Noted {
    stop: Arc<AtomicBool>,
    work: tokio::task::JoinHandle<Result<f64>>,
}

impl Noted {
    fn begin(state: State, actor: Actor, hazard: HazardId) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let work = tokio::spawn(noting(state, actor, hazard, Arc::clone(&stop)));
        Self { stop, work }
    }

    /// How long the slowest change took, in seconds.
    async fn end(self) -> Result<f64> {
        self.stop.store(true, Ordering::Relaxed);
        self.work.await?
    }
}

async fn noting(state: State, actor: Actor, hazard: HazardId, stop: Arc<AtomicBool>) -> Result<f64> {
    let mut slowest = 0.0_f64;
    while !stop.load(Ordering::Relaxed) {
        let begun = Instant::now();
        note(&Ctx::new(state.clone(), actor.clone()), hazard).await?;
        slowest = slowest.max(begun.elapsed().as_secs_f64());
        tokio::time::sleep(PAUSE).await;
    }
    Ok(slowest)
}

/// Lets the kernel count the most memory of this program from now on.
fn forget_most() -> Result<()> {
    // 5: the peak resident set size is what is resident now
    Ok(fs::write("/proc/self/clear_refs", "5")?)
}

/// The most memory of this program since, MiB. Linux.
fn most_mib() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")).ok_or("not as expected")?;
    Ok(kib.parse::<f64>()? / 1024.0)
}

//! Saving a visit with a followed checklist and two hazards.

use crate::{
    Bench, Result,
    clock::{Start, Timing, measure},
    facts::Facts,
    statements::carry_out,
};
use backend::{ctx::Ctx, inspections::service};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Actor,
    geo::Point,
    hazards::{PointSource, Position, RegisterHazard, Severity, Source},
    ids::{ChecklistVersionId, HazardId, InspectionId, SiteId, StandardId},
    inspections::{
        Answer, AnswerValue, Answers, Checklist, InspectionKind, ItemKind, Nature, Outcome, SaveVisit,
        commands::VisitedSite,
    },
};
use sea_orm::DbErr;
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};
use uuid::Uuid;

/// How many save at the same time.
const TOGETHER: usize = 8;

/// What every visit has in common.
struct Kit {
    checklist: ChecklistVersionId,
    answers: Answers,
    /// Library entry, its category, text and clause.
    findings: Vec<(StandardId, RegisterHazard)>,
}

/// Ids that whoever sends the template replaces, and its time.
fn placeholder(n: u128) -> Uuid {
    Uuid::from_u128(0x0b0b_0b0b_0b0b_7b0b_8b0b_0b0b_0b0b_0b00 + n)
}

/// Prints the template of the command, the sites to visit, and what saving costs here.
pub async fn run(bench: &Bench, actor: &Actor) -> Result<()> {
    let ctx = Ctx::new(bench.state.clone(), actor.clone());
    let kit = Arc::new(Kit::new(&ctx).await?);
    let facts = Facts(bench.state.db.read());
    let sites: Vec<SiteId> =
        facts.sites(&actor.area, "small_unit", 300).await?.into_iter().map(|s| s.0).collect();
    let template = kit.visit([1, 2, 3].map(placeholder), SiteId(placeholder(4)), DateTime::UNIX_EPOCH);

    let fresh = || [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
    let first = async { Ok(service::save(&ctx, kit.visit(fresh(), sites[0], ctx.now)).await?) };
    let (saved, statements) = bench.recorder.record(first).await?;
    let bare = bare(bench, saved.id, saved.hazards.iter().map(|h| h.0).collect(), &statements).await?;
    let whole = together(bench, actor, &kit, &sites).await?;
    println!(
        "{}",
        json!({
            "template": serde_json::to_string(&template)?,
            "placeholders": {"ids": [placeholder(1), placeholder(2), placeholder(3)], "site": placeholder(4),
                             "time": DateTime::<Utc>::UNIX_EPOCH},
            "sites": sites,
            "statements": statements.len(),
            "sql": statements.iter().map(|s| s.sql.clone()).collect::<Vec<_>>(),
            "whole": whole.json(),
            "together": TOGETHER,
            "bare": bare.json(),
        })
    );
    Ok(())
}

/// The statements of one save, again and again, each time undone: without the commit. The visit that they come
/// from is removed first, so that they meet no row of theirs.
async fn bare(
    bench: &Bench,
    visit: InspectionId,
    hazards: Vec<HazardId>,
    statements: &[sea_orm::Statement],
) -> Result<Timing> {
    remove(bench, visit, hazards).await?;
    let statements = Arc::new(statements.to_vec());
    measure(bench.patience, async |_| {
        let statements = Arc::clone(&statements);
        let done: std::result::Result<(), Undone> = bench
            .state
            .db
            .write(move |tx| {
                Box::pin(async move {
                    carry_out(tx, &statements).await?;
                    Err(Undone::OnPurpose)
                })
            })
            .await;
        match done {
            Err(Undone::Failed(error)) => Err(error.into()),
            Ok(()) | Err(Undone::OnPurpose) => Ok(()),
        }
    })
    .await
}

enum Undone {
    OnPurpose,
    Failed(DbErr),
}

impl From<DbErr> for Undone {
    fn from(error: DbErr) -> Self {
        Self::Failed(error)
    }
}

async fn remove(bench: &Bench, visit: InspectionId, hazards: Vec<HazardId>) -> Result<()> {
    use sea_orm::{ConnectionTrait, Statement, Value};
    let mut work: Vec<(String, Value)> = Vec::new();
    for hazard in hazards {
        for sql in [
            "DELETE FROM hazard_fts WHERE rowid = (SELECT sort_key FROM hazard WHERE id = ?)",
            "DELETE FROM hazard_event WHERE hazard_id = ?",
            "DELETE FROM hazard WHERE id = ?",
        ] {
            work.push((sql.into(), hazard.0.into()));
        }
        work.push(("DELETE FROM audit_entry WHERE subject_id = ?".into(), hazard.to_string().into()));
    }
    work.push(("DELETE FROM inspection WHERE id = ?".into(), visit.0.into()));
    work.push(("DELETE FROM audit_entry WHERE subject_id = ?".into(), visit.to_string().into()));
    let done: std::result::Result<(), DbErr> = bench
        .state
        .db
        .write(move |tx| {
            Box::pin(async move {
                for (sql, value) in work {
                    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [value]))
                        .await?;
                }
                Ok(())
            })
        })
        .await;
    Ok(done?)
}

/// Real saves, each answered when it is on the disk; measured after a warm-up of the same length.
async fn together(bench: &Bench, actor: &Actor, kit: &Arc<Kit>, sites: &[SiteId]) -> Result<Timing> {
    let (saved, sites) = (Arc::new(AtomicU64::new(0)), Arc::new(sites.to_vec()));
    let stop = Arc::new(AtomicBool::new(false));
    let people: Vec<_> = (0..TOGETHER)
        .map(|person| {
            let (state, actor, kit) = (bench.state.clone(), actor.clone(), Arc::clone(kit));
            let (saved, sites, stop) = (Arc::clone(&saved), Arc::clone(&sites), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut visits = sites.iter().cycle().skip(person * sites.len() / TOGETHER);
                while let Some(site) = visits.next()
                    && !stop.load(Ordering::Relaxed)
                {
                    let ctx = Ctx::new(state.clone(), actor.clone());
                    let ids = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
                    service::save(&ctx, kit.visit(ids, *site, ctx.now)).await?;
                    saved.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<(), backend::error::Error>(())
            })
        })
        .collect();
    tokio::time::sleep(bench.patience).await;
    let (start, before) = (Start::now()?, saved.load(Ordering::Relaxed));
    tokio::time::sleep(bench.patience).await;
    let timing = Timing::since(&start, saved.load(Ordering::Relaxed) - before)?;
    stop.store(true, Ordering::Relaxed);
    for person in people {
        person.await??;
    }
    Ok(timing)
}

impl Kit {
    async fn new(ctx: &Ctx) -> Result<Self> {
        let reference = ctx.state.reference().await?;
        let published = reference
            .checklists
            .values()
            .filter(|c| c.current)
            .max_by_key(|c| answers(&c.checklist).map_or(0, |a| a.len()))
            .ok_or("no checklist")?;
        let answers = answers(&published.checklist).ok_or("no checklist without photos")?;
        let general = reference.standards.iter().filter(|s| s.severity == Severity::General);
        let findings = general.take(2).map(|s| (s.id, finding(s.category, &s.text_zh, &s.clause))).collect();
        Ok(Self { checklist: published.id, answers, findings })
    }

    fn visit(&self, ids: [Uuid; 3], site: SiteId, now: DateTime<Utc>) -> SaveVisit {
        let started_at = now - TimeDelta::minutes(if now == DateTime::UNIX_EPOCH { 0 } else { 20 });
        let hazards = self.findings.iter().zip(&ids[1..]).map(|((standard, finding), id)| RegisterHazard {
            id: HazardId(*id),
            standard: Some(*standard),
            found_at: started_at,
            site: Some(site),
            ..finding.clone()
        });
        SaveVisit {
            id: InspectionId(ids[0]),
            site: VisitedSite::Known(site),
            kind: InspectionKind::Routine,
            nature: Nature::GridPatrol,
            outcome: Outcome::Done,
            campaign: None,
            campaign_id: None,
            check_code: None,
            checklist: Some(self.checklist),
            answers: self.answers.clone(),
            started_at,
            finished_at: started_at,
            device_at: Some(started_at),
            position: Point::new(121.3861, 31.2085).ok().map(|point| Position {
                point,
                accuracy_m: Some(12.0),
                source: PointSource::Gps,
            }),
            note: Some("现场负责人陪同，已当面告知整改要求和期限。".into()),
            photos: Vec::new(),
            hazards: hazards.collect(),
            signature: None,
        }
    }
}

fn finding(category: domain::hazards::Category, text: &str, clause: &str) -> RegisterHazard {
    RegisterHazard {
        id: HazardId(Uuid::nil()),
        source: Source::Inspection,
        category,
        subcategory: None,
        severity: Severity::General,
        description: format!("{text}，已口头告知负责人"),
        location: "2层楼道".into(),
        clause: Some(clause.to_owned()),
        standard: None,
        site: None,
        position: None,
        found_at: DateTime::UNIX_EPOCH,
        due: None,
        on_the_spot: false,
        party_name: Some("店主".into()),
        party_phone: None,
        photos_before: Vec::new(),
        photos_after: Vec::new(),
        item: None,
    }
}

/// Complete answers, all in order; `None` when the checklist wants a photo.
fn answers(checklist: &Checklist) -> Option<Answers> {
    let mut answers = Answers::new();
    loop {
        let missing: Vec<_> = checklist
            .check(&answers)
            .iter()
            .filter_map(|f| f.field.strip_prefix("answers.")?.parse().ok())
            .collect();
        if missing.is_empty() {
            return Some(answers);
        }
        for key in missing {
            let key: domain::inspections::AnswerKey = key;
            let item = checklist.items.iter().find(|i| i.key == key.item)?;
            let value = match &item.kind {
                ItemKind::Check => AnswerValue::Pass,
                ItemKind::Value { min, .. } => AnswerValue::Number(*min),
                ItemKind::Choice { options } => AnswerValue::Choice(options.first()?.0.clone()),
                ItemKind::Text => AnswerValue::Text("正常".into()),
                ItemKind::Photo => return None,
            };
            if answers.insert(key, Answer { value, note: None, photos: Vec::new() }).is_some() {
                return None; // answered, and still not content
            }
        }
    }
}

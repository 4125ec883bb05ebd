//! Rules as data: versions by their days, two editors at once, what cites a clause that is over, clauses by height.

use backend::{
    ctx::{Limits, State},
    db::Db,
    entities::{audit_entry, hazard, rule_change, site},
    papers::templates,
    rules::{days, query, service},
    storage::Storage,
};
use chrono::{NaiveDate, TimeDelta};
use domain::{
    calendar::{DayCount, DayKind, SpecialDay},
    fault::{Code, FieldCode},
    hazards::{Category, DeadlineRule, Severity},
    ids::{EventId, HazardId, StandardId},
    papers::{PaperKind, SaveTemplate},
    rules::{
        Base, DayIs, KeepDays, KeepRule, Rise, Rule, RuleBook, RuleStep, Standard, StopRule,
        views::{CitingWhy, RuleDetail, Validity},
    },
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, Statement,
};
use uuid::Uuid;

use crate::support::{
    TestDb,
    explain::{Tape, by_indexes, found_by_indexes},
    world::{SUBDISTRICT, World, date, noon, refused},
};

const CODE: &str = "FIRE-01";
/// Of a clause that no other entry cites.
const ALONE: &str = "FIRE-05";

async fn rule(world: &World, book: RuleBook, key: &str, today: &str) -> RuleDetail {
    query::detail(&world.ctx(&world.office, noon(today)), book, key, None).await.unwrap()
}

/// The newest version of a library entry as it would be from `from` on.
fn next(detail: &RuleDetail, from: &str, change: impl FnOnce(&mut Standard)) -> KeepRule {
    let Rule::Standard(mut standard) = detail.versions[0].rule.clone() else { panic!("no library entry") };
    let id = Uuid::now_v7();
    standard.id = StandardId(id);
    (standard.valid_from, standard.valid_to) = (date(from), None);
    change(&mut standard);
    KeepRule {
        id: EventId(id),
        base: Some(detail.base),
        rule: Rule::Standard(standard),
        reason: "消防法修订".into(),
    }
}

fn deadline(days: u16, from: &str) -> Rule {
    Rule::Deadline(DeadlineRule {
        category: Some(Category::Fire),
        severity: Severity::General,
        count: DayCount { days, kind: DayKind::Calendar },
        valid_from: date(from),
        valid_to: None,
    })
}

fn keep(base: Option<Base>, rule: Rule) -> KeepRule {
    KeepRule { id: EventId(Uuid::now_v7()), base, rule, reason: "办公会决定".into() }
}

async fn row(world: &World, id: HazardId) -> hazard::Model {
    hazard::Entity::find_by_id(id.0).one(world.state.db.read()).await.unwrap().unwrap()
}

db_test!(a_changed_clause_is_a_new_version_and_what_cites_the_old_one_is_listed, |db| async {
    let world = World::new(&db).await;
    let before = rule(&world, RuleBook::Standards, CODE, "2023-06-01").await;
    let old = before.versions[0].id;
    let cite = |id| move |c: &mut domain::hazards::RegisterHazard| c.standard = Some(StandardId(id));
    let open = world.find(noon("2023-06-01"), cite(old)).await;
    assert_eq!(row(&world, open).await.standard_id, Some(old));

    let office = world.ctx(&world.office, noon("2023-06-10"));
    let command = next(&before, "2023-07-01", |s| s.clause = "《消防法》第二十九条".into());
    let new = command.id.0;
    service::keep(&office, command.clone()).await.unwrap();
    service::keep(&office, command.clone()).await.unwrap();
    let mut other = command;
    other.reason = "别的".into();
    assert_eq!(refused(service::keep(&office, other).await), Code::ContentConflict);
    assert_eq!(rule_change::Entity::find().count(db.read()).await.unwrap(), 1);
    let lines = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("rule.revise"));
    assert_eq!(lines.count(db.read()).await.unwrap(), 1);

    // not yet in force: nothing is superseded, and nobody can cite it
    let after = rule(&world, RuleBook::Standards, CODE, "2023-06-10").await;
    let stands: Vec<_> = after.versions.iter().map(|v| (v.id, v.validity, v.rule.valid_to())).collect();
    assert_eq!(stands, [(new, Validity::Coming, None), (old, Validity::InForce, Some(date("2023-06-30")))]);
    assert_eq!((after.changes[0].step, after.changes[0].reason.as_str()), (RuleStep::Revise, "消防法修订"));
    let early = world.finding(noon("2023-06-20"));
    let early = domain::hazards::RegisterHazard { standard: Some(StandardId(new)), ..early };
    let ctx = world.ctx(&world.office, noon("2023-06-20"));
    assert_eq!(refused(backend::hazards::service::register(&ctx, early).await), Code::Invalid);
    assert!(query::citing(&ctx, None).await.unwrap().hazards.is_empty());

    // the day has come
    let ctx = world.ctx(&world.office, noon("2023-07-01"));
    let later = world.find(noon("2023-07-01"), cite(new)).await;
    assert_eq!(row(&world, later).await.clause.as_deref(), Some("《消防法》第二十九条"));
    let citing = query::citing(&ctx, None).await.unwrap();
    let told: Vec<_> = citing.hazards.iter().map(|h| (h.id, h.code.as_str(), h.ended)).collect();
    assert_eq!(told, [(open, CODE, date("2023-06-30"))]);
    assert_eq!(query::list(&ctx, RuleBook::Standards, None).await.unwrap().citing, 1);
    // the other subdistrict is told of its own hazards only
    let stranger = world.ctx(&world.stranger, noon("2023-07-01"));
    assert!(query::citing(&stranger, None).await.unwrap().hazards.is_empty());
    // the checklists were published when this test began, long after that day: an end is told all the same
    let ended = rule(&world, RuleBook::Standards, CODE, "2023-07-01").await;
    let stop = StopRule {
        id: EventId(Uuid::now_v7()),
        book: RuleBook::Standards,
        base: ended.base,
        last: Some(date("2023-07-31")),
        reason: "废止".into(),
    };
    service::stop(&ctx, stop).await.unwrap();
    let ctx = world.ctx(&world.office, noon("2023-08-01"));
    let items = query::citing(&ctx, None).await.unwrap().items;
    let of_code: Vec<_> = items.iter().filter(|item| item.code == CODE).collect();
    assert!(!of_code.is_empty() && of_code.iter().all(|item| item.why == CitingWhy::Ended), "{items:?}");
});

db_test!(a_template_that_names_a_clause_which_has_ended_is_listed, |db| async {
    let world = World::new(&db).await;
    // an entry whose clause no other one has
    let seen = rule(&world, RuleBook::Standards, ALONE, "2023-06-01").await;
    let Rule::Standard(Standard { clause, .. }) = seen.versions[0].rule.clone() else { panic!("no entry") };
    let office = world.ctx(&world.office, noon("2023-06-10"));
    let command = next(&seen, "2023-07-01", |s| s.clause = "《新条例》第一条".into());
    service::keep(&office, command).await.unwrap();
    let template = |base_version, said: &str| SaveTemplate {
        id: EventId(Uuid::now_v7()),
        area: SUBDISTRICT.parse().unwrap(),
        kind: PaperKind::Notice,
        base_version,
        mark: "仙安试".into(),
        body: format!("# 通知\n{{{{文号}}}}\n依据{said}。\n{{{{二维码}}}}"),
    };
    templates::save(&office, template(None, &clause)).await.unwrap();
    assert_eq!(query::citing(&office, None).await.unwrap().templates, [], "in force until the end of June");
    let ctx = world.ctx(&world.office, noon("2023-07-01"));
    let all = query::citing(&ctx, None).await.unwrap();
    // the page of the library says that there is something to look at, also where no hazard is open
    let library = query::list(&ctx, RuleBook::Standards, None).await.unwrap();
    assert_eq!(library.citing, 0);
    assert_eq!(library.citing_others as usize, all.items.len() + all.templates.len());
    let named = all.templates;
    let told: Vec<_> = named.iter().map(|one| (one.kind, one.code.as_str(), one.ended)).collect();
    assert_eq!(told, [(PaperKind::Notice, ALONE, date("2023-06-30"))]);
    let stranger = world.ctx(&world.stranger, noon("2023-07-01"));
    assert_eq!(query::citing(&stranger, None).await.unwrap().templates, []);
    templates::save(&ctx, template(Some(1), "《新条例》第一条")).await.unwrap();
    assert_eq!(query::citing(&ctx, None).await.unwrap().templates, [], "the last version counts");
});

db_test!(of_two_who_change_a_rule_at_once_the_second_is_told, |db| async {
    let world = World::new(&db).await;
    let seen = rule(&world, RuleBook::Deadlines, "fire/general", "2023-06-01").await;
    let office = world.ctx(&world.office, noon("2023-06-01"));
    let admin = world.ctx(&world.admin, noon("2023-06-01"));
    let one = keep(Some(seen.base), deadline(5, "2023-07-01"));
    let two = keep(Some(seen.base), deadline(10, "2023-08-01"));
    let (a, b) = tokio::join!(service::keep(&office, one), service::keep(&admin, two));
    let mut outcomes = [a, b].map(|answer| answer.err().map(|e| e.as_fault().unwrap().code));
    outcomes.sort();
    assert_eq!(outcomes, [None, Some(Code::Stale)]);
    // a rule that is there is not added, a version does not go back before the one there is
    let twice = service::keep(&office, keep(None, deadline(5, "2025-01-01"))).await.unwrap_err();
    assert_eq!(twice.as_fault().unwrap().fields[0].code, FieldCode::Duplicate);
    let now = rule(&world, RuleBook::Deadlines, "fire/general", "2023-06-01").await;
    let back = service::keep(&office, keep(Some(now.base), deadline(5, "2020-01-01"))).await.unwrap_err();
    assert_eq!(back.as_fault().unwrap().fields[0].field, "valid_from");
    // who is neither office nor administrator keeps no rules, nor does the office of a committee
    let inspector = world.ctx(&world.inspector, noon("2023-06-01"));
    assert_eq!(
        refused(service::keep(&inspector, keep(None, deadline(5, "2025-01-01"))).await),
        Code::Forbidden
    );
    let mut small = world.office.clone();
    small.area = world.inspector.area.clone();
    let small = world.ctx(&small, noon("2023-06-01"));
    assert_eq!(refused(service::keep(&small, keep(None, deadline(5, "2025-01-01"))).await), Code::Forbidden);
});

db_test!(a_deadline_counts_from_its_day_and_can_be_taken_back_before, |db| async {
    let world = World::new(&db).await;
    let due = async |found: &str| -> NaiveDate {
        let id = world.find(noon(found), |c| c.due = None).await;
        row(&world, id).await.original_due
    };
    assert_eq!(due("2023-06-01").await, date("2023-06-08"));
    let seen = rule(&world, RuleBook::Deadlines, "fire/general", "2023-06-01").await;
    let office = world.ctx(&world.office, noon("2023-06-01"));
    service::keep(&office, keep(Some(seen.base), deadline(2, "2023-07-01"))).await.unwrap();
    assert_eq!(due("2023-06-30").await, date("2023-07-07"));
    assert_eq!(due("2023-07-01").await, date("2023-07-03"));
    let now = rule(&world, RuleBook::Deadlines, "fire/general", "2023-06-01").await;
    let stop = |base| StopRule {
        id: EventId(Uuid::now_v7()),
        book: RuleBook::Deadlines,
        base,
        last: None,
        reason: "录入有误".into(),
    };
    assert_eq!(refused(service::stop(&office, stop(seen.base)).await), Code::Stale);
    let later = world.ctx(&world.office, noon("2023-06-01") + TimeDelta::minutes(1));
    service::stop(&later, stop(now.base)).await.unwrap();
    assert_eq!(due("2023-07-02").await, date("2023-07-09"));
    let steps: Vec<_> = rule(&world, RuleBook::Deadlines, "fire/general", "2023-06-01")
        .await
        .changes
        .iter()
        .map(|change| change.step)
        .collect();
    assert_eq!(steps, [RuleStep::Withdraw, RuleStep::Revise]);
});

db_test!(the_clause_about_e_bikes_follows_the_height_of_the_building, |db| async {
    let world = World::new(&db).await;
    let high = rule(&world, RuleBook::Standards, "EBIKE-01/high", "2023-06-01").await.versions[0].id;
    let low = rule(&world, RuleBook::Standards, "EBIKE-01/low", "2023-06-01").await.versions[0].id;
    let find = async |cited: Uuid, clause: Option<&str>| {
        let clause = clause.map(str::to_owned);
        let id = world
            .find(noon("2023-06-01"), |c| {
                c.standard = Some(StandardId(cited));
                c.clause = clause;
            })
            .await;
        row(&world, id).await
    };
    // nobody knows how high it is: what was chosen stays
    assert_eq!(find(high, None).await.standard_id, Some(high));
    let shop = site::Entity::find_by_id(world.shop.0).one(db.read()).await.unwrap().unwrap();
    for (metres, cited) in [(54, high), (12, low)] {
        let mut shop = shop.clone();
        shop.facts = serde_json::json!({ "height_m": metres });
        db.write(move |tx| Box::pin(async move { shop.into_active_model().reset_all().update(tx).await }))
            .await
            .unwrap();
        for chosen in [high, low] {
            let found = find(chosen, None).await;
            assert_eq!(found.standard_id, Some(cited), "{metres} m");
            let named = found.clause.as_deref().is_some_and(|clause| clause.contains("高层民用建筑"));
            assert_eq!(named, cited == high, "{metres} m: {:?}", found.clause);
        }
        // words of one's own stay
        assert_eq!(find(high, Some("物业公约")).await.clause.as_deref(), Some("物业公约"));
    }
    assert_eq!(Rise::of(domain::sites::SiteKind::SmallUnit, 54.0), Rise::High);
});

db_test!(tables_and_histories_are_paged, |db| async {
    let world = World::new(&db).await;
    let mut small = world.state.clone();
    small.limits.page_size = 2;
    let ctx = backend::ctx::Ctx { state: small, ..world.ctx(&world.office, noon("2023-06-01")) };
    let (mut keys, mut after) = (Vec::new(), None);
    loop {
        let page = query::list(&ctx, RuleBook::Lives, after.as_deref()).await.unwrap();
        assert!(page.rows.len() <= 2 && page.may_keep);
        keys.extend(page.rows.into_iter().map(|row| row.key));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut sorted = keys.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((keys.len(), &keys), (7, &sorted));
    for (days, from) in [(5, "2023-07-01"), (6, "2023-08-01"), (7, "2023-09-01")] {
        let seen = query::detail(&ctx, RuleBook::Deadlines, "fire/general", None).await.unwrap();
        service::keep(&ctx, keep(Some(seen.base), deadline(days, from))).await.unwrap();
    }
    let first = query::detail(&ctx, RuleBook::Deadlines, "fire/general", None).await.unwrap();
    assert_eq!((first.versions.len(), first.changes.len()), (4, 2));
    let rest = query::detail(&ctx, RuleBook::Deadlines, "fire/general", first.next).await.unwrap();
    assert_eq!((rest.changes.len(), rest.next), (1, None));
});

fn set(from: &str, to: &str, kind: SpecialDay, before: Option<DayIs>) -> KeepDays {
    KeepDays {
        id: EventId(Uuid::now_v7()),
        from: date(from),
        to: date(to),
        is: DayIs { kind, name: "国庆节".into() },
        before,
        reason: "国务院办公厅通知".into(),
    }
}

db_test!(working_days_follow_the_calendar_from_the_moment_it_is_set, |db| async {
    let world = World::new(&db).await;
    let due = async || {
        let id = world
            .find(noon("2031-09-30"), |c| {
                (c.category, c.due) = (Category::ChessRoom, None);
            })
            .await;
        row(&world, id).await.original_due
    };
    // seven working days after a Tuesday
    assert_eq!(due().await, date("2031-10-09"));
    let office = world.ctx(&world.office, noon("2031-01-01"));
    let admin = world.ctx(&world.admin, noon("2031-01-01"));
    let golden = set("2031-10-01", "2031-10-07", SpecialDay::Holiday, None);
    days::keep(&office, golden.clone()).await.unwrap();
    days::keep(&office, golden).await.unwrap();
    assert_eq!(due().await, date("2031-10-16"));
    let twice = days::keep(&admin, set("2031-10-07", "2031-10-08", SpecialDay::Holiday, None)).await;
    assert_eq!(twice.unwrap_err().as_fault().unwrap().fields[0].code, FieldCode::Duplicate);
    // two people change the same day: the second is told
    let seen = Some(DayIs { kind: SpecialDay::Holiday, name: "国庆节".into() });
    let one = set("2031-10-07", "2031-10-07", SpecialDay::Workday, seen);
    days::keep(&office, one.clone()).await.unwrap();
    let two = KeepDays { id: EventId(Uuid::now_v7()), ..one };
    assert_eq!(refused(days::keep(&admin, two).await), Code::Stale);
    assert_eq!(due().await, date("2031-10-15"));
    let year = days::year(&office, Some(2031), None).await.unwrap();
    assert_eq!((year.days.len(), year.changes.len(), year.may_keep), (7, 2, true));
    let inspector = world.ctx(&world.inspector, noon("2031-01-01"));
    let refusal = days::keep(&inspector, set("2031-05-01", "2031-05-01", SpecialDay::Holiday, None)).await;
    assert_eq!(refused(refusal), Code::Forbidden);
});

/// What is asked while a rule's page and the page of what cites superseded clauses are shown.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon("2023-06-01"));
    world.state.reference().await.unwrap();
    tape.clear();
    query::citing(&ctx, Some(i64::MAX)).await.unwrap();
    query::detail(&ctx, RuleBook::Deadlines, "fire/general", Some(i64::MAX)).await.unwrap();
    // checklists stand in the same history
    backend::checklists::query::detail(&ctx, "nine_small", Some(u32::MAX)).await.unwrap();
    let mut said = tape.end(db).await;
    said.retain(|said| said.sql.contains("hazard h") || said.sql.contains("rule_change"));
    said
}

async fn steps(test: &TestDb) -> String {
    let asked = asked(test).await;
    assert!(!asked.is_empty(), "the watched database was not asked");
    found_by_indexes(test, &asked, by_indexes).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_what_cites_a_rule_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = steps(&test).await;
    for index in
        ["ix_hazard_open_standard (standard_id=?", "ix_rule_change_entry (book=? AND entry=? AND sort_key<?)"]
    {
        assert!(steps.contains(index), "{index}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_what_cites_a_rule_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        steps(&test).await;
        test.remove().await;
    }
}

/// Of two servers on one database the second learns of a rule before it uses it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_server_knows_a_new_rule_at_once() {
    let Some(test) = TestDb::postgres().await else { return };
    test.tell(async |db: Db| {
        let world = World::new(&db).await;
        let other = State::new(db.clone(), Storage::in_memory(), Limits::default());
        let versions = async || {
            let reference = other.reference().await.unwrap();
            reference.standards.iter().filter(|entry| entry.code == CODE).count()
        };
        let before = versions().await;
        for (n, from) in ["2023-07-01", "2023-08-01"].into_iter().enumerate() {
            let now = rule(&world, RuleBook::Standards, CODE, "2023-06-10").await;
            let office = world.ctx(&world.office, noon("2023-06-10"));
            service::keep(&office, next(&now, from, |entry| entry.text_zh = format!("第 {n} 次修改")))
                .await
                .unwrap();
            assert_eq!(versions().await, before + n + 1);
        }
    })
    .await;
}

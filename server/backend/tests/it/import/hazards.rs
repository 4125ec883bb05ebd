//! Hazards: numbers, life, figures and proof right after an import.

use backend::{
    audit::verify::verify,
    ctx::Ctx,
    db::Db,
    entities::{hazard, hazard_counter, hazard_event},
    error::Error,
    figures::{self, recount},
    hazards::{
        many::{self, Coming},
        query,
        store::Draft,
    },
    summary::service::compute,
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    figures::{FigureSet, Figures},
    hazards::{RegisterHazard, history::earlier_cases, lifecycle},
    ids::{HazardId, sort_key},
    listing::{Common, Filter, HazardFilter},
    period::Period,
    summary::{Figure, SummaryPeriod},
};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, QueryOrder};
use std::{collections::BTreeSet, sync::atomic::AtomicU64};
use uuid::Uuid;

use super::{NOW, PLAIN, SKIPPING, What, faults, import};
use crate::citing::{FOUND, LATER, NEW, listed, revised};
use crate::support::world::{COMMITTEE, World, date, noon};

async fn count(db: &Db) -> u64 {
    hazard::Entity::find().count(db.read()).await.unwrap()
}

fn good(n: usize) -> String {
    let mut text = "发现日期,类别,隐患描述,居委会,状态,销号日期,经度,纬度\n".to_owned();
    for i in 0..n {
        let (month, day) = (i % 6 + 1, i % 28 + 1);
        let (status, closed) = if i % 3 == 0 {
            ("待派单", String::new())
        } else {
            ("已销号", format!("2023-{month:02}-{day:02}"))
        };
        text.push_str(&format!(
            "2023-{month:02}-{day:02},消防,楼道堆物第{i}处,{COMMITTEE},{status},{closed},121.389,31.2095\n"
        ));
    }
    text
}

db_test!(imported_hazards_count_and_are_proven, |db| async {
    let world = World::new(&db).await;
    let own = world.find(noon("2023-02-02"), |_| ()).await;
    let report = import(&world, What::Hazards, &good(900), PLAIN).await;
    assert_eq!(report.imported, 900, "{report:?}");
    // numbers go on without a gap, in the order of the file
    let rows = hazard::Entity::find().order_by_asc(hazard::Column::Seq).all(db.read()).await.unwrap();
    assert_eq!(rows.iter().map(|r| r.seq).collect::<Vec<_>>(), (1..=901).collect::<Vec<_>>());
    assert_eq!(rows[0].id, own.0);
    for (i, row) in rows[1..].iter().enumerate() {
        assert_eq!(row.description, format!("楼道堆物第{i}处"));
    }
    // a tablet that asks for what is new misses none
    let seqs: BTreeSet<i64> = rows.iter().map(|row| row.change_seq).collect();
    assert_eq!(seqs.len(), 901);
    assert_eq!(seqs.last().unwrap() - seqs.first().unwrap(), 900);
    // written in the order of time
    let mut imported: Vec<_> = rows[1..].iter().collect();
    imported.sort_by_key(|row| row.sort_key);
    assert!(imported.is_sorted_by_key(|row| row.change_seq));
    let proof = verify(&db, |_, _| ()).await.unwrap();
    assert!(proof.broken.is_empty(), "{:?}", proof.broken);
    assert_eq!(proof.hazards, 901);
    assert_eq!(hazard_event::Entity::find().count(db.read()).await.unwrap(), 901 + 600);
    // counted and recounted
    let ctx = world.ctx(&world.office, noon(NOW));
    let year = Period::year(2023).unwrap();
    let kept = figures::query::rates(&ctx, None, year).await.unwrap();
    let counted: Figures = figures::query::exact(&ctx, &world.office.area, year, ctx.now).await.unwrap();
    assert_eq!(kept.total, counted);
    // listed, found and on the map
    let filter = |q: &str| HazardFilter::from_pairs(q.split('&').filter_map(|p| p.split_once('=')));
    for (q, n) in [("status=closed", 600), ("status=registered", 301), ("q=楼道", 901), ("q=堆物第", 900)]
    {
        let page = query::list(&ctx, &filter(q), 10).await.unwrap();
        assert_eq!(page.total.n, n, "{q}");
    }
    // the same file again is refused row by row
    let again = import(&world, What::Hazards, &good(900), SKIPPING).await;
    assert_eq!((again.bad_rows, again.imported), (900, 0));
    assert_eq!(faults(&again)[0], (2, 3, "duplicate"));
    assert_eq!(count(&db).await, 901);
});

/// Hazards of one instant whose ids end like that of another.
fn twins(world: &World, of: HazardId, found_at: DateTime<Utc>, n: u128) -> Vec<Coming<RegisterHazard>> {
    let twin = |n: u128| HazardId(Uuid::from_u128(n << 22 | of.0.as_u128() & 0x3f_ffff));
    (1..=n)
        .map(|n| RegisterHazard { id: twin(n), ..world.finding(found_at) })
        .map(|command| Coming { area: COMMITTEE.parse().unwrap(), found_at, id: command.id, rest: command })
        .collect()
}

fn ready(command: RegisterHazard, ctx: &Ctx) -> Draft {
    let area: AreaCode = COMMITTEE.parse().unwrap();
    let due = date("2023-03-02");
    Draft {
        steps: lifecycle::register(&command, area.clone(), due, &ctx.actor, ctx.now),
        content_sha256: String::new(),
        area,
        position: None,
        raw: None,
        inspection: None,
        place: None,
        command,
    }
}

db_test!(hazards_of_one_sort_key_step_aside, |db| async {
    let world = World::new(&db).await;
    let found_at = noon("2023-02-02");
    let there = world.find(found_at, |_| ()).await;
    let coming = twins(&world, there, found_at, 600);
    let ctx = world.ctx(&world.office, noon("2023-02-03"));
    db.write(move |tx| {
        Box::pin(async move {
            let (own, written) = (ctx.clone(), AtomicU64::new(0));
            many::insert(tx, &ctx, coming, move |command| Ok(ready(command, &own)), &written).await?;
            assert_eq!(written.into_inner(), 600);
            Ok::<_, Error>(())
        })
    })
    .await
    .unwrap();
    let rows = hazard::Entity::find().order_by_asc(hazard::Column::SortKey).all(db.read()).await.unwrap();
    let keys: Vec<i64> = rows.iter().map(|row| row.sort_key).collect();
    let first = sort_key(found_at, there.0);
    assert_eq!(keys, (first..=first + 600).collect::<Vec<_>>());
});

db_test!(a_hazard_that_cannot_be_made_ready_undoes_them_all, |db| async {
    let world = World::new(&db).await;
    let found_at = noon("2023-02-02");
    let there = world.find(found_at, |_| ()).await;
    let coming = twins(&world, there, found_at, 600);
    let broken = coming[580].id;
    let ctx = world.ctx(&world.office, noon("2023-02-03"));
    let done = db
        .write(move |tx| {
            Box::pin(async move {
                let own = ctx.clone();
                let ready = move |command: RegisterHazard| {
                    if command.id == broken {
                        Err(Error::broken("this one"))
                    } else {
                        Ok(ready(command, &own))
                    }
                };
                many::insert(tx, &ctx, coming, ready, &AtomicU64::new(0)).await
            })
        })
        .await;
    assert!(done.is_err());
    assert_eq!(count(&db).await, 1);
    // the next one gets the next number
    world.find(found_at, |_| ()).await;
    let last = hazard::Entity::find().order_by_desc(hazard::Column::Seq).one(db.read()).await.unwrap();
    assert_eq!(last.unwrap().seq, 2);
});

db_test!(an_imported_closing_stays_in_its_month_when_it_is_reopened, |db| async {
    let world = World::new(&db).await;
    let text = format!(
        "发现日期,类别,隐患描述,居委会,状态,销号日期\n2023-02-03,消防,楼道堆物,{COMMITTEE},已销号,2023-02-28\n"
    );
    assert_eq!(import(&world, What::Hazards, &text, PLAIN).await.imported, 1);
    let row = hazard::Entity::find().one(db.read()).await.unwrap().unwrap();
    world.reopen(noon("2023-07-15"), HazardId(row.id), date("2023-08-31")).await;
    let (ctx, area) = (world.ctx(&world.office, noon("2023-10-01")), world.office.area.clone());
    // between its closing and the reopening it was closed, although the import, in July, came later
    for (month, closed, reopened, open) in
        [("2023-02", 1, 0, 0), ("2023-03", 0, 0, 0), ("2023-06", 0, 0, 0), ("2023-07", 0, 1, 1)]
    {
        let whole: SummaryPeriod = month.parse().unwrap();
        let p = whole.period();
        let of = |f: Figures| (f.balance.closed, f.balance.reopened, f.balance.open_at_end);
        let kept = figures::query::figures(&ctx, &area, p).await.unwrap();
        assert_eq!(of(kept), (closed, reopened, open), "as counted, {month}");
        let exact = figures::query::exact(&ctx, &area, p, ctx.now).await.unwrap();
        assert_eq!(of(exact), (closed, reopened, open), "of the rows, {month}");
        let summary = compute(&ctx, &area, whole).await.unwrap();
        let stated = [Figure::FlowClosed, Figure::FlowReopened, Figure::OpenAtEnd].map(|f| summary.count(f));
        assert_eq!(stated, [closed, reopened, open], "stated, {month}");
        for (set, n) in [
            (FigureSet::FlowClosed, closed),
            (FigureSet::FlowReopened, reopened),
            (FigureSet::OpenAtEnd, open),
        ] {
            let common = Common { from: Some(p.from), to: Some(p.to), ..Common::default() };
            let filter = HazardFilter { common, figure: Some(set), ..HazardFilter::default() };
            let listed = query::list(&ctx, &filter, 1).await.unwrap().total.n;
            assert_eq!(i64::try_from(listed).unwrap(), n, "{set:?}, {month}");
        }
    }
    let detail = query::detail(&ctx, HazardId(row.id)).await.unwrap();
    assert_eq!(Some(earlier_cases(&detail.events)[0].closed_at), row.closed_at);
});

db_test!(what_an_older_rule_has_counted_is_counted_anew_once, |db| async {
    let world = World::new(&db).await;
    let text = format!(
        "发现日期,类别,隐患描述,居委会,状态,销号日期\n2023-02-03,消防,楼道堆物,{COMMITTEE},已销号,2023-02-28\n"
    );
    assert_eq!(import(&world, What::Hazards, &text, PLAIN).await.imported, 1);
    let row = hazard::Entity::find().one(db.read()).await.unwrap().unwrap();
    world.reopen(noon("2023-07-15"), HazardId(row.id), date("2023-08-31")).await;
    world.find(noon("2023-07-16"), |_| ()).await;
    let (ctx, area) = (world.ctx(&world.office, noon("2024-02-10")), world.office.area.clone());
    let told = async || {
        let mut told = Vec::new();
        for month in ["2023-02", "2023-07", "2024-01"] {
            let p = month.parse::<SummaryPeriod>().unwrap().period();
            told.push(figures::query::figures(&ctx, &area, p).await.unwrap());
        }
        told
    };
    let right = told().await;
    assert_eq!(recount::ensure(&db).await.unwrap(), 0, "nothing asks for it");
    // the closing in the month of the import, and nothing carried into the next year
    for sql in [
        "UPDATE month_figure SET flow_closed = flow_closed - 1 WHERE month = 202302",
        "UPDATE month_figure SET flow_closed = flow_closed + 1 WHERE month = 202307",
        "DELETE FROM year_figure",
        "INSERT INTO year_figure (area_code, year) VALUES ('', 0)",
    ] {
        db.write(move |tx| Box::pin(async move { tx.execute_unprepared(sql).await.map(drop) }))
            .await
            .unwrap();
    }
    let wrong = told().await;
    assert!(wrong.iter().zip(&right).all(|(wrong, right)| wrong != right), "{wrong:?}");
    assert_eq!(recount::ensure(&db).await.unwrap(), 2);
    assert_eq!(told().await, right);
    assert_eq!(recount::ensure(&db).await.unwrap(), 0, "once");
    // and the next change is added to what was counted
    world.find(noon("2023-07-17"), |_| ()).await;
    assert_eq!(told().await[1].balance.found, right[1].balance.found + 1);
});

db_test!(one_bad_row_keeps_all_hazards_out, |db| async {
    let world = World::new(&db).await;
    let text = format!(
        "发现日期,类别,隐患描述,居委会,状态,销号日期,期限,等级,责任人电话\n\
         2023-05-01,消防,好的一条,{COMMITTEE},,,,,\n\
         昨天,消防,描述,{COMMITTEE},,,,,\n\
         2023-05-01,雷击,描述,{COMMITTEE},,,,,\n\
         2023-05-01,消防,,{COMMITTEE},,,,,\n\
         2023-05-01,消防,描述,{COMMITTEE},已销号,,,,\n\
         2023-05-01,消防,描述,{COMMITTEE},,2023-04-01,,,\n\
         2023-05-01,消防,描述,{COMMITTEE},,,2023-04-30,,\n\
         2024-05-01,消防,描述,{COMMITTEE},,,,,\n\
         2023-05-01,消防,描述,{COMMITTEE},待派单,2023-05-02,,,\n\
         2023-05-01,消防,描述,,,,,,\n\
         2023-05-01,消防,描述,{COMMITTEE},,,,特大,\n\
         2023-05-01,消防,好的一条,{COMMITTEE},,,,,\n\
         2023-05-01,消防,另一条,{COMMITTEE},,,,,1234\n"
    );
    let expected = vec![
        (3, 1, "not_a_time"),
        (4, 2, "not_allowed"),
        (5, 3, "required"),
        (6, 6, "required"),
        (7, 6, "inconsistent"),
        (8, 7, "inconsistent"),
        (9, 1, "out_of_range"),
        (10, 5, "inconsistent"),
        (11, 0, "required"),
        (12, 8, "not_allowed"),
        (13, 3, "duplicate"),
        (14, 9, "not_a_phone"),
    ];
    let report = import(&world, What::Hazards, &text, PLAIN).await;
    assert_eq!(faults(&report), expected);
    assert_eq!((report.imported, count(&db).await), (0, 0));
    assert_eq!(hazard_counter::Entity::find().count(db.read()).await.unwrap(), 0);
    let report = import(&world, What::Hazards, &text, SKIPPING).await;
    assert_eq!((report.imported, count(&db).await), (1, 1));
});

db_test!(an_imported_clause_cites_the_entry_of_the_day_found, |db| async {
    let world = World::new(&db).await;
    let (old, new) = revised(&world).await;
    let mut text = "发现日期,类别,隐患描述,居委会,状态,违反条款\n".to_owned();
    for (found, what, clause) in
        [(FOUND, "旧条款", old.clause.as_str()), (LATER, "新条款", NEW), (FOUND, "其他", "内部规定第三条")]
    {
        text.push_str(&format!("{found},消防,{what},{COMMITTEE},待派单,{clause}\n"));
    }
    let report = import(&world, What::Hazards, &text, PLAIN).await;
    assert_eq!(report.imported, 3, "{report:?}");
    let rows = hazard::Entity::find().all(db.read()).await.unwrap();
    let of = |what: &str| rows.iter().find(|row| row.description == what).unwrap();
    assert_eq!(of("旧条款").standard_id, Some(old.id.0));
    assert_eq!(of("新条款").standard_id, Some(new));
    assert_eq!(of("其他").standard_id, None);
    assert_eq!(listed(&world).await, [HazardId(of("旧条款").id)]);
});

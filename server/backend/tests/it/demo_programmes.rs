//! The programmes and registers of the demo's year, counted again in plain SQL that shares nothing with the figures, and the
//! figures of the service beside it.

use backend::{
    audit::verify::verify,
    campaigns,
    ctx::{Ctx, Limits, State},
    db::Db,
    demo::{self, DemoOptions},
    programmes::{figures::figures, gas::query::zero_cylinders, wave},
    storage::Storage,
    tables, targets,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::{Actor, Role},
    figures::Ratio,
    ids::UserId,
    period::{Month, Period},
    programmes::{
        desk_views::KindWave, device::DeviceKind, figures::ProgrammeFigures, filters::DeviceFilter,
        gear::Gear, target::Pace,
    },
};
use futures::TryStreamExt;
use sea_orm::{ConnectionTrait, Statement};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The year 2023 in Shanghai.
const YEAR: &str = "BETWEEN '2022-12-31T16:00:00.000Z' AND '2023-12-31T15:59:59.999Z'";
/// Not after it.
const BY_END: &str = "<= '2023-12-31T15:59:59.999Z'";

async fn numbers(db: &Db, sql: &str) -> Vec<i64> {
    let statement = Statement::from_string(db.read().get_database_backend(), sql);
    let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
    (0..row.column_names().len()).map(|i| row.try_get_by_index(i).unwrap()).collect()
}

async fn number(db: &Db, sql: &str) -> i64 {
    numbers(db, sql).await[0]
}

/// What the rows say, one statement for each figure of the report.
async fn recounted(db: &Db) -> ProgrammeFigures {
    let count = async |sql: String| number(db, &sql).await;
    let kept = format!("(gone_at IS NULL OR NOT gone_at {BY_END})");
    let known = format!("appliance = 'stove' AND non_safe_since {BY_END} AND {kept}");
    let live = format!("planned_at {BY_END} AND (ended_at IS NULL OR NOT ended_at {BY_END})");
    let hung = format!("{live} AND accepted_at {BY_END}");
    let of_units = format!(
        "hazard WHERE found_at {YEAR} AND category IN ('gas', 'lpg')
         AND (void_reason IS NULL OR void_reason = 'site_gone')
         AND site_id IN (SELECT site_id FROM gas_user WHERE is_unit)"
    );
    let at_site = "device d JOIN site s ON s.id = d.site_id";
    let there = "SELECT gas_user_id FROM cylinder WHERE gone_on IS NULL OR gone_on > '2023-12-31'";
    // the local day of a reply, not after the last one
    let in_time = if db.is_sqlite() {
        "date(replied_at, '+8 hours') <= due"
    } else {
        "CAST(replied_at AT TIME ZONE 'Asia/Shanghai' AS date) <= due"
    };
    ProgrammeFigures {
        households_surveyed: count(format!(
            "SELECT COUNT(DISTINCT site_id) FROM stove WHERE first_surveyed_at {YEAR}"
        ))
        .await,
        stoves_replaced: count(format!(
            "SELECT COUNT(*) FROM stove WHERE appliance = 'stove' AND replaced_at {YEAR} AND accepted_at {BY_END}"
        ))
        .await,
        stoves_awaiting: count(format!(
            "SELECT COUNT(*) FROM stove WHERE appliance = 'stove' AND replaced_at {YEAR} AND accepted_at IS NULL"
        ))
        .await,
        hoses_replaced: count(format!(
            "SELECT COUNT(DISTINCT stove_id) FROM stove_event WHERE kind = 'hose_replaced' AND server_at {YEAR}"
        ))
        .await,
        stove_progress: Ratio::new(
            count(format!("SELECT COUNT(*) FROM stove WHERE {known} AND accepted_at {BY_END}")).await,
            count(format!("SELECT COUNT(*) FROM stove WHERE {known}")).await,
        ),
        gas_alarm_households: count(format!(
            "SELECT COUNT(DISTINCT site_id) FROM device WHERE kind = 'gas_alarm' AND {live}"
        ))
        .await,
        gas_alarms_in_place: Ratio::new(
            count(format!("SELECT COUNT(DISTINCT site_id) FROM device WHERE kind = 'gas_alarm' AND {hung}"))
                .await,
            count(format!("SELECT COUNT(DISTINCT site_id) FROM device WHERE kind = 'gas_alarm' AND {live}"))
                .await,
        ),
        gas_units_surveyed: count(format!(
            "SELECT COUNT(DISTINCT gas_user_id) FROM gas_survey WHERE at {YEAR}"
        ))
        .await,
        gas_hazards: Ratio::new(
            count(format!("SELECT COUNT(*) FROM {of_units} AND closed_at {BY_END}")).await,
            count(format!("SELECT COUNT(*) FROM {of_units}")).await,
        ),
        lpg_cleared: Ratio::new(
            count(format!(
                "SELECT COUNT(*) FROM gas_user WHERE is_lpg AND moved_on <= '2023-12-31' AND id NOT IN ({there})"
            ))
            .await,
            count("SELECT COUNT(*) FROM gas_user WHERE is_lpg".to_owned()).await,
        ),
        lpg_moved: count(
            "SELECT COUNT(*) FROM gas_user WHERE moved_on BETWEEN '2023-01-01' AND '2023-12-31'".to_owned(),
        )
        .await,
        penalties: count(
            "SELECT COUNT(*) FROM penalty WHERE decided_on BETWEEN '2023-01-01' AND '2023-12-31'".to_owned(),
        )
        .await,
        fines: domain::money::Fen(count("SELECT CAST(SUM(fine) AS BIGINT) FROM penalty".to_owned()).await),
        orders_on_time: Ratio::new(
            count(format!("SELECT COUNT(*) FROM hotline_order WHERE received_at {YEAR} AND {in_time}")).await,
            count(format!(
                "SELECT COUNT(*) FROM hotline_order WHERE received_at {YEAR}
                 AND (replied_at IS NOT NULL OR due <= '2023-12-31')"
            ))
            .await,
        ),
        orders: count(format!("SELECT COUNT(*) FROM hotline_order WHERE received_at {YEAR}")).await,
        fires: count(format!("SELECT COUNT(*) FROM fire WHERE at {YEAR}")).await,
        fire_loss: domain::money::Fen(count("SELECT CAST(SUM(loss) AS BIGINT) FROM fire".to_owned()).await),
        estates_with_detectors: count(format!(
            "SELECT COUNT(DISTINCT s.estate) FROM {at_site}
             WHERE s.kind = 'bike_shed' AND d.kind = 'smoke_detector' AND {hung}"
        ))
        .await,
        chargers: count(format!("SELECT COUNT(*) FROM device WHERE kind = 'car_charger' AND {hung}")).await,
        charger_estates: count(format!(
            "SELECT COUNT(DISTINCT s.estate) FROM {at_site} WHERE d.kind = 'car_charger' AND {hung}"
        ))
        .await,
    }
}

fn leader(state: &State, now: DateTime<Utc>) -> Ctx {
    let actor = Actor {
        user: UserId(Uuid::now_v7()),
        login: "recount".into(),
        name: "复核".into(),
        role: Role::Leader,
        area: "310105008".parse().unwrap(),
    };
    Ctx::at(state.clone(), actor, now)
}

db_test!(the_programmes_of_2023, |db| async {
    let state = State::new(db.clone(), Storage::in_memory(), Limits::default());
    let options = DemoOptions { with_photos: false, ..DemoOptions::default() };
    demo::run(&state, &options, &|_| ()).await.unwrap();
    // the first morning of the next year: what was due on the last day is over
    let ctx = leader(&state, "2024-01-01T00:30:00Z".parse().unwrap());
    let by_sql = recounted(&db).await;
    let told = figures(&ctx, None, Period::year(2023).unwrap(), ctx.now).await.unwrap();
    assert_eq!(told, by_sql, "the service and plain SQL");
    as_published(&told);
    by_committee(&db, &state, &ctx).await;
    let zero = zero_cylinders(&ctx, None, None).await.unwrap();
    assert_eq!((zero.users, zero.cleared, zero.cylinders, zero.holds()), (13, 13, 0, true));
    funnels(&db, &ctx).await;
    recounted_funnels(&db, &ctx).await;
    recounted_wave(&db, &ctx).await;
    reached(&ctx).await;
    tables(&db, &ctx).await;
    whole(&db).await;
});

/// The sentence of the annual report.
fn as_published(f: &ProgrammeFigures) {
    assert_eq!((f.stoves_replaced, f.stoves_awaiting), (120, 0));
    assert_eq!(f.stove_progress, Ratio::new(120, 120));
    assert_eq!((f.gas_alarm_households, f.gas_alarms_in_place), (1_126, Ratio::new(761, 1_126)));
    assert_eq!((f.gas_units_surveyed, f.gas_hazards.n), (84, 39));
    assert_eq!((f.lpg_moved, f.lpg_cleared), (13, Ratio::new(13, 13)));
    assert_eq!(f.penalties, 489);
    assert_eq!((f.estates_with_detectors, f.chargers, f.charger_estates), (8, 17, 3));
    assert_eq!((f.households_surveyed, f.fires), (606, 9));
    let late = f.orders_on_time.of - f.orders_on_time.n;
    assert!(f.orders > 180 && late > 0 && late * 10 < f.orders, "{} of {} late", late, f.orders);
}

/// What can be added up over committees comes to the whole.
async fn by_committee(db: &Db, state: &State, ctx: &Ctx) {
    let reference = state.reference().await.unwrap();
    let year = Period::year(2023).unwrap();
    let mut sums = [0; 5];
    for committee in reference.areas.children(&"310105008".parse().unwrap()) {
        let f = figures(ctx, Some(&committee.code), year, ctx.now).await.unwrap();
        let parts =
            [f.stoves_replaced, f.gas_alarm_households, f.gas_units_surveyed, f.penalties, f.chargers];
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum += part;
        }
    }
    assert_eq!(sums, [120, 1_126, 84, 489, 17]);
    let months = numbers(
        db,
        "SELECT COUNT(DISTINCT SUBSTR(CAST(decided_on AS TEXT), 1, 7)), COUNT(DISTINCT number), COUNT(*) FROM penalty",
    )
    .await;
    assert_eq!(months, [12, 489, 489], "all through the year, each with a number of its own");
}

/// Every special visit belongs to a campaign, and each funnel is what the visits say.
async fn funnels(db: &Db, ctx: &Ctx) {
    let special = "SELECT COUNT(*), COUNT(i.campaign_id), COUNT(DISTINCT i.campaign_id) FROM inspection i WHERE kind = 'special'";
    assert_eq!(numbers(db, special).await, [306, 306, 6]);
    assert_eq!(number(db, "SELECT COUNT(campaign_id) FROM inspection WHERE kind <> 'special'").await, 0);
    let listed = "SELECT COUNT(*) FROM (SELECT DISTINCT campaign_id, site_id FROM inspection WHERE campaign_id IS NOT NULL) v
        LEFT JOIN campaign_target t ON t.campaign_id = v.campaign_id AND t.site_id = v.site_id
        WHERE t.standing IS NULL OR t.standing <> 'let_in'";
    assert_eq!(number(db, listed).await, 0, "whoever was let in is on the list so");
    let attempts = "SELECT CAST(SUM(attempts) AS BIGINT) FROM campaign_target";
    assert_eq!(number(db, attempts).await, 306);
    let list = campaigns::query::list(ctx, None).await.unwrap();
    assert_eq!((list.rows.len(), list.next), (6, None));
    for row in list.rows {
        let page = campaigns::query::page(ctx, row.id).await.unwrap();
        let frozen = page.total.frozen;
        let covered = frozen.let_in * 100 / frozen.to_visit;
        assert!((50..=100).contains(&covered), "{}: {covered} %", row.title);
        assert!(frozen.rectified <= frozen.with_hazards && frozen.with_hazards > 0, "{}", row.title);
    }
}

/// The steps of all campaigns together, counted from their lists, visits and hazards.
async fn recounted_funnels(db: &Db, ctx: &Ctx) {
    let visited =
        "EXISTS (SELECT 1 FROM inspection i WHERE i.campaign_id = t.campaign_id AND i.site_id = t.site_id";
    let found = "EXISTS (SELECT 1 FROM inspection i JOIN hazard h ON h.inspection_id = i.id
        WHERE i.campaign_id = t.campaign_id AND i.site_id = t.site_id
        AND (h.void_reason IS NULL OR h.void_reason = 'site_gone')";
    let let_in = format!("{visited} AND i.outcome = 'done')");
    let steps = [
        "1 = 1".to_owned(),
        format!("{visited})"),
        let_in.clone(),
        format!("{let_in} AND {found})"),
        format!("{let_in} AND {found}) AND NOT {found} AND h.closed_at IS NULL)"),
    ];
    let mut by_sql = Vec::new();
    for step in steps {
        let sql = format!("SELECT COUNT(*) FROM campaign_target t WHERE t.entry = 'frozen' AND {step}");
        by_sql.push(number(db, &sql).await);
    }
    let mut told = [0; 5];
    for row in campaigns::query::list(ctx, None).await.unwrap().rows {
        let f = campaigns::query::page(ctx, row.id).await.unwrap().total.frozen;
        let parts = [f.to_visit, f.knocked, f.let_in, f.with_hazards, f.rectified];
        for (sum, part) in told.iter_mut().zip(parts) {
            *sum += part;
        }
    }
    assert_eq!(told.as_slice(), by_sql, "to visit, knocked, let in, with hazards, rectified");
}

/// The expiry wave of two years, month by month, counted from the rows.
async fn recounted_wave(db: &Db, ctx: &Ctx) {
    let page = wave::page(ctx, None, Some(Month::new(2024, 1).unwrap()), 24).await.unwrap();
    let mut pieces = 0;
    for KindWave { gear, wave } in page.kinds {
        let (table, kind, in_use) = match gear {
            Gear::Stove | Gear::WaterHeater | Gear::Hose => {
                ("stove", "appliance", "'surveyed', 'safe', 'non_safe', 'planned'")
            }
            Gear::GasAlarm | Gear::SmokeDetector => ("device", "kind", "'installed', 'accepted', 'faulty'"),
        };
        let ends = async |when: String| {
            let sql = format!(
                "SELECT COUNT(*) FROM {table} WHERE {kind} = '{gear}' AND status IN ({in_use}) AND expires_on {when}"
            );
            number(db, &sql).await
        };
        assert_eq!(wave.all_expired().n, ends("<= '2024-01-01'".to_owned()).await, "{gear}");
        for month in wave.months.keys() {
            let when = format!(
                "BETWEEN '{}' AND '{}' AND expires_on > '2024-01-01'",
                month.first_day(),
                month.last_day()
            );
            assert_eq!(wave.month(*month).n, ends(when).await, "{gear} {month}");
        }
        pieces += wave.total().n;
    }
    assert!(pieces > 0, "nothing in the demo ever expires");
}

/// Each target of the year has a figure, and the report could be written: none is far behind.
async fn reached(ctx: &Ctx) {
    let list = targets::query::list(ctx, Some(2023), None).await.unwrap();
    assert_eq!(list.rows.len(), 12);
    for row in list.rows {
        assert_ne!(
            row.pace,
            Some(Pace::Behind),
            "{}: {:?} of {}",
            row.target.name,
            row.value,
            row.target.number
        );
    }
}

/// A list that is longer than a piece leaves whole, each row once, and nobody on it is named.
async fn tables(db: &Db, ctx: &Ctx) {
    let filter = DeviceFilter { kind: vec![DeviceKind::GasAlarm], ..DeviceFilter::default() };
    let pieces: Vec<String> = tables::masked(ctx, &filter).await.unwrap().try_collect().await.unwrap();
    assert!(pieces.len() > 1, "one piece holds all of it");
    let table = pieces.concat();
    let sites: Vec<&str> = table.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let all = number(db, "SELECT COUNT(*) FROM device WHERE kind = 'gas_alarm'").await;
    assert_eq!(sites.len() as i64, all);
    let homes = number(db, "SELECT COUNT(DISTINCT site_id) FROM device WHERE kind = 'gas_alarm'").await;
    assert_eq!(sites.iter().collect::<BTreeSet<_>>().len() as i64, homes);
    assert!(!table.contains("阿婆") && !table.contains("1380000"), "a contact in full");
    let in_full = tables::in_full(ctx, &filter, "看看").await;
    assert!(in_full.is_err(), "a leader sees no list of elderly people in full");
}

/// What the demo wrote is what services would have written: chains, references, one number in use once.
async fn whole(db: &Db) {
    let proof = verify(db, |_, _| ()).await.unwrap();
    assert_eq!(proof.broken, vec![]);
    assert_eq!(
        proof.lives,
        number(db, "SELECT (SELECT COUNT(*) FROM stove) + (SELECT COUNT(*) FROM device)").await as u64
    );
    let stories: BTreeMap<&str, &str> = BTreeMap::from([
        ("a refusal", "SELECT COUNT(*) FROM device WHERE status = 'planned' AND last_attempt = 'refused'"),
        (
            "nobody at home",
            "SELECT COUNT(*) FROM device WHERE status = 'planned' AND last_attempt = 'not_at_home'",
        ),
        ("waiting for acceptance", "SELECT COUNT(*) FROM device WHERE status = 'installed'"),
        ("out of order", "SELECT COUNT(*) FROM device WHERE status = 'faulty'"),
        ("one in another's place", "SELECT COUNT(*) FROM device WHERE replaces_id IS NOT NULL"),
        ("sent back", "SELECT COUNT(*) FROM stove WHERE sent_back_count > 0"),
        ("a new stove", "SELECT COUNT(*) FROM stove WHERE replaces_id IS NOT NULL"),
        ("gone by itself", "SELECT COUNT(*) FROM stove WHERE status = 'gone'"),
        ("a new hose", "SELECT COUNT(*) FROM stove_event WHERE kind = 'hose_replaced'"),
        ("a task carried out", "SELECT COUNT(*) FROM task WHERE done_by IS NOT NULL"),
        ("a penalty for a hazard", "SELECT COUNT(hazard_id) FROM penalty"),
        ("an order with its hazard", "SELECT COUNT(hazard_id) FROM hotline_order"),
    ]);
    for (story, sql) in stories {
        assert!(number(db, sql).await > 0, "{story} is missing");
    }
    let parts_of_the_day = "SELECT COUNT(DISTINCT CASE WHEN h < 11 THEN 'm' WHEN h < 17 THEN 'n' ELSE 'e' END) FROM
        (SELECT (CAST(SUBSTR(CAST(last_attempt_at AS TEXT), 12, 2) AS INTEGER) + 8) % 24 AS h FROM device WHERE last_attempt_at IS NOT NULL) t";
    if db.is_sqlite() {
        assert_eq!(number(db, parts_of_the_day).await, 3, "mornings, afternoons, evenings");
    }
    let fictional = "SELECT COUNT(*) FROM site WHERE contact_phone NOT LIKE '1380000%'";
    let callers = "SELECT COUNT(*) FROM hotline_order WHERE caller_phone NOT LIKE '1380000%'";
    assert_eq!((number(db, fictional).await, number(db, callers).await), (0, 0), "nobody's number");
}

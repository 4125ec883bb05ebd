//! What stands beside the period of a checked summary is kept with it: as many rows as each of its numbers says, whatever becomes of them.

use std::collections::BTreeMap;

use backend::{
    audit::verify::{What, verify},
    ctx::Ctx,
    db::Db,
    entities::{summary, summary_content},
    hazards, registers,
    summary::{query, schedule, service},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    area::AreaCode,
    calendar::local_date,
    fault::Code,
    hazards::{Category, VoidReason},
    ids::SummaryId,
    listing::HazardFilter,
    programmes::device::{DeviceCommand, DeviceKind},
    summary::{
        Column, Figure, FigureRef, Lang, SafetySummary, Value,
        beside::Behind,
        commands::SummaryCommand,
        opens::{Kept, opens},
        record::{Body, Content, FrozenRow},
        rows,
        tables::tables,
        views::RowsPart,
    },
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    change, checked,
    independent::{ending, of_chance},
    issued, numbers, of, step, tamper,
};
use crate::support::{
    books, gear,
    world::{COMMITTEE, SUBDISTRICT, World, date, noon, refused},
};

/// How many rows there are to be behind a number.
#[derive(Clone, Copy, Debug)]
enum Rows {
    Exactly(i64),
    /// It counts places, of which each may have several.
    AtLeast(i64),
    /// It counts happenings, of which a row may have several.
    AtMost(i64),
    /// It is an amount, or days: of some.
    Some,
}

impl Rows {
    /// Behind so many of a figure.
    fn of(figure: Option<Figure>, n: i64) -> Self {
        use Figure as F;
        match figure {
            Some(
                F::Premises
                | F::HouseholdsSurveyed
                | F::GasAlarmHouseholds
                | F::GasAlarmsServed
                | F::GasAlarmsInPlace
                | F::GasAlarmsInstalled
                | F::EstatesWithDetectors
                | F::ChargerEstates,
            ) => Self::AtLeast(n),
            Some(F::FlowReopened | F::FlowClosed | F::Relapse) => Self::AtMost(n),
            // what was reached is nobody's rows: the target itself is one
            Some(F::TargetProgress) => Self::Some,
            _ => Self::Exactly(n),
        }
    }

    fn fit(self, rows: i64) -> bool {
        match self {
            Self::Exactly(n) => rows == n,
            Self::AtLeast(n) => rows >= n && (rows > 0) == (n > 0),
            Self::AtMost(n) => rows <= n && (rows > 0) == (n > 0),
            Self::Some => rows > 0,
        }
    }
}

const fn figure_of(kept: &Kept) -> Option<Figure> {
    match kept {
        Kept::Own(figure, _) | Kept::Beside(Behind::Figure(_, figure)) => Some(figure.figure),
        Kept::Beside(_) => None,
    }
}

/// Every number of every table that opens rows: where it stands, where its rows are kept, and how many they are to be.
fn numbers_of(summary: &SafetySummary) -> Vec<(String, Kept, Rows)> {
    let mut all = Vec::new();
    for table in tables(summary, Lang::Zh) {
        for (row, cells) in table.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let Some(value) = cell.value() else { continue };
                let opens = opens(summary, table.key, (row, column), cell);
                let place = format!("{} {} {}", table.key, cells[0].show(Lang::Zh), table.head[column]);
                if let Some(kept) = opens.rows.and_then(|it| it.kept(summary.period)) {
                    let rows = match value {
                        Value::Count(n) => Rows::of(figure_of(&kept), n),
                        Value::Ratio(ratio) => Rows::of(figure_of(&kept), ratio.n),
                        Value::Money(_) | Value::HalfDays(_) => Rows::Some,
                    };
                    all.push((place.clone(), kept, rows));
                }
                if let (Some(kept), Value::Ratio(ratio)) =
                    (opens.base.and_then(|it| it.kept(summary.period)), value)
                {
                    // what a re-visit is of may have been drawn for two months
                    let rows = Rows::of(figure_of(&kept), ratio.of);
                    all.push((format!("{place}, its base"), kept, rows));
                }
            }
        }
    }
    all
}

/// All rows behind a number, page by page.
pub async fn rows_of(ctx: &Ctx, id: SummaryId, kept: &Kept) -> Vec<FrozenRow> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = match kept {
            Kept::Own(figure, part) => query::frozen_rows(ctx, id, *figure, part, after).await,
            Kept::Beside(behind) => query::frozen_beside(ctx, id, *behind, after).await,
        };
        let page = page.unwrap();
        let total = usize::try_from(page.total).unwrap();
        all.extend(page.rows);
        after = page.next;
        if after.is_none() {
            assert_eq!(all.len(), total, "{kept:?}");
            return all;
        }
    }
}

/// The office, which reads what is behind a number in few pages: there are many numbers.
pub fn in_long_pages(world: &World, now: DateTime<Utc>) -> Ctx {
    let mut ctx = world.ctx(&world.office, now);
    ctx.state.limits.page_size = 1_000;
    ctx
}

async fn summary_of(ctx: &Ctx, id: SummaryId) -> SafetySummary {
    query::page(ctx, id, Lang::Zh).await.unwrap().summary
}

/// Every number of every table has as many rows kept as it says: where it stands, where they are kept, and they themselves.
pub async fn fitting(ctx: &Ctx, id: SummaryId) -> Vec<(String, Kept, Vec<FrozenRow>)> {
    let summary = summary_of(ctx, id).await;
    let mut all = Vec::new();
    for (place, kept, wanted) in numbers_of(&summary) {
        let found = rows_of(ctx, id, &kept).await;
        let n = i64::try_from(found.len()).unwrap();
        assert!(wanted.fit(n), "{n} rows behind {place} of {}, {wanted:?}: {kept:?}", summary.period);
        all.push((place, kept, found));
    }
    all
}

/// What nobody takes back: more in the month before and in the year before, an alarm that is gone, a hazard that was none.
async fn life_goes_on(world: &World) {
    for day in ["2024-04-10", "2023-05-10", "2024-02-02"] {
        let late = world.find(noon(day), |_| ()).await;
        world.visit(world.shop, noon(day) + TimeDelta::hours(3), |_| ()).await;
        world.close(noon("2024-06-02"), late).await;
        let ctx = world.ctx(&world.office, noon("2024-06-02"));
        let mut penalty = books::penalty(world.shop);
        (penalty.number, penalty.decided_on) = (None, date(day));
        registers::penalties::save(&ctx, books::new(penalty)).await.unwrap();
    }
    let none = world.find(noon("2024-04-20"), |_| ()).await;
    world.void(noon("2024-06-02"), none, VoidReason::FalseAlarm, None).await;
    world.planned(DeviceKind::GasAlarm, world.flat, noon("2024-03-03")).await;
}

db_test!(every_number_beside_a_month_opens_the_rows_that_were_counted_then, |db| async {
    let world = of_chance(&db, 4).await;
    // a life that ends within the year, and an alarm out of order at the end of the month
    world.stove(world.flat, noon("2024-05-02"), gear::unsafe_stove("2016-10-01")).await;
    let alarm = world.planned(DeviceKind::GasAlarm, world.flat, noon("2024-05-02")).await;
    world.put_in_service(alarm, noon("2024-05-03"), "GA-2024-0001").await;
    let fault = DeviceCommand::ReportFault { note: "不响".into(), photos: vec![] };
    world.device_steps(&world.inspector, noon("2024-05-04"), alarm, fault).await;

    let may = issued(&world, "2024-05", ending()).await;
    let ctx = in_long_pages(&world, ending());
    let summary = summary_of(&ctx, may.id).await;
    assert!(summary.keeps_beside());
    let mut kept: BTreeMap<String, (Kept, Vec<FrozenRow>)> = BTreeMap::new();
    let (mut own, mut beside) = (0, 0);
    for (place, it, found) in fitting(&ctx, may.id).await {
        match it {
            Kept::Own(..) => own += 1,
            Kept::Beside(_) => {
                beside += 1;
                kept.insert(place, (it, found));
            }
        }
    }
    assert!(own > 100 && beside > 100, "{own} numbers of its own, {beside} beside");
    for word in ["general", "programmes", "balance", "supervision", "months", "devices", "expiry", "targets"]
    {
        let n = kept.keys().filter(|place| place.starts_with(word)).count();
        assert!(n > 0, "no number of the table {word} opens rows beside it");
    }
    let lives = |text: &str| kept.values().filter(|(it, _)| format!("{it:?}").contains(text)).count();
    assert!(lives("Life(Stove, Past)") > 0 && lives("Life(Stove, Coming)") > 0 && lives("Faulty") > 0);
    // what a reader is told of a row: what it is called, where and when, the place by its name
    let (_, found) = &kept["general 查出隐患 上期"];
    let row = found.first().expect("a hazard of April");
    assert!(row.label.contains(SUBDISTRICT) && row.figures.is_empty(), "{row:?}");
    let april = Kept::Beside("2024-04:found".parse().unwrap());
    assert_eq!(kept["general 查出隐患 上期"].0, april);
    // page by page it is the same
    let mut by_two = world.ctx(&world.office, ending());
    by_two.state.limits.page_size = 2;
    assert_eq!(rows_of(&by_two, may.id, &april).await, *found);
    assert!(verify(&db, |_, _| ()).await.unwrap().broken.is_empty());

    // life goes on in all of these periods: the lists change, what was kept does not
    life_goes_on(&world).await;
    let later = in_long_pages(&world, noon("2024-06-03"));
    let again = service::compute(&later, &SUBDISTRICT.parse().unwrap(), "2024-05".parse().unwrap()).await;
    let again = again.unwrap();
    for column in [Column::Previous, Column::LastYear, Column::YearToDate] {
        for figure in [Figure::Found, Figure::Inspections, Figure::Penalties] {
            let figure = FigureRef::now(figure).at(column);
            assert_ne!(again.value(figure), summary.value(figure), "{figure}");
        }
    }
    for (place, (it, before)) in &kept {
        assert_eq!(&rows_of(&later, may.id, it).await, before, "{place}");
    }
    assert_eq!(summary_of(&later, may.id).await, summary);
});

db_test!(months_of_a_quarter_and_its_year_so_far_are_kept_too, |db| async {
    let world = of_chance(&db, 4).await;
    for period in ["2024-Q1", "2023"] {
        let state = checked(&world, period, ending()).await;
        let all = fitting(&in_long_pages(&world, ending()), state.id).await;
        let of_months = |(place, kept, _): &&(String, Kept, Vec<FrozenRow>)| {
            place.starts_with("months") && matches!(kept, Kept::Beside(_))
        };
        let months = all.iter().filter(of_months).count();
        assert!(months > 30, "{months} numbers of months of {period}");
    }
});

/// Something in June of two years, and in the May between.
async fn two_years(world: &World) {
    for (found, closed) in [("2022-06-10", Some("2022-06-12")), ("2023-05-10", None), ("2023-06-11", None)] {
        let id = world.find(noon(found), |_| ()).await;
        if let Some(closed) = closed {
            world.close(noon(closed), id).await;
        }
        world.visit(world.shop, noon(found), |_| ()).await;
    }
}

db_test!(what_comes_late_to_another_period_is_no_correction, |db| async {
    let world = World::new(&db).await;
    two_years(&world).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    let ctx = world.ctx(&world.office, noon("2023-07-10"));
    let may: Behind = "2023-05:found".parse().unwrap();
    let counted = async || query::frozen_beside(&ctx, june.id, may, None).await.unwrap().total;
    assert_eq!(counted().await, 1);
    let late = world
        .find(noon("2023-05-20"), |command| {
            command.category = Category::Flood;
            command.due = Some(date("2023-05-25"));
        })
        .await;
    world.close(noon("2023-05-22"), late).await;
    world.visit(world.shop, noon("2022-06-20"), |_| ()).await;
    let correction = query::changed_since(&ctx, june.id).await.unwrap().correction;
    assert!(correction.is_empty(), "{:?}", correction.lines);
    assert_eq!(counted().await, 1);
    let area: AreaCode = SUBDISTRICT.parse().unwrap();
    let again = service::compute(&ctx, &area, "2023-06".parse().unwrap()).await.unwrap();
    assert_eq!(
        again.count(FigureRef::now(Figure::Found).at(Column::Previous)),
        2,
        "the list of today has both"
    );
});

db_test!(a_row_beside_changed_behind_the_back_is_found, |db| async {
    let world = World::new(&db).await;
    two_years(&world).await;
    let now = noon("2023-07-03");
    let state = checked(&world, "2023-06", now).await;
    let found = async || -> Vec<What> {
        verify(&db, |_, _| ()).await.unwrap().broken.into_iter().map(|broken| broken.what).collect()
    };
    assert!(found().await.is_empty());
    for (there, back) in [
        (
            "summary_beside_row SET label = label || 'x'",
            "summary_beside_row SET label = substr(label, 1, length(label) - 1)",
        ),
        ("summary_beside_row SET place = place + 1000", "summary_beside_row SET place = place - 1000"),
        (
            "summary_beside_set SET row_count = row_count + 1",
            "summary_beside_set SET row_count = row_count - 1",
        ),
    ] {
        tamper(&db, &format!("UPDATE {there}")).await;
        assert_eq!(found().await, [What::FrozenRowsChanged], "{there}");
        // nor is it issued so
        let issue = SummaryCommand::Issue { sha256: state.sha256.clone().unwrap() };
        let ctx = world.ctx(&world.colleague, now);
        let change = change(&state, issue);
        assert_eq!(refused(service::change(&ctx, change).await), Code::Stale, "{there}");
        tamper(&db, &format!("UPDATE {back}")).await;
        assert!(found().await.is_empty(), "{back}");
    }
    let issue = SummaryCommand::Issue { sha256: state.sha256.clone().unwrap() };
    step(&world, &world.colleague, now, &state, issue).await;
    tamper(&db, "DELETE FROM summary_beside_row WHERE place = 0").await;
    assert_eq!(found().await, [What::FrozenRowsChanged]);
});

db_test!(what_was_checked_before_rows_were_kept_beside_it_stays_as_it_was, |db| async {
    let world = World::new(&db).await;
    two_years(&world).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    let ctx = world.ctx(&world.office, noon("2023-07-10"));
    as_of_before(&db, june.id).await;
    assert!(verify(&db, |_, _| ()).await.unwrap().broken.is_empty());
    assert!(!summary_of(&ctx, june.id).await.keeps_beside());
    // its own rows are there, and of the others nothing is made up
    let found = FigureRef::now(Figure::Found);
    let own = query::frozen_rows(&ctx, june.id, found, &RowsPart::default(), None).await.unwrap();
    assert_eq!(own.total, 1);
    let beside = query::frozen_beside(&ctx, june.id, "2023-05:found".parse().unwrap(), None).await;
    assert_eq!(refused(beside), Code::NotFound);
    // what is put there behind the back is found
    let freeze = "(SELECT freeze_id FROM summary WHERE period = '2023-06')";
    let set = format!("INSERT INTO summary_beside_set VALUES ({freeze}, 0, '[\"found\"]', 1, 0, 0)");
    tamper(&db, &set).await;
    let broken = verify(&db, |_, _| ()).await.unwrap().broken;
    assert_eq!(broken.into_iter().map(|broken| broken.what).collect::<Vec<_>>(), [What::FrozenRowsChanged]);
});

/// Makes an issued summary what it was when a program of before had issued it.
async fn as_of_before(db: &Db, id: SummaryId) {
    let said = summary_content::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap();
    let mut content: Content = serde_json::from_str(&said.content.unwrap()).unwrap();
    content.beside_sha256 = None;
    let Body::Summary(summary) = &mut content.body else { panic!("a summary") };
    summary.form = 2;
    let body = serde_json::to_string(summary).unwrap().replace('\'', "''");
    let (text, sha256) = (String::from_utf8(content.canonical()).unwrap(), content.sha256());
    let text = text.replace('\'', "''");
    for change in [
        format!("UPDATE summary_content SET content = '{text}', body = '{body}'"),
        format!("UPDATE summary SET content_sha256 = '{sha256}'"),
        format!("UPDATE summary_event SET content_sha256 = '{sha256}' WHERE content_sha256 IS NOT NULL"),
        "DELETE FROM summary_beside_row".to_owned(),
        "DELETE FROM summary_beside_set".to_owned(),
    ] {
        tamper(db, &change).await;
    }
    let row = summary::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!(row.content_sha256, Some(sha256));
}

db_test!(rows_of_a_check_that_was_undone_are_removed, |db| async {
    let world = World::new(&db).await;
    two_years(&world).await;
    let now = noon("2023-07-03");
    issued(&world, "2023-05", now).await;
    let kept = numbers(&db, "SELECT COUNT(*) FROM summary_beside_row").await[0];
    let state = checked(&world, "2023-06", now).await;
    let both = numbers(&db, "SELECT COUNT(*) FROM summary_beside_row").await[0];
    assert!(both > kept && kept > 0, "{kept}, {both}");
    let back = SummaryCommand::SendBack { reason: "再看看".into() };
    step(&world, &world.colleague, now, &state, back).await;
    // ids are made in the order of the time that there really is
    assert_eq!(schedule::purge(&world.state, Utc::now() + TimeDelta::hours(2)).await.unwrap(), 1);
    assert_eq!(numbers(&db, "SELECT COUNT(*) FROM summary_beside_row").await, [kept]);
    let left = "SELECT COUNT(DISTINCT b.freeze_id), COUNT(DISTINCT s.id) FROM summary_beside_set b \
                LEFT JOIN summary s ON s.freeze_id = b.freeze_id";
    assert_eq!(numbers(&db, left).await, [1, 1]);
    assert!(verify(&db, |_, _| ()).await.unwrap().broken.is_empty());
});

db_test!(ages_open_what_is_that_old, |db| async {
    let world = of_chance(&db, 4).await;
    let ctx = world.ctx(&world.office, ending());
    for (period, area) in [("2024-05", SUBDISTRICT), ("2024-03", COMMITTEE), ("2024-06", SUBDISTRICT)] {
        let (period, area) =
            (period.parse::<domain::summary::SummaryPeriod>().unwrap(), area.parse().unwrap());
        let summary = service::compute(&ctx, &area, period).await.unwrap();
        let day = period.period().to.min(local_date(summary.as_of));
        let mut seen = 0;
        for line in &summary.ages {
            for (figure, n) in [(Figure::OpenAtEnd, line.open), (Figure::Overdue, line.overdue)] {
                let mut query = rows(figure.into(), &area, period.period()).unwrap();
                query.pairs.push(("found".to_owned(), line.found(day).to_string()));
                let filter: HazardFilter = query.filter();
                let total = hazards::query::list(&ctx, &filter, 1).await.unwrap().total;
                assert_eq!(i64::try_from(total.n).unwrap(), n, "{figure} {} in {period}", line.days());
                seen += n;
            }
        }
        assert!(seen > 3, "{seen} in {period}");
    }
});

db_test!(who_may_not_see_a_summary_does_not_see_what_is_beside_it, |db| async {
    let world = World::new(&db).await;
    two_years(&world).await;
    let now = noon("2023-07-03");
    let may: Behind = "2023-05:found".parse().unwrap();
    let june = issued(&world, "2023-06", now).await;
    for who in [&world.inspector, &world.stranger] {
        let beside = query::frozen_beside(&world.ctx(who, now), june.id, may, None).await;
        assert_eq!(refused(beside), Code::NotFound, "{}", who.login);
    }
    let ctx = world.ctx(&world.leader, now);
    assert_eq!(query::frozen_beside(&ctx, june.id, may, None).await.unwrap().total, 1);
    let office = world.ctx(&world.office, now);
    let draft = service::draft(&office, of("2023-05", SUBDISTRICT)).await.unwrap();
    assert_eq!(refused(query::frozen_beside(&office, draft, may, None).await), Code::WrongState);
    let nowhere = query::frozen_beside(&office, SummaryId(Uuid::now_v7()), may, None).await;
    assert_eq!(refused(nowhere), Code::NotFound);
});

//! What lies at the midnights between the months beside a summary is kept with its own month, as Shanghai has them; what becomes of a
//! hazard when its month is long over moves it to no other.

use backend::{
    audit::verify::verify,
    ctx::Ctx,
    registers::{fires, orders, penalties},
    summary::query,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    calendar::{day_end, local_date},
    hazards::{HazardCommand, VoidReason},
    ids::SummaryId,
    summary::{
        Figure,
        beside::Behind,
        commands::SummaryCommand,
        lifecycle::SummaryStatus,
        opens::Kept,
        record::{FrozenRow, RowField},
    },
};

use super::{
    beside::{fitting, in_long_pages, rows_of},
    checked, step,
};
use crate::support::{
    books,
    world::{World, date, noon},
};

/// The last days of months: of the month before that of the year before, of that month itself, of a year, of the month before the one
/// before, of that one, and of the summary's own.
const LAST_DAYS: [&str; 6] =
    ["2022-05-31", "2022-06-30", "2022-12-31", "2023-04-30", "2023-05-31", "2023-06-30"];

/// The last moment of a day in Shanghai, and the first of the next.
fn midnight(day: &str) -> [DateTime<Utc>; 2] {
    let end = day_end(date(day));
    [end - TimeDelta::milliseconds(1), end]
}

/// At each of these moments something is found, visited, closed, received, burnt; on its day something is decided.
async fn at_midnights(world: &World) {
    let late = world.ctx(&world.office, noon("2023-07-02"));
    for (n, at) in LAST_DAYS.into_iter().flat_map(midnight).enumerate() {
        world.find(at, |_| ()).await;
        world.visit(world.shop, at, |_| ()).await;
        let early = world.find(noon("2022-05-10"), |_| ()).await;
        world.close(at - TimeDelta::hours(2), early).await;
        let mut penalty = books::penalty(world.shop);
        (penalty.number, penalty.decided_on) = (None, local_date(at));
        penalties::save(&late, books::new(penalty)).await.unwrap();
        let mut order = books::order(&format!("23-{n}"), world.shop);
        order.received_at = at;
        orders::save(&late, books::new(order)).await.unwrap();
        let mut fire = books::fire(world.shop);
        fire.at = at;
        fires::save(&late, books::new(fire)).await.unwrap();
    }
}

/// The rows behind a number beside a summary.
async fn behind(ctx: &Ctx, id: SummaryId, number: &str) -> Vec<FrozenRow> {
    rows_of(ctx, id, &Kept::Beside(number.parse::<Behind>().expect(number))).await
}

db_test!(a_month_beside_a_summary_ends_at_midnight_in_shanghai, |db| async {
    use Figure as F;
    let world = World::new(&db).await;
    at_midnights(&world).await;
    let june = checked(&world, "2023-06", noon("2023-07-03")).await;
    let ctx = in_long_pages(&world, noon("2023-07-03"));
    let of_all = [F::Inspections, F::Found, F::FlowClosed];
    let compared = [F::Inspections, F::Found, F::FlowFound, F::FlowClosed, F::Penalties, F::Orders, F::Fires];
    for (months, figures, n) in [
        // the month before and the year before each begin and end at one of these midnights
        ("2023-05", &compared[..], 2),
        ("2022-06", &compared[..], 2),
        // the year so far begins at one, and has two more months' ends inside of it
        ("2023-01..2023-06", &compared[..], 6),
        ("2022-07", &of_all[..], 1),
        ("2022-08", &of_all[..], 0),
        ("2022-12", &of_all[..], 1),
        ("2023-01", &of_all[..], 1),
        ("2023-04", &of_all[..], 1),
    ] {
        for figure in figures {
            let found = behind(&ctx, june.id, &format!("{months}:{figure}")).await;
            assert_eq!(found.len(), n, "{figure} of {months}: {found:#?}");
        }
    }
    // as many were found as were closed, so that the stock is the same at the end of each
    for month in ["2022-06", "2022-07", "2022-12", "2023-04", "2023-05"] {
        assert_eq!(behind(&ctx, june.id, &format!("{month}:open_at_end")).await.len(), 12, "{month}");
    }
    for figure in [F::Found, F::Inspections, F::Orders, F::Fires] {
        let found = behind(&ctx, june.id, &format!("2023-05:{figure}")).await;
        let mut moments: Vec<&str> =
            found.iter().map(|row| row.fields[&RowField::HappenedAt].as_str()).collect();
        moments.sort_unstable();
        assert_eq!(moments, ["2023-04-30T16:00:00.000Z", "2023-05-31T15:59:59.999Z"], "{figure}");
    }
    let decided = behind(&ctx, june.id, "2023-05:penalties").await;
    let mut days: Vec<&str> = decided.iter().map(|row| row.fields[&RowField::HappenedAt].as_str()).collect();
    days.sort_unstable();
    assert_eq!(days, ["2023-05-01", "2023-05-31"]);
    // and nothing else that the summary says has other rows
    assert!(fitting(&ctx, june.id).await.len() > 50);
});

db_test!(what_becomes_of_a_hazard_later_moves_it_to_no_other_month, |db| async {
    let world = World::new(&db).await;
    let mut closed = Vec::new();
    for _ in 0..4 {
        let id = world.find(noon("2023-05-10"), |_| ()).await;
        world.close(noon("2023-05-20"), id).await;
        closed.push(id);
    }
    let (void, moved) =
        (world.find(noon("2023-05-11"), |_| ()).await, world.find(noon("2023-05-12"), |_| ()).await);
    // one comes back in the month of the summary, one when it is over and before it is checked
    world.reopen(noon("2023-06-15"), closed[1], date("2023-07-30")).await;
    world.reopen(noon("2023-07-02"), closed[2], date("2023-08-01")).await;
    let now = noon("2023-07-03");
    let june = checked(&world, "2023-06", now).await;
    let numbers = [
        ("2023-05:found", 6),
        // as of now
        ("2023-05:closed", 2),
        ("2023-05:not_closed", 4),
        // what happened in May, and stood at its end
        ("2023-05:flow_closed", 4),
        ("2023-05:flow_reopened", 0),
        ("2023-05:open_at_end", 2),
        ("2023-01..2023-06:flow_closed", 4),
        ("2023-01..2023-06:flow_reopened", 1),
        ("2023-01..2023-06:flow_voided", 0),
    ];
    let ctx = in_long_pages(&world, now);
    let mut before = Vec::new();
    for (number, n) in numbers {
        let found = behind(&ctx, june.id, number).await;
        assert_eq!(found.len(), n, "{number}");
        before.push(found);
    }
    fitting(&ctx, june.id).await;

    let later = noon("2023-07-05");
    world.reopen(later, closed[3], date("2023-08-10")).await;
    world.void(later, void, VoidReason::FalseAlarm, None).await;
    let away =
        HazardCommand::Transfer { to: "区消防救援支队".into(), reason: "不属本街道".into() };
    world.step(&world.office, later, moved, away).await;
    for ((number, _), before) in numbers.into_iter().zip(&before) {
        assert_eq!(&behind(&ctx, june.id, number).await, before, "{number}");
    }
    let issue = SummaryCommand::Issue { sha256: june.sha256.clone().unwrap() };
    let issued = step(&world, &world.colleague, later, &june, issue).await;
    assert_eq!(issued.status, SummaryStatus::Issued);
    assert_eq!(query::issued(&ctx, june.id).await.unwrap().content.sha256(), june.sha256.unwrap());
    assert!(verify(&db, |_, _| ()).await.unwrap().broken.is_empty());
});

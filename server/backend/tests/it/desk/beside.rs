//! What waits beside the queues of hazards: orders without a reply, devices that are alarming. Each number is that of the list
//! that it opens, and the desk hears when it changes.

use backend::{
    ctx::Ctx,
    desk::{pulse::changed, query::desk},
    home,
    programmes::{
        devices::{
            query::{detail, list as devices},
            service::seen_to,
        },
        vendors,
    },
    registers::orders,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Actor,
    desk::views::Beside,
    fault::Code,
    ids::{EventId, HotlineOrderId},
    listing::Total,
    programmes::{
        device::{DeviceKind, Intake, Saying, Serial, VendorEvent, VendorEventKind},
        filters::{DeviceFilter, OrderFilter},
        register::OrderStanding,
    },
};
use std::time::Duration;
use uuid::Uuid;

use crate::support::{
    books,
    world::{OTHER_COMMITTEE, SUBDISTRICT, World, date, noon, refused},
};

const NOW: &str = "2023-06-12";
/// Longer than it takes to hear of a change.
const LONG: Duration = Duration::from_secs(20);
/// As long as nothing is heard of what is no change.
const SHORT: Duration = Duration::from_millis(500);

async fn received(world: &World, number: &str, due: &str, replied: bool) -> HotlineOrderId {
    let mut order = books::order(number, if number == "3" { world.tower } else { world.shop });
    order.reply_due = Some(date(due));
    order.replied_at = replied.then(|| noon("2023-06-05"));
    order.reply = replied.then(|| "已清理".into());
    orders::save(&world.ctx(&world.office, noon(NOW)), books::new(order)).await.unwrap()
}

fn told(id: &str, kind: VendorEventKind, at: DateTime<Utc>) -> Intake {
    let (serial, detail) = (Serial::read("SD-0001").unwrap(), Some("烟雾浓度 0.4".into()));
    Intake { events: vec![VendorEvent { id: id.into(), serial, kind, at, detail }] }
}

fn total(n: u64) -> Total {
    Total { n, more: false }
}

/// The numbers, as the lists have them.
async fn of_lists(ctx: &Ctx) -> (Total, Total, Total) {
    let waiting = OrderFilter::waiting();
    let late = OrderFilter { standing: vec![OrderStanding::Overdue], ..OrderFilter::default() };
    (
        orders::list(ctx, &waiting, 50).await.unwrap().total,
        orders::list(ctx, &late, 50).await.unwrap().total,
        devices(ctx, &DeviceFilter::alarming(), 50).await.unwrap().total,
    )
}

db_test!(what_waits_beside_the_queues_is_what_its_lists_have, |db| async {
    let world = World::new(&db).await;
    for (number, due, replied) in [
        ("1", "2023-06-08", false),
        // the last day belongs to it
        ("2", NOW, false),
        ("3", "2023-06-30", false),
        ("4", "2023-06-08", true),
    ] {
        received(&world, number, due, replied).await;
    }
    let detector = world.planned(DeviceKind::SmokeDetector, world.shop, noon("2023-06-01")).await;
    world.put_in_service(detector, noon("2023-06-01"), "SD-0001").await;
    // one more that has told nothing
    let silent = world.planned(DeviceKind::SmokeDetector, world.shop, noon("2023-06-01")).await;
    world.put_in_service(silent, noon("2023-06-01"), "SD-0002").await;
    let token = vendors::add(&world.state, "烟感云", SUBDISTRICT.parse().unwrap(), noon(NOW)).await.unwrap();
    let ago = |minutes| noon(NOW) - TimeDelta::minutes(minutes);
    vendors::intake(&world.state, &token, told("1", VendorEventKind::Alarm, ago(9)), noon(NOW))
        .await
        .unwrap();

    for who in [&world.office, &world.leader] {
        let ctx = world.ctx(who, noon(NOW));
        let beside = desk(&ctx).await.unwrap().beside;
        let expected =
            Beside { submissions: total(0), orders: total(3), late_orders: total(1), alarms: total(1) };
        assert_eq!(beside, expected, "{}", who.login);
        assert_eq!(home::query::home(&ctx).await.unwrap().waiting.beside, Some(beside), "{}", who.login);
        assert_eq!(of_lists(&ctx).await, (beside.orders, beside.late_orders, beside.alarms), "{}", who.login);
    }
    // who works in one committee only, and whoever goes out, who has no desk
    let there = Actor { area: OTHER_COMMITTEE.parse().unwrap(), ..world.office.clone() };
    let beside = desk(&world.ctx(&there, noon(NOW))).await.unwrap().beside;
    assert_eq!((beside.orders, beside.late_orders, beside.alarms), (total(1), total(0), total(0)));
    let out = world.ctx(&world.inspector, noon(NOW));
    assert_eq!(home::query::home(&out).await.unwrap().waiting.beside, None);

    // what it says is found, and stands on its page
    let ctx = world.ctx(&world.office, noon(NOW));
    for (says, n) in [(Saying::Alarming, 1), (Saying::OutOfOrder, 0), (Saying::LowBattery, 0)] {
        let filter = DeviceFilter { says: Some(says), ..DeviceFilter::default() };
        assert_eq!(devices(&ctx, &filter, 50).await.unwrap().total, total(n), "{says}");
    }
    let words = detail(&ctx, detector).await.unwrap().words;
    let [word] = words.as_slice() else { panic!("{words:?}") };
    assert_eq!((word.kind, word.at, word.vendor.as_str()), (VendorEventKind::Alarm, ago(9), "烟感云"));
    assert_eq!(word.detail.as_deref(), Some("烟雾浓度 0.4"));
    assert!(detail(&ctx, silent).await.unwrap().words.is_empty());
});

db_test!(the_desk_hears_of_orders_and_alarms_and_of_no_heartbeat, |db| async {
    let world = World::new(&db).await;
    let detector = world.planned(DeviceKind::SmokeDetector, world.shop, noon("2023-06-01")).await;
    world.put_in_service(detector, noon("2023-06-01"), "SD-0001").await;
    let token = vendors::add(&world.state, "烟感云", SUBDISTRICT.parse().unwrap(), noon(NOW)).await.unwrap();
    let ctx = world.ctx(&world.office, noon(NOW));
    let alarms = async || desk(&ctx).await.unwrap().beside.alarms.n;
    let mut mark = changed(&ctx, None, LONG).await.unwrap().mark;
    for (id, kind, alarming) in [
        ("1", VendorEventKind::Heartbeat, 0),
        ("2", VendorEventKind::Alarm, 1),
        ("3", VendorEventKind::AlarmCleared, 0),
    ] {
        vendors::intake(&world.state, &token, told(id, kind, noon(NOW)), noon(NOW)).await.unwrap();
        let is_news = kind.is_news();
        let patience = if is_news { LONG } else { SHORT };
        let now = changed(&ctx, Some(&mark), patience).await.unwrap().mark;
        assert_eq!(now != mark, is_news, "{kind}");
        mark = now;
        assert_eq!(alarms().await, alarming, "{kind}");
    }
    received(&world, "1", "2023-06-30", false).await;
    let now = changed(&ctx, Some(&mark), LONG).await.unwrap().mark;
    assert_ne!(now, mark);
    assert_eq!(desk(&ctx).await.unwrap().beside.orders, total(1));
});

db_test!(an_alarm_is_over_once_somebody_has_seen_to_it_and_until_the_next_one, |db| async {
    let world = World::new(&db).await;
    let detector = world.planned(DeviceKind::SmokeDetector, world.shop, noon("2023-06-01")).await;
    world.put_in_service(detector, noon("2023-06-01"), "SD-0001").await;
    let token = vendors::add(&world.state, "烟感云", SUBDISTRICT.parse().unwrap(), noon(NOW)).await.unwrap();
    let ctx = world.ctx(&world.office, noon(NOW));
    let alarms = async || desk(&ctx).await.unwrap().beside.alarms.n;
    let ago = |minutes| noon(NOW) - TimeDelta::minutes(minutes);
    let first = told("1", VendorEventKind::Alarm, ago(9));
    vendors::intake(&world.state, &token, first.clone(), noon(NOW)).await.unwrap();
    let mark = changed(&ctx, None, LONG).await.unwrap().mark;
    assert_eq!(alarms().await, 1);

    let (inspector, leader) = (world.ctx(&world.inspector, noon(NOW)), world.ctx(&world.leader, noon(NOW)));
    let id = EventId(Uuid::now_v7());
    let blank = seen_to(&inspector, id, detector, " ".into()).await;
    assert_eq!(refused(blank), Code::Invalid, "what was done is said");
    assert_eq!(refused(seen_to(&leader, id, detector, "看看".into()).await), Code::Forbidden);
    assert_eq!(alarms().await, 1);
    // sent twice it is one note
    for _ in 0..2 {
        seen_to(&inspector, id, detector, "厨房油烟，已复位".into()).await.unwrap();
    }
    let page = detail(&ctx, detector).await.unwrap();
    assert!(!page.summary.said.alarming);
    let notes: Vec<&str> = page.events.iter().filter_map(|event| event.note.as_deref()).collect();
    assert_eq!(notes.iter().filter(|note| note.contains("已复位")).count(), 1, "{notes:?}");
    assert_ne!(changed(&ctx, Some(&mark), LONG).await.unwrap().mark, mark);
    assert_eq!(alarms().await, 0);

    // the same word again is nothing new, another one is
    vendors::intake(&world.state, &token, first, noon(NOW)).await.unwrap();
    assert_eq!(alarms().await, 0);
    vendors::intake(&world.state, &token, told("2", VendorEventKind::Alarm, ago(1)), noon(NOW))
        .await
        .unwrap();
    assert_eq!(alarms().await, 1);
});

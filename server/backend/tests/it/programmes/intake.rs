//! What vendors tell of their devices.

use super::*;
use crate::support::{
    books,
    gear::installation,
    world::{COMMITTEE, FAR_SUBDISTRICT, SUBDISTRICT, refused},
};
use backend::{
    entities::{vendor, vendor_event},
    programmes::{devices::query, door::door, unknown, vendors},
};
use chrono::TimeDelta;
use domain::{
    fault::Code,
    programmes::{
        device::{
            DeviceCommand, DeviceKind, Intake, Reporting, Serial, VendorEvent, VendorEventKind,
            intake::MAX_EVENTS,
        },
        due::{DueWhat, DueWhy},
        filters::DeviceFilter,
    },
};
use sea_orm::{EntityTrait, PaginatorTrait};
use secrecy::ExposeSecret;

fn event(id: &str, serial: &str, kind: VendorEventKind, at: DateTime<Utc>) -> VendorEvent {
    VendorEvent { id: id.into(), serial: Serial::read(serial).unwrap(), kind, at, detail: None }
}

fn sent(events: Vec<VendorEvent>) -> Intake {
    Intake { events }
}

db_test!(events_are_taken_once_in_any_order, |db| async move {
    let world = World::new(&db).await;
    let detector = world.planned(DeviceKind::SmokeDetector, world.shop, day()).await;
    world.put_in_service(detector, day(), "SD-0001").await;
    let token = vendors::add(&world.state, "烟感云", SUBDISTRICT.parse().unwrap(), day()).await.unwrap();
    let kept = vendor::Entity::find().one(db.read()).await.unwrap().unwrap();
    assert!(token.expose_secret().len() >= 40 && !format!("{kept:?}").contains(token.expose_secret()));
    let at = |hours| day() + TimeDelta::hours(hours);
    let events = vec![
        event("1", "SD-0001", VendorEventKind::Heartbeat, at(1)),
        event("3", "sd 0001", VendorEventKind::Alarm, at(3)),
        event("2", "SD-0001", VendorEventKind::AlarmCleared, at(2)),
        event("4", "NOBODY-1", VendorEventKind::Heartbeat, at(3)),
        event("5", "SD-0001", VendorEventKind::Alarm, at(90)),
    ];
    let first = vendors::intake(&world.state, &token, sent(events.clone()), at(4)).await.unwrap();
    assert_eq!((first.taken, first.known, first.refused.len()), (4, 0, 1));
    assert_eq!(first.unknown_devices, [Serial::read("NOBODY1").unwrap()]);
    let mut again = events.clone();
    again.reverse();
    again.push(event("6", "SD-0001", VendorEventKind::LowBattery, at(1)));
    again.push(event("6", "SD-0001", VendorEventKind::LowBattery, at(1)));
    let second = vendors::intake(&world.state, &token, sent(again), at(5)).await.unwrap();
    assert_eq!((second.taken, second.known), (1, 5));
    assert_eq!(vendor_event::Entity::find().count(db.read()).await.unwrap(), 5);
    let ctx = world.ctx(&world.office, at(5));
    let page = query::detail(&ctx, detector).await.unwrap();
    let listed = query::list(&ctx, &DeviceFilter::default(), 50).await.unwrap().rows;
    assert_eq!(listed, std::slice::from_ref(&page.summary), "a row of the list tells what the page does");
    let said = page.summary.said;
    assert_eq!((said.last_heard, said.alarming, said.low_battery), (Some(at(3)), true, Some(at(1))));
    assert_eq!(
        (said.reporting, page.state.version),
        (Some(Reporting::Reporting), 3),
        "a heartbeat is no step"
    );
    let table = books::table(&ctx, &DeviceFilter::default()).await;
    assert!(table.contains(",正在报警、在线、电量低,"), "{table}");
    let due = door(&world.ctx(&world.office, at(5)), world.shop).await.unwrap().due;
    assert_eq!((due[0].what, due[0].why), (DueWhat::SmokeDetector, DueWhy::Alarming));
    // not a word for a day
    for (hours, silent) in [(26, 0), (27, 1)] {
        let ctx = world.ctx(&world.office, at(hours));
        for (reporting, n) in [(Reporting::Silent, silent), (Reporting::Reporting, 1 - silent)] {
            let filter = DeviceFilter { reporting: Some(reporting), ..DeviceFilter::default() };
            let page = query::list(&ctx, &filter, 50).await.unwrap();
            assert_eq!(page.total.n, n, "{reporting} after {hours} hours");
            assert!(page.rows.iter().all(|row| row.said.reporting == Some(reporting)));
        }
    }
});

db_test!(the_office_sees_the_numbers_that_nobody_has_entered, |db| async move {
    let world = World::new(&db).await;
    let add = async |name: &str, area: &str| {
        vendors::add(&world.state, name, area.parse().unwrap(), day()).await.unwrap()
    };
    let (near, far) = (add("近", SUBDISTRICT).await, add("远", FAR_SUBDISTRICT).await);
    let at = |hours| day() + TimeDelta::hours(hours);
    let events = vec![
        event("1", "SD-0001", VendorEventKind::Heartbeat, at(1)),
        event("2", "SD-0001", VendorEventKind::Alarm, at(3)),
        event("3", "SD-0001", VendorEventKind::Heartbeat, at(2)),
        event("4", "SD-0002", VendorEventKind::LowBattery, at(2)),
    ];
    vendors::intake(&world.state, &near, sent(events), at(4)).await.unwrap();
    let beat = sent(vec![event("1", "SD-0009", VendorEventKind::Heartbeat, at(1))]);
    vendors::intake(&world.state, &far, beat, at(4)).await.unwrap();
    let office = world.ctx(&world.office, at(5));
    let told = unknown::list(&office, None).await.unwrap();
    let rows: Vec<_> =
        told.rows.iter().map(|row| (row.serial.as_str(), row.last, row.times, row.last_at)).collect();
    let expected =
        [("SD0001", VendorEventKind::Alarm, 3, at(3)), ("SD0002", VendorEventKind::LowBattery, 1, at(2))];
    assert_eq!((rows.as_slice(), told.next), (expected.as_slice(), None));
    assert_eq!((told.rows[0].vendor.as_str(), told.rows[0].first_at), ("近", at(1)));
    // page by page
    let mut one = world.ctx(&world.office, at(5));
    one.state.limits.page_size = 1;
    let first = unknown::list(&one, None).await.unwrap();
    let second = unknown::list(&one, first.next).await.unwrap();
    assert_eq!((second.rows[0].serial.as_str(), second.next), ("SD0002", None));
    // each office those of its own area, and nobody else
    for who in [&world.inspector, &world.leader, &world.admin] {
        let told = unknown::list(&world.ctx(who, at(5)), None).await;
        assert_eq!(refused(told), Code::Forbidden, "{}", who.name);
    }
    // who was entered since is known, by serial number and by network id
    let detector = world.planned(DeviceKind::SmokeDetector, world.shop, at(5)).await;
    let mut hung = installation("SD-0001", world.photo(&world.inspector, at(5)).await);
    hung.network_id = Some(Serial::read("SD-0002").unwrap());
    let install = DeviceCommand::Install { installation: Box::new(hung), signature: None };
    world.device_steps(&world.inspector, at(6), detector, install).await;
    assert_eq!(unknown::list(&office, None).await.unwrap().rows, []);
});

db_test!(a_vendor_tells_only_of_its_area_and_only_with_its_token, |db| async move {
    let world = World::new(&db).await;
    let detector = world.planned(DeviceKind::SmokeDetector, world.shop, day()).await;
    let mut hung = installation("SD-0001", world.photo(&world.inspector, day()).await);
    hung.network_id = Some(Serial::read("8681203012345").unwrap());
    let install = DeviceCommand::Install { installation: Box::new(hung), signature: None };
    world.device_steps(&world.inspector, day(), detector, install).await;
    let add =
        async |name: &str, area: &str| vendors::add(&world.state, name, area.parse().unwrap(), day()).await;
    let (near, far) = (add("近", COMMITTEE).await.unwrap(), add("远", FAR_SUBDISTRICT).await.unwrap());
    assert_eq!(refused(add("近", COMMITTEE).await.map(drop)), Code::Invalid, "the name is taken");
    assert_eq!(refused(add("无", "310105777").await.map(drop)), Code::Invalid, "no such area");
    let beat = || sent(vec![event("1", "8681203012345", VendorEventKind::Heartbeat, day())]);
    let told = vendors::intake(&world.state, &far, beat(), day()).await.unwrap();
    assert_eq!((told.taken, told.unknown_devices.len()), (1, 1), "it learns nothing of others' devices");
    let told = vendors::intake(&world.state, &near, beat(), day()).await.unwrap();
    assert_eq!((told.taken, told.unknown_devices.len()), (1, 0), "by its network id");
    assert_eq!(
        refused(vendors::intake(&world.state, &"wrong".into(), beat(), day()).await),
        Code::BadCredentials
    );
    let many = vec![event("1", "SD-0001", VendorEventKind::Heartbeat, day()); MAX_EVENTS + 1];
    assert_eq!(refused(vendors::intake(&world.state, &near, sent(many), day()).await), Code::TooLarge);
    vendors::disable(&world.state, "近", day()).await.unwrap();
    assert_eq!(refused(vendors::intake(&world.state, &near, beat(), day()).await), Code::BadCredentials);
    // heartbeats go, what they said of the device stays
    let later = day() + vendors::HEARTBEATS + TimeDelta::days(1);
    assert_eq!(vendors::purge(&world.state, later).await.unwrap(), 2);
    let page = query::detail(&world.ctx(&world.office, later), detector).await.unwrap();
    assert_eq!(page.summary.said.last_heard, Some(day()));
});

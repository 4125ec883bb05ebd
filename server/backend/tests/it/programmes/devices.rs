//! The life of an alarm, a detector, a charger.

use super::*;
use crate::support::{
    gear::{device_step, fresh, installation},
    world::{date, refused},
};
use device_services::{query, service};
use domain::{
    fault::Code,
    geo::Bbox,
    ids::DetectorId,
    programmes::{
        device::{DeviceCommand, DeviceEventKind, DeviceKind, DeviceStatus},
        filters::DeviceFilter,
    },
};

fn install(serial: &str, photo: domain::ids::FileId) -> DeviceCommand {
    DeviceCommand::Install { installation: Box::new(installation(serial, photo)), signature: None }
}

db_test!(a_life_from_the_list_to_its_successor, |db| async move {
    let world = World::new(&db).await;
    let alarm = world.planned(DeviceKind::GasAlarm, world.flat, day()).await;
    world.put_in_service(alarm, noon("2023-06-20"), "GA-0001").await;
    let broken = DeviceCommand::ReportFault { note: "不响".into(), photos: vec![] };
    let state = world.device_steps(&world.inspector, noon("2023-07-01"), alarm, broken).await;
    assert_eq!(state.status, DeviceStatus::Faulty);
    let photo = world.photo(&world.inspector, noon("2023-07-02")).await;
    let successor: DetectorId = fresh();
    let installation = Box::new(installation("GA-0002", photo));
    let replace = DeviceCommand::Replace { successor, installation, signature: None };
    let old = world.device_steps(&world.inspector, noon("2023-07-02"), alarm, replace).await;
    assert_eq!((old.status, old.successor), (DeviceStatus::Replaced, Some(successor)));
    let page = query::detail(&world.ctx(&world.office, noon("2023-07-03")), successor).await.unwrap();
    assert_eq!((page.state.status, page.state.replaces), (DeviceStatus::Installed, Some(alarm)));
    assert_eq!(page.summary.expires_on, Some(date("2028-07-02")), "five years in a home");
    assert_eq!(page.photos.len(), 1, "the picture is of the one that hangs there");
    let kinds: Vec<DeviceEventKind> = query::detail(&world.ctx(&world.office, noon("2023-07-03")), alarm)
        .await
        .unwrap()
        .events
        .iter()
        .map(|event| event.kind)
        .collect();
    let expected = [
        DeviceEventKind::Planned,
        DeviceEventKind::Installed,
        DeviceEventKind::Accepted,
        DeviceEventKind::FaultReported,
        DeviceEventKind::Replaced,
    ];
    assert_eq!(kinds, expected);
    // the number of the one that was taken down is free again
    let other = world.planned(DeviceKind::GasAlarm, world.shop, noon("2023-07-03")).await;
    world.install(other, noon("2023-07-04"), "ga 0001").await;
    // a row of the list tells what the page does
    let ctx = world.ctx(&world.office, noon("2023-07-05"));
    let listed = query::list(&ctx, &DeviceFilter::default(), 50).await.unwrap().rows;
    assert_eq!(listed.len(), 3);
    for row in listed {
        assert_eq!(query::detail(&ctx, row.id).await.unwrap().summary, row);
    }
});

db_test!(of_two_who_take_one_serial_number_at_once_one_wins, |db| async move {
    let world = World::new(&db).await;
    for round in 0..8 {
        let here = world.planned(DeviceKind::SmokeDetector, world.shop, day()).await;
        let there = world.planned(DeviceKind::SmokeDetector, world.tower, day()).await;
        let serial = format!("SD-{round:04}");
        let (one, two) =
            (world.photo(&world.inspector, day()).await, world.photo(&world.neighbour, day()).await);
        let (mine, theirs) = (world.ctx(&world.inspector, day()), world.ctx(&world.neighbour, day()));
        let (mine, theirs) = tokio::join!(
            service::change(&mine, device_step(here, Some(1), install(&serial, one))),
            service::change(&theirs, device_step(there, Some(1), install(&serial, two))),
        );
        let (won, lost) = if mine.is_ok() { (mine, theirs) } else { (theirs, mine) };
        assert_eq!(won.unwrap().status, DeviceStatus::Installed);
        let told = lost.unwrap_err();
        let fault = told.as_fault().unwrap_or_else(|| panic!("{told:?}"));
        assert_eq!((fault.code, fault.args["serial"].clone()), (Code::SerialInUse, serial.replace('-', "")));
    }
    // whoever is told keeps the device on the list
    let ctx = world.ctx(&world.office, day());
    let planned = DeviceFilter { status: vec![DeviceStatus::Planned], ..DeviceFilter::default() };
    assert_eq!(query::list(&ctx, &planned, 50).await.unwrap().total.n, 8);
});

db_test!(the_same_again_and_a_step_of_an_old_version, |db| async move {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.inspector, day());
    let alarm = world.planned(DeviceKind::GasAlarm, world.shop, day()).await;
    let photo = world.photo(&world.inspector, day()).await;
    let step = device_step(alarm, Some(1), install("GA-7001", photo));
    let first = service::change(&ctx, step.clone()).await.unwrap();
    assert_eq!(service::change(&ctx, step).await.unwrap(), first);
    let note = DeviceCommand::AddNote { note: "高度合适".into(), photos: vec![] };
    assert_eq!(refused(service::change(&ctx, device_step(alarm, Some(1), note)).await), Code::Stale);
    let accept = DeviceCommand::Accept { note: None };
    assert_eq!(refused(service::change(&ctx, device_step(alarm, None, accept)).await), Code::Forbidden);
    let stranger = world.ctx(&world.stranger, day());
    assert_eq!(refused(query::detail(&stranger, alarm).await), Code::NotFound);
    assert_eq!(query::list(&stranger, &DeviceFilter::default(), 50).await.unwrap().rows, []);
    // found by its number, however it is typed
    for q in ["ga7002", "GA-7001"] {
        let mut filter = DeviceFilter::default();
        filter.common.q = Some(q.into());
        let found = query::list(&ctx, &filter, 50).await.unwrap().rows.len();
        assert_eq!(found, usize::from(q == "GA-7001"), "{q}");
    }
});

db_test!(the_list_of_elderly_people_shows_no_single_door_from_far_away, |db| async move {
    let world = World::new(&db).await;
    world.planned(DeviceKind::GasAlarm, world.flat, day()).await;
    let ctx = world.ctx(&world.office, day());
    let window: Bbox = "121.37,31.19,121.41,31.23".parse().unwrap();
    let map = async |zoom| {
        let text = query::map(&ctx, &DeviceFilter::default(), window, zoom).await.unwrap();
        let pin = serde_json::from_str::<serde_json::Value>(&text).unwrap()["features"][0].clone();
        (pin["properties"]["id"].is_null(), pin["geometry"]["coordinates"][0].as_f64().unwrap())
    };
    assert_eq!(map(13.0).await, (true, 121.39));
    assert!(!map(17.0).await.0);
});

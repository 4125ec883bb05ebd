//! The office's list of tablets.

use super::*;
use crate::support::{tablet::Shot, world::refused};
use backend::{files::parts, photos::PhotoLimits, sync::devices};
use domain::{
    fault::Code,
    sync::{Device, DeviceKey, DevicePage, RegisterDevice},
};

/// Makes a tablet ready whose clock is ahead by `skew`.
async fn ready(world: &World, who: &Actor, label: &str, now: DateTime<Utc>, skew: TimeDelta) -> DeviceId {
    let device = tablet::new();
    let command = RegisterDevice { label: label.into(), ..tablet::ready(device, now + skew) };
    devices::register(&world.ctx(who, now), command).await.unwrap();
    device
}

async fn list(world: &World, who: &Actor, now: DateTime<Utc>) -> DevicePage {
    devices::list(&world.ctx(who, now), None, None, 50).await.unwrap()
}

fn labels(page: &DevicePage) -> Vec<&str> {
    page.rows.iter().map(|row| row.label.as_str()).collect()
}

/// Sends a visit with a photo that stays on the tablet.
async fn visit_without_its_photo(tablet: &Tablet<'_>, now: DateTime<Utc>) -> Shot {
    let shot = Shot::new();
    let mut command = visit(tablet.world.shop, now - TimeDelta::hours(1));
    command.photos = vec![shot.id];
    let sealed = tablet::seal(saved(command), now, vec![shot.sent(now)]);
    assert_eq!(tablet::outcomes(&tablet.send(now, vec![sealed]).await), ["applied"]);
    shot
}

db_test!(the_office_sees_the_tablets_of_its_area, |db| async move {
    let world = World::new(&db).await;
    let none = list(&world, &world.office, at(12)).await;
    assert_eq!((none.rows.len(), none.total, none.late, none.late_hours), (0, 0, 0, 24));
    assert_eq!((none.previous, none.next), (None, None));
    ready(&world, &world.inspector, "一", at(8), TimeDelta::zero()).await;
    ready(&world, &world.neighbour, "二", at(9), TimeDelta::hours(3)).await;
    ready(&world, &world.stranger, "外", at(10), TimeDelta::zero()).await;

    let own = list(&world, &world.office, at(12)).await;
    assert_eq!((labels(&own), own.total), (vec!["二", "一"], 2));
    let first = &own.rows[1];
    assert_eq!((first.person.id, first.person.role), (world.inspector.user, world.inspector.role));
    assert_eq!((&first.area.code, &first.person.name), (&world.inspector.area, &world.inspector.name));
    assert_eq!((first.registered_at, first.prepared_at, first.synced_at), (at(8), Some(at(8)), None));
    assert_eq!((first.clock_off(), first.is_outdated()), (None, false));
    assert_eq!(own.rows[0].clock_off(), Some(TimeDelta::hours(3)));

    assert_eq!(labels(&list(&world, &world.stranger, at(12)).await), ["外"]);
    assert_eq!(labels(&list(&world, &world.admin, at(12)).await), ["外", "二", "一"], "of the whole city");
    for who in [&world.inspector, &world.leader] {
        let answer = devices::list(&world.ctx(who, at(12)), None, None, 50).await;
        assert_eq!(refused(answer), Code::Forbidden);
    }
});

db_test!(whoever_keeps_photos_for_too_long_comes_first, |db| async move {
    let world = World::new(&db).await;
    let mut tablet = Tablet::of(&world, &world.inspector);
    tablet.device = ready(&world, &world.inspector, "一", at(8), TimeDelta::zero()).await;
    ready(&world, &world.neighbour, "二", at(9), TimeDelta::zero()).await;
    let shot = visit_without_its_photo(&tablet, at(10)).await;
    visit_without_its_photo(&tablet, at(12)).await;

    let in_time = list(&world, &world.office, at(10 + 24)).await;
    assert_eq!((labels(&in_time), in_time.late), (vec!["二", "一"], 0));
    let of = &in_time.rows[1];
    assert_eq!((of.awaited, of.awaited_since, of.late), (2, Some(at(10)), false));
    assert_eq!(of.synced_at, Some(at(12)));
    assert_eq!((in_time.rows[0].awaited, in_time.rows[0].awaited_since), (0, None));

    let just_late = at(10 + 24) + TimeDelta::seconds(1);
    let late = list(&world, &world.office, just_late).await;
    assert_eq!((labels(&late), late.late, late.total), (vec!["一", "二"], 1, 2));
    assert!(late.rows[0].late && !late.rows[1].late);

    // what has come is awaited no longer
    let part = parts::Part {
        id: shot.id,
        sha256: tablet::sha256(&shot.content).parse().unwrap(),
        bytes: shot.content.len() as u64,
        kind: shot.kind,
        offset: 0,
    };
    let limits = PhotoLimits::default();
    parts::receive(&tablet.ctx(just_late), part, shot.content.clone().into(), &limits).await.unwrap();
    let then = list(&world, &world.office, just_late).await;
    assert_eq!((labels(&then), then.late, then.rows[1].awaited), (vec!["二", "一"], 0, 1));
});

db_test!(each_tablet_is_on_one_page_of_the_list, |db| async move {
    let world = World::new(&db).await;
    let mut tablet = Tablet::of(&world, &world.inspector);
    tablet.device = ready(&world, &world.inspector, "晚", at(1), TimeDelta::zero()).await;
    visit_without_its_photo(&tablet, at(2)).await;
    // two people on one tablet, at one moment
    let shared = tablet::new();
    for who in [&world.neighbour, &world.office] {
        devices::register(&world.ctx(who, at(3)), tablet::ready(shared, at(3))).await.unwrap();
    }
    for hour in 4..8 {
        ready(&world, &world.neighbour, &format!("{hour}"), at(hour), TimeDelta::zero()).await;
    }
    let ctx = world.ctx(&world.office, at(40));
    let whole = devices::list(&ctx, None, None, 50).await.unwrap();
    let all: Vec<DeviceKey> = whole.rows.iter().map(Device::key).collect();
    assert_eq!((all.len(), whole.total, whole.late), (7, 7, 1));
    assert!(all[0].late && all.is_sorted_by(|a, b| a > b));

    // forwards
    let (mut seen, mut after, mut pages) = (Vec::new(), None, Vec::new());
    loop {
        let page = devices::list(&ctx, after, None, 3).await.unwrap();
        seen.extend(page.rows.iter().map(Device::key));
        after = page.next;
        pages.push(page);
        if after.is_none() {
            break;
        }
    }
    assert_eq!((seen, pages.len()), (all.clone(), 3));
    assert_eq!(pages[0].previous, None);
    // and back
    let back = devices::list(&ctx, None, pages[2].previous, 3).await.unwrap();
    assert_eq!(back, pages[1]);
    let back = devices::list(&ctx, None, back.previous, 3).await.unwrap();
    assert_eq!(back, pages[0]);
    // behind the end there is nothing, and the list begins anew
    let beyond = devices::list(&ctx, all.last().copied(), None, 3).await.unwrap();
    assert_eq!(beyond, pages[0]);
});

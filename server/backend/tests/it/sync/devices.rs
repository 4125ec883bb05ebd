//! The office's list of tablets.

use super::*;
use crate::support::{tablet::Shot, world::refused};
use backend::{files::parts, photos::PhotoLimits, sync::devices};
use domain::{
    fault::Code,
    sync::{Batch, Device, DeviceKey, DevicePage, Held, RegisterDevice},
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

/// Sends commands, says what is held besides them, and tells in words what they came to. `skew`: how far the tablet's
/// clock is ahead.
async fn send_holding(
    tablet: &Tablet<'_>,
    now: DateTime<Utc>,
    skew: TimeDelta,
    held: Held,
    commands: Vec<Sealed>,
) -> Vec<String> {
    let batch = Batch { held: Some(held), ..tablet::batch(tablet.device, now + skew, commands) };
    tablet::outcomes(&service::carry_out(&tablet.ctx(now), batch).await.unwrap())
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
    assert_eq!((of.awaited, of.awaited_since, of.is_late()), (2, Some(at(10)), false));
    assert_eq!(of.synced_at, Some(at(12)));
    assert_eq!((in_time.rows[0].awaited, in_time.rows[0].awaited_since), (0, None));

    let just_late = at(10 + 24) + TimeDelta::seconds(1);
    let late = list(&world, &world.office, just_late).await;
    assert_eq!((labels(&late), late.late, late.total), (vec!["一", "二"], 1, 2));
    assert!(late.rows[0].awaited_late && !late.rows[0].held_late && !late.rows[1].is_late());

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

db_test!(what_a_tablet_says_it_holds_stands_until_it_says_otherwise, |db| async move {
    let world = World::new(&db).await;
    let mut tablet = Tablet::of(&world, &world.inspector);
    tablet.device = ready(&world, &world.inspector, "一", at(8), TimeDelta::zero()).await;
    ready(&world, &world.neighbour, "二", at(9), TimeDelta::zero()).await;
    let of =
        async |now| list(&world, &world.office, now).await.rows.into_iter().find(|row| row.label == "一");

    // a program that does not say
    tablet.send(at(9), vec![]).await;
    let unknown = of(at(9)).await.unwrap();
    assert_eq!((unknown.held, unknown.synced_at), (None, Some(at(9))));

    // it says that there is nothing besides, and one of two is refused
    let commands = [(world.shop, at(9)), (world.far_shop, at(10))];
    let commands = commands.map(|(site, saved_at)| tablet::seal(saved(visit(site, at(9))), saved_at, vec![]));
    let none = Held::default();
    let outcomes = send_holding(&tablet, at(11), TimeDelta::zero(), none, commands.to_vec()).await;
    assert_eq!(outcomes[0], "applied");
    assert!(outcomes[1].starts_with("refused"), "{outcomes:?}");
    let one = Held { records: 1, photos: 0, oldest: Some(at(10)) };
    assert_eq!(of(at(11)).await.unwrap().held, Some(one));

    // nothing is heard of it any more
    let in_time = list(&world, &world.office, at(10 + 24)).await;
    assert_eq!((labels(&in_time), in_time.late), (vec!["二", "一"], 0));
    let just_late = at(10 + 24) + TimeDelta::seconds(1);
    let late = list(&world, &world.office, just_late).await;
    assert_eq!((labels(&late), late.late), (vec!["一", "二"], 1));
    assert!(late.rows[0].held_late && !late.rows[0].awaited_late && !late.rows[1].is_late());
    for (who, count) in [(&world.office, Some(1)), (&world.stranger, Some(0)), (&world.inspector, None)] {
        let home = backend::home::query::home(&world.ctx(who, just_late)).await.unwrap();
        assert_eq!(home.late_tablets, count, "{}", who.login);
    }

    // an older program sends: what was said before stands
    tablet.send(just_late, vec![]).await;
    assert_eq!(of(just_late).await.unwrap().held, Some(one));
    // its person gave it up
    send_holding(&tablet, just_late, TimeDelta::zero(), none, vec![]).await;
    let then = list(&world, &world.office, just_late).await;
    assert_eq!((labels(&then), then.late, then.rows[1].held), (vec!["二", "一"], 0, Some(none)));
});

db_test!(what_a_tablet_holds_is_dated_by_the_servers_clock, |db| async move {
    let world = World::new(&db).await;
    let mut tablet = Tablet::of(&world, &world.inspector);
    tablet.device = ready(&world, &world.inspector, "一", at(8), TimeDelta::zero()).await;
    let hours = TimeDelta::hours(3);
    for (what, skew, said, expected) in [
        ("a clock that is right", TimeDelta::zero(), Some(at(10)), Some(at(10))),
        ("three hours ahead", hours, Some(at(10) + hours), Some(at(10))),
        ("three hours behind", -hours, Some(at(10) - hours), Some(at(10))),
        ("not in the future", TimeDelta::zero(), Some(at(20)), Some(at(12))),
        ("it does not say since when", TimeDelta::zero(), None, Some(at(12))),
    ] {
        let held = Held { records: 2, photos: u32::MAX, oldest: said };
        send_holding(&tablet, at(12), skew, held, vec![]).await;
        let row = list(&world, &world.office, at(12)).await.rows.remove(0);
        let photos = i32::MAX.unsigned_abs();
        assert_eq!(row.held, Some(Held { records: 2, photos, oldest: expected }), "{what}");
    }
    // nothing lies there since any time
    let nothing = Held { oldest: Some(at(10)), ..Held::default() };
    send_holding(&tablet, at(12), TimeDelta::zero(), nothing, vec![]).await;
    let row = list(&world, &world.office, at(12)).await.rows.remove(0);
    assert_eq!(row.held, Some(Held::default()));
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

//! Names, phones and doors of people: masked wherever they are not needed, in full for a reason that is logged.

use super::scene::{Scene, data, page};
use crate::{
    stage::{Answer, play},
    support::{
        books, gear,
        world::{SUBDISTRICT, noon},
    },
};
use backend::{
    entities::audit_entry,
    plans,
    registers::{fires, penalties},
};
use domain::programmes::device::DeviceKind;
use reqwest::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// What is nobody's business: the contact, the phone, a household's name and door, a responsible party.
const SECRETS: [&str; 6] = ["王大明", "13812345678", "欧阳小明", "502室", "赵铁柱", "13987654321"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_pages_and_maps_mask_people() {
    play(async |stage| {
        let scene = Scene::set(stage).await;
        let world = &stage.world;
        let day = noon("2023-06-01");
        let stove = world.stove(world.flat, day, gear::unsafe_stove("2020-01-01")).await;
        let alarm = world.planned(DeviceKind::GasAlarm, world.flat, day).await;
        for actor in [&world.inspector, &world.office, &world.leader] {
            let visitor = stage.enter(actor).await;
            let paths = [
                "/api/v1/sites".to_owned(),
                format!("/api/v1/sites/{}", world.shop),
                format!("/api/v1/sites/{}", world.flat),
                format!("/api/v1/hazards/{}", scene.near.hazard),
                format!("/api/v1/map/sites?{}", super::scene::window()),
                format!("/api/v1/map/detectors?{}", super::scene::window()),
                "/api/v1/stoves".to_owned(),
                format!("/api/v1/stoves/{stove}"),
                "/api/v1/detectors".to_owned(),
                format!("/api/v1/detectors/{alarm}"),
                format!("/api/v1/sites/{}/door", world.flat),
                "/api/v1/tables/hazards.csv".to_owned(),
                "/api/v1/tables/inspections.csv".to_owned(),
                "/api/v1/tables/sites.csv".to_owned(),
                "/api/v1/tables/stoves.csv".to_owned(),
                "/api/v1/tables/detectors.csv?kind=gas_alarm".to_owned(),
            ];
            let pages = [
                "/sites".to_owned(),
                format!("/sites/{}", world.flat),
                format!("/sites/{}", world.shop),
                format!("/hazards/{}", scene.near.hazard),
                "/stoves".to_owned(),
                format!("/stoves/{stove}"),
                "/detectors".to_owned(),
                format!("/detectors/{alarm}"),
            ];
            let asked =
                paths.iter().map(|p| data(&visitor, p)).chain(pages.iter().map(|p| page(&visitor, p)));
            for request in asked {
                let answer = Answer::of(request).await;
                assert_eq!(answer.status, StatusCode::OK);
                for secret in SECRETS {
                    assert!(!answer.body.contains(secret), "{} sees {secret}: {}", actor.role, answer.body);
                }
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_registers_mask_callers_until_somebody_says_why() {
    play(async |stage| {
        let scene = Scene::set(stage).await;
        let order = scene.near.order;
        let callers = ["钱多多", "13700001234"];
        for actor in [&stage.world.inspector, &stage.world.office, &stage.world.leader] {
            let visitor = stage.enter(actor).await;
            for asked in [
                page(&visitor, "/orders"),
                page(&visitor, &format!("/orders/{order}")),
                data(&visitor, "/api/v1/tables/orders.csv"),
                data(&visitor, &format!("/api/v1/map/orders?{}", super::scene::window())),
            ] {
                let answer = Answer::of(asked).await;
                assert_eq!(answer.status, StatusCode::OK);
                let shown = callers.iter().find(|secret| answer.body.contains(**secret));
                assert_eq!(shown, None, "{} sees a caller", actor.role);
            }
        }
        let office = stage.enter(&stage.world.office).await;
        let path = format!("/do/registers/orders/{order}/reveal");
        assert_eq!(office.submit_json(&path, &[("reason", " ")]).await.fields(), ["reason: required"]);
        let shown = office.submit_json(&path, &[("reason", "回访")]).await;
        assert_eq!(shown.json()["caller_phone"], "13700001234");
        let logged = reveals(stage).await;
        assert_eq!(logged.iter().filter(|line| line.contains("回访")).count(), 1, "{logged:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_door_is_shown_to_those_who_have_to_find_it() {
    play(async |stage| {
        let inspector = stage.enter(&stage.world.inspector).await;
        let leader = stage.enter(&stage.world.leader).await;
        let search = "/api/v1/sites/search?q=仙霞路700弄43号";
        assert!(inspector.get(search).await.body.contains("502室"));
        let masked = leader.get(search).await;
        assert!(masked.body.contains(&stage.world.flat.to_string()), "{}", masked.body);
        for secret in SECRETS {
            assert!(!masked.body.contains(secret), "a leader sees {secret}: {}", masked.body);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reveal_needs_a_reason_and_is_logged() {
    play(async |stage| {
        let scene = Scene::set(stage).await;
        let office = stage.enter(&stage.world.office).await;
        let shop = format!("/do/sites/{}/reveal", stage.world.shop);
        let hazard = format!("/do/hazards/{}/reveal", scene.near.hazard);
        for path in [&shop, &hazard] {
            let refused = office.submit_json(path, &[("reason", " ")]).await;
            assert_eq!(refused.fields(), ["reason: required"]);
        }
        assert!(!reveals(stage).await.iter().any(|line| line.contains("电话通知")));
        let shown = office.submit_json(&shop, &[("reason", "电话通知整改")]).await;
        assert_eq!(shown.json()["contact_phone"], "13812345678");
        let shown = office.submit_json(&hazard, &[("reason", "电话通知整改")]).await;
        assert_eq!(shown.json()["party_name"], "赵铁柱");
        let logged = reveals(stage).await;
        assert_eq!(logged.iter().filter(|line| line.contains("电话通知整改")).count(), 2, "{logged:?}");

        // the plain form shows it once, on the page that follows
        let back = office.submit(&shop, &[("reason", "上门")]).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER);
        assert!(office.page(back.location()).await.body.contains("13812345678"));
        assert!(!office.page(back.location()).await.body.contains("13812345678"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_the_elderly_leaves_in_full_only_for_a_reason_that_is_kept() {
    play(async |stage| {
        let world = &stage.world;
        world.planned(DeviceKind::GasAlarm, world.flat, noon("2023-06-01")).await;
        let office = stage.enter(&world.office).await;
        let path = "/do/tables/detectors";
        assert_eq!(office.submit_json(path, &[("reason", " ")]).await.fields(), ["reason: required"]);
        let asked = [("reason", "预约安装"), ("query", "kind=gas_alarm&q=欧阳小明")];
        let table = office.submit_json(path, &asked).await;
        assert_eq!(table.status, StatusCode::OK);
        assert!(table.body.contains("欧阳小明") && table.body.contains("502室"), "{}", table.body);
        let leader = stage.enter(&world.leader).await;
        assert_eq!(leader.submit_json(path, &asked).await.status, StatusCode::FORBIDDEN);
        // the registers' tables go the same way
        for list in ["inspections", "cylinders", "task-list", "orders", "penalties", "fires"] {
            let path = format!("/do/tables/{list}");
            assert_eq!(office.submit_json(&path, &[]).await.fields(), ["reason: required"], "{list}");
            assert_eq!(office.submit_json(&path, &asked).await.status, StatusCode::OK, "{list}");
            assert_eq!(leader.submit_json(&path, &asked).await.status, StatusCode::FORBIDDEN, "{list}");
        }
        assert_eq!(office.submit_json("/do/tables/nothing", &asked).await.status, StatusCode::NOT_FOUND);
        let lines = audit_entry::Entity::find()
            .filter(audit_entry::Column::Action.eq("device.export"))
            .all(world.state.db.read())
            .await
            .unwrap();
        let kept: Vec<String> = lines.iter().map(|line| line.detail.to_string()).collect();
        assert_eq!(kept.len(), 1, "{kept:?}");
        assert!(kept[0].contains("预约安装") && kept[0].contains("gas_alarm"), "{kept:?}");
        assert!(!kept[0].contains("欧阳小明"), "the log holds no name");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_desk_keeps_of_homes_is_masked_too() {
    play(async |stage| {
        let world = &stage.world;
        let day = noon("2023-06-01");
        let office = world.ctx(&world.office, day);
        let cylinders = vec![gear::cylinder("QP-7001", "2022-01-01")];
        let (user, _) = world.gas_save(day, gear::lpg(world.flat, cylinders)).await;
        let mut doors = books::campaign("入户排摸", SUBDISTRICT);
        doors.kinds = vec![];
        let campaign = books::start(&office, doors).await;
        let mut rounds = books::plan(SUBDISTRICT);
        rounds.kinds = vec![];
        let plan = plans::service::save(&office, books::new(rounds)).await.unwrap();
        plans::make(&world.state, day).await.unwrap();
        let mut penalty = books::penalty(world.flat);
        penalty.party = "赵铁柱".into();
        let penalty = penalties::save(&office, books::new(penalty)).await.unwrap();
        let mut fire = books::fire(world.flat);
        fire.place = "仙霞路700弄43号502室".into();
        let fire = fires::save(&office, books::new(fire)).await.unwrap();
        let window = super::scene::window();
        let flat = world.flat.to_string();
        for actor in [&world.inspector, &world.office, &world.leader] {
            let visitor = stage.enter(actor).await;
            // each holds the home, or its entry
            let paths = [
                ("/api/v1/gas-users".to_owned(), user.to_string()),
                (format!("/api/v1/gas-users/{user}"), user.to_string()),
                ("/api/v1/tables/gas-users.csv".to_owned(), flat.clone()),
                ("/api/v1/tables/cylinders.csv".to_owned(), "QP7001".to_owned()),
                (format!("/api/v1/map/gas-users?{window}"), String::new()),
                (format!("/api/v1/targets?campaign={campaign}"), flat.clone()),
                (format!("/api/v1/tables/targets.csv?campaign={campaign}"), flat.clone()),
                (format!("/api/v1/map/targets?campaign={campaign}&{window}"), String::new()),
                ("/api/v1/tables/task-list.csv".to_owned(), flat.clone()),
                (format!("/api/v1/map/tasks?{window}"), String::new()),
                ("/api/v1/tables/penalties.csv".to_owned(), "赵**".to_owned()),
                (format!("/api/v1/map/penalties?{window}"), String::new()),
                ("/api/v1/tables/fires.csv".to_owned(), "仙霞路700弄43号".to_owned()),
                (format!("/api/v1/map/fires?{window}"), String::new()),
            ];
            let pages = [
                ("/gas-users".to_owned(), user.to_string()),
                (format!("/gas-users/{user}"), "QP".to_owned()),
                (format!("/targets?campaign={campaign}"), flat.clone()),
                (format!("/targets/walk?campaign={campaign}"), flat.clone()),
                (format!("/plans/{plan}"), flat.clone()),
                ("/task-list".to_owned(), flat.clone()),
                ("/tasks?day=2023-06-15&whose=all".to_owned(), flat.clone()),
                ("/penalties".to_owned(), "赵**".to_owned()),
                (format!("/penalties/{penalty}"), "赵**".to_owned()),
                ("/fires".to_owned(), fire.to_string()),
                (format!("/fires/{fire}"), "仙霞路700弄43号".to_owned()),
            ];
            let asked = paths
                .iter()
                .map(|(path, holds)| (data(&visitor, path), path, holds))
                .chain(pages.iter().map(|(path, holds)| (page(&visitor, path), path, holds)));
            for (request, path, holds) in asked {
                let answer = Answer::of(request).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}");
                assert!(answer.body.contains(holds.as_str()), "{path} has no {holds}: {}", answer.body);
                for secret in SECRETS {
                    assert!(!answer.body.contains(secret), "{} sees {secret} on {path}", actor.role);
                }
            }
        }
    })
    .await;
}

async fn reveals(stage: &crate::stage::Stage) -> Vec<String> {
    let lines = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.contains("reveal"))
        .all(stage.world.state.db.read())
        .await
        .unwrap();
    lines.iter().map(|line| format!("{} {} {}", line.actor_login, line.action, line.detail)).collect()
}

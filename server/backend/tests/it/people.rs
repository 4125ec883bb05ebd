//! Accounts: who may sign in, with what, and until when.

use backend::{
    entities::audit_entry,
    people::{query, service},
};
use domain::{
    actor::{Actor, Role},
    fault::{Code, FieldCode},
    ids::UserId,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryOrder};
use uuid::Uuid;

use crate::support::{
    seed,
    world::{COMMITTEE, FAR_COMMITTEE, OTHER_COMMITTEE, SUBDISTRICT, World, noon, refused},
};

const PASSWORD: &str = "correct horse 42";

fn person(login: &str) -> service::AddPerson {
    service::AddPerson {
        id: UserId(Uuid::now_v7()),
        login: login.into(),
        name: "周宁".into(),
        role: Role::Office,
        area: SUBDISTRICT.parse().unwrap(),
        phone: None,
        locale: "zh".into(),
    }
}

db_test!(whoever_has_an_account_signs_in, |db| async {
    let state = World::new(&db).await.state;
    let id = service::add(&state, person("Zhou.Ning"), PASSWORD.into()).await.unwrap();
    // neither case nor blanks around the login matter, everything in the password does
    for login in ["zhou.ning", " ZHOU.NING ", "Zhou.Ning"] {
        let account = service::authenticate(&state, login, PASSWORD.into()).await.unwrap();
        assert_eq!((account.actor.user, account.actor.login.as_str()), (id, "zhou.ning"));
        assert_eq!((account.actor.role, account.locale.as_str()), (Role::Office, "zh"));
    }
    let other = "Correct horse 42";
    assert_eq!(refused(service::authenticate(&state, "zhou.ning", other.into()).await), Code::BadCredentials);
});

db_test!(every_refusal_says_the_same, |db| async {
    let state = World::new(&db).await.state;
    for login in ["in.service", "has.left"] {
        service::add(&state, person(login), PASSWORD.into()).await.unwrap();
    }
    service::disable(&state, "has.left").await.unwrap();
    let long = "x".repeat(10_000);
    for (login, password) in [
        ("in.service", "wrong horse 42"),
        ("in.service", ""),
        ("has.left", PASSWORD),
        ("nobody", PASSWORD),
        ("", ""),
        (long.as_str(), PASSWORD),
        ("in.service' OR '1'='1", PASSWORD),
        ("in.service\u{0}", PASSWORD),
    ] {
        let fault = service::authenticate(&state, login, password.into()).await.unwrap_err();
        let fault = fault.as_fault().unwrap();
        assert_eq!(
            (fault.code, fault.fields.len(), fault.args.len()),
            (Code::BadCredentials, 0, 0),
            "{login}"
        );
    }
    // each attempt stands in the log, without what was typed as a password
    let log = audit_entry::Entity::find().order_by_asc(audit_entry::Column::At).all(db.read()).await.unwrap();
    assert_eq!(log.iter().filter(|e| e.action == "sign_in.failed").count(), 8);
    assert!(log.iter().all(|e| !format!("{e:?}").contains("horse")));
});

db_test!(a_changed_account_counts_at_once, |db| async {
    let state = World::new(&db).await.state;
    let id = service::add(&state, person("zhou"), PASSWORD.into()).await.unwrap();
    // read twice: the second time it is remembered
    let old = service::account(&state, id).await.unwrap().unwrap();
    assert_eq!(service::account(&state, id).await.unwrap(), Some(old.clone()));
    service::set_password(&state, "zhou", "another horse 43".into()).await.unwrap();
    let new = service::account(&state, id).await.unwrap().unwrap();
    assert_ne!(new.password_hash, old.password_hash, "sessions that began with the old password end");
    assert_eq!(refused(service::authenticate(&state, "zhou", PASSWORD.into()).await), Code::BadCredentials);
    service::authenticate(&state, "zhou", "another horse 43".into()).await.unwrap();
    service::disable(&state, "zhou").await.unwrap();
    assert_eq!(service::account(&state, id).await.unwrap(), None);
    let line = service::list(&state).await.unwrap().into_iter().find(|l| l.actor.login == "zhou").unwrap();
    let since = line.disabled_at.expect("it stays in the list");
    service::disable(&state, "ZHOU").await.unwrap();
    let line = service::list(&state).await.unwrap().into_iter().find(|l| l.actor.login == "zhou").unwrap();
    assert_eq!(line.disabled_at, Some(since), "the first time counts");
});

db_test!(an_account_that_cannot_be_is_refused_at_its_field, |db| async {
    let state = World::new(&db).await.state;
    service::add(&state, person("taken"), PASSWORD.into()).await.unwrap();
    let with = |edit: fn(&mut service::AddPerson)| {
        let mut p = person("fresh");
        edit(&mut p);
        p
    };
    for (p, password, field, code) in [
        (with(|p| p.login = "TAKEN".into()), PASSWORD, "login", FieldCode::Duplicate),
        (with(|p| p.login = "  ".into()), PASSWORD, "login", FieldCode::Required),
        (with(|p| p.name = String::new()), PASSWORD, "name", FieldCode::Required),
        (with(|p| p.area = "310105999".parse().unwrap()), PASSWORD, "area", FieldCode::Unknown),
        (with(|_| ()), "short", "password", FieldCode::TooShort),
        (with(|_| ()), "password123", "password", FieldCode::NotAllowed),
    ] {
        let fault = service::add(&state, p.clone(), password.into()).await.unwrap_err();
        let fault = fault.as_fault().unwrap_or_else(|| panic!("{p:?}: {fault:?}"));
        let fields: Vec<_> = fault.fields.iter().map(|f| (f.field.as_str(), f.code)).collect();
        assert_eq!(fields, [(field, code)], "{p:?}");
    }
    // the same person again is the same account; another behind its id is refused
    let again = person("again");
    service::add(&state, again.clone(), PASSWORD.into()).await.unwrap();
    service::add(&state, again.clone(), "quite another 44".into()).await.unwrap();
    service::authenticate(&state, "again", PASSWORD.into()).await.expect("the first password stays");
    let other = service::AddPerson { login: "else".into(), ..again };
    assert_eq!(refused(service::add(&state, other, PASSWORD.into()).await), Code::ContentConflict);
    assert_eq!(refused(service::set_password(&state, "nobody", PASSWORD.into()).await), Code::Invalid);
});

db_test!(a_list_is_narrowed_to_those_who_work_in_its_area, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.leader, noon("2023-06-02"));
    let ids = async |area: Option<&str>, chosen: Option<UserId>| {
        let area = area.map(|code| code.parse().unwrap());
        let people = query::to_choose(&ctx, area.as_ref(), chosen).await.unwrap();
        assert!(people.is_sorted_by_key(|person| &person.name) || chosen.is_some());
        let mut ids: Vec<UserId> = people.into_iter().map(|person| person.id).collect();
        ids.sort();
        ids
    };
    let set = |of: &[&Actor]| {
        let mut ids: Vec<UserId> = of.iter().map(|actor| actor.user).collect();
        ids.sort();
        ids
    };
    let World { office, colleague, inspector, neighbour, stranger, .. } = &world;
    // who watches only, and who manages only, has no records of their own
    assert_eq!(ids(None, None).await, set(&[office, colleague, inspector, neighbour]));
    // in a committee those of it, and those whose area is around it
    assert_eq!(ids(Some(COMMITTEE), None).await, set(&[office, colleague, inspector]));
    // an area of others is none, and nobody of it is named
    assert_eq!(ids(Some(FAR_COMMITTEE), Some(stranger.user)).await, ids(None, None).await);
    // whoever is chosen is named wherever they work inside the area, also after they have left
    assert_eq!(ids(Some(COMMITTEE), Some(neighbour.user)).await.len(), 4);
    service::disable(&world.state, &neighbour.login).await.unwrap();
    assert_eq!(ids(None, None).await, set(&[office, colleague, inspector]));
    assert_eq!(ids(None, Some(neighbour.user)).await.len(), 4);
});

db_test!(where_there_are_too_many_to_choose_from_an_area_comes_first, |db| async {
    let world = World::new(&db).await;
    let near = query::to_choose(&world.ctx(&world.office, noon("2023-06-02")), None, None).await.unwrap();
    for n in near.len()..=query::MOST_TO_CHOOSE {
        let row = seed::person(&format!("many{n}"), "inspector", COMMITTEE);
        db.write(move |tx| Box::pin(async move { row.into_active_model().reset_all().insert(tx).await }))
            .await
            .unwrap();
    }
    let ctx = world.ctx(&world.office, noon("2023-06-02"));
    assert!(query::to_choose(&ctx, None, None).await.unwrap().is_empty());
    let chosen = query::to_choose(&ctx, None, Some(world.neighbour.user)).await.unwrap();
    assert_eq!(chosen.iter().map(|person| person.id).collect::<Vec<_>>(), [world.neighbour.user]);
    let other = OTHER_COMMITTEE.parse().unwrap();
    assert_eq!(query::to_choose(&ctx, Some(&other), None).await.unwrap().len(), 3);
});

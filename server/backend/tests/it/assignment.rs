//! Assignment by rule: who gets a new hazard, who stands in, what the office is offered.

use backend::{
    assignment::{query, service},
    desk,
    entities::{audit_entry, hazard, hazard_event},
    hazards,
};
use domain::{
    actor::Actor,
    desk::bulk::{Asked, BulkKind},
    fault::{Code, FieldCode},
    hazards::{
        Category, RegisterHazard, Severity, Status,
        assignment::{Absence, AssignmentRule},
        assignment_views::Away,
    },
    ids::{AbsenceId, AssignmentRuleId, HazardId},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Statement};
use uuid::Uuid;

use crate::support::{
    TestDb, books,
    explain::{Tape, by_indexes, found_by_indexes},
    world::{COMMITTEE, SUBDISTRICT, World, date, noon, refused},
};

const TODAY: &str = "2023-06-05";

fn rule(area: &str, category: Option<Category>, people: &[&Actor], at_once: bool) -> AssignmentRule {
    AssignmentRule {
        id: AssignmentRuleId(Uuid::now_v7()),
        name: "一组".into(),
        area: area.parse().unwrap(),
        category,
        people: people.iter().map(|person| person.user).collect(),
        at_once,
        active: true,
    }
}

fn away(person: &Actor, deputy: Option<&Actor>) -> Absence {
    Absence {
        id: AbsenceId(Uuid::now_v7()),
        person: person.user,
        from: date("2023-06-01"),
        to: date("2023-06-10"),
        deputy: deputy.map(|deputy| deputy.user),
    }
}

async fn found(world: &World, edit: impl FnOnce(&mut RegisterHazard)) -> hazard::Model {
    let id = world.find(noon(TODAY), edit).await;
    hazard::Entity::find_by_id(id.0).one(world.state.db.read()).await.unwrap().unwrap()
}

db_test!(a_new_hazard_goes_to_whom_the_rule_says, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon(TODAY));
    assert_eq!(found(&world, |_| ()).await.status, "registered", "without a rule it waits");
    let wide = rule(SUBDISTRICT, None, &[&world.colleague], true);
    service::save_rule(&office, books::new(wide)).await.unwrap();
    let near = books::new(rule(COMMITTEE, Some(Category::Fire), &[&world.inspector], true));
    service::save_rule(&office, near.clone()).await.unwrap();
    service::save_rule(&office, near.clone()).await.unwrap();

    let fire = found(&world, |_| ()).await;
    assert_eq!((fire.status.as_str(), fire.assignee_id), ("assigned", Some(world.inspector.user.0)));
    let gas = found(&world, |c| c.category = Category::Gas).await;
    assert_eq!(gas.assignee_id, Some(world.colleague.user.0));
    // a major one waits for its five elements, one rectified on the spot goes to nobody
    let major = found(&world, |c| c.severity = Severity::Major).await;
    assert_eq!((major.status.as_str(), major.assignee_id), ("registered", None));

    let events = hazard_event::Entity::find()
        .filter(hazard_event::Column::HazardId.eq(fire.id))
        .order_by_asc(hazard_event::Column::Seq)
        .all(db.read())
        .await
        .unwrap();
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["registered", "assigned"]);
    assert!(events[1].data.contains(&near.record.id.to_string()), "the event names the rule");
    let chains = backend::audit::verify::verify(&db, |_, _| ()).await.unwrap();
    assert_eq!(chains.broken, []);
    let lines = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("assignment_rule.save"));
    assert_eq!(lines.count(db.read()).await.unwrap(), 2);
});

db_test!(a_deputy_gets_it_and_without_one_it_waits, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon(TODAY));
    let one = rule(COMMITTEE, None, &[&world.inspector], true);
    service::save_rule(&office, books::new(one)).await.unwrap();
    let absence = books::new(away(&world.inspector, Some(&world.colleague)));
    service::save_absence(&office, absence.clone()).await.unwrap();
    assert_eq!(found(&world, |_| ()).await.assignee_id, Some(world.colleague.user.0));
    let alone = books::change(1, Absence { deputy: None, ..absence.record });
    service::save_absence(&office, alone).await.unwrap();
    let waits = found(&world, |_| ()).await;
    assert_eq!((waits.status.as_str(), waits.assignee_id), ("registered", None));
    // whoever does not see the area of the person cannot stand in
    let stranger = service::save_absence(&office, books::new(away(&world.inspector, Some(&world.neighbour))));
    let fault = stranger.await.unwrap_err();
    assert_eq!(fault.as_fault().unwrap().fields[0].field, "deputy");
});

db_test!(who_is_away_is_said_and_given_it_all_the_same, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon(TODAY));
    let absence = books::new(away(&world.inspector, Some(&world.colleague)));
    service::save_absence(&office, absence.clone()).await.unwrap();
    let id = HazardId(found(&world, |_| ()).await.id);
    let told = |away: &[Away]| -> Vec<_> {
        away.iter().map(|away| (away.person, away.until, away.deputy.clone())).collect()
    };
    let said = (world.inspector.user, date("2023-06-10"), Some(world.colleague.name.clone()));
    let asked = Asked {
        kind: Some(BulkKind::Assign),
        assignee: Some(world.inspector.user),
        hazards: vec![id],
        ..Asked::default()
    };
    let preview = desk::query::preview(&office, &asked).await.unwrap();
    assert_eq!((told(&preview.away), preview.rows[0].refusal.as_ref()), (vec![said.clone()], None));
    let page = hazards::query::detail(&office, id).await.unwrap();
    assert_eq!(told(&page.away), [said]);
    // who may not assign is told nothing of anybody's absence
    let inspector = world.ctx(&world.inspector, noon(TODAY));
    assert_eq!(hazards::query::detail(&inspector, id).await.unwrap().away, []);
    world.assign(noon(TODAY), id).await;
    let page = hazards::query::detail(&office, id).await.unwrap();
    assert_eq!(page.state.assignee, Some(world.inspector.user));
    // nobody stands in; back at work
    let alone = books::change(1, Absence { deputy: None, ..absence.record });
    service::save_absence(&office, alone).await.unwrap();
    let page = hazards::query::detail(&office, id).await.unwrap();
    assert_eq!(told(&page.away), [(world.inspector.user, date("2023-06-10"), None)]);
    let later = world.ctx(&world.office, noon("2023-06-11"));
    assert_eq!(hazards::query::detail(&later, id).await.unwrap().away, []);
});

db_test!(the_office_is_offered_a_person_and_decides, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon(TODAY));
    let offered = books::new(rule(COMMITTEE, None, &[&world.inspector], false));
    service::save_rule(&office, offered.clone()).await.unwrap();
    let waits = found(&world, |_| ()).await;
    assert_eq!(waits.status, Status::Registered.as_str());
    let page = hazards::query::detail(&office, HazardId(waits.id)).await.unwrap();
    assert_eq!(page.proposed, Some(world.inspector.user));
    // who may not assign is offered nobody
    let inspector = world.ctx(&world.inspector, noon(TODAY));
    let page = hazards::query::detail(&inspector, HazardId(waits.id)).await.unwrap();
    assert_eq!(page.proposed, None);
    let off = books::change(1, AssignmentRule { active: false, ..offered.record.clone() });
    service::save_rule(&office, off).await.unwrap();
    let page = hazards::query::detail(&office, HazardId(waits.id)).await.unwrap();
    assert_eq!(page.proposed, None);
    // two people with the same version, and a second rule for the same
    let stale = books::change(1, offered.record);
    assert_eq!(refused(service::save_rule(&office, stale).await), Code::Stale);
    let twin = service::save_rule(&office, books::new(rule(COMMITTEE, None, &[&world.inspector], true)));
    let fault = twin.await.unwrap_err();
    assert_eq!(fault.as_fault().unwrap().fields[0].code, FieldCode::Duplicate);
    // a person who does not see the area, an area that is not the office's own, a role that assigns nobody
    let wrong = service::save_rule(
        &office,
        books::new(rule(COMMITTEE, Some(Category::Gas), &[&world.neighbour], true)),
    );
    assert_eq!(wrong.await.unwrap_err().as_fault().unwrap().fields[0].field, "people");
    let stranger = world.ctx(&world.stranger, noon(TODAY));
    let outside = service::save_rule(&stranger, books::new(rule(COMMITTEE, None, &[&world.stranger], true)));
    assert_eq!(outside.await.unwrap_err().as_fault().unwrap().fields[0].code, FieldCode::OutsideArea);
    assert_eq!(refused(query::list(&inspector, None, None).await), Code::Forbidden);
});

db_test!(rules_and_absences_are_paged, |db| async {
    let world = World::new(&db).await;
    let mut small = world.state.clone();
    small.limits.page_size = 2;
    let ctx = backend::ctx::Ctx { state: small, ..world.ctx(&world.office, noon(TODAY)) };
    for category in [None, Some(Category::Fire), Some(Category::Gas)] {
        let one = rule(COMMITTEE, category, &[&world.inspector], false);
        service::save_rule(&ctx, books::new(one)).await.unwrap();
        service::save_absence(&ctx, books::new(away(&world.inspector, None))).await.unwrap();
    }
    let first = query::list(&ctx, None, None).await.unwrap();
    assert_eq!((first.rules.len(), first.absences.len()), (2, 2));
    let rest = query::list(&ctx, first.next_rule, first.next_absence).await.unwrap();
    assert_eq!((rest.rules.len(), rest.absences.len()), (1, 1));
    assert_eq!((rest.next_rule, rest.next_absence), (None, None));
    let keys: Vec<_> = first.rules.iter().chain(&rest.rules).map(|row| row.rule.category).collect();
    assert_eq!(keys, [None, Some(Category::Fire), Some(Category::Gas)]);
});

/// What is asked while the page of assignment is shown.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(TODAY));
    world.state.reference().await.unwrap();
    tape.clear();
    query::list(&ctx, None, None).await.unwrap();
    let mut said = tape.end(db).await;
    // the stamp of the reference data is looked at before each of its uses
    said.retain(|said| said.sql.starts_with("SELECT") && !said.sql.contains("FROM stamp"));
    said
}

async fn steps(test: &TestDb) {
    let asked = asked(test).await;
    assert_eq!(asked.len(), 3, "people, rules, absences");
    found_by_indexes(test, &asked, by_indexes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_rules_and_absences_by_indexes() {
    let test = TestDb::sqlite().await;
    steps(&test).await;
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_rules_and_absences_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        steps(&test).await;
        test.remove().await;
    }
}

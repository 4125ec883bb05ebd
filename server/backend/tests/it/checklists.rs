//! The checklist editor: drafts, publishing, and what a visit keeps that was begun by an older version.

use backend::{
    checklists::{query, service, table},
    db::Db,
    entities::{checklist_draft, checklist_version, rule_change},
    inspections, papers,
    reference::load,
    sync::reference,
};
use domain::{
    checklists::{
        Edit, EditDraft, Part,
        commands::{BeginDraft, DiscardDraft, PublishDraft, RetireChecklist},
    },
    fault::{Code, FieldCode},
    ids::{ChecklistVersionId, EventId},
    inspections::{
        Answer, AnswerValue, Answers, ChecklistChoice, Condition, InspectionDetail, Item, ItemKind,
        checklist::Label,
    },
    papers::{Block, PaperKind, PaperOf},
    sites::SiteKind,
    sync::FieldReference,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

use crate::support::world::{World, noon, refused};

const CODE: &str = "shed_check";

fn id() -> EventId {
    EventId(Uuid::now_v7())
}

fn label(text: &str) -> Label {
    Label { zh: text.into(), en: text.into() }
}

fn item(key: &str) -> Item {
    Item {
        key: key.into(),
        label: label(key),
        hint: None,
        kind: ItemKind::Check,
        required: true,
        photo_on_fail: false,
        show_when: None,
        section: None,
        group: None,
        on_fail: None,
    }
}

fn begin(title: Option<&str>) -> BeginDraft {
    BeginDraft { id: id(), code: CODE.into(), title: title.map(label) }
}

fn edit(revision: u32, edit: Edit) -> EditDraft {
    EditDraft { id: id(), code: CODE.into(), revision, edit }
}

fn add(key: &str) -> Edit {
    Edit::Item { new: true, item: Box::new(item(key)), standard: Some("FIRE-01".into()) }
}

fn publish(revision: u32) -> PublishDraft {
    PublishDraft { id: id(), code: CODE.into(), revision, reason: "办公会决定".into() }
}

/// A checklist with one published version, which asks for the exits.
async fn first_version(world: &World) {
    let office = world.ctx(&world.office, noon("2023-06-01"));
    service::begin(&office, begin(Some("车棚检查"))).await.unwrap();
    let kinds = Edit::Head { title: label("车棚检查"), site_kinds: vec![SiteKind::SmallUnit] };
    service::edit(&office, edit(1, kinds)).await.unwrap();
    service::edit(&office, edit(2, add("exits"))).await.unwrap();
    service::publish(&office, publish(3)).await.unwrap();
}

/// A next version, which asks for the lamps instead.
async fn next_version(world: &World) {
    let office = world.ctx(&world.office, noon("2023-06-10"));
    service::begin(&office, begin(None)).await.unwrap();
    service::edit(&office, edit(1, add("lamps"))).await.unwrap();
    let gone = Edit::Remove { part: Part::Item, key: "exits".into() };
    service::edit(&office, edit(2, gone)).await.unwrap();
    service::publish(&office, publish(3)).await.unwrap();
}

/// What a tablet takes along of the checklist, the version in force first.
async fn packed(world: &World, now: &str) -> Vec<ChecklistChoice> {
    let pack = reference(&world.ctx(&world.inspector, noon(now))).await.unwrap();
    let fields: FieldReference = serde_json::from_str(&pack.json).unwrap();
    fields.checklists.into_iter().filter(|choice| choice.title == "车棚检查").collect()
}

fn passed(key: &str) -> Answers {
    let answer = Answer { value: AnswerValue::Pass, note: None, photos: vec![] };
    std::iter::once((key.parse().unwrap(), answer)).collect()
}

async fn saved(world: &World, by: ChecklistVersionId, key: &str, now: &str) -> InspectionDetail {
    let visit = world
        .visit(world.shop, noon(now), |visit| {
            visit.checklist = Some(by);
            visit.answers = passed(key);
        })
        .await;
    inspections::query::detail(&world.ctx(&world.office, noon(now)), visit).await.unwrap()
}

db_test!(a_visit_keeps_the_version_that_it_was_begun_by, |db| async {
    let world = World::new(&db).await;
    first_version(&world).await;
    let begun_by = packed(&world, "2023-06-02").await;
    assert_eq!((begun_by.len(), begun_by[0].version, begun_by[0].superseded), (1, 1, false));
    let tag = reference(&world.ctx(&world.inspector, noon("2023-06-10"))).await.unwrap().tag;
    next_version(&world).await;

    // tablets hear of it, and take both along: the new one to begin by, the old one for what has begun
    assert_ne!(reference(&world.ctx(&world.inspector, noon("2023-06-10"))).await.unwrap().tag, tag);
    let now = packed(&world, "2023-06-11").await;
    let told: Vec<_> = now.iter().map(|choice| (choice.version, choice.superseded)).collect();
    assert_eq!(told, [(2, false), (1, true)]);
    assert_eq!((now[1].id, &now[1].checklist), (begun_by[0].id, &begun_by[0].checklist), "as it was");
    let ctx = world.ctx(&world.inspector, noon("2023-06-11"));
    let offered = inspections::query::form(&ctx, Some(world.shop)).await.unwrap().checklists;
    assert!(offered.iter().any(|choice| choice.id == begun_by[0].id && choice.superseded), "pages too");
    assert_eq!(offered.last().unwrap().id, begun_by[0].id, "behind everything in force");

    // a visit that was begun by the old one is saved by it, answers its questions and shows them
    let old = saved(&world, begun_by[0].id, "exits", "2023-06-11").await;
    let (_, _, version, list) = old.checklist.unwrap();
    assert_eq!((version, list.items[0].key.as_str(), old.answers.len()), (1, "exits", 1));
    let office = world.ctx(&world.office, noon("2023-06-12"));
    let rows = table::items(&office, CODE, Some(1)).await.unwrap();
    assert!(rows.lines().count() == 2 && rows.contains("exits") && rows.contains("FIRE-01"), "{rows}");
    assert_eq!(refused(table::items(&office, CODE, None).await), Code::NotFound, "no draft");
    let of = PaperOf { kind: PaperKind::CheckRecord, hazards: vec![], about: Some(old.summary.id.0) };
    let record = papers::query::draft(&office, of).await.unwrap();
    let rows = record.document.blocks.iter().find_map(|block| match block {
        Block::Table(table) if table.head[1] == "检查内容" => Some(table.rows.clone()),
        _ => None,
    });
    assert_eq!(rows.unwrap()[0][..3], ["1", "exits", "符合"], "the record says what was asked then");
    let new = saved(&world, now[0].id, "lamps", "2023-06-12").await;
    assert_eq!(new.checklist.unwrap().2, 2);

    // retired: nothing begins by it, what has begun goes on
    let office = world.ctx(&world.office, noon("2023-07-01"));
    let retire = RetireChecklist { id: id(), code: CODE.into(), version: 2, reason: "合并".into() };
    service::retire(&office, retire.clone()).await.unwrap();
    service::retire(&office, retire).await.unwrap();
    let twice = RetireChecklist { id: id(), code: CODE.into(), version: 2, reason: "再停".into() };
    assert_eq!(refused(service::retire(&office, twice).await), Code::NothingToDo);
    assert!(packed(&world, "2023-07-02").await.iter().all(|choice| choice.superseded));
    saved(&world, now[0].id, "lamps", "2023-07-02").await;
    let detail = query::detail(&office, CODE, None).await.unwrap();
    assert_eq!((detail.active, detail.retired.unwrap().reason), (false, "合并".to_owned()));
    // half a year later nobody is on such a visit any more
    assert_eq!(packed(&world, "2024-07-01").await, []);
    // a next version brings it back
    service::begin(&office, begin(None)).await.unwrap();
    service::publish(&office, publish(1)).await.unwrap();
    assert!(query::detail(&office, CODE, None).await.unwrap().active);
});

db_test!(a_repeat_group_of_the_editor_is_asked_once_for_each_thing, |db| async {
    let world = World::new(&db).await;
    first_version(&world).await;
    let office = world.ctx(&world.office, noon("2023-06-10"));
    service::begin(&office, begin(None)).await.unwrap();
    let group = Edit::Group { key: None, label: label("灶具"), min: 1, max: 2 };
    service::edit(&office, edit(1, group)).await.unwrap();
    let key = query::draft(&office, CODE).await.unwrap().draft.checklist.groups[0].key.clone();
    // the hose is asked for only where the flame went out, of each stove by itself
    let when = Condition { item: "flame".into(), any_of: vec!["pass".into()] };
    for (revision, name, show_when) in [(2, "flame", None), (3, "hose", Some(when))] {
        let asked = Item { group: Some(key.clone()), show_when, ..item(name) };
        let new = Edit::Item { new: true, item: Box::new(asked), standard: Some("FIRE-01".into()) };
        service::edit(&office, edit(revision, new)).await.unwrap();
    }
    service::publish(&office, publish(4)).await.unwrap();

    let list = packed(&world, "2023-06-11").await.swap_remove(0);
    assert_eq!((list.version, list.checklist.groups[0].max), (2, 2));
    let answers = |keys: &[&str]| keys.iter().flat_map(|key| passed(key)).collect::<Answers>();
    let two = answers(&["exits", "flame#1", "hose#1", "flame#2", "hose#2"]);
    assert_eq!(list.checklist.check(&two), []);
    let wrong = |keys: &[&str]| {
        let faults = list.checklist.check(&answers(keys));
        faults.into_iter().map(|fault| (fault.field, fault.code)).collect::<Vec<_>>()
    };
    let missing = |field: &str| (field.to_owned(), FieldCode::Required);
    assert_eq!(wrong(&["exits"]), [missing("answers.flame#1")], "at least one stove");
    assert_eq!(wrong(&["exits", "flame#1", "hose#1", "flame#2"]), [missing("answers.hose#2")]);
    let three = wrong(&["exits", "flame#1", "hose#1", "flame#2", "hose#2", "flame#3", "hose#3"]);
    assert_eq!(three, [(format!("answers.{key}"), FieldCode::TooMany)]);
    let visit = world
        .visit(world.shop, noon("2023-06-11"), |visit| {
            visit.checklist = Some(list.id);
            visit.answers = two.clone();
        })
        .await;
    let detail =
        inspections::query::detail(&world.ctx(&world.office, noon("2023-06-12")), visit).await.unwrap();
    assert_eq!(detail.answers, two, "each stove keeps its own");
});

db_test!(versions_say_who_published_them_and_why_and_are_paged, |db| async {
    let world = World::new(&db).await;
    first_version(&world).await;
    next_version(&world).await;
    let mut small = world.state.clone();
    small.limits.page_size = 1;
    let ctx = backend::ctx::Ctx { state: small, ..world.ctx(&world.leader, noon("2023-06-20")) };
    let first = query::detail(&ctx, CODE, None).await.unwrap();
    let row = &first.versions[0];
    assert_eq!((row.version, row.items, row.published_at), (2, 1, Some(noon("2023-06-10"))));
    assert_eq!(row.why, Some((world.office.name.clone(), "办公会决定".to_owned())));
    assert_eq!((first.versions.len(), first.next, first.may_keep), (1, Some(2), false));
    let rest = query::detail(&ctx, CODE, first.next).await.unwrap();
    assert_eq!((rest.versions[0].version, rest.next), (1, None));
    // what came with the program was published by nobody here
    assert_eq!(query::detail(&ctx, "nine_small", None).await.unwrap().versions[0].why, None);
    let (mut codes, mut after) = (Vec::new(), None);
    loop {
        let page = query::list(&ctx, after.as_deref()).await.unwrap();
        codes.extend(page.rows.into_iter().map(|row| row.code));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut sorted = codes.clone();
    sorted.sort();
    assert_eq!((codes.len(), &codes), (8, &sorted));
    // an older version can still be looked at
    let shown = query::preview(&ctx, CODE, Some(1)).await.unwrap();
    assert_eq!((shown.choice.checklist.items[0].key.as_str(), shown.draft), ("exits", false));
});

db_test!(of_two_who_edit_at_once_the_second_is_told, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon("2023-06-01"));
    let admin = world.ctx(&world.admin, noon("2023-06-01"));
    let first = begin(Some("车棚检查"));
    service::begin(&office, first.clone()).await.unwrap();
    service::begin(&office, first).await.unwrap();
    // another one of that code, and one that there is
    let taken = service::begin(&admin, begin(Some("别的"))).await.unwrap_err();
    assert_eq!(taken.as_fault().unwrap().fields[0].code, FieldCode::Duplicate);
    let there = BeginDraft { code: "nine_small".into(), ..begin(Some("别的")) };
    assert_eq!(refused(service::begin(&admin, there).await), Code::Invalid);
    let nowhere = BeginDraft { code: "nowhere".into(), ..begin(None) };
    assert_eq!(refused(service::begin(&admin, nowhere).await), Code::NotFound);

    let one = edit(1, add("exits"));
    assert_eq!(service::edit(&office, one.clone()).await.unwrap(), 2);
    assert_eq!(service::edit(&office, one.clone()).await.unwrap(), 2, "sent again");
    let other = EditDraft { edit: add("lamps"), ..one };
    assert_eq!(refused(service::edit(&office, other).await), Code::ContentConflict);
    assert_eq!(refused(service::edit(&admin, edit(1, add("lamps"))).await), Code::Stale);
    assert_eq!(refused(service::publish(&admin, publish(1)).await), Code::Stale);
    let discard = |revision| DiscardDraft { id: id(), code: CODE.into(), revision };
    assert_eq!(refused(service::discard(&admin, discard(1)).await), Code::Stale);

    // who does not edit checklists sees no draft
    let inspector = world.ctx(&world.inspector, noon("2023-06-01"));
    assert_eq!(refused(query::draft(&inspector, CODE).await), Code::Forbidden);
    assert_eq!(refused(query::preview(&inspector, CODE, None).await), Code::Forbidden);
    assert!(query::list(&inspector, None).await.unwrap().rows.iter().all(|row| row.code != CODE));
    assert_eq!(refused(service::edit(&inspector, edit(2, add("lamps"))).await), Code::Forbidden);

    service::discard(&admin, discard(2)).await.unwrap();
    assert_eq!(checklist_draft::Entity::find().count(db.read()).await.unwrap(), 0);
});

db_test!(a_draft_with_faults_is_not_published, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon("2023-06-01"));
    service::begin(&office, begin(Some("车棚检查"))).await.unwrap();
    let empty = service::publish(&office, publish(1)).await.unwrap_err();
    assert_eq!(empty.as_fault().unwrap().fields[0].field, "items");
    service::edit(&office, edit(1, add("exits"))).await.unwrap();
    let mut asked = item("lamps");
    asked.show_when = Some(Condition { item: "exits".into(), any_of: vec!["pass".into()] });
    let asked = Edit::Item { new: true, item: Box::new(asked), standard: None };
    service::edit(&office, edit(2, asked)).await.unwrap();
    let up = Edit::Move { part: Part::Item, key: "lamps".into(), up: true };
    service::edit(&office, edit(3, up)).await.unwrap();
    let told = query::draft(&office, CODE).await.unwrap();
    assert_eq!(told.faults[0].field, "items[lamps].when_item");
    assert_eq!(told.faults[0].code, FieldCode::ComesLater);
    let refusal = service::publish(&office, publish(4)).await.unwrap_err();
    assert_eq!(refusal.as_fault().unwrap().fields, told.faults);
    assert_eq!(rule_change::Entity::find().count(db.read()).await.unwrap(), 0, "nothing was published");
    assert_eq!(checklist_version::Entity::find().count(db.read()).await.unwrap(), 7);
});

/// Publishes what is in force of a checklist that came with the program once more.
async fn published_again(world: &World) {
    let office = world.ctx(&world.office, noon("2023-06-01"));
    let begin = BeginDraft { code: "nine_small".into(), ..begin(None) };
    service::begin(&office, begin).await.unwrap();
    service::publish(&office, PublishDraft { code: "nine_small".into(), ..publish(1) }).await.unwrap();
}

async fn versions(db: &Db) -> u64 {
    checklist_version::Entity::find().count(db.read()).await.unwrap()
}

db_test!(what_came_with_the_program_can_be_edited_and_starts_leave_it_alone, |db| async {
    let world = World::new(&db).await;
    published_again(&world).await;
    let before = versions(&db).await;
    load::ensure(&db).await.unwrap();
    assert_eq!(versions(&db).await, before);
    let office = world.ctx(&world.office, noon("2023-06-02"));
    assert_eq!(query::detail(&office, "nine_small", None).await.unwrap().newest, 2);
});

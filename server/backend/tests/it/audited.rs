//! Every change of records leaves a line in the audit log, in the same step: every table there is has its records changed by the
//! services, or stands on a list that says why it needs no line.

use crate::support::{
    TestDb, books, catalogue,
    gate::{Gate, UNLOGGED, is_told, is_unlogged, untold},
    gear, summaries,
    world::{COMMITTEE, FAR_COMMITTEE, HERE, PASSWORD, SUBDISTRICT, World, at, date, noon, site},
};
use backend::{
    assignment,
    campaigns::doors::{self, Doors},
    checklists,
    ctx::Ctx,
    desk,
    entities::task,
    files, papers, party, people, plans,
    programmes::{prices, vendors},
    registers, relapse, reminders, roll_calls,
    rules::{self, days},
    sites,
    summary::{links, service as summary_service},
    targets,
    transfer::boundaries,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Role,
    boundaries::{BoundarySetup, MoveList},
    calendar::{DayCount, DayKind, SpecialDay},
    checklists::{
        Edit, EditDraft,
        commands::{BeginDraft, PublishDraft},
    },
    desk::saved_view::SaveView,
    geo::Datum,
    hazards::assignment::{Absence, AssignmentRule},
    ids::{
        AbsenceId, AssignmentRuleId, EventId, HazardId, ImportId, PaperId, PartyLinkId, RollCallId,
        SavedViewId, SubmissionId, SummaryLinkId, TargetId, TaskId, UserId,
    },
    inspections::{Item, ItemKind, checklist::Label},
    money::Fen,
    papers::{IssuePaper, PaperKind, PaperOf, SaveTemplate},
    party::{AnswerSubmission, LinkScope, MakeLink, Sent, Submit},
    period::Month,
    photos::{Layer, Mark},
    programmes::{
        device::{DeviceCommand, DeviceKind},
        figures::UnitPrice,
        gear::Gear,
        register::ReplyRule,
        stove::StoveCommand,
        target::{Measured, YearTarget},
    },
    relapse::{PickFilter, RelapseOutcome},
    reminders::{ReminderSettings, SaveSettings},
    roll_call::{Answer, Register},
    rules::{DayIs, KeepDays, KeepRule, Rule, RuleBook, StopRule},
    sites::{ChangeSite, SiteKind},
    summary::{commands::SummaryCommand, links::MakeSummaryLink},
};
use sea_orm::EntityTrait;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Steps that are taken one after the other, each of which is looked at by itself.
struct Walk<'w> {
    world: &'w World,
    gate: Gate,
    /// The tables whose change was told.
    told: BTreeSet<String>,
}

impl<'w> Walk<'w> {
    async fn begin(world: &'w World) -> Self {
        Self { world, gate: Gate::lay(&world.state.db).await, told: BTreeSet::new() }
    }

    /// Takes a step that changes records.
    async fn step<T>(&mut self, what: &str, step: impl Future<Output = T>) -> T {
        let answer = step.await;
        let changed = self.gate.changed().await;
        assert!(is_told(&changed), "{what} leaves no line, and changes {:?}", untold(&changed));
        self.told.extend(changed);
        answer
    }

    /// Takes one that is work in hand: no record is changed by it.
    async fn ready<T>(&mut self, what: &str, step: impl Future<Output = T>) -> T {
        let answer = step.await;
        let changed = self.gate.changed().await;
        assert_eq!(untold(&changed), Vec::<&str>::new(), "{what} leaves no line");
        answer
    }

    fn office(&self, now: DateTime<Utc>) -> Ctx {
        self.world.ctx(&self.world.office, now)
    }
}

fn event() -> EventId {
    EventId(Uuid::now_v7())
}

fn day() -> DateTime<Utc> {
    noon("2023-06-02")
}

/// People, sites, photos, hazards, visits; answers a hazard.
async fn found(walk: &mut Walk<'_>) -> HazardId {
    let (world, office) = (walk.world, walk.office(day()));
    let person = people::service::AddPerson {
        id: UserId(Uuid::now_v7()),
        login: "new.person".into(),
        name: "新人".into(),
        role: Role::Inspector,
        area: COMMITTEE.parse().unwrap(),
        phone: None,
        locale: "zh".into(),
    };
    walk.step("adding a person", people::service::add(&world.state, person, PASSWORD.into())).await.unwrap();
    let new = site(SiteKind::SmallUnit, "新店", "路9号", COMMITTEE, at(HERE.0, HERE.1));
    walk.step("adding a site", sites::service::add(&office, new)).await.unwrap();
    let change = ChangeSite { name: Some("老王水饺".into()), ..ChangeSite::default() };
    walk.step("changing a site", sites::service::change(&office, world.shop, change)).await.unwrap();
    let photo = walk.step("sending a photo", world.photo(&world.office, day())).await;
    let marks = Layer(vec![Mark::Text { at: (100, 100), text: "配电箱".into() }]);
    walk.step("drawing over a photo", files::service::draw(&office, photo, marks)).await.unwrap();
    let hazard = walk.step("finding a hazard", world.find(day(), |_| ())).await;
    walk.step("assigning a hazard", world.assign(day(), hazard)).await;
    walk.step("saving a visit", world.visit(world.shop, day(), |_| ())).await;
    hazard
}

/// Stoves, devices, users of gas, what they cost, who tells of them.
async fn gear_is_kept(walk: &mut Walk<'_>) {
    let (world, office) = (walk.world, walk.office(day()));
    let note = "已电话联系";
    let stove = walk.step("a stove", world.stove(world.shop, day(), gear::unsafe_stove("2020-01-01"))).await;
    let noted = StoveCommand::AddNote { note: note.into(), photos: vec![] };
    walk.step("a note of a stove", world.stove_steps(&world.office, day(), stove, noted)).await;
    let device = walk.step("a device", world.planned(DeviceKind::SmokeDetector, world.shop, day())).await;
    let noted = DeviceCommand::AddNote { note: note.into(), photos: vec![] };
    walk.step("a note of a device", world.device_steps(&world.office, day(), device, noted)).await;
    walk.step("a unit that uses gas", world.gas_unit(world.far_shop, day())).await;
    let cylinders = gear::lpg(world.shop, vec![gear::cylinder("QP-0001", "2022-01-01")]);
    walk.step("a user of cylinders", world.gas_save(day(), cylinders)).await;
    let price = UnitPrice { gear: Gear::Stove, cost: Fen(73_100), valid_from: date("2024-02-01") };
    walk.step("a price", prices::set(&office, price)).await.unwrap();
    let area = SUBDISTRICT.parse().unwrap();
    walk.step("a vendor", vendors::add(&world.state, "烟感云", area, day())).await.unwrap();
}

/// Campaigns, plans, registers, targets.
async fn books_are_kept(walk: &mut Walk<'_>) {
    let (world, office) = (walk.world, walk.office(day()));
    let inspector = Some(world.inspector.user);
    let plan = books::campaign("夏季消防专项", SUBDISTRICT);
    let campaign = walk.step("a campaign", books::start(&office, plan)).await;
    let shop = Doors::These(vec![world.shop]);
    walk.step("giving a door", doors::give(&office, campaign, shop, inspector)).await.unwrap();
    let plan = books::new(books::plan(SUBDISTRICT));
    walk.step("a plan", plans::service::save(&office, plan)).await.unwrap();
    walk.step("making tasks", plans::make(&world.state, noon("2023-06-10"))).await.unwrap();
    let tasks = task::Entity::find().all(world.state.db.read()).await.unwrap();
    let tasks = tasks.iter().map(|row| TaskId(row.id)).collect();
    walk.step("giving tasks", plans::service::assign(&office, tasks, inspector)).await.unwrap();
    let penalty = books::new(books::penalty(world.shop));
    walk.step("a penalty", registers::penalties::save(&office, penalty)).await.unwrap();
    let order = books::new(books::order("12345-0001", world.shop));
    walk.step("an order", registers::orders::save(&office, order)).await.unwrap();
    let fire = books::new(books::fire(world.shop));
    walk.step("a fire", registers::fires::save(&office, fire)).await.unwrap();
    let target = YearTarget {
        id: TargetId(Uuid::now_v7()),
        area: SUBDISTRICT.parse().unwrap(),
        year: 2023,
        name: "排查".into(),
        unit: "次".into(),
        number: 1_300,
        measured_by: Measured::Inspections,
    };
    walk.step("a target", targets::service::save(&office, books::new(target))).await.unwrap();
}

/// Who gets what, who is away, what somebody keeps for themselves.
async fn the_desk_is_kept(walk: &mut Walk<'_>) {
    let (world, office) = (walk.world, walk.office(day()));
    let rule = AssignmentRule {
        id: AssignmentRuleId(Uuid::now_v7()),
        name: "一组".into(),
        area: SUBDISTRICT.parse().unwrap(),
        category: None,
        people: vec![world.colleague.user],
        at_once: false,
        active: true,
    };
    walk.step("a rule of assignment", assignment::service::save_rule(&office, books::new(rule)))
        .await
        .unwrap();
    let absence = Absence {
        id: AbsenceId(Uuid::now_v7()),
        person: world.inspector.user,
        from: date("2023-09-01"),
        to: date("2023-09-10"),
        deputy: None,
    };
    walk.step("an absence", assignment::service::save_absence(&office, books::new(absence))).await.unwrap();
    let view = SaveView {
        id: SavedViewId(Uuid::now_v7()),
        name: "三类问题".into(),
        query: "category=chess_room".into(),
        shared: true,
    };
    walk.step("a view", desk::save_view(&office, view)).await.unwrap();
    let settings =
        ReminderSettings { mail: Some("a@b.example".into()), by_mail: true, ..ReminderSettings::default() };
    let save = SaveSettings { id: event(), settings };
    walk.step("how to be reminded", reminders::settings::save(&office, save)).await.unwrap();
}

/// Rules of every book, days, a checklist.
async fn rules_are_kept(walk: &mut Walk<'_>) {
    let office = walk.office(day());
    let reply = Rule::Reply(ReplyRule {
        kind: None,
        urgent: false,
        count: DayCount { days: 3, kind: DayKind::Calendar },
        valid_from: date("2023-01-01"),
        valid_to: None,
        source: "热线办函〔2023〕1号".into(),
    });
    let keep = KeepRule { id: event(), base: None, rule: reply, reason: "来函调整".into() };
    walk.step("a rule", rules::service::keep(&office, keep)).await.unwrap();
    for book in RuleBook::ALL.iter().copied() {
        let page = rules::query::list(&office, book, None).await.unwrap();
        let seen = rules::query::detail(&office, book, &page.rows[0].key, None).await.unwrap();
        let last = Some(date("2035-12-31"));
        let stop = StopRule { id: event(), book, base: seen.base, last, reason: "废止".into() };
        walk.step(&format!("the end of one of the {book}"), rules::service::stop(&office, stop))
            .await
            .unwrap();
    }
    let holiday = KeepDays {
        id: event(),
        from: date("2031-10-01"),
        to: date("2031-10-01"),
        is: DayIs { kind: SpecialDay::Holiday, name: "国庆节".into() },
        before: None,
        reason: "国务院办公厅通知".into(),
    };
    walk.step("a holiday", days::keep(&office, holiday)).await.unwrap();
    let label = |text: &str| Label { zh: text.into(), en: text.into() };
    let code = || "shed_check".to_owned();
    let begin = BeginDraft { id: event(), code: code(), title: Some(label("车棚检查")) };
    walk.step("a draft of a checklist", checklists::service::begin(&office, begin)).await.unwrap();
    let item = Item {
        key: "exits".into(),
        label: label("出口"),
        hint: None,
        kind: ItemKind::Check,
        required: true,
        photo_on_fail: false,
        show_when: None,
        section: None,
        group: None,
        on_fail: None,
    };
    let head = Edit::Head { title: label("车棚检查"), site_kinds: vec![SiteKind::SmallUnit] };
    let item = Edit::Item { new: true, item: Box::new(item), standard: Some("FIRE-01".into()) };
    for (revision, edit) in [(1, head), (2, item)] {
        let edit = EditDraft { id: event(), code: code(), revision, edit };
        walk.step("editing a checklist", checklists::service::edit(&office, edit)).await.unwrap();
    }
    let publish = PublishDraft { id: event(), code: code(), revision: 3, reason: "办公会决定".into() };
    walk.step("publishing a checklist", checklists::service::publish(&office, publish)).await.unwrap();
}

/// What was closed is drawn and visited again; everybody behind a door is called.
async fn the_round_is_made(walk: &mut Walk<'_>) {
    let (world, now) = (walk.world, noon("2023-07-10"));
    let (office, colleague) = (walk.office(now), world.ctx(&world.colleague, now));
    let closed = walk.step("finding another", world.find(noon("2023-06-03"), |_| ())).await;
    walk.step("closing it", world.close(noon("2023-06-05"), closed)).await;
    let area = SUBDISTRICT.parse().unwrap();
    let june: Month = "2023-06".parse().unwrap();
    walk.step("drawing a sample", relapse::draw(&office, &area, june)).await.unwrap();
    let page = relapse::query::page(&colleague, &PickFilter::default(), None).await.unwrap();
    let pick = &page.rows[0];
    let who = if pick.may_say { &colleague } else { &office };
    let said = relapse::service::say(who, pick.key, RelapseOutcome::Held);
    walk.step("what was seen there", said).await.unwrap();

    let basement = site(SiteKind::Basement, "甲地下室", "路1号", COMMITTEE, at(HERE.0, HERE.1));
    walk.step("a basement", sites::service::add(&office, basement)).await.unwrap();
    let call = RollCallId(Uuid::now_v7());
    walk.step("a roll-call", roll_calls::service::start(&office, call, "台风")).await.unwrap();
    let board = roll_calls::query::board(&office, Register::Basements, None, None).await.unwrap();
    let door = board.doors[0].key;
    let said = roll_calls::service::say(&office, call, Register::Basements, door, Answer::Safe);
    walk.step("an answer", said).await.unwrap();
    walk.step("the end of a roll-call", roll_calls::service::stop(&office, call)).await.unwrap();
}

/// Papers, and what a responsible party sends.
async fn papers_are_issued(walk: &mut Walk<'_>, hazard: HazardId) {
    let (world, office) = (walk.world, walk.office(day()));
    let template = SaveTemplate {
        id: event(),
        area: SUBDISTRICT.parse().unwrap(),
        kind: PaperKind::Notice,
        base_version: None,
        mark: "仙安试".into(),
        body: "# 通知\n{{文号}}\n{{二维码}}".into(),
    };
    walk.step("a template", papers::templates::save(&office, template)).await.unwrap();
    let of = PaperOf { kind: PaperKind::Notice, hazards: vec![hazard], about: None };
    let issue = IssuePaper { id: PaperId(Uuid::now_v7()), of };
    walk.step("a paper", papers::service::issue(&office, issue)).await.unwrap();

    let make = MakeLink { id: PartyLinkId(Uuid::now_v7()), scope: LinkScope::Notice, hazards: vec![hazard] };
    let link = walk.step("a link", party::make(&office, make)).await.unwrap();
    let ask = Submit {
        id: SubmissionId(Uuid::now_v7()),
        hazard,
        sent: Sent::Extension { until: date("2023-08-01"), reason: "等配件".into() },
    };
    let sent = party::intake::submit(&world.state, &link.token, ask, vec![], day());
    let sent = walk.step("what a party sends", sent).await.unwrap();
    let answer = AnswerSubmission { id: event(), accept: false, note: Some("请写明新的日期".into()) };
    walk.step("the answer", party::answer(&office, sent, answer)).await.unwrap();
}

/// A summary from its draft to a link for a leader.
async fn a_summary_is_issued(walk: &mut Walk<'_>) {
    let (world, now) = (walk.world, noon("2023-07-12"));
    let office = walk.office(now);
    let draft = summary_service::draft(&office, summaries::of("2023-06", SUBDISTRICT));
    let id = walk.step("drafting a summary", draft).await.unwrap();
    let mut state = summaries::state(&office, id).await;
    let write = summaries::write_next("继续开展消防专项检查。");
    state = walk.step("writing it", summaries::step(world, &world.office, now, &state, write)).await;
    let check = summaries::check();
    state = walk.step("checking it", summaries::step(world, &world.colleague, now, &state, check)).await;
    let issue = SummaryCommand::Issue { sha256: state.sha256.clone().unwrap() };
    walk.step("issuing it", summaries::step(world, &world.colleague, now, &state, issue)).await;
    let make = MakeSummaryLink { id: SummaryLinkId(Uuid::now_v7()), summary: id };
    walk.step("a link to it", links::make(&office, make)).await.unwrap();
}

/// The outline of an area is brought in.
async fn an_outline_comes(walk: &mut Walk<'_>) {
    let admin = walk.world.ctx(&walk.world.admin, noon("2023-07-12"));
    let outline = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":"{FAR_COMMITTEE}"}},
           "geometry":{{"type":"Polygon","coordinates":[[[121.5,31.2],[121.51,31.2],[121.51,31.21],[121.5,31.2]]]}}}}]}}"#
    );
    let upload = boundaries::service::Upload {
        id: ImportId(Uuid::now_v7()),
        file_name: "居委.geojson".into(),
        bytes: outline.into_bytes().into(),
        setup: BoundarySetup::new(Datum::Wgs84),
    };
    let begun = boundaries::service::begin(&admin, upload);
    let id = walk.ready("a file of outlines", begun).await.unwrap();
    let page = boundaries::query::page(&admin, Some(id), MoveList::Moving, 1).await.unwrap();
    let seen = page.job.unwrap();
    let confirmed = boundaries::service::Confirmed { version: seen.version, moving: seen.moves.moving };
    walk.step("new outlines", boundaries::service::carry_out(&admin, id, confirmed)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_changes_a_record_leaves_a_line() {
    // triggers tell of changes, and the services are the same on both databases
    TestDb::sqlite()
        .await
        .tell(async |db| {
            let tables = catalogue::tables(db.read()).await;
            let gone: Vec<_> = UNLOGGED.iter().filter(|(table, _)| !tables.contains(*table)).collect();
            assert!(gone.is_empty(), "there are no such tables any more: {gone:?}");

            let world = World::new(&db).await;
            let mut walk = Walk::begin(&world).await;
            let hazard = found(&mut walk).await;
            gear_is_kept(&mut walk).await;
            books_are_kept(&mut walk).await;
            the_desk_is_kept(&mut walk).await;
            rules_are_kept(&mut walk).await;
            the_round_is_made(&mut walk).await;
            papers_are_issued(&mut walk, hazard).await;
            a_summary_is_issued(&mut walk).await;
            an_outline_comes(&mut walk).await;
            let unseen: Vec<_> =
                tables.iter().filter(|table| !is_unlogged(table) && !walk.told.contains(*table)).collect();
            assert!(unseen.is_empty(), "a step here, or a reason in `support/gate.rs`, for {unseen:?}");
        })
        .await;
}

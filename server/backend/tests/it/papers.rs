//! Papers: numbered without gaps, frozen once issued, refused with the character named, kept inside their area.

use backend::{
    audit::verify::{What, verify},
    ctx::Ctx,
    entities::{audit_entry, paper, paper_counter, paper_hazard, party_link, party_link_hazard},
    papers::{
        FontChoice, Printing,
        files::{self, Format},
        preview::preview,
        query::{self, Wanted},
        service, templates,
    },
    party,
};
use domain::{
    calendar::local_date,
    fault::{Code, FieldCode},
    hazards::HazardCommand,
    ids::{EventId, HazardId, PaperId, PartyLinkId},
    papers::{IssuePaper, PaperKind, PaperOf, SaveTemplate, chinese_day, default_body},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Statement,
};
use std::{collections::BTreeSet, io::Read};
use uuid::Uuid;

mod looks;

use crate::support::{
    TestDb,
    explain::{Tape, by_indexes, found_by_indexes},
    world::{SUBDISTRICT, World, noon, refused},
};

const DAY: &str = "2023-06-01";

fn notice(hazards: &[HazardId]) -> IssuePaper {
    let of = PaperOf { kind: PaperKind::Notice, hazards: hazards.to_vec(), about: None };
    IssuePaper { id: PaperId(Uuid::now_v7()), of }
}

fn about(kind: PaperKind, about: Uuid) -> IssuePaper {
    let of = PaperOf { kind, hazards: Vec::new(), about: Some(about) };
    IssuePaper { id: PaperId(Uuid::now_v7()), of }
}

async fn stored(ctx: &Ctx, id: PaperId) -> paper::Model {
    paper::Entity::find_by_id(id.0).one(ctx.db().read()).await.unwrap().unwrap()
}

/// A hazard of one party at the shop.
async fn hazard(world: &World, description: &str) -> HazardId {
    world
        .find(noon(DAY), |command| {
            command.description = description.into();
            command.party_name = Some("王大明".into());
        })
        .await
}

/// A template of the subdistrict, as somebody would save it.
fn template(kind: PaperKind, body: &str) -> SaveTemplate {
    SaveTemplate {
        id: EventId(Uuid::now_v7()),
        area: SUBDISTRICT.parse().unwrap(),
        kind,
        base_version: None,
        mark: "仙安试".into(),
        body: body.into(),
    }
}

fn words_of(docx: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

db_test!(a_notice_names_its_hazards_and_is_frozen, |db| async {
    let world = World::new(&db).await;
    let (a, b) = (hazard(&world, "楼道堆物㐂").await, hazard(&world, "电线老化𠮷").await);
    let ctx = world.ctx(&world.office, noon("2023-06-02"));
    let command = notice(&[b, a]);
    let id = service::issue(&ctx, command.clone()).await.unwrap();
    let row = stored(&ctx, id).await;
    assert!(row.number.ends_with("安整〔2023〕1号"), "{}", row.number);
    let on_it: Vec<Uuid> = paper_hazard::Entity::find()
        .order_by_asc(paper_hazard::Column::Place)
        .all(db.read())
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.hazard_id)
        .collect();
    assert_eq!(on_it, [b.0, a.0], "in the order asked for");

    let pdf = files::open(&ctx, id, Format::Pdf).await.unwrap();
    let word = files::open(&ctx, id, Format::Word).await.unwrap();
    assert!(pdf.bytes.starts_with(b"%PDF-"));
    let said = words_of(&word.bytes);
    for text in
        ["楼道堆物㐂", "电线老化𠮷", "王大明", "仙霞路700弄2号", &row.number, &row.short_code, "2023年6月2日"]
    {
        assert!(said.contains(text), "{text}");
    }

    // what the paper was made from changes; the paper does not
    let change = HazardCommand::AddNote { note: "已电话提醒".into(), photos: Vec::new() };
    world.step(&world.office, noon("2023-06-03"), a, change).await;
    let later = world.ctx(&world.office, noon("2023-07-01"));
    assert_eq!(service::issue(&later, command.clone()).await.unwrap(), id, "the same command again");
    assert_eq!(stored(&later, id).await, stored(&ctx, id).await);
    assert_eq!(files::open(&later, id, Format::Pdf).await.unwrap().bytes, pdf.bytes);
    let mut other = command;
    other.of.hazards.pop();
    assert_eq!(refused(service::issue(&later, other).await), Code::ContentConflict);

    // the files can be had again from what was frozen, byte for byte
    db.write(|tx| {
        Box::pin(async move {
            tx.execute_unprepared("UPDATE paper SET pdf_sha256 = NULL, docx_sha256 = NULL").await
        })
    })
    .await
    .unwrap();
    assert_eq!(files::open(&later, id, Format::Word).await.unwrap().bytes, word.bytes);
    assert_eq!(stored(&later, id).await.pdf_sha256, row.pdf_sha256);

    let detail = query::detail(&ctx, id).await.unwrap();
    assert_eq!(detail.hazards.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [b, a]);
    let log = audit_entry::Entity::find()
        .filter(audit_entry::Column::SubjectId.eq(id.to_string()))
        .all(db.read())
        .await
        .unwrap();
    let actions: BTreeSet<&str> = log.iter().map(|line| line.action.as_str()).collect();
    assert_eq!(actions, BTreeSet::from(["paper.issue", "paper.open"]));
    assert!(
        log.iter().all(|line| !line.detail.to_string().contains("王大明")),
        "no personal data in the log"
    );
});

db_test!(numbers_have_no_gaps_whoever_draws_them, |db| async {
    let world = World::new(&db).await;
    let found = hazard(&world, "堆物").await;
    let ctx = world.ctx(&world.office, noon("2023-06-02"));
    let issue = || service::issue(&ctx, notice(&[found]));
    let (a, b, c, d) = tokio::join!(issue(), issue(), issue(), issue());
    assert!([a, b, c, d].iter().all(Result::is_ok));
    // refused ones draw none
    assert_eq!(refused(service::issue(&ctx, notice(&[HazardId(Uuid::now_v7())])).await), Code::Invalid);
    service::issue(&ctx, notice(&[found])).await.unwrap();
    // another kind and another year begin anew
    service::issue(&ctx, about(PaperKind::Slip, world.flat.0)).await.unwrap();
    let next_year = world.ctx(&world.office, noon("2024-01-01"));
    service::issue(&next_year, notice(&[found])).await.unwrap();
    let rows = paper::Entity::find().order_by_asc(paper::Column::Number).all(db.read()).await.unwrap();
    let series = |kind: &str, year: i32| {
        rows.iter()
            .filter(|row| row.kind == kind && row.year == year)
            .map(|row| row.seq)
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(series("notice", 2023), (1..=5).collect());
    assert_eq!((series("notice", 2024), series("slip", 2023)), (BTreeSet::from([1]), BTreeSet::from([1])));
    let counters = paper_counter::Entity::find().count(db.read()).await.unwrap();
    assert_eq!(counters, 3);
    let codes: BTreeSet<&str> = rows.iter().map(|row| row.short_code.as_str()).collect();
    assert_eq!(codes.len(), rows.len());
});

db_test!(a_notice_makes_the_link_of_its_party, |db| async {
    let mut world = World::new(&db).await;
    let (a, b) = (hazard(&world, "堆物").await, hazard(&world, "飞线充电").await);
    // without an address that a phone could open, whoever is about to issue it is told
    let told = async |world: &World, kind| {
        let of = PaperOf { kind, ..notice(&[a]).of };
        query::draft(&world.ctx(&world.office, noon("2023-06-02")), of).await.unwrap().code_only
    };
    assert!(told(&world, PaperKind::Notice).await && !told(&world, PaperKind::Review).await);
    let url = Some("https://xunan.example.cn".to_owned());
    world.state = world.state.clone().with_printing(Printing::new(FontChoice::default(), url, None));
    assert!(!told(&world, PaperKind::Notice).await);
    let ctx = world.ctx(&world.office, noon("2023-06-02"));
    // whoever issues a notice hands it out with its link
    let near = world.ctx(&world.inspector, noon("2023-06-02"));
    let command = notice(&[a, b]);
    for _ in 0..2 {
        service::issue(&near, command.clone()).await.unwrap();
    }
    let link = party_link::Entity::find_by_id(command.id.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!((link.scope.as_str(), link.revoked_at), ("notice", None));
    let listed = party_link_hazard::Entity::find().count(db.read()).await.unwrap();
    assert_eq!(listed, 2, "once, though it was sent twice");
    // other papers have none
    service::issue(&ctx, about(PaperKind::Delivery, command.id.0)).await.unwrap();
    assert_eq!(party_link::Entity::find().count(db.read()).await.unwrap(), 1);
    // taken back like any other
    party::revoke(&ctx, PartyLinkId(command.id.0)).await.unwrap();
    let link = party_link::Entity::find_by_id(command.id.0).one(db.read()).await.unwrap().unwrap();
    assert!(link.revoked_at.is_some());
    // a refused notice leaves neither number nor link
    let refused_one = notice(&[hazard(&world, "标志\u{e000}").await]);
    assert_eq!(refused(service::issue(&ctx, refused_one).await), Code::MissingGlyph);
    assert_eq!(party_link::Entity::find().count(db.read()).await.unwrap(), 1);
});

db_test!(every_kind_is_made_from_its_record, |db| async {
    let world = World::new(&db).await;
    let now = noon("2023-06-02");
    let ctx = world.ctx(&world.office, now);
    let found = hazard(&world, "堆物").await;
    let visit = world.visit(world.shop, noon(DAY), |visit| visit.note = Some("店主在场".into())).await;
    let alarm = world.planned(domain::programmes::device::DeviceKind::GasAlarm, world.shop, noon(DAY)).await;
    let review =
        IssuePaper { of: PaperOf { kind: PaperKind::Review, ..notice(&[found]).of }, ..notice(&[found]) };
    let first = service::issue(&ctx, notice(&[found])).await.unwrap();
    for (command, text) in [
        (review, "未完成整改"),
        (about(PaperKind::CheckRecord, visit.0), "店主在场"),
        (about(PaperKind::Slip, world.flat.0), "仙霞路700弄43号502室"),
        (about(PaperKind::Installation, alarm.0), "燃气报警器"),
        (about(PaperKind::Delivery, first.0), "王大明"),
    ] {
        let kind = command.of.kind;
        let id = service::issue(&ctx, command).await.unwrap_or_else(|error| panic!("{kind}: {error}"));
        let document = query::detail(&ctx, id).await.unwrap().document;
        let said = document.texts().concat();
        assert!(said.contains(text), "{kind}: {said}");
        assert!(kind != PaperKind::Slip || !said.contains("欧阳"), "a slip names nobody");
    }
    // what is not so cannot be put on paper
    for kind in [PaperKind::Extension, PaperKind::Transfer] {
        let of = PaperOf { kind, ..notice(&[found]).of };
        assert!(service::issue(&ctx, IssuePaper { of, ..notice(&[found]) }).await.is_err(), "{kind}");
    }
    let until = "2023-09-01".parse().unwrap();
    world.assign(now, found).await;
    let ask = HazardCommand::AskExtension { until, reason: "等待配件".into() };
    world.step(&world.inspector, now, found, ask).await;
    let of = PaperOf { kind: PaperKind::Extension, ..notice(&[found]).of };
    let said = query::draft(&ctx, of.clone()).await.unwrap().document.texts().concat();
    assert!(said.contains("等待配件") && said.contains("2023年9月1日"), "{said}");
    assert!(!said.contains("同意"), "it waits: {said}");
    // granted, it says by whom; asked for once more and refused, it is still the paper of the one that was granted
    let grant = HazardCommand::DecideExtension { grant: true, note: Some("同意，加强巡查。".into()) };
    world.step(&world.office, now, found, grant).await;
    let granted = query::draft(&ctx, of.clone()).await.unwrap().document.texts().concat();
    let decision = format!(
        "同意延期至2023年9月1日（第1次延期）。同意，加强巡查。审批人：{}，{}。",
        world.office.name,
        chinese_day(local_date(now))
    );
    assert!(granted.contains(&decision), "{granted}");
    let until = "2023-10-01".parse().unwrap();
    let again = HazardCommand::AskExtension { until, reason: "还要等".into() };
    world.step(&world.inspector, now, found, again).await;
    let refuse = HazardCommand::DecideExtension { grant: false, note: Some("不能再等".into()) };
    world.step(&world.office, now, found, refuse).await;
    let said = query::draft(&ctx, of).await.unwrap().document.texts().concat();
    assert!(said.contains(&decision) && said.contains("等待配件"), "{said}");
    assert!(!said.contains("还要等") && !said.contains("不能再等"), "{said}");
});

db_test!(hazards_of_two_parties_are_two_papers, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(DAY));
    let one = hazard(&world, "堆物").await;
    let other = world.find(noon(DAY), |command| command.party_name = Some("李四".into())).await;
    let answer = service::issue(&ctx, notice(&[one, other])).await.unwrap_err();
    assert_eq!(answer.as_fault().unwrap().fields[0].code, FieldCode::NotOneParty);
});

db_test!(a_character_without_a_picture_is_named_and_no_number_is_drawn, |db| async {
    let mut world = World::new(&db).await;
    let found = hazard(&world, "标志\u{e000}").await;
    let ctx = world.ctx(&world.office, noon(DAY));
    let error = service::issue(&ctx, notice(&[found])).await.unwrap_err();
    let fault = error.as_fault().unwrap();
    assert_eq!(fault.code, Code::MissingGlyph);
    assert!(fault.args["characters"].contains("U+E000"), "{fault:?}");
    let draft = query::draft(&ctx, notice(&[found]).of).await.unwrap();
    assert_eq!(draft.refusal.map(|fault| fault.code), Some(Code::MissingGlyph));
    let choice = FontChoice { title: "No Such Font".into(), ..FontChoice::default() };
    world.state = world.state.clone().with_printing(Printing::new(choice, None, None));
    let ctx = world.ctx(&world.office, noon(DAY));
    let error = service::issue(&ctx, about(PaperKind::Slip, world.shop.0)).await.unwrap_err();
    assert_eq!(error.as_fault().unwrap().args["family"], "No Such Font");
    assert_eq!(paper_counter::Entity::find().count(db.read()).await.unwrap(), 0);
});

db_test!(a_template_is_versioned_checked_and_used_from_then_on, |db| async {
    let world = World::new(&db).await;
    let found = hazard(&world, "堆物").await;
    let ctx = world.ctx(&world.office, noon("2023-06-02"));
    let before = service::issue(&ctx, notice(&[found])).await.unwrap();
    let save = |mark: &str, body: String, base_version| SaveTemplate {
        id: EventId(Uuid::now_v7()),
        area: SUBDISTRICT.parse().unwrap(),
        kind: PaperKind::Notice,
        base_version,
        mark: mark.into(),
        body,
    };
    let own = format!("{}\n本办地址：仙霞路1号。", default_body(PaperKind::Notice));
    let command = save("仙安通", own.clone(), None);
    for _ in 0..2 {
        templates::save(&ctx, command.clone()).await.unwrap();
    }
    assert_eq!(refused(templates::save(&ctx, save("仙安通", own.clone(), None)).await), Code::Stale);
    let unknown =
        templates::save(&ctx, save("仙安通", "# 题\n{{文号}}{{电话}}\n{{二维码}}".into(), Some(1))).await;
    let fault = unknown.unwrap_err();
    assert_eq!(fault.as_fault().unwrap().fields[0].args["word"], "电话");
    let without = own.replace("{{二维码}}", "{{短码}}");
    let fault = templates::save(&ctx, save("仙安通", without, Some(1))).await.unwrap_err();
    let fault = &fault.as_fault().unwrap().fields[0];
    assert_eq!((fault.field.as_str(), fault.code), ("body", FieldCode::MissingPlaceholder));
    let taken = templates::list(&ctx, None).await.unwrap().rows[2].mark.clone();
    assert_eq!(refused(templates::save(&ctx, save(&taken, own, Some(1))).await), Code::Invalid);
    for who in [&world.inspector, &world.leader, &world.admin] {
        let answer = templates::save(&world.ctx(who, noon(DAY)), command.clone()).await;
        assert_eq!(refused(answer), Code::Forbidden, "{}", who.role);
    }
    let after = service::issue(&ctx, notice(&[found])).await.unwrap();
    let (before, after) = (stored(&ctx, before).await, stored(&ctx, after).await);
    assert_eq!((before.template_version, after.template_version), (None, Some(1)));
    assert_eq!(after.number, "仙安通〔2023〕2号", "the series goes on under its new mark");
    assert!(after.content.contains("仙霞路1号") && !before.content.contains("仙霞路1号"));
});

db_test!(papers_are_seen_inside_their_area_page_by_page_and_printed_together, |db| async {
    let world = World::new(&db).await;
    let found = hazard(&world, "堆物").await;
    let mut ctx = world.ctx(&world.office, noon("2023-06-02"));
    ctx.state.limits.page_size = 2;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(service::issue(&ctx, notice(&[found])).await.unwrap());
    }
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let wanted = Wanted { hazard: Some(found), before, ..Wanted::default() };
        let page = query::list(&ctx, wanted).await.unwrap();
        seen.extend(page.rows.iter().map(|row| row.id));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen.iter().collect::<BTreeSet<_>>(), ids.iter().collect());
    assert_eq!(seen.len(), 3);
    let one = files::open(&ctx, ids[0], Format::Pdf).await.unwrap().bytes;
    let all = files::print(&ctx, ids.clone()).await.unwrap().bytes;
    assert!(all.len() > one.len() && all.starts_with(b"%PDF-"));
    let stranger = world.ctx(&world.stranger, noon("2023-06-02"));
    assert!(query::list(&stranger, Wanted::default()).await.unwrap().rows.is_empty());
    assert_eq!(refused(query::detail(&stranger, ids[0]).await), Code::NotFound);
    assert_eq!(refused(files::print(&stranger, ids.clone()).await), Code::NotFound);
    assert_eq!(refused(service::issue(&stranger, notice(&[found])).await), Code::Invalid);
    for who in [&world.leader, &world.admin] {
        let ctx = world.ctx(who, noon("2023-06-02"));
        assert_eq!(refused(query::detail(&ctx, ids[0]).await), Code::Forbidden, "{}", who.role);
        assert_eq!(refused(files::open(&ctx, ids[0], Format::Pdf).await), Code::Forbidden);
    }
});

db_test!(a_paper_that_was_changed_or_removed_is_found, |db| async {
    let world = World::new(&db).await;
    let found = hazard(&world, "堆物").await;
    let ctx = world.ctx(&world.office, noon("2023-06-02"));
    let first = service::issue(&ctx, notice(&[found])).await.unwrap();
    service::issue(&ctx, notice(&[found])).await.unwrap();
    assert_eq!(verify(&db, |_, _| ()).await.unwrap().broken, []);
    db.write(|tx| {
        Box::pin(async move {
            tx.execute_unprepared("UPDATE paper SET content = content || ' ' WHERE seq = 1").await?;
            tx.execute_unprepared(
                "DELETE FROM paper_hazard WHERE paper_id IN (SELECT id FROM paper WHERE seq = 2)",
            )
            .await?;
            tx.execute_unprepared("DELETE FROM paper WHERE seq = 2").await
        })
    })
    .await
    .unwrap();
    let broken = verify(&db, |_, _| ()).await.unwrap().broken;
    let what: Vec<&What> = broken.iter().map(|broken| &broken.what).collect();
    assert_eq!(what, [&What::PaperChanged, &What::NumberMissing(2)]);
    assert!(
        files::open(&ctx, first, Format::Pdf).await.is_ok(),
        "the file that was kept is the one that was issued"
    );
    assert!(
        query::detail(&ctx, first).await.is_err(),
        "what was changed is not shown as if it had been issued"
    );
});

/// The ways to papers and templates, however many there are.
async fn ways(test: &TestDb) -> String {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let found = hazard(&world, "堆物").await;
    let ctx = world.ctx(&world.office, noon(DAY));
    let id = service::issue(&ctx, notice(&[found])).await.unwrap();
    let near = world.ctx(&world.inspector, noon(DAY));
    tape.clear();
    for ctx in [&ctx, &near] {
        query::list(ctx, Wanted { before: Some(i64::MAX), ..Wanted::default() }).await.unwrap();
        query::list(ctx, Wanted { hazard: Some(found), ..Wanted::default() }).await.unwrap();
        query::list(ctx, Wanted { site: Some(world.shop), ..Wanted::default() }).await.unwrap();
        query::detail(ctx, id).await.unwrap();
        query::draft(ctx, notice(&[found]).of).await.unwrap();
        query::list(ctx, Wanted { code: Some("23ABCD7XYZ".into()), ..Wanted::default() }).await.unwrap();
        templates::list(ctx, None).await.unwrap();
    }
    for kind in PaperKind::ALL {
        preview(&ctx, &template(*kind, default_body(*kind))).await.unwrap();
    }
    let mut asked: Vec<Statement> = tape.end(db).await;
    asked.retain(|said| said.sql.contains("paper"));
    assert!(asked.len() > 10, "the watched database was not asked");
    found_by_indexes(test, &asked, by_indexes).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_papers_by_indexes() {
    let test = TestDb::sqlite().await;
    ways(&test).await;
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_papers_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        ways(&test).await;
        test.remove().await;
    }
}

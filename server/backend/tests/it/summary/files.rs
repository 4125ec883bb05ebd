//! The files of an issued summary: the same bytes whenever and by whomever they are had.

use backend::{
    audit::verify::{Report, What, files as audit_files},
    ctx::Ctx,
    entities::{paper, summary_file},
    papers,
    storage::{ContentHash, Key},
    summary::{
        files::{Format, in_english, open, preview},
        query, report, service,
    },
};
use domain::{
    actor::Actor,
    desk::notices::OneNotice,
    fault::Code,
    ids::{PaperId, SummaryId},
    papers::IssuePaper,
    summary::{
        MOST_LISTED,
        commands::{DraftCorrection, SummaryCommand},
        correction::CorrectionTable,
        record::Body,
        tables::TableKey,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{change, check, checked, issued, numbers, of, state, step, tamper, write_next};
use crate::support::world::{SUBDISTRICT, World, date, noon, refused};

const FORMATS: [Format; 5] =
    [Format::Pdf, Format::Word, Format::Excel, Format::Csv(TableKey::General), Format::Dictionary];

db_test!(files_of_an_issued_summary_never_change, |db| async {
    let world = World::new(&db).await;
    let closed = world.find(noon("2023-06-05"), |_| ()).await;
    world.close(noon("2023-06-10"), closed).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    let kept = summary_file::Entity::find()
        .filter(summary_file::Column::SummaryId.eq(june.id.0))
        .all(db.read())
        .await
        .unwrap();
    assert!(kept.iter().any(|file| file.name == "summary.pdf"), "written with the issue");

    let ctx = world.ctx(&world.leader, noon("2023-07-04"));
    let mut had = Vec::new();
    for format in FORMATS {
        let file = open(&ctx, june.id, format).await.unwrap();
        assert!(file.name.contains("2023年6月") && file.name.contains("安结〔2023〕1号"), "{}", file.name);
        let hash = ContentHash::of(&file.bytes).to_string();
        assert!(kept.iter().any(|row| row.sha256 == hash), "{format:?}");
        had.push(file.bytes);
    }
    assert!(had[0].starts_with(b"%PDF-"));
    assert!(String::from_utf8_lossy(&had[3]).contains("查出隐患"));
    assert!(String::from_utf8_lossy(&had[4]).contains("已销号除以查出"), "what the figures mean");
    // a table without a row has no file
    assert_eq!(refused(open(&ctx, june.id, Format::Csv(TableKey::Fires)).await), Code::NotFound);

    // life goes on, and the files can be lost
    world.reopen(noon("2023-07-06"), closed, date("2023-08-01")).await;
    let later = world.ctx(&world.inspector, noon("2024-01-01"));
    assert_eq!(refused(open(&later, june.id, Format::Pdf).await), Code::NotFound, "it is of a larger area");
    let later = world.ctx(&world.office, noon("2024-01-01"));
    for lost in [false, true] {
        if lost {
            tamper(&db, "DELETE FROM summary_file").await;
        }
        for (format, before) in FORMATS.into_iter().zip(&had) {
            let key = Key::summary(ContentHash::of(before), format.extension());
            world.state.storage.delete(&key).await.unwrap();
            assert_eq!(open(&later, june.id, format).await.unwrap().bytes, before, "{format:?}");
            assert!(world.state.storage.exists(&key).await.unwrap());
        }
    }

    // what comes out otherwise is not passed off as what was issued
    let key = Key::summary(ContentHash::of(&had[0]), "pdf");
    world.state.storage.delete(&key).await.unwrap();
    let other = ContentHash::of(b"other").to_string();
    tamper(&db, &format!("UPDATE summary_file SET sha256 = '{other}' WHERE name = 'summary.pdf'")).await;
    assert!(open(&later, june.id, Format::Pdf).await.unwrap_err().as_fault().is_none());
});

db_test!(english_files_are_written_from_what_was_issued, |db| async {
    let world = World::new(&db).await;
    world.find(noon("2023-06-05"), |_| ()).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    let kept = summary_file::Entity::find().count(db.read()).await.unwrap();
    // whatever becomes of the records
    world.find(noon("2023-06-06"), |_| ()).await;
    let ctx = world.ctx(&world.leader, noon("2023-07-04"));
    let file = in_english(&ctx, june.id, Format::Csv(TableKey::General)).await.unwrap();
    assert!(file.name.contains("afety summary") && file.name.contains("安结〔2023〕1号"), "{}", file.name);
    let text = String::from_utf8(file.bytes.to_vec()).unwrap();
    assert!(text.lines().any(|line| line.contains("ound") && line.contains(",1,")), "{text}");
    assert!(!text.contains("查出"), "{text}");
    for (format, start) in
        [(Format::Pdf, &b"%PDF-"[..]), (Format::Word, &b"PK"[..]), (Format::Excel, &b"PK"[..])]
    {
        let once = in_english(&ctx, june.id, format).await.unwrap().bytes;
        assert!(once.starts_with(start), "{format:?}");
        assert_eq!(in_english(&ctx, june.id, format).await.unwrap().bytes, once, "the same each time");
    }
    assert_eq!(refused(in_english(&ctx, june.id, Format::Csv(TableKey::Fires)).await), Code::NotFound);
    let inspector = world.ctx(&world.inspector, ctx.now);
    assert_eq!(refused(in_english(&inspector, june.id, Format::Pdf).await), Code::NotFound);
    let draft = service::draft(&world.ctx(&world.office, ctx.now), of("2023-05", SUBDISTRICT)).await.unwrap();
    assert_eq!(refused(in_english(&ctx, draft, Format::Pdf).await), Code::WrongState);
    assert_eq!(summary_file::Entity::find().count(db.read()).await.unwrap(), kept, "none of them is kept");
});

db_test!(the_whole_lists_are_frozen_with_what_is_issued, |db| async {
    const FOUND: usize = MOST_LISTED + 3;
    let world = World::new(&db).await;
    for _ in 0..FOUND {
        world.find(noon("2023-06-05"), |_| ()).await;
    }
    let now = noon("2023-09-04");
    // of now, as the console writes it
    let (ctx, area) = (world.ctx(&world.office, now), SUBDISTRICT.parse().unwrap());
    let content = report::whole(&ctx, &area, "2023-08".parse().unwrap()).await.unwrap();
    let Body::Summary(summary) = &content.body else { panic!("a summary") };
    assert_eq!((summary.overdue.total, summary.overdue.rows.len()), (FOUND as i64, MOST_LISTED));
    let overdue = content.lists.as_ref().unwrap().of(TableKey::Overdue).unwrap();
    assert_eq!(overdue.len(), FOUND);
    assert_eq!(overdue[..MOST_LISTED], summary.overdue.rows);

    let august = issued(&world, "2023-08", now).await;
    let rows = async |ctx: &Ctx| {
        let file = open(ctx, august.id, Format::Csv(TableKey::Overdue)).await.unwrap();
        String::from_utf8(file.bytes.to_vec()).unwrap()
    };
    let before = rows(&ctx).await;
    for line in overdue {
        assert!(before.contains(&line.number), "{} of {before}", line.number);
    }
    assert_eq!(before.lines().count(), FOUND + 1);
    // what is frozen is told, whatever becomes of the records
    tamper(&db, "UPDATE hazard SET description = 'another'").await;
    let key = Key::summary(ContentHash::of(before.as_bytes()), "csv");
    world.state.storage.delete(&key).await.unwrap();
    assert_eq!(rows(&ctx).await, before);
});

db_test!(a_file_that_is_not_what_was_written_is_found, |db| async {
    let world = World::new(&db).await;
    let found = world.find(noon("2023-06-05"), |_| ()).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    let ctx = world.ctx(&world.office, noon("2023-07-04"));
    let notice = IssuePaper { id: PaperId(Uuid::now_v7()), of: OneNotice(vec![found]).paper() };
    let notice = papers::service::issue(&ctx, notice).await.unwrap();
    let paper = paper::Entity::find_by_id(notice.0).one(db.read()).await.unwrap().unwrap();
    let storage = &world.state.storage;
    let looked = async || {
        let mut report = Report::default();
        audit_files::verify(&db, storage, &mut report).await.unwrap();
        (report.files, report.broken.into_iter().map(|one| (one.number, one.what)).collect::<Vec<_>>())
    };
    let (files, broken) = looked().await;
    let kept = summary_file::Entity::find().count(db.read()).await.unwrap();
    assert_eq!((files, broken), (kept + 2, vec![]), "those of the summary, and the paper's PDF and Word");

    // other bytes under the name of a file
    let number = june.number.unwrap();
    let row = summary_file::Entity::find_by_id((june.id.0, "summary.xlsx".to_owned()));
    let hash: ContentHash = row.one(db.read()).await.unwrap().unwrap().sha256.parse().unwrap();
    let key = Key::summary(hash, "xlsx");
    let before = storage.get(&key).await.unwrap().into_bytes().await.unwrap();
    storage.delete(&key).await.unwrap();
    assert_eq!(looked().await.1, [(number.clone(), What::FileMissing("summary.xlsx".into()))]);
    storage.put(&key, "改过的表".into()).await.unwrap();
    assert_eq!(looked().await.1, [(number.clone(), What::FileChanged("summary.xlsx".into()))]);
    // … do not go out under it
    let opened = open(&ctx, june.id, Format::Excel).await;
    assert!(opened.unwrap_err().as_fault().is_none());
    storage.put(&key, before).await.unwrap();
    assert_eq!(looked().await.1, []);

    // the row of a file is changed, and taken away
    let other = ContentHash::of(b"other").to_string();
    tamper(&db, &format!("UPDATE summary_file SET sha256 = '{other}' WHERE name = 'general.csv'")).await;
    assert_eq!(looked().await.1, [(number.clone(), What::FileMissing("general.csv".into()))]);
    tamper(&db, "DELETE FROM summary_file WHERE name IN ('general.csv', 'summary.pdf')").await;
    assert_eq!(looked().await.1, [(number, What::FileMissing("summary.pdf".into()))]);

    // of a paper too
    let hash: ContentHash = paper.pdf_sha256.unwrap().parse().unwrap();
    storage.delete(&Key::paper(hash, "pdf")).await.unwrap();
    let found = looked().await.1;
    assert!(found.contains(&(paper.number, What::FileMissing("paper.pdf".into()))), "{found:?}");
});

db_test!(what_is_not_issued_has_no_files_but_can_be_looked_at, |db| async {
    let world = World::new(&db).await;
    let closed = world.find(noon("2023-06-05"), |_| ()).await;
    world.close(noon("2023-06-10"), closed).await;
    let ctx = world.ctx(&world.office, noon("2023-07-03"));
    let draft = service::draft(&ctx, of("2023-05", SUBDISTRICT)).await.unwrap();
    let checked = checked(&world, "2023-06", noon("2023-07-03")).await;
    for (id, word) in [(draft, "草稿"), (checked.id, "已核")] {
        assert_eq!(refused(open(&ctx, id, Format::Pdf).await), Code::WrongState);
        let file = preview(&world.ctx(&world.leader, noon("2023-07-03")), id).await.unwrap();
        assert!(file.bytes.starts_with(b"%PDF-") && file.name.ends_with(word), "{}", file.name);
        // whoever does not see the summary does not see it this way either
        assert_eq!(refused(preview(&world.ctx(&world.inspector, ctx.now), id).await), Code::NotFound);
    }
    let kept = summary_file::Entity::find().all(db.read()).await.unwrap();
    assert!(kept.is_empty(), "what is looked at is not kept");

    // a correction has files of its own
    let sha256 = checked.sha256.clone().unwrap();
    let issue = SummaryCommand::Issue { sha256 };
    let june = step(&world, &world.colleague, noon("2023-07-03"), &checked, issue).await;
    world.reopen(noon("2023-07-06"), closed, date("2023-08-01")).await;
    let now = noon("2023-07-10");
    let ctx = world.ctx(&world.office, now);
    let draft = DraftCorrection { id: SummaryId(Uuid::now_v7()), of: june.id };
    let id = service::draft_correction(&ctx, draft).await.unwrap();
    assert_eq!(refused(open(&ctx, id, Format::Word).await), Code::WrongState);
    assert_eq!(refused(preview(&ctx, june.id).await), Code::WrongState, "it has files of its own");
    assert!(preview(&ctx, id).await.unwrap().name.ends_with("更正说明 草稿"));
    let drafted = query::changed_since(&ctx, id).await.unwrap().state.unwrap();
    let checked = step(&world, &world.colleague, now, &drafted, check()).await;
    let sha256 = checked.sha256.clone().unwrap();
    let issue = SummaryCommand::Issue { sha256 };
    step(&world, &world.colleague, now, &checked, issue).await;
    let file = open(&ctx, id, Format::Word).await.unwrap();
    assert!(file.name.contains("更正说明") && file.name.contains("安结〔2023〕2号"), "{}", file.name);
    for (table, says) in [(CorrectionTable::Figures, "原数"), (CorrectionTable::Rows, "原值")] {
        let file = open(&ctx, id, Format::Changes(table)).await.unwrap();
        assert!(String::from_utf8_lossy(&file.bytes).contains(says), "{table}");
        // a summary has no such table, a correction none of a summary's
        assert_eq!(refused(open(&ctx, june.id, Format::Changes(table)).await), Code::NotFound);
    }
    assert_eq!(refused(open(&ctx, id, Format::Csv(TableKey::General)).await), Code::NotFound);
    let dictionary = open(&ctx, id, Format::Dictionary).await.unwrap();
    assert!(String::from_utf8_lossy(&dictionary.bytes).contains("涉及指标"), "the columns of its own tables");
    assert_eq!(state(&ctx, june.id).await.status, june.status);
});

db_test!(a_name_that_no_font_has_is_told_before_a_number_is_drawn, |db| async {
    let world = World::new(&db).await;
    world.find(noon("2023-06-05"), |_| ()).await;
    let july = noon("2023-07-03");
    let checked = checked(&world, "2023-06", july).await;
    let issue = SummaryCommand::Issue { sha256: checked.sha256.clone().unwrap() };
    let writer = async |name: &str| {
        let of = "id = (SELECT actor_id FROM summary_event WHERE action = 'draft')";
        tamper(&db, &format!("UPDATE user_account SET name = '{name}' WHERE {of}")).await;
    };
    let by = async |who: &Actor, command: SummaryCommand| {
        service::change(&world.ctx(who, july), change(&checked, command)).await
    };
    // of whoever wrote it, and of whoever issues it
    writer("李\u{e000}").await;
    assert_eq!(refused(by(&world.colleague, issue.clone()).await), Code::MissingGlyph);
    writer("李明").await;
    let rare = Actor { name: "王\u{e000}".into(), ..world.colleague.clone() };
    assert_eq!(refused(by(&rare, issue.clone()).await), Code::MissingGlyph);
    assert_eq!(numbers(&db, "SELECT COUNT(*) FROM summary_counter").await, [0]);
    by(&world.colleague, issue).await.unwrap();
    assert!(open(&world.ctx(&world.leader, july), checked.id, Format::Pdf).await.is_ok());

    // nor is one checked under such a name
    let ctx = world.ctx(&world.office, july);
    let may = service::draft(&ctx, of("2023-05", SUBDISTRICT)).await.unwrap();
    let written = step(&world, &world.office, july, &state(&ctx, may).await, write_next("继续排查。")).await;
    let check = change(&written, check());
    assert_eq!(refused(service::change(&world.ctx(&rare, july), check).await), Code::MissingGlyph);
});

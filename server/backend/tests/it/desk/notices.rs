//! Notices for many hazards: what the preview says is what is issued, one that is refused keeps back no other, and nobody is
//! written to twice by mistake.

use backend::{
    ctx::Ctx,
    desk::notices::{issue, preview},
    entities::{paper, paper_hazard},
    papers::{files, service},
};
use domain::{
    desk::{
        bulk::Asked,
        notices::{IssueNotices, OneNotice},
        views::{ForeseenNotice, NoticeOutcome, NoticesPreview},
    },
    fault::Code,
    ids::{BulkId, HazardId, PaperId},
    papers::IssuePaper,
};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder, Statement};
use uuid::Uuid;

use crate::support::{
    TestDb,
    explain::{Tape, by_indexes, found_by_indexes},
    world::{World, date, noon, refused},
};

const NOW: &str = "2023-06-10";

async fn of(world: &World, party: &str, description: &str) -> HazardId {
    world
        .find(noon("2023-06-01"), |command| {
            command.party_name = Some(party.into());
            command.description = description.into();
        })
        .await
}

async fn look(ctx: &Ctx, hazards: &[HazardId]) -> NoticesPreview {
    preview(ctx, &Asked { hazards: hazards.to_vec(), ..Asked::default() }).await.unwrap()
}

/// The hazards of each notice, and why it will not be issued.
fn foreseen(preview: &NoticesPreview) -> Vec<(Vec<HazardId>, Option<Code>)> {
    let one = |notice: &ForeseenNotice| {
        let hazards = notice.hazards.iter().map(|hazard| hazard.id).collect();
        (hazards, notice.refusal.as_ref().map(|fault| fault.code))
    };
    preview.notices.iter().map(one).collect()
}

fn left_out(preview: &NoticesPreview) -> Vec<(HazardId, Option<Code>)> {
    preview.left_out.iter().map(|row| (row.hazard.id, row.refusal.as_ref().map(|fault| fault.code))).collect()
}

fn whole(notices: &[&[HazardId]]) -> IssueNotices {
    let notices = notices.iter().map(|hazards| OneNotice(hazards.to_vec())).collect();
    IssueNotices { id: BulkId(Uuid::now_v7()), notices }
}

fn codes(outcomes: &[NoticeOutcome]) -> Vec<Option<Code>> {
    outcomes.iter().map(|one| one.refusal.as_ref().map(|fault| fault.code)).collect()
}

fn papers(outcomes: &[NoticeOutcome]) -> Vec<PaperId> {
    outcomes.iter().filter_map(|one| one.paper.as_ref().map(|(id, _)| *id)).collect()
}

db_test!(each_party_gets_one_notice_and_all_come_as_one_file, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let (a, b) = (of(&world, "王大明", "楼道堆物").await, of(&world, "李四", "飞线充电").await);
    let c = of(&world, "王大明", "电线老化").await;
    let no_picture = of(&world, "赵五", "标志\u{e000}").await;
    let closed = of(&world, "王大明", "已整改").await;
    world.close(noon("2023-06-02"), closed).await;
    let far = world.find(noon("2023-06-01"), |command| command.site = Some(world.far_shop)).await;

    let before = look(&ctx, &[a, b, c, no_picture, closed, far]).await;
    assert_eq!(
        foreseen(&before),
        [(vec![a, c], None), (vec![b], None), (vec![no_picture], Some(Code::MissingGlyph))]
    );
    assert_eq!(left_out(&before), [(closed, Some(Code::WrongState))]);
    assert_eq!(before.missing, 1, "another's hazard is not there");
    assert_eq!(paper::Entity::find().count(db.read()).await.unwrap(), 0, "it was only looked at");

    let command = whole(&[&[a, c], &[no_picture], &[b], &[far]]);
    let outcomes = issue(&ctx, command.clone()).await.unwrap();
    let expected = [None, Some(Code::MissingGlyph), None, Some(Code::Invalid)];
    assert_eq!(codes(&outcomes), expected);
    assert_eq!(outcomes[3].hazards, [(far, None)], "its number is not told");
    assert!(outcomes[0].hazards.iter().all(|(_, number)| number.is_some()));
    // sent again: what was issued stays, and no number is drawn
    let again = issue(&ctx, command).await.unwrap();
    assert_eq!((codes(&again), papers(&again)), (expected.to_vec(), papers(&outcomes)));
    let rows = paper::Entity::find().order_by_asc(paper::Column::Seq).all(db.read()).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [1, 2], "what is refused leaves no gap");
    assert_eq!(rows.iter().map(|row| PaperId(row.id)).collect::<Vec<_>>(), papers(&outcomes));
    assert_eq!(paper_hazard::Entity::find().count(db.read()).await.unwrap(), 3);

    let one = files::print(&ctx, papers(&outcomes)[..1].to_vec()).await.unwrap().bytes;
    let all = files::print(&ctx, papers(&outcomes)).await.unwrap().bytes;
    assert!(all.starts_with(b"%PDF-") && all.len() > one.len());
});

db_test!(nobody_is_written_to_twice_by_mistake, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let (a, b) = (of(&world, "王大明", "楼道堆物").await, of(&world, "王大明", "电线老化").await);
    let by_hand = IssuePaper { id: PaperId(Uuid::now_v7()), of: OneNotice(vec![a]).paper() };
    service::issue(&ctx, by_hand).await.unwrap();
    let before = look(&ctx, &[a, b]).await;
    assert_eq!(left_out(&before), [(a, Some(Code::AlreadyOnNotice))]);
    let fault = before.left_out[0].refusal.as_ref().unwrap();
    assert!(fault.args["number"].ends_with("〔2023〕1号"), "{fault:?}");
    assert_eq!(foreseen(&before), [(vec![b], None)]);
    // a colleague was faster: the one who looked before is told
    let first = whole(&[&[b]]);
    assert_eq!(codes(&issue(&ctx, first.clone()).await.unwrap()), [None]);
    assert_eq!(codes(&issue(&ctx, whole(&[&[b]])).await.unwrap()), [Some(Code::AlreadyOnNotice)]);
    // … and a notice of one's own that is sent again is no second one
    assert_eq!(codes(&issue(&ctx, first).await.unwrap()), [None]);
    assert_eq!(paper::Entity::find().count(db.read()).await.unwrap(), 2);

    // what is there anew after its closing is made known anew
    world.close(noon("2023-06-12"), a).await;
    world.reopen(noon("2023-06-14"), a, date("2023-07-14")).await;
    let later = world.ctx(&world.office, noon("2023-06-15"));
    assert_eq!(foreseen(&look(&later, &[a]).await), [(vec![a], None)]);
});

db_test!(of_two_who_issue_in_the_same_instant_one_is_told, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    for round in 0..5 {
        let party = format!("王大明{round}");
        let (a, b) = (of(&world, &party, "楼道堆物").await, of(&world, &party, "电线老化").await);
        // each in an order of its own: nobody waits for the other for ever
        let (one, two) = tokio::join!(issue(&ctx, whole(&[&[a, b]])), issue(&ctx, whole(&[&[b, a]])));
        let mut told = [codes(&one.unwrap()), codes(&two.unwrap())].concat();
        told.sort_by_key(Option::is_some);
        assert_eq!(told, [None, Some(Code::AlreadyOnNotice)], "round {round}");
    }
    let rows = paper::Entity::find().order_by_asc(paper::Column::Seq).all(db.read()).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
});

db_test!(many_are_issued_in_portions, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let mut sheets = Vec::new();
    for party in ["王大明", "李四", "赵五"] {
        let mut hazards = Vec::new();
        for n in 0..10 {
            hazards.push(of(&world, party, &format!("楼道堆物{n}")).await);
        }
        sheets.push(hazards);
    }
    let sheets: Vec<&[HazardId]> = sheets.iter().map(Vec::as_slice).collect();
    let command = whole(&sheets);
    let first = issue(&ctx, command.clone()).await.unwrap();
    assert_eq!(first.iter().map(NoticeOutcome::waits).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!((papers(&first).len(), codes(&first)), (2, vec![None; 3]));
    let second = issue(&ctx, command).await.unwrap();
    assert!(second.iter().all(|one| !one.waits()));
    assert_eq!(papers(&second)[..2], papers(&first), "what was issued stays");
    assert_eq!(paper::Entity::find().count(db.read()).await.unwrap(), 3);
    // one notice is issued whole, however long it is
    let long: Vec<HazardId> = {
        let mut hazards = Vec::new();
        for n in 0..30 {
            hazards.push(of(&world, "钱七", &format!("电线老化{n}")).await);
        }
        hazards
    };
    assert_eq!(codes(&issue(&ctx, whole(&[&long])).await.unwrap()), [None]);
});

db_test!(only_the_office_issues_for_many, |db| async {
    let world = World::new(&db).await;
    let found = of(&world, "王大明", "楼道堆物").await;
    for who in [&world.inspector, &world.leader, &world.admin] {
        let ctx = world.ctx(who, noon(NOW));
        let asked = Asked { hazards: vec![found], ..Asked::default() };
        assert_eq!(refused(preview(&ctx, &asked).await), Code::Forbidden, "{}", who.role);
        assert_eq!(refused(issue(&ctx, whole(&[&[found]])).await), Code::Forbidden, "{}", who.role);
    }
    let ctx = world.ctx(&world.office, noon(NOW));
    assert_eq!(refused(issue(&ctx, whole(&[])).await), Code::Invalid);
});

/// The way to whether hazards stand on notices.
async fn ways(test: &TestDb) -> String {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let found = of(&world, "王大明", "楼道堆物").await;
    tape.clear();
    look(&world.ctx(&world.office, noon(NOW)), &[found]).await;
    let mut asked: Vec<Statement> = tape.end(db).await;
    asked.retain(|said| said.sql.contains("paper_hazard"));
    assert_eq!(asked.len(), 1, "{asked:#?}");
    found_by_indexes(test, &asked, by_indexes).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_notices_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = ways(&test).await;
    assert!(steps.contains("ix_paper_hazard_hazard (hazard_id=?"), "{steps}");
    assert!(!steps.contains("ix_paper_subdistrict"), "not every paper of the area: {steps}");
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_notices_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        ways(&test).await;
        test.remove().await;
    }
}

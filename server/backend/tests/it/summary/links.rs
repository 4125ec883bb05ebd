//! Links for leaders: who makes them, what they open and for how long, and how the database finds them.

use backend::{
    audit::verify::verify,
    entities::{audit_entry, summary_link},
    links::NewLink,
    summary::{links, service},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    fault::Code,
    ids::{SummaryId, SummaryLinkId},
    links::LinkState,
    summary::{
        Figure, Lang,
        commands::{DraftCorrection, SummaryCommand},
        links::{MakeSummaryLink, expiry},
    },
};
use sea_orm::{EntityTrait, Statement};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{check, checked, issued, step};
use crate::support::{
    TestDb,
    explain::{Tape, by_indexes, found_by_indexes},
    world::{World, date, noon, refused},
};

fn now() -> DateTime<Utc> {
    noon("2023-07-05")
}

async fn make(world: &World, summary: SummaryId) -> backend::error::Result<NewLink<SummaryLinkId>> {
    let id = SummaryLinkId(Uuid::now_v7());
    links::make(&world.ctx(&world.office, now()), MakeSummaryLink { id, summary }).await
}

async fn opens(world: &World, token: &SecretString, at: DateTime<Utc>) -> bool {
    match links::open(&world.state, token, Lang::Zh, at).await {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.as_fault().map(|fault| fault.code), Some(Code::NotFound));
            false
        }
    }
}

db_test!(a_link_opens_one_issued_summary_until_it_ends, |db| async {
    let world = World::new(&db).await;
    let closed = world.find(noon("2023-06-05"), |_| ()).await;
    world.close(noon("2023-06-10"), closed).await;
    let draft = checked(&world, "2023-05", noon("2023-07-03")).await;
    assert_eq!(refused(make(&world, draft.id).await), Code::WrongState);
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    for (who, code) in [
        (&world.leader, Code::Forbidden),
        (&world.inspector, Code::Forbidden),
        (&world.stranger, Code::NotFound),
    ] {
        let command = MakeSummaryLink { id: SummaryLinkId(Uuid::now_v7()), summary: june.id };
        assert_eq!(refused(links::make(&world.ctx(who, now()), command).await), code, "{}", who.login);
    }
    let link = make(&world, june.id).await.unwrap();
    assert_eq!(link.expires_at, expiry(now()));
    let ctx = world.ctx(&world.office, now());
    let again = MakeSummaryLink { id: link.id, summary: june.id };
    assert_eq!(refused(links::make(&ctx, again).await), Code::Stale, "its token cannot be told again");

    let read = links::open(&world.state, &link.token, Lang::Zh, now()).await.unwrap();
    assert_eq!((read.page.state.id, read.page.summary.count(Figure::Found)), (june.id, 1));
    assert!(read.page.buttons.is_empty() && read.page.corrections.is_empty());
    let file = links::pdf(&world.state, &link.token, now()).await.unwrap();
    assert!(file.bytes.starts_with(b"%PDF-"));
    assert!(opens(&world, &link.token, link.expires_at - TimeDelta::milliseconds(1)).await);
    assert!(!opens(&world, &link.token, link.expires_at).await);
    assert!(!opens(&world, &SecretString::from("AAAAAAAAAAAAAAAAAAAAAA"), now()).await);

    // whoever reads it hears of what was corrected since
    world.reopen(noon("2023-07-06"), closed, date("2023-08-01")).await;
    let later = noon("2023-07-10");
    let correction = DraftCorrection { id: SummaryId(Uuid::now_v7()), of: june.id };
    let office = world.ctx(&world.office, later);
    let correction = service::draft_correction(&office, correction).await.unwrap();
    let drafted = backend::summary::query::changed_since(&office, correction).await.unwrap().state.unwrap();
    let read = links::open(&world.state, &link.token, Lang::Zh, later).await.unwrap();
    assert!(read.page.corrections.is_empty(), "a draft is the office's own business");
    let paper = async |id| links::correction_pdf(&world.state, &link.token, id, later).await;
    assert_eq!(refused(paper(correction).await), Code::NotFound, "nor is it read before its issue");
    let ready = step(&world, &world.colleague, later, &drafted, check()).await;
    let sha256 = ready.sha256.clone().unwrap();
    let after = step(&world, &world.colleague, later, &ready, SummaryCommand::Issue { sha256 }).await;
    let read = links::open(&world.state, &link.token, Lang::Zh, later).await.unwrap();
    assert_eq!(read.page.corrections, [(correction, after.number)]);
    let file = paper(correction).await.unwrap();
    assert!(file.bytes.starts_with(b"%PDF-") && file.name.contains("更正说明"), "{}", file.name);
    // what is no correction of this summary stays shut
    for other in [june.id, draft.id, SummaryId(Uuid::now_v7())] {
        assert_eq!(refused(paper(other).await), Code::NotFound);
    }

    // taken back by whoever of the office sees the summary, at once and for good
    let stranger = world.ctx(&world.stranger, later);
    assert_eq!(refused(links::revoke(&stranger, link.id).await), Code::NotFound);
    assert_eq!(refused(links::revoke(&world.ctx(&world.leader, later), link.id).await), Code::Forbidden);
    let other = make(&world, june.id).await.unwrap();
    for _ in 0..2 {
        links::revoke(&world.ctx(&world.colleague, later), link.id).await.unwrap();
    }
    assert!(!opens(&world, &link.token, later).await);
    assert_eq!(refused(paper(correction).await), Code::NotFound);
    assert!(opens(&world, &other.token, later).await, "the other one goes on");
    let desk = links::list(&office, june.id, None).await.unwrap();
    let mut states: Vec<LinkState> = desk.links.iter().map(|link| link.state).collect();
    states.sort_unstable();
    assert_eq!((desk.may_make, states), (true, vec![LinkState::Open, LinkState::Revoked]));
    let seen = links::list(&world.ctx(&world.leader, later), june.id, None).await.unwrap();
    assert!(!seen.may_make && seen.links.is_empty());
    assert_eq!(refused(links::list(&stranger, june.id, None).await), Code::NotFound);

    // neither a table nor the audit log holds a token
    let kept = format!(
        "{:?} {:?}",
        summary_link::Entity::find().all(db.read()).await.unwrap(),
        audit_entry::Entity::find().all(db.read()).await.unwrap()
    );
    assert!(kept.contains("summary_link.make") && kept.contains("summary_link.revoke"));
    assert!(!kept.contains(link.token.expose_secret()) && !kept.contains(other.token.expose_secret()));
    assert!(verify(&db, |_, _| ()).await.unwrap().broken.is_empty());
});

db_test!(no_link_that_lives_is_hidden_by_later_ones, |db| async {
    const MADE: usize = 45;
    let world = World::new(&db).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    let may = issued(&world, "2023-05", noon("2023-07-03")).await;
    let other = make(&world, may.id).await.unwrap();
    let mut made = Vec::new();
    for _ in 0..MADE {
        // all in the same instant
        made.push(make(&world, june.id).await.unwrap().id);
    }
    let office = world.ctx(&world.office, now());
    let (mut seen, mut pages, mut after) = (Vec::new(), Vec::new(), None);
    loop {
        let page = links::list(&office, june.id, after).await.unwrap();
        assert!(page.may_make && page.links.iter().all(|link| link.state == LinkState::Open));
        pages.push(page.links.len());
        seen.extend(page.links.into_iter().map(|link| link.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(pages, [20, 20, 5]);
    seen.sort_unstable();
    made.sort_unstable();
    assert_eq!(seen, made, "each once");
    assert_eq!(refused(links::list(&office, june.id, Some(other.id)).await), Code::NotFound);
    // the last of them is taken back like any other
    links::revoke(&office, seen[0]).await.unwrap();
});

async fn ways(test: &TestDb) -> String {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    let link = make(&world, june.id).await.unwrap();
    tape.clear();
    links::open(&world.state, &link.token, Lang::Zh, now()).await.unwrap();
    for after in [None, Some(link.id)] {
        links::list(&world.ctx(&world.office, now()), june.id, after).await.unwrap();
    }
    links::revoke(&world.ctx(&world.office, now()), link.id).await.unwrap();
    let said = tape.end(db).await;
    let asked: Vec<Statement> = said.into_iter().filter(|said| said.sql.starts_with("SELECT")).collect();
    assert!(asked.len() > 5, "the watched database was not asked");
    found_by_indexes(test, &asked, by_indexes).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_them_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = ways(&test).await;
    for index in ["sqlite_autoindex_summary_link_", "ix_summary_link_summary (summary_id=?)"] {
        assert!(steps.contains(index), "{index}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_them_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        ways(&test).await;
        test.remove().await;
    }
}

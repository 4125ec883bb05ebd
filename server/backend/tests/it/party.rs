//! Responsible parties: a token opens its own notice and nothing else, what is sent waits for the office, and nothing closes
//! by itself.

use backend::{
    ctx::Ctx,
    desk,
    entities::{audit_entry, file, party_link, party_photo, party_submission},
    error::Error,
    files,
    hazards::query,
    home,
    party::{self, Link, door, intake},
    photos::{Photo, PhotoLimits},
};
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{
    actor::Actor,
    calendar::{day_end, local_date},
    fault::{Code, FieldCode},
    hazards::{EventKind, HazardDetail, Severity, Status, supervision::Words},
    ids::{EventId, FileId, HazardId, PartyLinkId, SubmissionId},
    party::{
        AnswerSubmission, LinkScope, LinkState, MakeLink, PartyNotice, Sent, SubmissionKind, SubmissionState,
        Submit,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use secrecy::ExposeSecret;
use std::time::Duration;
use uuid::Uuid;

use crate::support::world::{World, date, noon, refused};

const COMPANY: &str = "上海申沪物业管理有限公司";

fn now() -> DateTime<Utc> {
    noon("2023-06-05")
}

async fn make(world: &World, who: &Actor, scope: LinkScope, hazards: Vec<HazardId>) -> Result<Link, Error> {
    let command = MakeLink { id: PartyLinkId(Uuid::now_v7()), scope, hazards };
    party::make(&world.ctx(who, now()), command).await
}

async fn notice_of(world: &World, hazards: Vec<HazardId>) -> Link {
    make(world, &world.office, LinkScope::Notice, hazards).await.unwrap()
}

async fn open(world: &World, link: &Link, at: DateTime<Utc>) -> Result<PartyNotice, Error> {
    door::notice(&world.state, &link.token, None, at).await
}

fn numbers(notice: &PartyNotice) -> Vec<HazardId> {
    notice.hazards.iter().map(|hazard| hazard.id).collect()
}

/// A picture of its own colour, as a phone sends it.
fn jpeg(shade: u8) -> bytes::Bytes {
    let picture = image::RgbImage::from_pixel(32, 24, image::Rgb([shade, 40, 200]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner().into()
}

async fn picture(shade: u8) -> Photo {
    intake::photo(jpeg(shade), &PhotoLimits::default()).await.unwrap()
}

fn rectified(hazard: HazardId) -> Submit {
    let sent = Sent::Rectified { note: "已经清空，㐂𠮷".into() };
    Submit { id: SubmissionId(Uuid::now_v7()), hazard, sent }
}

fn later(hazard: HazardId, until: &str) -> Submit {
    let sent = Sent::Extension { until: date(until), reason: "等配件".into() };
    Submit { id: SubmissionId(Uuid::now_v7()), hazard, sent }
}

async fn send(world: &World, link: &Link, what: Submit, photos: Vec<Photo>) -> Result<SubmissionId, Error> {
    intake::submit(&world.state, &link.token, what, photos, now()).await
}

async fn answer(
    world: &World,
    who: &Actor,
    id: SubmissionId,
    accept: bool,
    note: Option<&str>,
) -> Result<SubmissionState, Error> {
    let answer = AnswerSubmission { id: EventId(Uuid::now_v7()), accept, note: note.map(str::to_owned) };
    party::answer(&world.ctx(who, now() + TimeDelta::hours(1)), id, answer).await
}

async fn detail(world: &World, hazard: HazardId) -> HazardDetail {
    query::detail(&world.ctx(&world.office, now()), hazard).await.unwrap()
}

async fn actions(world: &World) -> Vec<String> {
    audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.starts_with("party_"))
        .order_by_asc(audit_entry::Column::Id)
        .all(world.state.db.read())
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.action)
        .collect()
}

db_test!(a_token_opens_its_own_notice_and_is_kept_nowhere, |db| async {
    let world = World::new(&db).await;
    let photo = world.photo(&world.office, now()).await;
    let reference = world.state.reference().await.unwrap();
    let rule = reference.standards.iter().find(|standard| standard.code == "FIRE-01").unwrap();
    let mine = world
        .find(noon("2023-06-01"), |c| {
            c.photos_before = vec![photo];
            c.standard = Some(rule.id);
        })
        .await;
    let with_it = world.find(noon("2023-06-02"), |_| ()).await;
    let other_photo = world.photo(&world.office, now()).await;
    let other = world.find(noon("2023-06-03"), |c| c.photos_before = vec![other_photo]).await;
    let link = notice_of(&world, vec![mine, with_it]).await;
    let shown = open(&world, &link, now()).await.unwrap();
    assert_eq!((shown.scope, numbers(&shown)), (LinkScope::Notice, vec![mine, with_it]));
    assert_eq!(shown.organisation, None);
    let said: Vec<_> = shown.hazards.iter().map(|one| one.rule.as_ref().map(|rule| &*rule.zh)).collect();
    assert_eq!(said, [Some(&*rule.text_zh), None], "what the clause is about, in plain words");
    assert_eq!(shown.hazards[0].photos.iter().map(|p| p.id).collect::<Vec<_>>(), [photo]);
    // the photos of the notice and no others
    let opened = door::photo(&world.state, &link.token, photo, true, now()).await;
    assert_eq!(opened.unwrap().content_type, "image/jpeg");
    let strange = async |id| door::photo(&world.state, &link.token, id, false, now()).await.map(|f| f.size);
    assert_eq!(refused(strange(other_photo).await), Code::NotFound);
    assert_eq!(refused(strange(FileId(Uuid::now_v7())).await), Code::NotFound);
    // nothing is sent about another hazard
    let sent = send(&world, &link, rectified(other), vec![picture(1).await]).await;
    assert_eq!(refused(sent), Code::NotFound);
    assert_eq!(party_submission::Entity::find().count(db.read()).await.unwrap(), 0);
    // the token itself stands in no row
    let row = party_link::Entity::find_by_id(link.id.0).one(db.read()).await.unwrap().unwrap();
    assert_ne!(row.token_hash, link.token.expose_secret());
    assert_eq!(row.token_hash.len(), 64);
    let lines = audit_entry::Entity::find().all(db.read()).await.unwrap();
    let told = lines.iter().any(|line| {
        line.detail.to_string().contains(link.token.expose_secret())
            || line.detail.to_string().contains(&row.token_hash)
    });
    assert!(!told, "the audit log names a token");
});

db_test!(a_token_ends_with_its_time_or_when_it_is_taken_back, |db| async {
    let world = World::new(&db).await;
    let hazard = world.find(noon("2023-06-01"), |_| ()).await;
    let link = notice_of(&world, vec![hazard]).await;
    // due on 1 July, and a month more
    let last_day = local_date(noon("2023-06-01")) + Days::new(30) + Days::new(30);
    assert_eq!(link.expires_at, day_end(last_day));
    assert!(open(&world, &link, link.expires_at - TimeDelta::milliseconds(1)).await.is_ok());
    assert_eq!(refused(open(&world, &link, link.expires_at).await), Code::NotFound);
    let late = intake::submit(&world.state, &link.token, rectified(hazard), vec![], link.expires_at).await;
    assert_eq!(refused(late), Code::NotFound);

    let office = world.ctx(&world.office, now());
    for (who, code) in [(&world.inspector, Code::Forbidden), (&world.stranger, Code::NotFound)] {
        assert_eq!(refused(party::revoke(&world.ctx(who, now()), link.id).await), code);
    }
    party::revoke(&office, link.id).await.unwrap();
    party::revoke(&office, link.id).await.unwrap();
    assert_eq!(refused(open(&world, &link, now()).await), Code::NotFound);
    assert_eq!(refused(send(&world, &link, rectified(hazard), vec![]).await), Code::NotFound);
    assert_eq!(actions(&world).await, ["party_link.make", "party_link.revoke"]);
    let desk = party::query::desk(&office, hazard).await.unwrap();
    assert_eq!(desk.links.iter().map(|link| link.state).collect::<Vec<_>>(), [LinkState::Revoked]);
    let guessed = Link { token: "AAAAAAAAAAAAAAAAAAAAAA".to_owned().into(), ..link };
    assert_eq!(refused(open(&world, &guessed, now()).await), Code::NotFound);
});

db_test!(a_notice_is_for_one_party_within_reach, |db| async {
    let world = World::new(&db).await;
    let named = |name: &'static str| {
        move |c: &mut domain::hazards::RegisterHazard| {
            c.party_name = Some(name.into());
        }
    };
    let a = world.find(noon("2023-06-01"), named("张伟")).await;
    let b = world.find(noon("2023-06-02"), named("李强")).await;
    let elsewhere = world.find(noon("2023-06-02"), |c| c.site = Some(world.tower)).await;
    let far = world.find(noon("2023-06-03"), |c| c.site = Some(world.far_shop)).await;
    let done = world.find(noon("2023-06-01"), |_| ()).await;
    world.close(noon("2023-06-02"), done).await;
    for (hazards, code) in [
        (vec![a, b], FieldCode::NotAllowed),
        (vec![a, elsewhere], FieldCode::NotAllowed),
        (vec![far], FieldCode::Unknown),
        (vec![HazardId(Uuid::now_v7())], FieldCode::Unknown),
        (vec![done], FieldCode::NotAllowed),
        (vec![], FieldCode::Required),
    ] {
        let error = make(&world, &world.office, LinkScope::Notice, hazards.clone()).await.unwrap_err();
        let fields: Vec<_> =
            error.as_fault().unwrap().fields.iter().map(|f| (f.field.as_str(), f.code)).collect();
        assert_eq!(fields, [("hazard", code)], "{hazards:?}");
    }
    for who in [&world.inspector, &world.leader, &world.admin] {
        assert_eq!(refused(make(&world, who, LinkScope::Notice, vec![a]).await), Code::Forbidden);
    }
    // a person's name opens nothing but the notice
    assert_eq!(refused(make(&world, &world.office, LinkScope::Company, vec![a]).await), Code::Invalid);
    // the same command again cannot tell the token again
    let id = PartyLinkId(Uuid::now_v7());
    let command = || MakeLink { id, scope: LinkScope::Notice, hazards: vec![a] };
    party::make(&world.ctx(&world.office, now()), command()).await.unwrap();
    assert_eq!(refused(party::make(&world.ctx(&world.office, now()), command()).await), Code::Stale);
});

db_test!(an_organisation_sees_what_is_open_under_its_name, |db| async {
    let world = World::new(&db).await;
    let of = |name: &'static str, day: &'static str| {
        world.find(noon(day), move |c| c.party_name = Some(name.into()))
    };
    let (first, closed) = (of(COMPANY, "2023-06-01").await, of(COMPANY, "2023-06-02").await);
    let strange = of("虹仙小区业委会", "2023-06-02").await;
    let far = world
        .find(noon("2023-06-02"), |c| {
            c.party_name = Some(COMPANY.into());
            c.site = Some(world.far_shop);
        })
        .await;
    world.close(noon("2023-06-03"), closed).await;
    let link = make(&world, &world.office, LinkScope::Company, vec![first]).await.unwrap();
    let later_found = of(COMPANY, "2023-06-04").await;
    let shown = open(&world, &link, now()).await.unwrap();
    assert_eq!(shown.organisation.as_deref(), Some(COMPANY));
    assert_eq!(numbers(&shown), [first, later_found]);
    for hazard in [closed, strange, far] {
        let sent = send(&world, &link, rectified(hazard), vec![picture(2).await]).await;
        assert_eq!(refused(sent), Code::NotFound);
    }
    // page by page
    for n in 0..20 {
        world.find(noon("2023-06-05") + TimeDelta::minutes(n), |c| c.party_name = Some(COMPANY.into())).await;
    }
    let (mut seen, mut after) = (0, None);
    for page in 1..=2 {
        let shown = door::notice(&world.state, &link.token, after, now()).await.unwrap();
        seen += shown.hazards.len();
        assert_eq!(shown.next.is_some(), page == 1);
        after = shown.next;
    }
    assert_eq!(seen, 22);
    // whoever sees less than the subdistrict makes no link for all of it
    let small = Actor { area: "310105008001".parse().unwrap(), ..world.office.clone() };
    let made = make(&world, &small, LinkScope::Company, vec![first]).await.unwrap_err();
    assert_eq!(made.as_fault().unwrap().fields[0].code, FieldCode::OutsideArea);
});

db_test!(a_home_is_masked_on_the_page_of_its_notice, |db| async {
    let world = World::new(&db).await;
    let hazard = world
        .find(noon("2023-06-01"), |c| {
            c.site = Some(world.flat);
            c.party_name = Some("欧阳小明".into());
        })
        .await;
    let link = notice_of(&world, vec![hazard]).await;
    let shown = open(&world, &link, now()).await.unwrap();
    let text = serde_json::to_string(&shown).unwrap();
    // with its sign: the digits alone may stand in an id
    for hidden in ["欧阳小明", "502室", "13812345678"] {
        assert!(!text.contains(hidden), "{hidden} is shown");
    }
    assert_eq!(shown.hazards[0].address.as_deref(), Some("仙霞路700弄43号"));
});

db_test!(what_is_sent_waits_and_becomes_a_step_when_it_is_accepted, |db| async {
    let world = World::new(&db).await;
    let hazard = world.find(noon("2023-06-01"), |_| ()).await;
    world.assign(noon("2023-06-02"), hazard).await;
    let link = notice_of(&world, vec![hazard]).await;
    let what = rectified(hazard);
    let photos = vec![picture(1).await, picture(2).await];
    let id = send(&world, &link, what.clone(), photos.clone()).await.unwrap();
    // the same form again is the same submission, another one waits its turn
    assert_eq!(send(&world, &link, what.clone(), photos.clone()).await.unwrap(), id);
    assert_eq!(refused(send(&world, &link, what, vec![picture(3).await]).await), Code::ContentConflict);
    assert_eq!(refused(send(&world, &link, rectified(hazard), photos).await), Code::SubmissionPending);
    let before = detail(&world, hazard).await;
    assert_eq!((before.state.status, before.events.len()), (Status::Assigned, 2), "nothing has happened yet");
    let waiting = &open(&world, &link, now()).await.unwrap().hazards[0];
    assert!(!waiting.may_send(SubmissionKind::Rectified) && waiting.may_send(SubmissionKind::Extension));

    let office = world.ctx(&world.office, now());
    assert_eq!(number_waiting(&world, &world.office).await, Some(1));
    assert_eq!(number_waiting(&world, &world.stranger).await, Some(0));
    assert_eq!(number_waiting(&world, &world.inspector).await, None, "whoever does not watch the desk");
    let queue = party::query::waiting(&office, None).await.unwrap();
    assert_eq!(queue.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
    let sent = &queue.rows[0];
    assert_eq!((sent.words.as_str(), sent.photos.len()), ("已经清空，㐂𠮷", 2));
    let photo = sent.photos[0].id;
    // whoever sees the hazard sees what was sent, and nobody else
    let seen = async |who: &Actor| {
        let file = files::query::open(&world.ctx(who, now()), photo, true).await;
        file.map(|file| file.size)
    };
    assert!(seen(&world.inspector).await.unwrap() > 0);
    assert_eq!(refused(seen(&world.stranger).await), Code::NotFound);
    assert_eq!(refused(seen(&world.neighbour).await), Code::NotFound);
    assert!(party::query::waiting(&world.ctx(&world.stranger, now()), None).await.unwrap().rows.is_empty());

    for (who, code) in [
        (&world.inspector, Code::Forbidden),
        (&world.leader, Code::Forbidden),
        (&world.stranger, Code::NotFound),
    ] {
        assert_eq!(refused(answer(&world, who, id, true, None).await), code);
    }
    assert_eq!(answer(&world, &world.office, id, true, None).await.unwrap(), SubmissionState::Accepted);
    assert_eq!(refused(answer(&world, &world.colleague, id, true, None).await), Code::Stale);
    assert_eq!(number_waiting(&world, &world.office).await, Some(0));
    let after = detail(&world, hazard).await;
    assert_eq!(after.state.status, Status::Rectified, "it waits for a review: nothing closes by itself");
    assert_eq!(after.state.rectified_by, Some(world.office.user));
    let event = after.events.last().unwrap();
    assert_eq!(event.kind, EventKind::Rectified);
    assert_eq!(event.note.as_deref(), Some("责任方自报：已经清空，㐂𠮷"));
    assert_eq!(after.photos_after.len(), 2);
    assert_eq!(event.photos.len(), 2);
    assert!(seen(&world.inspector).await.unwrap() > 0);
    // whoever accepted it does not review it
    let review = after.actions.iter().find(|a| a.action == domain::hazards::Action::Review).unwrap();
    assert_eq!(review.refusal.as_ref().unwrap().code, Code::OwnRectification);
    assert_eq!(
        actions(&world).await,
        ["party_link.make", "party_submission.send", "party_submission.accept"]
    );
    let kept = (
        party_photo::Entity::find().count(db.read()).await.unwrap(),
        file::Entity::find().count(db.read()).await.unwrap(),
    );
    assert_eq!(kept, (2, 2));
});

/// How many submissions the desk and the first page say wait for this person.
async fn number_waiting(world: &World, who: &Actor) -> Option<u64> {
    let ctx = world.ctx(who, now());
    let beside = home::query::home(&ctx).await.unwrap().waiting.beside;
    let first_page = beside.map(|beside| beside.submissions.n);
    if first_page.is_some() {
        let desk = desk::query::desk(&ctx).await.unwrap();
        assert_eq!(Some(desk.beside), beside, "the desk and the first page say the same");
    }
    first_page
}

db_test!(the_desk_hears_of_what_is_sent_and_of_what_is_sent_back, |db| async {
    let world = World::new(&db).await;
    let hazard = world.find(noon("2023-06-01"), |_| ()).await;
    world.assign(noon("2023-06-02"), hazard).await;
    let link = notice_of(&world, vec![hazard]).await;
    let office = world.ctx(&world.office, now());
    let stranger = world.ctx(&world.stranger, now());
    let mark = async |ctx: &Ctx| desk::pulse::changed(ctx, None, Duration::ZERO).await.unwrap().mark;
    let (before, theirs) = (mark(&office).await, mark(&stranger).await);
    let id = send(&world, &link, later(hazard, "2023-07-20"), vec![]).await.unwrap();
    let heard = desk::pulse::changed(&office, Some(&before), Duration::from_secs(2)).await.unwrap().mark;
    assert_ne!(heard, before);
    answer(&world, &world.office, id, false, Some("请先说明原因")).await.unwrap();
    let again = desk::pulse::changed(&office, Some(&heard), Duration::from_secs(2)).await.unwrap().mark;
    assert_ne!(again, heard, "one less waits");
    assert_eq!(mark(&stranger).await, theirs, "nobody else's desk");
});

db_test!(what_the_life_cycle_does_not_allow_goes_on_waiting, |db| async {
    let world = World::new(&db).await;
    let hazard = world.find(noon("2023-06-01"), |_| ()).await;
    let link = notice_of(&world, vec![hazard]).await;
    let id = send(&world, &link, rectified(hazard), vec![picture(1).await]).await.unwrap();
    // nobody has it yet: it is assigned first
    assert_eq!(refused(answer(&world, &world.office, id, true, None).await), Code::WrongState);
    assert_eq!(file::Entity::find().count(db.read()).await.unwrap(), 0, "nothing is left of the attempt");
    assert_eq!(party::query::waiting(&world.ctx(&world.office, now()), None).await.unwrap().rows.len(), 1);
    world.assign(noon("2023-06-06"), hazard).await;
    assert_eq!(answer(&world, &world.office, id, true, None).await.unwrap(), SubmissionState::Accepted);
    // what is reported as rectified takes nothing more
    let again = send(&world, &link, rectified(hazard), vec![picture(2).await]).await;
    assert_eq!(refused(again), Code::WrongState);
});

db_test!(what_is_sent_back_is_told_to_the_party_and_can_be_sent_anew, |db| async {
    let world = World::new(&db).await;
    let hazard = world.find(noon("2023-06-01"), |_| ()).await;
    world.assign(noon("2023-06-02"), hazard).await;
    let link = notice_of(&world, vec![hazard]).await;
    let id = send(&world, &link, rectified(hazard), vec![picture(1).await]).await.unwrap();
    assert_eq!(refused(answer(&world, &world.office, id, false, None).await), Code::Invalid, "without words");
    let back = answer(&world, &world.office, id, false, Some("照片看不清门口")).await.unwrap();
    assert_eq!(back, SubmissionState::Returned);
    let shown = open(&world, &link, now()).await.unwrap();
    let told = &shown.hazards[0].sent[0];
    assert_eq!((told.state, told.answer.as_deref()), (SubmissionState::Returned, Some("照片看不清门口")));
    assert!(shown.hazards[0].may_send(SubmissionKind::Rectified));
    assert_eq!(detail(&world, hazard).await.events.len(), 2);
    // what the office wrote is for those to whom it wrote
    let second = notice_of(&world, vec![hazard]).await;
    assert_eq!(open(&world, &second, now()).await.unwrap().hazards[0].sent[0].answer, None);
    send(&world, &link, rectified(hazard), vec![picture(2).await]).await.unwrap();
});

db_test!(a_request_for_a_later_deadline_is_the_office_s_to_decide, |db| async {
    let world = World::new(&db).await;
    let hazard = world.find(noon("2023-06-01"), |_| ()).await;
    world.assign(noon("2023-06-02"), hazard).await;
    let link = notice_of(&world, vec![hazard]).await;
    // not later than the deadline in force, which is 1 July
    assert_eq!(refused(send(&world, &link, later(hazard, "2023-07-01"), vec![]).await), Code::Invalid);
    let id = send(&world, &link, later(hazard, "2023-07-20"), vec![]).await.unwrap();
    assert_eq!(answer(&world, &world.office, id, true, None).await.unwrap(), SubmissionState::Accepted);
    let asked = detail(&world, hazard).await;
    assert_eq!(asked.state.extension.as_ref().map(|e| e.until), Some(date("2023-07-20")));
    assert_eq!(asked.state.effective_due, date("2023-07-01"), "asked is not granted");
    let more = send(&world, &link, later(hazard, "2023-08-20"), vec![]).await;
    assert_eq!(refused(more), Code::ExtensionPending);
});

db_test!(a_picture_that_a_party_sent_outlives_a_loose_photo_of_it, |db| async {
    let world = World::new(&db).await;
    let hazard = world.find(noon("2023-06-01"), |_| ()).await;
    let link = notice_of(&world, vec![hazard]).await;
    send(&world, &link, rectified(hazard), vec![picture(7).await]).await.unwrap();
    // the same picture, uploaded by somebody and attached to nothing
    let ctx: Ctx = world.ctx(&world.office, now());
    let (id, before) = (FileId(Uuid::now_v7()), domain::photos::PhotoKind::Before);
    files::service::upload(&ctx, id, before, jpeg(7), &PhotoLimits::default()).await.unwrap();
    let loose = file::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap();
    let sent = party_photo::Entity::find().one(db.read()).await.unwrap().unwrap();
    assert_eq!(loose.sha256, sent.sha256);
    let long_after = now() + files::purge::UNATTACHED + TimeDelta::days(1);
    assert_eq!(files::purge::purge(&world.state, long_after).await.unwrap(), 1);
    let sent = party::query::waiting(&ctx, None).await.unwrap().rows[0].photos[0].id;
    assert!(files::query::open(&ctx, sent, false).await.is_ok(), "the picture is still there");
});

db_test!(major_hazards_are_listed_with_what_they_lack, |db| async {
    let world = World::new(&db).await;
    let major = |day: &'static str| world.find(noon(day), |c| c.severity = Severity::Major);
    let (old, new) = (major("2023-06-01").await, major("2023-06-02").await);
    world.find(noon("2023-06-02"), |_| ()).await;
    world.five_elements(noon("2023-06-03"), old).await;
    world.assign(noon("2023-06-03"), old).await;
    let note =
        domain::hazards::HazardCommand::AddNote { note: "已停用，专人值守".into(), photos: vec![] };
    world.step(&world.office, noon("2023-06-03"), old, note).await;
    let ask = domain::hazards::HazardCommand::AskExtension {
        until: date("2023-08-01"),
        reason: "等设备".into(),
    };
    world.step(&world.inspector, noon("2023-06-04"), old, ask).await;
    let grant = domain::hazards::HazardCommand::DecideExtension { grant: true, note: None };
    world.step(&world.office, noon("2023-06-04"), old, grant).await;
    world.rectify(noon("2023-06-05"), old).await;
    world.review(&world.office, noon("2023-06-06"), old, true).await;

    let mut ctx = world.ctx(&world.leader, noon("2023-06-07"));
    ctx.state.limits.page_size = 1;
    let first = query::supervised(&ctx, false, None).await.unwrap();
    assert_eq!(
        first.rows.iter().map(domain::hazards::supervision::SupervisedHazard::id).collect::<Vec<_>>(),
        [new]
    );
    assert_eq!(first.rows[0].missing().len(), 5);
    assert_eq!(first.rows[0].supervised_by(), None);
    let second = query::supervised(&ctx, false, first.next).await.unwrap();
    let row = &second.rows[0];
    assert_eq!((row.id(), row.missing().len(), second.next), (old, 0, None));
    assert_eq!(row.supervised_by(), Some("区消防救援支队"));
    assert_eq!(row.progress.as_ref().map(|p| p.note.as_str()), Some("已停用，专人值守"));
    assert_eq!(row.moved_deadline(), Some((date("2023-07-01"), date("2023-08-01"))));
    assert_eq!(row.extended_by.as_ref(), Some(&world.office.name));
    assert_eq!((Words::of(&row.state), row.first_reviewer.as_ref()), (Words::One, Some(&world.office.name)));
    // closed by two people, it is on the list of all only
    world.review(&world.colleague, noon("2023-06-07"), old, true).await;
    ctx.state.limits.page_size = 10;
    let listed = async |all| query::supervised(&ctx, all, None).await.unwrap().rows.len();
    assert_eq!((listed(false).await, listed(true).await), (1, 2));
    let far = world.ctx(&world.stranger, noon("2023-06-07"));
    assert!(query::supervised(&far, true, None).await.unwrap().rows.is_empty());
});

mod plans;

//! A tablet that cannot get online.

use super::*;
use crate::support::{
    books,
    rescue_file::{self, rescued},
    tablet::Shot,
};
use backend::{
    entities::{audit_entry, file, user_account},
    photos::PhotoLimits,
    sync::{
        devices,
        rescue::{Content, RescuedPhoto, Unreadable, import},
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::programmes::ProgrammeCommand;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};

/// What the tablet exports.
fn export(tablet: &Tablet<'_>, key: &str, content: &Content) -> String {
    rescue_file::export(tablet.device, tablet.who.user, key, content)
}

db_test!(the_office_imports_what_a_tablet_has_exported, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let ready = tablet::ready(tablet.device, at(8));
    let key = devices::register(&tablet.ctx(at(8)), ready).await.unwrap().key;
    let shot = Shot::new();
    let mut found = visit(world.shop, at(9));
    found.photos = vec![shot.id];
    let mut bad = visit(world.shop, at(10));
    bad.kind = InspectionKind::Special;
    let mut fire = books::new(books::fire(world.shop));
    fire.record.at = at(9);
    let fire = ProgrammeCommand::EnterFire(Box::new(fire));
    let content = Content {
        commands: vec![
            tablet::seal(saved(found), at(10), vec![shot.sent(at(9))]),
            tablet::seal(saved(bad), at(10), vec![]),
            tablet::seal(Command::Programme(Box::new(fire)), at(10), vec![]),
        ],
        photos: vec![rescued(&shot), RescuedPhoto { bytes: 1, ..rescued(&Shot::new()) }],
    };
    let file = export(&tablet, &key, &content);
    // the person has left since: what was recorded was recorded
    let left = user_account::ActiveModel {
        id: Set(world.inspector.user.0),
        disabled_at: Set(Some(at(11))),
        ..Default::default()
    };
    db.write(move |tx| Box::pin(async move { left.update(tx).await })).await.unwrap();

    let office = world.ctx(&world.office, at(18));
    let limits = PhotoLimits::default();
    let report = import(&office, file.as_bytes(), &limits).await.unwrap();
    let answers = domain::sync::Answers { now: at(18), answers: report.commands };
    assert_eq!(tablet::outcomes(&answers), ["applied", "refused invalid", "applied"]);
    assert!(report.photos[0].1.is_ok());
    assert_eq!(report.photos[1].1.as_ref().unwrap_err().code, domain::fault::Code::Damaged);
    let row = file::Entity::find_by_id(shot.id.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!((row.uploaded_by, row.inspection_id.is_some()), (world.inspector.user.0, true));
    // again: nothing twice
    let again = import(&office, file.as_bytes(), &limits).await.unwrap();
    let answers = domain::sync::Answers { now: at(18), answers: again.commands };
    assert_eq!(tablet::outcomes(&answers), ["already", "refused invalid", "already"]);
    // who imported it and whose it is both stand in the log
    let lines = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.is_in(["import.rescue", "inspection.save"]))
        .all(db.read())
        .await
        .unwrap();
    let by = |action: &str| {
        lines.iter().filter(|l| l.action == action).map(|l| l.actor_login.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(by("import.rescue"), ["office", "office"]);
    assert_eq!(by("inspection.save"), ["inspector"]);
});

db_test!(a_file_that_cannot_be_read_is_said_why, |db| async move {
    let world = World::new(&db).await;
    let tablet = Tablet::of(&world, &world.inspector);
    let ready = tablet::ready(tablet.device, at(8));
    let key = devices::register(&tablet.ctx(at(8)), ready).await.unwrap().key;
    let content = Content { commands: vec![], photos: vec![] };
    let good = export(&tablet, &key, &content);
    let read = async |who: &Actor, file: String| {
        import(&world.ctx(who, at(18)), file.as_bytes(), &PhotoLimits::default())
            .await
            .map(|_| ())
            .unwrap_err()
    };
    let office = &world.office;
    assert!(matches!(read(office, String::new()).await, Unreadable::NotARescueFile));
    assert!(matches!(read(office, "a,b\n1,2".into()).await, Unreadable::NotARescueFile));
    let later = good.replacen("\"xunan_rescue\":1", "\"xunan_rescue\":2", 1);
    assert!(matches!(read(office, later).await, Unreadable::OtherVersion(2)));
    assert!(matches!(read(office, good[..good.len() - 8].into()).await, Unreadable::Damaged));
    let wrong_key = export(&tablet, &STANDARD.encode([1; 32]), &content);
    assert!(matches!(read(office, wrong_key).await, Unreadable::Damaged));
    let unknown = export(&Tablet::of(&world, &world.inspector), &key, &content);
    assert!(matches!(read(office, unknown).await, Unreadable::NoKey));
    assert!(matches!(read(&world.stranger, good.clone()).await, Unreadable::OtherArea));
    assert!(matches!(read(&world.inspector, good.clone()).await, Unreadable::Error(_)));
    assert!(import(&world.ctx(office, at(18)), good.as_bytes(), &PhotoLimits::default()).await.is_ok());
});

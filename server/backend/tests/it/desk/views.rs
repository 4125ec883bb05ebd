//! Saved views: whose they are, who sees them, how many there may be.

use backend::desk::{query::desk, remove_view, save_view};
use domain::{
    actor::Actor,
    desk::saved_view::{MOST_OWN, SaveView},
    fault::{Code, FieldCode},
    ids::SavedViewId,
};
use uuid::Uuid;

use crate::support::world::{World, noon, refused};

const NOW: &str = "2023-06-10";

fn view(name: &str, shared: bool) -> SaveView {
    SaveView {
        id: SavedViewId(Uuid::now_v7()),
        name: name.into(),
        query: "category=chess_room".into(),
        shared,
    }
}

async fn names(world: &World, who: &Actor) -> Vec<(String, bool)> {
    let desk = desk(&world.ctx(who, noon(NOW))).await.unwrap();
    desk.views.into_iter().map(|view| (view.name, view.may_change)).collect()
}

db_test!(views_are_kept_shared_changed_and_removed, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon(NOW));
    let mut own = view("三类问题", false);
    save_view(&office, own.clone()).await.unwrap();
    // the same again is accepted again
    save_view(&office, own.clone()).await.unwrap();
    assert_eq!(names(&world, &world.office).await, [("三类问题".to_owned(), true)]);
    assert!(names(&world, &world.colleague).await.is_empty());
    own.shared = true;
    save_view(&office, own.clone()).await.unwrap();
    assert_eq!(names(&world, &world.colleague).await, [("三类问题".to_owned(), true)]);
    assert_eq!(names(&world, &world.leader).await, [("三类问题".to_owned(), false)]);
    assert!(names(&world, &world.stranger).await.is_empty());

    // the name is free for others, not for oneself
    let twin = save_view(&office, view("三类问题", false)).await.unwrap_err();
    assert_eq!(twin.as_fault().unwrap().fields[0].code, FieldCode::Duplicate);
    let leader = world.ctx(&world.leader, noon(NOW));
    save_view(&leader, view("三类问题", false)).await.unwrap();

    let stranger = world.ctx(&world.stranger, noon(NOW));
    assert_eq!(refused(save_view(&leader, own.clone()).await), Code::Forbidden);
    assert_eq!(refused(save_view(&stranger, own.clone()).await), Code::NotFound);
    assert_eq!(refused(remove_view(&leader, own.id).await), Code::Forbidden);
    assert_eq!(refused(remove_view(&stranger, own.id).await), Code::NotFound);
    // whoever keeps the desk clears away what a colleague has left
    remove_view(&world.ctx(&world.colleague, noon(NOW)), own.id).await.unwrap();
    remove_view(&office, own.id).await.unwrap();
    assert!(names(&world, &world.office).await.is_empty());
    for who in [&world.inspector, &world.admin] {
        assert_eq!(refused(save_view(&world.ctx(who, noon(NOW)), view("x", false)).await), Code::Forbidden);
    }
});

db_test!(there_are_only_so_many, |db| async {
    let world = World::new(&db).await;
    let office = world.ctx(&world.office, noon(NOW));
    for n in 0..MOST_OWN {
        save_view(&office, view(&format!("视图{n}"), false)).await.unwrap();
    }
    let full = save_view(&office, view("再一个", false)).await.unwrap_err();
    assert_eq!(full.as_fault().unwrap().fields[0].code, FieldCode::TooMany);
});

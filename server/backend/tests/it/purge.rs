//! Photos that never belonged to anything go after a month, with their pictures; all others stay.

use backend::{
    entities::file,
    files::purge::{UNATTACHED, purge},
    storage::Key,
};
use chrono::{TimeDelta, Utc};
use domain::ids::FileId;
use sea_orm::EntityTrait;

use crate::support::world::World;

async fn is_there(world: &World, id: FileId) -> bool {
    file::Entity::find_by_id(id.0).one(world.state.db.read()).await.unwrap().is_some()
}

async fn keys(world: &World, id: FileId) -> [Key; 2] {
    let row = file::Entity::find_by_id(id.0).one(world.state.db.read()).await.unwrap().unwrap();
    let hash = row.sha256.parse().unwrap();
    [Key::photo(hash), Key::thumb(hash)]
}

async fn stored(world: &World, keys: &[Key; 2]) -> [bool; 2] {
    let mut there = [false; 2];
    for (there, key) in there.iter_mut().zip(keys) {
        *there = world.state.storage.exists(key).await.unwrap();
    }
    there
}

db_test!(what_nobody_attached_goes_after_a_month, |db| async {
    let world = World::new(&db).await;
    let now = Utc::now();
    let long_ago = now - UNATTACHED - TimeDelta::minutes(1);
    let forgotten = world.photo(&world.inspector, long_ago).await;
    let recent = world.photo(&world.inspector, now - UNATTACHED + TimeDelta::minutes(1)).await;
    let kept = world.photo(&world.office, long_ago).await;
    world.find(long_ago, |c| c.photos_before = vec![kept]).await;
    let pictures = [keys(&world, forgotten).await, keys(&world, recent).await, keys(&world, kept).await];
    for of in &pictures {
        assert_eq!(stored(&world, of).await, [true, true]);
    }
    assert_eq!(purge(&world.state, now).await.unwrap(), 1);
    assert_eq!(
        [is_there(&world, forgotten).await, is_there(&world, recent).await, is_there(&world, kept).await],
        [false, true, true]
    );
    assert_eq!(stored(&world, &pictures[0]).await, [false, false], "the picture goes with its row");
    assert_eq!(stored(&world, &pictures[1]).await, [true, true]);
    assert_eq!(stored(&world, &pictures[2]).await, [true, true]);
    assert_eq!(purge(&world.state, now).await.unwrap(), 0, "nothing is left to do");
});

db_test!(a_picture_that_another_record_shows_stays, |db| async {
    let world = World::new(&db).await;
    let now = Utc::now();
    let long_ago = now - UNATTACHED - TimeDelta::days(1);
    let id = world.photo(&world.inspector, long_ago).await;
    let pictures = keys(&world, id).await;
    // the same picture in a record that is attached
    let row = file::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap();
    let hazard = world.find(long_ago, |_| ()).await;
    let twin =
        file::Model { id: uuid::Uuid::now_v7(), hazard_id: Some(hazard.0), attached_at: Some(now), ..row };
    db.write(move |tx| {
        Box::pin(async move {
            use sea_orm::{ActiveModelTrait, IntoActiveModel};
            twin.into_active_model().reset_all().insert(tx).await
        })
    })
    .await
    .unwrap();
    assert_eq!(purge(&world.state, now).await.unwrap(), 1);
    assert_eq!(stored(&world, &pictures).await, [true, true]);
});

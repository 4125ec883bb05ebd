//! Whatever keeps files keeps them in the same way: a folder, memory, and a bucket of S3-compatible storage.

use crate::support::{
    TestDb, bucket,
    tablet::{self, Shot},
    world::{World, noon},
};
use backend::{
    config,
    ctx::{Ctx, State},
    entities::upload,
    files::{
        self,
        parts::{self, Part},
    },
    photos::PhotoLimits,
    storage::{ContentHash, Durability, Key, Storage, StorageError},
};
use bytes::Bytes;
use domain::sync::PhotoAnswer;
use futures::StreamExt;
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

/// Declares one test that runs on each kind of store, as `name::folder`, `name::memory` and `name::bucket`.
macro_rules! store_test {
    ($(#[$meta:meta])* $name:ident, |$storage:ident| $story:expr) => {
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn story($storage: Storage) {
                $story.await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn folder() {
                let folder = tempfile::tempdir().unwrap();
                let files = folder.path().join("files");
                story(Storage::open_with(files.to_str().unwrap(), Durability::Relaxed).unwrap()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn memory() {
                story(Storage::in_memory()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn bucket() {
                if let Some(storage) = crate::support::bucket::open().await {
                    story(storage).await;
                }
            }
        }
    };
}

/// Content unlike any other of that length.
fn content(bytes: usize) -> Bytes {
    let mut state = Uuid::now_v7().as_u128() as u64 | 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..bytes).map(|_| next()).collect::<Vec<_>>().into()
}

fn photo(content: &Bytes) -> Key {
    Key::photo(ContentHash::of(content))
}

async fn read(storage: &Storage, key: &Key) -> Bytes {
    storage.get(key).await.unwrap().into_bytes().await.unwrap()
}

store_test!(what_is_put_is_there_until_it_is_deleted, |storage| async move {
    let hello = content(5);
    let key = photo(&hello);
    assert!(!storage.exists(&key).await.unwrap());
    assert!(matches!(storage.get(&key).await, Err(StorageError::NotFound(missing)) if missing == key));
    storage.delete(&key).await.unwrap();
    for _ in 0..2 {
        storage.put(&key, hello.clone()).await.unwrap();
    }
    assert!(storage.exists(&key).await.unwrap());
    let object = storage.get(&key).await.unwrap();
    assert_eq!(object.size, 5);
    assert_eq!(object.into_bytes().await.unwrap(), hello);
    // the picture and its small version have names of their own
    assert!(!storage.exists(&Key::thumb(ContentHash::of(&hello))).await.unwrap());
    for _ in 0..2 {
        storage.delete(&key).await.unwrap();
    }
    assert!(!storage.exists(&key).await.unwrap());
});

store_test!(every_kind_of_name_is_one, |storage| async move {
    let (hash, id) = (ContentHash::of(&content(9)), Uuid::now_v7());
    let keys = [
        Key::photo(hash),
        Key::thumb(hash),
        Key::paper(hash, "pdf"),
        Key::paper(hash, "docx"),
        Key::summary(hash, "csv"),
        Key::part(id, 0, 0, 300),
        Key::part(id, 1, 0, 300),
        Key::import(id),
    ];
    for (n, key) in keys.iter().enumerate() {
        storage.put(key, Bytes::from(vec![n as u8; n + 1])).await.unwrap();
    }
    for (n, key) in keys.iter().enumerate() {
        assert_eq!(read(&storage, key).await, vec![n as u8; n + 1], "{key}");
    }
});

store_test!(a_name_written_afresh_has_the_new_content, |storage| async move {
    let key = Key::import(Uuid::now_v7());
    let (long, short) = (content(70_000), content(300));
    storage.put(&key, long.clone()).await.unwrap();
    storage.put(&key, short.clone()).await.unwrap();
    assert_eq!(read(&storage, &key).await, short);
    storage.put(&key, Bytes::new()).await.unwrap();
    let object = storage.get(&key).await.unwrap();
    assert_eq!((object.size, object.into_bytes().await.unwrap()), (0, Bytes::new()));
});

store_test!(large_objects_arrive_whole, |storage| async move {
    // the last goes into a bucket in three parts
    for bytes in [1024 * 1024, 1024 * 1024 + 1, 17_000_000] {
        let sent = content(bytes);
        let key = photo(&sent);
        storage.put(&key, sent.clone()).await.unwrap();
        let mut object = storage.get(&key).await.unwrap();
        assert_eq!(object.size, bytes as u64);
        let mut whole = Vec::new();
        while let Some(piece) = object.body.next().await {
            whole.extend_from_slice(&piece.unwrap());
        }
        assert_eq!(ContentHash::of(&whole), ContentHash::of(&sent), "{bytes} bytes");
        storage.delete(&key).await.unwrap();
    }
});

store_test!(writers_of_the_same_photo_do_not_disturb_each_other, |storage| async move {
    let sent = content(200_000);
    let key = photo(&sent);
    let writing = (0..16).map(|_| storage.put(&key, sent.clone()));
    futures::future::join_all(writing).await.into_iter().for_each(Result::unwrap);
    let reading = (0..16).map(|_| read(&storage, &key));
    assert!(futures::future::join_all(reading).await.into_iter().all(|found| found == sent));
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_prefixes_of_a_bucket_know_nothing_of_each_other() {
    let (Some(ours), Some(theirs)) = (bucket::open().await, bucket::open().await) else { return };
    let sent = content(100);
    ours.put(&photo(&sent), sent.clone()).await.unwrap();
    assert!(!theirs.exists(&photo(&sent)).await.unwrap());
    theirs.delete(&photo(&sent)).await.unwrap();
    assert!(ours.exists(&photo(&sent)).await.unwrap());
}

/// What the server says at its start.
async fn told(mut config: config::Storage, edit: impl FnOnce(&mut config::Storage)) -> String {
    edit(&mut config);
    Storage::of(&config).unwrap().check().await.unwrap_err().to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_setting_of_a_bucket_is_told_by_its_key() {
    let Some(right) = bucket::config() else { return };
    let message = told(right.clone(), |config| config.url = "s3://no-such-bucket/a".into()).await;
    assert!(message.starts_with("storage.url: "), "{message}");
    let wrong = "hunter2-of-another".to_owned();
    let message = told(right.clone(), |config| config.secret_key = wrong.into()).await;
    assert!(message.starts_with("storage.access_key: ") && !message.contains("hunter2"), "{message}");
    // nobody listens there
    let message = told(right, |config| config.endpoint = Some("http://127.0.0.1:9".into())).await;
    assert!(message.starts_with("storage.endpoint: "), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_are_given_only_where_configured_and_open_one_object() {
    let Some(mut config) = bucket::config() else { return };
    let sent = content(50_000);
    let (key, other) = (photo(&sent), Key::import(Uuid::now_v7()));
    let storage = Storage::of(&config).unwrap();
    storage.put(&key, sent.clone()).await.unwrap();
    storage.put(&other, sent.clone()).await.unwrap();
    assert_eq!((storage.link(&key, "image/jpeg").await.unwrap(), storage.link_origin()), (None, None));
    assert_eq!(Storage::in_memory().link(&key, "image/jpeg").await.unwrap(), None);

    config.signed_links = true;
    let storage = Storage::of(&config).unwrap();
    let link = storage.link(&key, "image/jpeg").await.unwrap().unwrap();
    assert_eq!(storage.link_origin(), config.endpoint.as_deref());
    assert!(link.starts_with(storage.link_origin().unwrap()) && link.contains(key.as_str()), "{link}");
    let browser = reqwest::Client::new();
    let answer = browser.get(&link).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "image/jpeg");
    assert_eq!(answer.bytes().await.unwrap(), sent);
    // for no other object, and for nothing but reading
    let elsewhere = link.replace(key.as_str(), other.as_str());
    assert_eq!(browser.get(elsewhere).send().await.unwrap().status(), 403);
    assert_eq!(browser.delete(&link).send().await.unwrap().status(), 403);
    assert_eq!(browser.get(link.split('?').next().unwrap()).send().await.unwrap().status(), 403);
    assert_eq!(read(&storage, &key).await, sent);
}

store_test!(a_photo_in_parts_goes_on_at_another_server, |storage| async move {
    let db = TestDb::sqlite().await;
    db.tell(async |db| {
        let mut world = World::new(&db).await;
        world.state.storage = storage.clone();
        // another process with the same database and the same store
        let other = State::new(db.clone(), storage.clone(), world.state.limits);
        let (shot, at) = (Shot::new(), noon("2023-06-15"));
        let bytes = shot.content.len();
        let part = |offset: usize| Part {
            id: shot.id,
            sha256: tablet::sha256(&shot.content).parse().unwrap(),
            bytes: bytes as u64,
            kind: shot.kind,
            offset: offset as u64,
        };
        let here = world.ctx(&world.inspector, at);
        let there = Ctx::at(other, world.inspector.clone(), at);
        let send = async |ctx: &Ctx, from: usize, to: usize| {
            let piece = Bytes::copy_from_slice(&shot.content[from..to]);
            parts::receive(ctx, part(from), piece, &PhotoLimits::default()).await.unwrap()
        };
        let partial = |offset: usize| PhotoAnswer::Partial { offset: offset as u64 };
        assert_eq!(send(&here, 0, 200).await, partial(200));
        assert_eq!(send(&there, 100, 400).await, partial(400), "what is there already is left out");
        assert_eq!(send(&here, 500, 600).await, partial(400), "nothing is left out in between");
        assert!(storage.exists(&Key::part(shot.id.0, 0, 200, 200)).await.unwrap());
        let PhotoAnswer::Stored { receipt } = send(&there, 400, bytes).await else { panic!("not stored") };
        assert_eq!(receipt.sha256, tablet::sha256(&shot.content));
        assert!(!storage.exists(&Key::part(shot.id.0, 0, 200, 200)).await.unwrap(), "parts are cleared away");
        assert_eq!(upload::Entity::find().count(db.read()).await.unwrap(), 0);
        // and the picture is at both
        for ctx in [&here, &there] {
            let opened = files::query::open(ctx, shot.id, false).await.unwrap();
            let pieces: Vec<Bytes> = opened.stream.map(Result::unwrap).collect().await;
            assert_eq!(ContentHash::of(&pieces.concat()).to_string(), opened.etag);
        }
    })
    .await;
});

store_test!(a_part_that_was_lost_is_asked_for_again, |storage| async move {
    let db = TestDb::sqlite().await;
    db.tell(async |db| {
        let mut world = World::new(&db).await;
        world.state.storage = storage.clone();
        let (shot, ctx) = (Shot::new(), world.ctx(&world.inspector, noon("2023-06-15")));
        let send = async |from: usize, piece: &[u8]| {
            let part = Part {
                id: shot.id,
                sha256: tablet::sha256(&shot.content).parse().unwrap(),
                bytes: shot.content.len() as u64,
                kind: shot.kind,
                offset: from as u64,
            };
            parts::receive(&ctx, part, Bytes::copy_from_slice(piece), &PhotoLimits::default()).await.unwrap()
        };
        send(0, &shot.content[..300]).await;
        storage.delete(&Key::part(shot.id.0, 0, 0, 300)).await.unwrap();
        let again = PhotoAnswer::Partial { offset: 0 };
        assert_eq!(send(300, &shot.content[300..]).await, again, "from the beginning");
        let mut garbled = shot.content.clone();
        garbled[100] ^= 1;
        assert_eq!(send(0, &garbled).await, again, "its SHA-256 is another");
        assert!(matches!(send(0, &shot.content).await, PhotoAnswer::Stored { .. }));
    })
    .await;
});

use super::*;

fn folder() -> (tempfile::TempDir, Storage) {
    let dir = tempfile::tempdir().unwrap();
    let files = dir.path().join("not/yet/there");
    let storage = Storage::open(files.to_str().unwrap()).unwrap();
    (dir, storage)
}

fn photo_key(content: &[u8]) -> Key {
    Key::photo(ContentHash::of(content))
}

#[test]
fn names_are_spread_over_folders() {
    let hash = ContentHash::of(b"abc");
    let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hash.to_string(), hex);
    assert_eq!(Key::photo(hash).as_str(), format!("photos/ba/78/{hex}.jpg"));
    assert_eq!(Key::thumb(hash).as_str(), format!("thumbs/ba/78/{hex}.jpg"));
}

#[test]
fn a_hash_reads_back_and_nothing_else_does() {
    let hash = ContentHash::of(b"abc");
    assert_eq!(hash.to_string().parse(), Ok(hash));
    let almost = "+".to_owned() + &hash.to_string()[1..];
    for bad in ["", "abc", &almost, &"../".repeat(22)[..64], &"é".repeat(32)] {
        assert_eq!(bad.parse::<ContentHash>(), Err(NotAHash), "{bad}");
    }
}

#[tokio::test]
async fn large_objects_arrive_in_pieces() {
    let (_dir, storage) = folder();
    let content = Bytes::from((0..3_000_000_u32).map(|n| n as u8).collect::<Vec<_>>());
    let key = photo_key(&content);
    storage.put(&key, content.clone()).await.unwrap();
    let object = storage.get(&key).await.unwrap();
    assert_eq!(object.size, 3_000_000);
    let pieces: Vec<_> = object.body.collect().await;
    assert!(pieces.len() > 1);
    let whole: Vec<u8> = pieces.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(whole, content);
}

#[tokio::test]
async fn a_file_that_lost_its_tail_is_written_again() {
    let (dir, storage) = folder();
    let key = photo_key(b"hello");
    storage.put(&key, Bytes::from_static(b"hello")).await.unwrap();
    let on_disk = dir.path().join("not/yet/there").join(key.as_str());
    std::fs::write(&on_disk, b"he").unwrap();
    storage.put(&key, Bytes::from_static(b"hello")).await.unwrap();
    assert_eq!(std::fs::read(&on_disk).unwrap(), b"hello");
}

#[tokio::test]
async fn writers_of_the_same_photo_do_not_disturb_each_other() {
    let (dir, storage) = folder();
    let content = Bytes::from(vec![7; 200_000]);
    let key = photo_key(&content);
    futures::future::join_all((0..16).map(|_| storage.put(&key, content.clone())))
        .await
        .into_iter()
        .for_each(Result::unwrap);
    let parent = dir.path().join("not/yet/there").join(key.as_str());
    let names = std::fs::read_dir(parent.parent().unwrap()).unwrap().count();
    assert_eq!(names, 1, "no temporary file is left behind");
}

#[test]
fn addresses() {
    assert!(Storage::open("memory:").is_ok());
    let dir = tempfile::tempdir().unwrap();
    let url = format!("file://{}/files", dir.path().display());
    assert!(Storage::open_with(&url, Durability::Relaxed).is_ok());
    assert!(dir.path().join("files").is_dir());
    for unknown in ["", "s3://bucket/photos", "file://relative", "ftp://host/x"] {
        let error = Storage::open(unknown).unwrap_err();
        assert!(matches!(error, StorageError::UnknownAddress(_)), "{unknown}");
        assert!(error.to_string().contains("storage.url"));
    }
    let occupied = dir.path().join("a-file");
    std::fs::write(&occupied, b"x").unwrap();
    let error = Storage::open(occupied.to_str().unwrap()).unwrap_err();
    assert!(error.to_string().contains("a-file"), "{error}");
}

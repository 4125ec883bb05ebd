//! Photos over HTTP: what is refused and with which code, what is kept of what is accepted, who gets to see it.

use crate::{
    pictures::{ascii, flat_jpeg, jpeg, png, png_claiming, rational, webp, with_exif},
    stage::{Answer, HTML, JSON, Stage, Visitor, play},
    support::{
        TestDb, bucket,
        world::{date, noon},
    },
};
use backend::{
    config,
    entities::{file, hazard_event},
    storage::Storage,
};
use domain::{
    fault::Code,
    hazards::HazardDetail,
    ids::{FileId, HazardId},
    photos::PhotoReceipt,
};
use exif::{Tag, Value};
use reqwest::{
    Method, StatusCode,
    header::{
        ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
        X_CONTENT_TYPE_OPTIONS,
    },
    multipart::{Form, Part},
};
use sea_orm::{EntityTrait, PaginatorTrait};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// More than any photo may have.
const TOO_MANY_BYTES: usize = 15_000_001;

/// Files that are refused, by the name of their file.
fn refused() -> Vec<(&'static str, Vec<u8>, Code)> {
    let (jpeg, png, webp) = (jpeg(400, 300), png(400, 300), webp(400, 300));
    let cut = |file: &[u8], part: usize| file[..file.len() * part / 10].to_vec();
    let mut garbled = jpeg.clone();
    garbled[20..200].fill(0x55);
    let mut large = jpeg.clone();
    large.resize(TOO_MANY_BYTES, 0);
    vec![
        ("empty.jpg", vec![], Code::FileEmpty),
        ("text.jpg", "这不是照片".as_bytes().to_vec(), Code::UnsupportedType),
        ("page.jpg", b"<html><script>alert(1)</script>".to_vec(), Code::UnsupportedType),
        ("drawing.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), Code::UnsupportedType),
        ("old.gif", b"GIF89a\x01\x00\x01\x00\x80\x00\x00".to_vec(), Code::UnsupportedType),
        ("program.jpg", b"MZ\x90\x00\x03\x00\x00\x00".to_vec(), Code::UnsupportedType),
        ("paper.pdf", b"%PDF-1.7\n".to_vec(), Code::UnsupportedType),
        ("half.jpg", cut(&jpeg, 5), Code::DamagedFile),
        ("nearly.jpg", jpeg[..jpeg.len() - 2].to_vec(), Code::DamagedFile),
        ("half.png", cut(&png, 5), Code::DamagedFile),
        ("nearly.png", png[..png.len() - 12].to_vec(), Code::DamagedFile),
        ("half.webp", cut(&webp, 5), Code::DamagedFile),
        ("garbled.jpg", garbled, Code::DamagedFile),
        ("bomb.png", png_claiming(50_000, 50_000), Code::TooManyPixels),
        // complete and valid: 2,500,000,000 pixels in five million bytes
        ("bomb.jpg", flat_jpeg(50_000, 50_000, 1, true), Code::TooManyPixels),
        ("huge.jpg", large, Code::TooLarge),
    ]
}

async fn rows(stage: &Stage) -> u64 {
    file::Entity::find().count(stage.world.state.db.read()).await.unwrap()
}

fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// The most memory this process has ever held, in MiB, where the system tells.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? / 1024)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_photo_is_refused_and_leaves_nothing() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        for (name, content, code) in refused() {
            let answer = office.upload(new_id(), name, content).await;
            assert_eq!(answer.code(), code, "{name}");
            assert_eq!((rows(stage).await, stage.files()), (0, 0), "{name} left something behind");
        }
        // decoding the bombs would have taken 2.5 GB and more
        assert!(peak_mib().is_none_or(|peak| peak < 1_200), "{:?} MiB", peak_mib());
    })
    .await;
}

async fn send_note(visitor: &Visitor, hazard: HazardId, id: Uuid, name: &str, photo: Vec<u8>) -> Answer {
    let photo = Part::bytes(photo).file_name(name.to_owned()).mime_str("image/jpeg").unwrap();
    let form = Form::new().text("id", id.to_string()).text("note", "巡查时所见 𠮷").part("photos", photo);
    let path = format!("/do/hazards/{hazard}/add_note");
    Answer::of(visitor.request(Method::POST, &path).header(ACCEPT, HTML).multipart(form)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plain_form_with_a_bad_photo_comes_back_with_what_was_typed() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let hazard = stage.world.find(noon("2023-06-01"), |_| ()).await;
        let page = format!("/hazards/{hazard}");
        for (name, content, _) in refused() {
            let answer = send_note(&office, hazard, new_id(), name, content).await;
            assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, &*page), "{name}");
            let shown = office.page(&page).await;
            assert_eq!(shown.status, StatusCode::OK);
            assert!(shown.body.contains("巡查时所见 𠮷"), "{name}: what was typed is lost");
            assert!(shown.body.contains("role=\"alert\""), "{name}: no fault is shown");
            assert!(!office.page(&page).await.body.contains("巡查时所见"), "{name} was noted all the same");
        }
        assert_eq!((rows(stage).await, stage.files()), (0, 0));
        let events = hazard_event::Entity::find().count(stage.world.state.db.read()).await.unwrap();
        assert_eq!(events, 1, "only the registration");

        // with a photo that is one; sent twice, it is one note with one photo
        let id = new_id();
        for _ in 0..2 {
            let answer = send_note(&office, hazard, id, "a.jpg", jpeg(40, 30)).await;
            assert_eq!(answer.location(), page);
            let shown = office.page(&page).await;
            assert!(shown.body.contains("巡查时所见 𠮷") && !shown.body.contains("role=\"alert\""));
        }
        let detail: HazardDetail = office.get(&format!("/api/v1{page}")).await.data();
        let photos: Vec<_> = detail.events.iter().map(|e| e.photos.len()).collect();
        assert_eq!(photos, [0, 1]);
        // the picture and its small version
        assert_eq!((rows(stage).await, stage.files()), (1, 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_has_no_metadata_and_the_hash_of_the_original() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let fields: [(Tag, Value); 7] = [
            (Tag::Model, ascii("SecretPhone 9")),
            (Tag::ImageDescription, ascii("at home of Mrs Ouyang")),
            (Tag::DateTimeOriginal, ascii("2023:06:01 10:20:30")),
            (Tag::GPSLatitudeRef, ascii("N")),
            (Tag::GPSLatitude, rational(&[(31, 1), (12, 1), (3600, 100)])),
            (Tag::GPSLongitudeRef, ascii("E")),
            (Tag::GPSLongitude, rational(&[(121, 1), (24, 1), (0, 1)])),
        ];
        let original = with_exif(&jpeg(2_000, 1_000), &fields);
        let holds = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|w| w == word.as_bytes());
        assert!(holds(&original, "SecretPhone"));
        let id = new_id();
        let answer = office.upload(id, "a.jpg", original.clone()).await;
        assert_eq!(answer.status, StatusCode::CREATED);
        let receipt: PhotoReceipt = answer.data();
        assert_eq!(receipt.sha256, format!("{:x}", Sha256::digest(&original)));
        assert_eq!((receipt.width, receipt.height), (1_600, 800));
        let row = file::Entity::find_by_id(id).one(stage.world.state.db.read()).await.unwrap().unwrap();
        assert_eq!(row.lat.map(|lat| (lat * 100.0).round()), Some(3_121.0));
        assert_eq!(row.taken_at.map(|at| at.date_naive()), Some(date("2023-06-01")));

        let path = format!("/files/{id}");
        for (path, side) in [(path.clone(), 1_600), (format!("{path}/thumb"), 320)] {
            let served = office.get(&path).await;
            assert_eq!(served.header(CONTENT_TYPE), "image/jpeg");
            assert_eq!(served.header(X_CONTENT_TYPE_OPTIONS), "nosniff");
            for word in ["Exif", "SecretPhone", "Ouyang", "GPS", "http://ns.adobe.com"] {
                assert!(!holds(&served.bytes, word), "{word} is still in {path}");
            }
            let picture = image::load_from_memory(&served.bytes).unwrap();
            assert_eq!((picture.width(), picture.height()), (side, side / 2));
            let tag = served.header(ETAG).to_owned();
            let again = office.request(Method::GET, &path).header(IF_NONE_MATCH, &tag);
            let again = Answer::of(again).await;
            assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
            // a stranger who knows the tag learns nothing
            let stranger = stage.stranger().request(Method::GET, &path).header(IF_NONE_MATCH, &tag);
            assert_eq!(Answer::of(stranger).await.code(), Code::Unauthenticated);
        }
        let served = office.get(&path).await;
        assert_eq!(served.header(ETAG), format!("\"{:x}\"", Sha256::digest(&served.bytes)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_sent_again_is_one_photo_and_its_id_is_taken() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let colleague = stage.enter(&stage.world.colleague).await;
        let id = new_id();
        let first: PhotoReceipt = office.upload(id, "a.png", png(40, 30)).await.data();
        let again: PhotoReceipt = office.upload(id, "b.png", png(40, 30)).await.data();
        assert_eq!(first, again);
        assert_eq!(office.upload(id, "a.png", png(41, 30)).await.code(), Code::ContentConflict);
        assert_eq!(colleague.upload(id, "a.png", png(40, 30)).await.code(), Code::ContentConflict);
        assert_eq!(rows(stage).await, 1);
        // the same picture under another id is stored once
        office.upload(new_id(), "a.png", png(40, 30)).await.json();
        assert_eq!((rows(stage).await, stage.files()), (2, 2));
        let together = (0..6).map(|_| colleague.upload(first_id(), "c.webp", webp(20, 20)));
        let answers = futures::future::join_all(together).await;
        for answer in &answers {
            assert!(answer.status.is_success(), "{} {}", answer.status, answer.body);
        }
        assert_eq!(rows(stage).await, 3);
    })
    .await;
}

/// Sends what is drawn over a photo, after the photo.
async fn draw(visitor: &Visitor, id: Uuid, layer: &str) -> Answer {
    let form = Form::new().text("id", id.to_string()).text("layer", layer.to_owned());
    Answer::of(visitor.request(Method::POST, "/api/v1/files").header(ACCEPT, JSON).multipart(form)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_drawn_over_a_photo_is_kept_beside_it_until_its_record_is_saved() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let colleague = stage.enter(&stage.world.colleague).await;
        let arrow = r#"[{"arrow":{"from":[100,900],"to":[500,500]}}]"#;
        let words = r#"[{"text":{"at":[10,20],"text":"配电箱"}}]"#;
        let id = new_id();
        let file = Part::bytes(jpeg(40, 30)).file_name("a.jpg");
        let form = Form::new().text("id", id.to_string()).text("kind", "before").text("layer", arrow);
        let request = office.request(Method::POST, "/api/v1/files").header(ACCEPT, JSON);
        let first: PhotoReceipt = Answer::of(request.multipart(form.part("file", file))).await.data();
        // drawn on once more, all rubbed out, and drawn on again
        for layer in [words, "[]", words, words] {
            let again: PhotoReceipt = draw(&office, id, layer).await.data();
            assert_eq!(again, first, "the picture itself stays as it is");
        }
        assert_eq!(draw(&colleague, id, arrow).await.code(), Code::NotFound);
        assert_eq!(draw(&office, new_id(), arrow).await.code(), Code::NotFound);
        for (layer, fault) in [
            ("{", "layer: malformed"),
            (r#"[{"arrow":{"from":[0,0],"to":[1001,0]}}]"#, "layer: out_of_range"),
            (r#"[{"text":{"at":[0,0],"text":" "}}]"#, "layer: required"),
        ] {
            assert_eq!(draw(&office, id, layer).await.fields(), [fault]);
        }
        let hazard = stage.world.find(noon("2023-06-01"), |h| h.photos_before = vec![FileId(id)]).await;
        let detail: HazardDetail = office.get(&format!("/api/v1/hazards/{hazard}")).await.data();
        let kept = serde_json::to_string(&detail.photos_before[0].layer).unwrap();
        assert_eq!(kept, words);
        assert!(draw(&office, id, words).await.status.is_success(), "the same came again");
        assert_eq!(
            draw(&office, id, arrow).await.code(),
            Code::ContentConflict,
            "it is part of the record now"
        );
    })
    .await;
}

/// An id that several requests share.
fn first_id() -> Uuid {
    Uuid::from_u128(0x0190_f5a0_0000_7000_8000_0000_0000_0001)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_in_the_form_is_told_by_field() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let file = || Part::bytes(png(8, 8)).file_name("a.png");
        let id = new_id().to_string();
        for (form, field) in [
            (Form::new().text("kind", "before").part("file", file()), "id"),
            (Form::new().text("id", "7").text("kind", "before").part("file", file()), "id"),
            (Form::new().text("id", id.clone()).part("file", file()), "kind"),
            (Form::new().text("id", id.clone()).text("kind", "selfie").part("file", file()), "kind"),
            (Form::new().text("id", id.clone()).text("kind", "before"), "file"),
        ] {
            let request = office.request(Method::POST, "/api/v1/files").header(ACCEPT, JSON);
            let answer = Answer::of(request.multipart(form)).await;
            assert_eq!(answer.fields(), [format!("{field}: required")]);
        }
        assert_eq!((rows(stage).await, stage.files()), (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photos_go_with_their_record_and_with_no_other() {
    play(async |stage| {
        let world = &stage.world;
        let (day, office, stranger) =
            (noon("2023-06-01"), stage.enter(&world.office).await, stage.enter(&world.stranger).await);
        let photo = world.photo(&world.office, day).await;
        let of_others = world.photo(&world.stranger, day).await;
        let register = async |visitor: &Visitor, photos: Vec<FileId>| {
            let mut finding = world.finding(day);
            finding.photos_before = photos;
            (visitor.post("/api/v1/hazards", &finding).await, finding.id)
        };
        // neither somebody else's, nor one that is not there, nor the same twice; and then nothing is registered
        for photos in [vec![of_others], vec![FileId(new_id())], vec![photo, of_others]] {
            let (answer, hazard) = register(&office, photos).await;
            assert_eq!(answer.code(), Code::Invalid);
            assert!(answer.fields()[0].ends_with("photos_before: unknown"), "{:?}", answer.fields());
            assert_eq!(office.get(&format!("/api/v1/hazards/{hazard}")).await.code(), Code::NotFound);
        }
        assert_eq!(register(&office, vec![photo, photo]).await.0.fields(), ["photos_before: duplicate"]);
        let (answer, _) = register(&office, vec![photo]).await;
        assert_eq!(answer.json()["number"], "310105008-2023-000001", "the refused ones took no number");
        // it belongs to that hazard now
        let (answer, _) = register(&office, vec![photo]).await;
        assert_eq!(answer.code(), Code::Invalid);

        let path = format!("/files/{photo}");
        let inspector = stage.enter(&world.inspector).await;
        let neighbour = stage.enter(&world.neighbour).await;
        for (visitor, may) in [(&office, true), (&inspector, true), (&neighbour, false), (&stranger, false)] {
            for path in [&path, &format!("{path}/thumb")] {
                let answer = visitor.get(path).await;
                if may {
                    assert_eq!(answer.header(CONTENT_TYPE), "image/jpeg");
                } else {
                    assert_eq!(answer.code(), Code::NotFound);
                }
            }
        }
    })
    .await;
}

/// Asks for a picture as a browser does for a page that shows it.
async fn shown(visitor: &Visitor, path: &str) -> Answer {
    let request = visitor.request(Method::GET, path).header(ACCEPT, JSON);
    Answer::of(request.header("sec-fetch-dest", "image").header("sec-fetch-mode", "no-cors")).await
}

/// A photo goes into a bucket and comes out of it; `links` is whether browsers may fetch from the bucket.
async fn by_way_of_a_bucket(stage: &Stage, bucket: &config::Storage, links: bool) {
    let world = &stage.world;
    let office = stage.enter(&world.office).await;
    let stranger = stage.enter(&world.stranger).await;
    let id = new_id();
    let answer = office.upload(id, "a.jpg", jpeg(2_000, 1_000)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let mut finding = world.finding(noon("2023-06-01"));
    finding.photos_before = vec![FileId(id)];
    let answer = office.post("/api/v1/hazards", &finding).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);

    let (path, thumb) = (format!("/files/{id}"), format!("/files/{id}/thumb"));
    let whole = office.get(&path).await;
    for (served, side) in [(&whole, 1_600), (&office.get(&thumb).await, 320)] {
        assert_eq!((served.status, served.header(CONTENT_TYPE)), (StatusCode::OK, "image/jpeg"));
        assert_eq!(image::load_from_memory(&served.bytes).unwrap().width(), side);
    }
    let tag = whole.header(ETAG).to_owned();
    assert_eq!(tag, format!("\"{:x}\"", Sha256::digest(&whole.bytes)));
    let again = office.request(Method::GET, &path).header(IF_NONE_MATCH, &tag);
    assert_eq!(Answer::of(again).await.status, StatusCode::NOT_MODIFIED);
    for path in [&path, &thumb] {
        assert_eq!(stranger.get(path).await.code(), Code::NotFound);
        assert_eq!(shown(&stranger, path).await.code(), Code::NotFound, "no link either");
    }

    assert_eq!(shown(&office, &thumb).await.status, StatusCode::OK, "small pictures come from here");
    let answer = shown(&office, &path).await;
    let policy = office.page("/hazards").await.header(CONTENT_SECURITY_POLICY).to_owned();
    let elsewhere = bucket.endpoint.as_deref().unwrap();
    assert_eq!(policy.contains(elsewhere), links, "{policy}");
    if links {
        assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
        assert_eq!(answer.header(CACHE_CONTROL), "private, no-store");
        assert!(answer.location().starts_with(elsewhere), "{}", answer.location());
        let fetched = reqwest::get(answer.location()).await.unwrap();
        assert_eq!(fetched.headers()[CONTENT_TYPE], "image/jpeg");
        assert_eq!(fetched.bytes().await.unwrap(), whole.bytes);
    } else {
        assert_eq!((answer.status, &answer.bytes), (StatusCode::OK, &whole.bytes));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photos_in_a_bucket_are_for_those_who_may_see_their_record() {
    let Some(bucket) = bucket::config() else { return };
    for links in [false, true] {
        let bucket = config::Storage { signed_links: links, ..bucket.clone() };
        let db = TestDb::sqlite().await;
        db.tell(async |db| {
            let stage = Stage::over(&db, Storage::of(&bucket).unwrap()).await;
            by_way_of_a_bucket(&stage, &bucket, links).await;
        })
        .await;
    }
}

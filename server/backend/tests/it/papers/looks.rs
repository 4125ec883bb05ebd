//! What is on a paper, and how it is looked at and found: its photos, its code, its template before it is saved.

use super::{DAY, about, hazard, notice, stored, template, words_of};
use backend::{
    entities::{paper_counter, paper_template},
    papers::{
        files::{self, Format},
        preview::preview,
        query::{self, Wanted},
        service, templates,
    },
};
use domain::{
    fault::Code,
    hazards::{HazardCommand, ReviewItem},
    ids::FileId,
    papers::{Block, Document, IssuePaper, PaperKind, PaperOf, SaveTemplate, default_body, default_mark},
    photos::{Layer, Mark},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PaginatorTrait};

use crate::support::world::{World, noon, refused};

db_test!(photos_before_and_after_are_frozen_with_the_paper, |db| async {
    let world = World::new(&db).await;
    let (day, later) = (noon(DAY), noon("2023-06-05"));
    let before = world.photo(&world.office, day).await;
    let marks = Layer(vec![Mark::Text { at: (100, 100), text: "配电箱".into() }]);
    backend::files::service::draw(&world.ctx(&world.office, day), before, marks).await.unwrap();
    let found = world.find(day, |command| command.photos_before = vec![before]).await;
    let ctx = world.ctx(&world.office, later);
    let shown = |document: &Document| -> Vec<(FileId, bool, String)> {
        let photos = document.blocks.iter().filter_map(|block| match block {
            Block::Photos(photos) => Some(photos),
            _ => None,
        });
        photos.flatten().map(|one| (one.file, one.jpeg.is_empty(), one.caption.clone())).collect()
    };
    let draft = query::draft(&ctx, notice(&[found]).of).await.unwrap().document;
    let drafted = shown(&draft);
    let [(file, empty, caption)] = &drafted[..] else { panic!("one photo: {draft:?}") };
    assert_eq!((file, *empty), (&before, true), "a draft has no pictures of its own");
    assert!(caption.contains("整改前（2023年6月1日"), "{caption}");

    let id = service::issue(&ctx, notice(&[found])).await.unwrap();
    let content: Document = serde_json::from_str(&stored(&ctx, id).await.content).unwrap();
    assert!(shown(&content).iter().all(|(_, empty, _)| !empty), "the picture is part of what is frozen");
    assert!(shown(&query::detail(&ctx, id).await.unwrap().document)[0].1, "and no part of the page");
    let word = files::open(&ctx, id, Format::Word).await.unwrap().bytes;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&word)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(
        names.iter().any(|name| std::path::Path::new(name).extension().is_some_and(|ext| ext == "jpeg")),
        "{names:?}"
    );
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut xml).unwrap();
    assert!(xml.contains("配电箱"), "what is drawn over the photo is on the paper");
    let pdf = files::open(&ctx, id, Format::Pdf).await.unwrap().bytes;
    assert!(pdf.windows(9).any(|part| part == b"DCTDecode"), "the photo as it was made");

    // the review shows both
    world.assign(later, found).await;
    let after = world.photo(&world.inspector, later).await;
    let report = HazardCommand::Rectify { note: "已清理".into(), photos: vec![after] };
    world.step(&world.inspector, later, found, report).await;
    let of = PaperOf { kind: PaperKind::Review, ..notice(&[found]).of };
    let review = shown(&query::draft(&ctx, of).await.unwrap().document);
    assert_eq!(review.iter().map(|(file, ..)| *file).collect::<Vec<_>>(), [before, after]);
    // what was issued stays as it was
    let again: Document = serde_json::from_str(&stored(&ctx, id).await.content).unwrap();
    assert_eq!(again, content);
});

db_test!(a_review_statement_says_what_was_looked_at, |db| async {
    let world = World::new(&db).await;
    let later = noon("2023-06-05");
    let found = hazard(&world, "堆物").await;
    let ctx = world.ctx(&world.office, later);
    let of = PaperOf { kind: PaperKind::Review, ..notice(&[found]).of };
    let said = async || query::draft(&ctx, of.clone()).await.unwrap().document.texts().concat();
    world.assign(later, found).await;
    world.rectify(later, found).await;
    assert!(said().await.contains("待复查"));
    let failed =
        |item: &str| ReviewItem { item: item.into(), passed: false, note: Some("仍有纸箱".into()) };
    let passed = |item: &str| ReviewItem { item: item.into(), passed: true, note: None };
    let review = HazardCommand::Review {
        items: vec![failed("eliminated"), passed("party_informed")],
        note: Some("请继续清理".into()),
        photos: vec![],
    };
    world.step(&world.office, later, found, review).await;
    let returned = said().await;
    for words in ["未完成整改", "隐患已消除：不符合（仍有纸箱）", "责任人知道如何保持：符合", "请继续清理"]
    {
        assert!(returned.contains(words), "{words}: {returned}");
    }
    world.rectify(later, found).await;
    assert!(!said().await.contains("隐患已消除"), "what was reported since has not been looked at");
    world.review(&world.office, later, found, true).await;
    let closed = said().await;
    assert!(closed.contains("已完成整改。") && !closed.contains("不符合"), "{closed}");
});

db_test!(a_paper_is_found_by_the_code_on_it, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon("2023-06-02"));
    let found = hazard(&world, "堆物").await;
    let id = service::issue(&ctx, notice(&[found])).await.unwrap();
    service::issue(&ctx, notice(&[found])).await.unwrap();
    let code = stored(&ctx, id).await.short_code;
    let (head, tail) = code.split_at(5);
    let typed = format!(" {}-{} ", head.to_lowercase(), tail);
    let by = |code: &str| Wanted { code: Some(code.to_owned()), ..Wanted::default() };
    for text in [code.as_str(), typed.as_str()] {
        let rows = query::list(&ctx, by(text)).await.unwrap().rows;
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id], "{text}");
    }
    for text in ["", "查询码", "ZZZZZZZZZZ"] {
        assert!(query::list(&ctx, by(text)).await.unwrap().rows.is_empty(), "{text}");
    }
    let stranger = world.ctx(&world.stranger, noon("2023-06-02"));
    assert!(query::list(&stranger, by(&code)).await.unwrap().rows.is_empty());
});

db_test!(a_template_is_looked_at_with_real_data_before_it_is_saved, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon("2023-06-02"));
    let own =
        template(PaperKind::Notice, "# 通知\n{{文号}}\n{{责任单位}}：{{隐患数}}处\n{{隐患表}}\n{{二维码}}");
    let blank = preview(&ctx, &own).await.unwrap();
    assert!(!blank.from_record && blank.document.texts().concat().contains("＿＿"));
    hazard(&world, "堆物").await;
    let newest = preview(&ctx, &own).await.unwrap();
    let said = newest.document.texts().concat();
    assert!(newest.from_record && newest.refusal.is_none());
    for text in ["仙安试〔2023〕1号", "王大明：1处", "堆物"] {
        assert!(said.contains(text), "{text} in {said}");
    }
    let issued = hazard(&world, "电线老化").await;
    service::issue(&ctx, notice(&[issued])).await.unwrap();
    hazard(&world, "更新的一条").await;
    let said = preview(&ctx, &own).await.unwrap().document.texts().concat();
    assert!(said.contains("电线老化"), "that of the last notice: {said}");
    // nothing was kept
    assert_eq!(templates::list(&ctx, None).await.unwrap().rows[1].version, None);
    assert_eq!(paper_counter::Entity::find().count(db.read()).await.unwrap(), 1);
    let odd = template(PaperKind::Notice, "# 通知\n{{文号}}\n标志\u{e000}\n{{二维码}}");
    let refusal = preview(&ctx, &odd).await.unwrap().refusal.map(|fault| fault.code);
    assert_eq!(refusal, Some(Code::MissingGlyph));
    let wrong = preview(&ctx, &template(PaperKind::Notice, "# 通知\n{{文号}}{{电话}}\n{{二维码}}")).await;
    assert_eq!(refused(wrong), Code::Invalid);
    for who in [&world.inspector, &world.leader, &world.admin] {
        assert_eq!(refused(preview(&world.ctx(who, noon(DAY)), &own).await), Code::Forbidden);
    }
    assert_eq!(refused(preview(&world.ctx(&world.stranger, noon(DAY)), &own).await), Code::Invalid);
});

/// The template of a kind as an older program has kept it: without a QR.
async fn old_template(world: &World, kind: PaperKind) {
    let SaveTemplate { id, area, body, .. } = template(kind, &default_body(kind).replace("{{二维码}}\n", ""));
    let row = paper_template::Model {
        id: id.0,
        area_code: area.to_string(),
        kind: kind.as_str().into(),
        version: 1,
        mark: default_mark(kind, "仙霞"),
        body,
        content_sha256: "0".repeat(64),
        created_by: world.office.user.0,
        created_at: noon("2022-01-01"),
    };
    let db = &world.state.db;
    db.write(move |tx| Box::pin(async move { row.into_active_model().reset_all().insert(tx).await }))
        .await
        .unwrap();
}

db_test!(by_a_template_from_before_the_codes_every_paper_has_its_code_all_the_same, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon("2023-06-02"));
    let found = hazard(&world, "堆物").await;
    let review = PaperOf { kind: PaperKind::Review, ..notice(&[found]).of };
    let visit = world.visit(world.shop, noon(DAY), |_| ()).await;
    for command in [
        notice(&[found]),
        IssuePaper { of: review, ..notice(&[found]) },
        about(PaperKind::CheckRecord, visit.0),
        about(PaperKind::Slip, world.flat.0),
    ] {
        let kind = command.of.kind;
        old_template(&world, kind).await;
        let id = service::issue(&ctx, command).await.unwrap();
        let row = stored(&ctx, id).await;
        assert_eq!(row.template_version, Some(1), "{kind}: the office's own");
        let document = query::detail(&ctx, id).await.unwrap().document;
        let code = document.blocks.iter().position(|block| match block {
            Block::Picture(picture) => picture.caption.contains(&row.short_code),
            _ => false,
        });
        let code = code.unwrap_or_else(|| panic!("{kind} has no code: {document:?}"));
        assert!(matches!(document.blocks[code + 1], Block::Signature(_)), "{kind}: above the signature");
        let word = files::open(&ctx, id, Format::Word).await.unwrap();
        assert!(words_of(&word.bytes).contains(&row.short_code), "{kind}");
        let by_code = Wanted { code: Some(row.short_code), ..Wanted::default() };
        let listed = query::list(&ctx, by_code).await.unwrap().rows;
        assert_eq!(listed.iter().map(|row| row.id).collect::<Vec<_>>(), [id], "{kind}");
    }
});

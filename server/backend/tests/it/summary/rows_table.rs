//! The rows behind a number as a table: all of them, as its page shows them, for whoever reads it.

use backend::{
    ctx::Ctx,
    summary::{rows_table, service},
};
use domain::{
    fault::Code,
    ids::SummaryId,
    summary::{Lang, opens::Kept, views::RowsPart},
};
use futures::TryStreamExt;

use super::{beside::rows_of, issued, of, tamper};
use crate::support::world::{SUBDISTRICT, World, noon, refused};

/// The table in pieces of so many rows, read back.
async fn table(ctx: &Ctx, id: SummaryId, kept: &Kept, lang: Lang, size: u64) -> Vec<Vec<String>> {
    let table = rows_table::in_pieces(ctx, id, kept.clone(), lang, size).await.unwrap();
    let text: Vec<String> = table.try_collect().await.unwrap();
    let text = text.concat();
    let text = text.strip_prefix('\u{feff}').expect("a mark of UTF-8");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

db_test!(all_frozen_rows_leave_as_a_table, |db| async {
    let world = World::new(&db).await;
    for day in 1..=5 {
        world.find(noon(&format!("2023-05-0{day}")), |_| ()).await;
        world.find(noon(&format!("2023-06-0{day}")), |_| ()).await;
    }
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    // what is frozen leaves, whatever became of the records
    tamper(&db, "UPDATE hazard SET category = 'gas'").await;
    let ctx = world.ctx(&world.leader, noon("2023-08-01"));
    let own = |part: &str| {
        let part = RowsPart { only: part.parse().unwrap(), ..RowsPart::default() };
        Kept::Own("found".parse().unwrap(), part)
    };
    let before = Kept::Beside("2023-05:found".parse().unwrap());
    for (kept, n) in [(own(""), 5), (own("severity:general"), 5), (own("severity:major"), 0), (before, 5)] {
        let rows = rows_of(&ctx, june.id, &kept).await;
        assert_eq!(rows.len(), n, "{kept:?}");
        for (lang, first) in [(Lang::Zh, "隐患"), (Lang::En, "Hazard")] {
            let whole = table(&ctx, june.id, &kept, lang, 1_000).await;
            assert_eq!(table(&ctx, june.id, &kept, lang, 2).await, whole, "in pieces");
            assert_eq!(whole.len(), n + 1, "a head and each row");
            for (cells, row) in whole.iter().skip(1).zip(&rows) {
                assert_eq!(cells[..3], [first.to_owned(), row.label.clone(), row.area.to_string()]);
                assert_eq!(cells.len(), whole[0].len());
                assert!(cells.iter().all(|cell| cell != "gas" && cell != "燃气"), "{cells:?}");
            }
        }
    }
    let head = table(&ctx, june.id, &own(""), Lang::Zh, 10).await.swap_remove(0);
    for name in ["记录", "编号", "区域代码", "类别", "完成时间"] {
        assert!(head.iter().any(|cell| cell == name), "{name} in {head:?}");
    }

    // whoever may not read its page may not have them, and of a draft there are none
    let inspector = world.ctx(&world.inspector, ctx.now);
    assert_eq!(
        refused(rows_table::table(&inspector, june.id, own(""), Lang::Zh).await.map(drop)),
        Code::NotFound
    );
    let office = world.ctx(&world.office, ctx.now);
    let draft = service::draft(&office, of("2023-07", SUBDISTRICT)).await.unwrap();
    assert_eq!(
        refused(rows_table::table(&office, draft, own(""), Lang::Zh).await.map(drop)),
        Code::WrongState
    );
});

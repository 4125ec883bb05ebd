//! The list of hazards as a table: whole, in the order of the list, and only for those who may see it.

use crate::support::world::{FAR_SUBDISTRICT, World, noon, refused};
use backend::{hazards, tables};
use domain::{
    fault::Code,
    hazards::Category,
    listing::{Filter, HazardFilter},
};
use futures::TryStreamExt;

const NOW: &str = "2023-07-01";

fn filter(query: &str) -> HazardFilter {
    HazardFilter::from_pairs(query.split('&').filter_map(|pair| pair.split_once('=')))
}

db_test!(the_list_leaves_as_a_table_whole_and_in_its_order, |db| async {
    let world = World::new(&db).await;
    for (day, category) in [
        ("2023-06-20", Category::Fire),
        ("2023-05-02", Category::Gas),
        ("2023-04-03", Category::Ebike),
        ("2023-06-22", Category::Fire),
        ("2023-06-10", Category::Building),
    ] {
        let found = world.find(noon(day), |hazard| hazard.category = category).await;
        if category == Category::Ebike {
            world.close(noon("2023-04-04"), found).await;
        }
    }
    world.find(noon("2023-06-15"), |hazard| hazard.site = Some(world.far_shop)).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    for (query, n) in
        [("", 5), ("sort=oldest", 5), ("sort=due", 5), ("status=closed", 1), ("category=fire", 2)]
    {
        let filter = filter(query);
        let rows = hazards::query::list(&ctx, &filter, 50).await.unwrap().rows;
        assert_eq!(rows.len(), n, "{query}");
        let pieces: Vec<String> =
            tables::in_pieces(&ctx, &filter, 2).await.unwrap().try_collect().await.unwrap();
        assert_eq!(pieces.len(), n.div_ceil(2), "two rows a piece: {query}");
        let whole: Vec<String> = tables::masked(&ctx, &filter).await.unwrap().try_collect().await.unwrap();
        let whole = whole.concat();
        assert_eq!(pieces.concat(), whole, "{query}");
        let written: Vec<&str> = whole.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        let listed: Vec<&str> = rows.iter().map(|row| row.number.as_str()).collect();
        assert_eq!(written, listed, "{query}");
    }
    let text: Vec<String> =
        tables::masked(&ctx, &filter("status=closed")).await.unwrap().try_collect().await.unwrap();
    let text = text.concat();
    assert!(
        text.contains("电动自行车") && text.contains("已销号") && text.contains("2023-04-03 12:00"),
        "{text}"
    );
    let far = tables::masked(&ctx, &filter(&format!("area={FAR_SUBDISTRICT}"))).await;
    assert_eq!(refused(far.map(drop)), Code::NotFound);
});

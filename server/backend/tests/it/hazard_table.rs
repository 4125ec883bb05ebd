//! The lists of hazards and of visits as tables: whole, in the order of the list, and only for those who may see them.

use crate::support::world::{FAR_SUBDISTRICT, World, noon, refused};
use backend::{
    hazards, inspections,
    tables::{self, Table},
};
use domain::{
    fault::Code,
    hazards::Category,
    inspections::Outcome,
    listing::{Filter, HazardFilter, InspectionFilter},
};
use futures::TryStreamExt;

const NOW: &str = "2023-07-01";

fn filter<F: Filter>(query: &str) -> F {
    F::from_pairs(query.split('&').filter_map(|pair| pair.split_once('=')))
}

async fn text(table: Table) -> String {
    table.try_collect::<Vec<String>>().await.unwrap().concat()
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
        let filter: HazardFilter = filter(query);
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
    let text: Vec<String> = tables::masked(&ctx, &filter::<HazardFilter>("status=closed"))
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    let text = text.concat();
    assert!(
        text.contains("电动自行车") && text.contains("已销号") && text.contains("2023-04-03 12:00"),
        "{text}"
    );
    let far = tables::masked(&ctx, &filter::<HazardFilter>(&format!("area={FAR_SUBDISTRICT}"))).await;
    assert_eq!(refused(far.map(drop)), Code::NotFound);
});

/// Where in a row of a visit its time stands: behind its site.
const TIME: usize = 7;

db_test!(visits_leave_as_a_table_whole_and_masked, |db| async {
    let world = World::new(&db).await;
    for (site, day, outcome) in [
        (world.shop, "2023-06-20", Outcome::Done),
        (world.flat, "2023-05-02", Outcome::NotAtHome),
        (world.shop, "2023-04-03", Outcome::Done),
    ] {
        world.visit(site, noon(day), |visit| visit.outcome = outcome).await;
    }
    world.visit(world.far_shop, noon("2023-06-15"), |_| ()).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    for (query, days) in [
        ("", vec!["2023-06-20", "2023-05-02", "2023-04-03"]),
        ("sort=oldest", vec!["2023-04-03", "2023-05-02", "2023-06-20"]),
        ("outcome=not_at_home", vec!["2023-05-02"]),
    ] {
        let filter: InspectionFilter = filter(query);
        let listed = inspections::query::list(&ctx, &filter, 50).await.unwrap().rows;
        assert_eq!(listed.len(), days.len(), "{query}");
        let whole = text(tables::masked(&ctx, &filter).await.unwrap()).await;
        assert_eq!(text(tables::in_pieces(&ctx, &filter, 2).await.unwrap()).await, whole, "{query}");
        let written: Vec<&str> =
            whole.lines().skip(1).filter_map(|line| line.split(',').nth(TIME)?.split(' ').next()).collect();
        assert_eq!(written, days, "{query}");
    }
    let all = InspectionFilter::default();
    let masked = text(tables::masked(&ctx, &all).await.unwrap()).await;
    assert!(masked.contains("到访不遇") && masked.contains("老王面馆"), "{masked}");
    for secret in ["欧阳小明", "502室", "王大明", "13812345678"] {
        assert!(!masked.contains(secret), "{secret}: {masked}");
    }
    let in_full = text(tables::in_full(&ctx, &all, "核对台账").await.unwrap()).await;
    assert!(in_full.contains("欧阳小明") && in_full.contains("502室"), "{in_full}");
    let leader = world.ctx(&world.leader, noon(NOW));
    assert_eq!(refused(tables::in_full(&leader, &all, "看看").await.map(drop)), Code::Forbidden);
    let far = tables::masked(&ctx, &filter::<InspectionFilter>(&format!("area={FAR_SUBDISTRICT}"))).await;
    assert_eq!(refused(far.map(drop)), Code::NotFound);
});

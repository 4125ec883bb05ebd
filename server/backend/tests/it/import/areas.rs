//! Areas: parents, levels, outlines.

use backend::{db::Db, entities::area};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{PLAIN, What, faults, import};
use crate::support::world::World;

const SQUARE: &str =
    r#""{""type"":""Polygon"",""coordinates"":[[[121.1,31.1],[121.2,31.1],[121.2,31.2],[121.1,31.1]]]}""#;

async fn count(db: &Db) -> u64 {
    area::Entity::find().count(db.read()).await.unwrap()
}

db_test!(areas_come_with_their_parents_in_any_order, |db| async {
    let world = World::new(&db).await;
    let before = count(&db).await;
    let text = format!(
        "代码,名称,边界,示意\n310105010001,一居委,{SQUARE},是\n31010501000101,一网格,,\n310105010,新街道,,\n"
    );
    let report = import(&world, What::Areas, &text, PLAIN).await;
    assert_eq!(report.imported, 3, "{report:?}");
    assert_eq!(count(&db).await, before + 3);
    let row = area::Entity::find_by_id("310105010001").one(db.read()).await.unwrap().unwrap();
    assert_eq!((row.level.as_str(), row.approximate), ("committee", true));
    assert_eq!(row.parent_code.as_deref(), Some("310105010"));
    assert!(row.boundary.is_some() && row.lon.is_some());
    // the cache knows them at once, and the same file is refused
    assert!(world.state.reference().await.unwrap().areas.get(&"310105010".parse().unwrap()).is_some());
    let again = import(&world, What::Areas, &text, PLAIN).await;
    assert_eq!(faults(&again), [(2, 1, "duplicate"), (3, 1, "duplicate"), (4, 1, "duplicate")]);
});

db_test!(areas_out_of_the_hierarchy_are_named, |db| async {
    let world = World::new(&db).await;
    let before = count(&db).await;
    // the code is the hierarchy: a cycle cannot be written down, a wrong level is a code of a wrong length
    let text = "code,name,boundary\n\
        310105011001,没有上级,\n\
        3101050,长度不对,\n\
        abc,不是代码,\n\
        320105,外省,\n\
        310105012,好的,\n\
        310105012,重复,\n\
        310105013,坏边界,\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[121,31]}\"\n\
        310105014,不是JSON,{边界\n";
    let report = import(&world, What::Areas, text, PLAIN).await;
    let expected = vec![
        (2, 1, "not_found"),
        (3, 1, "not_allowed"),
        (4, 1, "not_allowed"),
        (5, 1, "outside_area"),
        (7, 1, "duplicate"),
        (8, 3, "not_a_boundary"),
        (9, 3, "not_a_boundary"),
    ];
    assert_eq!(faults(&report), expected);
    assert_eq!((report.imported, count(&db).await), (0, before));
});

//! Lists of hazards: every filter, pages while rows change, totals, masks, and who sees what.

use backend::hazards;
use chrono::TimeDelta;
use domain::{
    actor::Actor,
    desk::queue::Queue,
    fault::Code,
    geo::Bbox,
    hazards::{Category, HazardCommand, HazardSummary, Severity, VoidReason},
    home::Home,
    ids::HazardId,
    listing::{Cursor, Filter, HazardFilter, Page, Total},
};

use crate::support::world::{
    COMMITTEE, FAR_SUBDISTRICT, HERE, OTHER_COMMITTEE, World, at, date, noon, refused,
};

const NOW: &str = "2023-07-01";

async fn list(world: &World, who: &Actor, filter: &HazardFilter, limit: u64) -> Page<HazardSummary> {
    hazards::query::list(&world.ctx(who, noon(NOW)), filter, limit).await.unwrap()
}

fn ids(page: &Page<HazardSummary>) -> Vec<HazardId> {
    page.rows.iter().map(|r| r.id).collect()
}

fn filter(query: &str) -> HazardFilter {
    HazardFilter::from_pairs(query.split('&').filter_map(|p| p.split_once('=')))
}

/// How many the first page says there are in a queue.
fn waiting(home: &Home, queue: Queue) -> u64 {
    home.waiting.queues.iter().find(|count| count.queue == queue).unwrap().total.n
}

async fn found(world: &World, query: &str) -> Vec<HazardId> {
    let page = list(world, &world.office, &filter(query), 50).await;
    let n = page.rows.len() as u64;
    assert_eq!(page.total, Total { n, more: false }, "{query}");
    ids(&page)
}

/// Hazards that differ in everything a filter asks for.
struct Seeded {
    open: HazardId,
    late: HazardId,
    closed: HazardId,
    major: HazardId,
    placeless: HazardId,
    void: HazardId,
    far: HazardId,
}

async fn seeded(world: &World) -> Seeded {
    let open = world.find(noon("2023-06-20"), |_| ()).await;
    let late = world
        .find(noon("2023-05-02"), |c| {
            c.category = Category::Gas;
            c.due = Some(date("2023-05-05"));
            c.position = at(121.391, 31.2101);
            c.party_name = Some("李小花".into());
            c.party_phone = Some("13900001111".into());
        })
        .await;
    world.assign(noon("2023-05-03"), late).await;
    let closed = world.find(noon("2023-04-03"), |c| c.category = Category::Ebike).await;
    world.close(noon("2023-04-04"), closed).await;
    let major = world
        .find(noon("2023-06-22"), |c| {
            c.severity = Severity::Major;
            c.site = Some(world.flat);
            c.description = "燃气灶具无熄火保护 𠮷㐂".into();
        })
        .await;
    let placeless = world
        .find(noon("2023-06-10"), |c| {
            c.site = Some(world.tower);
            c.category = Category::Building;
        })
        .await;
    let void = world.find(noon("2023-06-11"), |_| ()).await;
    world.void(noon("2023-06-12"), void, VoidReason::FalseAlarm, None).await;
    let far = world.find(noon("2023-06-15"), |c| c.site = Some(world.far_shop)).await;
    Seeded { open, late, closed, major, placeless, void, far }
}

db_test!(each_filter_finds_what_it_says, |db| async {
    let world = World::new(&db).await;
    let s = seeded(&world).await;
    for (query, expected) in [
        ("", vec![s.major, s.open, s.void, s.placeless, s.late, s.closed]),
        ("sort=oldest", vec![s.closed, s.late, s.placeless, s.void, s.open, s.major]),
        ("status=registered", vec![s.major, s.open, s.placeless]),
        ("status=registered,assigned&category=fire,gas", vec![s.major, s.open, s.late]),
        ("status=closed,void", vec![s.void, s.closed]),
        ("category=ebike", vec![s.closed]),
        ("severity=major", vec![s.major]),
        ("severity=general&status=registered", vec![s.open, s.placeless]),
        ("overdue=1", vec![s.late]),
        ("overdue=1&status=registered", vec![]),
        ("overdue=1&status=assigned", vec![s.late]),
        ("from=2023-06-10&to=2023-06-20", vec![s.open, s.void, s.placeless]),
        ("from=2023-06-21", vec![s.major]),
        ("to=2023-04-30", vec![s.closed]),
        ("month=2023-05", vec![s.late]),
        ("month=2023-06&from=2023-06-15&to=2023-07-31", vec![s.major, s.open]),
        ("month=2023-04&from=2023-06-15", vec![]),
        ("area=310105008002", vec![s.placeless]),
        ("no_position=1", vec![s.placeless]),
        ("no_position=1&status=closed", vec![]),
        (&format!("site={}", world.flat), vec![s.major]),
        (&format!("site={}&status=closed", world.shop), vec![s.closed]),
        (&format!("assignee={}", world.inspector.user), vec![s.late, s.closed]),
        (&format!("assignee={}&status=assigned", world.inspector.user), vec![s.late]),
        (&format!("assignee={}", world.neighbour.user), vec![]),
        ("bbox=121.3905,31.20,121.40,31.22&in_map=1", vec![s.late]),
        ("bbox=121.3905,31.20,121.40,31.22", vec![s.major, s.open, s.void, s.placeless, s.late, s.closed]),
        ("bbox=121.3905,31.20,121.40,31.22&in_map=1&status=registered", vec![]),
        ("status=registered,assigned&sort=due", vec![s.late, s.placeless, s.open, s.major]),
        ("status=registered&sort=due&severity=general", vec![s.placeless, s.open]),
    ] {
        let mut got = found(&world, query).await;
        let mut expected = expected;
        if query.contains("sort=due") {
            // the order is that of the deadlines; ties by time
            let page = list(&world, &world.office, &filter(query), 50).await;
            assert!(page.rows.is_sorted_by_key(|r| (r.effective_due, r.key.sort_key)), "{query}");
            got.sort();
            expected.sort();
        }
        assert_eq!(got, expected, "{query}");
    }
});

db_test!(a_text_finds_words_numbers_and_rare_characters, |db| async {
    let world = World::new(&db).await;
    let s = seeded(&world).await;
    let all = vec![s.open, s.void, s.placeless, s.late, s.closed];
    let number = list(&world, &world.office, &filter(""), 50).await.rows[1].number.clone();
    for (text, expected) in [
        ("燃气", vec![s.major]),
        ("灶具", vec![s.major]),
        ("楼道", all.clone()),
        ("楼道 疏散", all.clone()),
        ("疏散通道", all.clone()),
        ("通道疏散", vec![]),
        ("𠮷", vec![s.placeless, s.major]),
        ("㐂", vec![s.placeless, s.major]),
        ("𠮷㐂", vec![s.placeless, s.major]),
        ("大厦𠮷", vec![s.placeless]),
        ("老王", vec![s.open, s.void, s.late, s.closed]),
        ("🔥🔥", vec![]),
        ("!?。", vec![]),
        ("不存在的词", vec![]),
        (number.as_str(), vec![s.open]),
        (&number[10..], vec![s.open]),
        (&number[15..], vec![s.open]),
        (number[15..].trim_start_matches('0'), vec![s.open]),
        ("\"", vec![]),
        ("*", vec![]),
        ("AND", vec![]),
        ("楼道 AND", vec![]),
        ("NEAR(楼道", vec![]),
        ("楼道\"", all.clone()),
        ("楼道*", all.clone()),
        ("tokens:楼道", vec![]),
        ("' OR 1=1 --", vec![]),
        ("楼道' | '燃气", vec![]),
        ("area310105008", vec![]),
        ("§310105008", vec![s.open, s.void, s.placeless, s.late, s.closed, s.major]), // as in every number
        ("§", vec![]),
    ] {
        let mut filter = HazardFilter::default();
        filter.common.q = Some(text.into());
        let page = list(&world, &world.office, &filter, 50).await;
        let mut got = ids(&page);
        assert_eq!(page.total.n, got.len() as u64, "{text}");
        assert!(page.rows.is_sorted_by_key(|r| -r.key.sort_key), "{text}");
        let mut expected = expected;
        got.sort();
        expected.sort();
        assert_eq!(got, expected, "{text}");
    }
    // with other filters, and in the other orders
    for (query, expected) in [
        ("q=楼道&status=closed", vec![s.closed]),
        ("q=楼道&category=gas", vec![s.late]),
        ("q=楼道&no_position=1", vec![s.placeless]),
        ("q=楼道&area=310105008002", vec![s.placeless]),
        ("q=楼道&bbox=121.3905,31.20,121.40,31.22&in_map=1", vec![s.late]),
        ("q=楼道&sort=oldest&from=2023-06-01", vec![s.placeless, s.void, s.open]),
        ("q=楼道&overdue=1", vec![s.late]),
    ] {
        assert_eq!(found(&world, query).await, expected, "{query}");
    }
    // somebody who writes another area's word into a text is not found there
    let sly = world.find(noon("2023-06-16"), |c| c.description = "area310105009 §310105009".into()).await;
    let mut anywhere = HazardFilter::default();
    anywhere.common.q = Some("310105009".into());
    assert!(!ids(&list(&world, &world.stranger, &anywhere, 50).await).contains(&sly));
});

db_test!(everyone_sees_the_own_area_only, |db| async {
    let world = World::new(&db).await;
    let s = seeded(&world).await;
    let sees = async |who: &Actor, query: &str| ids(&list(&world, who, &filter(query), 50).await);
    assert_eq!(sees(&world.inspector, "").await, [s.major, s.open, s.void, s.late, s.closed]);
    assert_eq!(sees(&world.neighbour, "").await, [s.placeless]);
    assert_eq!(sees(&world.stranger, "").await, [s.far]);
    assert_eq!(sees(&world.leader, "").await.len(), 6);
    assert_eq!(sees(&world.admin, "").await.len(), 7);
    for query in ["status=registered", "q=楼道", "bbox=121,31,122,32&in_map=1", "no_position=1", "sort=due"]
    {
        assert!(!sees(&world.inspector, query).await.contains(&s.placeless), "{query}");
        assert!(!sees(&world.stranger, query).await.contains(&s.open), "{query}");
        assert!(!sees(&world.office, query).await.contains(&s.far), "{query}");
    }
    let elsewhere = filter(&format!("area={FAR_SUBDISTRICT}"));
    let office = world.ctx(&world.office, noon(NOW));
    assert_eq!(refused(hazards::query::list(&office, &elsewhere, 50).await), Code::NotFound);
    let other = filter(&format!("area={OTHER_COMMITTEE}"));
    let inspector = world.ctx(&world.inspector, noon(NOW));
    assert_eq!(refused(hazards::query::list(&inspector, &other, 50).await), Code::NotFound);
    for id in [s.far, s.placeless] {
        assert_eq!(refused(hazards::query::detail(&inspector, id).await), Code::NotFound);
    }
    // the whole city can be narrowed to a district, a subdistrict or a committee
    for (area, n) in [("31", 7), ("310105", 7), ("310105008", 6), (COMMITTEE, 5), ("31010500800101", 0)] {
        for query in ["", "status=registered,assigned,closed,void", "bbox=121,31,122,32&in_map=1", "q=楼道"]
        {
            let filter = filter(&format!("area={area}&{query}"));
            let rows = list(&world, &world.admin, &filter, 50).await.rows;
            let hidden = usize::from(query.starts_with("bbox") && n > 5)
                + usize::from(query.starts_with("q=") && n > 0);
            assert_eq!(rows.len(), n - hidden, "{area} {query}");
        }
    }
});

db_test!(households_are_masked_in_lists, |db| async {
    let world = World::new(&db).await;
    seeded(&world).await;
    let page = list(&world, &world.office, &HazardFilter::default(), 50).await;
    assert_eq!(page.rows[0].site_name.as_deref(), Some("欧****"));
    assert_eq!(page.rows[0].address.as_deref(), Some("仙霞路700弄43号"));
    assert_eq!(page.rows[1].site_name.as_deref(), Some("老王面馆"));
    assert_eq!(page.rows[1].address.as_deref(), Some("仙霞路700弄2号"));
    assert_eq!(page.rows[4].assignee.as_deref(), Some("inspector 某"));
    assert!(page.rows[4].overdue && !page.rows[1].overdue);
    assert_eq!(page.without_position, Total { n: 1, more: false });
    let text = serde_json::to_string(&page).unwrap();
    for secret in ["欧阳小明", "502室", "李小花", "13900001111"] {
        assert!(!text.contains(secret), "{secret}");
    }
});

/// All pages of a filter, forwards from the first or backwards from the last.
async fn walk(
    world: &World,
    filter: &HazardFilter,
    limit: u64,
    back_from: Option<Cursor>,
) -> Vec<Vec<HazardId>> {
    let mut filter = filter.clone();
    filter.common.cursor = back_from;
    let mut pages = Vec::new();
    loop {
        let page = list(world, &world.office, &filter, limit).await;
        pages.push(ids(&page));
        filter.common.cursor = if back_from.is_some() { page.previous } else { page.next };
        if filter.common.cursor.is_none() {
            return pages;
        }
    }
}

async fn many(world: &World, n: usize) {
    for i in 0..n {
        let hour = TimeDelta::hours(i as i64);
        world
            .find(noon("2023-05-01") + hour, |c| {
                c.category = if i % 3 == 0 { Category::Gas } else { Category::Fire };
                // many with the same deadline
                c.due = Some(date(if i % 2 == 0 { "2023-05-20" } else { "2023-05-25" }));
            })
            .await;
    }
}

db_test!(pages_hold_every_row_once_in_both_directions, |db| async {
    let world = World::new(&db).await;
    many(&world, 23).await;
    for query in
        ["", "sort=oldest", "sort=due", "status=registered,closed", "category=fire,gas&sort=oldest", "q=楼道"]
    {
        let filter = filter(query);
        let all = ids(&list(&world, &world.office, &filter, 100).await);
        assert_eq!(all.len(), 23);
        for limit in [1, 5, 22, 23, 24] {
            let forwards = walk(&world, &filter, limit, None).await;
            assert_eq!(forwards.concat(), all, "{query} {limit}");
            assert!(forwards.iter().all(|p| !p.is_empty()));
            // back from the last page
            let mut last = filter.clone();
            for _ in 1..forwards.len() {
                last.common.cursor = list(&world, &world.office, &last, limit).await.next;
            }
            let page = list(&world, &world.office, &last, limit).await;
            assert_eq!(page.next, None, "{query} {limit}");
            if let Some(previous) = page.previous {
                let mut backwards = walk(&world, &filter, limit, Some(previous)).await;
                backwards.reverse();
                assert_eq!(backwards, forwards[..forwards.len() - 1], "{query} {limit}");
            } else {
                assert_eq!(forwards.len(), 1);
            }
        }
    }
});

db_test!(pages_stay_right_while_rows_come_and_go, |db| async {
    let world = World::new(&db).await;
    many(&world, 12).await;
    let filter = filter("status=registered");
    let all = ids(&list(&world, &world.office, &filter, 100).await);
    let mut at_two = filter.clone();
    at_two.common.cursor = list(&world, &world.office, &filter, 4).await.next;
    let two = list(&world, &world.office, &at_two, 4).await;
    assert_eq!(ids(&two), all[4..8]);
    // one is added at the top, the row that the page began behind goes away, and so does one ahead
    let added = world.find(noon("2023-06-01"), |_| ()).await;
    world.assign(noon("2023-06-02"), all[3]).await;
    world.assign(noon("2023-06-02"), all[8]).await;
    let again = list(&world, &world.office, &at_two, 4).await;
    assert_eq!(ids(&again), all[4..8], "the page itself is not moved");
    let mut at_three = filter.clone();
    at_three.common.cursor = two.next;
    assert_eq!(ids(&list(&world, &world.office, &at_three, 4).await), all[9..12]);
    let mut back = filter.clone();
    back.common.cursor = again.previous;
    let one = list(&world, &world.office, &back, 4).await;
    assert_eq!(ids(&one), [added, all[0], all[1], all[2]]);
    assert_eq!(one.previous, None);
    // everything behind a page goes away: it has no next, and the empty page knows its way back
    for id in &all[9..12] {
        world.assign(noon("2023-06-03"), *id).await;
    }
    let end = list(&world, &world.office, &at_three, 4).await;
    assert_eq!((end.rows.len(), end.next), (0, None));
    let mut back = filter.clone();
    back.common.cursor = end.previous;
    assert_eq!(ids(&list(&world, &world.office, &back, 4).await), all[4..8]);
    assert_eq!(list(&world, &world.office, &at_two, 4).await.next, None);
});

db_test!(totals_stop_at_the_cap, |db| async {
    let mut world = World::new(&db).await;
    many(&world, 9).await;
    world.find(noon("2023-06-01"), |c| c.site = Some(world.tower)).await;
    for (cap, n, more) in [(3, 3, true), (9, 9, true), (10, 10, false), (11, 10, false)] {
        world.state.limits.total_cap = cap;
        for query in
            ["severity=general", "q=楼道", "from=2023-01-01", "area=310105008&severity=general&sort=due"]
        {
            let page = list(&world, &world.office, &filter(query), 2).await;
            assert_eq!(page.total, Total { n, more }, "{query} {cap}");
            assert_eq!(page.rows.len(), 2, "{query} {cap}");
            assert!(page.rows[0].found_at > page.rows[1].found_at || query.contains("due"), "{query} {cap}");
        }
        // what is counted all the time is known exactly
        for query in ["", "status=registered", "sort=due", "bbox=121,31,122,32"] {
            let page = list(&world, &world.office, &filter(query), 2).await;
            assert_eq!(page.total, Total { n: 10, more: false }, "{query} {cap}");
        }
    }
    let page = list(&world, &world.office, &filter("bbox=121,31,122,32&in_map=1"), 2).await;
    assert_eq!(
        (page.total.n, page.without_position.n),
        (9, 1),
        "those without a position are told beside the map"
    );
});

db_test!(overdue_begins_when_the_day_has_ended_in_shanghai, |db| async {
    let world = World::new(&db).await;
    let id = world.find(noon("2023-06-01"), |c| c.due = Some(date("2023-06-08"))).await;
    let midnight = domain::calendar::day_end(date("2023-06-08"));
    let overdue = filter("overdue=1");
    for (now, late) in [(midnight - TimeDelta::milliseconds(1), false), (midnight, true)] {
        let ctx = world.ctx(&world.office, now);
        let page = hazards::query::list(&ctx, &overdue, 5).await.unwrap();
        assert_eq!(ids(&page), if late { vec![id] } else { vec![] });
        assert_eq!(hazards::query::detail(&ctx, id).await.unwrap().summary.overdue, late);
    }
});

db_test!(the_map_shows_points_clusters_and_what_is_not_on_it, |db| async {
    let world = World::new(&db).await;
    let s = seeded(&world).await;
    for i in 0..30 {
        let shift = f64::from(i) * 0.000_004;
        world
            .find(noon("2023-06-01") + TimeDelta::minutes(i.into()), |c| {
                c.position = at(HERE.0 + shift, HERE.1);
            })
            .await;
    }
    let map = async |who: &Actor, query: &str, window: &str, zoom: f64| -> serde_json::Value {
        let window: Bbox = window.parse().unwrap();
        let text =
            hazards::query::map(&world.ctx(who, noon(NOW)), &filter(query), window, zoom).await.unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let everything = "121.37,31.19,121.41,31.23";
    let far = map(&world.office, "", everything, 12.0).await;
    let features = far["features"].as_array().unwrap();
    let n: i64 = features.iter().map(|f| f["properties"]["n"].as_i64().unwrap_or(1)).sum();
    assert_eq!(n, 35, "all with a position, once");
    assert!(
        features
            .iter()
            .any(|f| f["properties"]["cluster"] == true && f["properties"]["n"].as_i64() > Some(30))
    );
    assert_eq!(far["without_position"], 1);
    assert_eq!(far["truncated"], false);
    let cluster = features.iter().find(|f| f["properties"]["cluster"] == true).unwrap();
    let (p, c) = (&cluster["properties"], &cluster["geometry"]["coordinates"]);
    assert!(p["west"].as_f64() <= c[0].as_f64() && c[0].as_f64() <= p["east"].as_f64());
    assert!(p["south"].as_f64() <= c[1].as_f64() && c[1].as_f64() <= p["north"].as_f64());
    // near by: single points with what a sign needs
    let near = map(&world.office, "overdue=1", everything, 18.0).await;
    let features = near["features"].as_array().unwrap();
    assert_eq!(features.len(), 1);
    let p = &features[0]["properties"];
    assert_eq!(p["id"], s.late.to_string());
    assert_eq!(
        (&p["status"], &p["category"], &p["severity"]),
        (&"assigned".into(), &"gas".into(), &"general".into())
    );
    assert_eq!(p["overdue"], true);
    assert!(p["number"].as_str().unwrap().starts_with("310105008-2023-"));
    assert_eq!(features[0]["geometry"]["coordinates"], serde_json::json!([121.391, 31.2101]));
    let near = map(&world.office, "", everything, 18.0).await;
    assert_eq!(near["features"].as_array().unwrap().len(), 35);
    // filters, windows and areas hold as in the list
    for (who, query, window, expected) in [
        (&world.office, "status=closed", everything, 1),
        (&world.office, "q=燃气", everything, 1),
        (&world.office, "q=楼道&status=void", everything, 1),
        (&world.office, "figure=closed&from=2023-01-01&to=2023-12-31", everything, 1),
        (&world.office, "", "121.3905,31.20,121.40,31.22", 1),
        (&world.office, "", "10,10,11,11", 0),
        (&world.neighbour, "", everything, 0),
        (&world.admin, "", "121.41,31.21,121.43,31.23", 1),
        (&world.stranger, "", "121,31,122,32", 1),
    ] {
        for zoom in [3.0, 14.0, 18.0] {
            let shown = map(who, query, window, zoom).await;
            let features = shown["features"].as_array().unwrap();
            let n: i64 = features.iter().map(|f| f["properties"]["n"].as_i64().unwrap_or(1)).sum();
            assert_eq!(n, expected, "{query} {window} {zoom}");
        }
    }
});

db_test!(a_map_looks_at_the_newest_rows_only_and_says_so, |db| async {
    let mut world = World::new(&db).await;
    many(&world, 12).await;
    world.state.limits.map_rows = 5;
    let a_period = "from=2023-01-01&to=2023-12-31";
    for (who, query) in [(&world.inspector, ""), (&world.office, a_period), (&world.admin, a_period)] {
        let ctx = world.ctx(who, noon(NOW));
        let text =
            hazards::query::map(&ctx, &filter(query), "121,31,122,32".parse().unwrap(), 14.0).await.unwrap();
        let map: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(map["truncated"], true);
        assert_eq!(map["features"][0]["properties"]["n"], 5);
    }
});

db_test!(a_request_for_a_later_deadline_is_shown, |db| async {
    let world = World::new(&db).await;
    let id = world.find(noon("2023-06-20"), |_| ()).await;
    world.assign(noon("2023-06-21"), id).await;
    let ask = HazardCommand::AskExtension { until: date("2023-09-01"), reason: "等配件".into() };
    world.step(&world.inspector, noon("2023-06-22"), id, ask).await;
    let row = list(&world, &world.office, &filter("status=assigned"), 5).await.rows.remove(0);
    assert!(row.extension_pending);
    let home = backend::home::query::home(&world.ctx(&world.office, noon(NOW))).await.unwrap();
    assert_eq!(waiting(&home, Queue::Extensions), 1);
    let home = backend::home::query::home(&world.ctx(&world.neighbour, noon(NOW))).await.unwrap();
    assert_eq!((waiting(&home, Queue::Extensions), waiting(&home, Queue::ToAssign)), (0, 0));
});

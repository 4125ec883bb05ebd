//! Numbers tell of records too: totals, figures and what waits are counted over the own area alone.

use super::scene::{From, Scene, people, window};
use crate::{stage::play, support::world::noon};
use domain::{
    desk::queue::Queue,
    figures::Rates,
    hazards::HazardSummary,
    home::Home,
    inspections::InspectionSummary,
    listing::{Page, Total},
    sites::SiteSummary,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn totals_and_figures_count_the_own_area_alone() {
    play(async |stage| {
        let _scene = Scene::set(stage).await;
        // two near, one far, so that a sum of both shows
        stage.world.find(noon("2023-06-03"), |_| ()).await;
        for person in people(stage).await.iter().filter(|person| person.role.is_some()) {
            let who = person.title();
            let near = person.from == From::Near;
            let hazards = if near { 2 } else { 1 };
            let exactly = |n| Total { n, more: false };
            let v = &person.visitor;
            let list: Page<HazardSummary> = v.get("/api/v1/hazards").await.data();
            assert_eq!(list.total, exactly(hazards), "{who}");
            let list: Page<InspectionSummary> = v.get("/api/v1/inspections").await.data();
            assert_eq!(list.total, exactly(1), "{who}");
            let list: Page<SiteSummary> = v.get("/api/v1/sites").await.data();
            // the tower lies in another committee than the inspector's
            let sites = match (near, list.rows.iter().any(|row| row.name.contains("大厦"))) {
                (true, true) => 3,
                (true, false) => 2,
                (false, _) => 1,
            };
            assert_eq!(list.total, exactly(sites), "{who}");
            let home: Home = v.get("/api/v1/home").await.data();
            let to_assign = home.waiting.queues.iter().find(|count| count.queue == Queue::ToAssign).unwrap();
            assert_eq!(to_assign.total, exactly(hazards), "{who}");
            let rates: Rates = v.get("/api/v1/rates?from=2023-06-01&to=2023-06-30").await.data();
            assert_eq!(u64::try_from(rates.total.balance.found).unwrap(), hazards, "{who}");
            let map = v.get(&format!("/api/v1/map/hazards?{}", window().replace("zoom=18", "zoom=8"))).await;
            let drawn: u64 = map.json()["features"]
                .as_array()
                .unwrap()
                .iter()
                .map(|f| f["properties"]["n"].as_u64().unwrap_or(1))
                .sum();
            assert_eq!(drawn, hazards, "{who}: {}", map.body);
        }
    })
    .await;
}

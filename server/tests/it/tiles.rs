//! Vector tiles over HTTP: what a browser keeps, and how it hears that it is old.

use crate::{
    stage::{Answer, JSON, Visitor, play},
    support::{
        tile::{Feature, features},
        world::{HERE, noon},
    },
};
use domain::geo::{Datum, Point, Tile};
use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
};

fn address(list: &str, zoom: u8, datum: Datum, query: &str) -> String {
    let tile = Tile::showing(zoom, Point::new(HERE.0, HERE.1).unwrap(), datum);
    let (x, y) = tile.column_row();
    format!("/api/v1/map/tiles/{list}/{zoom}/{x}/{y}.mvt{query}")
}

async fn known(v: &Visitor, path: &str, tag: &str) -> Answer {
    Answer::of(v.request(Method::GET, path).header(ACCEPT, JSON).header(IF_NONE_MATCH, tag)).await
}

fn total(answer: &Answer) -> u64 {
    features(&answer.bytes).iter().map(Feature::n).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tile_is_kept_and_asked_for_until_something_changes() {
    play(async |stage| {
        let world = &stage.world;
        let found = world.find(noon("2023-06-01"), |_| ()).await;
        let office = stage.enter(&world.office).await;
        let path = address("hazards", 12, Datum::Wgs84, "?status=registered");
        let first = office.get(&path).await;
        assert_eq!(first.status, StatusCode::OK);
        assert_eq!(first.header(CONTENT_TYPE), "application/vnd.mapbox-vector-tile");
        assert_eq!(first.header(CACHE_CONTROL), "private, no-cache");
        assert_eq!(total(&first), 1);
        let tag = first.header(ETAG).to_owned();
        let again = known(&office, &path, &tag).await;
        assert_eq!(
            (again.status, again.bytes.len(), again.header(ETAG)),
            (StatusCode::NOT_MODIFIED, 0, tag.as_str())
        );
        // the same, made ready before
        assert_eq!(office.get(&path).await.bytes, first.bytes);

        // assigned, it is not among those that were asked for any more
        world.assign(noon("2023-06-02"), found).await;
        let after = known(&office, &path, &tag).await;
        assert_eq!((after.status, total(&after)), (StatusCode::OK, 0));
        let tag = after.header(ETAG).to_owned();
        // what happens elsewhere is no reason to send it again
        world.find(noon("2023-06-03"), |c| c.site = Some(world.far_shop)).await;
        assert_eq!(known(&office, &path, &tag).await.status, StatusCode::NOT_MODIFIED);
        // another person in front of the same browser may see other things
        let stranger = stage.enter(&world.stranger).await;
        assert_eq!(known(&stranger, &path, &tag).await.status, StatusCode::OK);
        // what hangs on other records too is made each time, and known again by what it holds
        let path = address("hazards", 12, Datum::Wgs84, "?gas_unit=1");
        let first = office.get(&path).await;
        assert_eq!(first.status, StatusCode::OK);
        assert_eq!(known(&office, &path, first.header(ETAG)).await.status, StatusCode::NOT_MODIFIED);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_map_in_another_datum_has_its_own_tiles() {
    play(async |stage| {
        stage.world.find(noon("2023-06-01"), |_| ()).await;
        let office = stage.enter(&stage.world.office).await;
        let here = Point::new(HERE.0, HERE.1).unwrap();
        let (theirs, ours) = (Tile::showing(17, here, Datum::Gcj02), Tile::showing(17, here, Datum::Wgs84));
        assert_ne!(theirs, ours, "half a kilometre is more than a tile of this zoom");
        let moved = office.get(&address("hazards", 17, Datum::Gcj02, "?datum=gcj02")).await;
        let shown = features(&moved.bytes);
        let [point] = &shown[..] else { panic!("{shown:?}") };
        assert_eq!(Some(point.at), theirs.place(here, Datum::Gcj02));
        // the same tile of a map in WGS-84 shows another place
        assert_eq!(total(&office.get(&address("hazards", 17, Datum::Gcj02, "")).await), 0);
        let plain = features(&office.get(&address("hazards", 17, Datum::Wgs84, "")).await.bytes);
        assert_eq!(plain.first().map(|point| point.at), ours.place(here, Datum::Wgs84));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_tile_is_not_found_and_what_is_no_question_is_told() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        for path in ["21/0/0.mvt", "3/8/0.mvt", "3/0/-1.mvt", "a/0/0.mvt", "3/0/0.png", "3/0/99999999999.mvt"]
        {
            for list in ["hazards", "inspections", "sites"] {
                let answer = office.get(&format!("/api/v1/map/tiles/{list}/{path}")).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{list}/{path}");
            }
        }
        for (query, field) in [("?datum=mars", "datum: malformed"), ("?heat=2", "heat: malformed")] {
            let answer = office.get(&format!("/api/v1/map/tiles/hazards/3/0/0.mvt{query}")).await;
            assert_eq!(answer.fields(), [field], "{}", answer.body);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tile_of_very_many_is_small() {
    play(async |stage| {
        // as full as a tile can be: a square each of as many as it has
        let tile = Tile::showing(15, Point::new(HERE.0, HERE.1).unwrap(), Datum::Wgs84);
        let window = tile.window(Datum::Wgs84);
        let step = ((window.east() - window.west()) / 8.0, (window.north() - window.south()) / 8.0);
        for n in 0..64_u32 {
            let (column, row) = (f64::from(n % 8) + 0.5, f64::from(n / 8) + 0.5);
            let place = (window.west() + column * step.0, window.south() + row * step.1);
            stage
                .world
                .find(noon("2023-06-01"), |c| c.position = crate::support::world::at(place.0, place.1))
                .await;
        }
        let office = stage.enter(&stage.world.office).await;
        let answer = office.get(&address("hazards", 15, Datum::Wgs84, "")).await;
        assert_eq!(total(&answer), 64);
        assert!(answer.bytes.len() < 25_000, "{}", answer.bytes.len());
        let heat = office.get(&address("hazards", 15, Datum::Wgs84, "?heat=1")).await;
        assert_eq!(total(&heat), 64);
        assert!(heat.bytes.len() < answer.bytes.len());
    })
    .await;
}

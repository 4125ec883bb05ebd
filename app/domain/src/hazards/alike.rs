//! Open hazards that a new finding may be a second record of 疑似重复.

use super::{
    state::{Category, Status},
    views::HazardSummary,
};
use crate::{
    geo::{Bbox, Metres, Point, Wgs84},
    listing::HazardFilter,
    order,
    search::words,
};

/// Most that are offered: more would be in the way.
pub const MOST_ALIKE: usize = 5;

/// How far away an open hazard may be to be the same one, in metres: what a telephone is wrong by between houses, twice.
pub const NEARBY_M: f64 = 50.0;

/// Where a finding has no site: the open hazards of its category close by.
pub fn near(at: Point<Wgs84>, category: Category) -> Option<HazardFilter> {
    let bbox = Bbox::about(at, Metres(NEARBY_M))?;
    let mut filter = HazardFilter {
        status: Status::open().collect(),
        category: vec![category],
        ..HazardFilter::default()
    };
    (filter.common.bbox, filter.common.in_map) = (Some(bbox), true);
    Some(filter)
}

/// Of the open hazards of a site those that a finding of this category may repeat, at most [`MOST_ALIKE`]: what has most
/// words in common with `text` (description and place) first, then the newest. The category alone is enough: two people
/// describe the same thing in different words.
pub fn alike<'a>(open: &'a [HazardSummary], category: Category, text: &str) -> Vec<&'a HazardSummary> {
    let wanted = words(&text.to_lowercase());
    let shared = |hazard: &HazardSummary| {
        let told = format!("{} {}", hazard.description, hazard.location).to_lowercase();
        wanted.iter().filter(|word| told.contains(word.as_str())).count()
    };
    let fits = |hazard: &&HazardSummary| hazard.status.is_open() && hazard.category == category;
    let mut found: Vec<(usize, &HazardSummary)> =
        open.iter().filter(fits).map(|hazard| (shared(hazard), hazard)).collect();
    order::by_key(&mut found, |(shared, hazard)| std::cmp::Reverse((*shared, hazard.key.sort_key)));
    found.into_iter().take(MOST_ALIKE).map(|(_, hazard)| hazard).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(n: u8, category: Category, description: &str) -> HazardSummary {
        HazardSummary { category, description: description.into(), ..HazardSummary::example(n) }
    }

    #[test]
    fn without_a_site_what_is_close_by_is_asked_for() {
        let at = |lon, lat| Point::<Wgs84>::new(lon, lat).expect("a point");
        let filter = near(at(121.389, 31.2095), Category::Ebike).expect("a window");
        let window = filter.common.window().expect("it limits the rows");
        for (lon, lat, inside) in [
            (121.389, 31.2095, true),
            // some 30 m east, some 40 m north, and the next lane
            (121.3893, 31.2095, true),
            (121.389, 31.20986, true),
            (121.3898, 31.2095, false),
            (121.389, 31.2102, false),
        ] {
            assert_eq!(window.contains(at(lon, lat)), inside, "{lon} {lat}");
        }
        assert!(filter.status.iter().all(|status| status.is_open()));
        assert_eq!(filter.category, [Category::Ebike]);
    }

    #[test]
    fn the_same_category_is_offered_and_the_same_words_first() {
        let mut closed = open(9, Category::Fire, "楼道堆物");
        closed.status = Status::Closed;
        let all = [
            open(1, Category::Fire, "楼道堆放杂物"),
            open(2, Category::Fire, "灭火器失压"),
            open(3, Category::Gas, "楼道堆放杂物"),
            open(4, Category::Fire, "消火栓被遮挡"),
            closed,
        ];
        for (category, text, expected) in [
            (Category::Fire, "三楼楼道里堆放了杂物", vec![1, 4, 2]),
            (Category::Fire, "", vec![4, 2, 1]),
            (Category::Gas, "软管老化", vec![3]),
            (Category::Ebike, "楼道堆放杂物", vec![]),
        ] {
            let found: Vec<u128> = alike(&all, category, text).iter().map(|h| h.id.0.as_u128()).collect();
            assert_eq!(found, expected, "{category} {text}");
        }
        let many: Vec<_> = (1..20).map(|n| open(n, Category::Fire, "楼道堆放杂物")).collect();
        assert_eq!(alike(&many, Category::Fire, "楼道").len(), MOST_ALIKE);
    }
}

//! Relapse sampling 回潮抽查: each month a random sample of the hazards closed in it is visited again, because a rate of
//! closings says nothing about whether they last.
//!
//! How many: [`size`]. Which: [`draw`], a systematic sample over the hazards sorted by category and committee, so that every
//! hazard has the same chance and each category and each committee its share of the sample, rounded up or down. The
//! seed is kept with the sample, so anybody can draw it again. What it tells: the share that came back, with [`wilson`].

mod views;

pub use views::{Pick, PickFilter, PickKey, PickStanding, RelapsePage, Sample};

use crate::{
    area::AreaCode,
    figures::Ratio,
    hazards::Category,
    ids::{HazardId, PlanId, named},
    text_enum,
};
use chrono::{Days, NaiveDate};
use sha2::{Digest, Sha256};
use uuid::Uuid;

text_enum! {
    /// What somebody who went there again saw.
    RelapseOutcome {
        /// 保持良好: it is still rectified.
        Held = "held",
        /// 回潮: it is there again.
        CameBack = "came_back",
    }
}

/// Sample of an endless population for ± 15 points at 95 % when nothing is known of the share: z²·p(1 − p)/e² with z = 1.96,
/// p = ½, e = 0.15 (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, 4.4). A month decides nothing by itself; twelve of
/// them are ± 4 points.
const ENDLESS: u64 = 43;

/// A re-visit is due so many days after the drawing.
const DUE_AFTER: Days = Days::new(30);

/// How many of `population` are visited again: Cochran's size with the correction for a finite population,
/// n₀ / (1 + (n₀ − 1)/N), rounded up (ibid. 4.4).
pub const fn size(population: u64) -> u64 {
    if population == 0 { 0 } else { (ENDLESS * population).div_ceil(population + ENDLESS - 1) }
}

/// A hazard that can be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Which.
    pub id: HazardId,
    /// Its category.
    pub category: Category,
    /// Its committee.
    pub committee: AreaCode,
}

/// The sample of these, the same for the same seed in whatever order they come.
///
/// Every (N/n)-th of the list sorted by category, committee, and a number from the seed within these, from a start that
/// the seed gives (systematic sampling with implicit strata; Cochran 8.1, 8.3).
pub fn draw(mut closed: Vec<Closed>, seed: Uuid) -> Vec<Closed> {
    let (population, wanted) = (closed.len() as u128, u128::from(size(closed.len() as u64)));
    closed.sort_by_cached_key(|one| (one.category, one.committee.clone(), chance(seed, one.id.0)));
    let start = chance(seed, seed) >> 64;
    // places in 64 bits behind the point, so that no rounding favours anybody
    let places: Vec<usize> = (0..wanted)
        .map(|k| ((((k << 64) + start) / wanted.max(1)) * population) >> 64)
        .filter_map(|place| usize::try_from(place).ok())
        .collect();
    let mut places = places.into_iter().peekable();
    let mut sample = Vec::new();
    for (at, one) in closed.into_iter().enumerate() {
        if places.next_if_eq(&at).is_some() {
            sample.push(one);
        }
    }
    sample
}

/// A number that follows from the seed and an id and looks like none.
fn chance(seed: Uuid, id: Uuid) -> u128 {
    let hash = Sha256::new().chain_update(seed.as_bytes()).chain_update(id.as_bytes()).finalize();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hash[..16]);
    u128::from_be_bytes(bytes)
}

/// The plan whose tasks the re-visits of a subdistrict are: one for each, so its id follows from its code.
pub fn plan_of(subdistrict: &AreaCode) -> PlanId {
    PlanId(named(&format!("relapse:{subdistrict}")))
}

/// When a re-visit drawn on that day is due.
pub fn due(drawn: NaiveDate) -> NaiveDate {
    drawn.checked_add_days(DUE_AFTER).unwrap_or(drawn)
}

/// The 95 % interval of a share, as parts of one (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, 209–212). Unlike the share ± its
/// standard error it stays between 0 and 1 and is right for few cases and for none. `None` without a base.
///
/// The sample is at most a few dozen of a month; that it is finite and stratified would only make the interval narrower.
pub fn wilson(share: Ratio) -> Option<(f64, f64)> {
    /// The two-sided 95 % point of the normal distribution.
    const Z: f64 = 1.959_963_984_540_054;
    if share.of <= 0 {
        return None;
    }
    let n = share.of as f64;
    let (p, zz) = (share.n as f64 / n, Z * Z);
    let centre = (p + zz / (2.0 * n)) / (1.0 + zz / n);
    let half = Z / (1.0 + zz / n) * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt();
    Some(((centre - half).max(0.0), (centre + half).min(1.0)))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

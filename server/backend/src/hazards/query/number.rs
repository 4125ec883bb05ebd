//! A hazard by its number, as people type it into the field of words.

use crate::listing::Conditions;
use domain::hazards::HazardNumber;

/// The row of a full hazard number, or those that a year and sequence (2023-000123) name.
pub(super) fn numbered(text: &str, sqlite: bool) -> Option<Conditions> {
    let text = text.trim();
    let mut conditions = Conditions::default();
    if let Ok(number) = text.parse::<HazardNumber>() {
        conditions.add("h.number = ?", [number.to_string().into()]);
        return Some(conditions);
    }
    let (year, sequence) = text.split_once('-')?;
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !(1..=7).contains(&sequence.len()) || !digits(year) || !digits(sequence) {
        return None;
    }
    let (year, sequence): (i32, i32) = (year.parse().ok()?, sequence.parse().ok()?);
    // by the counters: one look-up for each subdistrict
    let join = if sqlite { "CROSS JOIN" } else { "JOIN" };
    let rows = format!(
        "SELECT x.sort_key FROM hazard_counter c {join} hazard x \
         ON x.subdistrict_code = c.subdistrict_code AND x.year = c.year AND x.seq = ? WHERE c.year = ?"
    );
    conditions.add(format!("h.sort_key IN ({rows})"), [sequence.into(), year.into()]);
    Some(conditions)
}

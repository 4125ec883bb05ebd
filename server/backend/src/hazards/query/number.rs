//! A hazard by its number, as people type it into the field of words.

use crate::listing::Conditions;
use domain::hazards::TypedNumber;

/// The row of a full hazard number, or those that a year and a sequence (2023-000123, 〔2023〕123号), or a sequence, name.
pub(super) fn numbered(text: &str, sqlite: bool) -> Option<Conditions> {
    let mut conditions = Conditions::default();
    // by the counters: one look-up for each subdistrict and year
    let join = if sqlite { "CROSS JOIN" } else { "JOIN" };
    let rows = format!(
        "SELECT x.sort_key FROM hazard_counter c {join} hazard x \
         ON x.subdistrict_code = c.subdistrict_code AND x.year = c.year AND x.seq = ?"
    );
    match TypedNumber::read(text)? {
        TypedNumber::Whole(number) => conditions.add("h.number = ?", [number.to_string().into()]),
        TypedNumber::OfYear { year, sequence } => {
            // no sequence of four bytes has more than this, and what is not there is not found
            let sequence = i32::try_from(sequence).unwrap_or(i32::MAX);
            conditions.add(format!("h.sort_key IN ({rows} WHERE c.year = ?)"), [sequence.into(), year.into()])
        }
        TypedNumber::Sequence(sequence) => {
            let sequence = i32::try_from(sequence).unwrap_or(i32::MAX);
            conditions.add(format!("h.sort_key IN ({rows})"), [sequence.into()])
        }
    };
    Some(conditions)
}

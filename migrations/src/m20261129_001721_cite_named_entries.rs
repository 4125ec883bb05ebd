//! Hazards that were imported or corrected before the program kept the entry of the library that a clause names.

use crate::script::{Script, Sql};

/// What an older program has written is brought to the entry that it would be given now; `$found` is the local day on which `h` was
/// found, `$today` the local day, `$code` the order of codes. Only what an older program has registered, which does not say in its first
/// event what it was made from: without an entry, or corrected to the words of another one. The order is that of
/// `domain::rules::naming`, and a test holds the two together: in force on the day found, of the category, in force still, the
/// youngest, the first by code. No event tells of it, since the chain is about the words, and these stay.
macro_rules! cite {
    ($found:literal, $today:literal, $code:literal) => {
        concat!(
            "
WITH older AS (
    SELECT h.id AS hazard_id, h.clause, h.category, ",
            $found,
            " AS found
    FROM hazard h LEFT JOIN standard_hazard c ON c.id = h.standard_id
    WHERE h.clause IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM hazard_event e WHERE e.hazard_id = h.id AND e.seq = 1 AND e.data LIKE '%\"standard\":%'
        )
        AND (c.id IS NULL OR c.clause <> h.clause AND EXISTS (
            SELECT 1 FROM hazard_event e WHERE e.hazard_id = h.id AND e.kind = 'corrected'
        ))
), named AS (
    SELECT o.hazard_id, s.id AS standard_id, row_number() OVER (
        PARTITION BY o.hazard_id
        ORDER BY
            CASE WHEN s.valid_from <= o.found AND (s.valid_to IS NULL OR s.valid_to >= o.found) THEN 0 ELSE 1 END,
            CASE WHEN s.category = o.category THEN 0 ELSE 1 END,
            CASE WHEN s.valid_to IS NULL OR s.valid_to >= ",
            $today,
            " THEN 0 ELSE 1 END,
            s.valid_from DESC, ",
            $code,
            ", s.rise
    ) AS place
    FROM older o JOIN standard_hazard s ON s.clause = o.clause AND s.valid_from <= ",
            $today,
            "
)
UPDATE hazard SET standard_id = named.standard_id FROM named WHERE named.hazard_id = hazard.id AND named.place = 1;
"
        )
    };
}

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Each {
        sqlite: cite!("date(h.found_at, '+8 hours')", "date('now', '+8 hours')", "s.code"),
        postgres: cite!(
            "CAST(h.found_at AT TIME ZONE 'Asia/Shanghai' AS date)",
            "CAST(now() AT TIME ZONE 'Asia/Shanghai' AS date)",
            "s.code COLLATE \"C\""
        ),
    },
    // an older program reads these entries as it reads its own
    down: Sql::Both("SELECT 1;"),
};

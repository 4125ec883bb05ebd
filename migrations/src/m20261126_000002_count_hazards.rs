//! Counts of hazards by place, category and status: for maps, and for the totals of lists.

use crate::{
    m20261124_000011_create_map_cells as map_cells,
    script::{Script, Sql},
};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::All(&[Sql::Both("DROP TABLE hazard_count;"), map_cells::SCRIPT.up]),
};

/// `hazard_count` takes the place of `map_cell`. It begins with the category, so that a map of one category passes no
/// other; the empty category is the sum over all. Two levels are enough for maps, because four squares make the one
/// above and a city has some thousand of the larger ones. Level 0 is all the world in two squares: 0 is what has a position, -1 what has none; with them a list
/// knows its totals. `lon` and `lat` are sums in millionths of a degree.
const UP: &str = "
DROP TABLE map_cell;
CREATE TABLE hazard_count (
    level            {small} NOT NULL,
    category         {text} NOT NULL,
    cell             {big} NOT NULL,
    subdistrict_code {text} NOT NULL,
    registered       {big} NOT NULL DEFAULT 0,
    assigned         {big} NOT NULL DEFAULT 0,
    rectified        {big} NOT NULL DEFAULT 0,
    closed           {big} NOT NULL DEFAULT 0,
    transferred      {big} NOT NULL DEFAULT 0,
    void             {big} NOT NULL DEFAULT 0,
    lon              {big} NOT NULL DEFAULT 0,
    lat              {big} NOT NULL DEFAULT 0,
    PRIMARY KEY (level, category, cell, subdistrict_code),
    CONSTRAINT ck_hazard_count_level CHECK (level IN (0, 15, 18))
) {keyed};
INSERT INTO hazard_count
SELECT l.level, c.category, CASE WHEN h.cell IS NULL THEN -1 ELSE h.cell >> (48 - 2 * l.level) END, h.subdistrict_code,
    CAST(sum(CASE h.status WHEN 'registered' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(sum(CASE h.status WHEN 'assigned' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(sum(CASE h.status WHEN 'rectified' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(sum(CASE h.status WHEN 'closed' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(sum(CASE h.status WHEN 'transferred' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(sum(CASE h.status WHEN 'void' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(COALESCE(sum(CAST(round(h.lon * 1000000) AS BIGINT)), 0) AS BIGINT),
    CAST(COALESCE(sum(CAST(round(h.lat * 1000000) AS BIGINT)), 0) AS BIGINT)
FROM hazard h
    JOIN (SELECT 0 AS level UNION ALL SELECT 15 UNION ALL SELECT 18) l
        ON h.cell IS NOT NULL OR l.level = 0
    JOIN (SELECT '' AS category UNION ALL SELECT 'fire' UNION ALL SELECT 'gas' UNION ALL SELECT 'electricity'
        UNION ALL SELECT 'ebike' UNION ALL SELECT 'building' UNION ALL SELECT 'falling'
        UNION ALL SELECT 'illegal_structure' UNION ALL SELECT 'group_rental' UNION ALL SELECT 'chess_room'
        UNION ALL SELECT 'work_safety' UNION ALL SELECT 'food' UNION ALL SELECT 'lpg' UNION ALL SELECT 'flood'
        UNION ALL SELECT 'other') c
        ON c.category IN ('', h.category)
GROUP BY 1, 2, 3, 4;
";

//! Counts for the map, so that a map of a city does not look at a million points.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE map_cell;") };

/// `map_cell` counts the hazards with a position in each square of the grid of map tiles (`cell` is the Morton code
/// of the square at `level`; a hazard's own `cell` is that of level 24), by subdistrict and category, with a column
/// for each status. `lon` and `lat` are sums over all of them in millionths of a degree: whole numbers, so that
/// adding and taking away leaves nothing behind. Hazards that are there already are counted here.
const UP: &str = "
CREATE TABLE map_cell (
    level            {small} NOT NULL,
    cell             {big} NOT NULL,
    subdistrict_code {text} NOT NULL,
    category         {text} NOT NULL,
    registered       {big} NOT NULL DEFAULT 0,
    assigned         {big} NOT NULL DEFAULT 0,
    rectified        {big} NOT NULL DEFAULT 0,
    closed           {big} NOT NULL DEFAULT 0,
    transferred      {big} NOT NULL DEFAULT 0,
    void             {big} NOT NULL DEFAULT 0,
    lon              {big} NOT NULL DEFAULT 0,
    lat              {big} NOT NULL DEFAULT 0,
    PRIMARY KEY (level, cell, subdistrict_code, category),
    CONSTRAINT ck_map_cell_level CHECK (level BETWEEN 11 AND 18)
) {keyed};
INSERT INTO map_cell
SELECT l.level, h.cell >> (48 - 2 * l.level), h.subdistrict_code, h.category,
    CAST(sum(CASE h.status WHEN 'registered' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(sum(CASE h.status WHEN 'assigned' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(sum(CASE h.status WHEN 'rectified' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(sum(CASE h.status WHEN 'closed' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(sum(CASE h.status WHEN 'transferred' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(sum(CASE h.status WHEN 'void' THEN 1 ELSE 0 END) AS BIGINT),
    CAST(sum(CAST(round(h.lon * 1000000) AS BIGINT)) AS BIGINT),
    CAST(sum(CAST(round(h.lat * 1000000) AS BIGINT)) AS BIGINT)
FROM hazard h CROSS JOIN (SELECT 11 AS level UNION ALL SELECT 12 UNION ALL SELECT 13 UNION ALL SELECT 14
    UNION ALL SELECT 15 UNION ALL SELECT 16 UNION ALL SELECT 17 UNION ALL SELECT 18) l
WHERE h.cell IS NOT NULL
GROUP BY 1, 2, 3, 4;
";

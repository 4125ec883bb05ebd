//! Figures that were counted by an older rule are counted anew.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// A closing that an import brought counts in the month that its list says, also when the hazard was reopened; before, it counted in
/// the month of the import as soon as it was. Where there is such a hazard, a row of no area and no year asks the program to count
/// all of them anew when it starts.
const UP: &str = "
INSERT INTO year_figure (area_code, year)
SELECT '', 0 WHERE EXISTS (
    SELECT 1 FROM hazard h JOIN hazard_event e ON e.hazard_id = h.id
    WHERE h.reopened_count > 0 AND e.kind = 'closed' AND e.data LIKE '%\"closed_at\"%'
);
";

const DOWN: &str = "
DELETE FROM year_figure WHERE area_code = '' AND year = 0;
";

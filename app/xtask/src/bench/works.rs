//! The kinds of work: how people call them, and what they may cost.

/// One kind of read. What exactly is asked stands in the package `bare`.
pub struct Kind {
    pub name: &'static str,
    pub shown: &'static str,
    /// Most processor time of the server for each request, milliseconds: one for each of the
    /// [sizes](super::databases::SIZES).
    pub bar: [Option<f64>; 3],
}

/// Registers answer like the list of hazards: at 200,000 homes they may cost what that list may in the larger database.
const LIST: [Option<f64>; 3] = [Some(1.0), Some(5.0), Some(5.0)];
const MAP: [Option<f64>; 3] = [None, Some(2.0), None];
/// A tile is one of several of a map.
const TILE: [Option<f64>; 3] = [Some(0.5), Some(0.5), None];
const QUEUES: [Option<f64>; 3] = [None, Some(20.0), None];
const WAVE: [Option<f64>; 3] = [None, Some(200.0), Some(200.0)];
/// Whole registers, and the whole city.
const SEARCH: [Option<f64>; 3] = [None, Some(3.0), Some(3.0)];
/// Words that many hazards of a subdistrict have, and those that few have.
const COMMON: [Option<f64>; 3] = [Some(0.5), Some(0.5), None];
const RARE: [Option<f64>; 3] = [Some(1.0), Some(3.0), None];
const SINGLE: [Option<f64>; 3] = [Some(0.3), Some(0.3), None];
const RATES: [Option<f64>; 3] = [Some(0.5), Some(0.5), None];

/// In the order of the tables.
pub const KINDS: [Kind; 31] = [
    Kind { name: "list_committee", shown: "list: status, category, committee, map window", bar: LIST },
    Kind {
        name: "list_subdistrict",
        shown: "list: status, category, map window; whole subdistrict",
        bar: LIST,
    },
    Kind { name: "list_city", shown: "list: status, category; whole city", bar: LIST },
    Kind { name: "list_city_window", shown: "list: status, category, map window; whole city", bar: LIST },
    Kind { name: "list_plain", shown: "list: everything of the subdistrict", bar: LIST },
    Kind { name: "search_common", shown: "search: common words", bar: COMMON },
    Kind { name: "search_two", shown: "search: common words of two characters", bar: COMMON },
    Kind { name: "search_rare", shown: "search: rare words (names of shops)", bar: RARE },
    Kind { name: "search_city", shown: "search: common words of two characters, whole city", bar: SEARCH },
    Kind { name: "map_street", shown: "map: a street (zoom 17)", bar: MAP },
    Kind { name: "map_subdistrict", shown: "map: the subdistrict (zoom 14 and 15)", bar: MAP },
    Kind { name: "map_city", shown: "map: the whole city (zoom 10)", bar: MAP },
    Kind { name: "map_city_filtered", shown: "map: the whole city, status and category", bar: MAP },
    Kind { name: "map_tile_city", shown: "tile: all hazards of the whole city, clusters", bar: TILE },
    Kind { name: "map_tile_filtered", shown: "tile: the whole city, status and category", bar: TILE },
    Kind { name: "map_tile_heat", shown: "tile: the whole city, heat", bar: TILE },
    Kind { name: "map_tile_subdistrict", shown: "tile: the subdistrict (zoom 13 and 15)", bar: TILE },
    Kind { name: "single", shown: "one hazard with its history", bar: SINGLE },
    Kind { name: "rates", shown: "rates of a year, month by committee", bar: RATES },
    Kind { name: "queues", shown: "queues of the desk", bar: QUEUES },
    Kind { name: "queues_city", shown: "queues of the desk; whole city", bar: QUEUES },
    // their bar is one of time: see the desk
    Kind { name: "dashboard", shown: "dashboard of a year", bar: [None; 3] },
    Kind { name: "dashboard_city", shown: "dashboard of a year; whole city", bar: [None; 3] },
    Kind { name: "stoves", shown: "list: stoves by the end of their life", bar: LIST },
    Kind { name: "alarms", shown: "list: gas alarms by status", bar: LIST },
    Kind { name: "alarms_city", shown: "list: gas alarms by status; whole city", bar: LIST },
    Kind { name: "homes", shown: "list: households", bar: LIST },
    Kind { name: "homes_city", shown: "list: households; whole city", bar: LIST },
    Kind { name: "homes_search", shown: "search: households; whole city", bar: SEARCH },
    Kind { name: "wave", shown: "expiry wave of two years", bar: WAVE },
    Kind { name: "wave_city", shown: "expiry wave of two years; whole city", bar: WAVE },
];

/// 99 of 100 answers of the list of hazards at most so long after the question, milliseconds: one for each of the sizes.
pub const LIST_P99_BARS: [Option<f64>; 3] = [Some(10.0), Some(40.0), None];
/// A tile as it is sent, kB.
pub const TILE_KB_BAR: f64 = 25.0;
/// A year on the dashboard, and what waits at the desk: half of the answers at most so long after the question, milliseconds.
pub const DASHBOARD_BAR: f64 = 150.0;
pub const QUEUES_BAR: f64 = 20.0;
/// A notice as a PDF file, milliseconds.
pub const NOTICE_BAR: f64 = 300.0;
/// All that may be printed at once into one file, seconds.
pub const PRINT_BAR: f64 = 20.0;
/// The effect of an action in another window, milliseconds.
pub const HEARD_BAR: f64 = 2_000.0;
/// The figures of a summary of a month, and its Word, workbook and PDF together, seconds.
pub const FIGURES_BAR: f64 = 1.0;
pub const FILES_BAR: f64 = 3.0;
/// A summary of a year of the whole city, from starting the program to its last file, seconds; and its memory at most, MiB.
pub const YEAR_BAR: f64 = 10.0;
pub const REPORT_BAR: f64 = 250.0;
/// Checking a summary, which freezes its rows, or issuing it, seconds: a request that takes longer is given up. Its memory is that of
/// [`REPORT_BAR`].
pub const CHECK_BAR: f64 = 60.0;
/// Checking and writing a workbook of 20,000 households, seconds.
pub const IMPORT_BAR: f64 = 30.0;
/// Saves a second by number of connections, at least.
pub const SAVES_BARS: [(u32, f64); 2] = [(8, 3_000.0), (64, 8_000.0)];
/// Memory after the start and the most under load, MiB.
pub const IDLE_BAR: f64 = 60.0;
pub const LOADED_BAR: f64 = 250.0;
/// From starting the program to its first answer, milliseconds: one for each of the sizes.
pub const START_BARS: [f64; 3] = [500.0, 1_000.0, 1_000.0];
/// First load of the list without the map library, bytes.
pub const FIRST_LOAD_BAR: usize = 450_000;
/// Of these the page itself, and what runs on it.
pub const PAGE_BAR: usize = 30_000;
pub const PROGRAM_BAR: usize = 250_000;
/// Making the larger database, seconds.
pub const DEMO_BAR: f64 = 300.0;
/// A table of 100,000 hazards: written while it leaves, seconds, and memory for it, MiB; read, checked and imported, seconds.
pub const EXPORT_BAR: f64 = 0.5;
pub const EXPORT_MEMORY_BAR: f64 = 16.0;
pub const HAZARD_IMPORT_BAR: f64 = 6.0;
/// 500 tablets that sync at once: 99 of 100 are answered so long after they have sent, milliseconds.
pub const TABLETS_BAR: f64 = 2_000.0;

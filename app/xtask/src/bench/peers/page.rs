//! The table against the best peer.

use super::{Peer, Peers, Way};
use crate::bench::{
    page::{met, ms, whole},
    record::Database,
};
use anyhow::Result;
use std::fmt::Write as _;

/// How many times dearer, or slower, the best peer has to be.
struct Bar {
    work: &'static str,
    shown: &'static str,
    /// As it comes: at 100,000 and at 1,000,000 hazards.
    plain: [Option<f64>; 2],
    /// With our indexes.
    indexed: Option<f64>,
}

const LIST: [Option<f64>; 2] = [Some(17.0), Some(40.0)];
const SEARCH: [Option<f64>; 2] = [Some(2.0), Some(2.0)];
/// A record by its key costs hardly more than its request: to be level is all that there is to gain.
const LEVEL: [Option<f64>; 2] = [Some(0.9), Some(0.9)];
const BARS: [Bar; 7] = [
    Bar {
        work: "list_committee",
        shown: "list and total: status, category, committee, window",
        plain: LIST,
        indexed: Some(5.0),
    },
    Bar {
        work: "list_city_window",
        shown: "list and total: status, category, window; whole city",
        plain: LIST,
        indexed: Some(5.0),
    },
    Bar { work: "search_common", shown: "search: common words", plain: SEARCH, indexed: None },
    Bar { work: "search_rare", shown: "search: rare words", plain: SEARCH, indexed: None },
    Bar { work: "search_two", shown: "search: words of two characters", plain: SEARCH, indexed: None },
    Bar { work: "single", shown: "one record", plain: LEVEL, indexed: None },
    Bar {
        work: "rates",
        shown: "rates, month by committee",
        plain: [Some(30.0), Some(200.0)],
        indexed: None,
    },
];
/// Saves a second at eight connections, of those who sync.
const SAVES: f64 = 13.0;
/// Bringing 100,000 rows in, and out.
const IMPORT: f64 = 3.5;
const EXPORT: f64 = 6.0;

impl Peer {
    /// The cheapest it ever was: milliseconds of processor time for each request.
    fn cpu(&self, work: &str) -> Option<f64> {
        self.works.get(work)?.iter().map(|run| run.cpu_ms).reduce(f64::min)
    }

    fn saves(&self) -> Option<f64> {
        self.saves.iter().map(|run| run.per_second).reduce(f64::max)
    }

    /// Whether what it has acknowledged is on the disk; not known without strace.
    fn syncs(&self) -> Option<bool> {
        self.syncs.map(|count| count.saves <= count.fsyncs * u64::from(count.connections))
    }
}

/// A number beside those of the peers of one way, and how many times the best of them it is.
struct Beside {
    cells: [String; 2],
    ratio: Option<f64>,
}

fn beside(peers: &[Peer], way: Way, of: impl Fn(&Peer) -> Option<f64>, show: fn(f64) -> String) -> Beside {
    let found = |name: &str| peers.iter().find(|peer| peer.name == name && peer.way == way).and_then(&of);
    let all = ["Datasette", "PocketBase"].map(found);
    Beside {
        cells: all.map(|value| value.map_or_else(|| "—".to_owned(), show)),
        ratio: all.into_iter().flatten().reduce(f64::min),
    }
}

impl Peers {
    /// The part of the page. `size`: 0 at 100,000 hazards, 1 at 1,000,000. What we do not have measured ourselves is left out.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn write(&self, text: &mut String, shown: &str, size: usize, ours: &Database) -> Result<()> {
        writeln!(text, "## Against the best peer: {shown} hazards\n")?;
        let (occasion, peers) = match self {
            Self::Measured { occasion, peers } => (occasion, peers),
            Self::Skipped(why) => {
                writeln!(text, "Not measured: {why}.\n")?;
                return Ok(());
            }
        };
        writeln!(
            text,
            "Datasette 0.65 and PocketBase 0.40, {} at {}: the same rows (what the list shows of a hazard, in one table), the same questions, the \
             same load tool, each as it comes and with our indexes. Datasette searches by an index of trigrams, words of two characters by `LIKE` in one \
             column; PocketBase by `~`; figures are a statement of SQL and a view. Ours is signed in and masked and knows who may see what; a save of ours is \
             a visit with a checklist and two hazards, one of theirs a row. Milliseconds of processor time for each request: of ours the dearer of 1 and \
             8 connections, of a peer the cheaper.\n",
            occasion.date, occasion.commit
        )?;
        writeln!(
            text,
            "| work | ours | Datasette | PocketBase | best ÷ ours | bar | | our indexes: Datasette | PocketBase | best ÷ ours | bar | |"
        )?;
        writeln!(text, "|---|---:|---:|---:|---:|---:|---|---:|---:|---:|---:|---|")?;
        for bar in BARS {
            let work = ours.works.iter().find(|work| work.name == bar.work);
            let Some(is) = work.map(|work| work.json.iter().map(|run| run.cpu_ms).fold(0.0, f64::max)) else {
                continue;
            };
            let cells = |way, bar_of: Option<f64>| {
                let beside = beside(peers, way, |peer| peer.cpu(bar.work), ms);
                compared(&beside, bar_of, |best| best / is)
            };
            let plain = cells(Way::AsItComes, bar.plain.get(size).copied().flatten());
            let indexed = cells(Way::OurIndexes, bar.indexed);
            writeln!(text, "| {} | {} {plain} {indexed} |", bar.shown, ms(is))?;
        }
        writeln!(text)?;
        others(text, peers, size, ours)?;
        for peer in peers {
            for (what, why) in &peer.failures {
                writeln!(text, "- {}, {}: {what} failed: {why}", peer.name, way(peer.way))?;
            }
        }
        writeln!(text)?;
        Ok(())
    }
}

/// Saves, import and export.
fn others(text: &mut String, peers: &[Peer], size: usize, ours: &Database) -> Result<()> {
    writeln!(text, "| | ours | Datasette | PocketBase | ours to the best | bar | |")?;
    writeln!(text, "|---|---:|---:|---:|---:|---:|---|")?;
    let eight = ours.saves.iter().flat_map(|saves| &saves.runs).find(|run| run.connections == 8);
    if let Some(is) = eight.map(|run| run.per_second) {
        let cells = ["Datasette", "PocketBase"].map(|name| {
            let peer = peers.iter().find(|peer| peer.name == name && peer.way == Way::AsItComes);
            let peer = peer.and_then(|peer| Some((peer.saves()?, peer.syncs())));
            peer.map_or_else(
                || "—".to_owned(),
                |(saves, syncs)| match syncs {
                    Some(true) => format!("{}/s, on the disk", whole(saves)),
                    Some(false) => format!("{}/s, not on the disk", whole(saves)),
                    None => format!("{}/s", whole(saves)),
                },
            )
        });
        // who does not wait for the disk does other work
        let waiting = peers.iter().filter(|peer| peer.way == Way::AsItComes && peer.syncs() != Some(false));
        let best = waiting.filter_map(Peer::saves).reduce(f64::max);
        let beside = Beside { cells, ratio: best };
        let row = compared(&beside, Some(SAVES), |best| is / best);
        writeln!(
            text,
            "| durable saves with an id of the sender's, 8 connections | {}/s {row} |",
            whole(is)
        )?;
    }
    let transfer = ours.transfer.unwrap_or_default();
    type Of = fn(&Peer) -> Option<f64>;
    let rows: [(&str, Option<f64>, Of, f64); 2] = [
        ("100,000 rows in, s", transfer.import_s, |peer| peer.import_s, IMPORT),
        ("100,000 rows out as a table, s", transfer.export_s(), |peer| peer.export_s, EXPORT),
    ];
    for (what, is, of, bar) in rows {
        let Some(is) = is else { continue };
        let beside = beside(peers, Way::AsItComes, of, ms);
        let row = compared(&beside, (size == 0).then_some(bar), |best| best / is);
        writeln!(text, "| {what} | {} {row} |", ms(is))?;
    }
    writeln!(text)?;
    Ok(())
}

fn way(way: Way) -> &'static str {
    match way {
        Way::AsItComes => "as it comes",
        Way::OurIndexes => "with our indexes",
    }
}

/// The cells of the peers, the ratio, the bar and whether it is met.
fn compared(beside: &Beside, bar: Option<f64>, ratio: impl Fn(f64) -> f64) -> String {
    let [datasette, pocketbase] = &beside.cells;
    let ratio = beside.ratio.map(ratio);
    let shown = ratio.map(|ratio| format!("{} ×", ms(ratio))).unwrap_or_default();
    let (bar, verdict) = match (bar, ratio) {
        (Some(bar), Some(ratio)) => (format!("≥ {bar} ×"), met(ratio >= bar)),
        (Some(bar), None) => (format!("≥ {bar} ×"), ""),
        (None, _) => (String::new(), ""),
    };
    format!("| {datasette} | {pocketbase} | {shown} | {bar} | {verdict}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{
        fsyncs::Count,
        load::Run,
        machine::Occasion,
        record::{Saves, Timing, Work},
    };
    use std::collections::BTreeMap;

    fn run(cpu_ms: f64, per_second: f64) -> Run {
        Run {
            connections: 8,
            requests: 100,
            per_second,
            p50_ms: 1.0,
            p99_ms: 2.0,
            max_ms: 3.0,
            cpu_ms,
            beside_ms: None,
            bytes: 1_000.0,
        }
    }

    fn peer(name: &str, way: Way, list: f64, saves: f64, fsyncs: u64) -> Peer {
        Peer {
            name: name.to_owned(),
            way,
            works: BTreeMap::from([(
                "list_committee".to_owned(),
                vec![run(list, 9.0), run(list * 2.0, 9.0)],
            )]),
            saves: vec![run(1.0, saves)],
            syncs: Some(Count { connections: 8, saves: 800, fsyncs }),
            import_s: Some(40.0),
            export_s: None,
            failures: BTreeMap::from([("export".to_owned(), "answers 500".to_owned())]),
        }
    }

    #[test]
    fn the_best_peer_is_what_we_are_compared_with() {
        let timing = Timing { wall_us: 1.0, cpu_us: 1.0 };
        let ours = Database {
            works: vec![Work {
                name: "list_committee".into(),
                answer_rows: 50.0,
                json: vec![run(0.4, 9.0), run(0.5, 9.0)],
                page: None,
                whole: timing,
                bare: timing,
                statements: 1.0,
            }],
            saves: Some(Saves {
                runs: vec![run(1.0, 3_000.0)],
                whole: timing,
                bare: timing,
                statements: 1.0,
            }),
            ..Database::default()
        };
        let peers = Peers::Measured {
            occasion: Occasion::default(),
            peers: vec![
                peer("Datasette", Way::AsItComes, 20.0, 100.0, 800),
                peer("PocketBase", Way::AsItComes, 10.0, 2_000.0, 2),
                peer("PocketBase", Way::OurIndexes, 2.0, 2_000.0, 2),
            ],
        };
        let mut text = String::new();
        peers.write(&mut text, "100,000", 0, &ours).unwrap();
        assert!(
            text.contains(
                "window | 0.500 | 20.0 | 10.0 | 20.0 × | ≥ 17 × | met | — | 2.00 | 4.00 × | ≥ 5 × | **not met** |"
            ),
            "{text}"
        );
        assert!(
            text.contains(
                "| 3,000/s | 100/s, on the disk | 2,000/s, not on the disk | 30.0 × | ≥ 13 × | met |"
            ),
            "who does not sync is not compared with: {text}"
        );
        assert!(text.contains("- PocketBase, with our indexes: export failed: answers 500"), "{text}");
        assert!(!text.contains("rows in"), "nothing of ours to compare: {text}");
    }

    #[test]
    fn what_was_not_measured_says_why() {
        let mut text = String::new();
        Peers::Skipped("no registry".into()).write(&mut text, "100,000", 0, &Database::default()).unwrap();
        assert!(text.contains("Not measured: no registry."), "{text}");
    }
}

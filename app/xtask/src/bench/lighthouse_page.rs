//! What Lighthouse says of the pages: `docs/bench/lighthouse.json`, written by `end2end/lighthouse`.

use super::{
    machine::Occasion,
    page::{met, ms},
};
use anyhow::Result;
use serde::Deserialize;
use std::fmt::Write;

/// All of it.
#[derive(Deserialize)]
pub struct Lighthouse {
    occasion: Occasion,
    version: String,
    rows: Vec<Row>,
}

/// One page as one device sees it: the middle of some visits.
#[derive(Deserialize)]
struct Row {
    page: String,
    profile: String,
    /// Of 100.
    performance: f64,
    accessibility: f64,
    best_practices: f64,
    lcp_ms: f64,
    tbt_ms: f64,
    cls: f64,
    /// As sent.
    html_kb: f64,
    program_kb: f64,
}

/// At least.
const PERFORMANCE: f64 = 95.0;
const ACCESSIBILITY: f64 = 100.0;
const BEST_PRACTICES: f64 = 95.0;
/// At most: milliseconds, milliseconds, a share of the screen.
const LCP: f64 = 1_500.0;
const TBT: f64 = 50.0;
const CLS: f64 = 0.02;
/// At most, kB.
const HTML: f64 = 30.0;
const PROGRAM: f64 = 250.0;

impl Lighthouse {
    /// The part of the page.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn write(&self, text: &mut String) -> Result<()> {
        writeln!(
            text,
            "## Lighthouse\n\nLighthouse {} in Chromium on the release build with the demo, {} at {}: the mobile preset (a phone of 412 × 823, processor four \
             times slower, 1.6 Mbit/s with 150 ms, simulated) and the same on a tablet of 820 × 1180. Signed in but for the page of the sign-in; the middle \
             of three visits with an empty cache. Bars: performance ≥ {PERFORMANCE}, accessibility {ACCESSIBILITY}, best practices ≥ {BEST_PRACTICES}, LCP ≤ {LCP} \
             ms, TBT ≤ {TBT} ms, CLS ≤ {CLS}; HTML ≤ {HTML} kB, program and scripts of the page ≤ {PROGRAM} kB.\n",
            self.version, self.occasion.date, self.occasion.commit
        )?;
        writeln!(
            text,
            "| page | device | performance | accessibility | best practices | LCP, ms | TBT, ms | CLS | HTML, kB | program and scripts, kB | |"
        )?;
        writeln!(text, "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|")?;
        for row in &self.rows {
            let missed = row.missed();
            let verdict = if missed.is_empty() {
                met(true).to_owned()
            } else {
                format!("{}: {}", met(false), missed.join(", "))
            };
            writeln!(
                text,
                "| {} | {} | {:.0} | {:.0} | {:.0} | {:.0} | {:.0} | {:.3} | {} | {} | {verdict} |",
                row.page,
                row.profile,
                row.performance,
                row.accessibility,
                row.best_practices,
                row.lcp_ms,
                row.tbt_ms,
                row.cls,
                ms(row.html_kb),
                ms(row.program_kb)
            )?;
        }
        writeln!(text)?;
        Ok(())
    }
}

impl Row {
    /// The bars that it does not meet.
    fn missed(&self) -> Vec<&'static str> {
        [
            ("performance", self.performance >= PERFORMANCE),
            ("accessibility", self.accessibility >= ACCESSIBILITY),
            ("best practices", self.best_practices >= BEST_PRACTICES),
            ("LCP", self.lcp_ms <= LCP),
            ("TBT", self.tbt_ms <= TBT),
            ("CLS", self.cls <= CLS),
            ("HTML", self.html_kb <= HTML),
            ("program", self.program_kb <= PROGRAM),
        ]
        .into_iter()
        .filter_map(|(name, good)| (!good).then_some(name))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_misses_is_named() {
        let row = |lcp: u32, accessibility: u32| {
            format!(
                r#"{{"page":"/hazards","profile":"tablet","performance":97,"accessibility":{accessibility},"best_practices":100,
                    "lcp_ms":{lcp},"tbt_ms":20,"cls":0.001,"html_kb":24.2,"program_kb":240.2}}"#
            )
        };
        let told = format!(
            r#"{{"occasion":{{"date":"2026-01-02","commit":"abc"}},"version":"12.8.2","rows":[{},{}]}}"#,
            row(1_400, 100),
            row(1_501, 99)
        );
        let lighthouse: Lighthouse = serde_json::from_str(&told).unwrap();
        let mut text = String::new();
        lighthouse.write(&mut text).unwrap();
        assert!(text.contains("| 97 | 100 | 100 | 1400 | 20 | 0.001 | 24.2 | 240 | met |"), "{text}");
        assert!(text.contains("| **not met**: accessibility, LCP |"), "{text}");
    }
}

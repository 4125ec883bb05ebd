//! What the field app does on a slow tablet: `docs/bench/field.json`, measured in the browser by `end2end/bench`.

use super::{machine::Occasion, page::met};
use anyhow::Result;
use serde::Deserialize;
use std::fmt::Write;

/// All of it.
#[derive(Deserialize)]
pub struct Field {
    occasion: Occasion,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    what: String,
    value: f64,
    unit: String,
    #[serde(default)]
    bar: Option<f64>,
    #[serde(default)]
    note: Option<String>,
}

impl Field {
    /// The part of the page.
    ///
    /// # Errors
    /// Never: writing into a text cannot fail.
    pub fn write(&self, text: &mut String) -> Result<()> {
        writeln!(
            text,
            "## The field app\n\nIn Chromium on the release build, {} at {}. The first rows with the processor slowed down four times and the \
             network cut; a photo weighs about 300 KB. Sending is over loopback, the bad line is a relay that holds back, delays and \
             loses what passes.\n",
            self.occasion.date, self.occasion.commit
        )?;
        writeln!(text, "| what | measured | bar | |\n|---|---:|---:|---|")?;
        for row in &self.rows {
            let unit = if row.unit.is_empty() { String::new() } else { format!(" {}", row.unit) };
            let bar = row.bar.map(|bar| format!("≤ {bar}{unit}")).unwrap_or_default();
            let verdict = row.bar.map(|bar| met(row.value <= bar)).unwrap_or_default();
            let note = row.note.as_deref().unwrap_or_default();
            writeln!(text, "| {} | {}{unit} | {bar} | {verdict}{note} |", row.what, row.value)?;
        }
        writeln!(text)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bar_stands_beside_what_was_measured() {
        let field: Field = serde_json::from_str(
            r#"{"occasion":{"date":"2026-01-02","commit":"abc"},"rows":[
                {"what":"start","value":1200,"unit":"ms","bar":2500},
                {"what":"save","value":140.5,"unit":"ms","bar":100},
                {"what":"requests","value":31,"unit":""}]}"#,
        )
        .unwrap();
        let mut text = String::new();
        field.write(&mut text).unwrap();
        assert!(text.contains("| start | 1200 ms | ≤ 2500 ms | met |"), "{text}");
        assert!(text.contains("| save | 140.5 ms | ≤ 100 ms | **not met** |"), "{text}");
        assert!(text.contains("| requests | 31 |  |  |"), "{text}");
    }
}

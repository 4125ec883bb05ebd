//! What a browser has to fetch, for the benchmark papers.

use crate::{frontend::precache, layout::Layout};
use anyhow::{Context, Result};
use std::{fs, path::Path};

/// Prints a table of the published files under `pkg/`, `js/` and `vendor/`: plain, gzip, brotli, in bytes; and what
/// a tablet fetches to start without network.
///
/// # Errors
/// When nothing has been built.
pub fn report(layout: &Layout) -> Result<()> {
    println!("| file | bytes | gzip | brotli |\n|---|---:|---:|---:|");
    for part in ["pkg", "js", "vendor"] {
        let dir = layout.site().join(part);
        let mut folders = vec![dir];
        let mut rows = Vec::new();
        while let Some(folder) = folders.pop() {
            let entries = fs::read_dir(&folder).context("no site yet: run `make build`")?;
            for entry in entries {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.extension().is_some_and(|extension| extension == "br" || extension == "gz") {
                    rows.push(row(&layout.site(), &path)?);
                }
            }
        }
        rows.sort();
        for row in &rows {
            println!("{row}");
        }
    }
    let kept = precache::of(&layout.site())?;
    let bytes = precache::bytes_on_the_wire(&layout.site(), &kept)?;
    println!("\nto start without network: {} files, {bytes} bytes compressed", kept.files.len());
    Ok(())
}

fn row(site: &Path, path: &Path) -> Result<String> {
    let plain = fs::metadata(path)?.len();
    let compressed = |extension: &str| {
        let name = format!("{}.{extension}", path.display());
        fs::metadata(name).map_or(plain, |metadata| metadata.len())
    };
    let name = path.strip_prefix(site)?.display().to_string();
    Ok(format!("| {name} | {plain} | {} | {} |", compressed("gz"), compressed("br")))
}

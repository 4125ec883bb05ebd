//! Putting a finished site where the server looks for it.

use super::assets::copy_tree;
use crate::{args::Mode, layout::Layout};
use anyhow::Result;
use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

/// Puts `site` in the place of the published one, unless that is the same already.
///
/// # Errors
/// When a file cannot be written.
pub fn publish(layout: &Layout, mode: Mode, site: &std::path::Path, key: &str) -> Result<()> {
    let published = layout.site();
    let mark = layout.target.join("frontend/published");
    if !fs::read_to_string(&mark).is_ok_and(|known| known == key) || !published.join("hash.txt").exists() {
        // copied beside and renamed: a server that is running sees the old one or the new one, never a half
        let new = published.with_extension("new");
        let old = published.with_extension("old");
        for dir in [&new, &old] {
            if dir.exists() {
                fs::remove_dir_all(dir)?;
            }
        }
        copy_tree(site, &new)?;
        if published.exists() {
            fs::rename(&published, &old)?;
        }
        fs::rename(&new, &published)?;
        if old.exists() {
            fs::remove_dir_all(&old)?;
        }
        fs::write(&mark, key)?;
    }
    // there is one site: a server of any profile that is there already must name its files
    for server_mode in Mode::ALL {
        let dir = layout.server_dir(server_mode);
        if server_mode == mode {
            fs::create_dir_all(&dir)?;
        }
        if dir.exists() {
            fs::copy(published.join("hash.txt"), dir.join("hash.txt"))?;
        }
    }
    Ok(())
}

/// Tells open pages that a newly built server is there (see `live_reload.js`).
///
/// # Errors
/// When the file cannot be written.
pub fn announce(layout: &Layout) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    Ok(fs::write(layout.site().join("live-reload.txt"), now.to_string())?)
}

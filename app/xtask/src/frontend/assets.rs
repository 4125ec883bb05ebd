//! Files that are taken as they are.

#[path = "../../../icons_name.rs"]
mod icons_name;

use super::{
    OUTPUT_NAME, map_library,
    npm::{Npm, Script},
    stamp::files,
};
use crate::layout::Layout;
use anyhow::{Context, Result};
use icons_name::icons_name;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// The files that are taken of the map library. Its modules are put together from its sources; the worker is a file of our
/// own origin, so that a strict content security policy allows it.
const MAP_LIBRARY: [&str; 2] = ["dist/maplibre-gl.css", "LICENSE.txt"];

/// Files served under their own names.
pub fn public(layout: &Layout) -> PathBuf {
    layout.root.join("public")
}

/// The style sources; `main.css` imports the others.
pub fn style(layout: &Layout) -> PathBuf {
    layout.root.join("app/style")
}

/// Scripts that a page fetches when it first needs them, so not in the program's glue: the map, what the forms for
/// recording need, the tablet's store, and what works beside a page. Each is a folder of `app/js` with the script that
/// names the others.
pub const SCRIPTS: [(&str, &str, Script); 6] = [
    ("map", "view.js", Script::Module),
    ("capture", "index.js", Script::Module),
    ("camera", "index.js", Script::Module),
    ("scanner", "index.js", Script::Module),
    ("field", "index.js", Script::Module),
    ("worker", "shrink.js", Script::Classic),
];

/// The service worker: like [`SCRIPTS`], but at the root of the site, so that it may answer for all of it.
pub const SERVICE_WORKER: (&str, &str, Script) = ("sw", "sw.js", Script::Classic);

/// The folder of such scripts.
pub fn scripts(layout: &Layout, folder: &str) -> PathBuf {
    layout.root.join("app/js").join(folder)
}

/// Copies all files of a folder, with its folders. A missing folder has none.
///
/// # Errors
/// When a file cannot be read or written.
pub fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for file in files(from)? {
        let copy = to.join(file.strip_prefix(from)?);
        if let Some(folder) = copy.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file, &copy).with_context(|| format!("{} cannot be copied", file.display()))?;
    }
    Ok(())
}

/// Writes the files of libraries that stay files of their own, out of their npm packages; `work` is an empty folder.
///
/// # Errors
/// When a package has other files than this version expects.
pub fn copy_libraries(npm: &Npm, work: &Path, vendor: &Path) -> Result<()> {
    copy_files(npm, "maplibre-gl", &MAP_LIBRARY, vendor)?;
    let map = vendor.join("maplibre-gl");
    let style = map.join("maplibre-gl.css");
    fs::write(&style, map_library::without_controls(&fs::read_to_string(&style)?))?;
    map_library::prepare(&npm.package("maplibre-gl"), work)?;
    npm.bundle_map_library(work, &map)
}

fn copy_files(npm: &Npm, package: &str, files: &[&str], vendor: &Path) -> Result<()> {
    let to = vendor.join(package);
    fs::create_dir_all(&to)?;
    let folder = npm.package(package);
    for file in files.iter().map(|file| folder.join(file)) {
        let name = file.file_name().context("a file has a name")?;
        let copied = fs::copy(&file, to.join(name));
        copied.with_context(|| {
            format!("{}: this version of {package} is packed differently", file.display())
        })?;
    }
    Ok(())
}

/// Moves the drawings of icons from the folder of public files to those with their content in their names.
///
/// # Errors
/// When they are not there.
pub fn name_icons(site: &Path, pkg: &Path) -> Result<()> {
    let drawings = site.join("icons.svg");
    let content = fs::read(&drawings).with_context(|| format!("{} cannot be read", drawings.display()))?;
    Ok(fs::rename(&drawings, pkg.join(icons_name(&content)))?)
}

/// Adds to the program's script what loads the page again after a rebuild.
///
/// # Errors
/// When the script cannot be written.
pub fn add_live_reload(pkg: &Path) -> Result<()> {
    let mut script = fs::OpenOptions::new().append(true).open(pkg.join(format!("{OUTPUT_NAME}.js")))?;
    Ok(script.write_all(include_bytes!("live_reload.js"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_of_another_content_have_another_name() {
        let dir = tempfile::tempdir().unwrap();
        let pkg = dir.path().join("pkg");
        fs::create_dir(&pkg).unwrap();
        let mut names = Vec::new();
        for content in ["<svg/>", "<svg></svg>"] {
            fs::write(dir.path().join("icons.svg"), content).unwrap();
            name_icons(dir.path(), &pkg).unwrap();
            names.push(icons_name(content.as_bytes()));
            assert_eq!(fs::read_to_string(pkg.join(&names[names.len() - 1])).unwrap(), content);
        }
        assert_ne!(names[0], names[1]);
        assert!(name_icons(dir.path(), &pkg).is_err(), "they were moved");
    }
}

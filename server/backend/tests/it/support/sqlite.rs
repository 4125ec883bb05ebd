//! SQLite: a migrated file is made once per schema and copied for each test.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

/// The database file in the folder of a test.
pub const FILE: &str = "test.db";
const FOLDER_PREFIX: &str = "db-";
/// A folder older than this was left behind by a run that was killed.
const STALE: Duration = Duration::from_hours(6);

/// Where templates and test folders lie: inside the target folder.
fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

pub fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// A folder for one test, with a copy of the template in it if `migrated`.
pub async fn folder(migrated: bool) -> TempDir {
    let home = home();
    fs::create_dir_all(&home).unwrap();
    let folder = TempDir::with_prefix_in(FOLDER_PREFIX, &home).unwrap();
    if migrated {
        let template = template(&home).await;
        fs::copy(template, folder.path().join(FILE)).unwrap();
    }
    folder
}

/// The file for the schema of this program, made by whichever test process comes first.
async fn template(home: &Path) -> PathBuf {
    let ready = home.join(format!("template-{}.db", migrations::fingerprint()));
    if ready.exists() {
        return ready;
    }
    let lock = File::create(home.join("template.lock")).unwrap();
    lock.lock().unwrap();
    if !ready.exists() {
        remove_stale(home);
        let draft = home.join("template-draft.db");
        let _ = fs::remove_file(&draft);
        super::make_template(url(&draft)).await;
        // a complete file or none: others look for it without the lock
        fs::rename(draft, &ready).unwrap();
    }
    ready
}

fn remove_stale(home: &Path) {
    for entry in fs::read_dir(home).unwrap().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(FOLDER_PREFIX);
        let age = entry.metadata().and_then(|m| m.modified()).map(|at| at.elapsed());
        if ours && matches!(age, Ok(Ok(age)) if age > STALE) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

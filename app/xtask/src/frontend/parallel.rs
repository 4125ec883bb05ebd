//! The same work on many files, on all cores.

use anyhow::{Result, anyhow};
use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Works on every file, the largest first: begun last, it would keep all others waiting at the end.
///
/// # Errors
/// The first error of the work; the other files may or may not have been worked on.
pub fn for_each(mut files: Vec<PathBuf>, work: impl Fn(&PathBuf) -> Result<()> + Sync) -> Result<()> {
    files.sort_by_key(|file| std::cmp::Reverse(fs::metadata(file).map_or(0, |metadata| metadata.len())));
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from).min(files.len());
    thread::scope(|scope| {
        let (files, next, work) = (&files, &next, &work);
        let worker = move || -> Result<()> {
            while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                work(file)?;
            }
            Ok(())
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        running.into_iter().try_for_each(|thread| thread.join().map_err(|_| anyhow!("a worker panicked"))?)
    })
}

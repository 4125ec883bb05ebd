//! How far a long piece of work has come.

/// One report of progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done; a stable word.
    pub stage: &'static str,
    /// Units done of this stage.
    pub done: u64,
    /// Units of this stage in all.
    pub total: u64,
}

/// Where reports of progress go. Called often: it must be quick.
pub type Report<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Nobody is watching.
pub fn silent(_: Progress) {}

//! The one writer of SQLite, with group commit.
//!
//! SQLite lets one transaction write at a time, and making one durable costs an fsync. So changes
//! queue here, and one thread stores whatever is waiting as one group: one transaction, each change
//! inside a savepoint of its own, what they left to the end (see [`super::at_end`]), one commit, and
//! only then the answers. A change that fails or panics is rolled back to its savepoint; the others of
//! the group stay. When the group itself cannot be stored (disk full), every change of it gets that error.
//!
//! Changes of one kind that wait together are carried out together where they can be (see [`super::Alike`]): in one savepoint
//! for all of them, and each by itself when that fails.
//!
//! A group costs much the same whether it holds one change or several: most pages that have to be on the disk are those of
//! all. So those who were answered together are given a moment to come back together (see [`Rhythm`]), or they would be
//! stored in turns of few. Whoever sends alone is never waited for.
//!
//! It is a thread of its own because all changes wait for it: as a task of the runtime it would stand in line behind
//! requests at every answer of the database.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout_at;

use super::{
    WriteTx,
    at_end::{Left, store},
    change::{Change, Job, Kind, Work, connection_error},
    sqlite,
};

/// Changes that may wait; whoever comes next waits for a place.
const QUEUE: usize = 256;
/// Most changes in one transaction.
const GROUP: usize = 64;
/// A group takes no further change after this time, so that the first does not wait long for the last.
const GROUP_TIME: Duration = Duration::from_millis(25);

/// With so many changes a group does not become much cheaper by waiting for more.
const ENOUGH: usize = 16;
/// Longest wait for those who were answered last.
const PATIENCE: Duration = Duration::from_millis(5);

/// Around each change of a group. The driver's own savepoints would be two ways to its thread for every change, each
/// with an acknowledgement; these go along with the first statement of the change.
const FIRST: &str = "SAVEPOINT change";
const NEXT: &str = "RELEASE change; SAVEPOINT change";
/// Behind the last: it fails where the transaction is gone, before what was left to the end is written without one.
const LAST: &str = "RELEASE change";
const UNDO: &str = "ROLLBACK TO change";

/// The writer's thread and the way to it.
pub(super) struct Writer {
    /// Empty once the database is closing.
    queue: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    /// Answers when the thread has ended.
    end: Mutex<Option<oneshot::Receiver<()>>>,
}

impl Writer {
    /// Starts the thread. It owns `write` and ends when the last handle on it is gone.
    pub fn start(write: DatabaseConnection) -> Result<Self, DbErr> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let (ended, end) = oneshot::channel();
        let runtime = Handle::current();
        let work = move || {
            runtime.block_on(serve(write, jobs));
            // nobody listens unless the database is being closed
            let _ = ended.send(());
        };
        let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(work);
        thread.map_err(|error| DbErr::Custom(format!("the writer cannot be started: {error}")))?;
        Ok(Self { queue: Mutex::new(Some(queue)), end: Mutex::new(Some(end)) })
    }

    /// See [`super::Db::write`].
    pub async fn submit<W: Work>(&self, work: W) -> Result<W::Answer, W::Error> {
        let closed = || W::Error::from(connection_error("the database is closed"));
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Change::new(work, reply));
        queue.ok_or_else(closed)?.send(job).await.map_err(|_| closed())?;
        match answer.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => Err(W::Error::from(connection_error("the writer has ended"))),
        }
    }

    /// Takes no more changes and waits until those in the queue are stored. `false`: it was finished
    /// before.
    pub async fn finish(&self) -> bool {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(end) = end else { return false };
        if end.await.is_err() {
            tracing::error!("the writer ended badly");
        }
        true
    }
}

/// How changes come: those who wait for an answer and send again come back when they have it.
#[derive(Clone, Copy)]
struct Rhythm {
    /// How many changes the last group held.
    answered: usize,
    /// When it was answered.
    at: Instant,
    /// How long it took to store it.
    took: Duration,
}

impl Rhythm {
    /// How many changes are to be expected when so many have come while the last group was stored: these, and those of the
    /// group itself.
    fn expected(self, meanwhile: usize) -> usize {
        (self.answered + meanwhile).min(ENOUGH)
    }

    /// Until when they are waited for: half of what storing the group took. A group of eight takes less than twice as long
    /// as one of two, so that more is won when they come than is lost when nobody does.
    fn until(self) -> Instant {
        self.at + (self.took / 2).min(PATIENCE)
    }
}

type Waiting = VecDeque<Box<dyn Job>>;

/// Takes what has come.
fn take(jobs: &mut mpsc::Receiver<Box<dyn Job>>, waiting: &mut Waiting) {
    while waiting.len() < GROUP
        && let Ok(job) = jobs.try_recv()
    {
        waiting.push_back(job);
    }
}

/// Waits until so many changes have come, or it is late.
async fn gather(
    jobs: &mut mpsc::Receiver<Box<dyn Job>>,
    waiting: &mut Waiting,
    expected: usize,
    until: Instant,
) {
    while waiting.len() < expected {
        match timeout_at(until.into(), jobs.recv()).await {
            Ok(Some(job)) => waiting.push_back(job),
            // nobody can send any more, or the time is over
            Ok(None) | Err(_) => return,
        }
        take(jobs, waiting);
    }
}

/// The thread's work: store what waits, until nobody can send any more.
async fn serve(write: DatabaseConnection, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    let mut waiting: Waiting = VecDeque::with_capacity(GROUP);
    let mut rhythm = Rhythm { answered: 0, at: Instant::now(), took: Duration::ZERO };
    loop {
        take(&mut jobs, &mut waiting);
        let meanwhile = waiting.len();
        if waiting.is_empty() {
            match jobs.recv().await {
                Some(job) => waiting.push_back(job),
                None => return,
            }
            // another may be about to send
            std::thread::yield_now();
            take(&mut jobs, &mut waiting);
        }
        gather(&mut jobs, &mut waiting, rhythm.expected(meanwhile), rhythm.until()).await;
        waiting.retain(|job| !job.abandoned());
        let (begun, all) = (Instant::now(), waiting.len());
        let sound = match waiting.len() {
            0 => true,
            1 => match waiting.pop_front() {
                Some(job) => store_one(&write, job).await,
                None => true,
            },
            _ => store_group(&write, &mut waiting).await,
        };
        rhythm = Rhythm { answered: all - waiting.len(), at: Instant::now(), took: begun.elapsed() };
        // after a transaction that SQLite ended by itself the driver still counts it as open and would refuse to begin
        // another for ever
        if !sound && let Err(error) = sqlite::renew(&write).await {
            tracing::warn!(%error);
        }
    }
}

/// Stores one change in a transaction of its own. `false`: the connection is not to be trusted.
async fn store_one(write: &DatabaseConnection, mut job: Box<dyn Job>) -> bool {
    let tx = match sqlite::begin(write).await {
        Ok(tx) => WriteTx::new(tx),
        Err(error) => {
            job.answer(Err(error));
            return false;
        }
    };
    let keep = job.run(&tx).await;
    let left = tx.take_left();
    let stored = if keep { store(tx, left).await } else { tx.into_inner().rollback().await };
    let sound = stored.is_ok();
    job.answer(stored);
    sound
}

/// A transaction in which a group of changes is stored.
struct Group {
    tx: WriteTx,
    /// What the changes that are kept have left to its end.
    left: Left,
    /// There is a savepoint.
    marked: bool,
    /// Whether the transaction is there.
    state: Result<(), DbErr>,
}

impl Group {
    /// Begins a change, or several that stand or fall together. Answers its mark.
    fn mark(&self) -> &'static str {
        let mark = if self.marked { NEXT } else { FIRST };
        self.tx.wait_with(vec![Statement::from_string(DbBackend::Sqlite, mark)]);
        mark
    }

    /// Keeps what was done since that mark, or undoes it.
    async fn close(&mut self, mark: &str, keep: bool) {
        let left = self.tx.take_left();
        if keep {
            self.marked = true;
            self.left.merge(left);
        } else if !self.tx.forget(mark) {
            self.marked = true;
            // an error here means that the transaction is gone: SQLite ends it by itself when the disk is full
            self.state = self.tx.execute_unprepared(UNDO).await.map(drop);
        }
    }

    /// Makes all of it durable.
    async fn store(self) -> Result<(), DbErr> {
        let Self { tx, left, marked, state } = self;
        if let Err(error) = state {
            // an error here says the same again
            let _ = tx.into_inner().rollback().await;
            return Err(error);
        }
        if marked {
            tx.wait_with(vec![Statement::from_string(DbBackend::Sqlite, LAST)]);
        }
        store(tx, left).await
    }
}

/// Takes out changes that can be carried out together, when there are several.
fn alike(waiting: &mut Waiting) -> Option<(Kind, Vec<Box<dyn Job>>)> {
    let kind = waiting.iter().find_map(|job| job.kind())?;
    if waiting.iter().filter(|job| job.kind() == Some(kind)).count() < 2 {
        return None;
    }
    let (own, others): (Vec<_>, Vec<_>) = waiting.drain(..).partition(|job| job.kind() == Some(kind));
    waiting.extend(others);
    Some((kind, own))
}

/// Stores the first of `waiting`, as many as fit the time, in one transaction; leaves the rest.
/// `false`: the connection is not to be trusted.
async fn store_group(write: &DatabaseConnection, waiting: &mut Waiting) -> bool {
    let begun = Instant::now();
    let tx = match sqlite::begin(write).await {
        Ok(tx) => WriteTx::new(tx),
        Err(error) => {
            for job in waiting.drain(..) {
                job.answer(Err(error.clone()));
            }
            return false;
        }
    };
    let mut group = Group { tx, left: Left::default(), marked: false, state: Ok(()) };
    let mut done = Vec::with_capacity(waiting.len());
    if let Some((kind, mut several)) = alike(waiting) {
        let mark = group.mark();
        let keep = kind.together(&group.tx, &mut several).await;
        group.close(mark, keep).await;
        // alone, each with a savepoint of its own: who could not be done together
        for job in several.into_iter().rev() {
            if job.is_done() { done.push(job) } else { waiting.push_front(job) }
        }
    }
    while group.state.is_ok()
        && (done.is_empty() || begun.elapsed() < GROUP_TIME)
        && let Some(mut job) = waiting.pop_front()
    {
        let mark = group.mark();
        let keep = job.run(&group.tx).await;
        group.close(mark, keep).await;
        done.push(job);
    }
    let stored = group.store().await;
    if let Err(error) = &stored {
        tracing::error!(%error, changes = done.len(), "a group of changes could not be stored");
    }
    for job in done {
        job.answer(stored.clone());
    }
    stored.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_answered_is_waited_for_a_moment() {
        let at = Instant::now();
        let of = |answered, took| Rhythm { answered, at, took: Duration::from_millis(took) };
        // one who sends alone has come when anything has
        assert_eq!(of(1, 8).expected(0), 1);
        assert_eq!(of(0, 0).expected(0), 0);
        // of eight, two were stored while six came
        assert_eq!(of(2, 8).expected(6), 8);
        assert_eq!(of(8, 8).expected(0), 8);
        assert_eq!(of(40, 8).expected(24), ENOUGH);
        assert_eq!(of(8, 8).until(), at + Duration::from_millis(4));
        assert_eq!(of(8, 800).until(), at + PATIENCE);
    }
}

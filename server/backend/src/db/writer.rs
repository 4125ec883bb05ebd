//! The one writer of SQLite, with group commit.
//!
//! SQLite lets one transaction write at a time, and making one durable costs an fsync. So changes
//! queue here, and one thread stores whatever is waiting as one group: one transaction, each change
//! inside a savepoint of its own, what they left to the end (see [`super::at_end`]), one commit, and
//! only then the answers. A change that fails or panics is rolled back to its savepoint; the others of
//! the group stay. When the group itself cannot be stored (disk full), every change of it gets that error.
//!
//! A group costs much the same whether it holds one change or several: most pages that have to be on the disk are those of
//! all. So those who were answered together are given a moment to come back together (see [`Rhythm`]), or they would be
//! stored in turns of few. Whoever sends alone is never waited for.
//!
//! It is a thread of its own because all changes wait for it: as a task of the runtime it would stand in line behind
//! requests at every answer of the database.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, RuntimeErr, Statement};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout_at;
use tracing::{Instrument, Span};

use super::{
    WriteTx,
    at_end::{Left, store},
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
    pub async fn submit<F, T, E>(&self, work: F) -> Result<T, E>
    where
        F: for<'a> FnOnce(&'a WriteTx) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
    {
        let closed = || E::from(connection_error("the database is closed"));
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Change { work: Some(work), outcome: None, reply, span: Span::current() });
        queue.ok_or_else(closed)?.send(job).await.map_err(|_| closed())?;
        match answer.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => Err(E::from(connection_error("the writer has ended"))),
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

fn connection_error(what: &str) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(what.to_owned()))
}

/// A change in the queue, whatever it answers.
trait Job: Send {
    /// Nobody waits for the answer any more.
    fn abandoned(&self) -> bool;
    /// Does the work. `true`: keep what it did.
    fn run<'a>(&'a mut self, tx: &'a WriteTx) -> BoxFuture<'a, bool>;
    /// Answers the caller, now that what it did is stored (or could not be).
    fn answer(self: Box<Self>, stored: Result<(), DbErr>);
}

/// What the work answered, or the panic it ended in.
type Outcome<T, E> = Result<Result<T, E>, Box<dyn Any + Send>>;

struct Change<F, T, E> {
    work: Option<F>,
    outcome: Option<Outcome<T, E>>,
    reply: oneshot::Sender<Outcome<T, E>>,
    /// What is logged inside the work belongs to the caller's request.
    span: Span,
}

impl<F, T, E> Job for Change<F, T, E>
where
    F: for<'a> FnOnce(&'a WriteTx) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: From<DbErr> + Send + 'static,
{
    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run<'a>(&'a mut self, tx: &'a WriteTx) -> BoxFuture<'a, bool> {
        async move {
            let Some(work) = self.work.take() else {
                return false;
            };
            // unwind safe: what the work touched is rolled back, and the work itself is gone
            let whole = async move {
                let answer = work(tx).await?;
                tx.flush().await?;
                Ok::<T, E>(answer)
            };
            let outcome = AssertUnwindSafe(whole).catch_unwind().instrument(self.span.clone()).await;
            let keep = matches!(outcome, Ok(Ok(_)));
            self.outcome = Some(outcome);
            keep
        }
        .boxed()
    }

    fn answer(self: Box<Self>, stored: Result<(), DbErr>) {
        let outcome = match (self.outcome, stored) {
            // a change that was refused stays refused for its own reason
            (Some(outcome @ (Err(_) | Ok(Err(_)))), _) => outcome,
            (Some(outcome), Ok(())) => outcome,
            (_, Err(error)) => Ok(Err(E::from(error))),
            (None, Ok(())) => Ok(Err(E::from(connection_error("the change was not run")))),
        };
        // the caller may have stopped waiting
        let _ = self.reply.send(outcome);
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

/// Stores the first of `waiting`, as many as fit the time, in one transaction; leaves the rest.
/// `false`: the connection is not to be trusted.
async fn store_group(write: &DatabaseConnection, waiting: &mut Waiting) -> bool {
    let begun = Instant::now();
    let group = match sqlite::begin(write).await {
        Ok(group) => WriteTx::new(group),
        Err(error) => {
            for job in waiting.drain(..) {
                job.answer(Err(error.clone()));
            }
            return false;
        }
    };
    let mut done = Vec::with_capacity(waiting.len());
    let mut state = Ok(());
    let mut all_left = Left::default();
    let mut marked = false;
    while state.is_ok()
        && (done.is_empty() || begun.elapsed() < GROUP_TIME)
        && let Some(mut job) = waiting.pop_front()
    {
        let mark = if marked { NEXT } else { FIRST };
        group.wait_with(vec![Statement::from_string(DbBackend::Sqlite, mark)]);
        let keep = job.run(&group).await;
        let left = group.take_left();
        if keep {
            marked = true;
            all_left.merge(left);
        } else if !group.forget(mark) {
            marked = true;
            // an error here means that the transaction is gone: SQLite ends it by itself when the disk is full
            state = group.execute_unprepared(UNDO).await.map(drop);
        }
        done.push(job);
    }
    let stored = match state {
        Ok(()) => {
            if marked {
                group.wait_with(vec![Statement::from_string(DbBackend::Sqlite, LAST)]);
            }
            store(group, all_left).await
        }
        Err(error) => {
            // an error here says the same again
            let _ = group.into_inner().rollback().await;
            Err(error)
        }
    };
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

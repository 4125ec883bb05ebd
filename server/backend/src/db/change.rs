//! A change on its way to the writer of SQLite, and changes that are carried out together.

use std::any::{Any, TypeId};
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::BoxFuture;
use sea_orm::{DbErr, RuntimeErr};
use tokio::sync::oneshot;
use tracing::{Instrument, Span};

use super::WriteTx;

/// A change that is cheaper together with others of its kind: what all of them ask and write is asked and written by a
/// few statements, where each by itself would need its own. See [`super::Db::write_alike`].
pub trait Alike: Sized + Send + Sync + 'static {
    /// What it answers.
    type Answer: Send + 'static;
    /// Why it is refused.
    type Error: From<DbErr> + Send + 'static;

    /// Carries out changes that came together, or those of them that can be: an answer for each, in their order, and
    /// `None` for one that is to be carried out alone, of which nothing may have been done. On SQLite only.
    ///
    /// # Errors
    /// Whatever goes wrong. Nothing is kept then and each change is carried out alone, so that one which cannot be
    /// stored is told its own reason and harms no other.
    fn together<'a>(
        tx: &'a WriteTx,
        changes: &'a [Self],
    ) -> BoxFuture<'a, Result<Vec<Option<Self::Answer>>, Self::Error>>;

    /// Carries it out by itself.
    ///
    /// # Errors
    /// When it is refused, or cannot be stored.
    fn alone(self, tx: &WriteTx) -> BoxFuture<'_, Result<Self::Answer, Self::Error>>;
}

/// What a change in the queue does.
pub(super) trait Work: Send + 'static {
    type Answer: Send + 'static;
    type Error: From<DbErr> + Send + 'static;

    /// Does it.
    fn carry_out(self, tx: &WriteTx) -> BoxFuture<'_, Result<Self::Answer, Self::Error>>;

    /// With which others it can be done together.
    fn kind() -> Option<Kind> {
        None
    }
}

/// Work that nobody else shares.
pub(super) struct Lone<F, T, E>(F, PhantomData<fn() -> (T, E)>);

impl<F, T, E> Lone<F, T, E> {
    pub fn new(work: F) -> Self {
        Self(work, PhantomData)
    }
}

impl<F, T, E> Work for Lone<F, T, E>
where
    F: for<'a> FnOnce(&'a WriteTx) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: From<DbErr> + Send + 'static,
{
    type Answer = T;
    type Error = E;

    fn carry_out(self, tx: &WriteTx) -> BoxFuture<'_, Result<T, E>> {
        (self.0)(tx)
    }
}

/// Work of which there is more of the same kind.
pub(super) struct Each<T>(pub T);

impl<T: Alike> Work for Each<T> {
    type Answer = T::Answer;
    type Error = T::Error;

    fn carry_out(self, tx: &WriteTx) -> BoxFuture<'_, Result<T::Answer, T::Error>> {
        self.0.alone(tx)
    }

    fn kind() -> Option<Kind> {
        Some(Kind { of: TypeId::of::<T>(), together: together::<T> })
    }
}

/// Which changes can be carried out together, and how.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    of: TypeId,
    together: for<'a> fn(&'a WriteTx, &'a mut [Box<dyn Job>]) -> BoxFuture<'a, bool>,
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.of == other.of
    }
}

impl Kind {
    /// Carries out changes of this kind; of those that are not done then ([`Job::is_done`]) nothing was. `false`: none is,
    /// and what was begun has to be undone.
    pub async fn together(self, tx: &WriteTx, jobs: &mut [Box<dyn Job>]) -> bool {
        (self.together)(tx, jobs).await
    }
}

fn together<'a, T: Alike>(tx: &'a WriteTx, jobs: &'a mut [Box<dyn Job>]) -> BoxFuture<'a, bool> {
    async move {
        let mut own: Vec<&mut Change<Each<T>>> =
            jobs.iter_mut().filter_map(|job| job.as_any().downcast_mut()).collect();
        let works: Vec<T> =
            own.iter_mut().filter_map(|change| change.work.take()).map(|each| each.0).collect();
        let whole = async {
            let answers = T::together(tx, &works).await?;
            tx.flush().await?;
            Ok::<_, T::Error>(answers)
        };
        // unwind safe: what was touched is rolled back, and the changes are as they were
        let outcome = AssertUnwindSafe(whole).catch_unwind().await;
        let (keep, answers) = match outcome {
            Ok(Ok(answers)) => (true, answers),
            // each is told its own reason when it is carried out alone
            Ok(Err(_)) | Err(_) => (false, Vec::new()),
        };
        let mut answers = answers.into_iter();
        for (change, work) in own.into_iter().zip(works) {
            match answers.next().flatten() {
                Some(answer) => change.outcome = Some(Ok(Ok(answer))),
                None => {
                    change.work = Some(Each(work));
                    change.alone = true;
                }
            }
        }
        keep
    }
    .boxed()
}

/// A change in the queue, whatever it answers.
pub(super) trait Job: Send {
    /// Nobody waits for the answer any more.
    fn abandoned(&self) -> bool;
    /// With which others it can be carried out together.
    fn kind(&self) -> Option<Kind>;
    /// Whether it has been carried out.
    fn is_done(&self) -> bool;
    /// The change itself.
    fn as_any(&mut self) -> &mut dyn Any;
    /// Does the work. `true`: keep what it did.
    fn run<'a>(&'a mut self, tx: &'a WriteTx) -> BoxFuture<'a, bool>;
    /// Answers the caller, now that what it did is stored (or could not be).
    fn answer(self: Box<Self>, stored: Result<(), DbErr>);
}

/// What the work answered, or the panic it ended in.
pub(super) type Outcome<W> = Result<Result<<W as Work>::Answer, <W as Work>::Error>, Box<dyn Any + Send>>;

/// A change in the queue.
pub(super) struct Change<W: Work> {
    work: Option<W>,
    /// It was not done together with others, and is not tried so again.
    alone: bool,
    outcome: Option<Outcome<W>>,
    reply: oneshot::Sender<Outcome<W>>,
    /// What is logged inside the work belongs to the caller's request.
    span: Span,
}

impl<W: Work> Change<W> {
    /// Of the request that is being answered.
    pub fn new(work: W, reply: oneshot::Sender<Outcome<W>>) -> Self {
        Self { work: Some(work), alone: false, outcome: None, reply, span: Span::current() }
    }
}

impl<W: Work> Job for Change<W> {
    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn kind(&self) -> Option<Kind> {
        if self.alone { None } else { W::kind() }
    }

    fn is_done(&self) -> bool {
        self.outcome.is_some()
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    fn run<'a>(&'a mut self, tx: &'a WriteTx) -> BoxFuture<'a, bool> {
        async move {
            let Some(work) = self.work.take() else {
                return false;
            };
            // unwind safe: what the work touched is rolled back, and the work itself is gone
            let whole = async move {
                let answer = work.carry_out(tx).await?;
                tx.flush().await?;
                Ok::<W::Answer, W::Error>(answer)
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
            (_, Err(error)) => Ok(Err(W::Error::from(error))),
            (None, Ok(())) => Ok(Err(W::Error::from(connection_error("the change was not run")))),
        };
        // the caller may have stopped waiting
        let _ = self.reply.send(outcome);
    }
}

pub(super) fn connection_error(what: &str) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(what.to_owned()))
}

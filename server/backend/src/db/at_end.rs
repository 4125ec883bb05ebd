//! What changes leave to the end of the transaction.
//!
//! Counters and search words of one change touch the same rows as those of the next. So a change does not write
//! them itself but leaves them here; what all changes of a group have left is summed up and written once, before
//! the group is stored. On SQLite this also spares the search index a flush for every savepoint.

use std::any::{Any, TypeId};
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::BoxFuture;
use sea_orm::DbErr;

use super::WriteTx;

/// Work that waits for the end of the transaction.
///
/// Whoever reads inside the same change does not see it done; every other reader sees it together with the rest.
pub trait AtEnd: Default + Send + 'static {
    /// Which is written first: all changes take their row locks in the same order, or two on PostgreSQL could wait
    /// for each other.
    const TURN: u8;

    /// Takes over what a later change has left.
    fn merge(&mut self, later: Self);

    /// Does it.
    fn carry_out(self, tx: &WriteTx) -> BoxFuture<'_, Result<(), DbErr>>;
}

/// What was left, one value for each kind of work.
#[derive(Default)]
pub(super) struct Left(Vec<Box<dyn Kind>>);

trait Kind: Send {
    fn turn(&self) -> u8;
    fn kind(&self) -> TypeId;
    fn value(&mut self) -> &mut dyn Any;
    fn merge(&mut self, later: Box<dyn Kind>);
    fn carry_out<'a>(self: Box<Self>, tx: &'a WriteTx) -> BoxFuture<'a, Result<(), DbErr>>;
}

/// `None` after the value was taken over by another.
struct Work<T>(Option<T>);

impl<T: AtEnd> Kind for Work<T> {
    fn turn(&self) -> u8 {
        T::TURN
    }

    fn kind(&self) -> TypeId {
        TypeId::of::<T>()
    }

    fn value(&mut self) -> &mut dyn Any {
        self.0.get_or_insert_with(T::default)
    }

    fn merge(&mut self, mut later: Box<dyn Kind>) {
        let Some(later) = later.value().downcast_mut::<T>() else { return };
        self.0.get_or_insert_with(T::default).merge(std::mem::take(later));
    }

    fn carry_out<'a>(self: Box<Self>, tx: &'a WriteTx) -> BoxFuture<'a, Result<(), DbErr>> {
        match self.0 {
            Some(work) => work.carry_out(tx),
            None => Box::pin(async { Ok(()) }),
        }
    }
}

impl Left {
    /// The value of one kind.
    pub fn of<T: AtEnd>(&mut self) -> &mut T {
        let at = self.place(TypeId::of::<T>(), || Box::new(Work::<T>(None)));
        // the kind says which type it is
        self.0[at].value().downcast_mut().expect("a value of its own kind")
    }

    /// Takes over what a later change has left.
    pub fn merge(&mut self, later: Self) {
        for work in later.0 {
            match self.0.iter_mut().find(|w| w.kind() == work.kind()) {
                Some(own) => own.merge(work),
                None => self.0.push(work),
            }
        }
    }

    fn place(&mut self, kind: TypeId, new: impl FnOnce() -> Box<dyn Kind>) -> usize {
        self.0.iter().position(|w| w.kind() == kind).unwrap_or_else(|| {
            self.0.push(new());
            self.0.len() - 1
        })
    }

    /// Does all of it. A panic counts as an error: it is nobody's alone.
    pub async fn carry_out(mut self, tx: &WriteTx) -> Result<(), DbErr> {
        self.0.sort_by_key(|work| work.turn());
        for work in self.0 {
            // unwind safe: the transaction is rolled back
            let done = AssertUnwindSafe(work.carry_out(tx)).catch_unwind().await;
            done.unwrap_or_else(|_| Err(DbErr::Custom("what was left to the end panicked".to_owned())))?;
            // each kind by itself: how much of one there is says nothing of another, and every mixture would be a text of its own
            tx.flush().await?;
        }
        Ok(())
    }
}

/// Does what was left to the end, and makes all of it durable.
pub(super) async fn store(tx: WriteTx, left: Left) -> Result<(), DbErr> {
    let done = async {
        left.carry_out(&tx).await?;
        tx.flush().await
    }
    .await;
    let tx = tx.into_inner();
    match done {
        Ok(()) => tx.commit().await,
        Err(error) => {
            // an error here would hide the one that matters
            let _ = tx.rollback().await;
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Sum(i32);

    impl AtEnd for Sum {
        const TURN: u8 = 1;

        fn merge(&mut self, later: Self) {
            self.0 += later.0;
        }

        fn carry_out(self, _: &WriteTx) -> BoxFuture<'_, Result<(), DbErr>> {
            Box::pin(async { Ok(()) })
        }
    }

    #[derive(Default)]
    struct Words(Vec<&'static str>);

    impl AtEnd for Words {
        const TURN: u8 = 0;

        fn merge(&mut self, later: Self) {
            self.0.extend(later.0);
        }

        fn carry_out(self, _: &WriteTx) -> BoxFuture<'_, Result<(), DbErr>> {
            Box::pin(async { Ok(()) })
        }
    }

    #[test]
    fn each_kind_is_summed_up_by_itself() {
        let (mut first, mut second) = (Left::default(), Left::default());
        first.of::<Sum>().0 += 2;
        first.of::<Sum>().0 += 3;
        second.of::<Words>().0.push("a");
        second.of::<Sum>().0 += 10;
        first.merge(second);
        assert_eq!(first.of::<Sum>().0, 15);
        assert_eq!(first.of::<Words>().0, ["a"]);
        assert_eq!(first.0.len(), 2);
    }
}

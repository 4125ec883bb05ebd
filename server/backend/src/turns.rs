//! Long work on one record, one at a time on this server: whoever asks for the same again waits, and then finds what has been done, instead
//! of doing it all once more beside it. That nothing is done twice follows from the versions of records, on several servers too.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

type Turn = tokio::sync::Mutex<()>;

/// Who is at work on which record. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<HashMap<Uuid, Weak<Turn>>>>);

impl Turns {
    /// Waits until nobody is at work on the record; whoever comes next waits until the answer is dropped.
    pub async fn take(&self, record: Uuid) -> OwnedMutexGuard<()> {
        self.of(record).lock_owned().await
    }

    fn of(&self, record: Uuid) -> Arc<Turn> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = all.get(&record).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::new(Turn::default());
        all.insert(record, Arc::downgrade(&turn));
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[tokio::test]
    async fn one_is_at_work_on_a_record() {
        let (turns, record) = (Turns::default(), Uuid::from_u128(1));
        let first = turns.take(record).await;
        let mut second = Box::pin(turns.take(record));
        assert!(second.as_mut().now_or_never().is_none(), "it waits");
        assert!(turns.take(Uuid::from_u128(2)).now_or_never().is_some(), "another record is another matter");
        drop(first);
        let second = second.now_or_never().expect("its turn");
        assert!(turns.take(record).now_or_never().is_none());
        drop(second);
        assert!(turns.take(record).now_or_never().is_some());
        assert_eq!(turns.0.lock().expect("nobody panicked").len(), 1, "what is over is forgotten");
    }
}

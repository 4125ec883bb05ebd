//! Changes that may take longer than their sender waits, a check of a city's year above all: each is a task of its own that goes on to its
//! end, whoever goes away meanwhile. Its answer waits for the end as long as those around it do; an end that nobody waits for any more is
//! told otherwise.

use super::answer::told;
use backend::error::{Error, Result, caught};
use domain::fault::Fault;
use std::time::Duration;
use tokio::{sync::oneshot, task::JoinHandle};
use tracing::Instrument as _;

/// How long an answer waits for the end of its change: shorter than a request is waited for (`around`), and than proxies usually wait.
pub const WITHIN: Duration = Duration::from_secs(45);

/// A change that was not refused in time.
#[derive(Debug)]
pub enum Carried<T> {
    /// It is carried out.
    Done(T),
    /// It goes on still. The task ends when its end was told; without anybody who waits for it, it ends as well.
    GoesOn(JoinHandle<()>),
}

/// Carries a change out. Its end is either answered or given to `late`, never both: what ends in the moment in which the answer waits no
/// longer is answered still.
///
/// # Errors
/// As the change refuses it. A defect in it is logged and refused as an internal failure.
pub async fn carried_on<T, L>(
    within: Duration,
    change: impl Future<Output = Result<T>> + Send + 'static,
    late: impl FnOnce(std::result::Result<T, Fault>) -> L + Send + 'static,
) -> std::result::Result<Carried<T>, Fault>
where
    T: Send + 'static,
    L: Future<Output = ()> + Send + 'static,
{
    let (tell, mut answer) = oneshot::channel();
    let task = async move {
        // what is ours to mend is logged even when nobody hears the answer any more
        let end = caught(change).await.map_err(told);
        if let Err(end) = tell.send(end) {
            late(end).await;
        }
    };
    let task = tokio::spawn(task.in_current_span());
    let in_time = tokio::time::timeout(within, &mut answer).await;
    let end = match in_time {
        Ok(end) => end.ok(),
        Err(_) => {
            // from here on its sender is told that nobody waits
            answer.close();
            match answer.try_recv() {
                Ok(end) => Some(end),
                Err(_) => return Ok(Carried::GoesOn(task)),
            }
        }
    };
    let end = end.unwrap_or_else(|| Err(told(Error::internal("the program is stopping"))));
    end.map(Carried::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::fault::Code;

    #[tokio::test]
    async fn a_change_is_answered_as_it_ends_and_told_no_second_time() {
        let (tell, heard) = oneshot::channel();
        let late = |end| async move { drop(tell.send(end)) };
        let done = carried_on(WITHIN, async { Ok(7) }, late).await;
        assert!(matches!(done, Ok(Carried::Done(7))), "{done:?}");
        assert!(heard.await.is_err());

        let (tell, heard) = oneshot::channel();
        let late = |end| async move { drop(tell.send(end)) };
        let refused = carried_on(WITHIN, async { Err::<(), _>(Error::code(Code::Stale)) }, late).await;
        assert_eq!(refused.map(drop).map_err(|fault| fault.code), Err(Code::Stale));
        assert!(heard.await.is_err());
    }

    #[tokio::test]
    async fn a_change_goes_on_when_nobody_waits_for_it_any_more() {
        for end in [Ok("written"), Err(Code::BalanceBroken)] {
            let (go, went) = oneshot::channel::<()>();
            let (tell, heard) = oneshot::channel();
            let change = async move {
                // an error means that nobody says go any more
                let _ = went.await;
                end.map_err(Error::code)
            };
            let late = |end| async move { drop(tell.send(end)) };
            let Ok(Carried::GoesOn(rest)) = carried_on(Duration::ZERO, change, late).await else {
                panic!("it waits for a word");
            };
            go.send(()).expect("the change waits");
            rest.await.expect("no defect");
            let heard = heard.await.expect("it was told late");
            assert_eq!(heard.map_err(|fault| fault.code), end);
        }
    }

    #[tokio::test]
    async fn whoever_goes_away_is_told_late() {
        let (go, went) = oneshot::channel::<()>();
        let (tell, heard) = oneshot::channel();
        let change = async move {
            let _ = went.await;
            Ok("written")
        };
        let late = |end| async move { drop(tell.send(end)) };
        let gone = tokio::time::timeout(Duration::ZERO, carried_on(WITHIN, change, late)).await;
        assert!(gone.is_err(), "the sender has gone away");
        go.send(()).expect("the change waits");
        assert_eq!(heard.await, Ok(Ok("written")));
    }

    #[tokio::test]
    async fn a_defect_is_an_end_too() {
        let (tell, heard) = oneshot::channel();
        let (go, went) = oneshot::channel::<()>();
        let change = async move {
            went.await.expect("a word that never comes");
            Ok(())
        };
        let late = |end| async move { drop(tell.send(end)) };
        let on = carried_on(Duration::ZERO, change, late).await;
        assert!(matches!(on, Ok(Carried::GoesOn(_))), "{on:?}");
        drop(go);
        let heard = heard.await.expect("it was told late");
        assert_eq!(heard.map_err(|fault| fault.code), Err(Code::Internal));
    }
}

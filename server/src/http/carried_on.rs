//! Changes that may take longer than their sender waits, a check of a city's year above all: each is a task of its own that goes on to its
//! end, whoever goes away meanwhile. Its answer waits for the end as long as those around it do.

use super::answer::told;
use backend::error::{Error, Result};
use domain::fault::Fault;
use std::time::Duration;
use tracing::Instrument as _;

/// How long an answer waits for the end of its change: shorter than a request is waited for (`around`), and than proxies usually wait.
pub const WITHIN: Duration = Duration::from_secs(45);

/// Carries a change out. `None`: it goes on still, and what becomes of it is found where its record is.
///
/// # Errors
/// As the change refuses it.
pub async fn carried_on<T: Send + 'static>(
    within: Duration,
    change: impl Future<Output = Result<T>> + Send + 'static,
) -> std::result::Result<Option<T>, Fault> {
    // what is ours to mend is logged even when nobody hears the answer any more
    let task = async move { change.await.map_err(told) };
    match tokio::time::timeout(within, tokio::spawn(task.in_current_span())).await {
        Ok(Ok(answer)) => answer.map(Some),
        Ok(Err(ended)) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(told(Error::internal("the program is stopping"))),
        },
        Err(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::fault::Code;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn a_change_is_answered_as_it_ends() {
        assert_eq!(carried_on(WITHIN, async { Ok(7) }).await, Ok(Some(7)));
        let refused = carried_on(WITHIN, async { Err::<(), _>(Error::code(Code::Stale)) }).await;
        assert_eq!(refused.map_err(|fault| fault.code), Err(Code::Stale));
    }

    #[tokio::test]
    async fn a_change_goes_on_when_nobody_waits_for_it_any_more() {
        let (go, went) = oneshot::channel::<()>();
        let (end, ended) = oneshot::channel();
        let change = async move {
            // an error means that nobody says go any more
            let _ = went.await;
            let _ = end.send("written");
            Ok(())
        };
        assert_eq!(carried_on(Duration::ZERO, change).await, Ok(None));
        go.send(()).expect("the change waits");
        assert_eq!(ended.await, Ok("written"));
    }
}

//! Keeps what belongs to the rendering of a page with that page, on whichever thread it goes on.
//!
//! Leptos makes the owner of a request's contexts current on the thread that begins the page, and asks the thread for it once more when
//! the page is rendered: then the links of the program's parts are written into its head. A page that has waited for the database
//! meanwhile may go on on another thread, where the owner of another page is current, or none. Then the links were missing, and the
//! browser learnt of a dozen files only when the program had come and run; or they went into the head of the other page.

use leptos::reactive::owner::Owner;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// A page that is being made, with the owner of its contexts.
pub struct Owned<F> {
    page: Pin<Box<F>>,
    owner: Option<Owner>,
}

impl<F: Future> Owned<F> {
    /// A page that has none yet: it makes its own.
    pub fn new(page: F) -> Self {
        Self { page: Box::pin(page), owner: None }
    }
}

impl<F: Future> Future for Owned<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let others = Owner::current();
        leave();
        if let Some(owner) = &self.owner {
            owner.set();
        }
        let answer = self.page.as_mut().poll(context);
        self.owner = Owner::current();
        leave();
        if let Some(others) = others {
            others.set();
        }
        answer
    }
}

/// No owner is current on this thread any more.
fn leave() {
    if let Some(owner) = Owner::current() {
        owner.unset();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::prelude::{provide_context, use_context};

    #[derive(Clone, Debug, PartialEq)]
    struct Whose(u32);

    /// Two pages in turn on one thread, each of which waits in between.
    #[tokio::test]
    async fn a_page_finds_its_own_contexts_again() {
        let page = |n| {
            Owned::new(async move {
                let before = use_context::<Whose>();
                let owner = Owner::new_root(None);
                owner.with(|| provide_context(Whose(n)));
                for _ in 0..3 {
                    tokio::task::yield_now().await;
                    assert_eq!(use_context::<Whose>(), Some(Whose(n)));
                }
                (before, owner)
            })
        };
        let ((first, one), (second, two)) = tokio::join!(page(1), page(2));
        assert_eq!((first, second), (None, None));
        assert_eq!(Owner::current(), None);
        drop((one, two));
    }
}

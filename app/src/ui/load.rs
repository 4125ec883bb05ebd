//! Data of a page: waiting for it, showing it, and saying why there is none.

use super::{Icon, Tone, card::Empty, page::PageHead};
use crate::{
    error::AppError,
    fault_text::{error_text, reason},
    query, sign_in, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Shows the data of a page. On the server the page waits for it; in the browser the page before stays until the
/// new data is there. A refusal takes the place of the data.
#[component]
pub fn Load<T, F>(
    /// The data.
    data: Resource<Result<T, AppError>>,
    /// What to show of it.
    view: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    let show = move || {
        let view = view.clone();
        Suspend::new(async move {
            match data.await {
                Ok(data) => view(data),
                Err(error) => refusal(error).into_any(),
            }
        })
    };
    view! { <Transition fallback=skeleton>{show}</Transition> }
}

/// Whether other data is on its way, and how a `Transition` says so. On the server nothing is said: that would be on another
/// thread, while the page is rendered, and who reads a signal in the moment in which it is written ends the page.
pub fn pending() -> (ReadSignal<bool>, SignalSetter<bool>) {
    let (pending, set_pending) = signal(false);
    let say = move |now| {
        if cfg!(feature = "hydrate") {
            set_pending.set(now);
        }
    };
    (pending, SignalSetter::map(say))
}

/// Grey lines in the place of a page whose data is on its way.
pub fn skeleton() -> AnyView {
    view! {
        <div class="skeleton" role="status" aria-label=tr!(ui.loading)>
            <span class="skeleton-head"></span>
            <span></span>
            <span></span>
            <span></span>
        </div>
    }
    .into_any()
}

/// A page that cannot be shown: why, and the reference to quote when it is our fault.
fn refusal(error: AppError) -> impl IntoView {
    let title = match &error {
        AppError::Fault(_) | AppError::Offline | AppError::NoRoom => tr!(ui.refused_title),
        AppError::Internal { .. } | AppError::Transport => tr!(ui.broken_title),
    };
    view! {
        <PageHead title />
        {trouble(error)}
    }
}

/// A page, or a part of one, that cannot be shown: why, and the ways on.
pub fn trouble(error: AppError) -> impl IntoView {
    let location = use_location();
    let (path, search) = (location.pathname.get_untracked(), location.search.get_untracked());
    // a page about rows of a list names it: asking the same again would not help there, choosing others does
    let list = query::value(&search, "list").filter(|list| list.starts_with('/') && !list.starts_with("//"));
    let here = if search.is_empty() { path } else { format!("{path}?{search}") };
    let drawing = match &error {
        AppError::Fault(_) => Icon::Ban,
        AppError::Offline => Icon::Offline,
        AppError::Internal { .. } | AppError::Transport | AppError::NoRoom => Icon::Alert,
    };
    let why = match &error {
        AppError::Fault(fault) => reason(fault),
        other => error_text(other),
    };
    let way_on = if error.needs_sign_in() {
        view! {
            <a class="button primary" href=sign_in::href(&here) rel="external">
                {tr!(sign_in.title)}
            </a>
        }
        .into_any()
    } else {
        let (href, words, external) = match list {
            Some(list) => (list, tr!(ui.to_list), None),
            None => (here, tr!(ui.try_again), Some("external")),
        };
        view! {
            <a class="button" href=href rel=external>
                {words}
            </a>
            <a class="button" href="/">
                {tr!(ui.to_home)}
            </a>
        }
        .into_any()
    };
    view! {
        <div class=Tone::Bad.class() role="alert">
            <Empty icon=drawing title=why>
                {way_on}
            </Empty>
        </div>
    }
}

/// Catches errors that a page did not treat itself.
#[component]
pub fn Caught(children: Children) -> impl IntoView {
    view! {
        <ErrorBoundary fallback=|errors| {
            let error = errors
                .get()
                .into_iter()
                .next()
                .and_then(|(_, error)| error.into_inner().downcast_ref::<AppError>().cloned())
                .unwrap_or(AppError::Transport);
            refusal(error)
        }>{children()}</ErrorBoundary>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    /// A page that is rendered here, while its `Transition` says on another thread that data comes and is there.
    #[test]
    fn a_page_is_rendered_while_its_data_comes() {
        let owner = Owner::new();
        let (pending, set_pending) = owner.with(pending);
        thread::scope(|scope| {
            let data = scope.spawn(|| {
                owner.with(|| {
                    for _ in 0..200_000 {
                        set_pending.set(true);
                        set_pending.set(false);
                    }
                });
            });
            owner.with(|| {
                while !data.is_finished() {
                    assert!(!pending.get_untracked());
                }
            });
        });
    }
}

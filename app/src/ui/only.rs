//! What is there only at times.

use leptos::prelude::*;

/// Shows something as long as a condition holds. [`Show`] does the same; it brings all the code for it once more to each
/// place, this is there once.
#[component]
pub fn Only<W>(
    /// The condition.
    when: W,
    /// What is shown.
    children: ChildrenFn,
) -> impl IntoView
where
    W: Fn() -> bool + Send + Sync + 'static,
{
    let holds = Memo::new(move |_| when());
    view! {
        {move || match holds.get() {
            true => Some(children()),
            false => None,
        }}
    }
}

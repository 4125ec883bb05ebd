//! Narrowing a list to one person. Whoever goes out has a box for their own records; whoever looks after others chooses
//! one of them by name, and the condition says that name.

use super::{Chip, List, Listing, api::people_to_choose, controls::toggle};
use crate::{error::AppError, facts::use_me, tr};
use domain::{actor::Role, ids::UserId, people::PersonRef};
use leptos::prelude::*;

/// Who can be chosen.
pub(super) type People = Resource<Result<Vec<PersonRef>, AppError>>;

/// What the person of a list is to its records, in words.
#[derive(Clone, Copy)]
pub(crate) struct Whose {
    /// The key of the address.
    pub key: &'static str,
    /// What they are: the one it is assigned to, the inspector.
    pub label: &'static str,
    /// No one in particular.
    pub everybody: &'static str,
    /// The records of whoever looks.
    pub mine: &'static str,
    /// Those of somebody whose name is not known here.
    pub other: &'static str,
}

/// The person who is signed in.
fn own_id() -> Option<UserId> {
    use_me().map(|me| me.actor.user)
}

/// Whether the person who is signed in looks after others, and so chooses among them.
fn chooses() -> bool {
    use_me().is_some_and(|me| me.actor.role != Role::Inspector)
}

/// Who can be chosen on this list; `None` where nobody is. Follows the area that is chosen.
pub(super) fn people<F: Listing>(filter: Memo<F>) -> Option<People> {
    (F::whose().is_some() && chooses()).then(|| {
        let area = Memo::new(move |_| filter.with(|f| f.common().area.clone()));
        Resource::new(
            move || area.get(),
            // whoever is chosen is only named: another choice among the same people asks for nothing
            move |area| people_to_choose(area, filter.with_untracked(F::person)),
        )
    })
}

/// The control.
pub(crate) fn control<F: Listing>(list: List<F>) -> AnyView {
    let Some(whose) = F::whose() else { return ().into_any() };
    match list.people {
        Some(people) => select(list, whose, people).into_any(),
        None => own_id()
            .map(|me| {
                let on = move |f: &F| f.person() == Some(me);
                toggle(list, whose.key, me.to_string(), whose.mine, on)
            })
            .into_any(),
    }
}

fn select<F: Listing>(list: List<F>, whose: Whose, people: People) -> impl IntoView {
    let active = Memo::new(move |_| list.filter.with(|f| f.person().is_some()));
    let show = move || {
        Suspend::new(async move {
            // without an answer the list is as good as before: what is chosen stays, and can be taken back
            options(list, whose, people.await.unwrap_or_default())
        })
    };
    view! {
        <label class="filter-select" class:active=active>
            <span class="visually-hidden">{whose.label}</span>
            <Transition fallback=move || options(list, whose, Vec::new())>{show}</Transition>
        </label>
    }
}

/// The choices. The one that holds is always among them, or the form would drop it with its next change.
fn options<F: Listing>(list: List<F>, whose: Whose, people: Vec<PersonRef>) -> impl IntoView {
    let (now, me) = (list.filter.with_untracked(F::person), own_id());
    let mut choices: Vec<(UserId, String)> =
        people.into_iter().map(|person| (person.id, person.name)).collect();
    if let Some(id) = now.filter(|id| choices.iter().all(|(other, _)| other != id)) {
        choices.push((id, whose.other.to_owned()));
    }
    for (_, name) in choices.iter_mut().filter(|(id, _)| Some(*id) == me) {
        whose.mine.clone_into(name);
    }
    // stable: the others stay in the order of their names
    choices.sort_by_key(|(id, _)| Some(*id) != me);
    let choices = choices
        .into_iter()
        .map(|(id, name)| {
            let selected = now == Some(id);
            view! {
                <option value=id.to_string() selected=selected>
                    {name}
                </option>
            }
        })
        .collect_view();
    view! {
        <select name=whose.key>
            <option value="">{whose.everybody}</option>
            {choices}
        </select>
    }
}

/// What of the filter no control shows: somebody else, where only one's own records can be ticked.
pub(crate) fn kept<F: Listing>(filter: &F) -> Option<(&'static str, String)> {
    let id = filter.person().filter(|id| !chooses() && Some(*id) != own_id())?;
    Some((F::whose()?.key, id.to_string()))
}

/// The condition, with the person whose name it is to say.
pub(crate) fn chip<F: Listing>(out: &mut Vec<Chip>, filter: &F, drop: impl FnOnce(&mut F)) {
    let Some((id, whose)) = filter.person().zip(F::whose()) else { return };
    let own = own_id() == Some(id);
    let mut chip = Chip::new(filter, if own { whose.mine } else { whose.other }, drop);
    chip.person = (!own).then_some(id);
    out.push(chip);
}

/// What the condition of this person says; `otherwise` until the name is known, and where it is not.
pub(super) fn chip_text<F: Listing>(people: People, id: UserId, otherwise: String) -> impl IntoView {
    let label = F::whose().map(|whose| whose.label).unwrap_or_default();
    let waiting = otherwise.clone();
    let text = move || {
        let otherwise = otherwise.clone();
        Suspend::new(async move {
            let people = people.await.unwrap_or_default();
            let person = people.into_iter().find(|person| person.id == id);
            person.map_or(otherwise, |person| tr!(lists.chip_person, what = label, name = person.name))
        })
    };
    view! { <Suspense fallback=move || waiting.clone()>{text}</Suspense> }
}

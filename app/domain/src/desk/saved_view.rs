//! Saved views: states of the list of hazards that a person gave a name, for themselves or for colleagues too.

use crate::{
    actor::{Actor, Right},
    area::AreaCode,
    fault::{Fault, FieldCode, FieldFault},
    ids::{SavedViewId, UserId},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// Longest name, in characters: it stands on a button.
pub const NAME: usize = 40;
/// Longest text of a filter, in bytes. The longest search text, percent-encoded, and every other condition fit.
pub const QUERY: usize = 4_000;
/// Views that one person can keep. All of them are shown at once, so there are not many.
pub const MOST_OWN: i64 = 30;
/// Views that the people of one area can share.
pub const MOST_SHARED: i64 = 50;

/// Keeps a view. The same id again changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveView {
    /// Made by the caller.
    pub id: SavedViewId,
    /// What it is called.
    pub name: String,
    /// The filter, as in the address of the list.
    pub query: String,
    /// Colleagues of the same area see it too.
    #[serde(default)]
    pub shared: bool,
}

impl SaveView {
    /// Checks what can be checked without the store.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults).line("name", &self.name);
        let is = self.name.chars().count();
        if faults.is_empty() && is > NAME {
            faults.push(FieldFault::new("name", FieldCode::TooLong).with("max", NAME).with("is", is));
        }
        if self.query.len() > QUERY {
            let is = self.query.len();
            faults.push(FieldFault::new("query", FieldCode::TooLong).with("max", QUERY).with("is", is));
        }
        Fault::check(faults)
    }
}

/// Whose a view is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewOwner {
    /// Who keeps it.
    pub user: UserId,
    /// The area of that person when it was saved: colleagues of the same area see it, if it is shared.
    pub area: AreaCode,
    /// Whether it is shared.
    pub shared: bool,
}

impl ViewOwner {
    /// Whether this person sees it.
    pub fn shows(&self, actor: &Actor) -> bool {
        self.user == actor.user || (self.shared && self.area == actor.area)
    }

    /// Whether this person may change or remove it: its owner, and of a shared one the office, because its owner may
    /// have left.
    pub fn lets_change(&self, actor: &Actor) -> bool {
        self.user == actor.user || (self.shows(actor) && actor.role.has(Right::Assign))
    }
}

/// A view as the desk shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Which.
    pub id: SavedViewId,
    /// What it is called.
    pub name: String,
    /// The filter, as in the address of the list.
    pub query: String,
    /// Colleagues see it too.
    pub shared: bool,
    /// Whose it is, when it is a colleague's.
    pub owner: Option<String>,
    /// This person may change or remove it.
    pub may_change: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use uuid::Uuid;

    fn actor(user: u128, role: Role, area: &str) -> Actor {
        Actor {
            user: UserId(Uuid::from_u128(user)),
            login: "x".into(),
            name: "李".into(),
            role,
            area: area.parse().expect("code"),
        }
    }

    #[test]
    fn who_sees_and_who_changes() {
        let own = |shared| ViewOwner {
            user: UserId(Uuid::from_u128(1)),
            area: "310105008".parse().expect("code"),
            shared,
        };
        for (who, sees, changes) in [
            (actor(1, Role::Leader, "310105008"), [true, true], [true, true]),
            (actor(2, Role::Office, "310105008"), [false, true], [false, true]),
            (actor(3, Role::Leader, "310105008"), [false, true], [false, false]),
            (actor(4, Role::Office, "310105009"), [false, false], [false, false]),
            (actor(5, Role::Office, "310105"), [false, false], [false, false]),
        ] {
            assert_eq!([false, true].map(|shared| own(shared).shows(&who)), sees, "{who:?}");
            assert_eq!([false, true].map(|shared| own(shared).lets_change(&who)), changes, "{who:?}");
        }
    }

    #[test]
    fn a_name_is_short_and_there() {
        let view = |name: &str| SaveView {
            id: SavedViewId(Uuid::nil()),
            name: name.into(),
            query: String::new(),
            shared: false,
        };
        assert_eq!(view("三类问题").validate(), Ok(()));
        assert_eq!(view(&"字".repeat(NAME)).validate(), Ok(()));
        for bad in [" ".to_owned(), "字".repeat(NAME + 1), "字".repeat(1_000), "a\nb".to_owned()] {
            assert!(view(&bad).validate().is_err(), "{bad}");
        }
        assert!(SaveView { query: "q".repeat(QUERY + 1), ..view("a") }.validate().is_err());
    }
}

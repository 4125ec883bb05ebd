//! People as pages show them.

use crate::{
    actor::{Actor, Role},
    area::AreaRef,
    ids::UserId,
};
use serde::{Deserialize, Serialize};

/// A colleague to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRef {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
}

/// The person who is signed in, as every page needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Who, in which role.
    pub actor: Actor,
    /// The area this person sees.
    pub area: AreaRef,
    /// The areas inside it that can be chosen in filters and forms: committees for a subdistrict, otherwise the
    /// next smaller level.
    pub areas: Vec<AreaRef>,
}

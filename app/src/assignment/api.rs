//! What the page of assignment asks the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    hazards::assignment_views::AssignmentPage,
    ids::{AbsenceId, AssignmentRuleId},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of the rules behind the rule `rules_after`, and one of who is away behind the absence `absences_after`.
#[server(input = GetUrl, output = Text)]
pub async fn list_assignment(
    rules_after: Option<AssignmentRuleId>,
    absences_after: Option<AbsenceId>,
) -> Result<AssignmentPage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::assignment::query::list(&ctx, rules_after, absences_after).await.map_err(crate::ssr::told)
}

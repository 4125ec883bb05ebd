//! What becomes of each row of a table of sites, as it was decided.

use crate::{
    ctx::Ctx,
    error::{Error, Result},
    transfer::import::sites::{draft::Draft, merge, write::Plan},
};
use domain::{
    fault::{Code, Fault, FieldCode},
    import::{Decision, Decisions, Proposal, Twin},
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A plan, with what of it is known already.
pub(super) struct Planned {
    pub plan: Plan,
    /// Rows left out.
    pub skipped: u64,
    /// Rows merged into another row of the file, and those of them that brought nothing new.
    pub joined: u64,
    pub joined_unchanged: u64,
}

/// Where a row went.
#[derive(Clone, Copy)]
enum Gone {
    /// The new site of that place in the plan.
    New(usize),
    /// A site of the register.
    Site(Uuid),
    /// Left out.
    Nowhere,
}

/// Decides about each row. A row that was to be merged into one that was left out stands for itself.
pub(super) fn plan(
    ctx: &Ctx,
    drafts: Vec<Draft>,
    proposals: &[Proposal],
    decisions: &Decisions,
) -> Result<Planned> {
    let about: HashMap<u64, &Proposal> = proposals.iter().map(|proposal| (proposal.line, proposal)).collect();
    let mut planned = Planned { plan: Plan::default(), skipped: 0, joined: 0, joined_unchanged: 0 };
    let mut gone: BTreeMap<u64, Gone> = BTreeMap::new();
    for draft in drafts {
        let line = draft.line;
        let proposal = about.get(&line);
        let decision = match proposal {
            None => Decision::New,
            Some(p) => decisions
                .about(line, p.likeness)
                .ok_or_else(|| Fault::field("likely", FieldCode::Required))?,
        };
        let target = match (decision, proposal.map(|p| &p.twin)) {
            (Decision::Skip, _) => Gone::Nowhere,
            (Decision::Merge, Some(Twin::Site(id))) => Gone::Site(id.0),
            (Decision::Merge, Some(Twin::Line(before))) => match gone.get(before) {
                Some(Gone::Nowhere) | None => Gone::New(planned.plan.new.len()),
                Some(other) => *other,
            },
            (Decision::New | Decision::Merge, _) => Gone::New(planned.plan.new.len()),
        };
        match target {
            Gone::Nowhere => planned.skipped += 1,
            Gone::Site(id) => planned.plan.fills.entry(id).or_default().push(draft),
            Gone::New(at) if at == planned.plan.new.len() => planned.plan.new.push(draft.row(ctx)?),
            Gone::New(at) => {
                let row = planned.plan.new.get_mut(at).ok_or_else(|| Error::code(Code::Stale))?;
                if merge::fill(row, &draft).is_empty() {
                    planned.joined_unchanged += 1;
                } else {
                    planned.joined += 1;
                }
            }
        }
        gone.insert(line, target);
    }
    Ok(planned)
}

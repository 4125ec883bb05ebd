//! Faults at their fields. A command names its findings by their place in the list; the form names them by
//! their id, so that a fault stays with its finding when another one is added or taken away.

use super::draft::Step;
use domain::{fault::FieldFault, ids::HazardId};

/// The form's name of a finding's field.
pub fn finding_field(id: HazardId, field: &str) -> String {
    format!("finding:{id}.{field}")
}

/// The same faults under the form's names. `order` are the findings as the command listed them.
pub fn at_fields(faults: Vec<FieldFault>, order: &[HazardId]) -> Vec<FieldFault> {
    let renamed = |fault: FieldFault| match finding_of(&fault.field, order) {
        Some((id, rest)) => FieldFault { field: finding_field(id, rest), ..fault },
        None => fault,
    };
    faults.into_iter().map(renamed).collect()
}

fn finding_of<'a>(field: &'a str, order: &[HazardId]) -> Option<(HazardId, &'a str)> {
    let (index, rest) = field.strip_prefix("hazards[")?.split_once("].")?;
    Some((*order.get(index.parse::<usize>().ok()?)?, rest))
}

/// The part of the form where a field is.
pub fn step_of(field: &str) -> Step {
    let head = field.split(['.', '[', ':']).next().unwrap_or(field);
    match head {
        "site" => Step::Site,
        "kind" | "nature" | "campaign" | "campaign_id" | "check_code" | "outcome" | "checklist"
        | "answers" => Step::Check,
        "hazards" | "finding" => Step::Findings,
        _ => Step::Save,
    }
}

/// The id of a field's control in the document: letters, digits and hyphens of its name.
pub fn control_id(field: &str) -> String {
    let plain = field.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    std::iter::once('f').chain(std::iter::once('-')).chain(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::fault::FieldCode;
    use uuid::Uuid;

    #[test]
    fn a_fault_stays_with_its_finding() {
        let order = [HazardId(Uuid::from_u128(1)), HazardId(Uuid::from_u128(2))];
        let faults = vec![
            FieldFault::new("hazards[1].description", FieldCode::Required),
            FieldFault::new("hazards[7].description", FieldCode::Required),
            FieldFault::new("answers.exits", FieldCode::PhotoNeeded),
        ];
        let fields: Vec<String> = at_fields(faults, &order).into_iter().map(|f| f.field).collect();
        assert_eq!(
            fields,
            [finding_field(order[1], "description").as_str(), "hazards[7].description", "answers.exits"]
        );
    }

    #[test]
    fn every_field_has_its_part_of_the_form() {
        for (field, step) in [
            ("site", Step::Site),
            ("site.position.accuracy_m", Step::Site),
            ("check_code", Step::Check),
            ("answers.flame#2.note", Step::Check),
            ("hazards", Step::Findings),
            ("hazards[0].due", Step::Findings),
            ("finding:00000000-0000-0000-0000-000000000001.due", Step::Findings),
            ("position.accuracy_m", Step::Save),
            ("photos", Step::Save),
            ("finished_at", Step::Save),
        ] {
            assert_eq!(step_of(field), step, "{field}");
        }
    }

    #[test]
    fn control_ids_are_plain() {
        assert_eq!(control_id("answers.flame#2.note"), "f-answers-flame-2-note");
    }
}

//! The hazards of a site that an entry can name: the open ones that were taken along, and those that were found here and are not on
//! the server yet. The entry waits for those.

use crate::{
    field::{bridge::Saved, pending},
    tr,
};
use domain::{
    hazards::RegisterHazard,
    ids::{HazardId, SiteId},
    sync::{Command, FieldHazard},
};
use std::sync::Arc;

/// One to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choosable {
    /// Which.
    pub id: HazardId,
    /// Its number, if it has one, and what is wrong.
    pub text: String,
}

/// Those of a site, the newest of this tablet first.
pub fn of_site<'a>(
    known: impl Iterator<Item = &'a Arc<FieldHazard>>,
    outbox: &[Saved],
    site: SiteId,
) -> Vec<Choosable> {
    let known: Vec<Choosable> = known
        .filter(|hazard| hazard.site == Some(site))
        .map(|hazard| Choosable {
            id: hazard.summary.id,
            text: format!("{} · {}", hazard.summary.number, hazard.summary.description),
        })
        .collect();
    let mut all: Vec<Choosable> = outbox
        .iter()
        .flat_map(|saved| found_in(saved, site))
        .filter(|here| known.iter().all(|hazard| hazard.id != here.id))
        .collect();
    all.extend(known);
    all
}

/// The hazards of a site that a saved record makes, as long as it [counts](Saved::counts) here.
fn found_in(saved: &Saved, site: SiteId) -> Vec<Choosable> {
    let makes = matches!(saved.kind.as_str(), "save_visit" | "register_hazard");
    if !makes || !saved.counts() {
        return Vec::new();
    }
    let hazards: Vec<RegisterHazard> = match pending::body(saved).map(|body| body.command) {
        Some(Command::RegisterHazard(hazard)) => vec![*hazard],
        Some(Command::SaveVisit(visit)) => {
            let here = visit.site.id();
            let at = |hazard: RegisterHazard| RegisterHazard { site: hazard.site.or(Some(here)), ..hazard };
            visit.hazards.into_iter().map(at).collect()
        }
        _ => Vec::new(),
    };
    let choosable = |hazard: RegisterHazard| {
        let number = saved.hazards.iter().find(|(id, _)| *id == hazard.id).map(|(_, number)| number);
        let text = match number {
            Some(number) => format!("{number} · {}", hazard.description),
            None => tr!(entry.hazard_unsent, text = hazard.description),
        };
        Choosable { id: hazard.id, text }
    };
    hazards.into_iter().filter(|hazard| hazard.site == Some(site)).map(choosable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{bridge::Standing, gear::fixtures, sums::tests::saved};
    use domain::{
        hazards::{Category, Severity, Source},
        sync::Body,
    };
    use uuid::Uuid;

    fn finding(n: u128, site: Option<SiteId>) -> RegisterHazard {
        RegisterHazard {
            id: HazardId(Uuid::from_u128(n)),
            source: Source::Grid,
            category: Category::Fire,
            subcategory: None,
            severity: Severity::General,
            description: format!("堆物 {n}"),
            location: String::new(),
            clause: None,
            standard: None,
            site,
            position: None,
            found_at: fixtures::now(),
            due: None,
            on_the_spot: false,
            party_name: None,
            party_phone: None,
            photos_before: Vec::new(),
            photos_after: Vec::new(),
            item: None,
        }
    }

    fn here(hazard: RegisterHazard, standing: Standing) -> Saved {
        let command = Command::RegisterHazard(Box::new(hazard));
        let body = Body { command, device_at: fixtures::now(), photos: Vec::new() };
        let body = serde_json::to_string(&body).expect("json");
        Saved {
            kind: "register_hazard".into(),
            body: Some(body),
            ..saved(1, "2023-06-01T02:00:00Z", standing, &[])
        }
    }

    #[test]
    fn what_was_found_here_can_be_named_before_the_server_knows_it() {
        let site = fixtures::site();
        let mut numbered = here(finding(2, Some(site)), Standing::Photos);
        numbered.hazards = vec![(HazardId(Uuid::from_u128(2)), "310105008-2023-000002".into())];
        let outbox = [
            here(finding(1, Some(site)), Standing::Waiting),
            numbered,
            here(finding(3, None), Standing::Waiting),
            here(finding(4, Some(site)), Standing::Refused),
            here(finding(5, Some(site)), Standing::Stored),
            // no longer open by then: it is not among what was taken along
            Saved { brought: true, ..here(finding(6, Some(site)), Standing::Stored) },
        ];
        let all = of_site(std::iter::empty(), &outbox, site);
        let texts: Vec<&str> = all.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["堆物 1（尚未上报）", "310105008-2023-000002 · 堆物 2", "堆物 5（尚未上报）"]);
    }
}

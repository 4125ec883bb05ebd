use super::*;

fn proposal(line: u64, likeness: Likeness) -> Proposal {
    Proposal {
        line,
        name: "店".into(),
        address: "路1号".into(),
        likeness,
        twin: Twin::Line(1),
        twin_name: "店".into(),
        twin_address: "路1号".into(),
    }
}

#[test]
fn a_row_goes_before_the_rule_and_nothing_is_assumed_about_likely_ones() {
    let all = [proposal(3, Likeness::Same), proposal(4, Likeness::Likely), proposal(5, Likeness::Likely)];
    let mut said = Decisions::default();
    assert_eq!(said.about(3, Likeness::Same), Some(Decision::Merge));
    assert_eq!(said.about(4, Likeness::Likely), None);
    assert_eq!(said.open(&all), 2);
    said.rows.insert(4, Decision::Skip);
    assert_eq!((said.about(4, Likeness::Likely), said.open(&all)), (Some(Decision::Skip), 1));
    said.likely = Some(Decision::New);
    assert_eq!((said.about(5, Likeness::Likely), said.open(&all)), (Some(Decision::New), 0));
    assert_eq!(said.about(4, Likeness::Likely), Some(Decision::Skip));
    said.same = Some(Decision::New);
    assert_eq!(said.about(3, Likeness::Same), Some(Decision::New));
}

#[test]
fn registers_are_their_keepers_and_places_the_offices() {
    let open = |role| ImportKind::open_to(role).map(ImportKind::as_str).collect::<Vec<_>>();
    assert_eq!(open(Role::Office).len(), ImportKind::ALL.len());
    assert_eq!(open(Role::Admin), ["sites", "stoves", "detectors", "gas_users"]);
    assert!(open(Role::Inspector).is_empty() && open(Role::Leader).is_empty());
}

#[test]
fn columns_are_kept_as_words() {
    let setup = ImportSetup {
        datum: Some(Datum::Gcj02),
        kind: Some(SiteKind::Household),
        sheet: None,
        columns: Some(BTreeMap::from([(ImportField::Name, 2), (ImportField::FloorArea, 0)])),
        skip_bad: false,
    };
    let text = serde_json::to_string(&setup).expect("JSON");
    assert!(text.contains(r#""floor_area_m2":0"#), "{text}");
    assert_eq!(serde_json::from_str::<ImportSetup>(&text).expect("a setup"), setup);
}

use super::*;
use domain::{fault::Code, hazards::Severity, ids::HazardId, inspections::checklist};

fn hazard(status: Status, due: &str) -> NoticeHazard {
    NoticeHazard {
        id: HazardId(Uuid::from_u128(1)),
        number: "310105008-2023-000001".into(),
        category: Category::Fire,
        severity: Severity::General,
        status,
        description: "楼道堆物 <b>&".into(),
        location: "3 号楼".into(),
        clause: Some("《中华人民共和国消防法》第二十八条".into()),
        rule: Some(checklist::Label {
            zh: "疏散通道堆放杂物".into(), en: "Escape route blocked".into()
        }),
        site_name: Some("老王面馆".into()),
        address: None,
        original_due: due.parse().expect("day"),
        due: due.parse().expect("day"),
        extension_pending: false,
        photos: vec![],
        sent: vec![],
    }
}

fn render(locale: Locale, hazards: Vec<NoticeHazard>, flash: Option<Flash>) -> String {
    let now: DateTime<Utc> = "2023-06-05T04:00:00Z".parse().expect("time");
    let notice =
        PartyNotice { scope: LinkScope::Notice, organisation: None, expires_at: now, hazards, next: None };
    let shown = Notice { notice, address: "/p/token".into(), lang: None, after: None, sent: false, flash };
    let options = LeptosOptions::builder().output_name("app").build();
    Document { locale, now, options }.render(Content::Notice(Box::new(shown)))
}

#[test]
fn the_page_runs_nothing_and_says_what_is_wrong_by_when() {
    let page = render(Locale::zh, vec![hazard(Status::Assigned, "2023-06-08")], None);
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    assert!(!page.contains("</script") && !page.contains("style=") && !page.contains(" on"), "{page}");
    for text in [
        "楼道堆物 &lt;b&gt;&amp;",
        "2023-06-08",
        "第二十八条",
        "疏散通道堆放杂物",
        "name=\"photos\"",
        "rel=\"stylesheet\"",
    ] {
        assert!(page.contains(text), "{text}\n{page}");
    }
    let closed = render(Locale::zh, vec![hazard(Status::Closed, "2023-06-01")], None);
    assert!(closed.contains("已销号") && !closed.contains("<form"), "{closed}");
    assert!(render(Locale::en, vec![hazard(Status::Assigned, "2023-06-01")], None).contains("lang=\"en\""));
}

#[test]
fn a_refused_form_comes_back_with_what_was_typed() {
    let one = hazard(Status::Assigned, "2023-06-08");
    let values =
        [("hazard", one.id.to_string()), ("kind", "rectified".into()), ("note", "清了 </textarea>".into())];
    let values = values.map(|(name, value): (&str, String)| (name.to_owned(), value)).to_vec();
    let flash = Flash::refused("party", Fault::new(Code::SubmissionPending), values);
    let page = render(Locale::zh, vec![one], Some(flash));
    assert!(page.contains("role=\"alert\"") && page.contains("清了 &lt;/textarea"), "{page}");
}

//! The desk by plain forms, and hearing of what is done there.

use crate::{forms::hidden, stage::play, support::world::noon};
use domain::{
    desk::views::{Desk, Mark, Outcome},
    fault::Code,
    hazards::{HazardDetail, Severity, Status},
    home::Home,
};
use reqwest::StatusCode;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_are_assigned_by_a_form_that_was_shown_before() {
    play(async |stage| {
        let world = &stage.world;
        let plain = world.find(noon("2023-06-01"), |_| ()).await;
        let major = world.find(noon("2023-06-02"), |c| c.severity = Severity::Major).await;
        let office = stage.enter(&world.office).await;
        let address = format!(
            "/desk/bulk?list=%2Fdesk%3Fstatus%3Dregistered&do=assign&assignee={}&hazard={plain}&hazard={major}",
            world.inspector.user
        );
        let preview = office.page(&address).await;
        assert!(preview.body.contains("五落实"), "it says why one will not be: {}", preview.body);
        let form = hidden(&preview, "/do/desk/bulk");
        let named = |name: &str| form.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect::<Vec<_>>();
        let picked = named("hazard");
        assert_eq!(picked.len(), 1);
        assert!(picked[0].starts_with(&format!("{plain}:")), "{picked:?}");

        let fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        for _ in 0..2 {
            let sent = office.submit("/do/desk/bulk", &fields).await;
            assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/desk/result"), "{}", sent.body);
            let result = office.page("/desk/result").await;
            assert!(result.body.contains(&format!("/hazards/{plain}")), "{}", result.body);
            assert!(result.body.contains("/desk?status=registered"), "the way back: {}", result.body);
        }
        let detail: HazardDetail = office.get(&format!("/api/v1/hazards/{plain}")).await.data();
        assert_eq!(detail.state.status, Status::Assigned);
        assert_eq!(detail.events.len(), 2, "registered and assigned, once");

        // a way back to somewhere else is not taken
        let (plain, id) = (plain.to_string(), Uuid::now_v7().to_string());
        let bad = [("id", &*id), ("do", "grant"), ("hazard", &*plain), ("list", "https://evil.example/")];
        office.submit("/do/desk/bulk", &bad).await;
        assert!(!office.page("/desk/result").await.body.contains("evil.example"));
        // a program is told of each
        let told: Vec<Outcome> = office.submit_json("/do/desk/bulk", &bad).await.data();
        assert_eq!(told[0].refusal.as_ref().map(|fault| fault.code), Some(Code::NoExtensionPending));
        let none = office.submit_json("/do/desk/bulk", &bad[..2]).await;
        assert_eq!(none.fields(), ["hazard: none_chosen"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notices_are_issued_by_a_form_that_was_shown_before_and_printed_as_one_file() {
    play(async |stage| {
        let world = &stage.world;
        let of = async |party: &str| {
            world.find(noon("2023-06-01"), |command| command.party_name = Some(party.into())).await
        };
        let (a, b, c) = (of("王大明").await, of("李四").await, of("王大明").await);
        let office = stage.enter(&world.office).await;
        let preview = office.page(&format!("/desk/notices?hazard={a}&hazard={b}&hazard={c}")).await;
        let form = hidden(&preview, "/do/desk/notices");
        let notices: Vec<&str> =
            form.iter().filter(|(name, _)| name == "notice").map(|(_, value)| value.as_str()).collect();
        assert_eq!(notices, [format!("{a},{c}"), b.to_string()], "one for each party");

        let fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let mut printed = Vec::new();
        for _ in 0..2 {
            let sent = office.submit("/do/desk/notices", &fields).await;
            assert_eq!(
                (sent.status, sent.location()),
                (StatusCode::SEE_OTHER, "/desk/result"),
                "{}",
                sent.body
            );
            let result = office.page("/desk/result").await;
            printed.push(hidden(&result, "/do/papers/print"));
        }
        assert_eq!(printed[0].len(), 2, "{printed:?}");
        assert_eq!(printed[0], printed[1], "sent twice, issued once");
        let papers: Vec<(&str, &str)> = printed[0].iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let file = office.submit("/do/papers/print", &papers).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.body);

        // looked at again, they stand on notices, and there is nothing to send
        let again = office.page(&format!("/desk/notices?hazard={a}&hazard={b}")).await;
        assert!(!again.body.contains("action=\"/do/desk/notices\""), "{}", again.body);
        assert!(again.body.contains("已列入整改通知单"), "{}", again.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_waits_hears_of_what_is_done() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let desk: Desk = office.get("/api/v1/desk").await.data();
        let home: Home = office.get("/api/v1/home").await.data();
        assert_eq!(home.mark, desk.mark, "the first page stands where the desk stands");
        let found = stage.world.find(noon("2023-06-01"), |_| ()).await;
        let path = format!("/api/v1/desk/changes?seen={}", desk.mark);
        let heard: Mark = office.get(&path).await.data();
        assert_ne!(heard.mark, desk.mark);
        let now: Home = office.get("/api/v1/home").await.data();
        assert_ne!(now.waiting, home.waiting);
        assert_eq!(now.mark, heard.mark);
        let detail = office.get(&format!("/api/v1/hazards/{found}")).await;
        assert_eq!(detail.status, StatusCode::OK);
        // a server that stops answers at once
        stage.world.state.pulse().end();
        let path = format!("/api/v1/desk/changes?seen={}", heard.mark);
        assert_eq!(office.get(&path).await.status, StatusCode::OK);
    })
    .await;
}

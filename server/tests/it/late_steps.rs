//! Steps of summaries that take longer than their page waits: whoever pressed finds a note of how they ended.

use crate::{
    stage::{Stage, play},
    support::{
        summaries::{change, check, of, state, step, write_next},
        world::{SUBDISTRICT, noon},
    },
};
use backend::summary::service;
use domain::{
    actor::Actor,
    fault::Code,
    summary::{commands::SummaryCommand, lifecycle::SummaryState},
};
use reqwest::StatusCode;
use std::time::Duration;
use tokio::sync::oneshot;
use uuid::Uuid;
use xunan_server::http::{carried_on::Carried, forms::summaries::carried};

const JULY: &str = "2023-07-03";
const LIST: &str = "/summaries";
/// The card of notes.
const NOTES: &str = "待您查看的小结";

/// The summary of June, drafted by the office.
async fn june(stage: &Stage) -> SummaryState {
    let hazard = stage.world.find(noon("2023-06-05"), |_| ()).await;
    stage.world.close(noon("2023-06-10"), hazard).await;
    let office = stage.world.ctx(&stage.world.office, noon(JULY));
    let id = service::draft(&office, of("2023-06", SUBDISTRICT)).await.unwrap();
    state(&office, id).await
}

/// A step that ends when its page waits no longer.
async fn late(stage: &Stage, who: &Actor, before: &SummaryState, command: SummaryCommand) {
    let ctx = stage.world.ctx(who, noon(JULY));
    let (pressed, own) = (change(before, command), ctx.clone());
    let what = (before.id, pressed.command.action());
    let (go, went) = oneshot::channel::<()>();
    let step = async move {
        went.await.unwrap();
        service::change(&own, pressed).await
    };
    let Ok(Carried::GoesOn(rest)) = carried(&ctx, what, Duration::ZERO, step).await else {
        panic!("the step waits for a word");
    };
    go.send(()).unwrap();
    rest.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_pressed_a_step_is_told_how_it_ended_late() {
    play(async |stage| {
        let world = &stage.world;
        let drafted = june(stage).await;
        let (office, colleague) = (stage.enter(&world.office).await, stage.enter(&world.colleague).await);

        // a section is empty still
        late(stage, &world.colleague, &drafted, check()).await;
        let told = colleague.page(LIST).await.body;
        let way = format!("href=\"{LIST}/{}\"", drafted.id);
        for text in [NOTES, &way, "“审核通过”未办成：", "还没有内容，不能审核和签发。"]
        {
            assert!(told.contains(text), "{text}\n{told}");
        }
        assert!(!office.page(LIST).await.body.contains(NOTES), "it was not they who pressed");
        let read = colleague.submit_json(&format!("/do{LIST}/{}/read", drafted.id), &[]).await;
        assert_eq!(read.status, StatusCode::OK, "{}", read.body);
        assert!(!colleague.page(LIST).await.body.contains(NOTES), "it was seen");

        // somebody has written meanwhile; what was seen before is told anew
        let written = step(world, &world.office, noon(JULY), &drafted, write_next("继续开展排查。")).await;
        late(stage, &world.colleague, &drafted, check()).await;
        let told = colleague.page(LIST).await.body;
        assert!(told.contains("“审核通过”未办成：别人刚刚修改了这条记录"), "{told}");

        // at last it is carried out, which takes the place of the refusal
        late(stage, &world.colleague, &written, check()).await;
        let told = colleague.page(LIST).await.body;
        assert!(told.contains("“审核通过”已办成。") && !told.contains("未办成"), "{told}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_in_time_leaves_no_note() {
    play(async |stage| {
        let world = &stage.world;
        let drafted = june(stage).await;
        let written = step(world, &world.office, noon(JULY), &drafted, write_next("继续开展排查。")).await;
        let colleague = stage.enter(&world.colleague).await;
        let check = format!("/do{LIST}/{}/check", drafted.id);
        for (version, refused) in [(drafted.version, Some(Code::Stale)), (written.version, None)] {
            let fields = [("id", Uuid::now_v7().to_string()), ("base_version", version.to_string())];
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            let answer = colleague.submit_json(&check, &fields).await;
            match refused {
                Some(code) => assert_eq!(answer.code(), code),
                None => assert_eq!(answer.status, StatusCode::OK, "{}", answer.body),
            }
            assert!(!colleague.page(LIST).await.body.contains(NOTES), "{refused:?}");
        }
    })
    .await;
}

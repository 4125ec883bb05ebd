//! Word of an issued summary, to another program and to the office's group.

use backend::{
    config,
    outgoing::{Outgoing, Webhook},
    reminders,
    summary::{query, service},
};
use domain::{
    ids::SummaryId,
    reminders::robot::RobotKind,
    summary::commands::{DraftCorrection, SummaryCommand},
};
use uuid::Uuid;

use super::{check, issued, step};
use crate::{
    reminders::{by_robot, post::RobotServer},
    support::world::{World, date, noon},
};

db_test!(a_program_and_a_group_hear_of_an_issued_summary_once, |db| async {
    let (program, group) = (RobotServer::start().await, RobotServer::start().await);
    let hook = config::Webhook {
        url: format!("http://127.0.0.1:{}/hook", program.port).into(),
        secret: "key".to_owned().into(),
    };
    let outgoing = Outgoing {
        webhook: Webhook::open(&hook).unwrap(),
        address: Some("https://xunan.example.cn".into()),
        ..by_robot(&group, RobotKind::Wecom, "")
    };
    let mut world = World::new(&db).await;
    world.state = world.state.clone().with_outgoing(outgoing);
    world.find(noon("2023-06-05"), |_| ()).await;
    let now = noon("2023-07-03");
    let june = issued(&world, "2023-06", now).await;
    assert!(program.came().is_empty() && group.came().is_empty(), "nobody waits for the line");

    // busy at first, then it listens; what the one does is no business of the other's
    group.answers([r#"{"errcode":45009,"errmsg":"freq"}"#]);
    while reminders::work(&world.state, now).await.unwrap() {}
    let (told, busy) = (program.came(), group.came());
    assert_eq!((told.len(), busy.len()), (1, 1));
    let later = noon("2023-07-04");
    while reminders::work(&world.state, later).await.unwrap() {}
    let said = group.came();
    assert_eq!((program.came().len(), said.len()), (0, 1));

    let (number, address) = (june.number.unwrap(), format!("https://xunan.example.cn/summaries/{}", june.id));
    let body = &told[0].body;
    assert_eq!((body["event"].as_str(), body["number"].as_str()), (Some("summary.issued"), Some(&*number)));
    assert_eq!(
        (body["sha256"].as_str(), body["address"].as_str()),
        (june.sha256.as_deref(), Some(&*address))
    );
    let text = said[0].body["text"]["content"].as_str().unwrap();
    assert_eq!(said[0].body["msgtype"], "text");
    assert_eq!(text, format!("【安全办】{}", body["text"].as_str().unwrap()));
    for word in ["2023年6月安全工作小结已签发", &number, &address] {
        assert!(text.contains(word), "{word} is not in {text}");
    }
});

db_test!(a_program_hears_of_a_correction_and_of_what_it_corrects, |db| async {
    let program = RobotServer::start().await;
    let hook = config::Webhook {
        url: format!("http://127.0.0.1:{}/hook", program.port).into(),
        secret: "key".to_owned().into(),
    };
    let mut world = World::new(&db).await;
    let outgoing = Outgoing { webhook: Webhook::open(&hook).unwrap(), ..Outgoing::default() };
    world.state = world.state.clone().with_outgoing(outgoing);
    let closed = world.find(noon("2023-06-05"), |_| ()).await;
    world.close(noon("2023-06-10"), closed).await;
    let june = issued(&world, "2023-06", noon("2023-07-03")).await;
    while reminders::work(&world.state, noon("2023-07-03")).await.unwrap() {}
    assert_eq!(program.came().len(), 1, "of the summary itself");

    world.reopen(noon("2023-07-06"), closed, date("2023-08-01")).await;
    let now = noon("2023-07-10");
    let ctx = world.ctx(&world.office, now);
    let draft = DraftCorrection { id: SummaryId(Uuid::now_v7()), of: june.id };
    let id = service::draft_correction(&ctx, draft).await.unwrap();
    let drafted = query::changed_since(&ctx, id).await.unwrap().state.unwrap();
    let checked = step(&world, &world.colleague, now, &drafted, check()).await;
    while reminders::work(&world.state, now).await.unwrap() {}
    assert!(program.came().is_empty(), "what is only checked is no business of others");
    let sha256 = checked.sha256.clone().unwrap();
    let after = step(&world, &world.colleague, now, &checked, SummaryCommand::Issue { sha256 }).await;
    while reminders::work(&world.state, now).await.unwrap() {}
    let told = program.came();
    assert_eq!(told.len(), 1);
    let body = &told[0].body;
    assert_eq!(
        (body["event"].as_str(), body["number"].as_str()),
        (Some("summary.issued"), after.number.as_deref())
    );
    let (own, of) = (id.to_string(), june.id.to_string());
    assert_eq!((body["id"].as_str(), body["corrects"].as_str()), (Some(&*own), Some(&*of)));
    assert_eq!(body["sha256"].as_str(), after.sha256.as_deref());
    let text = body["text"].as_str().unwrap();
    assert!(text.contains("更正说明") && text.contains(after.number.as_deref().unwrap()), "{text}");
});

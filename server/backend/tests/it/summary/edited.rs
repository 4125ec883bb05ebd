//! What the office wrote itself: recomputing brings new figures into its words, and the issue stops them.

use backend::{
    ctx::Ctx,
    summary::{
        files::{Format, open},
        query, service,
    },
};
use domain::{
    fault::Code,
    ids::SummaryId,
    summary::{
        Lang,
        commands::{EditParagraph, SummaryCommand},
        text::{Topic, figures_of},
        views::SummaryPage,
    },
};

use super::{change, check, of, step, write_next};
use crate::support::world::{SUBDISTRICT, World, noon, refused};

/// What a paragraph says, and whether the office wrote it.
fn said(page: &SummaryPage, topic: Topic) -> (String, bool) {
    let mut paragraphs = page.text.iter().flat_map(|section| &section.paragraphs);
    let paragraph = paragraphs.find(|paragraph| paragraph.topic == topic).expect("a paragraph");
    (paragraph.show(&page.summary, Lang::Zh), paragraph.edited)
}

async fn read(ctx: &Ctx, id: SummaryId) -> SummaryPage {
    query::page(ctx, id, Lang::Zh).await.unwrap()
}

/// Other words about the figures of the first paragraph; those without a place in them are left out.
fn other_words(page: &SummaryPage, text: &str) -> SummaryCommand {
    let mut paragraphs = page.text.iter().flat_map(|section| &section.paragraphs);
    let before = paragraphs.find(|paragraph| paragraph.topic == Topic::Overview).expect("a paragraph");
    let mut edit =
        EditParagraph { lang: Lang::Zh, topic: Topic::Overview, text: text.to_owned(), left_out: Vec::new() };
    let kept: Vec<_> = figures_of(&edit.parts().unwrap()).collect();
    edit.left_out = figures_of(&before.parts).filter(|figure| !kept.contains(figure)).collect();
    SummaryCommand::Edit(edit)
}

db_test!(figures_in_edited_words_follow_until_the_issue, |db| async {
    let world = World::new(&db).await;
    let first = world.find(noon("2023-06-05"), |_| ()).await;
    world.close(noon("2023-06-10"), first).await;
    let open_one = world.find(noon("2023-06-20"), |_| ()).await;
    let office = world.ctx(&world.office, noon("2023-07-03"));
    let id = service::draft(&office, of("2023-06", SUBDISTRICT)).await.unwrap();
    let drafted = read(&office, id).await;
    let words = other_words(
        &drafted,
        "六月我们查出{{查出隐患#}}隐患，销号{{已整改销号#}}，整改率{{整改率（发现口径）}}；各居委抓得紧。",
    );
    let written = step(&world, &world.office, noon("2023-07-03"), &drafted.state, words).await;
    let next = write_next("抓紧办结剩余的{{尚未销号#}}。");
    let written = step(&world, &world.office, noon("2023-07-03"), &written, next).await;
    let before = "六月我们查出2处隐患，销号1处，整改率50.0%；各居委抓得紧。";
    assert_eq!(said(&read(&office, id).await, Topic::Overview), (before.to_owned(), true));

    // one more is found and closed, the open one is closed too: nothing moves by itself
    let late = world.find(noon("2023-06-21"), |_| ()).await;
    world.close(noon("2023-07-04"), late).await;
    let fourth = world.find(noon("2023-06-22"), |_| ()).await;
    world.close(noon("2023-07-04"), open_one).await;
    let later = world.ctx(&world.office, noon("2023-07-05"));
    assert_eq!(said(&read(&later, id).await, Topic::Overview).0, before);

    // pressed, the figures are new in the same words, in the generated paragraphs as well
    let again = SummaryCommand::Recompute {};
    let recomputed = step(&world, &world.office, noon("2023-07-05"), &written, again).await;
    let page = read(&later, id).await;
    let after = "六月我们查出4处隐患，销号3处，整改率75.0%；各居委抓得紧。";
    assert_eq!(said(&page, Topic::Overview), (after.to_owned(), true));
    assert_eq!(said(&page, Topic::NextPeriod), ("抓紧办结剩余的1处。".to_owned(), true));
    let (stock, edited) = said(&page, Topic::Stock);
    assert!(!edited && stock.contains("本期新增4处"), "{stock}");

    // issued, it moves no more: neither by rows nor by pressing, and its file says the same
    let checked = step(&world, &world.colleague, noon("2023-07-05"), &recomputed, check()).await;
    let issue = SummaryCommand::Issue { sha256: checked.sha256.clone().unwrap() };
    let issued = step(&world, &world.colleague, noon("2023-07-05"), &checked, issue).await;
    let file = open(&later, id, Format::Word).await.unwrap().bytes;
    world.close(noon("2023-07-06"), fourth).await;
    world.find(noon("2023-06-23"), |_| ()).await;
    let much_later = world.ctx(&world.office, noon("2023-07-10"));
    let pressed = service::change(&much_later, change(&issued, SummaryCommand::Recompute {})).await;
    assert_eq!(refused(pressed), Code::WrongState);
    assert_eq!(said(&read(&much_later, id).await, Topic::Overview), (after.to_owned(), true));
    assert_eq!(open(&much_later, id, Format::Word).await.unwrap().bytes, file);
    let moved = query::changed_since(&much_later, id).await.unwrap().correction;
    assert!(!moved.lines.is_empty(), "while its rows did move");
});

//! The editor of rules by plain forms alone: the dictionary of small units.

use crate::{
    checklists::{assert_says, send},
    stage::play,
};

const ENTRY: &str = "/rules/entry?book=classes&key=restaurant";
const SAVE: &str = "/do/rules/classes";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_of_small_units_is_revised_and_taken_back_by_forms_alone() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let list = office.page("/rules?book=classes").await;
        assert_says(&list, "小餐饮");
        let seats = |max, from| {
            [
                ("measure", "seats"),
                ("max", max),
                ("document", "沪消〔2023〕1号"),
                ("valid_from", from),
                ("reason", "按本地文件核定"),
            ]
        };
        // what is wrong is told at its field, beside what was typed
        let page = send(&office, ENTRY, SAVE, &seats("1000001", "2090-01-01")).await;
        assert_says(&page, "rule-save-max-problem");
        assert_says(&page, "value=\"1000001\"");
        let page = send(&office, ENTRY, SAVE, &seats("60", "2001-01-01")).await;
        assert_says(&page, "rule-save-valid_from-problem");

        let page = send(&office, ENTRY, SAVE, &seats("60", "2090-01-01")).await;
        assert_says(&page, "沪消〔2023〕1号");
        assert_says(&page, "按本地文件核定");
        assert_says(&page, "待生效");

        let stop = [("reason", "误录")];
        send(&office, ENTRY, "/do/rules/classes/stop", &stop).await;
        let page = office.page(ENTRY).await;
        assert!(!page.body.contains("待生效"), "{}", page.body);
        assert_says(&page, "误录");

        // a trade that has no row yet gets one
        let new = [("trade", "clinic"), ("measure", "beds"), ("max", "20"), ("document", "沪卫〔2023〕1号")];
        let rest = [("valid_from", "2023-01-01"), ("reason", "新增")];
        let page = send(&office, "/rules?book=classes", SAVE, &[&new[..], &rest[..]].concat()).await;
        assert_says(&page, "沪卫〔2023〕1号");
    })
    .await;
}

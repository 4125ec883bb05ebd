//! The items of a checklist as a table: to be looked through, discussed and kept outside of the program.

use super::query::preview;
use crate::{ctx::Ctx, error::Result};
use domain::{
    csv::Csv,
    inspections::{Checklist, Condition, Item, ItemKind},
};

const HEADINGS: [&str; 12] = [
    "序号",
    "分段",
    "重复组",
    "编号",
    "检查内容",
    "检查内容（英文）",
    "提示",
    "回答方式",
    "必答",
    "不合格须拍照",
    "显示条件",
    "不合格引用的隐患库条目",
];

/// The items of a version, of the draft when none is named: for those who see that, see [`preview`].
pub async fn items(ctx: &Ctx, code: &str, version: Option<u32>) -> Result<String> {
    let list = preview(ctx, code, version).await?.choice.checklist;
    let mut csv = Csv::new(HEADINGS);
    for (at, item) in list.items.iter().enumerate() {
        csv.row(cells(&list, at + 1, item));
    }
    Ok(csv.into_text())
}

fn cells(list: &Checklist, n: usize, item: &Item) -> [String; 12] {
    let yes = |is: bool| if is { "是" } else { "" }.to_owned();
    let group = list.groups.iter().find(|group| Some(&group.key) == item.group.as_ref());
    [
        n.to_string(),
        list.section_of(item).map(|section| section.label.zh.clone()).unwrap_or_default(),
        group
            .map(|group| format!("{}（{}至{}件）", group.label.zh, group.min, group.max))
            .unwrap_or_default(),
        item.key.clone(),
        item.label.zh.clone(),
        item.label.en.clone(),
        item.hint.as_ref().map(|hint| hint.zh.clone()).unwrap_or_default(),
        kind(&item.kind),
        yes(item.required),
        yes(item.photo_on_fail),
        item.show_when.as_ref().map(condition).unwrap_or_default(),
        item.on_fail.as_ref().map(|on_fail| on_fail.standard.clone()).unwrap_or_default(),
    ]
}

fn kind(kind: &ItemKind) -> String {
    match kind {
        ItemKind::Check => "合格／不合格／不涉及".to_owned(),
        ItemKind::Value { unit, min, max } => format!("数值 {min}–{max} {unit}").trim_end().to_owned(),
        ItemKind::Choice { options } => {
            let options: Vec<String> =
                options.iter().map(|(key, label)| format!("{key} {}", label.zh)).collect();
            format!("选择：{}", options.join("；"))
        }
        ItemKind::Text => "文字".to_owned(),
        ItemKind::Photo => "照片".to_owned(),
    }
}

/// In the words that answers are stored by: a table names items by their keys.
fn condition(condition: &Condition) -> String {
    format!("{} = {}", condition.item, condition.any_of.join(" / "))
}

//! What forms of several programmes have to choose from.

use crate::{
    facts::use_me,
    labels::Label,
    text::{Locale, locale},
    ui::choice::Choice,
};
use domain::{
    area::{AreaLevel, AreaRef},
    people::Me,
    programmes::campaign::ChecklistRef,
    sites::SiteKind,
};

fn choice(area: AreaRef) -> Choice {
    Choice::new(area.code.to_string(), area.name)
}

/// The person's own area and those inside it.
pub fn areas() -> Vec<Choice> {
    use_me().into_iter().flat_map(|me| std::iter::once(me.area).chain(me.areas)).map(choice).collect()
}

/// The committees that an entry can be put into.
pub fn committees() -> Vec<Choice> {
    use_me().map(committees_of).unwrap_or_default()
}

/// The same of a person.
pub fn committees_of(me: Me) -> Vec<Choice> {
    let all = std::iter::once(me.area).chain(me.areas);
    all.filter(|area| area.code.level() >= AreaLevel::Committee).map(choice).collect()
}

/// The checklists, by their titles in the language of the page.
pub fn checklists(all: &[ChecklistRef]) -> Vec<Choice> {
    all.iter()
        .map(|list| {
            let title = match locale() {
                Locale::zh => &list.title,
                Locale::en => &list.title_en,
            };
            Choice::new(list.id.to_string(), title.clone())
        })
        .collect()
}

/// Kinds of site.
pub fn site_kinds() -> Vec<Choice> {
    SiteKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), kind.label())).collect()
}

/// Kinds of site in words; `all` when there is none.
pub fn kinds_text(kinds: &[SiteKind], all: &str) -> String {
    if kinds.is_empty() {
        return all.to_owned();
    }
    kinds.iter().map(|kind| kind.label()).collect::<Vec<_>>().join(" · ")
}

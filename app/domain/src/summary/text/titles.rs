//! Titles in place of ids: what people see of a campaign or a target of the year in the edited form,
//! `{{专项行动查出隐患（行动:百日行动）}}`. The text that is kept holds ids ([`with_ids`]), because a title may change; of several
//! with one title each keeps its id in the form too.

use super::words::{CAMPAIGN, TARGET};
use crate::summary::{NotAFigure, SafetySummary, Subject};
use std::{cmp::Reverse, fmt, str::FromStr};
use uuid::Uuid;

/// A campaign or target with the title that stands for it. As text `campaign:<id> <title>`, so that a form tells what its titles mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Titled {
    subject: Subject,
    title: String,
}

impl Titled {
    /// What stands before its id or title in either language, and its id; nothing for what has no title.
    fn marks(&self) -> Option<([&'static str; 2], Uuid)> {
        match self.subject {
            Subject::Campaign(id) => Some(([CAMPAIGN, "campaign:"], id.0)),
            Subject::Target(id) => Some(([TARGET, "target:"], id.0)),
            Subject::Category(_) | Subject::Source(_) => None,
        }
    }
}

impl fmt::Display for Titled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.subject, self.title)
    }
}

impl FromStr for Titled {
    type Err = NotAFigure;

    fn from_str(text: &str) -> Result<Self, NotAFigure> {
        let (subject, title) = text.split_once(' ').ok_or(NotAFigure)?;
        Ok(Self { subject: subject.parse()?, title: title.to_owned() })
    }
}

/// The campaigns and targets of a summary whose titles stand for them: those that no other has, and that can stand between braces.
pub fn titles(summary: &SafetySummary) -> Vec<Titled> {
    let campaigns = summary.campaigns.iter().map(|line| (Subject::Campaign(line.id), &line.title));
    let targets = summary.targets.iter().map(|line| (Subject::Target(line.target.id), &line.target.name));
    let all: Vec<(Subject, &String)> = campaigns.chain(targets).collect();
    let fits = |title: &str| !title.trim().is_empty() && !title.contains(['{', '}', '\n']);
    let alone = |title: &String| all.iter().filter(|(_, other)| *other == title).count() == 1;
    all.iter()
        .filter(|(_, title)| fits(title) && alone(title))
        .map(|(subject, title)| Titled { subject: *subject, title: (*title).clone() })
        .collect()
}

/// An edited form with titles where it has ids.
pub fn with_titles(text: &str, titled: &[Titled]) -> String {
    let mut text = text.to_owned();
    for one in titled {
        let Some((marks, id)) = one.marks() else { continue };
        for mark in marks {
            text = text.replace(&format!("{mark}{id}"), &format!("{mark}{}", one.title));
        }
    }
    text
}

/// The same text with ids where its placeholders have titles. Ids may stand in it as well.
pub fn with_ids(text: &str, titled: &[Titled]) -> String {
    // one title may begin another
    let mut longest: Vec<&Titled> = titled.iter().collect();
    longest.sort_by_key(|one| Reverse(one.title.len()));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(length) = rest[start + 2..].find("}}") else { break };
        out.push_str(&rest[..start + 2]);
        out.push_str(&with_id(&rest[start + 2..start + 2 + length], &longest));
        out.push_str("}}");
        rest = &rest[start + 2 + length + 2..];
    }
    out.push_str(rest);
    out
}

/// The word of one figure with the id of whose title it has.
fn with_id(word: &str, longest: &[&Titled]) -> String {
    for one in longest {
        let Some((marks, id)) = one.marks() else { continue };
        for mark in marks {
            if let Some((before, behind)) = word.split_once(&format!("{mark}{}", one.title)) {
                return format!("{before}{mark}{id}{behind}");
            }
        }
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{CampaignId, TargetId};

    fn campaign(n: u128, title: &str) -> Titled {
        Titled { subject: Subject::Campaign(CampaignId(Uuid::from_u128(n))), title: title.into() }
    }

    #[test]
    fn a_text_with_titles_is_kept_with_ids() {
        let all = [
            campaign(1, "百日行动"),
            campaign(2, "百日行动（二期）"),
            Titled { subject: Subject::Target(TargetId(Uuid::from_u128(3))), title: "更换灶具".into() },
        ];
        let [first, second, target] = all.each_ref().map(|one| one.marks().expect("marks").1);
        for (kept, shown) in [
            (
                format!("查出{{{{专项行动查出隐患（行动:{first}）#}}}}。"),
                "查出{{专项行动查出隐患（行动:百日行动）#}}。",
            ),
            (format!("{{{{a（行动:{second}）·上期}}}}"), "{{a（行动:百日行动（二期））·上期}}"),
            (
                format!("{{{{target_progress@target:{target}}}}} {{{{found}}}}"),
                "{{target_progress@target:更换灶具}} {{found}}",
            ),
            ("没有{{found}}的行动:百日行动 {{".to_owned(), "没有{{found}}的行动:百日行动 {{"),
        ] {
            assert_eq!(with_titles(&kept, &all), shown);
            assert_eq!(with_ids(shown, &all), kept);
            assert_eq!(with_ids(&kept, &all), kept, "ids are read as well");
        }
    }

    #[test]
    fn a_form_tells_what_its_titles_mean() {
        let one = campaign(7, "“百日” 行动");
        assert_eq!(one.to_string().parse(), Ok(one));
        assert_eq!("百日行动".parse::<Titled>(), Err(NotAFigure));
    }
}

//! The options of an item as text: one a line, `code | Chinese | English`. A form has one field for all of them, so that they
//! can be pasted from a table.

use crate::inspections::checklist::Label;

/// What stands between the parts of a line: also as a Chinese keyboard types it, and as a table is pasted.
const BETWEEN: [char; 3] = ['|', '｜', '\t'];

/// The text of options.
pub fn options_text(options: &[(String, Label)]) -> String {
    let line = |(key, label): &(String, Label)| format!("{key} | {} | {}", label.zh, label.en);
    options.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The options of a text; `None` when a line has not its three parts.
pub fn read_options(text: &str) -> Option<Vec<(String, Label)>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let parts: Vec<&str> = line.split(BETWEEN).map(str::trim).collect();
            let [key, zh, en] = parts[..] else { return None };
            Some((key.to_owned(), Label { zh: zh.to_owned(), en: en.to_owned() }))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_as_they_are_written() {
        let read = read_options("none | 不用气 | None\r\n\r\npiped｜管道燃气｜Piped gas\nlpg\t液化气瓶\tLPG")
            .expect("three");
        let keys: Vec<&str> = read.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["none", "piped", "lpg"]);
        assert_eq!(read_options(&options_text(&read)), Some(read));
        assert_eq!(read_options("none | 不用气"), None);
        assert_eq!(read_options(" \n"), Some(Vec::new()));
    }
}

//! Text into lines, by the rules of Chinese typesetting: marks that close do not begin a line, marks that open do not end one
//! (GB/T 15834-2011), words of letters and digits stay whole where they fit.

/// What does not begin a line.
const NOT_FIRST: &str = "，。、；：？！）】》〕〉”’…—％%,.;:?!)]}·";
/// What does not end one.
const NOT_LAST: &str = "（【《〔〈“‘([{";

/// A line with what it measures, its indent not counted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub text: String,
    pub width: f32,
    /// Only of the first line of a paragraph.
    pub indent: f32,
}

/// Breaks a text; its own line ends begin new paragraphs. A text without a character is one empty line.
pub(crate) fn broken(text: &str, width: f32, first_indent: f32, advance: impl Fn(char) -> f32) -> Vec<Line> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = Line { text: String::new(), width: 0.0, indent: first_indent };
        for word in words(paragraph.trim_end_matches('\r')) {
            let long: f32 = word.chars().map(&advance).sum();
            let room = width - line.indent - line.width;
            let begins = word.chars().next().is_some_and(|c| NOT_FIRST.contains(c));
            // up to two closing marks hang over the margin rather than beginning a line
            let hangs = begins && room > -2.0 * long;
            if long > room && !hangs && !line.text.is_empty() {
                let taken = opening(&mut line, &advance);
                lines.push(std::mem::replace(
                    &mut line,
                    Line { text: String::new(), width: 0.0, indent: 0.0 },
                ));
                if !taken.is_empty() {
                    line.width = taken.chars().map(&advance).sum();
                    line.text = taken;
                }
            }
            // a word that no line can hold is cut where it must be
            for c in word.chars() {
                let step = advance(c);
                if long > width && line.width + line.indent + step > width && !line.text.is_empty() {
                    lines.push(std::mem::replace(
                        &mut line,
                        Line { text: String::new(), width: 0.0, indent: 0.0 },
                    ));
                }
                line.text.push(c);
                line.width += step;
            }
        }
        lines.push(line);
    }
    lines
}

/// Takes the opening marks from the end of a line, unless there is nothing else on it.
fn opening(line: &mut Line, advance: &impl Fn(char) -> f32) -> String {
    let kept = line.text.trim_end_matches(|c: char| NOT_LAST.contains(c)).len();
    if kept == 0 {
        return String::new();
    }
    let taken = line.text.split_off(kept);
    line.width -= taken.chars().map(advance).sum::<f32>();
    taken
}

/// What stays together: runs of letters and digits, else every character by itself.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let together = before.is_some_and(|b| is_of_word(b) && is_of_word(c));
        if at > start && !together {
            words.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '@' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chinese characters are 2 wide, others 1.
    fn lines(text: &str, width: f32, indent: f32) -> Vec<String> {
        let advance = |c: char| if c.is_ascii() { 1.0 } else { 2.0 };
        broken(text, width, indent, advance).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lines_are_filled_and_nothing_is_lost() {
        assert_eq!(lines("一二三四五六七", 6.0, 0.0), ["一二三", "四五六", "七"]);
        assert_eq!(lines("一二三四五六七", 6.0, 4.0), ["一", "二三四", "五六七"]);
        assert_eq!(lines("", 6.0, 0.0), [""]);
        assert_eq!(lines("一\n二", 6.0, 0.0), ["一", "二"]);
    }

    #[test]
    fn marks_stand_where_they_may() {
        assert_eq!(lines("一二三，四", 6.0, 0.0), ["一二三，", "四"], "a closing mark does not begin a line");
        assert_eq!(lines("一二（三四", 6.0, 0.0), ["一二", "（三四"], "an opening one does not end it");
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(lines("编号AB-12好", 8.0, 0.0), ["编号", "AB-12好"]);
        assert_eq!(lines("0123456789", 4.0, 0.0), ["0123", "4567", "89"], "no line can hold it");
        assert_eq!(lines("编0123456789", 4.0, 0.0).concat(), "编0123456789");
    }
}

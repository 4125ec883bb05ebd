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

/// What becomes of closing marks that a line has no more room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    /// Up to two hang over the margin: beside a page there is nothing.
    Hang,
    /// They take what stands before them to the next line: beside a cell there is its line.
    Keep,
}

/// Breaks a text; its own line ends begin new paragraphs. A text without a character is one empty line.
pub(crate) fn broken(
    text: &str,
    width: f32,
    first_indent: f32,
    closing: Closing,
    advance: impl Fn(char) -> f32,
) -> Vec<Line> {
    let measured = |word: &str| -> f32 { word.chars().map(&advance).sum() };
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = Line { text: String::new(), width: 0.0, indent: first_indent };
        // a number that no line can hold is cut behind its strokes, before it is cut anywhere
        let pieces = words(paragraph.trim_end_matches('\r'), closing).into_iter().flat_map(|word| {
            let cut = measured(word) > width;
            word.split_inclusive(move |c: char| cut && matches!(c, '-' | '/'))
        });
        for word in pieces {
            let long = measured(word);
            let room = width - line.indent - line.width;
            let begins = word.chars().next().is_some_and(|c| NOT_FIRST.contains(c));
            let hangs = closing == Closing::Hang && begins && room > -2.0 * long;
            if long > room && !hangs && !line.text.is_empty() {
                let taken = opening(&mut line, &advance);
                lines.push(std::mem::replace(
                    &mut line,
                    Line { text: String::new(), width: 0.0, indent: 0.0 },
                ));
                if !taken.is_empty() {
                    line.width = measured(&taken);
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

/// What stays together: runs of letters and digits, else every character by itself; where closing marks are kept, each with
/// what it closes, and what an opening one opens with it.
fn words(text: &str, closing: Closing) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let kept = |b: char| {
            let decimal = b == '.' && c.is_ascii_digit();
            closing == Closing::Keep && (NOT_FIRST.contains(c) || NOT_LAST.contains(b) || decimal)
        };
        let together = before.is_some_and(|b| (is_of_word(b) && is_of_word(c)) || kept(b));
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
        broken(text, width, indent, Closing::Hang, advance).into_iter().map(|line| line.text).collect()
    }

    /// The same in a cell, of which no line may be wider than it is.
    fn cell(text: &str, width: f32) -> Vec<String> {
        let advance = |c: char| if c.is_ascii() { 1.0 } else { 2.0 };
        let lines = broken(text, width, 0.0, Closing::Keep, advance);
        assert!(lines.iter().all(|line| line.width <= width), "{lines:?}");
        lines.into_iter().map(|line| line.text).collect()
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
    fn nothing_hangs_over_the_line_of_a_cell() {
        assert_eq!(cell("一二三，四", 6.0), ["一二", "三，四"], "what is closed goes along");
        assert_eq!(cell("一二三四》", 8.0), ["一二三", "四》"]);
        assert_eq!(cell("一（二）三", 6.0), ["一", "（二）", "三"]);
        assert_eq!(cell("其中98.0%", 8.0), ["其中", "98.0%"]);
        assert_eq!(cell("，。；", 2.0), ["，", "。", "；"], "what no line can hold is cut");
    }

    #[test]
    fn a_long_number_is_cut_behind_its_strokes() {
        assert_eq!(cell("310105008-2023-000351", 12.0), ["310105008-", "2023-000351"]);
        assert_eq!(cell("310105008-2023-000351", 21.0), ["310105008-2023-000351"]);
        assert_eq!(cell("310105008-2023", 6.0), ["310105", "008-", "2023"], "and else where it must be");
        assert_eq!(lines("编号310105008-2023-000351", 12.0, 0.0), ["编号", "310105008-", "2023-000351"]);
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(lines("编号AB-12好", 8.0, 0.0), ["编号", "AB-12好"]);
        assert_eq!(lines("0123456789", 4.0, 0.0), ["0123", "4567", "89"], "no line can hold it");
        assert_eq!(lines("编0123456789", 4.0, 0.0).concat(), "编0123456789");
    }
}

//! Drawing on a photo, without the screen: what a finger or a key does to the marks.

use domain::photos::{Layer, MAX_MARK_TEXT, MAX_MARKS, Mark, Spot};

/// The last spot of a picture in each direction.
const EDGE: i32 = 1000;
/// A stroke that is shorter is a tap.
const TAP: f64 = 25.0;
/// How far from what was tapped an arrow begins.
const REACH: i32 = 160;
/// Steps that can be taken back.
const PAST: usize = 50;

/// The part of a mark that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The beginning of an arrow.
    From,
    /// The point of an arrow.
    To,
    /// All of it.
    Whole,
}

/// A step, so that many of the same kind at the same mark are taken back as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Typing(usize),
    Nudging(usize, Part),
}

/// What the finger is doing.
#[derive(Clone, Debug, PartialEq)]
struct Drag {
    /// Which mark.
    mark: usize,
    part: Part,
    /// The mark and the finger when it began.
    was: Mark,
    start: Spot,
    /// It is a new arrow.
    new: bool,
    moved: bool,
}

/// The marks of a photo while somebody draws.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    marks: Vec<Mark>,
    chosen: Option<usize>,
    past: Vec<Vec<Mark>>,
    last: Option<Step>,
    drag: Option<Drag>,
}

impl Board {
    /// With what is drawn already.
    pub fn new(layer: Layer) -> Self {
        Self { marks: layer.0, ..Self::default() }
    }

    /// The marks, in the order they were drawn.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The chosen one.
    pub fn chosen(&self) -> Option<(usize, &Mark)> {
        let at = self.chosen?;
        Some((at, self.marks.get(at)?))
    }

    /// The words of the chosen one, should it be words.
    pub fn words(&self) -> Option<&str> {
        match self.chosen()?.1 {
            Mark::Text { text, .. } => Some(text),
            Mark::Arrow { .. } => None,
        }
    }

    /// Whether there is something to take back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether no more fit.
    pub fn is_full(&self) -> bool {
        self.marks.len() >= MAX_MARKS
    }

    /// Whether a finger is down.
    pub fn is_dragging(&self) -> bool {
        self.drag.is_some()
    }

    /// What is kept: words without a letter are not.
    pub fn layer(&self) -> Layer {
        let says = |mark: &&Mark| !matches!(mark, Mark::Text { text, .. } if text.trim().is_empty());
        Layer(self.marks.iter().filter(says).cloned().collect())
    }

    /// Chooses a mark, or none.
    pub fn choose(&mut self, mark: Option<usize>) {
        self.chosen = mark.filter(|at| *at < self.marks.len());
    }

    fn remember(&mut self, step: Option<Step>) {
        if step.is_none() || self.last != step {
            self.past.push(self.marks.clone());
            if self.past.len() > PAST {
                self.past.remove(0);
            }
        }
        self.last = step;
    }

    fn add(&mut self, mark: Mark) -> bool {
        if self.is_full() {
            return false;
        }
        self.remember(None);
        self.marks.push(mark);
        self.chosen = Some(self.marks.len() - 1);
        true
    }

    /// Adds an arrow in the middle, to be moved with the keys.
    pub fn add_arrow(&mut self) -> bool {
        self.add(Mark::Arrow { from: (350, 650), to: (500, 500) })
    }

    /// Adds words in the middle, to be typed and moved.
    pub fn add_text(&mut self) -> bool {
        self.add(Mark::Text { at: (400, 500), text: String::new() })
    }

    /// A finger comes down where nothing is: an arrow begins.
    pub fn press(&mut self, at: Spot) {
        if self.add(Mark::Arrow { from: at, to: at }) {
            self.hold(self.marks.len() - 1, Part::To, at, true);
        }
    }

    /// A finger comes down on a mark, or on a part of the chosen one.
    pub fn grab(&mut self, mark: usize, part: Part, at: Spot) {
        if mark < self.marks.len() {
            self.chosen = Some(mark);
            self.hold(mark, part, at, false);
        }
    }

    fn hold(&mut self, mark: usize, part: Part, start: Spot, new: bool) {
        self.drag = Some(Drag { mark, part, was: self.marks[mark].clone(), start, new, moved: false });
    }

    /// The finger moves.
    pub fn drag_to(&mut self, at: Spot) {
        let Some(drag) = self.drag.clone() else { return };
        if !drag.moved && at != drag.start {
            if !drag.new {
                self.remember(None);
            }
            if let Some(drag) = &mut self.drag {
                drag.moved = true;
            }
        }
        let by = (i32::from(at.0) - i32::from(drag.start.0), i32::from(at.1) - i32::from(drag.start.1));
        if let Some(mark) = self.marks.get_mut(drag.mark) {
            *mark = moved(&drag.was, drag.part, by);
        }
    }

    /// The finger is lifted. A tap on the bare picture makes an arrow that points there.
    pub fn release(&mut self) {
        let Some(drag) = self.drag.take().filter(|drag| drag.new) else { return };
        if let Some(Mark::Arrow { from, to }) = self.marks.get_mut(drag.mark)
            && distance(*from, *to) < TAP
        {
            *to = drag.start;
            // from the left below, or from where there is room
            let (x, y) = (i32::from(to.0), i32::from(to.1));
            let x = if x >= REACH { x - REACH } else { x + REACH };
            let y = if y + REACH <= EDGE { y + REACH } else { y - REACH };
            *from = (spot(x), spot(y));
        }
    }

    /// The browser took the finger away: as if it had not come.
    pub fn cancel(&mut self) {
        if let Some(drag) = self.drag.take()
            && (drag.new || drag.moved)
        {
            self.undo();
        }
    }

    /// Moves a part of the chosen mark by keys.
    pub fn nudge(&mut self, part: Part, by: (i32, i32)) {
        let Some(at) = self.chosen else { return };
        self.remember(Some(Step::Nudging(at, part)));
        if let Some(mark) = self.marks.get_mut(at) {
            *mark = moved(mark, part, by);
        }
    }

    /// Changes the words of the chosen mark.
    pub fn write(&mut self, words: &str) {
        let Some(at) = self.chosen else { return };
        let words: String = words.chars().filter(|c| !c.is_control()).take(MAX_MARK_TEXT).collect();
        if self.words().is_none_or(|now| now == words) {
            return;
        }
        self.remember(Some(Step::Typing(at)));
        if let Some(Mark::Text { text, .. }) = self.marks.get_mut(at) {
            *text = words;
        }
    }

    /// Takes the chosen mark away.
    pub fn delete(&mut self) {
        if let Some(at) = self.chosen.filter(|at| *at < self.marks.len()) {
            self.remember(None);
            self.marks.remove(at);
            self.chosen = None;
        }
    }

    /// Takes the last step back.
    pub fn undo(&mut self) {
        if let Some(before) = self.past.pop() {
            self.marks = before;
            self.last = None;
            self.drag = None;
            self.choose(self.chosen);
        }
    }
}

fn distance(a: Spot, b: Spot) -> f64 {
    (f64::from(a.0) - f64::from(b.0)).hypot(f64::from(a.1) - f64::from(b.1))
}

/// The nearest spot of the picture.
fn spot(n: i32) -> u16 {
    n.clamp(0, EDGE) as u16
}

fn shifted(at: Spot, by: (i32, i32)) -> Spot {
    (spot(i32::from(at.0) + by.0), spot(i32::from(at.1) + by.1))
}

/// The mark with a part of it moved; a whole one keeps its form at the edge.
fn moved(mark: &Mark, part: Part, by: (i32, i32)) -> Mark {
    match (mark, part) {
        (Mark::Arrow { from, to }, Part::From) => Mark::Arrow { from: shifted(*from, by), to: *to },
        (Mark::Arrow { from, to }, Part::To) => Mark::Arrow { from: *from, to: shifted(*to, by) },
        (Mark::Arrow { from, to }, Part::Whole) => {
            let within = |a: u16, b: u16, by: i32| {
                let (low, high) = (i32::from(a.min(b)), i32::from(a.max(b)));
                by.clamp(-low, EDGE - high)
            };
            let by = (within(from.0, to.0, by.0), within(from.1, to.1, by.1));
            Mark::Arrow { from: shifted(*from, by), to: shifted(*to, by) }
        }
        (Mark::Text { at, text }, _) => Mark::Text { at: shifted(*at, by), text: text.clone() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrow(from: Spot, to: Spot) -> Mark {
        Mark::Arrow { from, to }
    }

    #[test]
    fn a_stroke_is_an_arrow_and_a_tap_points_there() {
        let mut board = Board::default();
        board.press((200, 200));
        board.drag_to((300, 260));
        board.drag_to((600, 500));
        board.release();
        assert_eq!(board.marks(), [arrow((200, 200), (600, 500))]);
        for (tapped, from) in [((500, 500), (340, 660)), ((50, 980), (210, 820))] {
            board.press(tapped);
            board.drag_to((tapped.0 + 3, tapped.1));
            board.release();
            assert_eq!(board.marks().last(), Some(&arrow(from, tapped)));
        }
        assert_eq!(board.marks().len(), 3);
        for left in (0..3).rev() {
            board.undo();
            assert_eq!(board.marks().len(), left, "a stroke is one step");
        }
        assert!(!board.can_undo());
    }

    #[test]
    fn marks_are_moved_as_a_whole_or_by_an_end_and_stay_on_the_picture() {
        let mut board = Board::new(Layer(vec![arrow((100, 100), (300, 200))]));
        board.grab(0, Part::Whole, (200, 150));
        board.drag_to((0, 150));
        board.release();
        assert_eq!(board.marks(), [arrow((0, 100), (200, 200))], "stopped by the edge, in its form");
        board.grab(0, Part::To, (200, 200));
        board.drag_to((1000, 200));
        board.release();
        assert_eq!(board.marks(), [arrow((0, 100), (1000, 200))]);
        board.undo();
        board.undo();
        assert_eq!(board.marks(), [arrow((100, 100), (300, 200))]);
        board.grab(0, Part::Whole, (200, 150));
        board.release();
        assert!(!board.can_undo(), "choosing is no step");
    }

    #[test]
    fn a_finger_that_the_browser_takes_away_has_drawn_nothing() {
        let mut board = Board::new(Layer(vec![arrow((100, 100), (300, 200))]));
        board.press((500, 500));
        board.cancel();
        board.grab(0, Part::To, (300, 200));
        board.drag_to((600, 600));
        board.cancel();
        board.grab(0, Part::To, (300, 200));
        board.cancel();
        assert_eq!(board.marks(), [arrow((100, 100), (300, 200))]);
        assert!(!board.can_undo() && !board.is_dragging());
    }

    #[test]
    fn by_keys_alone() {
        let mut board = Board::default();
        assert!(board.add_arrow());
        for _ in 0..3 {
            board.nudge(Part::To, (10, 0));
        }
        board.nudge(Part::From, (-1000, 5));
        assert_eq!(board.marks(), [arrow((0, 655), (530, 500))]);
        board.undo();
        board.undo();
        assert_eq!(board.marks(), [arrow((350, 650), (500, 500))], "a row of the same keys is one step");
        assert!(board.add_text());
        for words in ["配", "配电", "配电箱\n"] {
            board.write(words);
        }
        board.nudge(Part::Whole, (0, -40));
        assert_eq!(board.marks()[1], Mark::Text { at: (400, 460), text: "配电箱".into() });
        board.undo();
        board.undo();
        assert_eq!(board.words(), Some(""), "typing is one step");
        board.delete();
        assert_eq!((board.marks().len(), board.chosen()), (1, None));
    }

    #[test]
    fn what_is_kept_passes_the_check() {
        let mut board = Board::default();
        for _ in 0..MAX_MARKS {
            assert!(board.add_text());
            board.write(&"长".repeat(100));
        }
        assert!(!board.add_arrow() && board.is_full());
        board.press((1, 1));
        assert_eq!(board.marks().len(), MAX_MARKS);
        board.delete();
        assert!(board.add_text(), "an empty one");
        assert_eq!(board.layer().0.len(), MAX_MARKS - 1, "words without a letter are not kept");
        assert_eq!(board.layer().check("layer"), []);
    }
}

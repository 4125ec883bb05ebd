//! The dialog in which somebody draws on a photo. Every change is kept at once; closing it is being done.

use super::{
    board::{Board, Part},
    pointer,
};
use crate::{
    capture::browser::show_control,
    tr,
    ui::{
        Icon,
        dialog::{CloseDialog, show},
        icon,
        layer::mark as drawn_mark,
        only::Only,
    },
};
use domain::photos::{
    Layer, MAX_MARK_TEXT, Mark, Spot,
    shapes::{self, Frame},
};
use leptos::{
    ev::{KeyboardEvent, PointerEvent, resize},
    html,
    prelude::*,
    svg,
};

/// Half the width of what a finger has to hit, in pixels.
const FINGER: f64 = 22.0;
/// How far a key moves, and with Shift, in thousandths.
const STEP: i32 = 10;
/// See [`STEP`].
const LONG_STEP: i32 = 50;

#[derive(Clone, Copy)]
struct Editor {
    board: RwSignal<Board>,
    frame: RwSignal<Frame>,
    /// Units of the drawing in a pixel.
    scale: RwSignal<f64>,
    surface: NodeRef<svg::Svg>,
}

/// Draws on a photo.
#[component]
pub fn MarksEditor(
    /// Where the picture is.
    #[prop(into)]
    src: String,
    /// What the photo is called.
    #[prop(into)]
    name: String,
    /// What is drawn already.
    layer: Layer,
    /// Told every change.
    #[prop(into)]
    on_change: Callback<Layer>,
    /// Told when the dialog was closed.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let picture = NodeRef::<html::Img>::new();
    let editor = Editor {
        board: RwSignal::new(Board::new(layer.clone())),
        frame: RwSignal::new(Frame::of(4, 3)),
        scale: RwSignal::new(1.0),
        surface: NodeRef::new(),
    };
    Effect::new(move || {
        if dialog.get().is_some() {
            show(dialog);
        }
    });
    let sized = window_event_listener(resize, move |_| editor.measure());
    on_cleanup(move || sized.remove());
    // a drag is told at its end: the form behind follows every change
    let kept = StoredValue::new(layer);
    Effect::new(move || {
        let now = editor.board.with(|board| (!board.is_dragging()).then(|| board.layer()));
        if let Some(now) = now.filter(|now| kept.with_value(|kept| kept != now)) {
            kept.set_value(now.clone());
            on_change.run(now);
        }
    });
    let title = tr!(camera.marks_title, name = name.clone());
    view! {
        <dialog
            class="marks"
            node_ref=dialog
            aria-label=title.clone()
            on:close=move |_| on_close.run(())
            on:keydown=move |ev| editor.keys(&ev)
        >
            <header class="camera-head">
                <p>{title.clone()}</p>
                <CloseDialog />
            </header>
            <div class="marks-stage">
                <div class="marks-picture">
                    <img
                        node_ref=picture
                        src=src
                        alt=name
                        draggable="false"
                        on:load=move |_| {
                            if let Some(picture) = picture.get_untracked() {
                                editor.frame.set(Frame::of(picture.natural_width(), picture.natural_height()));
                                editor.measure();
                            }
                        }
                    />
                    <Surface editor />
                </div>
            </div>
            <p class="marks-hint" hidden=move || !editor.board.with(|b| b.marks().is_empty())>
                {tr!(camera.marks_hint)}
            </p>
            <Words editor />
            <div class="camera-bar marks-bar">
                <button
                    type="button"
                    class="button live-button"
                    disabled=move || editor.board.with(Board::is_full)
                    on:click=move |_| editor.add(Board::add_arrow, "f-mark-to")
                >
                    {icon(Icon::Arrow)}
                    <span>{tr!(camera.add_arrow)}</span>
                </button>
                <button
                    type="button"
                    class="button live-button"
                    disabled=move || editor.board.with(Board::is_full)
                    on:click=move |_| editor.add(Board::add_text, "f-mark-words")
                >
                    {icon(Icon::Words)}
                    <span>{tr!(camera.add_text)}</span>
                </button>
                <button
                    type="button"
                    class="button live-button"
                    disabled=move || editor.board.with(|b| b.chosen().is_none())
                    on:click=move |_| editor.board.update(Board::delete)
                >
                    {icon(Icon::Trash)}
                    <span>{tr!(camera.delete_mark)}</span>
                </button>
                <button
                    type="button"
                    class="button live-button"
                    disabled=move || !editor.board.with(Board::can_undo)
                    on:click=move |_| editor.board.update(Board::undo)
                >
                    {icon(Icon::Undo)}
                    <span>{tr!(camera.undo)}</span>
                </button>
                <form method="dialog">
                    <button class="button primary">{tr!(camera.done)}</button>
                </form>
            </div>
        </dialog>
    }
}

/// What is drawn, with the parts of the chosen mark that can be held.
#[component]
fn Surface(editor: Editor) -> impl IntoView {
    let (board, frame) = (editor.board, editor.frame);
    let press = move |ev: PointerEvent| {
        if ev.button() != 0 || !ev.is_primary() {
            return;
        }
        if let Some(at) = pointer::spot(editor.surface, &ev) {
            ev.prevent_default();
            pointer::hold(editor.surface, &ev);
            board.update(|board| board.press(at));
        }
    };
    let follow = move |ev: PointerEvent| {
        if board.with_untracked(Board::is_dragging)
            && let Some(at) = pointer::spot(editor.surface, &ev)
        {
            board.update(|board| board.drag_to(at));
        }
    };
    let marks = move || {
        let frame = frame.get();
        let all = board.with(|board| board.marks().to_vec());
        all.into_iter().enumerate().map(|(at, mark)| held_mark(editor, frame, at, mark)).collect_view()
    };
    // which there are, not where: a handle that is moved by the keyboard must stay the element that has the focus
    let held = Memo::new(move |_| {
        let names = |mark: &Mark| parts(mark).into_iter().map(|(part, _)| part).collect::<Vec<_>>();
        board.with(|board| board.chosen().map(|(at, mark)| (at, names(mark))))
    });
    let handles = move || {
        held.get().map(|(at, parts)| {
            parts.into_iter().map(|part| view! { <Handle editor at part /> }).collect_view()
        })
    };
    view! {
        <svg
            class="marks-surface"
            node_ref=editor.surface
            viewBox=move || frame.get().view_box()
            preserveAspectRatio="none"
            on:pointerdown=press
            on:pointermove=follow
            on:pointerup=move |_| board.update(Board::release)
            on:pointercancel=move |_| board.update(Board::cancel)
        >
            {marks}
            {handles}
        </svg>
    }
}

/// The parts that can be held, and where they are.
fn parts(mark: &Mark) -> Vec<(Part, Spot)> {
    match mark {
        Mark::Arrow { from, to } => vec![(Part::From, *from), (Part::To, *to)],
        Mark::Text { at, .. } => vec![(Part::Whole, *at)],
    }
}

/// A mark with the wide invisible line by which a finger takes hold of it.
fn held_mark(editor: Editor, frame: Frame, at: usize, mark: Mark) -> impl IntoView + use<> {
    let grab = move |ev: PointerEvent| editor.grab(&ev, at, Part::Whole);
    let width = move || format!("{:.1}", editor.scale.get() * FINGER * 2.0);
    let hold = match &mark {
        Mark::Arrow { from, to } => {
            let ((x1, y1), (x2, y2)) = (frame.at(*from), frame.at(*to));
            let d = format!("M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}");
            view! { <path class="mark-hold" d=d stroke-width=width on:pointerdown=grab></path> }.into_any()
        }
        Mark::Text { at, text } => {
            let shape = shapes::text(frame, *at, text);
            let (x, y) = shape.at;
            let d = format!("M{x:.1} {y:.1}h{:.1}", shape.width);
            view! { <path class="mark-hold" d=d stroke-width=width on:pointerdown=grab></path> }.into_any()
        }
    };
    view! {
        {drawn_mark(frame, &mark)}
        {hold}
    }
}

/// A part of the chosen mark: for a finger to drag, for the keyboard to move with the arrow keys.
#[component]
fn Handle(editor: Editor, at: usize, part: Part) -> impl IntoView {
    let spot = Memo::new(move |_| {
        let of = |mark: &Mark| parts(mark).into_iter().find(|(own, _)| *own == part).map(|(_, spot)| spot);
        editor.board.with(|board| board.chosen().and_then(|(_, mark)| of(mark))).unwrap_or_default()
    });
    let place = move || editor.frame.get().at(spot.get());
    let x = move || place().0.to_string();
    let y = move || place().1.to_string();
    let (id, name) = match part {
        Part::From => ("f-mark-from", tr!(camera.arrow_from)),
        Part::To => ("f-mark-to", tr!(camera.arrow_to)),
        Part::Whole => ("f-mark-at", tr!(camera.text_at)),
    };
    let radius = move |pixels: f64| format!("{:.1}", editor.scale.get() * pixels);
    view! {
        <g
            id=id
            class="mark-handle"
            tabindex="0"
            role="button"
            aria-label=name
            on:pointerdown=move |ev| editor.grab(&ev, at, part)
            on:keydown=move |ev| editor.move_by_key(&ev, part)
        >
            <circle class="mark-finger" cx=x cy=y r=move || radius(FINGER)></circle>
            <circle class="mark-grip" cx=x cy=y r=move || radius(FINGER / 2.0)></circle>
        </g>
    }
}

/// The words of the chosen mark.
#[component]
fn Words(editor: Editor) -> impl IntoView {
    let words = Memo::new(move |_| editor.board.with(|board| board.words().map(str::to_owned)));
    let has_words = Memo::new(move |_| words.with(Option::is_some));
    view! {
        <Only when=move || has_words.get()>
            <label class="marks-words">
                <span>{tr!(camera.words)}</span>
                <input
                    id="f-mark-words"
                    type="text"
                    autocomplete="off"
                    enterkeyhint="done"
                    maxlength=MAX_MARK_TEXT.to_string()
                    placeholder=tr!(camera.words_hint)
                    prop:value=move || words.get().unwrap_or_default()
                    on:input:target=move |ev| {
                        let typed = ev.target().value();
                        editor.board.update(|board| board.write(&typed));
                    }
                    on:keydown=move |ev| {
                        // a plain form may stand around the dialog: this key must not send it
                        if ev.key() == "Enter" && !ev.is_composing() {
                            ev.prevent_default();
                        }
                    }
                />
            </label>
        </Only>
    }
}

impl Editor {
    fn measure(self) {
        let width = self.frame.get_untracked().width;
        self.scale.set(pointer::units_per_pixel(self.surface, width));
    }

    fn add(self, how: fn(&mut Board) -> bool, then: &'static str) {
        if self.board.try_update(how) == Some(true) {
            show_control(then.to_owned());
        }
    }

    fn grab(self, ev: &PointerEvent, mark: usize, part: Part) {
        if ev.button() != 0 || !ev.is_primary() {
            return;
        }
        if let Some(at) = pointer::spot(self.surface, ev) {
            // not the bare picture behind it
            ev.stop_propagation();
            pointer::hold(self.surface, ev);
            self.board.update(|board| board.grab(mark, part, at));
        }
    }

    fn move_by_key(self, ev: &KeyboardEvent, part: Part) {
        let step = if ev.shift_key() { LONG_STEP } else { STEP };
        let by = match ev.key().as_str() {
            "ArrowLeft" => (-step, 0),
            "ArrowRight" => (step, 0),
            "ArrowUp" => (0, -step),
            "ArrowDown" => (0, step),
            "Delete" | "Backspace" => {
                ev.prevent_default();
                self.board.update(Board::delete);
                return;
            }
            _ => return,
        };
        ev.prevent_default();
        self.board.update(|board| board.nudge(part, by));
    }

    /// Keys of the whole dialog.
    fn keys(self, ev: &KeyboardEvent) {
        let typing = self.board.with_untracked(|board| board.words().is_some());
        if ev.key() == "z" && (ev.ctrl_key() || ev.meta_key()) && !typing {
            ev.prevent_default();
            self.board.update(Board::undo);
        }
    }
}

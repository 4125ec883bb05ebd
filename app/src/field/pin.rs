//! Typing a PIN with cold fingers: large keys, a keyboard works too.

use crate::{
    tr,
    ui::{Icon, icon},
};
use leptos::{ev, prelude::*};

/// Fewest and most digits.
pub const DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// What a key does to what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Digit(char),
    Back,
    Enter,
}

impl Key {
    fn of(word: &str) -> Option<Self> {
        match word {
            "Backspace" => Some(Self::Back),
            "Enter" => Some(Self::Enter),
            digit if digit.len() == 1 => digit.chars().next().filter(char::is_ascii_digit).map(Self::Digit),
            _ => None,
        }
    }
}

/// Whether it may be used as a PIN: not one digit over and over, not counting up or down.
pub fn is_weak(pin: &str) -> bool {
    let steps: Vec<i32> =
        pin.as_bytes().windows(2).map(|pair| i32::from(pair[1]) - i32::from(pair[0])).collect();
    steps.first().is_none_or(|first| matches!(first, -1..=1) && steps.iter().all(|step| step == first))
}

/// The pad.
#[component]
pub fn PinPad(
    /// What is typed, in words.
    #[prop(into)]
    label: Signal<String>,
    /// Told the PIN when it is complete; what was typed goes.
    #[prop(into)]
    on_done: Callback<String>,
    /// It is being looked at.
    #[prop(into)]
    busy: Signal<bool>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let press = move |key: Key| {
        if busy.get_untracked() {
            return;
        }
        match key {
            Key::Digit(digit) => typed.update(|typed| {
                if typed.len() < *DIGITS.end() {
                    typed.push(digit);
                }
            }),
            Key::Back => typed.update(|typed| {
                typed.pop();
            }),
            Key::Enter if DIGITS.contains(&typed.with_untracked(String::len)) => {
                let pin = typed.get_untracked();
                typed.set(String::new());
                on_done.run(pin);
            }
            Key::Enter => {}
        }
    };
    let keys = window_event_listener(ev::keydown, move |event| {
        if let Some(key) = Key::of(&event.key()) {
            // a focused key of the pad must not be pressed as well
            event.prevent_default();
            press(key);
        }
    });
    on_cleanup(move || keys.remove());
    let count = Memo::new(move |_| typed.with(String::len));
    let digit = move |digit: char| {
        view! {
            <button type="button" class="button pin-key" on:click=move |_| press(Key::Digit(digit))>
                {digit.to_string()}
            </button>
        }
    };
    let digits = ('1'..='9').map(digit).collect_view();
    view! {
        <div class="pin" role="group" aria-label=label>
            <p class="pin-label">{label}</p>
            <p class="pin-typed" role="status" aria-label=move || tr!(field.pin_typed, n = count.get())>
                {move || (0..count.get().max(*DIGITS.start()))
                    .map(|i| view! { <span class="pin-dot" class:filled=i < count.get()></span> })
                    .collect_view()}
            </p>
            <div class="pin-keys">
                {digits}
                <button
                    type="button"
                    class="button pin-key quiet"
                    aria-label=tr!(field.pin_back)
                    on:click=move |_| press(Key::Back)
                >
                    {icon(Icon::Previous)}
                </button>
                {digit('0')}
                <button
                    type="button"
                    class="button primary pin-key"
                    disabled=move || busy.get() || !DIGITS.contains(&count.get())
                    on:click=move |_| press(Key::Enter)
                >
                    {tr!(ui.confirm)}
                </button>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_a_keyboard() {
        for (word, key) in [
            ("7", Some(Key::Digit('7'))),
            ("Backspace", Some(Key::Back)),
            ("Enter", Some(Key::Enter)),
            ("a", None),
            ("７", None),
            ("Tab", None),
        ] {
            assert_eq!(Key::of(word), key, "{word}");
        }
    }

    #[test]
    fn what_everybody_tries_first_is_weak() {
        for weak in ["0000", "1234", "87654321", "1111", "5"] {
            assert!(is_weak(weak), "{weak}");
        }
        for good in ["1212", "2580", "1357", "90210"] {
            assert!(!is_weak(good), "{good}");
        }
    }
}

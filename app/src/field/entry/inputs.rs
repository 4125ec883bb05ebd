//! Fields of an entry, each bound to a part of its sheet.

use super::{draft::EntryDraft, sheets::Of};
use crate::{
    capture::{
        fields::{Line, LineKind, Paragraph, Pick},
        session::Session,
    },
    field::fresh::IntoFresh,
    labels::Label,
    tr,
    ui::choice::Choice,
};
use leptos::prelude::*;
use std::{fmt::Display, str::FromStr};

/// The form on the page. Copied freely.
#[derive(Clone, Copy)]
pub struct EntryForm(pub Session<EntryDraft, ()>);

impl EntryForm {
    /// Changes the draft at a field.
    pub fn edit(self, field: &str, change: impl FnOnce(&mut EntryDraft)) {
        self.0.edit(field, |draft| {
            draft.touched = true;
            change(draft);
        });
    }

    /// A part of the sheet, as a signal.
    pub fn read<S: Of, T>(self, part: fn(&S) -> T) -> Memo<T>
    where
        T: Default + PartialEq + Send + Sync + 'static,
    {
        self.0.read(move |draft| S::of(&draft.sheet).map(part).unwrap_or_default())
    }

    /// Changes a part of the sheet at a field.
    pub fn write<S: Of>(self, field: &str, change: impl FnOnce(&mut S)) {
        self.edit(field, |draft| {
            if let Some(sheet) = S::of_mut(&mut draft.sheet) {
                change(sheet);
            }
        });
    }
}

/// A field of text: its name in the command, what it is called, and the part of the sheet that it is.
pub struct Text<S: 'static> {
    field: &'static str,
    label: &'static str,
    get: fn(&S) -> &String,
    get_mut: fn(&mut S) -> &mut String,
    kind: LineKind,
    required: bool,
    hint: Option<&'static str>,
}

impl<S: Of> Text<S> {
    /// A line that may stay empty.
    pub fn new(
        field: &'static str,
        label: &'static str,
        get: fn(&S) -> &String,
        get_mut: fn(&mut S) -> &mut String,
    ) -> Self {
        Self { field, label, get, get_mut, kind: LineKind::Text, required: false, hint: None }
    }

    /// Of another kind.
    pub fn of(self, kind: LineKind) -> Self {
        Self { kind, ..self }
    }

    /// Must be filled in.
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Explains the label.
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    fn bound(&self, form: EntryForm) -> (Memo<String>, Callback<String>) {
        let (field, get, get_mut) = (self.field, self.get, self.get_mut);
        let value = form.0.read(move |draft| S::of(&draft.sheet).map(get).cloned().unwrap_or_default());
        (value, Callback::new(move |text: String| form.write::<S>(field, |sheet| *get_mut(sheet) = text)))
    }

    /// One line of it.
    pub fn line(self, form: EntryForm) -> AnyView {
        let (value, on_input) = self.bound(form);
        let Self { field, kind, required, hint, .. } = self;
        let label = self.label.to_owned();
        match hint {
            Some(hint) => view! { <Line field label value on_input kind required hint /> }.into_fresh(),
            None => view! { <Line field label value on_input kind required /> }.into_fresh(),
        }
    }

    /// Several lines.
    pub fn paragraph(self, form: EntryForm) -> AnyView {
        let (value, on_input) = self.bound(form);
        let Self { field, label, required, .. } = self;
        view! { <Paragraph field label value on_input required /> }.into_fresh()
    }
}

/// The field of text that has the name of a part of the sheet.
macro_rules! text {
    ($sheet:ident . $field:ident, $label:expr) => {
        $crate::field::entry::inputs::Text::<$sheet>::new(
            stringify!($field),
            $label,
            |it| &it.$field,
            |it| &mut it.$field,
        )
    };
}
pub(super) use text;

/// One of given words; `blank` stands for none of them.
pub fn pick<S: Of, T>(
    form: EntryForm,
    field: &'static str,
    label: &'static str,
    all: &'static [T],
    get: fn(&S) -> Option<T>,
    set: fn(&mut S, Option<T>),
    blank: Option<&'static str>,
) -> AnyView
where
    T: Label + PartialEq + Display + FromStr + Send + Sync + 'static,
{
    let chosen = form.read(get);
    let value = Signal::derive(move || chosen.get().map(|it| it.to_string()).unwrap_or_default());
    let choose =
        Callback::new(move |word: String| form.write::<S>(field, |sheet| set(sheet, word.parse().ok())));
    let choices: Vec<Choice> = all.iter().map(|it| Choice::new(it.to_string(), it.label())).collect();
    let required = blank.is_none();
    let blank = blank.unwrap_or(tr!(ui.choose));
    view! { <Pick field label choices value on_choose=choose blank required /> }.into_fresh()
}

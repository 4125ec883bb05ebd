//! Fields of these forms: each bound to a part of the draft, whichever sheet it stands on.

use super::{
    draft::GearDraft,
    stove_draft::{Days, HoseDraft},
};
use crate::{
    capture::{
        fields::{Line, LineKind, Pick, Segment, Segments},
        scan::ScanSerial,
        session::Session,
        signature::SignatureDraft,
        signature_field::SignatureField,
    },
    field::fresh::IntoFresh,
    labels::Label,
    tr,
    ui::{choice::Choice, only::Only},
};
use domain::programmes::stove::HoseKind;
use leptos::prelude::{Get as _, *};
use std::{fmt::Display, str::FromStr, sync::Arc};

/// Choices beside each other up to so many; more are a list.
const FEW: usize = 5;

/// The form on the page. Copied freely.
#[derive(Clone, Copy)]
pub struct GearForm(pub Session<GearDraft, ()>);

impl GearForm {
    /// Changes the draft at a field.
    pub fn edit(self, field: &str, change: impl FnOnce(&mut GearDraft)) {
        self.0.edit(field, |draft| {
            draft.touched = true;
            change(draft);
        });
    }
}

/// What can stand in a part of a draft.
pub trait Value: Clone + Default + PartialEq + Send + Sync + 'static {}

impl<T: Clone + Default + PartialEq + Send + Sync + 'static> Value for T {}

type Get<T> = Arc<dyn Fn(&GearDraft) -> Option<T> + Send + Sync>;
type Set<T> = Arc<dyn Fn(&mut GearDraft, T) + Send + Sync>;

/// A part of the draft: how it is read and how it is written. Nothing is there when another sheet is filled in.
pub struct Part<T> {
    get: Get<T>,
    set: Set<T>,
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        Self { get: Arc::clone(&self.get), set: Arc::clone(&self.set) }
    }
}

impl<T: Clone + 'static> Part<T> {
    /// A part that is read and written so.
    pub fn new(
        get: impl Fn(&GearDraft) -> Option<T> + Send + Sync + 'static,
        set: impl Fn(&mut GearDraft, T) + Send + Sync + 'static,
    ) -> Self {
        Self { get: Arc::new(get), set: Arc::new(set) }
    }

    /// A part of this part.
    pub fn of<U: Clone + 'static>(&self, get: fn(&T) -> U, set: fn(&mut T, U)) -> Part<U> {
        let (whole, whole_again, put) = (Arc::clone(&self.get), Arc::clone(&self.get), Arc::clone(&self.set));
        Part::new(
            move |draft| whole(draft).as_ref().map(get),
            move |draft, value| {
                if let Some(mut all) = whole_again(draft) {
                    set(&mut all, value);
                    put(draft, all);
                }
            },
        )
    }
}

impl<T: Value> Part<T> {
    /// As a signal.
    pub fn read(&self, form: GearForm) -> Memo<T> {
        let get = Arc::clone(&self.get);
        form.0.read(move |draft| get(draft).unwrap_or_default())
    }

    /// What writes it, under the name of its field.
    pub fn write(&self, form: GearForm, field: &str) -> Callback<T> {
        let (set, field) = (Arc::clone(&self.set), field.to_owned());
        Callback::new(move |value: T| form.edit(&field, |draft| set(draft, value)))
    }
}

fn entry(
    form: GearForm,
    field: &str,
    label: &'static str,
    part: &Part<String>,
    kind: LineKind,
    required: bool,
) -> AnyView {
    let (value, on_input) = (part.read(form), part.write(form, field));
    view! { <Line field=field.to_owned() label=label.to_owned() value on_input kind required /> }.into_fresh()
}

/// A line of text.
pub fn text(
    form: GearForm,
    field: &str,
    label: &'static str,
    part: &Part<String>,
    required: bool,
) -> AnyView {
    entry(form, field, label, part, LineKind::Text, required)
}

/// A number.
pub fn number(
    form: GearForm,
    field: &str,
    label: &'static str,
    part: &Part<String>,
    required: bool,
) -> AnyView {
    entry(form, field, label, part, LineKind::Number, required)
}

/// A day.
pub fn day(form: GearForm, field: &str, label: &'static str, part: &Part<String>, required: bool) -> AnyView {
    entry(form, field, label, part, LineKind::Day, required)
}

/// A serial number, typed or scanned.
pub fn serial(form: GearForm, field: &str, label: &'static str, part: &Part<String>) -> AnyView {
    let scanned = part.write(form, field);
    view! {
        <div class="door-serial">
            {entry(form, field, label, part, LineKind::Text, true)}
            <ScanSerial on_serial=scanned />
        </div>
    }
    .into_fresh()
}

/// Yes or no; `unseen` offers that it could not be seen, otherwise one of the two is asked for.
pub fn yes_no(
    form: GearForm,
    field: &str,
    label: &'static str,
    part: &Part<Option<bool>>,
    unseen: bool,
) -> AnyView {
    either(form, field, label, part, [tr!(ui.yes), tr!(ui.no)], unseen)
}

/// There or not there; `unseen` as for [`yes_no`].
pub fn there(
    form: GearForm,
    field: &str,
    label: &'static str,
    part: &Part<Option<bool>>,
    unseen: bool,
) -> AnyView {
    either(form, field, label, part, [tr!(door.there), tr!(door.not_there)], unseen)
}

fn either(
    form: GearForm,
    field: &str,
    label: &'static str,
    part: &Part<Option<bool>>,
    [yes, no]: [&'static str; 2],
    unseen: bool,
) -> AnyView {
    let (value, on) = (part.read(form), part.write(form, field));
    let word = Signal::derive(move || {
        match value.get() {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        }
        .to_owned()
    });
    let choose = Callback::new(move |word: String| {
        on.run(match word.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        });
    });
    let unknown = unseen.then(|| Segment::new("unknown", tr!(door.not_seen)));
    let choices = [Segment::new("yes", yes), Segment::new("no", no)].into_iter().chain(unknown).collect();
    view! {
        <Segments
            field=field.to_owned()
            label=label.to_owned()
            choices
            value=word
            on_choose=choose
            required=!unseen
        />
    }
    .into_fresh()
}

/// One of given words; `blank` stands for none of them.
pub fn choice<T>(
    form: GearForm,
    field: &str,
    label: &'static str,
    all: &'static [T],
    part: &Part<Option<T>>,
    blank: Option<&'static str>,
) -> AnyView
where
    T: Label + PartialEq + Display + FromStr + Send + Sync + 'static,
{
    let (value, on) = (part.read(form), part.write(form, field));
    let word = Signal::derive(move || value.get().map(|value| value.to_string()).unwrap_or_default());
    let choose = Callback::new(move |word: String| on.run(word.parse().ok()));
    if all.len() > FEW {
        let choices: Vec<Choice> = all.iter().map(|it| Choice::new(it.to_string(), it.label())).collect();
        let blank = blank.unwrap_or(tr!(ui.choose));
        return view! {
            <Pick field=field.to_owned() label=label choices value=word on_choose=choose blank />
        }
        .into_fresh();
    }
    let none = blank.map(|blank| Segment::new("", blank));
    let words = all.iter().map(|it| Segment::new(it.to_string(), it.label()));
    let choices: Vec<Segment> = none.into_iter().chain(words).collect();
    view! { <Segments field=field.to_owned() label=label.to_owned() choices value=word on_choose=choose /> }
        .into_fresh()
}

/// The days of a piece of gear that its kind counts from, and the others.
pub fn days(form: GearForm, outer: &str, days: &Part<Days>, sold: bool) -> AnyView {
    let sold_on = days.of(|it| it.sold_on.clone(), |it, day| it.sold_on = day);
    let made_on = days.of(|it| it.made_on.clone(), |it, day| it.made_on = day);
    let fitted_on = days.of(|it| it.fitted_on.clone(), |it, day| it.fitted_on = day);
    let field = |name: &str| format!("{outer}.dates.{name}");
    view! {
        {sold.then(|| day(form, &field("sold_on"), tr!(door.sold_on), &sold_on, false))}
        {day(form, &field("made_on"), tr!(door.made_on), &made_on, false)}
        {day(form, &field("fitted_on"), tr!(door.fitted_on), &fitted_on, false)}
    }
    .into_fresh()
}

/// A hose.
pub fn hose(form: GearForm, outer: &str, label: &'static str, hose: &Part<HoseDraft>) -> AnyView {
    let field = |name: &str| format!("{outer}.{name}");
    let kind = hose.of(|it| it.kind, |it, kind| it.kind = kind);
    let length = hose.of(|it| it.length_cm.clone(), |it, length| it.length_cm = length);
    let joint = hose.of(|it| it.joint, |it, joint| it.joint = joint);
    let wall = hose.of(|it| it.through_wall, |it, wall| it.through_wall = wall);
    let days_of = hose.of(|it| it.days.clone(), |it, days| it.days = days);
    let is_hose = {
        let kind = kind.read(form);
        move || kind.get().is_some_and(|kind| kind != HoseKind::Pipe)
    };
    let (length_field, joint_field, wall_field) = (field("length_cm"), field("joint"), field("through_wall"));
    let outer = outer.to_owned();
    view! {
        <fieldset class="door-part">
            <legend>{label}</legend>
            {choice(form, &field("kind"), tr!(door.hose_kind_label), HoseKind::ALL, &kind, None)}
            <Only when=is_hose>
                {number(form, &length_field, tr!(door.hose_length), &length, false)}
                {yes_no(form, &joint_field, tr!(door.hose_joint), &joint, true)}
                {yes_no(form, &wall_field, tr!(door.hose_through_wall), &wall, true)}
                {days(form, &outer, &days_of, false)}
            </Only>
        </fieldset>
    }
    .into_fresh()
}

/// The receipt: signed, or refused before a witness.
pub fn receipt(form: GearForm, part: &Part<SignatureDraft>) -> AnyView {
    let value = part.read(form);
    let set = Arc::clone(&part.set);
    let change = Callback::new(move |(field, signature): (&'static str, SignatureDraft)| {
        form.edit(field, |draft| set(draft, signature));
    });
    view! {
        <fieldset class="door-part">
            <legend>{tr!(door.receipt)}</legend>
            <p class="hint">{tr!(door.receipt_hint)}</p>
            <SignatureField value on_change=change />
        </fieldset>
    }
    .into_fresh()
}

//! The form of a rule: of a new one, or of the next version of one.

use crate::{
    labels::Label,
    tr,
    ui::{
        button::{Button, Look},
        choice::{Checkbox, Choice, Select},
        field::{FormErrors, FormState, InputKind, TextArea, TextInput, use_form},
        time::{day_text, today},
    },
};
use domain::{
    calendar::{DayCount, DayKind},
    hazards::{Category, DeadlineRule, Severity},
    programmes::{
        gas::{ClassRule, Measure, Trade},
        gear::{Fuel, Gear, LifeRule, Usage},
        register::{OrderKind, ReplyRule},
    },
    rules::{Base, MAX_CODE, Rise, Rule, RuleBook, Standard},
    text::LINE,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The name under which the form comes back refused.
pub const FORM: &str = "rule-save";

/// The fault of a rule that is there already is no single field's.
const LABELS: &[(&str, fn() -> &'static str)] = &[("key", || tr!(rules.rule))];

fn choices<T: Label + Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<Choice> {
    all.iter().map(|value| Choice::new(word(*value), value.label())).collect()
}

/// A value that the next version keeps: what the rule is asked by does not change.
fn fixed(name: &'static str, value: impl Into<String>) -> AnyView {
    let value: String = value.into();
    view! { <input type="hidden" name=name value=value /> }.into_any()
}

/// The form. `now` is the newest version and what a change of it is based on.
pub fn rule_form(book: RuleBook, now: Option<(&Rule, Base)>) -> AnyView {
    let form = use_form(FORM);
    let based = now.map(|(_, base)| {
        let to = base.to.map(day_text).unwrap_or_default();
        view! {
            <input type="hidden" name="base" value=base.id.to_string() />
            <input type="hidden" name="base_to" value=to />
        }
    });
    let own = match (book, now.map(|(rule, _)| rule)) {
        (RuleBook::Standards, Some(Rule::Standard(s))) => standard(&form, Some(s)),
        (RuleBook::Standards, _) => standard(&form, None),
        (RuleBook::Deadlines, Some(Rule::Deadline(d))) => deadline(&form, Some(d)),
        (RuleBook::Deadlines, _) => deadline(&form, None),
        (RuleBook::Lives, Some(Rule::Life(l))) => life(&form, Some(l)),
        (RuleBook::Lives, _) => life(&form, None),
        (RuleBook::Classes, Some(Rule::Class(c))) => class(&form, Some(c)),
        (RuleBook::Classes, _) => class(&form, None),
        (RuleBook::Replies, Some(Rule::Reply(r))) => reply(&form, Some(r)),
        (RuleBook::Replies, _) => reply(&form, None),
    };
    view! {
        <form id=FORM method="post" action=format!("/do/rules/{book}") class="form">
            <FormErrors form=form.clone() labels=LABELS />
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            {based}
            {own}
            <div class="form-row">
                <TextInput form=form.clone() name="valid_from" label=tr!(rules.valid_from) kind=InputKind::Date value=day_text(today()) required=true hint=tr!(rules.valid_from_hint) />
                <TextInput form=form.clone() name="valid_to" label=tr!(rules.valid_to) kind=InputKind::Date hint=tr!(rules.valid_to_hint) />
            </div>
            <TextArea form=form name="reason" label=tr!(rules.reason) required=true hint=tr!(rules.reason_hint) />
            <Button look=Look::Primary>{tr!(ui.save)}</Button>
        </form>
    }
    .into_any()
}

/// Days and how they are counted; both may stay empty where the table's deadline will do.
fn count(form: &FormState, count: Option<DayCount>, required: bool) -> AnyView {
    let days = count.map(|count| count.days.to_string()).unwrap_or_default();
    let kind = count.map(|count| count.kind.to_string()).unwrap_or_default();
    let kinds = choices(DayKind::ALL, DayKind::as_str);
    let most = DayCount::MAX.to_string();
    let hint = if required { tr!(rules.days_hint) } else { tr!(rules.own_days_hint) };
    let kind = if required {
        view! {
            <Select form=form.clone() name="day_kind" label=tr!(rules.day_kind) choices=kinds value=kind required=true />
        }
        .into_any()
    } else {
        view! {
            <Select form=form.clone() name="day_kind" label=tr!(rules.day_kind) choices=kinds value=kind blank=tr!(rules.by_table) />
        }
        .into_any()
    };
    view! {
        <div class="form-row">
            <TextInput form=form.clone() name="days" label=tr!(rules.days) kind=InputKind::Number value=days lowest="0" highest=most required=required hint=hint />
            {kind}
        </div>
    }
    .into_any()
}

fn severities(form: &FormState, value: Option<Severity>) -> AnyView {
    let value = value.map(|severity| severity.to_string()).unwrap_or_default();
    view! {
        <Select form=form.clone() name="severity" label=tr!(hazards.severity) choices=choices(Severity::ALL, Severity::as_str) value=value required=true />
    }
    .into_any()
}

fn standard(form: &FormState, now: Option<&Standard>) -> AnyView {
    let text = |part: fn(&Standard) -> &str| now.map(part).unwrap_or_default().to_owned();
    let key = match now {
        Some(s) => {
            let rise = s.rise.map(|rise| rise.to_string()).unwrap_or_default();
            view! { {fixed("code", s.code.clone())} {fixed("rise", rise)} }.into_any()
        }
        None => view! {
            <div class="form-row">
                <TextInput form=form.clone() name="code" label=tr!(rules.code) max=MAX_CODE required=true hint=tr!(rules.code_hint) />
                <Select form=form.clone() name="rise" label=tr!(rules.rise) choices=choices(Rise::ALL, Rise::as_str) blank=tr!(rules.any_rise) hint=tr!(rules.rise_hint) />
            </div>
        }
        .into_any(),
    };
    let categories = choices(Category::ALL, Category::as_str);
    let category = now.map(|s| s.category.to_string()).unwrap_or_default();
    view! {
        {key}
        <div class="form-row">
            <Select form=form.clone() name="category" label=tr!(hazards.category) choices=categories value=category required=true />
            {severities(form, now.map(|s| s.severity))}
            <TextInput form=form.clone() name="subcategory" label=tr!(rules.subcategory) value=text(|s| s.subcategory.as_deref().unwrap_or_default()) max=LINE />
        </div>
        <TextInput form=form.clone() name="text_zh" label=tr!(rules.text_zh) value=text(|s| s.text_zh.as_str()) max=LINE required=true />
        <TextInput form=form.clone() name="text_en" label=tr!(rules.text_en) value=text(|s| s.text_en.as_str()) max=LINE required=true />
        <TextInput form=form.clone() name="clause" label=tr!(rules.clause) value=text(|s| s.clause.as_str()) max=LINE required=true hint=tr!(rules.clause_hint) />
        <TextInput form=form.clone() name="document" label=tr!(rules.document) value=text(|s| s.document.as_str()) max=LINE required=true />
        {count(form, now.and_then(|s| s.count), false)}
    }
    .into_any()
}

fn deadline(form: &FormState, now: Option<&DeadlineRule>) -> AnyView {
    let key = match now {
        Some(d) => {
            let category = d.category.map(|category| category.to_string()).unwrap_or_default();
            view! { {fixed("category", category)} {fixed("severity", d.severity.to_string())} }.into_any()
        }
        None => view! {
            <div class="form-row">
                <Select form=form.clone() name="category" label=tr!(hazards.category) choices=choices(Category::ALL, Category::as_str) blank=tr!(rules.any_category) />
                {severities(form, None)}
            </div>
        }
        .into_any(),
    };
    view! { {key} {count(form, now.map(|d| d.count), true)} }.into_any()
}

fn life(form: &FormState, now: Option<&LifeRule>) -> AnyView {
    let key = match now {
        Some(l) => {
            let fuel = l.fuel.map(|fuel| fuel.to_string()).unwrap_or_default();
            let usage = l.usage.map(|usage| usage.to_string()).unwrap_or_default();
            view! { {fixed("gear", l.gear.to_string())} {fixed("fuel", fuel)} {fixed("usage", usage)} }.into_any()
        }
        None => view! {
            <div class="form-row">
                <Select form=form.clone() name="gear" label=tr!(rules.gear) choices=choices(Gear::ALL, Gear::as_str) required=true />
                <Select form=form.clone() name="fuel" label=tr!(rules.fuel) choices=choices(Fuel::ALL, Fuel::as_str) blank=tr!(rules.any) />
                <Select form=form.clone() name="usage" label=tr!(rules.usage) choices=choices(Usage::ALL, Usage::as_str) blank=tr!(rules.any) />
            </div>
        }
        .into_any(),
    };
    let months = now.map(|l| l.months.to_string()).unwrap_or_default();
    let source = now.map(|l| l.source.clone()).unwrap_or_default();
    view! {
        {key}
        <TextInput form=form.clone() name="months" label=tr!(rules.months) kind=InputKind::Number value=months lowest="1" required=true />
        <TextInput form=form.clone() name="source" label=tr!(rules.document) value=source max=LINE required=true />
    }
    .into_any()
}

fn class(form: &FormState, now: Option<&ClassRule>) -> AnyView {
    let key = match now {
        Some(c) => fixed("trade", c.trade.to_string()),
        None => view! {
            <Select form=form.clone() name="trade" label=tr!(rules.trade) choices=choices(Trade::ALL, Trade::as_str) required=true />
        }
        .into_any(),
    };
    let measure = now.map(|c| c.measure.to_string()).unwrap_or_default();
    let max = now.map(|c| c.max.to_string()).unwrap_or_default();
    let document = now.map(|c| c.document.clone()).unwrap_or_default();
    view! {
        {key}
        <div class="form-row">
            <Select form=form.clone() name="measure" label=tr!(rules.measure) choices=choices(Measure::ALL, Measure::as_str) value=measure required=true />
            <TextInput form=form.clone() name="max" label=tr!(rules.max) kind=InputKind::Number value=max lowest="0" required=true />
        </div>
        <TextInput form=form.clone() name="document" label=tr!(rules.document) value=document max=LINE required=true />
    }
    .into_any()
}

fn reply(form: &FormState, now: Option<&ReplyRule>) -> AnyView {
    let key = match now {
        Some(r) => {
            let kind = r.kind.map(|kind| kind.to_string()).unwrap_or_default();
            let urgent = if r.urgent { "1" } else { "0" };
            view! { {fixed("kind", kind)} {fixed("urgent", urgent)} }.into_any()
        }
        None => view! {
            <Select form=form.clone() name="kind" label=tr!(rules.order_kind) choices=choices(OrderKind::ALL, OrderKind::as_str) blank=tr!(rules.any) />
            <Checkbox form=form.clone() name="urgent" label=tr!(rules.for_urgent) value="1" />
        }
        .into_any(),
    };
    let source = now.map(|r| r.source.clone()).unwrap_or_default();
    view! {
        {key}
        {count(form, now.map(|r| r.count), true)}
        <TextInput form=form.clone() name="source" label=tr!(rules.document) value=source max=LINE required=true />
    }
    .into_any()
}

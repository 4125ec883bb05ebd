//! What each register asks for, and where the entry belongs.

use super::{
    hazards,
    inputs::{EntryForm, pick, text},
    sheets::{FireSheet, OrderSheet, PenaltySheet},
};
use crate::{
    capture::{
        fields::{LineKind, Pick, Switch},
        position_field::PositionField,
        site_choice::SiteChoice,
    },
    field::{fresh::IntoFresh, known::Tablet},
    programmes::choices::committees_of,
    tr,
    ui::{choice::Choice, only::Only},
};
use domain::{
    hazards::{Category, Position},
    ids::HazardId,
    programmes::{
        register::{FireCause, OrderKind},
        register_views::RegisterKind,
    },
    sites::SiteHit,
};
use leptos::prelude::*;

/// The sheet of a register.
pub fn sheet(form: EntryForm, kind: RegisterKind) -> AnyView {
    match kind {
        RegisterKind::Penalty => penalty(form),
        RegisterKind::Order => order(form),
        RegisterKind::Fire => fire(form),
    }
}

fn penalty(form: EntryForm) -> AnyView {
    let category = pick::<PenaltySheet, _>(
        form,
        "category",
        tr!(hazards.category),
        Category::ALL,
        |it| it.category,
        |it, word| it.category = word,
        None,
    );
    view! {
        {text!(PenaltySheet.decided_on, tr!(registers.decided_on)).of(LineKind::Day).required().line(form)}
        {text!(PenaltySheet.number, tr!(registers.number)).line(form)}
        {text!(PenaltySheet.body, tr!(registers.body)).required().line(form)}
        {category}
        {text!(PenaltySheet.party, tr!(registers.party)).required().line(form)}
        {text!(PenaltySheet.reason, tr!(registers.reason)).required().paragraph(form)}
        {text!(PenaltySheet.fine, tr!(registers.fine)).of(LineKind::Number).hint(tr!(registers.fine_hint)).line(form)}
    }
    .into_fresh()
}

fn order(form: EntryForm) -> AnyView {
    let kind = pick::<OrderSheet, _>(
        form,
        "kind",
        tr!(lists.kind),
        OrderKind::ALL,
        |it| it.kind,
        |it, word| it.kind = word,
        None,
    );
    let category = pick::<OrderSheet, _>(
        form,
        "category",
        tr!(hazards.category),
        Category::ALL,
        |it| it.category,
        |it, word| it.category = word,
        Some(tr!(registers.no_category)),
    );
    let turn = Callback::new(move |on: bool| {
        form.write::<OrderSheet>("urgent", |sheet| sheet.urgent = on);
    });
    let urgent = form.read::<OrderSheet, _>(|sheet| sheet.urgent);
    view! {
        {text!(OrderSheet.number, tr!(registers.order_number)).required().line(form)}
        {kind}
        <Switch
            field="urgent"
            label=tr!(registers.urgent)
            value=urgent
            on_turn=turn
        />
        {text!(OrderSheet.received_at, tr!(registers.received_at)).of(LineKind::Minute).required().line(form)}
        {text!(OrderSheet.reply_due, tr!(registers.own_due)).of(LineKind::Day).hint(tr!(registers.own_due_hint)).line(form)}
        {category}
        {text!(OrderSheet.text, tr!(registers.text)).required().paragraph(form)}
        {text!(OrderSheet.caller_name, tr!(registers.caller_name)).line(form)}
        {text!(OrderSheet.caller_phone, tr!(registers.caller_phone)).of(LineKind::Phone).line(form)}
        {text!(OrderSheet.replied_at, tr!(registers.replied_at)).of(LineKind::Minute).line(form)}
        {text!(OrderSheet.reply, tr!(registers.reply)).paragraph(form)}
    }
    .into_fresh()
}

fn fire(form: EntryForm) -> AnyView {
    let cause = pick::<FireSheet, _>(
        form,
        "cause",
        tr!(registers.cause),
        FireCause::ALL,
        |it| it.cause,
        |it, word| it.cause = word,
        None,
    );
    let place = Callback::new(move |at: Option<Position>| {
        form.edit("position", |draft| draft.position = at);
    });
    view! {
        {text!(FireSheet.at, tr!(registers.fire_at)).of(LineKind::Minute).required().line(form)}
        {text!(FireSheet.place, tr!(registers.place)).required().line(form)}
        <PositionField
            field="position"
            label=tr!(entry.position)
            value=form.0.read(|draft| draft.position)
            on_change=place
        />
        {cause}
        {text!(FireSheet.text, tr!(registers.what_happened)).paragraph(form)}
        {text!(FireSheet.loss, tr!(registers.loss)).of(LineKind::Number).hint(tr!(registers.fine_hint)).line(form)}
        {text!(FireSheet.injured, tr!(registers.injured)).of(LineKind::Number).line(form)}
        {text!(FireSheet.dead, tr!(registers.dead)).of(LineKind::Number).line(form)}
    }
    .into_fresh()
}

/// Where the entry belongs: its site, the hazard behind it, or else a committee.
pub fn belongs(form: EntryForm, tablet: Tablet) -> AnyView {
    let site = form.0.read(|draft| draft.site.clone());
    let has_site = Memo::new(move |_| site.with(Option::is_some));
    let change = Callback::new(move |site: Option<SiteHit>| {
        form.0.faults.clear("area");
        form.edit("site", |draft| draft.choose(site));
    });
    view! {
        <SiteChoice value=site on_change=change hint=tr!(entry.without_site) />
        {move || if has_site.get() { hazard(form, tablet) } else { committee(form, tablet) }}
    }
    .into_fresh()
}

/// The hazard of the site that is behind it, where there is one.
fn hazard(form: EntryForm, tablet: Tablet) -> AnyView {
    let site = form.0.read(|draft| draft.site.as_ref().map(|site| site.id));
    let all = Memo::new(move |_| {
        let Some(site) = site.get() else { return Vec::new() };
        let known = tablet.hazards.get();
        tablet.outbox.with(|outbox| hazards::of_site(known.shared(), outbox, site))
    });
    let chosen = form.0.read(|draft| draft.hazard);
    let choices = Memo::new(move |_| {
        let choice = |it: &hazards::Choosable| Choice::new(it.id.to_string(), it.text.clone());
        let (mut choices, known): (Vec<Choice>, bool) = all.with(|all| {
            let named = |id: HazardId| all.iter().any(|it| it.id == id);
            (all.iter().map(choice).collect(), chosen.get().is_none_or(named))
        });
        // it was closed since, and can still be named or taken back
        if let Some(id) = chosen.get().filter(|_| !known) {
            choices.push(Choice::new(id.to_string(), tr!(entry.hazard_gone)));
        }
        choices
    });
    let value = Signal::derive(move || chosen.get().map(|id| id.to_string()).unwrap_or_default());
    let choose = Callback::new(move |word: String| {
        form.edit("hazard", |draft| draft.hazard = word.parse().ok());
    });
    let any = move || choices.with(|choices| !choices.is_empty());
    view! {
        <Only when=any>
            <Pick
                field="hazard"
                label=tr!(registers.hazard)
                choices
                value
                on_choose=choose
                blank=tr!(entry.no_hazard)
            />
        </Only>
    }
    .into_fresh()
}

/// The committee of an entry that has no site.
fn committee(form: EntryForm, tablet: Tablet) -> AnyView {
    let choices = tablet.me().map(committees_of).unwrap_or_default();
    let value = form.0.read(|draft| draft.area.as_ref().map(ToString::to_string).unwrap_or_default());
    let choose = Callback::new(move |word: String| {
        form.edit("area", |draft| draft.area = word.parse().ok());
    });
    view! { <Pick field="area" label=tr!(hazards.area) choices value on_choose=choose blank=tr!(ui.choose) /> }
        .into_fresh()
}

//! A site that the register does not have yet: added with the visit, in one go.

use super::{site_step::ChangeSite, state::Visit};
use crate::{
    capture::{
        draft::{ChosenSite, NewSite},
        fields::{Line, LineKind, Pick},
        position_field::PositionField,
    },
    labels::Label,
    tr,
    ui::choice::Choice,
};
use domain::{
    area::{AreaCode, AreaLevel, AreaRef},
    people::Me,
    sites::SiteKind,
};
use leptos::prelude::*;

/// A text of the site that is typed in one line.
type Part = fn(&mut NewSite) -> &mut String;

/// The fields.
#[component]
pub fn NewSiteForm(visit: Visit) -> impl IntoView {
    let line = move |field: &'static str, label: &'static str, part: Part, required: bool, kind: LineKind| {
        let value = visit.read(move |draft| match &draft.site {
            Some(ChosenSite::New(site)) => part(&mut site.clone()).clone(),
            _ => String::new(),
        });
        let typed = Callback::new(move |text| change(visit, field, |site| *part(site) = text));
        view! { <Line field label=label.to_owned() value=value on_input=typed required kind /> }
    };
    let kind = visit.read(|draft| {
        new(draft.site.as_ref()).and_then(|s| s.kind).map(SiteKind::as_str).unwrap_or_default().to_owned()
    });
    let kinds: Vec<Choice> =
        SiteKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), kind.label())).collect();
    let choose_kind = Callback::new(move |word: String| {
        change(visit, "site.kind", |site| site.kind = word.parse().ok());
        visit.material.with_value(|material| visit.draft.update(|draft| draft.propose(material)));
    });
    let area = visit.read(|draft| {
        new(draft.site.as_ref()).and_then(|s| s.area.clone()).map(String::from).unwrap_or_default()
    });
    let areas: Vec<Choice> = visit.outside().me().map(|me| areas_of(&me)).unwrap_or_default();
    let choose_area = Callback::new(move |code: String| {
        change(visit, "site.area", |site| site.area = code.parse::<AreaCode>().ok());
    });
    let position = visit.read(|draft| new(draft.site.as_ref()).and_then(|s| s.position));
    let set_position = Callback::new(move |position| {
        visit.faults.clear("site.area");
        change(visit, "site.position", |site| site.position = position);
    });
    let text = LineKind::Text;
    view! {
        <article class="chosen-site">
            <header>
                <h3>{tr!(capture.new_site)}</h3>
                <ChangeSite visit />
            </header>
            <div class="form">
                <Pick
                    field="site.kind"
                    label=tr!(capture.site_kind)
                    choices=kinds
                    value=kind
                    on_choose=choose_kind
                    blank=tr!(ui.choose)
                    required=true
                />
                {line("site.name", tr!(capture.site_name), |s| &mut s.name, true, text)}
                {line("site.address", tr!(capture.site_address), |s| &mut s.address, true, text)}
                <div class="form-row">
                    {line("site.estate", tr!(capture.estate), |s| &mut s.estate, false, text)}
                    {line("site.building", tr!(capture.building), |s| &mut s.building, false, text)}
                    {line("site.room", tr!(capture.room), |s| &mut s.room, false, text)}
                </div>
                <Pick
                    field="site.area"
                    label=tr!(capture.committee)
                    choices=areas
                    value=area
                    on_choose=choose_area
                    blank=tr!(capture.by_position)
                />
                <PositionField
                    field="site.position"
                    label=tr!(capture.site_position)
                    value=position
                    on_change=set_position
                />
                <div class="form-row">
                    {line("site.contact_name", tr!(capture.contact_name), |s| &mut s.contact_name, false, text)}
                    {line(
                        "site.contact_phone",
                        tr!(capture.contact_phone),
                        |s| &mut s.contact_phone,
                        false,
                        LineKind::Phone,
                    )}
                </div>
            </div>
        </article>
    }
}

fn new(site: Option<&ChosenSite>) -> Option<&NewSite> {
    match site {
        Some(ChosenSite::New(site)) => Some(site),
        _ => None,
    }
}

fn change(visit: Visit, field: &str, change: impl FnOnce(&mut NewSite)) {
    visit.edit(field, |draft| {
        if let Some(ChosenSite::New(site)) = &mut draft.site {
            change(site);
        }
    });
}

/// Where a person may add a site: in a committee or a grid. Whoever sees more than a subdistrict gets the
/// committee from the position.
fn areas_of(me: &Me) -> Vec<Choice> {
    let small = |area: &&AreaRef| area.code.level() >= AreaLevel::Committee;
    let own = std::iter::once(&me.area).chain(&me.areas).filter(small);
    own.map(|area| Choice::new(area.code.as_str(), area.name.clone())).collect()
}

//! The sentences in English. Verbs are in the past or have their figure as an object, so that they fit one and many.

use super::{Topic, compose::Writer};
use crate::summary::{Column, Figure as F, FigureRef, Lang, Span, names::Named};

/// Writes a paragraph.
pub(super) fn write(w: &mut Writer<'_>, topic: Topic) {
    match topic {
        Topic::Overview => overview(w),
        Topic::Rates => rates(w),
        Topic::Stock => w.say(
            "Open at the start: {{open_at_start#}}; found: {{flow_found}}, reopened: {{flow_reopened}}, closed: {{flow_closed}}, declared void: {{flow_voided}}; open at the end: {{open_at_end#}}.",
        ),
        Topic::Comparison => comparison(w),
        Topic::Targets => targets(w),
        Topic::Campaigns => campaigns(w),
        Topic::Stoves => stoves(w),
        Topic::Alarms if w.n(F::GasAlarmHouseholds) == 0 => {
            w.say("No household of elderly people living alone stood on the gas-alarm list.");
        }
        Topic::Alarms => {
            w.say("The gas-alarm list of elderly people living alone held {{gas_alarm_households#}}; ");
            let done = w.n(F::GasAlarmsServed) > 0;
            w.say(if done { "{{gas_alarms_served#}} had an alarm in place" } else { "none had an alarm in place yet" });
            w.say(" ({{gas_alarms_in_place}}).");
        }
        Topic::GasUnits => gas_units(w),
        Topic::Lpg => lpg(w),
        Topic::Fire => {
            category(w, "fire", "fire");
            w.words(" ");
            category(w, "electricity", "electricity");
            w.words(" ");
            fires(w);
        }
        Topic::Ebike => ebike(w),
        Topic::Penalties if w.n(F::Penalties) == 0 => w.say("There were no penalties."),
        Topic::Penalties => {
            w.say("The enforcement team decided {{penalties#}}");
            let fined = w.summary.value(F::Fines.into()).is_some_and(|fines| !fines.is_zero());
            w.say_if(fined, ", with fines of {{fines#}}");
            w.say(".");
        }
        Topic::Major => major(w),
        Topic::Overdue if w.n(F::Overdue) == 0 => w.say("Nothing was overdue."),
        Topic::Overdue => w.say("Overdue: {{overdue#}}; see the list."),
        Topic::Repeat => repeat(w),
        Topic::Hotline => hotline(w),
        Topic::Grid if w.n_of("found@grid") == 0 => w.say("The grid reported no hazards."),
        Topic::Grid => {
            w.say("The grid reported {{found@grid#}}; ");
            let n = w.n_of("closed@grid");
            closed(w, n, "closed: {{closed@grid}} ({{rate_found@grid}}).");
        }
        Topic::NextPeriod => {}
    }
}

/// What became of hazards that were found: none of them closed is no number.
fn closed(w: &mut Writer<'_>, n: i64, some: &str) {
    w.say(if n > 0 { some } else { "none closed yet." });
}

fn overview(w: &mut Writer<'_>) {
    let start = format!("Period: {}. Area: {}. ", w.summary.period.name(Lang::En), w.summary.area.name);
    w.words(&start);
    if w.n(F::Inspections) == 0 {
        w.say("No inspection was carried out");
    } else {
        w.say("Carried out: {{inspections#}} of {{premises#}}, ");
        let special = w.n(F::Special) > 0;
        w.say(if special { "among them {{special#}}" } else { "none of them special" });
    }
    if w.n(F::Found) == 0 {
        w.say("; no hazard was found.");
        return;
    }
    if w.n(F::Closed) == 0 {
        w.say("; found: {{found#}}; none closed yet, a rectification rate of {{rate_found}}");
    } else {
        w.say(
            "; found: {{found#}}; rectified and closed: {{closed}}, a rectification rate of {{rate_found}}",
        );
        w.say_if(w.n(F::NotClosed) > 0, "; not closed: {{not_closed#}}");
    }
    w.say_if(w.n(F::Awaiting) > 0, " (of these, {{awaiting}} awaiting review)");
    w.say(".");
    let spot = w.summary.ratio(F::OnTheSpot).n > 0;
    w.say_if(spot, " Of those closed, {{on_the_spot}} had been rectified on the spot.");
}

fn rates(w: &mut Writer<'_>) {
    if w.base(F::RateDue) == 0 {
        w.say("Nothing fell due");
    } else {
        w.say("Rectification rate by deadline: {{rate_due}}");
    }
    w.say_if(w.base(F::Timely) > 0, "; closed by the original deadline: {{timely}}");
    w.say_if(w.base(F::OnTime) > 0, "; by the deadline in force: {{on_time}}");
    w.say(".");
    let days = w.n(F::Closed) > 0
        && w.summary.value(F::DaysMedian.into()).is_some_and(super::super::value::Value::has_base);
    w.say_if(
        days,
        " Closing took {{days_median#}} in the median, and at most {{days_p90#}} for nine in ten.",
    );
    w.say_if(w.base(F::FirstReview) > 0, " Passed at the first review: {{first_review}}.");
}

fn comparison(w: &mut Writer<'_>) {
    let yearly = w.summary.period.span() == Span::Year;
    let columns: &[(Column, Column)] = if yearly {
        // the year before is also the period before
        &[(Column::YearOnYear, Column::LastYear)]
    } else {
        &[(Column::MonthOnMonth, Column::Previous), (Column::YearOnYear, Column::LastYear)]
    };
    for (i, (change, base)) in columns.iter().enumerate() {
        w.say_if(i > 0, " ");
        if w.summary.value(FigureRef::now(F::Found).at(*base)).is_some() {
            w.say(&format!(
                "Inspections: {{{{inspections.{change}}}}}; hazards found: {{{{found.{change}}}}}; rectification rate: "
            ));
            // of two rates without a base the words of the comparison would name the earlier one
            if w.base(F::RateFound) == 0 {
                w.say("no base in this period, not compared.");
            } else {
                w.say(&format!("{{{{rate_found.{change}}}}}."));
            }
        } else {
            // the words of the comparison say whose data is missing
            w.say(&format!("No comparison: {{{{found.{change}}}}}."));
        }
    }
    if w.summary.period.has_year_to_date() {
        year_to_date(w);
    }
}

fn year_to_date(w: &mut Writer<'_>) {
    let visited = w.n_to_date(F::Inspections) > 0;
    w.say(if visited {
        " Year to date: {{inspections.year_to_date#}}, "
    } else {
        " Year to date: no inspection, "
    });
    if w.n_to_date(F::Found) == 0 {
        w.say("no hazard found.");
        return;
    }
    w.say("{{found.year_to_date#}} found, ");
    let n = w.n_to_date(F::Closed);
    closed(w, n, "{{closed.year_to_date}} closed, a rectification rate of {{rate_found.year_to_date}}.");
}

fn targets(w: &mut Writer<'_>) {
    let summary = w.summary;
    for (i, line) in summary.targets.iter().enumerate() {
        w.say_if(i > 0, " ");
        w.words("Target of the year “");
        w.words(&line.target.name);
        w.say(&format!("”: {{{{target_progress@target:{}}}}}, ", line.target.id));
        w.words(&line.pace.name(Lang::En).to_lowercase());
        w.words(".");
    }
}

fn campaigns(w: &mut Writer<'_>) {
    let summary = w.summary;
    if summary.campaigns.is_empty() {
        w.say("No special campaign ran.");
    }
    for (i, line) in summary.campaigns.iter().enumerate() {
        let id = line.id;
        w.say_if(i > 0, " ");
        w.words("“");
        w.words(&line.title);
        if line.progress.frozen.to_visit == 0 {
            w.say("”: nothing to visit in this area, ");
        } else {
            w.say(&format!(
                "”: {{{{campaign_targets@campaign:{id}#}}}}, coverage {{{{campaign_coverage@campaign:{id}}}}}, "
            ));
        }
        if line.hazards.of == 0 {
            w.say("no hazard found.");
        } else {
            w.say(&format!(
                "{{{{campaign_found@campaign:{id}#}}}} found, a rectification rate of {{{{campaign_rate@campaign:{id}}}}}."
            ));
        }
    }
}

fn stoves(w: &mut Writer<'_>) {
    if w.n(F::HouseholdsSurveyed) == 0 && w.n(F::StovesReplaced) == 0 && w.n(F::StovesAwaiting) == 0 {
        w.say("No stoves were surveyed or replaced");
    } else {
        let surveyed = w.n(F::HouseholdsSurveyed) > 0;
        w.say(if surveyed {
            "Surveyed for stoves: {{households_surveyed#}}"
        } else {
            "No stoves were surveyed"
        });
        let replaced = w.n(F::StovesReplaced) > 0;
        w.say(if replaced { "; replaced: {{stoves_replaced#}}" } else { "; none was replaced" });
        w.say_if(w.n(F::StovesAwaiting) > 0, "; awaiting acceptance: {{stoves_awaiting#}}");
    }
    w.say_if(w.base(F::StoveProgress) > 0, "; replaced so far: {{stove_progress}}");
    let hoses = w.n(F::HosesReplaced) > 0;
    w.say(if hoses { ". Gas hoses replaced: {{hoses_replaced}}." } else { ". No gas hose was replaced." });
}

fn gas_units(w: &mut Writer<'_>) {
    category(w, "gas", "gas");
    w.words(" ");
    category(w, "LPG cylinder", "lpg");
    w.words(" ");
    if w.n(F::GasUnitsSurveyed) == 0 {
        w.say("No small gas-using unit was surveyed; ");
    } else {
        w.say("Surveyed: {{gas_units_surveyed#}}; ");
    }
    if w.n(F::GasHazardsFound) == 0 {
        w.say("no gas hazard was found at one.");
    } else {
        w.say("gas hazards found at these: {{gas_hazards_found}}, ");
        let n = w.n(F::GasHazardsClosed);
        closed(w, n, "eliminated: {{gas_hazards_closed}} ({{gas_hazards_rate}}).");
    }
}

fn lpg(w: &mut Writer<'_>) {
    if w.n(F::LpgUsers) == 0 {
        w.say("The area has no users of LPG cylinders.");
        return;
    }
    if w.n(F::LpgClearedUsers) == w.n(F::LpgUsers) {
        w.say("On the register: {{lpg_users#}}, none of them with cylinders any more");
    } else if w.n(F::LpgClearedUsers) == 0 {
        w.say("On the register: {{lpg_users#}}, none of them without cylinders yet");
    } else {
        w.say("On the register: {{lpg_users#}}; moved off cylinders: {{lpg_cleared_users}}");
    }
    w.say_if(w.n(F::LpgMoved) > 0, "; moved in the period: {{lpg_moved#}}");
    w.say_if(w.base(F::ZeroCylinder) > 0, "; committees without cylinders: {{zero_cylinder}}");
    w.say(".");
}

fn category(w: &mut Writer<'_>, name: &str, word: &str) {
    if w.n_of(&format!("found@{word}")) == 0 {
        w.say(&format!("No {name} hazard was found."));
    } else {
        w.say(&format!("Of the category {name}: {{{{found@{word}#}}}} found, "));
        let some = format!("{{{{closed@{word}}}}} closed ({{{{rate_found@{word}}}}}).");
        let n = w.n_of(&format!("closed@{word}"));
        closed(w, n, &some);
    }
}

fn fires(w: &mut Writer<'_>) {
    if w.n(F::Fires) == 0 {
        w.say("There were no fires.");
        return;
    }
    w.say("The register of fires counted {{fires#}}");
    let lost = w.summary.value(F::FireLoss.into()).is_some_and(|loss| !loss.is_zero());
    w.say_if(lost, ", with a direct loss of {{fire_loss#}}");
    w.say(".");
}

fn ebike(w: &mut Writer<'_>) {
    category(w, "e-bike", "ebike");
    w.say_if(
        w.n(F::EstatesWithDetectors) > 0,
        " Networked smoke detectors watched the bike sheds of {{estates_with_detectors#}}.",
    );
    if w.n(F::Chargers) > 0 {
        w.say(" In service: {{chargers#}}");
        w.say_if(w.n(F::ChargerEstates) > 0, " in {{charger_estates#}}");
        w.say(".");
    }
    if w.n(F::ThreeKindsFound) > 0 {
        w.say(" Of the three kinds of problem: {{three_kinds_found#}} found, ");
        let n = w.n(F::ThreeKindsClosed);
        closed(w, n, "{{three_kinds_closed}} closed.");
    } else {
        w.say(" None of the three kinds of problem was found.");
    }
}

fn major(w: &mut Writer<'_>) {
    if w.n(F::MajorFound) == 0 {
        w.say("No major hazard was found");
    } else {
        w.say("Found: {{major_found#}}; ");
        let done = w.n(F::MajorClosed) > 0;
        w.say(if done { "closed: {{major_closed}} ({{major_rate}})" } else { "none closed yet" });
    }
    if w.n(F::MajorOpen) == 0 {
        w.say("; none is open.");
    } else {
        w.say("; open: {{major_open#}}, of these under supervision: ");
        w.say(if w.n(F::Supervised) > 0 { "{{supervised}}." } else { "none." });
    }
}

fn repeat(w: &mut Writer<'_>) {
    if w.n(F::Repeated) == 0 {
        w.say("No hazard was found again.");
    } else {
        w.say("Found again: {{repeated#}} ({{repeat_rate}}); see the list.");
    }
    if w.base(F::Relapse) == 0 {
        w.say(" No result of relapse sampling yet.");
    } else {
        w.say(" Of the sampled closings, {{relapse}} came back.");
    }
}

fn hotline(w: &mut Writer<'_>) {
    if w.n(F::Orders) == 0 {
        w.say("No order of hotline 12345 was received.");
    } else {
        w.say("Received: {{orders#}}");
        let due = w.base(F::OrdersOnTime) > 0;
        w.say(if due { "; answered in time: {{orders_on_time}}." } else { "; none is due yet." });
    }
    if w.n_of("found@hotline") > 0 {
        w.say(" Reported by the hotline: {{found@hotline#}}, ");
        let n = w.n_of("closed@hotline");
        closed(w, n, "{{closed@hotline}} closed.");
    }
}

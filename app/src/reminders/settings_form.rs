//! The form of what a person chose: by which ways, and when not.

use crate::{
    tr,
    ui::{
        button::{Button, Look},
        choice::Checkbox,
        field::{FormErrors, InputKind, TextInput, use_form},
    },
};
use domain::reminders::{ReminderSettings, views::Ways};
use leptos::prelude::*;
use uuid::Uuid;

/// The name under which the form comes back refused.
const FORM: &str = "reminder-settings";

/// The form.
#[component]
pub fn SettingsForm(
    /// What is chosen now.
    settings: ReminderSettings,
    /// What this installation is set up for.
    ways: Ways,
) -> impl IntoView {
    let form = use_form(FORM);
    let ReminderSettings { mail, by_mail, by_robot, quiet } = settings;
    // a choice that leads nowhere says so
    let off = |there: bool| (!there).then(|| view! { <p class="hint">{tr!(reminders.not_set_up)}</p> });
    view! {
        <form id=FORM method="post" action="/do/reminders/settings" class="form">
            <FormErrors form=form.clone() />
            <p class="hint">{tr!(reminders.settings_hint)}</p>
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            <TextInput
                form=form.clone()
                name="mail"
                label=tr!(reminders.mail)
                kind=InputKind::Mail
                value=mail.unwrap_or_default()
                autocomplete="email"
            />
            <Checkbox form=form.clone() name="by_mail" label=tr!(reminders.by_mail) checked=by_mail />
            {off(ways.mail)}
            <Checkbox form=form.clone() name="by_robot" label=tr!(reminders.by_robot) checked=by_robot />
            {off(ways.robot)}
            <div class="form-row">
                <TextInput
                    form=form.clone()
                    name="quiet_from"
                    label=tr!(reminders.quiet_from)
                    kind=InputKind::Time
                    value=quiet.from.to_string()
                    required=true
                />
                <TextInput
                    form=form
                    name="quiet_to"
                    label=tr!(reminders.quiet_to)
                    kind=InputKind::Time
                    value=quiet.to.to_string()
                    required=true
                    hint=tr!(reminders.quiet_hint)
                />
            </div>
            <Button look=Look::Primary>{tr!(ui.save)}</Button>
        </form>
    }
}

//! What each person chose: by which ways, and when not.

use crate::{
    audit,
    ctx::Ctx,
    entities::reminder_setting,
    error::{Error, Result},
};
use domain::{
    reminders::{Clock, Quiet, ReminderSettings, SaveSettings},
    text::tidy,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

/// What the person of the request chose.
pub async fn own(ctx: &Ctx) -> Result<ReminderSettings> {
    let row = reminder_setting::Entity::find_by_id(ctx.actor.user.0).one(ctx.db().read()).await?;
    row.as_ref().map_or_else(|| Ok(ReminderSettings::default()), chosen)
}

/// The choice of a row.
pub(super) fn chosen(row: &reminder_setting::Model) -> Result<ReminderSettings> {
    let clock = |minutes: i32| {
        let minutes = u16::try_from(minutes).map_err(Error::broken)?;
        Clock::from_minutes(minutes).ok_or_else(|| Error::broken("no time of the day"))
    };
    Ok(ReminderSettings {
        mail: row.mail.clone(),
        by_mail: row.by_mail,
        by_robot: row.by_robot,
        quiet: Quiet { from: clock(row.quiet_from)?, to: clock(row.quiet_to)? },
    })
}

/// Keeps what the person of the request chose. The same save is accepted again.
pub async fn save(ctx: &Ctx, save: SaveSettings) -> Result<()> {
    save.validate()?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let person = ctx.actor.user.0;
            tx.claim(person).await?;
            let there = reminder_setting::Entity::find_by_id(person).one(tx).await?;
            if there.as_ref().is_some_and(|row| row.save_id == save.id.0) {
                return Ok(());
            }
            let ReminderSettings { mail, by_mail, by_robot, quiet } = save.settings;
            let row = reminder_setting::Model {
                person_id: person,
                mail: mail.as_deref().and_then(tidy),
                by_mail,
                by_robot,
                quiet_from: quiet.from.minutes().into(),
                quiet_to: quiet.to.minutes().into(),
                save_id: save.id.0,
                updated_at: ctx.now,
            };
            let line = audit::Entry {
                action: "reminder_setting.save".into(),
                subject_type: "user",
                subject: person.to_string(),
                area: Some(ctx.actor.area.clone()),
                // not the address: the log is read by others
                detail: serde_json::json!({"by_mail": by_mail, "by_robot": by_robot, "quiet": quiet}),
            };
            let row = row.into_active_model().reset_all();
            if there.is_some() {
                row.update(tx).await?
            } else {
                row.insert(tx).await?
            };
            audit::write(tx, &ctx, [line]);
            Ok::<_, Error>(())
        })
    })
    .await
}

//! The ways out of the program: mail, the robot of the office's group, the webhook for other programs. Off unless configured.
//!
//! They say what became of a message as a [`Verdict`]: only what the other side has surely not taken is tried again.

mod mail;
mod robot;
mod webhook;

pub use mail::{Line, Mailer};
pub use robot::Robot;
pub use webhook::Webhook;

use crate::config::Config;
use domain::{
    ids::DeliveryId,
    reminders::{
        Way,
        message::Digest,
        robot::{Verdict, reason},
        views::Ways,
    },
};

/// What is configured.
#[derive(Debug, Default)]
pub struct Outgoing {
    /// The server for mail.
    pub mail: Option<Mailer>,
    /// The robot.
    pub robot: Option<Robot>,
    /// Where other programs hear of issued summaries.
    pub webhook: Option<Webhook>,
    /// The address that people type, for links.
    pub address: Option<String>,
}

impl Outgoing {
    /// What the configuration says.
    ///
    /// # Errors
    /// In words, when an address in it cannot be used or the encryption cannot be set up.
    pub fn open(config: &Config) -> Result<Self, String> {
        Ok(Self {
            mail: Mailer::open(&config.mail, &config.display.office_name_zh)?,
            robot: Robot::open(&config.robot)?,
            webhook: Webhook::open(&config.webhook)?,
            address: config.server.public_url.clone(),
        })
    }

    /// Which ways there are.
    pub fn ways(&self) -> Ways {
        Ways { mail: self.mail.is_some(), robot: self.robot.is_some() }
    }

    /// Opens a line where that way has one: before a message counts as handed over, so that a line that is down, or a server that is
    /// killed while it waits for one, leaves no doubt.
    ///
    /// # Errors
    /// Why it cannot be opened, safe to show.
    pub async fn line(&self, way: Way) -> Result<Option<Line<'_>>, String> {
        match (way, &self.mail) {
            (Way::Mail, Some(mail)) => mail.line().await.map(Some),
            // the robot's own request tells a line that is down from an answer that never came
            _ => Ok(None),
        }
    }

    /// Hands a message over. `mail` is the person's address.
    pub async fn send(
        &self,
        (way, line): (Way, Option<Line<'_>>),
        id: DeliveryId,
        mail: Option<&str>,
        digest: &Digest,
    ) -> Verdict {
        match (way, line, &self.robot, mail) {
            (Way::Mail, Some(line), _, Some(to)) => line.send(id, to, digest).await,
            (Way::Robot, _, Some(robot), _) => robot.send(digest).await,
            _ => Verdict::Refused("this way is not set up".to_owned()),
        }
    }
}

/// What became of a request that has no answer: nothing was said as long as there was no connection. The reason holds no address.
fn without_answer(error: reqwest::Error) -> Verdict {
    let (certain, why) = (error.is_connect(), reason(&error.without_url().to_string()));
    if certain { Verdict::Later(why) } else { Verdict::Unclear(why) }
}

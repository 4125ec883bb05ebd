//! Mail by SMTP.

use crate::config::{self, MailSecurity};
use domain::{
    ids::DeliveryId,
    reminders::{
        message::Digest,
        robot::{Verdict, reason},
    },
};
use lettre::{
    Address, Message,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Tls, TlsParameters},
        extension::ClientId,
    },
};
use secrecy::ExposeSecret;
use std::time::Duration;
use tokio::time::timeout;

/// Longest wait for the server, until a line to it is open and again until it has answered to a mail.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that takes mail, and in whose name.
#[derive(Debug)]
pub struct Mailer {
    host: String,
    port: u16,
    security: Tls,
    login: Option<Credentials>,
    from: Mailbox,
    patience: Duration,
}

/// A line to the server, open and let in: nothing but a mail is missing.
pub struct Line<'a> {
    mailer: &'a Mailer,
    connection: AsyncSmtpConnection,
}

impl Mailer {
    /// The server of the configuration; `None` when there is none. `sender` is the name beside the address.
    ///
    /// # Errors
    /// In words, when the sender's address is none or the encryption cannot be set up.
    pub fn open(config: &config::Mail, sender: &str) -> Result<Option<Self>, String> {
        let (Some(host), Some(from)) = (&config.server, &config.from) else { return Ok(None) };
        let from: Address = from.parse().map_err(|error| format!("mail.from: {error}"))?;
        let encrypted = || TlsParameters::new(host.clone()).map_err(|error| format!("mail.server: {error}"));
        let security = match config.security {
            MailSecurity::Tls => Tls::Wrapper(encrypted()?),
            MailSecurity::Starttls => Tls::Required(encrypted()?),
            MailSecurity::None => Tls::None,
        };
        let login = config.login.as_ref().map(|login| {
            let password = config.password.expose_secret().to_owned();
            Credentials::new(login.clone(), password)
        });
        let from = Mailbox::new(Some(sender.to_owned()), from);
        Ok(Some(Self { host: host.clone(), port: config.port, security, login, from, patience: PATIENCE }))
    }

    /// The same with another longest wait for the server.
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Opens a line. Until then nothing has been said of any mail.
    ///
    /// # Errors
    /// Why the server does not answer or does not let us in.
    pub async fn line(&self) -> Result<Line<'_>, String> {
        match timeout(self.patience, self.connect()).await {
            Ok(Ok(connection)) => Ok(Line { mailer: self, connection }),
            Ok(Err(error)) => Err(reason(&error.to_string())),
            Err(_) => Err("the server for mail does not answer".to_owned()),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let own = ClientId::default();
        let wrapped = match &self.security {
            Tls::Wrapper(tls) => Some(tls.clone()),
            _ => None,
        };
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.patience), &own, wrapped, None).await?;
        if let Tls::Required(tls) = &self.security {
            connection.starttls(tls.clone(), &own).await?;
        }
        if let Some(login) = &self.login {
            connection.auth(DEFAULT_MECHANISMS, login).await?;
        }
        Ok(connection)
    }

    fn message(&self, id: DeliveryId, to: &str, digest: &Digest) -> Result<Message, String> {
        let address: Address = to.parse().map_err(|_| "the address is none".to_owned())?;
        // no machine is to answer it (RFC 3834)
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(digest.subject())
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(digest.mail())
            .map_err(|error| error.to_string())
    }
}

impl Line<'_> {
    /// Sends a message. Its id follows from `id`: a server or a reader of mail that has it already recognises it.
    pub async fn send(mut self, id: DeliveryId, to: &str, digest: &Digest) -> Verdict {
        let message = match self.mailer.message(id, to, digest) {
            Ok(message) => message,
            Err(why) => return Verdict::Refused(reason(&why)),
        };
        let (envelope, text) = (message.envelope(), message.formatted());
        let patience = self.mailer.patience;
        let sent = timeout(patience, self.connection.send(envelope, &text)).await;
        match sent {
            Ok(Ok(_)) => {
                // it has the mail, whatever it says to a farewell
                let _ = timeout(patience, self.connection.quit()).await;
                Verdict::Taken
            }
            Ok(Err(error)) => verdict(&error, to),
            Err(_) => Verdict::Unclear("the server for mail does not answer".to_owned()),
        }
    }
}

/// What a failure says. With an answer of the server it is certain that it has not taken the mail; without one nobody knows.
fn verdict(error: &Error, to: &str) -> Verdict {
    // servers repeat the address, which is the person's own
    let why = reason(&error.to_string().replace(to, "…"));
    if error.is_transient() {
        Verdict::Later(why)
    } else if error.is_permanent() || error.is_client() {
        Verdict::Refused(why)
    } else {
        Verdict::Unclear(why)
    }
}

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
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        Error,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use secrecy::ExposeSecret;
use std::time::Duration;

/// Longest wait for a word of the server.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that takes mail, and in whose name.
#[derive(Debug)]
pub struct Mailer {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
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
        let tls = match config.security {
            MailSecurity::Tls => Tls::Wrapper(encrypted()?),
            MailSecurity::Starttls => Tls::Required(encrypted()?),
            MailSecurity::None => Tls::None,
        };
        let mut server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host.clone())
            .port(config.port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some(login) = &config.login {
            let password = config.password.expose_secret().to_owned();
            server = server.credentials(Credentials::new(login.clone(), password));
        }
        let from = Mailbox::new(Some(sender.to_owned()), from);
        Ok(Some(Self { server: server.build(), from }))
    }

    /// Whether the server answers and lets us in.
    ///
    /// # Errors
    /// Why not.
    pub async fn ready(&self) -> Result<(), String> {
        match self.server.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err("the server for mail does not answer".to_owned()),
            Err(error) => Err(reason(&error.to_string())),
        }
    }

    /// Sends a message. Its id follows from `id`: a server or a reader of mail that has it already recognises it.
    pub async fn send(&self, id: DeliveryId, to: &str, digest: &Digest) -> Verdict {
        let message = match self.message(id, to, digest) {
            Ok(message) => message,
            Err(why) => return Verdict::Refused(reason(&why)),
        };
        match self.server.send(message).await {
            Ok(_) => Verdict::Taken,
            Err(error) => verdict(&error, to),
        }
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

/// What a failure says. With an answer of the server it is certain that it has not taken the mail; without one nobody knows.
fn verdict(error: &Error, to: &str) -> Verdict {
    // servers repeat the address, which is the person's own
    let why = reason(&error.to_string().replace(to, "…"));
    if error.is_transient() || error.is_tls() {
        Verdict::Later(why)
    } else if error.is_permanent() || error.is_client() {
        Verdict::Refused(why)
    } else {
        Verdict::Unclear(why)
    }
}

//! Sending mail through the deployment's own mail server.

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use std::{fmt, time::Duration};

/// How long the mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why no mail can be sent; never holds the password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MailFault(String);

/// The way out.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailer from {}", self.from)
    }
}

impl Mailer {
    /// By the address of a server, `smtps://user:password@host` or `smtp://host:25`, and the sender.
    ///
    /// # Errors
    /// When either cannot be read.
    pub fn new(server: &str, from: &str) -> Result<Self, MailFault> {
        let from =
            from.parse().map_err(|_| MailFault(format!("`{from}` is no sender; write Name <name@host>")))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server).map_err(|_| {
            MailFault("is no mail server; write smtps://user:password@host or smtp://host:25".to_owned())
        })?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }

    /// Sends a plain text.
    ///
    /// # Errors
    /// When the recipient is none, or the server cannot be reached or refuses.
    pub async fn send(&self, to: &str, subject: &str, text: String) -> Result<(), MailFault> {
        let to: Mailbox = to.parse().map_err(|_| MailFault("no address".to_owned()))?;
        let mail = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|error| MailFault(error.to_string()))?;
        self.transport.send(mail).await.map_err(|error| MailFault(error.to_string()))?;
        Ok(())
    }
}

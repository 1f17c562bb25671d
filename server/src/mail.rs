//! Sending mail through the deployment's own mail server.

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, SinglePart, header::ContentType},
};
use std::{fmt, time::Duration};

/// How long the mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why no mail can be sent; never holds the password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MailFault(String);

/// A file in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Name.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Content.
    pub bytes: Vec<u8>,
}

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
        self.send_with(to, subject, text, vec![]).await
    }

    /// Sends a plain text with files.
    ///
    /// # Errors
    /// As [`Mailer::send`]; and when the media type of a file is none.
    pub async fn send_with(
        &self,
        to: &str,
        subject: &str,
        text: String,
        files: Vec<Attachment>,
    ) -> Result<(), MailFault> {
        let to: Mailbox = to.parse().map_err(|_| MailFault("no address".to_owned()))?;
        let mail = Message::builder().from(self.from.clone()).to(to).subject(subject);
        let mail = if files.is_empty() {
            mail.header(ContentType::TEXT_PLAIN).body(text)
        } else {
            let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(text));
            for file in files {
                let media = file.media.parse().map_err(|_| MailFault("no media type".to_owned()))?;
                parts = parts.singlepart(lettre::message::Attachment::new(file.name).body(file.bytes, media));
            }
            mail.multipart(parts)
        };
        let mail = mail.map_err(|error| MailFault(error.to_string()))?;
        self.transport.send(mail).await.map_err(|error| MailFault(error.to_string()))?;
        Ok(())
    }
}

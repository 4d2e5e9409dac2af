//! Configures the extensions of a mail catcher and its replies at each step.

use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;
use strum::Display;

/// The behaviour of a catcher; by default it offers PIPELINING and accepts everything.
#[derive(Clone)]
pub struct CatcherScript {
    /// Whether PIPELINING is offered (RFC 2920).
    pub pipelining: bool,
    /// Whether SMTPUTF8 is offered (RFC 6531).
    pub smtp_utf8: bool,
    /// The maximum message size in octets; `None` offers no SIZE (RFC 1870).
    pub max_size: Option<usize>,
    /// The certificate, and when TLS starts.
    pub tls: Option<CatcherTls>,
    /// The only valid user name and password; `None` offers no AUTH.
    pub credentials: Option<(String, String)>,
    /// What is said to an access token; `None` offers no XOAUTH2.
    pub token_check: Option<TokenCheck>,
    /// Whether the sender of a message refused at the final dot is kept until RSET, as `SubEtha` SMTP does.
    pub keeps_sender: bool,
    /// The action at each step.
    pub responder: ScriptResponder,
}

/// Returns the action for a step; it is called once at each step.
pub type ScriptResponder = Arc<dyn Fn(&StepContext<'_>) -> CatcherAction + Send + Sync>;

/// Returns the answer to an access token: called with the index of the connection, the user name and the token.
pub type TokenCheck = Arc<dyn Fn(usize, &str, &str) -> TokenAnswer + Send + Sync>;

/// The answer to an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenAnswer {
    /// It is right.
    Accept,
    /// It is refused: the JSON of a challenge first, if there is one, and then a reply.
    Refuse {
        /// The JSON.
        challenge: Option<String>,
        /// The reply.
        reply: String,
    },
}

/// When TLS starts.
#[derive(Debug, Clone)]
pub enum CatcherTls {
    /// With the first octet (implicit TLS).
    Implicit(Arc<ServerConfig>),
    /// After STARTTLS.
    StartTls(Arc<ServerConfig>),
}

/// A step of the session at which the script is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display)]
#[strum(serialize_all = "UPPERCASE")]
pub enum SmtpStep {
    /// A client connected.
    Greeting,
    /// EHLO was received.
    #[strum(serialize = "EHLO")]
    Hello,
    /// STARTTLS was received.
    StartTls,
    /// AUTH was received, with the right user name and password.
    Auth,
    /// MAIL was received.
    Mail,
    /// RCPT was received.
    #[strum(serialize = "RCPT")]
    Recipient,
    /// DATA was received.
    Data,
    /// 354 was sent, and nothing of the message has been read yet. A rejection here replaces the reply to the final
    /// dot: the message is read and dropped.
    Body,
    /// The final dot was received.
    #[strum(serialize = "DOT")]
    FinalDot,
    /// RSET was received.
    #[strum(serialize = "RSET")]
    Reset,
    /// QUIT was received.
    Quit,
}

/// The position of the catcher in a session.
#[derive(Debug, Clone, Copy)]
pub struct StepContext<'a> {
    /// The index of the connection, from 0.
    pub connection: usize,
    /// The index of the message on this connection, from 0: the number of earlier MAIL commands.
    pub message: usize,
    /// The step.
    pub step: SmtpStep,
    /// The last recipient of this transaction; empty before RCPT.
    pub recipient: &'a str,
}

/// An action of the catcher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatcherAction {
    /// Replies as a normal server does.
    Accept,
    /// Sends these octets and a line end. A 4yz or 5yz code rejects; 421 also closes the connection.
    Reply(Vec<u8>),
    /// Sends these octets and a line end, and closes the connection without waiting for QUIT.
    ReplyAndClose(Vec<u8>),
    /// Sends nothing more until the client disconnects.
    Stall,
    /// Closes the connection. At [`SmtpStep::FinalDot`] the message is stored, and only the reply is lost.
    Close,
}

impl CatcherAction {
    /// Sends a line.
    #[must_use]
    pub fn reply(line: &str) -> Self {
        Self::Reply(line.into())
    }
}

impl CatcherScript {
    /// Replies as `answer` returns, which is called once at each step.
    #[must_use]
    pub fn with_responder(answer: impl Fn(&StepContext<'_>) -> CatcherAction + Send + Sync + 'static) -> Self {
        Self { responder: Arc::new(answer), ..Self::default() }
    }

    pub(super) fn action_at(&self, moment: &StepContext<'_>) -> CatcherAction {
        (self.responder)(moment)
    }
}

impl Default for CatcherScript {
    fn default() -> Self {
        Self {
            pipelining: true,
            smtp_utf8: false,
            max_size: None,
            tls: None,
            credentials: None,
            token_check: None,
            keeps_sender: false,
            responder: Arc::new(|_| CatcherAction::Accept),
        }
    }
}

impl fmt::Debug for CatcherScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script")
            .field("pipelining", &self.pipelining)
            .field("size", &self.max_size)
            .finish_non_exhaustive()
    }
}

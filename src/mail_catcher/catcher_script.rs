//! What a catcher offers, and how it answers at each step.

use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;
use strum::Display;

/// How a catcher behaves; the default offers PIPELINING and takes everything.
#[derive(Clone)]
pub struct CatcherScript {
    /// Whether PIPELINING is offered (RFC 2920).
    pub pipelining: bool,
    /// Whether SMTPUTF8 is offered (RFC 6531).
    pub smtp_utf8: bool,
    /// The largest message in octets; `None` offers no SIZE (RFC 1870).
    pub max_size: Option<usize>,
    /// The certificate and the way to it.
    pub tls: Option<CatcherTls>,
    /// The only user and password; `None` offers no AUTH.
    pub credentials: Option<(String, String)>,
    /// What to do at each step.
    pub responder: ScriptResponder,
}

/// Says what to do; it is asked once at each step.
pub type ScriptResponder = Arc<dyn Fn(&StepContext<'_>) -> CatcherAction + Send + Sync>;

/// How TLS comes about.
#[derive(Debug, Clone)]
pub enum CatcherTls {
    /// From the first octet.
    Implicit(Arc<ServerConfig>),
    /// By STARTTLS.
    StartTls(Arc<ServerConfig>),
}

/// A step of the talk at which the script is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display)]
#[strum(serialize_all = "UPPERCASE")]
pub enum SmtpStep {
    /// Somebody connected.
    Greeting,
    /// EHLO was said.
    #[strum(serialize = "EHLO")]
    Hello,
    /// STARTTLS was said.
    StartTls,
    /// AUTH was said, with the right user and password.
    Auth,
    /// MAIL was said.
    Mail,
    /// RCPT was said.
    #[strum(serialize = "RCPT")]
    Recipient,
    /// DATA was said.
    Data,
    /// 354 was answered, nothing of the message is read yet. A refusal here stands for the answer to the dot: the
    /// message is read and thrown away.
    Body,
    /// The final dot was read.
    #[strum(serialize = "DOT")]
    FinalDot,
    /// RSET was said.
    #[strum(serialize = "RSET")]
    Reset,
    /// QUIT was said.
    Quit,
}

/// Where in which talk the catcher is.
#[derive(Debug, Clone, Copy)]
pub struct StepContext<'a> {
    /// Which connection, from 0.
    pub connection: usize,
    /// Which message of this connection, from 0: the number of MAIL commands before this one.
    pub message: usize,
    /// Which step.
    pub step: SmtpStep,
    /// The last recipient named in this transaction, or nothing.
    pub recipient: &'a str,
}

/// What the catcher does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatcherAction {
    /// What a good server does.
    Accept,
    /// Says these octets and a line end. A code of 4yz or 5yz refuses; 421 closes the line as well.
    Reply(Vec<u8>),
    /// Says these octets and a line end, and closes the connection without waiting for QUIT.
    ReplyAndClose(Vec<u8>),
    /// Says nothing more until the other side goes away.
    Stall,
    /// Closes the connection. At [`Step::Dot`] the copy is kept: it is the answer that gets lost.
    Close,
}

impl CatcherAction {
    /// Says a line.
    #[must_use]
    pub fn reply(line: &str) -> Self {
        Self::Reply(line.into())
    }
}

impl CatcherScript {
    /// Answers as `answer` says, asked once at each step.
    #[must_use]
    pub fn with_responder(answer: impl Fn(&StepContext<'_>) -> CatcherAction + Send + Sync + 'static) -> Self {
        Self { responder: Arc::new(answer), ..Self::default() }
    }

    /// Returns what to do at this moment.
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

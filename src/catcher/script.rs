//! What a catcher offers, and how it answers at each step.

use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;
use strum::Display;

/// How a catcher behaves; the default offers PIPELINING and takes everything.
#[derive(Clone)]
pub struct Script {
    /// Whether PIPELINING is offered (RFC 2920).
    pub pipelining: bool,
    /// Whether SMTPUTF8 is offered (RFC 6531).
    pub smtp_utf8: bool,
    /// The largest message in octets; `None` offers no SIZE (RFC 1870).
    pub size: Option<usize>,
    /// The certificate and the way to it.
    pub tls: Option<Tls>,
    /// The only user and password; `None` offers no AUTH.
    pub account: Option<(String, String)>,
    /// What to do at each step.
    pub answer: Answer,
}

/// Says what to do; it is asked once at each step.
pub type Answer = Arc<dyn Fn(&Moment<'_>) -> Action + Send + Sync>;

/// How TLS comes about.
#[derive(Debug, Clone)]
pub enum Tls {
    /// From the first octet.
    Implicit(Arc<ServerConfig>),
    /// By STARTTLS.
    Offered(Arc<ServerConfig>),
}

/// A step of the talk at which the script is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display)]
#[strum(serialize_all = "UPPERCASE")]
pub enum Step {
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
    Dot,
    /// RSET was said.
    #[strum(serialize = "RSET")]
    Reset,
    /// QUIT was said.
    Quit,
}

/// Where in which talk the catcher is.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Which connection, from 0.
    pub connection: usize,
    /// Which message of this connection, from 0: the number of MAIL commands before this one.
    pub message: usize,
    /// Which step.
    pub step: Step,
    /// The last recipient named in this transaction, or nothing.
    pub recipient: &'a str,
}

/// What the catcher does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// What a good server does.
    Accept,
    /// Says these octets and a line end. A code of 4yz or 5yz refuses; 421 closes the line as well.
    Say(Vec<u8>),
    /// Says these octets and a line end, and closes the connection without waiting for QUIT.
    Farewell(Vec<u8>),
    /// Says nothing more until the other side goes away.
    Stall,
    /// Closes the connection. At [`Step::Dot`] the copy is kept: it is the answer that gets lost.
    Drop,
}

impl Action {
    /// Says a line.
    #[must_use]
    pub fn say(line: &str) -> Self {
        Self::Say(line.into())
    }
}

impl Script {
    /// Answers as `answer` says, asked once at each step.
    #[must_use]
    pub fn answering(answer: impl Fn(&Moment<'_>) -> Action + Send + Sync + 'static) -> Self {
        Self { answer: Arc::new(answer), ..Self::default() }
    }

    /// Returns what to do at this moment.
    pub(super) fn at(&self, moment: &Moment<'_>) -> Action {
        (self.answer)(moment)
    }
}

impl Default for Script {
    fn default() -> Self {
        Self {
            pipelining: true,
            smtp_utf8: false,
            size: None,
            tls: None,
            account: None,
            answer: Arc::new(|_| Action::Accept),
        }
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script").field("pipelining", &self.pipelining).field("size", &self.size).finish_non_exhaustive()
    }
}

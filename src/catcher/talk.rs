//! One connection to a catcher, from greeting to QUIT.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use smtp_proto::request::receiver::DataReceiver;
use smtp_proto::{AUTH_LOGIN, AUTH_PLAIN, EXT_AUTH, EXT_PIPELINING, EXT_SIZE, EXT_SMTP_UTF8, EXT_START_TLS};
use smtp_proto::{EhloResponse, Request};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::script::{Action, Moment, Script, Step, Tls};
use super::{Caught, Shelf, lock};

/// The longest command line that is read, in octets.
const LONGEST: u64 = 4096;
/// How much is read at once, in octets.
const BUFFER: usize = 64 * 1024;

/// A TCP stream, plain or under TLS.
trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

struct Talk {
    stream: BufReader<Box<dyn Socket>>,
    number: usize,
    script: Arc<Script>,
    shelf: Arc<Shelf>,
    encrypted: bool,
    messages: usize,
    from: Option<String>,
    recipients: Vec<String>,
}

/// Talks to one client until either side has had enough.
pub(super) async fn talk(stream: TcpStream, number: usize, script: Arc<Script>, shelf: Arc<Shelf>) {
    // An error is the client's going away, which is its right.
    let _ = converse(stream, number, script, shelf).await;
}

async fn converse(stream: TcpStream, number: usize, script: Arc<Script>, shelf: Arc<Shelf>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut socket: Box<dyn Socket> = Box::new(stream);
    let mut encrypted = false;
    if let Some(Tls::Implicit(config)) = &script.tls {
        socket = Box::new(TlsAcceptor::from(Arc::clone(config)).accept(socket).await?);
        encrypted = true;
    }
    let stream = BufReader::with_capacity(BUFFER, socket);
    let mut talk = Talk { stream, number, script, shelf, encrypted, messages: 0, from: None, recipients: Vec::new() };
    talk.step(Step::Greeting, "220 catcher").await?;
    loop {
        let line = talk.line().await?;
        match Request::parse(&mut line.iter()) {
            Ok(request) => talk.obey(request).await?,
            Err(error) => talk.say(format!("500 5.5.2 {error}").as_bytes()).await?,
        }
    }
}

impl Talk {
    async fn obey(&mut self, request: Request<Cow<'_, str>>) -> io::Result<()> {
        self.shelf.note(self.number, request.name());
        match request {
            Request::Ehlo { .. } => {
                let offers = self.offers();
                self.step(Step::Hello, &offers).await?;
            }
            Request::StartTls => self.start_tls().await?,
            Request::Auth { mechanism, initial_response } => {
                if self.password_is_good(mechanism, initial_response.into_owned()).await? {
                    self.step(Step::Auth, "235 2.7.0 welcome").await?;
                } else {
                    self.say(b"535 5.7.8 wrong user or password").await?;
                }
            }
            Request::Mail { from } => {
                self.recipients.clear();
                if self.script.size.is_some_and(|limit| from.size > limit) {
                    self.say(b"552 5.3.4 too big").await?;
                } else if self.step(Step::Mail, "250 2.1.0 ok").await? {
                    self.from = Some(from.address.into_owned());
                }
                self.messages += 1;
            }
            Request::Rcpt { .. } if self.from.is_none() => self.say(b"503 5.5.1 MAIL first").await?,
            Request::Rcpt { to } => {
                self.recipients.push(to.address.into_owned());
                if !self.step(Step::Recipient, "250 2.1.5 ok").await? {
                    self.recipients.pop();
                }
            }
            Request::Data => self.data().await?,
            Request::Rset => {
                self.forget();
                self.step(Step::Reset, "250 2.0.0 ok").await?;
            }
            Request::Quit => {
                self.step(Step::Quit, "221 2.0.0 bye").await?;
                return Err(gone());
            }
            Request::Noop { .. } => self.say(b"250 2.0.0 ok").await?,
            _ => self.say(b"502 5.5.1 not here").await?,
        }
        Ok(())
    }

    /// Asks the script what to do now.
    fn action(&self, step: Step) -> Action {
        let begun = matches!(step, Step::Greeting | Step::Hello | Step::StartTls | Step::Auth | Step::Mail);
        self.script.at(&Moment {
            connection: self.number,
            message: if begun { self.messages } else { self.messages.saturating_sub(1) },
            step,
            recipient: self.recipients.last().map_or("", String::as_str),
        })
    }

    /// Does what the script says, or says `line`; tells whether the client may go on.
    async fn step(&mut self, step: Step, line: &str) -> io::Result<bool> {
        let action = self.action(step);
        self.act(action, line).await
    }

    async fn act(&mut self, action: Action, line: &str) -> io::Result<bool> {
        let line = match action {
            Action::Accept => line.as_bytes().to_vec(),
            Action::Say(line) => line,
            Action::Farewell(line) => {
                self.say(&line).await?;
                return Err(gone());
            }
            Action::Stall => std::future::pending().await,
            Action::Drop => return Err(gone()),
        };
        if !line.is_empty() {
            self.say(&line).await?;
        }
        if line.starts_with(b"421") { Err(gone()) } else { Ok(!refuses(&line)) }
    }

    /// Ends the transaction without a copy.
    fn forget(&mut self) {
        self.from = None;
        self.recipients.clear();
    }

    async fn data(&mut self) -> io::Result<()> {
        let line = if self.recipients.is_empty() { "503 5.5.1 RCPT first" } else { "354 go on" };
        if !self.step(Step::Data, line).await? {
            return Ok(());
        }
        let wanted = self.step(Step::Body, "").await?;
        let bytes = self.message().await?;
        if !wanted {
            self.forget();
            return Ok(());
        }
        let action = self.action(Step::Dot);
        let recipients = std::mem::take(&mut self.recipients);
        let from = self.from.take().unwrap_or_default();
        if !matches!(&action, Action::Say(line) | Action::Farewell(line) if refuses(line)) {
            let copies = recipients.into_iter().map(|to| Caught { from: from.clone(), to, bytes: bytes.clone() });
            lock(&self.shelf.caught).extend(copies.map(Arc::new));
        }
        self.act(action, "250 2.0.0 caught").await.map(drop)
    }

    async fn message(&mut self) -> io::Result<Vec<u8>> {
        let mut receiver = DataReceiver::new();
        // The receiver sees a dot at the very beginning only after a line end.
        let (mut bytes, mut before) = (Vec::new(), Vec::new());
        receiver.ingest(&mut b"\r\n".iter(), &mut before);
        loop {
            let read = self.stream.fill_buf().await?;
            if read.is_empty() {
                return Err(gone());
            }
            let mut rest = read.iter();
            let done = receiver.ingest(&mut rest, &mut bytes);
            let used = read.len() - rest.len();
            self.stream.consume(used);
            if done {
                return Ok(bytes);
            }
        }
    }

    fn offers(&self) -> String {
        let mut offers = EhloResponse::new("catcher");
        let mut offer = |offered: bool, bit| offers.capabilities |= if offered { bit } else { 0 };
        offer(self.script.pipelining, EXT_PIPELINING);
        offer(self.script.smtp_utf8, EXT_SMTP_UTF8);
        offer(self.script.size.is_some(), EXT_SIZE);
        offer(self.script.account.is_some(), EXT_AUTH);
        offer(!self.encrypted && matches!(self.script.tls, Some(Tls::Offered(_))), EXT_START_TLS);
        offers.size = self.script.size.unwrap_or_default();
        offers.auth_mechanisms = AUTH_PLAIN | AUTH_LOGIN;
        let mut text = Vec::new();
        // Writing to memory does not fail.
        offers.write(&mut text).ok();
        // smtp-proto leaves the last line open when there is no keyword at all.
        let text = String::from_utf8_lossy(&text).trim_end().to_owned();
        if text.contains("\r\n") { text } else { text.replacen("250-", "250 ", 1) }
    }

    async fn start_tls(&mut self) -> io::Result<()> {
        let Some(Tls::Offered(config)) = self.script.tls.clone() else {
            return self.say(b"502 5.5.1 not here").await;
        };
        if self.step(Step::StartTls, "220 2.0.0 go on").await? {
            let nothing: Box<dyn Socket> = Box::new(tokio::io::empty());
            let socket = std::mem::replace(&mut self.stream, BufReader::new(nothing)).into_inner();
            let socket: Box<dyn Socket> = Box::new(TlsAcceptor::from(config).accept(socket).await?);
            self.stream = BufReader::with_capacity(BUFFER, socket);
            self.encrypted = true;
        }
        Ok(())
    }

    async fn password_is_good(&mut self, mechanism: u64, initial: String) -> io::Result<bool> {
        let given = match mechanism {
            AUTH_PLAIN if initial.is_empty() => self.challenge("").await?,
            AUTH_PLAIN => decoded(initial.as_bytes()),
            AUTH_LOGIN => {
                let user = self.challenge("Username:").await?;
                [&b"\0"[..], &user, b"\0", &self.challenge("Password:").await?].concat()
            }
            _ => return Ok(false),
        };
        let account = self.script.account.as_ref();
        Ok(account.is_some_and(|(user, password)| given == format!("\0{user}\0{password}").as_bytes()))
    }

    async fn challenge(&mut self, question: &str) -> io::Result<Vec<u8>> {
        self.say(format!("334 {}", BASE64_STANDARD.encode(question)).as_bytes()).await?;
        Ok(decoded(self.line().await?.trim_ascii()))
    }

    /// Says a line and its end.
    async fn say(&mut self, line: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(&[line, b"\r\n"].concat()).await?;
        self.stream.get_mut().flush().await
    }

    async fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        (&mut self.stream).take(LONGEST).read_until(b'\n', &mut line).await?;
        if line.ends_with(b"\n") { Ok(line) } else { Err(gone()) }
    }
}

fn decoded(text: &[u8]) -> Vec<u8> {
    BASE64_STANDARD.decode(text).unwrap_or_default()
}

fn refuses(line: &[u8]) -> bool {
    matches!(line.first(), Some(b'4' | b'5'))
}

fn gone() -> io::Error {
    io::ErrorKind::ConnectionAborted.into()
}

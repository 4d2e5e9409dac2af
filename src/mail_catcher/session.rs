//! One connection to a mail catcher, from greeting to QUIT.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use encodify::base64::STANDARD;
use smtp_proto::request::receiver::DataReceiver;
use smtp_proto::{AUTH_LOGIN, AUTH_PLAIN, AUTH_XOAUTH2};
use smtp_proto::{EXT_AUTH, EXT_PIPELINING, EXT_SIZE, EXT_SMTP_UTF8, EXT_START_TLS};
use smtp_proto::{EhloResponse, Request};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::catcher_script::{CatcherAction, CatcherScript, CatcherTls, SmtpStep, StepContext, TokenAnswer};
use super::{CatcherInbox, CaughtMessage, lock};

/// The maximum length of a command line, in octets.
const MAX_COMMAND_OCTETS: u64 = 4096;
/// The size of one read, in octets.
const READ_BUFFER_OCTETS: usize = 64 * 1024;

/// A TCP stream, plain or under TLS.
trait ClientStream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> ClientStream for T {}

struct CatcherSession {
    stream: BufReader<Box<dyn ClientStream>>,
    number: usize,
    script: Arc<CatcherScript>,
    inbox: Arc<CatcherInbox>,
    encrypted: bool,
    message_count: usize,
    from: Option<String>,
    recipients: Vec<String>,
}

/// Serves one client until either side closes the connection.
pub(super) async fn serve_connection(
    stream: TcpStream,
    number: usize,
    script: Arc<CatcherScript>,
    shelf: Arc<CatcherInbox>,
) {
    // An error means that the client disconnected, which it may.
    let _ = run_session(stream, number, script, shelf).await;
}

async fn run_session(
    stream: TcpStream,
    number: usize,
    script: Arc<CatcherScript>,
    shelf: Arc<CatcherInbox>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut socket: Box<dyn ClientStream> = Box::new(stream);
    let mut encrypted = false;
    if let Some(CatcherTls::Implicit(config)) = &script.tls {
        socket = Box::new(TlsAcceptor::from(Arc::clone(config)).accept(socket).await?);
        encrypted = true;
    }
    let stream = BufReader::with_capacity(READ_BUFFER_OCTETS, socket);
    let mut talk = CatcherSession {
        stream,
        number,
        script,
        inbox: shelf,
        encrypted,
        message_count: 0,
        from: None,
        recipients: Vec::new(),
    };
    talk.run_step(SmtpStep::Greeting, "220 catcher").await?;
    loop {
        let line = talk.read_line().await?;
        match Request::parse(&mut line.iter()) {
            Ok(request) => talk.handle_command(request).await?,
            Err(error) => talk.write_line(format!("500 5.5.2 {error}").as_bytes()).await?,
        }
    }
}

impl CatcherSession {
    async fn handle_command(&mut self, request: Request<Cow<'_, str>>) -> io::Result<()> {
        self.inbox.log_command(self.number, request.name());
        match request {
            Request::Ehlo { .. } => {
                let offers = self.ehlo_reply();
                self.run_step(SmtpStep::Hello, &offers).await?;
            }
            Request::StartTls => self.start_tls().await?,
            Request::Auth { mechanism: AUTH_XOAUTH2, initial_response } => {
                self.check_token(initial_response.into_owned()).await?;
            }
            Request::Auth { mechanism, initial_response } => {
                if self.authenticate(mechanism, initial_response.into_owned()).await? {
                    self.run_step(SmtpStep::Auth, "235 2.7.0 welcome").await?;
                } else {
                    self.write_line(b"535 5.7.8 wrong user or password").await?;
                }
            }
            // A transaction is open (RFC 5321 §4.1.4).
            Request::Mail { .. } if self.from.is_some() => {
                self.message_count += 1;
                self.write_line(b"503 5.5.1 Sender already specified.").await?;
            }
            Request::Mail { from } => {
                self.recipients.clear();
                if self.script.max_size.is_some_and(|limit| from.size > limit) {
                    self.write_line(b"552 5.3.4 too big").await?;
                } else if self.run_step(SmtpStep::Mail, "250 2.1.0 ok").await? {
                    self.from = Some(from.address.into_owned());
                }
                self.message_count += 1;
            }
            Request::Rcpt { .. } if self.from.is_none() => self.write_line(b"503 5.5.1 MAIL first").await?,
            Request::Rcpt { to } => {
                self.recipients.push(to.address.into_owned());
                if !self.run_step(SmtpStep::Recipient, "250 2.1.5 ok").await? {
                    self.recipients.pop();
                }
            }
            Request::Data => self.receive_data().await?,
            Request::Rset => {
                self.reset();
                self.run_step(SmtpStep::Reset, "250 2.0.0 ok").await?;
            }
            Request::Quit => {
                self.run_step(SmtpStep::Quit, "221 2.0.0 bye").await?;
                return Err(connection_closed());
            }
            Request::Noop { .. } => self.write_line(b"250 2.0.0 ok").await?,
            _ => self.write_line(b"502 5.5.1 not here").await?,
        }
        Ok(())
    }

    /// Asks the script for the action at this step.
    fn scripted_action(&self, step: SmtpStep) -> CatcherAction {
        let begun =
            matches!(step, SmtpStep::Greeting | SmtpStep::Hello | SmtpStep::StartTls | SmtpStep::Auth | SmtpStep::Mail);
        self.script.action_at(&StepContext {
            connection: self.number,
            message: if begun { self.message_count } else { self.message_count.saturating_sub(1) },
            step,
            recipient: self.recipients.last().map_or("", String::as_str),
        })
    }

    /// Performs the scripted action, or sends `line`; returns whether the client may continue.
    async fn run_step(&mut self, step: SmtpStep, line: &str) -> io::Result<bool> {
        let action = self.scripted_action(step);
        self.perform(action, line).await
    }

    async fn perform(&mut self, action: CatcherAction, line: &str) -> io::Result<bool> {
        let line = match action {
            CatcherAction::Accept => line.as_bytes().to_vec(),
            CatcherAction::Reply(line) => line,
            CatcherAction::ReplyAndClose(line) => {
                self.write_line(&line).await?;
                return Err(connection_closed());
            }
            CatcherAction::Stall => std::future::pending().await,
            CatcherAction::Close => return Err(connection_closed()),
        };
        if !line.is_empty() {
            self.write_line(&line).await?;
        }
        if line.starts_with(b"421") { Err(connection_closed()) } else { Ok(!is_refusal(&line)) }
    }

    /// Ends the transaction without a message.
    fn reset(&mut self) {
        self.from = None;
        self.recipients.clear();
    }

    async fn receive_data(&mut self) -> io::Result<()> {
        let line = if self.recipients.is_empty() { "503 5.5.1 RCPT first" } else { "354 go on" };
        if !self.run_step(SmtpStep::Data, line).await? {
            return Ok(());
        }
        let wanted = self.run_step(SmtpStep::Body, "").await?;
        let bytes = self.read_message().await?;
        if !wanted {
            self.reset();
            return Ok(());
        }
        let action = self.scripted_action(SmtpStep::FinalDot);
        let recipients = std::mem::take(&mut self.recipients);
        let from = self.from.take().unwrap_or_default();
        if matches!(&action, CatcherAction::Reply(line) | CatcherAction::ReplyAndClose(line) if is_refusal(line)) {
            self.from = self.script.keeps_sender.then_some(from);
        } else {
            let copies =
                recipients.into_iter().map(|to| CaughtMessage { from: from.clone(), to, bytes: bytes.clone() });
            lock(&self.inbox.caught).extend(copies.map(Arc::new));
        }
        self.perform(action, "250 2.0.0 caught").await.map(drop)
    }

    async fn read_message(&mut self) -> io::Result<Vec<u8>> {
        let mut receiver = DataReceiver::new();
        // The receiver only recognises a dot at the very beginning after a line end.
        let (mut bytes, mut before) = (Vec::new(), Vec::new());
        receiver.ingest(&mut b"\r\n".iter(), &mut before);
        loop {
            let read = self.stream.fill_buf().await?;
            if read.is_empty() {
                return Err(connection_closed());
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

    fn ehlo_reply(&self) -> String {
        let mut offers = EhloResponse::new("catcher");
        let mut offer = |offered: bool, bit| offers.capabilities |= if offered { bit } else { 0 };
        offer(self.script.pipelining, EXT_PIPELINING);
        offer(self.script.smtp_utf8, EXT_SMTP_UTF8);
        offer(self.script.max_size.is_some(), EXT_SIZE);
        offer(self.script.credentials.is_some() || self.script.token_check.is_some(), EXT_AUTH);
        offer(!self.encrypted && matches!(self.script.tls, Some(CatcherTls::StartTls(_))), EXT_START_TLS);
        offers.size = self.script.max_size.unwrap_or_default();
        let passwords = self.script.credentials.is_some();
        offers.auth_mechanisms = if passwords { AUTH_PLAIN | AUTH_LOGIN } else { 0 };
        offers.auth_mechanisms |= if self.script.token_check.is_some() { AUTH_XOAUTH2 } else { 0 };
        let mut text = Vec::new();
        // Writing to memory does not fail.
        offers.write(&mut text).ok();
        // smtp-proto leaves the last line open when there are no keywords.
        let text = String::from_utf8_lossy(&text).trim_end().to_owned();
        if text.contains("\r\n") { text } else { text.replacen("250-", "250 ", 1) }
    }

    async fn start_tls(&mut self) -> io::Result<()> {
        let Some(CatcherTls::StartTls(config)) = self.script.tls.clone() else {
            return self.write_line(b"502 5.5.1 not here").await;
        };
        if self.run_step(SmtpStep::StartTls, "220 2.0.0 go on").await? {
            let nothing: Box<dyn ClientStream> = Box::new(tokio::io::empty());
            let socket = std::mem::replace(&mut self.stream, BufReader::new(nothing)).into_inner();
            let socket: Box<dyn ClientStream> = Box::new(TlsAcceptor::from(config).accept(socket).await?);
            self.stream = BufReader::with_capacity(READ_BUFFER_OCTETS, socket);
            self.encrypted = true;
        }
        Ok(())
    }

    async fn authenticate(&mut self, mechanism: u64, initial: String) -> io::Result<bool> {
        let given = match mechanism {
            AUTH_PLAIN if initial.is_empty() => self.challenge("").await?,
            AUTH_PLAIN => decode_base64(initial.as_bytes()),
            AUTH_LOGIN => {
                let user = self.challenge("Username:").await?;
                [&b"\0"[..], &user, b"\0", &self.challenge("Password:").await?].concat()
            }
            _ => return Ok(false),
        };
        let account = self.script.credentials.as_ref();
        Ok(account.is_some_and(|(user, password)| given == format!("\0{user}\0{password}").as_bytes()))
    }

    /// Asks the script about an access token, as Gmail does: a refusal comes after a challenge that says why.
    async fn check_token(&mut self, initial: String) -> io::Result<()> {
        let response = if initial.is_empty() { self.challenge("").await? } else { decode_base64(initial.as_bytes()) };
        let text = String::from_utf8_lossy(&response).into_owned();
        let given = text.strip_suffix("\u{1}\u{1}").and_then(|text| text.strip_prefix("user="));
        let Some((user, token)) = given.and_then(|text| text.split_once("\u{1}auth=Bearer ")) else {
            return self.write_line(b"501 5.5.2 cannot decode").await;
        };
        let answer = self.script.token_check.as_ref().map(|check| check(self.number, user, token));
        match answer {
            None => self.write_line(b"504 5.5.4 not here").await,
            Some(TokenAnswer::Accept) => self.run_step(SmtpStep::Auth, "235 2.7.0 welcome").await.map(drop),
            Some(TokenAnswer::Refuse { challenge, reply }) => {
                if let Some(json) = challenge
                    && !self.challenge(&json).await?.is_empty()
                {
                    return self.write_line(b"501 5.5.2 an empty line is expected").await;
                }
                self.write_line(reply.as_bytes()).await
            }
        }
    }

    async fn challenge(&mut self, question: &str) -> io::Result<Vec<u8>> {
        self.write_line(format!("334 {}", STANDARD.encode(question)).as_bytes()).await?;
        Ok(decode_base64(self.read_line().await?.trim_ascii()))
    }

    /// Sends a line and its end.
    async fn write_line(&mut self, line: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(&[line, b"\r\n"].concat()).await?;
        self.stream.get_mut().flush().await
    }

    async fn read_line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        (&mut self.stream).take(MAX_COMMAND_OCTETS).read_until(b'\n', &mut line).await?;
        if line.ends_with(b"\n") { Ok(line) } else { Err(connection_closed()) }
    }
}

fn decode_base64(text: &[u8]) -> Vec<u8> {
    STANDARD.decode(text).unwrap_or_default()
}

fn is_refusal(line: &[u8]) -> bool {
    matches!(line.first(), Some(b'4' | b'5'))
}

fn connection_closed() -> io::Error {
    io::ErrorKind::ConnectionAborted.into()
}

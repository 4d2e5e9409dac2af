//! An IMAP server for one test: a folder in memory, and a script that may answer any command otherwise.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::transport::ANYWHERE;

/// What the server does next.
#[derive(Debug, Clone)]
pub(crate) enum ServerAct {
    /// Sends this; `TAG` is the tag of the command.
    Say(String),
    /// Closes the connection.
    HangUp,
    /// Reads a line, whatever it is.
    Hear,
    /// Says nothing more, and keeps the connection open.
    Stall,
}

/// The folder that the server has.
#[derive(Debug, Clone)]
pub(crate) struct FakeFolder {
    pub(crate) uid_validity: u32,
    pub(crate) uid_next: u32,
    pub(crate) mails: BTreeMap<u32, String>,
}

impl FakeFolder {
    /// Makes a folder with a short mail for each of these UIDs.
    pub(crate) fn with(uids: impl IntoIterator<Item = u32>) -> Self {
        let mails: BTreeMap<_, _> = uids.into_iter().map(|uid| (uid, format!("Subject: {uid}\r\n\r\n"))).collect();
        let uid_next = mails.last_key_value().map_or(1, |(uid, _)| uid + 1);
        Self { uid_validity: 7, uid_next, mails }
    }

    /// Answers as a good server does.
    pub(crate) fn answer(&self, command: &str) -> Vec<ServerAct> {
        let data = match command.split(' ').next().unwrap() {
            "CAPABILITY" => "* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\n".to_owned(),
            "LIST" => "* LIST () \".\" INBOX\r\n* LIST () \".\" INBOX.bounces\r\n".to_owned(),
            "STATUS" => {
                format!("* STATUS INBOX (UIDNEXT {} UIDVALIDITY {})\r\n", self.uid_next, self.uid_validity)
            }
            "EXAMINE" | "SELECT" => {
                format!("* {} EXISTS\r\n* OK [UIDVALIDITY {}] valid\r\n", self.mails.len(), self.uid_validity)
            }
            "UID" => self.uid_data(command),
            "LOGOUT" => return vec![ServerAct::Say("* BYE bye\r\nTAG OK done\r\n".to_owned()), ServerAct::HangUp],
            "IDLE" => return vec![ServerAct::Say("+ idling\r\n".to_owned()), ServerAct::Hear, ok()],
            _ => String::new(),
        };
        vec![ServerAct::Say(data), ok()]
    }

    fn uid_data(&self, command: &str) -> String {
        let words: Vec<_> = command.split(' ').collect();
        match words[..] {
            ["UID", "SEARCH", "UID", set, ..] => {
                let found: Vec<_> = self.chosen(set).map(|(uid, _)| format!(" {uid}")).collect();
                format!("* SEARCH{}\r\n", found.concat())
            }
            ["UID", "FETCH", set, "(UID", "RFC822.SIZE)"] => {
                let size =
                    |(uid, mail): (&u32, &String)| format!("* {uid} FETCH (UID {uid} RFC822.SIZE {})\r\n", mail.len());
                self.chosen(set).map(size).collect::<Vec<_>>().concat()
            }
            ["UID", "FETCH", set, ..] => self.chosen(set).map(|(uid, mail)| fetched(*uid, mail)).collect(),
            _ => String::new(),
        }
    }

    fn chosen(&self, set: &str) -> impl Iterator<Item = (&u32, &String)> {
        let ranges: Vec<(u32, u32)> = set
            .split(',')
            .map(|range| range.split_once(':').unwrap_or((range, range)))
            .map(|(first, last)| (first.parse().unwrap(), last.parse().unwrap_or(u32::MAX)))
            .collect();
        self.mails.iter().filter(move |(uid, _)| ranges.iter().any(|(first, last)| (first..=last).contains(uid)))
    }
}

/// The reply to FETCH for one mail.
pub(crate) fn fetched(uid: u32, mail: &str) -> String {
    format!("* {uid} FETCH (UID {uid} BODY[] {{{}}}\r\n{mail})\r\n", mail.len())
}

pub(crate) fn say(text: &str) -> Vec<ServerAct> {
    vec![ServerAct::Say(text.to_owned())]
}

fn ok() -> ServerAct {
    ServerAct::Say("TAG OK done\r\n".to_owned())
}

type Script = dyn Fn(&str, usize) -> Option<Vec<ServerAct>> + Send + Sync;

/// A running server; it ends with the runtime of the test.
pub(crate) struct ScriptedImap {
    pub(crate) address: SocketAddr,
    pub(crate) folder: Arc<Mutex<FakeFolder>>,
    log: Arc<Mutex<Vec<String>>>,
    /// How many commands were heard.
    count: watch::Receiver<usize>,
}

impl ScriptedImap {
    pub(crate) async fn start(folder: FakeFolder) -> Self {
        Self::start_with(folder, |_, _| None).await
    }

    /// Starts a server whose script gets each command without its tag, `GREETING` first, and the number of the
    /// connection.
    pub(crate) async fn start_with(
        folder: FakeFolder,
        script: impl Fn(&str, usize) -> Option<Vec<ServerAct>> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(ANYWHERE).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (folder, log) = (Arc::new(Mutex::new(folder)), Arc::new(Mutex::new(Vec::new())));
        let script: Arc<Script> = Arc::new(script);
        let (counter, count) = watch::channel(0);
        let shared = (Arc::clone(&folder), Arc::clone(&log), Arc::new(counter));
        tokio::spawn(async move {
            for number in 0.. {
                let Ok((socket, _)) = listener.accept().await else { return };
                let (folder, log, counter) = shared.clone();
                let script = Arc::clone(&script);
                let log = CommandLog { log, counter };
                tokio::spawn(async move { serve(socket, number, &folder, &log, &*script).await });
            }
        });
        Self { address, folder, log, count }
    }

    /// Waits until a command that begins with these words was heard.
    pub(crate) async fn wait_for(&self, start: &str) {
        let mut count = self.count.clone();
        while self.heard(start).is_empty() {
            count.changed().await.unwrap();
        }
    }

    /// Returns all commands so far, without their tags.
    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// Returns the commands that begin with these words.
    pub(crate) fn heard(&self, start: &str) -> Vec<String> {
        self.log().into_iter().filter(|command| command.starts_with(start)).collect()
    }
}

/// The commands that were heard, with a signal for each.
struct CommandLog {
    log: Arc<Mutex<Vec<String>>>,
    counter: Arc<watch::Sender<usize>>,
}

impl CommandLog {
    fn push(&self, command: &str) {
        self.log.lock().unwrap().push(command.to_owned());
        self.counter.send_modify(|count| *count += 1);
    }
}

async fn serve(
    socket: TcpStream,
    number: usize,
    folder: &Mutex<FakeFolder>,
    log: &CommandLog,
    script: &Script,
) -> Option<()> {
    let mut socket = BufReader::new(socket);
    let mut command = "GREETING".to_owned();
    let mut tag = "*".to_owned();
    loop {
        let usual = || match &*command {
            "GREETING" => say("* OK ready\r\n"),
            command => folder.lock().unwrap().answer(command),
        };
        let acts = script(&command, number).unwrap_or_else(usual);
        for act in acts {
            match act {
                ServerAct::Say(text) => socket.write_all(text.replace("TAG", &tag).as_bytes()).await.ok()?,
                ServerAct::HangUp => return socket.shutdown().await.ok(),
                ServerAct::Hear => {
                    let mut line = String::new();
                    socket.read_line(&mut line).await.ok()?;
                    log.push(line.trim_end());
                }
                ServerAct::Stall => {
                    socket.read_u8().await.ok()?;
                }
            }
        }
        let mut line = String::new();
        if socket.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let (own, text) = line.trim_end().split_once(' ').unwrap_or((line.trim_end(), ""));
        (tag, command) = (own.to_owned(), text.to_owned());
        log.push(&command);
    }
}

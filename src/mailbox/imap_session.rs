//! A session with an IMAP server. Each command is read to its tagged line, because the end of the data means nothing.

use std::fmt;
use std::time::Duration;

use tokio::time::timeout;

use super::folder_name;
use super::imap_replies::{self, ImapReply, StatusCondition, StatusLine};
use super::imap_stream::{ImapSocket, ImapStream};
use super::{ImapFailure, ImapTimeouts};

/// An open session. After a failure it must be dropped: half a command may have been sent.
pub struct ImapSession {
    stream: ImapStream,
    tags: u32,
    capabilities: Vec<String>,
    is_authenticated: bool,
    pub(super) timeouts: ImapTimeouts,
}

/// The replies to a command, up to its tagged line.
#[derive(Debug)]
pub(super) struct CommandReplies {
    pub(super) data: Vec<Vec<u8>>,
    /// The status lines that came before the tagged one; EXAMINE has its numbers in them.
    pub(super) notes: Vec<StatusLine>,
    pub(super) status: StatusLine,
}

impl ImapSession {
    pub(super) fn new(stream: ImapStream, timeouts: ImapTimeouts) -> Self {
        Self { stream, tags: 0, capabilities: Vec::new(), is_authenticated: false, timeouts }
    }

    pub(super) fn into_socket(self) -> Box<dyn ImapSocket> {
        self.stream.into_socket()
    }

    /// Returns whether the greeting was PREAUTH: the server knows who we are.
    pub(super) fn is_authenticated(&self) -> bool {
        self.is_authenticated
    }

    /// Returns whether the server has a capability, written in capitals.
    pub(super) fn has_capability(&self, name: &str) -> bool {
        self.capabilities.iter().any(|known| known == name)
    }

    /// Reads the greeting; a BYE is an error.
    pub(super) async fn read_greeting(&mut self) -> Result<(), ImapFailure> {
        let greeting = self.read(self.timeouts.greeting).await.map_err(|failure| match failure {
            ImapFailure::TimedOut(limit) => ImapFailure::Silent(limit),
            other => other,
        });
        match greeting? {
            ImapReply::Untagged(StatusLine { condition: StatusCondition::PreAuth, .. }) => self.is_authenticated = true,
            ImapReply::Untagged(StatusLine { condition: StatusCondition::Ok, .. }) => {}
            ImapReply::Continue(_) => return Err(ImapFailure::OtherServer("a POP3 server")),
            // A code of three digits, as SMTP has it.
            ImapReply::Data(words) if words.iter().take_while(|octet| octet.is_ascii_digit()).count() == 3 => {
                return Err(ImapFailure::OtherServer("a server for sending mail (SMTP)"));
            }
            _ => return Err(ImapFailure::InvalidReply),
        }
        Ok(())
    }

    /// Asks what the server can do: not every server tells after a login, and the list before it is another one.
    pub(super) async fn load_capabilities(&mut self) -> Result<(), ImapFailure> {
        let replies = self.run("CAPABILITY", "CAPABILITY").await?;
        self.capabilities = replies.data.iter().filter_map(|data| imap_replies::capabilities(data)).flatten().collect();
        Ok(())
    }

    /// Runs a command to its end; anything but OK is an error. `name` is the command without its arguments.
    pub(super) async fn run(&mut self, name: &'static str, command: &str) -> Result<CommandReplies, ImapFailure> {
        let replies = self.run_any(command).await?;
        check_status(name, &replies.status)?;
        Ok(replies)
    }

    /// Runs a command to its end, whatever the server says to it.
    pub(super) async fn run_any(&mut self, command: &str) -> Result<CommandReplies, ImapFailure> {
        let limit = self.timeouts.command;
        let run = async {
            let tag = self.start(command).await?;
            self.finish(&tag).await
        };
        timeout(limit, run).await.map_err(|_| ImapFailure::TimedOut(limit))?
    }

    /// Sends a command and returns its tag.
    pub(super) async fn start(&mut self, command: &str) -> Result<String, ImapFailure> {
        self.tags = self.tags.wrapping_add(1);
        let tag = format!("c{}", self.tags);
        self.send_line(&format!("{tag} {command}")).await?;
        Ok(tag)
    }

    /// Sends a line, such as the answer to a challenge.
    pub(super) async fn send_line(&mut self, line: &str) -> Result<(), ImapFailure> {
        let limit = self.timeouts.command;
        let line = format!("{line}\r\n");
        timeout(limit, self.stream.write(line.as_bytes())).await.map_err(|_| ImapFailure::TimedOut(limit))?
    }

    /// Reads up to the tagged line of a command. The caller limits the time.
    pub(super) async fn finish(&mut self, tag: &str) -> Result<CommandReplies, ImapFailure> {
        let (mut data, mut notes) = (Vec::new(), Vec::new());
        loop {
            match self.read_untimed().await? {
                ImapReply::Tagged { tag: own, status } if own == tag => {
                    return Ok(CommandReplies { data, notes, status });
                }
                ImapReply::Data(octets) => data.push(octets),
                ImapReply::Untagged(note) => notes.push(note),
                ImapReply::Continue(_) | ImapReply::Tagged { .. } => return Err(ImapFailure::InvalidReply),
            }
        }
    }

    /// Waits for the server to ask for the rest of a command; `Err(status)` if it ended the command instead.
    pub(super) async fn continue_or_end(&mut self, tag: &str) -> Result<Result<String, StatusLine>, ImapFailure> {
        let limit = self.timeouts.command;
        let wait = async {
            loop {
                match self.read_untimed().await? {
                    ImapReply::Continue(text) => return Ok(Ok(text)),
                    ImapReply::Tagged { tag: own, status } if own == tag => return Ok(Err(status)),
                    _ => {}
                }
            }
        };
        timeout(limit, wait).await.map_err(|_| ImapFailure::TimedOut(limit))?
    }

    /// Reads one reply.
    pub(super) async fn read(&mut self, limit: Duration) -> Result<ImapReply, ImapFailure> {
        timeout(limit, self.read_untimed()).await.map_err(|_| ImapFailure::TimedOut(limit))?
    }

    /// Reads one reply without a time limit; BYE is an error, because nothing follows it.
    pub(super) async fn read_untimed(&mut self) -> Result<ImapReply, ImapFailure> {
        match ImapReply::parse(self.stream.read_reply().await?) {
            ImapReply::Untagged(StatusLine { condition: StatusCondition::Bye, text, .. }) => {
                Err(ImapFailure::Bye(text))
            }
            reply => Ok(reply),
        }
    }

    /// Returns the error for a folder that cannot be opened: with the name that was probably meant, if it is missing.
    pub(super) async fn explain_refusal(&mut self, folder: &str, refusal: ImapFailure) -> ImapFailure {
        let Ok(replies) = self.run("LIST", "LIST \"\" \"*\"").await else { return refusal };
        let listed = replies.data.iter().filter_map(|data| imap_replies::listed_folder(data));
        let folders: Vec<_> =
            listed.map(|(name, separator)| (folder_name::decode_folder_name(&name), separator)).collect();
        if folders.iter().any(|(name, _)| name == folder) || folders.is_empty() {
            return refusal;
        }
        let similar = folder_name::similar_folder(folder, &folders);
        let mut folders: Vec<_> = folders.into_iter().map(|(name, _)| name).collect();
        folders.sort();
        ImapFailure::FolderNotFound { wanted: folder.to_owned(), similar, folders }
    }

    /// Ends the session politely; whatever happens is ignored.
    pub async fn logout(mut self) {
        let _ = timeout(Duration::from_secs(5), self.run_any("LOGOUT")).await;
    }
}

/// Makes an error of a status that is not OK.
pub(super) fn check_status(command: &'static str, status: &StatusLine) -> Result<(), ImapFailure> {
    match status.condition {
        StatusCondition::Ok => Ok(()),
        StatusCondition::Bye => Err(ImapFailure::Bye(status.text.clone())),
        _ => Err(ImapFailure::CommandRefused { command, text: status.text.clone() }),
    }
}

impl fmt::Debug for ImapSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImapSession").field("capabilities", &self.capabilities).finish_non_exhaustive()
    }
}

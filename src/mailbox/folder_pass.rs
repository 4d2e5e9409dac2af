//! One pass over the new mails of a folder. What was read is known only after the tagged OK of a batch.

use std::collections::{BTreeSet, VecDeque};

use jiff::civil::Date;
use tokio::time::timeout;

use super::folder_name::encode_folder_name;
use super::imap_replies::{self, ImapReply};
use super::imap_session::check_status;
use super::{ImapFailure, ImapSession, MAX_FETCH_BYTES};
use crate::model::MailboxCursor;

/// How many mails are fetched with one command.
const BATCH_SIZE: usize = 20;

/// The command that opens a folder with the right to change it.
pub(super) const OPEN: &str = "SELECT";
/// How often a folder that changes its UIDVALIDITY while it is opened is tried.
const MAX_OPENINGS: usize = 3;

/// With more mails than this before the first pass, those older than the society's first letter are not fetched.
const LARGE_FOLDER: usize = 1_000;

/// The months in a date of SEARCH (RFC 3501 §9).
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A mail as it lies in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedMail {
    /// Its UID in the folder.
    pub uid: u32,
    /// Its octets: at most [`MAX_FETCH_BYTES`], from the beginning.
    pub octets: Vec<u8>,
}

/// What a pass returns next.
#[derive(Debug, PartialEq, Eq)]
pub enum PassStep {
    /// A mail to process, in no certain order within its batch.
    Mail(FetchedMail),
    /// All mails before this place have been returned: store it.
    Advance(MailboxCursor),
}

/// A pass over the mails that came since a cursor.
#[derive(Debug)]
pub struct FolderPass<'a> {
    session: &'a mut ImapSession,
    end: MailboxCursor,
    batches: VecDeque<Vec<u32>>,
    fetches: VecDeque<BatchFetch>,
    running: Option<RunningFetch>,
    /// The last UID of the batch in progress.
    batch_end: Option<u32>,
    is_finished: bool,
    waiting: usize,
}

/// A FETCH that a batch needs: of whole mails, or of the beginnings of large ones.
#[derive(Debug)]
struct BatchFetch {
    uids: Vec<u32>,
    is_partial: bool,
}

#[derive(Debug)]
struct RunningFetch {
    tag: String,
    /// The mails that have not come yet.
    expected: BTreeSet<u32>,
}

impl ImapSession {
    /// Opens a folder for reading and finds the mails that came since `cursor`.
    ///
    /// `since` is the day before which no mail can be meant for us; it is used for the first pass over a large folder.
    ///
    /// # Errors
    /// Returns an error if the folder does not exist, or the server fails.
    pub async fn begin_pass(
        &mut self,
        folder: &str,
        cursor: Option<MailboxCursor>,
        since: Option<Date>,
    ) -> Result<FolderPass<'_>, ImapFailure> {
        let (mut uid_validity, mut uid_next) = self.open_folder(folder).await?;
        if cursor.is_some_and(|cursor| cursor.uid_validity != uid_validity) {
            self.let_uids_last(folder).await?;
            (uid_validity, uid_next) = self.open_folder(folder).await?;
        }
        let first = cursor.filter(|cursor| cursor.uid_validity == uid_validity).map_or(1, |cursor| cursor.next_uid);
        let uid_next = match uid_next {
            Some(next) => next,
            // Servers that do not say it have to list all that is there.
            None => self.search("1:*").await?.last().map_or(first, |last| last.saturating_add(1)),
        };
        let mut uids = Vec::new();
        if uid_next > first {
            let range = format!("{first}:{}", uid_next - 1);
            uids = self.search(&range).await?;
            if let Some(since) = since.filter(|_| first == 1 && uids.len() > LARGE_FOLDER) {
                uids = self.search(&format!("{range} SINCE {}", search_date(since))).await?;
            }
        }
        uids.retain(|uid| (first..uid_next).contains(uid));
        Ok(FolderPass {
            session: self,
            end: MailboxCursor { uid_validity, next_uid: uid_next },
            waiting: uids.len(),
            batches: uids.chunks(BATCH_SIZE).map(<[u32]>::to_vec).collect(),
            fetches: VecDeque::new(),
            running: None,
            batch_end: None,
            is_finished: cursor == Some(MailboxCursor { uid_validity, next_uid: uid_next }),
        })
    }

    /// Opens a folder without the right to change it, and reads nothing.
    ///
    /// # Errors
    /// Returns an error if the folder does not exist, or the server fails.
    pub async fn probe_folder(&mut self, folder: &str) -> Result<(), ImapFailure> {
        self.open_folder(folder).await.map(drop)
    }

    /// Opens a folder without the right to change it, and returns its UIDVALIDITY and UIDNEXT.
    async fn open_folder(&mut self, folder: &str) -> Result<(u32, Option<u32>), ImapFailure> {
        let name = encode_folder_name(folder);
        for _ in 0..MAX_OPENINGS {
            let status = self.run("STATUS", &format!("STATUS {name} (UIDNEXT UIDVALIDITY)")).await;
            let status = match status {
                Err(refusal @ ImapFailure::CommandRefused { .. }) => {
                    return Err(self.explain_refusal(folder, refusal).await);
                }
                status => status?,
            };
            let numbers = status.data.iter().find_map(|data| imap_replies::folder_status(data));
            let (next, validity) = numbers.unwrap_or_default();
            let opened = self.run("EXAMINE", &format!("EXAMINE {name}")).await?;
            let note = |word| opened.notes.iter().find_map(|note| note.code_number(word));
            let own_validity = note("UIDVALIDITY").filter(|number| *number > 0);
            let Some(own_validity) = own_validity else { return Err(ImapFailure::NoUidValidity) };
            if validity.is_none_or(|validity| validity == own_validity) {
                return Ok((own_validity, next.or_else(|| note("UIDNEXT"))));
            }
            self.let_uids_last(folder).await?;
        }
        Err(ImapFailure::NoUidValidity)
    }

    /// Opens a folder with the right to change it: only then does Courier store its list of UIDs, and until it does, the
    /// folder has another UIDVALIDITY each time. No mail is changed.
    async fn let_uids_last(&mut self, folder: &str) -> Result<(), ImapFailure> {
        match self.run(OPEN, &format!("{OPEN} {}", encode_folder_name(folder))).await {
            Ok(_) | Err(ImapFailure::CommandRefused { .. }) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// Returns the UIDs of a search, in order.
    async fn search(&mut self, criteria: &str) -> Result<Vec<u32>, ImapFailure> {
        let replies = self.run("SEARCH", &format!("UID SEARCH UID {criteria}")).await?;
        let found: BTreeSet<u32> =
            replies.data.iter().filter_map(|data| imap_replies::search_result(data)).flatten().collect();
        Ok(found.into_iter().collect())
    }
}

impl FolderPass<'_> {
    /// Returns how many mails the pass began with.
    #[must_use]
    pub fn mail_count(&self) -> usize {
        self.waiting
    }

    /// Returns the UIDVALIDITY of the folder.
    #[must_use]
    pub fn uid_validity(&self) -> u32 {
        self.end.uid_validity
    }

    /// Returns the next mail or place; `None` at the end.
    ///
    /// # Errors
    /// Returns an error if the server fails. The session must be dropped, and the place that was stored last stays.
    pub async fn next_step(&mut self) -> Result<Option<PassStep>, ImapFailure> {
        loop {
            if self.running.is_some() {
                if let Some(mail) = self.next_mail().await? {
                    return Ok(Some(PassStep::Mail(mail)));
                }
            } else if let Some(fetch) = self.fetches.pop_front() {
                let range = if fetch.is_partial { format!("<0.{MAX_FETCH_BYTES}>") } else { String::new() };
                let set = sequence_set(&fetch.uids);
                let tag = self.session.start(&format!("UID FETCH {set} (UID BODY.PEEK[]{range})")).await?;
                self.running = Some(RunningFetch { tag, expected: fetch.uids.into_iter().collect() });
            } else if let Some(last) = self.batch_end.take() {
                let next_uid = last.saturating_add(1);
                return Ok(Some(PassStep::Advance(MailboxCursor { next_uid, ..self.end })));
            } else if let Some(batch) = self.batches.pop_front() {
                self.plan_batch(&batch).await?;
            } else if self.is_finished {
                return Ok(None);
            } else {
                self.is_finished = true;
                return Ok(Some(PassStep::Advance(self.end)));
            }
        }
    }

    /// Asks for the sizes of a batch, so that no large mail is fetched as a whole.
    async fn plan_batch(&mut self, batch: &[u32]) -> Result<(), ImapFailure> {
        let set = sequence_set(batch);
        let replies = self.session.run("FETCH", &format!("UID FETCH {set} (UID RFC822.SIZE)")).await?;
        let items = replies.data.iter().filter_map(|data| imap_replies::fetch_item(data));
        let sizes: Vec<(u32, u32)> = items.filter_map(|item| Some((item.uid?, item.size?))).collect();
        for is_partial in [false, true] {
            let wanted =
                |uid: &&u32| sizes.iter().any(|(known, size)| known == *uid && (*size > MAX_FETCH_BYTES) == is_partial);
            let uids: Vec<u32> = batch.iter().filter(wanted).copied().collect();
            if !uids.is_empty() {
                self.fetches.push_back(BatchFetch { uids, is_partial });
            }
        }
        self.batch_end = batch.last().copied();
        Ok(())
    }

    /// Returns the next mail of the FETCH in progress; `None` after its tagged line.
    async fn next_mail(&mut self) -> Result<Option<FetchedMail>, ImapFailure> {
        let limit = self.session.timeouts.mail;
        let Some(running) = &mut self.running else { return Ok(None) };
        let session = &mut *self.session;
        let next = async {
            loop {
                match session.read_untimed().await? {
                    ImapReply::Tagged { tag, status } if tag == running.tag => {
                        return check_status("FETCH", &status).map(|()| None);
                    }
                    ImapReply::Data(octets) => {
                        let Some(item) = imap_replies::fetch_item(&octets) else { continue };
                        let (Some(uid), Some(octets)) = (item.uid, item.body) else { continue };
                        if running.expected.remove(&uid) && !is_placeholder(&octets) {
                            return Ok(Some(FetchedMail { uid, octets }));
                        }
                    }
                    _ => {}
                }
            }
        };
        let mail = timeout(limit, next).await.map_err(|_| ImapFailure::TimedOut(limit))??;
        if mail.is_none() {
            self.running = None;
        }
        Ok(mail)
    }
}

/// Returns whether a mail is what Courier sends for one that is gone.
fn is_placeholder(octets: &[u8]) -> bool {
    let headers = String::from_utf8_lossy(octets.get(..octets.len().min(1_024)).unwrap_or_default()).to_lowercase();
    let headers = headers.replace("\r\n", "\n");
    let headers = headers.split("\n\n").next().unwrap_or_default();
    let value = |name: &str| headers.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim));
    value("from").is_some_and(|from| from.contains("root@localhost"))
        && value("subject") == Some("message unavailable")
        && value("date").is_none()
        && value("message-id").is_none()
}

/// Writes sorted UIDs as a set, with ranges.
pub(super) fn sequence_set(uids: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in uids {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*uid) => *last = *uid,
            _ => ranges.push((*uid, *uid)),
        }
    }
    let text = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}:{last}") };
    ranges.iter().map(text).collect::<Vec<_>>().join(",")
}

fn search_date(date: Date) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|month| MONTHS.get(month)).unwrap_or(&"Jan");
    format!("{}-{month}-{:04}", date.day(), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_written_with_ranges() {
        for (uids, set) in
            [(&[7][..], "7"), (&[1, 2, 3], "1:3"), (&[1, 3, 4, 9], "1,3:4,9"), (&[u32::MAX], "4294967295")]
        {
            assert_eq!(sequence_set(uids), set);
        }
    }

    #[test]
    fn date_of_search_has_english_month() {
        assert_eq!(search_date(jiff::civil::date(2026, 3, 1)), "1-Mar-2026");
    }

    #[test]
    fn only_made_up_mail_of_courier_is_a_placeholder() {
        let made_up = "From: System Administrator <root@localhost>\r\nSubject: message unavailable\r\n\r\nDate: x\r\n";
        assert!(is_placeholder(made_up.as_bytes()));
        assert!(!is_placeholder(format!("Date: Sun, 29 Nov 2026 04:00:00 +0000\r\n{made_up}").as_bytes()));
        assert!(!is_placeholder(made_up.replace("root@", "ann@").as_bytes()));
        assert!(!is_placeholder(b""));
    }
}

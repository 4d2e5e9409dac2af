//! Reads mails from files and understands them on all cores, and gives them in their order.
//!
//! What follows from a mail is then carried out one by one: at most once for each, whatever was read ahead.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;
use tokio::task::{JoinError, JoinHandle, spawn_blocking};

use super::local_mail::MboxMails;
use super::understood_mail::UnderstoodMail;
use super::{MailStore, read_message};
use crate::mailbox;
use crate::model::SigningKeys;

/// More cores are not used: each may have a mail of 32 MiB in memory.
const MAX_READERS: usize = 8;
/// How many mails are read ahead for each core.
const AHEAD: usize = 8;

/// A mail that was read from a file, or a file that could not be read.
#[derive(Debug)]
pub struct QueuedMail {
    /// The file.
    pub file: PathBuf,
    /// The place in an mbox file with several mails, from 1.
    pub number: Option<usize>,
    /// The mail.
    pub mail: io::Result<UnderstoodMail<'static>>,
}

/// The mails in files.
pub struct MailQueue {
    keys: Arc<SigningKeys>,
    store: MailStore,
    files: VecDeque<PathBuf>,
    /// The mbox file whose mails are being read.
    mbox: Option<OpenMbox>,
    ahead: VecDeque<MailTask>,
    limit: usize,
    /// As many mails are read and understood at once.
    readers: Arc<Semaphore>,
}

/// An mbox file, which is in memory once.
struct OpenMbox {
    file: PathBuf,
    mails: Arc<MboxMails>,
    next: usize,
}

struct MailTask {
    file: PathBuf,
    number: Option<usize>,
    /// Nothing if the mail is gone.
    task: JoinHandle<io::Result<Option<UnderstoodMail<'static>>>>,
}

impl MailQueue {
    /// Prepares reading the files of a store, in their order.
    #[must_use]
    pub fn new(keys: &SigningKeys, store: MailStore, files: Vec<PathBuf>) -> Self {
        let readers = available_parallelism().map_or(1, |count| count.get().min(MAX_READERS));
        let (keys, files, limit) = (Arc::new(keys.clone()), files.into(), readers * AHEAD);
        Self {
            keys,
            store,
            files,
            mbox: None,
            ahead: VecDeque::new(),
            limit,
            readers: Arc::new(Semaphore::new(readers)),
        }
    }

    /// Returns the next mail, or the next file that cannot be read; `None` at the end.
    pub async fn next(&mut self) -> Option<QueuedMail> {
        loop {
            self.read_ahead().await;
            let MailTask { file, number, task } = self.ahead.pop_front()?;
            let mail = task.await.unwrap_or_else(broken);
            if let Some(mail) = mail.transpose() {
                return Some(QueuedMail { file, number, mail });
            }
        }
    }

    /// Begins as many mails as may be read ahead.
    async fn read_ahead(&mut self) {
        while self.ahead.len() < self.limit {
            let (keys, readers) = (Arc::clone(&self.keys), Arc::clone(&self.readers));
            if let Some(mbox) = &mut self.mbox {
                let (mails, place) = (Arc::clone(&mbox.mails), mbox.next);
                if place >= mails.len() {
                    self.mbox = None;
                    continue;
                }
                mbox.next += 1;
                let (file, number) = (mbox.file.clone(), (mails.len() > 1).then_some(place + 1));
                let understand = move || Ok(mails.get(place).map(|mail| UnderstoodMail::new(&keys, mail).into_owned()));
                self.ahead.push_back(MailTask { file, number, task: begin(readers, understand) });
                continue;
            }
            let Some(file) = self.files.front().cloned() else { return };
            let (store, path) = (self.store, file.clone());
            if !store.is_mbox(&file) {
                self.files.pop_front();
                let read = move || {
                    let Some(opened) = store.open_mail(&path)? else { return Ok(None) };
                    let octets = read_message(opened)?;
                    if store == MailStore::File && mailbox::is_mbox(&octets) {
                        return Err(io::Error::new(io::ErrorKind::InvalidInput, "an mbox must be a file, not a pipe"));
                    }
                    Ok(Some(UnderstoodMail::new(&keys, &octets).into_owned()))
                };
                self.ahead.push_back(MailTask { file, number: None, task: begin(readers, read) });
            } else if self.ahead.is_empty() {
                self.files.pop_front();
                let cut = spawn_blocking(move || MboxMails::read(store, &path)).await;
                match cut.unwrap_or_else(broken) {
                    Ok(mails) => self.mbox = Some(OpenMbox { file, mails: Arc::new(mails), next: 0 }),
                    Err(error) => {
                        self.ahead.push_back(MailTask { file, number: None, task: begin(readers, move || Err(error)) });
                    }
                }
            } else {
                // One mbox file at a time is in memory.
                return;
            }
        }
    }
}

/// Begins to read a mail as soon as one of the readers is free.
fn begin(
    readers: Arc<Semaphore>,
    read: impl FnOnce() -> io::Result<Option<UnderstoodMail<'static>>> + Send + 'static,
) -> JoinHandle<io::Result<Option<UnderstoodMail<'static>>>> {
    tokio::spawn(async move {
        let _reader = readers.acquire().await;
        spawn_blocking(read).await.unwrap_or_else(broken)
    })
}

fn broken<T>(failure: JoinError) -> io::Result<T> {
    Err(io::Error::other(failure))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn no_more_mails_are_read_at_once_than_there_are_readers() {
        let (readers, now, most) = (Arc::new(Semaphore::new(2)), Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
        let most = Arc::new(most);
        let tasks: Vec<_> = (0..40)
            .map(|_| {
                let (now, most) = (Arc::clone(&now), Arc::clone(&most));
                begin(Arc::clone(&readers), move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::yield_now();
                    now.fetch_sub(1, Ordering::SeqCst);
                    Ok(None)
                })
            })
            .collect();
        for task in tasks {
            assert!(task.await.unwrap().unwrap().is_none());
        }
        assert!((1..=2).contains(&most.load(Ordering::SeqCst)));
    }
}

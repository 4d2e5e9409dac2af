//! Reads the recipients of a segment ahead of who works on them.

use std::panic::resume_unwind;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::{Segment, SegmentStats};
use crate::database::{self, Database};
use crate::model::Subscriber;

/// The recipients of a segment, page by page. A task of its own reads the next page while one is worked on.
#[derive(Debug)]
pub struct PageReader {
    pages: mpsc::Receiver<Vec<Subscriber>>,
    task: JoinHandle<Result<SegmentStats, database::Error>>,
}

impl PageReader {
    pub(super) fn start(segment: Segment, database: Database) -> Self {
        let (sender, pages) = mpsc::channel(1);
        let task = tokio::spawn(async move {
            let mut pages = segment.pages();
            while let Some(page) = pages.next(&mut database.begin_read().await?).await? {
                if sender.send(page).await.is_err() {
                    break;
                }
            }
            Ok(pages.stats())
        });
        Self { pages, task }
    }

    /// Returns the next page, which may be empty if nobody on it is a recipient; `None` at the end, and where reading
    /// failed: see [`finish`](Self::finish).
    pub async fn next(&mut self) -> Option<Vec<Subscriber>> {
        self.pages.recv().await
    }

    /// Returns the counts for the pages that were read.
    ///
    /// # Errors
    /// A page could not be read.
    pub async fn finish(mut self) -> Result<SegmentStats, database::Error> {
        self.pages.close();
        match self.task.await {
            Ok(result) => result,
            Err(broken) => match broken.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(_) => Err(database::Error::NoAnswer),
            },
        }
    }
}

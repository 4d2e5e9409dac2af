//! Notifies open pages when a draft, a template or the settings were saved.

use std::convert::Infallible;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;
use notify::event::ModifyKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _, recommended_watcher};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout, timeout_at};

use super::{AdminServer, PageEvent};
use crate::config::Workspace;

/// If files keep changing, an event is sent after this many times the quiet period.
const MAX_QUIET_PERIODS: u32 = 10;

/// Watches until it is dropped.
pub(super) struct FileWatcher {
    watcher: RecommendedWatcher,
    folders: [PathBuf; 2],
    seen: Arc<FileChanges>,
    quiet: Duration,
    events: watch::Sender<PageEvent>,
}

/// What has changed since the watcher was last asked.
#[derive(Default)]
struct FileChanges {
    change: Notify,
    folder_created: AtomicBool,
}

/// Watches the drafts, the templates and the settings; a change counts when the files have been quiet for `quiet`.
pub(super) fn watch_files(
    workspace: &Workspace,
    quiet: Duration,
    events: watch::Sender<PageEvent>,
) -> io::Result<FileWatcher> {
    let root = workspace.root.canonicalize()?;
    let settings = root.join(workspace.settings_file().file_name().unwrap_or_default());
    let folders = [root.join("newsletters"), root.join("templates")];
    let seen = Arc::new(FileChanges::default());
    let (ours, reported) = (folders.clone(), Arc::clone(&seen));
    let watcher = recommended_watcher(move |result: notify::Result<notify::Event>| {
        // An error may hide a change: better to update a page once too often.
        if result.as_ref().is_ok_and(|event| !matters(event, &settings, &ours)) {
            return;
        }
        if result.is_ok_and(|event| creates_folder(&event, &ours)) {
            reported.folder_created.store(true, Ordering::SeqCst);
        }
        reported.change.notify_one();
    });
    let watcher = watcher.map_err(io::Error::other)?;
    let mut file_watcher = FileWatcher { watcher, folders, seen, quiet, events };
    file_watcher.watcher.watch(&root, RecursiveMode::NonRecursive).map_err(io::Error::other)?;
    file_watcher.watch_folders().map_err(io::Error::other)?;
    Ok(file_watcher)
}

/// Returns whether an event is a change of a watched file. Reading a file is not a change, and the database beside the
/// settings changes all the time.
fn matters(event: &notify::Event, settings: &Path, folders: &[PathBuf]) -> bool {
    let ours = |path: &PathBuf| *path == settings || folders.iter().any(|folder| path.starts_with(folder));
    !event.kind.is_access() && event.paths.iter().any(ours)
}

fn creates_folder(event: &notify::Event, folders: &[PathBuf]) -> bool {
    matches!(event.kind, EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)))
        && event.paths.iter().any(|path| folders.contains(path))
}

impl FileWatcher {
    /// Sends an event after each change, and watches folders that are created later. It never ends.
    pub(super) async fn run(mut self) {
        loop {
            self.seen.change.notified().await;
            // Editors save in several steps.
            let latest = Instant::now() + self.quiet * MAX_QUIET_PERIODS;
            while matches!(timeout_at(latest, timeout(self.quiet, self.seen.change.notified())).await, Ok(Ok(()))) {}
            if self.seen.folder_created.swap(false, Ordering::SeqCst)
                && let Err(error) = self.watch_folders()
            {
                tracing::warn!(%error, "cannot watch a folder");
            }
            // Not before: files saved into a new folder before it was watched are then seen too.
            self.events.send_replace(PageEvent::FilesChanged);
        }
    }

    /// Watches the folders that exist; watching one twice changes nothing.
    fn watch_folders(&mut self) -> notify::Result<()> {
        for folder in self.folders.iter().filter(|folder| folder.is_dir()) {
            self.watcher.watch(folder, RecursiveMode::Recursive)?;
        }
        Ok(())
    }
}

/// Streams `ready` at once and `change` after each change, until the server shuts down.
pub(super) async fn event_stream(
    State(admin): State<Arc<AdminServer>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = unfold((admin.events.subscribe(), "ready"), async |(mut receiver, name)| {
        if name == "change" {
            receiver.changed().await.ok()?;
        }
        if *receiver.borrow_and_update() == PageEvent::ShuttingDown {
            return None;
        }
        // Browsers ignore an event without data.
        Some((Ok(Event::default().event(name).data(name)), (receiver, "change")))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

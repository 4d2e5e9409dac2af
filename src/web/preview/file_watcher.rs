//! Tells open pages that a draft, a template or the settings were saved.

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

use super::{PreviewServer, Signal};
use crate::config::Workspace;

/// If files never rest, a change is signalled after this many times the quiet period.
const MAX_QUIET_PERIODS: u32 = 10;

/// Watches until it is dropped.
pub(super) struct FileWatcher {
    watcher: RecommendedWatcher,
    folders: [PathBuf; 2],
    seen: Arc<FileChanges>,
    quiet: Duration,
    signal: watch::Sender<Signal>,
}

/// What the watcher has seen since it was last asked.
#[derive(Default)]
struct FileChanges {
    change: Notify,
    folder_created: AtomicBool,
}

/// Watches the drafts, the templates and the settings; a change counts when the files have been quiet for `quiet`.
pub(super) fn watch_files(
    workspace: &Workspace,
    quiet: Duration,
    signal: watch::Sender<Signal>,
) -> io::Result<FileWatcher> {
    let root = workspace.root.canonicalize()?;
    let settings = root.join(workspace.settings_file().file_name().unwrap_or_default());
    let folders = [root.join("newsletters"), root.join("templates")];
    let seen = Arc::new(FileChanges::default());
    let (ours, reported) = (folders.clone(), Arc::clone(&seen));
    let watcher = recommended_watcher(move |result: notify::Result<notify::Event>| {
        // An error may have swallowed a change: better one page too many.
        if result.as_ref().is_ok_and(|event| !matters(event, &settings, &ours)) {
            return;
        }
        if result.is_ok_and(|event| creates_folder(&event, &ours)) {
            reported.folder_created.store(true, Ordering::SeqCst);
        }
        reported.change.notify_one();
    });
    let watcher = watcher.map_err(io::Error::other)?;
    let mut file_watcher = FileWatcher { watcher, folders, seen, quiet, signal };
    file_watcher.watcher.watch(&root, RecursiveMode::NonRecursive).map_err(io::Error::other)?;
    file_watcher.watch_folders().map_err(io::Error::other)?;
    Ok(file_watcher)
}

/// Tells whether an event is a change of a watched file. Reading a file is no change, and the database beside the
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
    /// Signals changes, and watches folders that come later, too; it never ends.
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
            // Only now: who looks at once sees what was saved into a new folder before it was watched.
            self.signal.send_replace(Signal::Changed);
        }
    }

    /// Watches the folders that are there; one that is watched already stays so.
    fn watch_folders(&mut self) -> notify::Result<()> {
        for folder in self.folders.iter().filter(|folder| folder.is_dir()) {
            self.watcher.watch(folder, RecursiveMode::Recursive)?;
        }
        Ok(())
    }
}

/// Streams `ready` at once and `change` at each change, until the desk closes.
pub(super) async fn stream(
    State(desk): State<Arc<PreviewServer>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = unfold((desk.signal.subscribe(), "ready"), async |(mut signal, name)| {
        if name == "change" {
            signal.changed().await.ok()?;
        }
        if *signal.borrow_and_update() == Signal::Closing {
            return None;
        }
        // Browsers pass over an event without data.
        Some((Ok(Event::default().event(name).data(name)), (signal, "change")))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

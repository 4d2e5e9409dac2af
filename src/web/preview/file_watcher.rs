//! Tells open pages that a draft, a template or the settings were saved.

use std::convert::Infallible;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;
use notify::event::ModifyKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer};
use tokio::sync::{Notify, watch};

use super::{PreviewServer, Signal};
use crate::config::Workspace;

/// Watches while it lives.
pub(super) struct FileWatcher {
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    folders: [PathBuf; 2],
    folder_created: Arc<Notify>,
    signal: watch::Sender<Signal>,
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
    let arisen = Arc::new(Notify::new());
    let (watched, awaited) = (folders.clone(), folders.clone());
    let (came, changed) = (Arc::clone(&arisen), signal.clone());
    // Looking at a file is no change, and the database beside the settings changes all the time.
    let matters = move |event: &DebouncedEvent| {
        let ours = |path: &PathBuf| *path == settings || watched.iter().any(|folder| path.starts_with(folder));
        !event.kind.is_access() && event.paths.iter().any(ours)
    };
    let comes = move |event: &DebouncedEvent| {
        matches!(event.kind, EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)))
            && event.paths.iter().any(|path| awaited.contains(path))
    };
    let debouncer = new_debouncer(quiet, None, move |result: DebounceEventResult| {
        // An error may have swallowed a change: better one page too many.
        if result.as_ref().is_ok_and(|events| !events.iter().any(&matters)) {
            return;
        }
        if result.is_ok_and(|events| events.iter().any(&comes)) {
            came.notify_one();
        } else {
            changed.send_replace(Signal::Changed);
        }
    })
    .map_err(io::Error::other)?;
    let mut watching = FileWatcher { debouncer, folders, folder_created: arisen, signal };
    watching.debouncer.watch(&root, RecursiveMode::NonRecursive).map_err(io::Error::other)?;
    watching.watch_folders().map_err(io::Error::other)?;
    Ok(watching)
}

impl FileWatcher {
    /// Watches folders that come later, too; it never ends.
    pub(super) async fn run(mut self) {
        loop {
            self.folder_created.notified().await;
            if let Err(error) = self.watch_folders() {
                tracing::warn!(%error, "cannot watch a folder");
            }
            // Told only now: whatever was saved into the folder before is seen by who looks at once.
            self.signal.send_replace(Signal::Changed);
        }
    }

    /// Watches the folders that are there; one that is watched already stays so.
    fn watch_folders(&mut self) -> notify::Result<()> {
        for folder in self.folders.iter().filter(|folder| folder.is_dir()) {
            self.debouncer.watch(folder, RecursiveMode::Recursive)?;
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

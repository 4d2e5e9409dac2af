//! The workspace with the settings of now: they can be replaced while pages are being answered.

use std::ops::Deref;
use std::sync::OnceLock;

use crate::config::Workspace;

/// A workspace whose settings can change. It is used as the latest [`Workspace`].
///
/// Earlier versions stay, a few kilobytes each, because a page that is being answered may still be reading one.
pub(super) struct LiveWorkspace {
    workspace: Box<Workspace>,
    newer: OnceLock<Box<LiveWorkspace>>,
}

impl LiveWorkspace {
    pub(super) fn new(workspace: Workspace) -> Self {
        Self { workspace: Box::new(workspace), newer: OnceLock::new() }
    }

    /// Makes a version the latest one.
    pub(super) fn replace(&self, workspace: Workspace) {
        let mut next = Box::new(Self::new(workspace));
        let mut last = self.latest();
        while let Err(kept) = last.newer.set(next) {
            next = kept;
            last = last.latest();
        }
    }

    fn latest(&self) -> &Self {
        let mut version = self;
        while let Some(newer) = version.newer.get() {
            version = newer;
        }
        version
    }
}

impl Deref for LiveWorkspace {
    type Target = Workspace;

    fn deref(&self) -> &Workspace {
        &self.latest().workspace
    }
}

//! What the pages about members keep while the program runs.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::held_import::HeldImport;
use super::page_notices::PageNotice;

/// Notices for the next page, and files that are not imported yet.
#[derive(Default)]
pub(in crate::web::admin) struct MemberDesk {
    pub(super) notices: Mutex<VecDeque<(u64, PageNotice)>>,
    pub(super) imports: Mutex<Vec<HeldImport>>,
    /// Locked while somebody is changed, so that what a page was based on is still so.
    pub(super) changing: tokio::sync::Mutex<()>,
}

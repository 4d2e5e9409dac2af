//! What a draft is held against: the day, the society, the people, the files beside it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::audience::Audience;
use crate::config::Workspace;
use crate::database::Database;
use crate::draft::attachments;
use crate::draft::read::Draft;
use crate::model::{Attachment, Mailbox};

/// How many pages of an audience are read for its names: a thousand people each.
const PAGES: usize = 3;

/// The largest file beside a draft that is looked into, in octets.
const LARGEST: u64 = 30_000_000;

/// What a draft is held against.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// Today, on the society's clocks.
    pub today: Date,
    /// Whether dates such as 05/17/2017 begin with the month.
    pub month_first: bool,
    /// The domains at which the society has its addresses and pages.
    pub domains: BTreeSet<String>,
    /// The society's own postal address.
    pub postal_address: String,
    /// The people on the list: first and last name.
    pub people: BTreeSet<String>,
    /// Octets of the files that go with each copy.
    pub attached: Vec<usize>,
    /// The folder of the draft.
    pub folder: PathBuf,
    /// The workspace's own style sheet for letters, if it has one.
    pub css: Option<String>,
}

impl Around {
    /// Gathers what a draft is held against; `path` is its file.
    #[must_use]
    pub fn new(
        workspace: &Workspace,
        path: &Path,
        draft: &Draft,
        attachments: &[Attachment],
        people: BTreeSet<String>,
        today: Date,
    ) -> Self {
        let settings = &workspace.settings;
        let boxes = [Some(&settings.sender.from), settings.sender.reply_to.as_ref(), draft.reply_to.as_ref()];
        let mut domains: BTreeSet<_> =
            boxes.into_iter().flatten().map(|Mailbox { address, .. }| address.domain().to_owned()).collect();
        domains.extend(settings.sender.unsubscribe.as_ref().map(|address| address.domain().to_owned()));
        let host = url::Url::parse(&settings.society.website).ok().and_then(|url| url.host_str().map(str::to_owned));
        domains.extend(host.map(|host| host.strip_prefix("www.").unwrap_or(&host).to_owned()));
        Self {
            today,
            month_first: settings.society.language.eq_ignore_ascii_case("en-us"),
            domains,
            postal_address: settings.society.postal_address.clone(),
            people,
            attached: attachments.iter().map(|file| file.bytes.len()).collect(),
            folder: path.parent().unwrap_or(Path::new("")).to_owned(),
            css: std::fs::read_to_string(workspace.root.join("templates").join(super::contrast::FILE)).ok(),
        }
    }

    /// Reads a file that stands beside the draft under its name alone; `None` for whatever else a link names.
    pub(super) fn file(&self, name: &str) -> Option<Vec<u8>> {
        attachments::is_name(name).then(|| attachments::bytes(&self.folder, name, LARGEST).ok()).flatten()
    }

    /// Returns the day from which a draft looks ahead: its own, or today.
    pub(super) fn day_of(&self, draft: &Draft) -> Date {
        draft.date.unwrap_or(self.today)
    }
}

/// Returns the first and last names of an audience, of the first few thousand people.
///
/// # Errors
/// The audience cannot be gathered.
pub async fn people(database: &Database, audience: &Audience) -> Result<BTreeSet<String>, crate::database::Error> {
    let mut people = BTreeSet::new();
    let mut pages = audience.pages();
    for _ in 0..PAGES {
        let Some(page) = pages.next(&mut database.read().await?).await? else { break };
        people.extend(page.iter().filter_map(|subscriber| {
            let name = |field| subscriber.fields.get(field)?.as_text().map(str::trim).filter(|name| !name.is_empty());
            Some(format!("{} {}", name("first_name")?, name("last_name")?))
        }));
    }
    Ok(people)
}

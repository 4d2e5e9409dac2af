//! What a draft is compared with: the day, the society, the people, the files beside it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::date_words::DateWords;
use super::lint_settings::LintSettings;
use super::template_images::{TemplateImage, find_template_images};
use crate::config::Workspace;
use crate::draft::{Draft, read_adjacent_file, read_logo};
use crate::model::{Attachment, Language, Mailbox};

/// The style sheet of letters, under `templates/`.
pub(super) const STYLE_SHEET: &str = "letter/layout.css";

/// The largest file beside a draft that is looked into, in octets.
const MAX_FILE_BYTES: u64 = 30_000_000;

/// What a draft is compared with.
#[derive(Debug, Clone, Default)]
pub struct LintContext {
    /// Today, on the society's clocks.
    pub today: Date,
    /// Whether dates such as 05/17/2017 begin with the month.
    pub month_first: bool,
    /// The words of dates in the language of the letter.
    pub date_words: DateWords,
    /// The domains at which the society has its addresses and pages.
    pub own_domains: BTreeSet<String>,
    /// The society's own postal address.
    pub postal_address: String,
    /// The people on the list: first and last name.
    pub known_names: BTreeSet<String>,
    /// The fields that the people on the list have; empty if they are not known.
    pub fields: BTreeSet<String>,
    /// Octets of the files that go with each copy.
    pub attachment_sizes: Vec<usize>,
    /// The folder of the draft.
    pub folder: PathBuf,
    /// What the rules look at in the settings.
    pub settings: LintSettings,
    /// The images in the workspace's own templates that do not go with the letter.
    pub template_images: Vec<TemplateImage>,
    /// Whether the logo has fewer pixels than it is shown with.
    pub has_coarse_logo: bool,
    /// The workspace's own style sheet for letters, if it has one.
    pub style_sheet: Option<String>,
}

/// Reads the workspace's own style sheet, with the colours and fonts of its settings put in.
fn own_style_sheet(workspace: &Workspace) -> Option<String> {
    let source = std::fs::read_to_string(workspace.root.join("templates").join(STYLE_SHEET)).ok()?;
    let slots = workspace.settings.look.slots();
    Some(slots.iter().fold(source, |css, (name, value)| css.replace(&format!("{{{{{{{name}}}}}}}"), value)))
}

impl LintContext {
    /// Gathers what a draft is compared with; `path` is its file.
    #[must_use]
    pub fn new(
        workspace: &Workspace,
        path: &Path,
        draft: &Draft,
        attachments: &[Attachment],
        known_names: BTreeSet<String>,
        today: Date,
    ) -> Self {
        let settings = &workspace.settings;
        let boxes = [
            Some(&settings.sender.from),
            draft.from.as_ref(),
            settings.sender.reply_to.as_ref(),
            draft.reply_to.as_ref(),
        ];
        let mut own_domains: BTreeSet<_> =
            boxes.into_iter().flatten().map(|Mailbox { address, .. }| address.domain().to_owned()).collect();
        own_domains.extend(settings.sender.unsubscribe.as_ref().map(|address| address.domain().to_owned()));
        let host = url::Url::parse(&settings.society.website).ok().and_then(|url| url.host_str().map(str::to_owned));
        own_domains.extend(host.map(|host| host.strip_prefix("www.").unwrap_or(&host).to_owned()));
        Self {
            today,
            date_words: DateWords::new(&settings.society.language),
            month_first: settings.society.language.as_str().eq_ignore_ascii_case("en-us"),
            own_domains,
            postal_address: settings.society.postal_address.clone(),
            known_names,
            fields: BTreeSet::new(),
            attachment_sizes: attachments.iter().map(|file| file.bytes.len()).collect(),
            folder: path.parent().unwrap_or(Path::new("")).to_owned(),
            settings: LintSettings::new(settings, draft.from.as_ref(), draft.reply_to.as_ref()),
            template_images: find_template_images(&workspace.root),
            has_coarse_logo: read_logo(workspace).ok().flatten().is_some_and(|logo| logo.is_coarse),
            style_sheet: own_style_sheet(workspace),
        }
    }

    /// Reads dates as a language writes them, if it is another one than the society's.
    #[must_use]
    pub fn in_language(self, language: Option<&Language>) -> Self {
        let Some(language) = language else { return self };
        let month_first = language.as_str().eq_ignore_ascii_case("en-us");
        Self { month_first, date_words: DateWords::new(language), ..self }
    }

    /// Reads a file that stands beside the draft under its name alone; `None` for whatever else a link names.
    pub(super) fn read_file(&self, name: &str) -> Option<Vec<u8>> {
        read_adjacent_file(&self.folder, name, MAX_FILE_BYTES)
    }

    /// Returns the day from which a draft looks ahead: its own, or today.
    pub(super) fn reference_date(&self, draft: &Draft) -> Date {
        draft.date.unwrap_or(self.today)
    }
}

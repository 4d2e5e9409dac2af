//! Digests everything that a message is made of.

use crate::config::{RelaySettings, Settings, Workspace};
use crate::draft::Draft;
use crate::message::mailto_link;
use crate::model::{Attachment, Digest, IssueContent, ReviewSnapshot, Sha256};

/// Returns the snapshot without recipients.
pub(super) fn content_snapshot(
    workspace: &Workspace,
    draft: &Draft,
    content: &IssueContent,
    relay: &RelaySettings,
) -> ReviewSnapshot {
    // The calendar file has the time when it was made, and says nothing that is not in the draft.
    let calendar = |file: &Attachment| content.event.is_some() && file.media_type.contains("; method=");
    let files =
        content.attachments.iter().filter(|file| !calendar(file)).flat_map(|file| [file.name.as_bytes(), &file.bytes]);
    let templates: Vec<_> = workspace
        .layout_names()
        .into_iter()
        .map(|name| workspace.template(&name).unwrap_or_default() + &name)
        .collect();
    let settings = visible_settings(&workspace.settings, relay);
    ReviewSnapshot {
        draft: digest_parts([draft.front_matter.as_bytes(), draft.body.as_bytes()].into_iter().chain(files)),
        templates: digest_parts(templates.iter().map(String::as_bytes)),
        settings: digest_parts(settings.iter().map(String::as_bytes)),
        ..ReviewSnapshot::default()
    }
}

/// Returns the settings that show in a copy; the rate of sending does not.
fn visible_settings(settings: &Settings, relay: &RelaySettings) -> [String; 7] {
    let sender = &settings.sender;
    [
        serde_json::to_string(&settings.society).unwrap_or_default(),
        sender.from.to_string(),
        sender.reply_to.as_ref().map(ToString::to_string).unwrap_or_default(),
        sender.unsubscribe.as_ref().map(|address| mailto_link(address, "")).unwrap_or_default(),
        sender.answers.as_ref().map(|address| mailto_link(address, "")).unwrap_or_default(),
        settings.web.public_url.clone().unwrap_or_default(),
        relay.url.to_string(),
    ]
}

/// Digests parts with their lengths, so that moving a byte from one part to the next changes the digest.
fn digest_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Digest {
    let mut hasher = Sha256::default();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finish()
}

//! What you saw is what is sent: digests of what a letter is made of, kept at each look and compared before sending.

use jiff::Timestamp;

use super::ComposedDraft;
use crate::config::Workspace;
use crate::database::{self, Database};
use crate::model::{Digest, ReviewSnapshot, Sha256};

/// Returns what is to be seen of a proof; the recipients are added by who walks through them.
#[must_use]
pub fn draft_snapshot(workspace: &Workspace, proof: &ComposedDraft) -> ReviewSnapshot {
    let draft = &proof.draft;
    let files = proof.content.attachments.iter().flat_map(|file| [file.name.as_bytes(), &file.bytes]);
    let settings = &workspace.settings;
    let templates =
        workspace.layout_names().into_iter().map(|name| workspace.template(&name).unwrap_or_default() + &name);
    let templates: Vec<_> = templates.collect();
    // What copies are made of; how fast they go is nothing that anybody sees.
    let settings = [
        serde_json::to_string(&settings.society).unwrap_or_default(),
        format!("{:?}", settings.sender),
        settings.web.public_url.clone().unwrap_or_default(),
        settings.relay.url.to_string(),
    ];
    ReviewSnapshot {
        draft: content_digest([draft.front_matter.as_bytes(), draft.body.as_bytes()].into_iter().chain(files)),
        templates: content_digest(templates.iter().map(String::as_bytes)),
        settings: content_digest(settings.iter().map(String::as_bytes)),
        ..ReviewSnapshot::default()
    }
}

fn content_digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Digest {
    let mut hasher = Sha256::default();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finish()
}

/// Returns what was last seen of a draft for its list.
///
/// # Errors
/// The database refused.
pub async fn last_snapshot(
    database: &Database,
    proof: &ComposedDraft,
) -> Result<Option<ReviewSnapshot>, database::Error> {
    database::review_snapshots::get(&mut database.begin_read().await?, &proof.draft.slug, proof.segment.list.id).await
}

/// Keeps what is seen of a draft, if it is something else than before.
///
/// # Errors
/// The database refused.
pub async fn save_snapshot(
    database: &Database,
    proof: &ComposedDraft,
    look: &ReviewSnapshot,
    now: Timestamp,
) -> Result<(), database::Error> {
    if last_snapshot(database, proof).await?.as_ref() == Some(look) {
        return Ok(());
    }
    let mut work = database.begin_write().await?;
    database::review_snapshots::upsert(&mut work, &proof.draft.slug, proof.segment.list.id, look, now).await?;
    work.commit().await
}

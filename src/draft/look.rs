//! What you saw is what is sent: digests of what a letter is made of, kept at each look and compared before sending.

use jiff::Timestamp;

use super::Proof;
use crate::config::Workspace;
use crate::database::{self, Database};
use crate::model::{Digest, Look, Sha256};

/// Returns what is to be seen of a proof; the recipients are added by who walks through them.
#[must_use]
pub fn look(workspace: &Workspace, proof: &Proof) -> Look {
    let draft = &proof.draft;
    let files = proof.content.attachments.iter().flat_map(|file| [file.name.as_bytes(), &file.bytes]);
    let settings = &workspace.settings;
    let templates = workspace.layouts().into_iter().map(|name| workspace.template(&name).unwrap_or_default() + &name);
    let templates: Vec<_> = templates.collect();
    // What copies are made of; how fast they go is nothing that anybody sees.
    let settings = [
        serde_json::to_string(&settings.society).unwrap_or_default(),
        format!("{:?}", settings.sender),
        settings.web.public_url.clone().unwrap_or_default(),
        settings.relay.url.to_string(),
    ];
    Look {
        draft: digest([draft.head.as_bytes(), draft.body.as_bytes()].into_iter().chain(files)),
        templates: digest(templates.iter().map(String::as_bytes)),
        settings: digest(settings.iter().map(String::as_bytes)),
        ..Look::default()
    }
}

fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Digest {
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
pub async fn last_look(database: &Database, proof: &Proof) -> Result<Option<Look>, database::Error> {
    database::look::get(&mut database.read().await?, &proof.draft.slug, proof.audience.list.id).await
}

/// Keeps what is seen of a draft, if it is something else than before.
///
/// # Errors
/// The database refused.
pub async fn looked(database: &Database, proof: &Proof, look: &Look, now: Timestamp) -> Result<(), database::Error> {
    if last_look(database, proof).await?.as_ref() == Some(look) {
        return Ok(());
    }
    let mut work = database.write().await?;
    database::look::put(&mut work, &proof.draft.slug, proof.audience.list.id, look, now).await?;
    work.commit().await
}

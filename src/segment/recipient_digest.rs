//! Who gets a letter, as one digest: it changes when somebody comes, goes, or is known by other words.

use crate::model::{Digest, Sha256, Subscriber};

/// A digest over an audience that is being walked through.
#[derive(Debug, Clone, Default)]
pub struct RecipientDigest {
    hasher: Sha256,
}

impl RecipientDigest {
    /// Adds the next one.
    pub fn add(&mut self, subscriber: &Subscriber) {
        self.hasher.update(subscriber.id.get().to_be_bytes());
        self.hasher.update(subscriber.address.as_str());
        for (field, value) in &subscriber.fields {
            self.hasher.update([0]);
            self.hasher.update(field);
            self.hasher.update([0]);
            self.hasher.update(value.to_string());
        }
        self.hasher.update([0]);
    }

    /// Returns the digest.
    #[must_use]
    pub fn finish(self) -> Digest {
        self.hasher.finish()
    }
}

//! A digest of the recipients: it changes when somebody joins or leaves, or when a field changes.

use crate::model::{Digest, Sha256, Subscriber};

/// An incremental digest of the recipients of a segment.
#[derive(Debug, Clone, Default)]
pub struct RecipientDigest {
    hasher: Sha256,
}

impl RecipientDigest {
    /// Adds the next recipient.
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

    /// Returns the digest of all recipients added.
    #[must_use]
    pub fn finish(self) -> Digest {
        self.hasher.finish()
    }
}

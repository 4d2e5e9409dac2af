//! Sealed links to a letter on the web and to the calendar of a list, the same for all their readers.

use super::{IssueId, ListId, SigningKeys};

const LETTER_PURPOSE: &[u8] = b"archive-letter";
const EVENTS_PURPOSE: &[u8] = b"list-events";

impl SigningKeys {
    /// Seals the id of an issue for the link to its web copy; `None` without a key.
    #[must_use]
    pub fn seal_letter(&self, issue: IssueId) -> Option<String> {
        self.seal_ids(LETTER_PURPOSE, &issue.get().to_be_bytes())
    }

    /// Opens the token of a web copy if one of the keys sealed it; compares in constant time.
    #[must_use]
    pub fn open_letter(&self, text: &str) -> Option<IssueId> {
        self.open_ids(LETTER_PURPOSE, text).map(|ids| IssueId::new(i64::from_be_bytes(ids)))
    }

    /// Seals the id of a list for the link to the calendar of its events; `None` without a key.
    #[must_use]
    pub fn seal_events(&self, list: ListId) -> Option<String> {
        self.seal_ids(EVENTS_PURPOSE, &list.get().to_be_bytes())
    }

    /// Opens the token of a calendar if one of the keys sealed it; compares in constant time.
    #[must_use]
    pub fn open_events(&self, text: &str) -> Option<ListId> {
        self.open_ids(EVENTS_PURPOSE, text).map(|ids| ListId::new(i64::from_be_bytes(ids)))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::model::SigningKey;

    #[test]
    fn token_opens_for_its_own_purpose_only() {
        let keys = SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }]);
        let letter = keys.seal_letter(IssueId::new(5)).unwrap();
        let events = keys.seal_events(ListId::new(5)).unwrap();
        assert_eq!(keys.open_letter(&letter), Some(IssueId::new(5)));
        assert_eq!(keys.open_events(&events), Some(ListId::new(5)));
        assert!(keys.open_letter(&events).is_none() && keys.open_events(&letter).is_none());
        assert!(
            keys.open_issue(&letter).is_none()
                && keys.open_letter(&keys.seal_issue(IssueId::new(5)).unwrap()).is_none()
        );
    }
}

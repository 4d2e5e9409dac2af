//! The token in the link by which somebody says that they still want to be written to.

use super::{SigningKeys, Token};

/// The purpose is part of the seal: the token cannot unsubscribe anybody.
const STILL_WANTED_PURPOSE: &[u8] = b"still-wanted";

/// The path of the page behind the link, before its token.
pub const STILL_WANTED_PATH: &str = "/k/";

impl SigningKeys {
    /// Seals the token of a delivery for the link by which somebody says that they still want to be written to; `None` as
    /// in [`Self::seal`].
    #[must_use]
    pub fn seal_still_wanted(&self, token: Token) -> Option<String> {
        self.seal_ids(STILL_WANTED_PURPOSE, &token.to_octets()?)
    }

    /// Opens a token sealed by [`Self::seal_still_wanted`]; compares in constant time.
    #[must_use]
    pub fn open_still_wanted(&self, text: &str) -> Option<Token> {
        self.open_ids(STILL_WANTED_PURPOSE, text).map(Token::from_octets)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{IssueId, ListId, SigningKey, SigningKeys, SubscriberId, Token};

    #[test]
    fn each_purpose_has_a_token_of_its_own() {
        let keys = SigningKeys::new(vec![SigningKey { id: 3, secret: [7; 32] }]);
        let token = Token { list: ListId::new(2), subscriber: SubscriberId::new(9), issue: IssueId::new(5) };
        let sealed = keys.seal_still_wanted(token).unwrap_or_default();
        assert_eq!(keys.open_still_wanted(&sealed), Some(token));
        assert_eq!((keys.open(&sealed), keys.find_bounce(&sealed)), (None, None));
        assert_eq!(keys.open_still_wanted(&keys.seal(token).unwrap_or_default()), None);
    }
}

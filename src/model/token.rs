//! The tokens in links: numbers, and a seal that says for what they are good.

use encodify::base64::URL_SAFE_NO_PAD;

use super::seal::{SEAL, is_sealed, seal};
use super::{IssueId, ListId, RequestId, SubscriberId};

/// Octets of what an unsubscribe token names: list, subscriber, issue.
const TOKEN_ID_OCTETS: usize = 4 + 8 + 4;
/// Octets of what the token of a request names: its number.
const REQUEST_ID_OCTETS: usize = 8;

/// What a token is good for is part of its seal, so that none can be used as another.
const UNSUBSCRIBE_PURPOSE: &[u8] = b"unsubscribe";
const CONFIRM_PURPOSE: &[u8] = b"confirm";

/// Names one copy without naming the person: numbers only, no address.
///
/// It has no expiry, and it is read without the database: neither a deleted issue nor a deleted person breaks the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The list that the copy went to.
    pub list: ListId,
    /// The subscriber it went to.
    pub subscriber: SubscriberId,
    /// The issue it is a copy of; [`IssueId::NONE`] when no issue led to the link.
    pub issue: IssueId,
}

impl Token {
    /// How many characters a sealed token has.
    pub const LENGTH: usize = (1 + TOKEN_ID_OCTETS + SEAL) * 4 / 3;
}

/// A signing key with its number; a number is never used twice.
#[derive(Clone)]
pub struct SigningKey {
    /// Its number, 0 to 255, written into each token.
    pub id: u8,
    /// 32 random bytes.
    pub secret: [u8; 32],
}

/// All keys there ever were: the newest signs, each one verifies.
#[derive(Clone)]
pub struct SigningKeys(Vec<SigningKey>);

impl SigningKeys {
    /// Takes the keys, the newest last.
    #[must_use]
    pub fn new(keys: Vec<SigningKey>) -> Self {
        Self(keys)
    }

    /// Tells whether there is a key to seal with.
    #[must_use]
    pub fn can_seal(&self) -> bool {
        !self.0.is_empty()
    }

    /// Writes a token as 44 URL-safe characters; `None` without a key, or when a number has outgrown the token.
    #[must_use]
    pub fn seal(&self, token: Token) -> Option<String> {
        let mut ids = Vec::with_capacity(TOKEN_ID_OCTETS);
        ids.extend(u32::try_from(token.list.get()).ok()?.to_be_bytes());
        ids.extend(token.subscriber.get().to_be_bytes());
        ids.extend(u32::try_from(token.issue.get()).ok()?.to_be_bytes());
        self.seal_ids(UNSUBSCRIBE_PURPOSE, &ids)
    }

    /// Tells whether a text has the form of a token that was sealed by a key which is not among these.
    #[must_use]
    pub fn is_unknown_key(&self, text: &str) -> bool {
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .filter(|bytes| [1 + TOKEN_ID_OCTETS + SEAL, 1 + REQUEST_ID_OCTETS + SEAL].contains(&bytes.len()));
        bytes.is_some_and(|bytes| self.0.iter().all(|key| key.id != bytes[0]))
    }

    /// Reads a token back, if one of the keys sealed it; compares in constant time.
    #[must_use]
    pub fn open(&self, text: &str) -> Option<Token> {
        let ids: [u8; TOKEN_ID_OCTETS] = self.open_ids(UNSUBSCRIBE_PURPOSE, text)?;
        Some(Token {
            list: ListId::new(u32::from_be_bytes(ids[..4].try_into().ok()?).into()),
            subscriber: SubscriberId::new(i64::from_be_bytes(ids[4..12].try_into().ok()?)),
            issue: IssueId::new(u32::from_be_bytes(ids[12..].try_into().ok()?).into()),
        })
    }

    /// Writes the number of a request to join as 34 URL-safe characters, for the link by which it is confirmed; `None`
    /// without a key.
    #[must_use]
    pub fn seal_request(&self, request: RequestId) -> Option<String> {
        self.seal_ids(CONFIRM_PURPOSE, &request.get().to_be_bytes())
    }

    /// Reads the number of a request to join back, if one of the keys sealed it; compares in constant time.
    #[must_use]
    pub fn open_request(&self, text: &str) -> Option<RequestId> {
        self.open_ids(CONFIRM_PURPOSE, text).map(|ids| RequestId::new(i64::from_be_bytes(ids)))
    }

    fn seal_ids(&self, purpose: &[u8], ids: &[u8]) -> Option<String> {
        let key = self.0.last()?;
        let mut bytes = Vec::with_capacity(1 + ids.len() + SEAL);
        bytes.push(key.id);
        bytes.extend(ids);
        let seal = seal(&key.secret, &[purpose, &bytes]);
        bytes.extend(seal);
        Some(URL_SAFE_NO_PAD.encode(bytes))
    }

    fn open_ids<const N: usize>(&self, purpose: &[u8], text: &str) -> Option<[u8; N]> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (ids, seal) = bytes.split_at_checked(1 + N).filter(|(_, seal)| seal.len() == SEAL)?;
        let key = self.0.iter().find(|key| key.id == ids[0])?;
        if !is_sealed(&key.secret, &[purpose, ids], seal) {
            return None;
        }
        ids[1..].try_into().ok()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(id: u8) -> SigningKey {
        SigningKey { id, secret: [id; 32] }
    }

    const TOKEN: Token = Token { list: ListId::new(1), subscriber: SubscriberId::new(140), issue: IssueId::new(7) };

    #[test]
    fn a_token_outlives_new_keys() {
        let old = SigningKeys::new(vec![key(1)]).seal(TOKEN).unwrap();
        assert_eq!((old.len(), Token::LENGTH), (44, 44));
        let rotated = SigningKeys::new(vec![key(1), key(2), key(3), key(4)]);
        assert_eq!(rotated.open(&old), Some(TOKEN));
        assert_ne!(rotated.seal(TOKEN).unwrap(), old);
    }

    #[test]
    fn tokens_of_earlier_versions_stay_the_same() {
        let keys = SigningKeys::new(vec![key(1)]);
        assert_eq!(keys.seal(TOKEN).unwrap(), "AQAAAAEAAAAAAAAAjAAAAAebowAlESmaooUl52IsbvPj");
        assert_eq!(keys.seal_request(RequestId::new(140)).unwrap(), "AQAAAAAAAACMhfXG6_-iAhHTMGOssUaQUw");
    }

    #[test]
    fn a_flipped_bit_breaks_the_seal() {
        let keys = SigningKeys::new(vec![key(1), key(2)]);
        let bytes = URL_SAFE_NO_PAD.decode(keys.seal(TOKEN).unwrap()).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(keys.open(&URL_SAFE_NO_PAD.encode(forged)), None, "bit {bit}");
        }
        assert_eq!(keys.open(""), None);
        assert_eq!(SigningKeys::new(vec![]).seal(TOKEN), None);
    }

    #[test]
    fn a_key_that_is_not_here_is_missed() {
        let keys = SigningKeys::new(vec![key(1)]);
        let newer = SigningKeys::new(vec![key(1), key(2)]).seal(TOKEN).unwrap();
        assert!(keys.is_unknown_key(&newer));
        for known in [keys.seal(TOKEN).unwrap().as_str(), "", "x", &newer[..43], &format!("{newer}A")] {
            assert!(!keys.is_unknown_key(known), "{known}");
        }
    }

    #[test]
    fn a_token_is_good_for_one_thing_only() {
        let keys = SigningKeys::new(vec![key(1)]);
        let id = RequestId::new(140);
        let request = keys.seal_request(id).unwrap();
        assert_eq!((request.len(), keys.open_request(&request), keys.open(&request)), (34, Some(id), None));
        assert_eq!(keys.open_request(&keys.seal(TOKEN).unwrap()), None);
        // Not even numbers of the same length, sealed for another purpose.
        assert_eq!(keys.open_request(&keys.seal_ids(UNSUBSCRIBE_PURPOSE, &140_i64.to_be_bytes()).unwrap()), None);
        let bytes = URL_SAFE_NO_PAD.decode(&request).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(keys.open_request(&URL_SAFE_NO_PAD.encode(forged)), None, "bit {bit}");
        }
    }

    proptest! {
        #[test]
        fn tokens_round_trip(list in 0..u32::MAX, subscriber in 0..i64::MAX, issue in 0..u32::MAX) {
            let token = Token {
                list: ListId::new(list.into()),
                subscriber: SubscriberId::new(subscriber),
                issue: IssueId::new(issue.into()),
            };
            let keys = SigningKeys::new(vec![key(9)]);
            prop_assert_eq!(keys.open(&keys.seal(token).unwrap()), Some(token));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            prop_assert_eq!(SigningKeys::new(vec![key(9)]).open(&text), None);
            prop_assert_eq!(SigningKeys::new(vec![key(9)]).open_request(&text), None);
        }
    }
}

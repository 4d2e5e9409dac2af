//! Sealed tokens in links: ids and an HMAC that is bound to one purpose.

use encodify::base64::URL_SAFE_NO_PAD;

use super::seal::{SEAL, is_sealed, seal};
use super::{IssueId, ListId, RequestId, SubscriberId};

/// The length of the ids in an unsubscribe token, in octets: list, subscriber, issue.
const TOKEN_ID_OCTETS: usize = 4 + 8 + 4;
/// The length of the id in a signup request token, in octets.
const REQUEST_ID_OCTETS: usize = 8;

/// The purpose is part of the seal, so that a token cannot be used for another purpose.
const UNSUBSCRIBE_PURPOSE: &[u8] = b"unsubscribe";
const CONFIRM_PURPOSE: &[u8] = b"confirm";

/// Identifies one delivery by ids alone, without an address.
///
/// A token does not expire and is verified without the database: links keep working after an issue or a person is
/// deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The list of the delivery.
    pub list: ListId,
    /// The recipient.
    pub subscriber: SubscriberId,
    /// The issue, or [`IssueId::NONE`] if no issue led to the link.
    pub issue: IssueId,
}

impl Token {
    /// The length of a sealed token, in characters.
    pub const LENGTH: usize = (1 + TOKEN_ID_OCTETS + SEAL) * 4 / 3;
}

/// A signing key with its id; ids are never reused.
#[derive(Clone)]
pub struct SigningKey {
    /// The id of the key, 0 to 255, which is part of each token.
    pub id: u8,
    /// The 32 random bytes of the key.
    pub secret: [u8; 32],
}

/// All signing keys: the newest one seals, all of them verify.
#[derive(Clone)]
pub struct SigningKeys(Vec<SigningKey>);

impl SigningKeys {
    /// Creates a key ring; the newest key comes last.
    #[must_use]
    pub fn new(keys: Vec<SigningKey>) -> Self {
        Self(keys)
    }

    /// Returns whether there is a key to seal with.
    #[must_use]
    pub fn can_seal(&self) -> bool {
        !self.0.is_empty()
    }

    /// Seals a token as 44 URL-safe characters; `None` without a key, or if an id is too large for the token.
    #[must_use]
    pub fn seal(&self, token: Token) -> Option<String> {
        let mut ids = Vec::with_capacity(TOKEN_ID_OCTETS);
        ids.extend(u32::try_from(token.list.get()).ok()?.to_be_bytes());
        ids.extend(token.subscriber.get().to_be_bytes());
        ids.extend(u32::try_from(token.issue.get()).ok()?.to_be_bytes());
        self.seal_ids(UNSUBSCRIBE_PURPOSE, &ids)
    }

    /// Returns whether a text has the form of a token whose key is not in this ring.
    #[must_use]
    pub fn is_unknown_key(&self, text: &str) -> bool {
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .filter(|bytes| [1 + TOKEN_ID_OCTETS + SEAL, 1 + REQUEST_ID_OCTETS + SEAL].contains(&bytes.len()));
        bytes.is_some_and(|bytes| self.0.iter().all(|key| key.id != bytes[0]))
    }

    /// Opens a token if one of the keys sealed it; compares in constant time.
    #[must_use]
    pub fn open(&self, text: &str) -> Option<Token> {
        let ids: [u8; TOKEN_ID_OCTETS] = self.open_ids(UNSUBSCRIBE_PURPOSE, text)?;
        Some(Token {
            list: ListId::new(u32::from_be_bytes(ids[..4].try_into().ok()?).into()),
            subscriber: SubscriberId::new(i64::from_be_bytes(ids[4..12].try_into().ok()?)),
            issue: IssueId::new(u32::from_be_bytes(ids[12..].try_into().ok()?).into()),
        })
    }

    /// Seals the id of a signup request as 34 URL-safe characters for the confirmation link; `None` without a key.
    #[must_use]
    pub fn seal_request(&self, request: RequestId) -> Option<String> {
        self.seal_ids(CONFIRM_PURPOSE, &request.get().to_be_bytes())
    }

    /// Opens the token of a signup request if one of the keys sealed it; compares in constant time.
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
    fn token_stays_valid_after_key_rotation() {
        let old = SigningKeys::new(vec![key(1)]).seal(TOKEN).unwrap();
        assert_eq!((old.len(), Token::LENGTH), (44, 44));
        let rotated = SigningKeys::new(vec![key(1), key(2), key(3), key(4)]);
        assert_eq!(rotated.open(&old), Some(TOKEN));
        assert_ne!(rotated.seal(TOKEN).unwrap(), old);
    }

    #[test]
    fn tokens_of_earlier_versions_stay_valid() {
        let keys = SigningKeys::new(vec![key(1)]);
        assert_eq!(keys.seal(TOKEN).unwrap(), "AQAAAAEAAAAAAAAAjAAAAAebowAlESmaooUl52IsbvPj");
        assert_eq!(keys.seal_request(RequestId::new(140)).unwrap(), "AQAAAAAAAACMhfXG6_-iAhHTMGOssUaQUw");
    }

    #[test]
    fn flipped_bit_invalidates_seal() {
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
    fn missing_key_is_detected() {
        let keys = SigningKeys::new(vec![key(1)]);
        let newer = SigningKeys::new(vec![key(1), key(2)]).seal(TOKEN).unwrap();
        assert!(keys.is_unknown_key(&newer));
        for known in [keys.seal(TOKEN).unwrap().as_str(), "", "x", &newer[..43], &format!("{newer}A")] {
            assert!(!keys.is_unknown_key(known), "{known}");
        }
    }

    #[test]
    fn token_is_valid_for_one_purpose() {
        let keys = SigningKeys::new(vec![key(1)]);
        let id = RequestId::new(140);
        let request = keys.seal_request(id).unwrap();
        assert_eq!((request.len(), keys.open_request(&request), keys.open(&request)), (34, Some(id), None));
        assert_eq!(keys.open_request(&keys.seal(TOKEN).unwrap()), None);
        // Ids of the same length that were sealed for another purpose are refused too.
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
        fn arbitrary_text_does_not_panic(text in ".*") {
            prop_assert_eq!(SigningKeys::new(vec![key(9)]).open(&text), None);
            prop_assert_eq!(SigningKeys::new(vec![key(9)]).open_request(&text), None);
        }
    }
}

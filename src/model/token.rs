//! Sealed tokens in links and addresses: ids and an HMAC that is bound to one purpose.
//!
//! A token has 36 lower-case letters and digits, so that it never ends with a sign that mail programs cut off, and works
//! in any case. Its seal is HMAC-SHA256 truncated to 96 bits (RFC 2104 §5).

use encodify::base32::STANDARD_NO_PAD;

use super::seal::{is_sealed, seal};
use super::token_search::{link_token, token_places, token_starts};
use super::{IssueId, ListId, RequestId, SubscriberId};

/// The length of the seal, in octets.
const SEAL: usize = 12;
/// The length of the ids in a token, in octets: list, issue, subscriber.
pub(super) const TOKEN_ID_OCTETS: usize = 2 + 3 + 4;
/// The length of the id in a signup request token, in octets.
const REQUEST_ID_OCTETS: usize = 8;
/// The length of a sealed signup request token, in characters.
pub const REQUEST_TOKEN_LENGTH: usize = ((1 + REQUEST_ID_OCTETS + SEAL) * 8).div_ceil(5);

/// The purpose is part of the seal, so that a token cannot be used for another purpose.
const UNSUBSCRIBE_PURPOSE: &[u8] = b"unsubscribe";
const BOUNCE_PURPOSE: &[u8] = b"bounce";
const REQUEST_BOUNCE_PURPOSE: &[u8] = b"request-bounce";
const CONFIRM_PURPOSE: &[u8] = b"confirm";
const CALENDAR_PURPOSE: &[u8] = b"calendar";

/// The maximum number of places in a text that are tried as a token.
const MAX_TRIES: usize = 1_000;

/// Identifies one delivery by ids alone, without an address.
///
/// A token does not expire and is verified without the database: links keep working after an issue or a person is
/// deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The list of the delivery.
    pub list: ListId,
    /// The recipient, or [`SubscriberId::NONE`] in a test message.
    pub subscriber: SubscriberId,
    /// The issue, or [`IssueId::NONE`] if no issue led to the link.
    pub issue: IssueId,
}

impl Token {
    /// The length of a sealed token, in characters.
    pub const LENGTH: usize = ((1 + TOKEN_ID_OCTETS + SEAL) * 8).div_ceil(5);

    pub(super) fn to_octets(self) -> Option<[u8; TOKEN_ID_OCTETS]> {
        let list = u16::try_from(self.list.get()).ok()?.to_be_bytes();
        let [0, issue @ ..] = u32::try_from(self.issue.get()).ok()?.to_be_bytes() else { return None };
        let subscriber = u32::try_from(self.subscriber.get()).ok()?.to_be_bytes();
        [&list[..], &issue, &subscriber].concat().try_into().ok()
    }

    pub(super) fn from_octets([l1, l2, i1, i2, i3, subscriber @ ..]: [u8; TOKEN_ID_OCTETS]) -> Self {
        Self {
            list: ListId::new(u16::from_be_bytes([l1, l2]).into()),
            issue: IssueId::new(u32::from_be_bytes([0, i1, i2, i3]).into()),
            subscriber: SubscriberId::new(u32::from_be_bytes(subscriber).into()),
        }
    }
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

    /// Seals a token for unsubscribing as [`Token::LENGTH`] letters and digits; `None` without a key, or if an id is
    /// too large for the token.
    #[must_use]
    pub fn seal(&self, token: Token) -> Option<String> {
        self.seal_ids(UNSUBSCRIBE_PURPOSE, &token.to_octets()?)
    }

    /// Opens a token for unsubscribing if one of the keys sealed it; compares in constant time.
    #[must_use]
    pub fn open(&self, text: &str) -> Option<Token> {
        self.open_ids(UNSUBSCRIBE_PURPOSE, text).map(Token::from_octets)
    }

    /// Finds a token for unsubscribing anywhere in a text, whatever stands beside it.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Token> {
        self.find_sealed(UNSUBSCRIBE_PURPOSE, text, Token::LENGTH).map(Token::from_octets)
    }

    /// Seals the token of a delivery for the address that bounces are sent to; `None` as in [`Self::seal`]. It cannot
    /// unsubscribe anybody.
    #[must_use]
    pub fn seal_bounce(&self, token: Token) -> Option<String> {
        self.seal_ids(BOUNCE_PURPOSE, &token.to_octets()?)
    }

    /// Finds the token of a delivery in a text, sealed by [`Self::seal_bounce`].
    #[must_use]
    pub fn find_bounce(&self, text: &str) -> Option<Token> {
        self.find_sealed(BOUNCE_PURPOSE, text, Token::LENGTH).map(Token::from_octets)
    }

    /// Returns the places in a text that may be a token of any purpose, so that it is searched once for several of them.
    #[must_use]
    pub fn possible_tokens<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let starts = token_starts(text.as_bytes(), REQUEST_TOKEN_LENGTH);
        let places = starts.filter_map(|start| text.get(start..text.floor_char_boundary(start + Token::LENGTH)));
        places.filter(|place| self.begins_with_known_key(place)).take(MAX_TRIES).collect()
    }

    /// Returns whether a text begins with the form of a token whose key is not in this ring.
    #[must_use]
    pub fn is_unknown_key(&self, text: &str) -> bool {
        let octets = decode(link_token(text))
            .filter(|octets| [1 + TOKEN_ID_OCTETS + SEAL, 1 + REQUEST_ID_OCTETS + SEAL].contains(&octets.len()));
        octets.is_some_and(|octets| self.0.iter().all(|key| Some(&key.id) != octets.first()))
    }

    /// Seals the id of a signup request as 34 letters and digits for the confirmation link; `None` without a key.
    #[must_use]
    pub fn seal_request(&self, request: RequestId) -> Option<String> {
        self.seal_ids(CONFIRM_PURPOSE, &request.get().to_be_bytes())
    }

    /// Opens the token of a signup request if one of the keys sealed it; compares in constant time.
    #[must_use]
    pub fn open_request(&self, text: &str) -> Option<RequestId> {
        self.open_ids(CONFIRM_PURPOSE, text).map(|ids| RequestId::new(i64::from_be_bytes(ids)))
    }

    /// Finds the token of a signup request anywhere in a text, whatever stands beside it.
    #[must_use]
    pub fn find_request(&self, text: &str) -> Option<RequestId> {
        let ids = self.find_sealed(CONFIRM_PURPOSE, text, REQUEST_TOKEN_LENGTH);
        ids.map(|ids| RequestId::new(i64::from_be_bytes(ids)))
    }

    /// Seals the id of a signup request to recognize a bounce of its confirmation mail; `None` without a key.
    #[must_use]
    pub fn seal_request_bounce(&self, request: RequestId) -> Option<String> {
        self.seal_ids(REQUEST_BOUNCE_PURPOSE, &request.get().to_be_bytes())
    }

    /// Finds the token of a confirmation mail in a text, sealed by [`Self::seal_request_bounce`].
    #[must_use]
    pub fn find_request_bounce(&self, text: &str) -> Option<RequestId> {
        let ids = self.find_sealed(REQUEST_BOUNCE_PURPOSE, text, REQUEST_TOKEN_LENGTH);
        ids.map(|ids| RequestId::new(i64::from_be_bytes(ids)))
    }

    /// Seals the id of an issue for the link to its calendar file, which is the same for all readers; `None` without a
    /// key.
    #[must_use]
    pub fn seal_issue(&self, issue: IssueId) -> Option<String> {
        self.seal_ids(CALENDAR_PURPOSE, &issue.get().to_be_bytes())
    }

    /// Opens the token of a calendar file if one of the keys sealed it; compares in constant time.
    #[must_use]
    pub fn open_issue(&self, text: &str) -> Option<IssueId> {
        self.open_ids(CALENDAR_PURPOSE, text).map(|ids| IssueId::new(i64::from_be_bytes(ids)))
    }

    pub(super) fn seal_ids(&self, purpose: &[u8], ids: &[u8]) -> Option<String> {
        let key = self.0.last()?;
        let mut octets = Vec::with_capacity(1 + ids.len() + SEAL);
        octets.push(key.id);
        octets.extend(ids);
        let seal: [u8; SEAL] = seal(&key.secret, &[purpose, &octets]);
        octets.extend(seal);
        Some(STANDARD_NO_PAD.encode(octets).to_ascii_lowercase())
    }

    pub(super) fn open_ids<const N: usize>(&self, purpose: &[u8], text: &str) -> Option<[u8; N]> {
        let octets = decode(text)?;
        let (ids, seal) = octets.split_last_chunk::<SEAL>()?;
        let (id, ids_only) = ids.split_first()?;
        let key = self.0.iter().find(|key| key.id == *id)?;
        if !is_sealed(&key.secret, &[purpose, ids], seal) {
            return None;
        }
        ids_only.try_into().ok()
    }

    pub(super) fn find_sealed<const N: usize>(&self, purpose: &[u8], text: &str, length: usize) -> Option<[u8; N]> {
        let mut places = token_places(text, length).filter(|place| self.begins_with_known_key(place)).take(MAX_TRIES);
        places.find_map(|place| self.open_ids(purpose, place))
    }

    /// Returns whether the first two characters, which have ten bits, begin with the id of a key.
    fn begins_with_known_key(&self, text: &str) -> bool {
        let Some(id) = text.get(..2).and_then(decode_lenient) else { return false };
        self.0.iter().any(|key| key.id == id)
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(text.to_ascii_uppercase()).ok()
}

/// Returns the octet at the beginning of two characters of base32.
fn decode_lenient(pair: &str) -> Option<u8> {
    let value = |c: u8| match c.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => Some(letter - b'a'),
        digit @ b'2'..=b'7' => Some(digit - b'2' + 26),
        _ => None,
    };
    let [high, low] = pair.as_bytes() else { return None };
    Some(value(*high)? << 3 | value(*low)? >> 2)
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
        assert_eq!((old.len(), Token::LENGTH), (36, 36));
        let rotated = SigningKeys::new(vec![key(1), key(2), key(3), key(4)]);
        assert_eq!(rotated.open(&old), Some(TOKEN));
        assert_ne!(rotated.seal(TOKEN).unwrap(), old);
    }

    #[test]
    fn tokens_of_earlier_versions_stay_valid() {
        let keys = SigningKeys::new(vec![key(1)]);
        assert_eq!(keys.seal(TOKEN).unwrap(), "aeaacaaaa4aaaaemqt5civarg4mjqsshn5aa");
        assert_eq!(keys.seal_bounce(TOKEN).unwrap(), "aeaacaaaa4aaaaemrsnfiezfiumiqzq4ng5q");
        assert_eq!(keys.seal_request(RequestId::new(140)).unwrap(), "aeaaaaaaaaaabdef6xdox75caii5gmddvq");
    }

    #[test]
    fn token_works_in_any_case_and_any_place() {
        let keys = SigningKeys::new(vec![key(1), key(200)]);
        let sealed = keys.seal(TOKEN).unwrap();
        assert!(sealed.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{sealed}");
        assert_eq!(keys.open(&sealed.to_uppercase()), Some(TOKEN));
        for text in
            ["T", "unsubscribeT", "aT", "bounces+T@example.org", "<https://n.example/u/T>.", "Tx", "x\u{fc}T\u{fc}"]
        {
            assert_eq!(keys.find(&text.replace('T', &sealed)), Some(TOKEN), "{text}");
            assert_eq!(keys.find_bounce(&text.replace('T', &sealed)), None, "{text}");
        }
        assert_eq!(keys.possible_tokens(&format!("\u{fc}x{sealed}.{}", &sealed[..34])), [&sealed, &sealed[..34]]);
        assert!(keys.possible_tokens(&sealed[..33]).is_empty());
        for text in ["", "T", &sealed[1..], &sealed[..35], &"\u{fc}".repeat(40), &"ae".repeat(40_000)] {
            assert_eq!(keys.find(text), None, "{text}");
        }
    }

    #[test]
    fn signs_behind_a_link_are_cut_off() {
        for sign in [".", "/", ")", ">", " ", "&gt;", ",", "-", "_", "\u{201d}", ""] {
            assert_eq!(link_token(&format!("abc2{sign}")), "abc2");
        }
        assert_eq!(link_token("abc2x.y"), "abc2x");
    }

    #[test]
    fn flipped_bit_invalidates_seal() {
        let keys = SigningKeys::new(vec![key(1), key(2)]);
        let octets = decode(&keys.seal(TOKEN).unwrap()).unwrap();
        for bit in 0..octets.len() * 8 {
            let mut forged = octets.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(keys.open(&STANDARD_NO_PAD.encode(forged)), None, "bit {bit}");
        }
        assert_eq!(keys.open(""), None);
        assert_eq!(SigningKeys::new(vec![]).seal(TOKEN), None);
    }

    #[test]
    fn too_large_ids_are_not_sealed() {
        let keys = SigningKeys::new(vec![key(1)]);
        let largest = Token {
            list: ListId::new(65_535),
            subscriber: SubscriberId::new(u32::MAX.into()),
            issue: IssueId::new((1 << 24) - 1),
        };
        assert_eq!(keys.open(&keys.seal(largest).unwrap()), Some(largest));
        assert_eq!(keys.seal(Token { list: ListId::new(65_536), ..largest }), None);
        assert_eq!(keys.seal(Token { issue: IssueId::new(1 << 24), ..largest }), None);
        assert_eq!(keys.seal(Token { subscriber: SubscriberId::new(1 << 32), ..largest }), None);
        assert_eq!(keys.seal(Token { subscriber: SubscriberId::new(-1), ..largest }), None);
    }

    #[test]
    fn missing_key_is_detected() {
        let keys = SigningKeys::new(vec![key(1)]);
        let newer = SigningKeys::new(vec![key(1), key(2)]).seal(TOKEN).unwrap();
        assert!(keys.is_unknown_key(&newer) && keys.is_unknown_key(&format!("{newer}.")));
        for known in [keys.seal(TOKEN).unwrap().as_str(), "", "x", &newer[..35], &format!("{newer}a")] {
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
        let bounce = format!("join.{}.7@example.org", keys.seal_request_bounce(id).unwrap());
        assert_eq!((keys.find_request_bounce(&bounce), keys.find_request(&bounce)), (Some(id), None));
        assert_eq!(keys.find_request_bounce(&request), None);
        assert_eq!(keys.open(&keys.seal_bounce(TOKEN).unwrap()), None);
        assert_eq!(keys.find_bounce(&keys.seal_bounce(TOKEN).unwrap()), Some(TOKEN));
        // Ids of the same length that were sealed for another purpose are refused too.
        assert_eq!(keys.open_request(&keys.seal_ids(UNSUBSCRIBE_PURPOSE, &140_i64.to_be_bytes()).unwrap()), None);
        let octets = decode(&request).unwrap();
        for bit in 0..octets.len() * 8 {
            let mut forged = octets.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(keys.open_request(&STANDARD_NO_PAD.encode(forged)), None, "bit {bit}");
        }
    }

    proptest! {
        #[test]
        fn tokens_round_trip(list in 0..u16::MAX, subscriber in 0..u32::MAX, issue in 0..1_i64 << 24) {
            let token = Token {
                list: ListId::new(list.into()),
                subscriber: SubscriberId::new(subscriber.into()),
                issue: IssueId::new(issue),
            };
            let keys = SigningKeys::new(vec![key(9)]);
            let sealed = keys.seal(token).unwrap();
            prop_assert_eq!(keys.open(&sealed), Some(token));
            prop_assert_eq!(keys.find(&format!("unsubscribe{sealed}more")), Some(token));
        }

        #[test]
        fn arbitrary_text_does_not_panic(text in ".*") {
            let keys = SigningKeys::new(vec![key(9)]);
            prop_assert_eq!(keys.open(&text), None);
            prop_assert_eq!(keys.open_request(&text), None);
            prop_assert_eq!(keys.find(&text), None);
            let _ = keys.is_unknown_key(&text);
        }
    }
}

//! The token by which a reader answers: in the link of the page, and in an address that says the whole answer.

use percent_encoding::AsciiSet;

use super::{IssueId, RESERVED, SigningKeys, SubscriberId, UnsubscribeAddress, percent_encode};

/// The purpose is part of the seal: nobody can unsubscribe with such a token, or answer with another one.
const ANSWER_PURPOSE: &[u8] = b"answer";

/// The length of the ids in a token, in octets: issue, subscriber, choice.
const ANSWER_ID_OCTETS: usize = 3 + 4 + 1;

/// The characters encoded in the local part of an address; subaddresses keep their `+`.
const LOCAL_PART: &AsciiSet = &RESERVED.remove(b'+');

/// The length of a sealed token for answers, in characters. It fits wherever the token of a delivery does.
pub const ANSWER_TOKEN_LENGTH: usize = super::REQUEST_TOKEN_LENGTH;

/// Says who answers which issue, and in an address also what.
///
/// It does not expire; a deadline is that of the issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerToken {
    /// The issue, or [`IssueId::NONE`] in a test message.
    pub issue: IssueId,
    /// The reader, or [`SubscriberId::NONE`] in a test message.
    pub subscriber: SubscriberId,
    /// The number of the choice, from 1; `None` in the link of the page, where the reader chooses.
    pub choice: Option<u8>,
}

impl AnswerToken {
    fn to_octets(self) -> Option<[u8; ANSWER_ID_OCTETS]> {
        let [0, issue @ ..] = u32::try_from(self.issue.get()).ok()?.to_be_bytes() else { return None };
        let subscriber = u32::try_from(self.subscriber.get()).ok()?.to_be_bytes();
        [&issue[..], &subscriber, &[self.choice.unwrap_or(0)]].concat().try_into().ok()
    }

    fn from_octets([i1, i2, i3, s1, s2, s3, s4, choice]: [u8; ANSWER_ID_OCTETS]) -> Self {
        Self {
            issue: IssueId::new(u32::from_be_bytes([0, i1, i2, i3]).into()),
            subscriber: SubscriberId::new(u32::from_be_bytes([s1, s2, s3, s4]).into()),
            choice: Some(choice).filter(|choice| *choice > 0),
        }
    }
}

impl SigningKeys {
    /// Seals a token for answers as [`ANSWER_TOKEN_LENGTH`] letters and digits; `None` without a key, or if an id is too
    /// large for the token.
    #[must_use]
    pub fn seal_answer(&self, token: AnswerToken) -> Option<String> {
        self.seal_ids(ANSWER_PURPOSE, &token.to_octets()?)
    }

    /// Opens a token for answers if one of the keys sealed it; compares in constant time.
    #[must_use]
    pub fn open_answer(&self, text: &str) -> Option<AnswerToken> {
        self.open_ids(ANSWER_PURPOSE, text).map(AnswerToken::from_octets)
    }

    /// Finds a token for answers anywhere in a text, such as an address, whatever stands beside it.
    #[must_use]
    pub fn find_answer(&self, text: &str) -> Option<AnswerToken> {
        self.find_sealed(ANSWER_PURPOSE, text, ANSWER_TOKEN_LENGTH).map(AnswerToken::from_octets)
    }
}

/// Returns the link of the page on which a reader answers; the choice with this name is preselected there, and not yet
/// given.
#[must_use]
pub fn answer_link(public_url: &str, token: &str, choice: &str) -> String {
    format!("{public_url}/a/{token}?answer={choice}")
}

/// Returns the `mailto:` link to the address that says the whole answer; `None` without `{token}` in the address.
///
/// It has no subject and no body: mail programs cut or lose both.
#[must_use]
pub fn answer_mail_link(address: &UnsubscribeAddress, token: &str) -> Option<String> {
    let (before, after) = address.token_affixes()?;
    let part = |text: &str| percent_encode(text, LOCAL_PART);
    Some(format!("mailto:{}{token}{}@{}", part(before), part(after), address.domain()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::model::{ListId, SigningKey, Token};

    fn keys() -> SigningKeys {
        SigningKeys::new(vec![SigningKey { id: 1, secret: [1; 32] }])
    }

    const TOKEN: AnswerToken =
        AnswerToken { issue: IssueId::new(7), subscriber: SubscriberId::new(140), choice: Some(2) };

    #[test]
    fn address_says_who_answers_and_what() {
        let sealed = keys().seal_answer(TOKEN).unwrap();
        assert_eq!((sealed.len(), sealed.as_str()), (ANSWER_TOKEN_LENGTH, "aeaaabyaaaaiyaraltqdn7kuhnecg6jsxe"));
        let address: UnsubscribeAddress = "answers+{token}@example.org".parse().unwrap();
        let link = answer_mail_link(&address, &sealed).unwrap();
        assert_eq!(keys().find_answer(&link.to_uppercase()), Some(TOKEN));
        // Some programs lose the plus.
        assert_eq!(keys().find_answer(&link.replace('+', "")), Some(TOKEN));
        assert_eq!(answer_mail_link(&"answers@example.org".parse().unwrap(), &sealed), None);
        let page = AnswerToken { choice: None, ..TOKEN };
        let sealed = keys().seal_answer(page).unwrap();
        assert_eq!(keys().open_answer(&sealed), Some(page));
        assert_eq!(answer_link("https://n.example", &sealed, "no"), format!("https://n.example/a/{sealed}?answer=no"));
    }

    #[test]
    fn token_is_for_answers_alone() {
        let keys = keys();
        let sealed = keys.seal_answer(TOKEN).unwrap();
        assert_eq!((keys.open(&sealed), keys.open_request(&sealed), keys.find_bounce(&sealed)), (None, None, None));
        let other = Token { list: ListId::new(1), subscriber: SubscriberId::new(140), issue: IssueId::new(7) };
        assert_eq!(keys.find_answer(&keys.seal(other).unwrap()), None);
        assert_eq!(keys.open_answer(&keys.seal_request(crate::model::RequestId::new(7)).unwrap()), None);
        for at in 0..sealed.len() {
            let mut forged = sealed.clone().into_bytes();
            forged[at] = if forged[at] == b'a' { b'b' } else { b'a' };
            assert_eq!(keys.open_answer(&String::from_utf8(forged).unwrap()), None, "character {at}");
        }
        assert_eq!(keys.seal_answer(AnswerToken { issue: IssueId::new(1 << 24), ..TOKEN }), None);
        assert_eq!(keys.seal_answer(AnswerToken { subscriber: SubscriberId::new(1 << 32), ..TOKEN }), None);
    }
}

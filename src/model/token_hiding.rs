//! Leaves sealed tokens out of words of other servers: whoever reads a token could act with it.

use std::borrow::Cow;

use super::token::REQUEST_TOKEN_LENGTH;
use super::token_search::{is_token_character, token_places};

/// What is shown in the place of a token.
const HIDDEN: &str = "[token]";

/// Returns a text without tokens: each run of token characters that is as long as one is replaced, with what stands
/// directly beside it, as in `unsubscribeTOKEN`.
#[must_use]
pub fn hide_tokens(text: &str) -> Cow<'_, str> {
    if token_places(text, REQUEST_TOKEN_LENGTH).next().is_none() {
        return Cow::Borrowed(text);
    }
    let is_end = |c: char| !u8::try_from(c).is_ok_and(is_token_character);
    let pieces = text.split_inclusive(is_end).map(|piece| {
        let run = piece.trim_end_matches(is_end);
        if run.len() < REQUEST_TOKEN_LENGTH { Cow::Borrowed(piece) } else { Cow::Owned(piece.replace(run, HIDDEN)) }
    });
    Cow::Owned(pieces.collect())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::model::{IssueId, ListId, RequestId, SigningKey, SigningKeys, SubscriberId, Token};

    #[test]
    fn tokens_are_hidden_wherever_they_stand() {
        let keys = SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }]);
        let token = Token { list: ListId::new(1), subscriber: SubscriberId::new(140), issue: IssueId::new(7) };
        for sealed in [keys.seal(token), keys.seal_bounce(token), keys.seal_request(RequestId::new(7))] {
            let sealed = sealed.unwrap();
            for (text, shown) in [
                ("T", "[token]"),
                ("550 <bounces+T@example.org>: refused", "550 <bounces+[token]@example.org>: refused"),
                (
                    "https://news.example.org/u/T, unsubscribe-T",
                    "https://news.example.org/u/[token], unsubscribe-[token]",
                ),
                ("mailto:leave%2BT@x", "mailto:leave%[token]@x"),
                ("\u{fc}T\u{fc}unsubscribeT", "\u{fc}[token]\u{fc}[token]"),
            ] {
                assert_eq!(hide_tokens(&text.replace('T', &sealed)), shown);
                assert_eq!(hide_tokens(&text.replace('T', &sealed.to_uppercase())), shown);
            }
        }
    }

    #[test]
    fn other_words_stay() {
        for text in [
            "",
            "550 5.7.1 d9443c01a7336-29ceb5bdc4fsi123456785ad.63 - gsmtp",
            "<0123456789abcdef0123456789abcdef0123456789abcdef@mx.example.net>",
            "Rindfleischetikettierungsgesetz, \u{fc}berall",
        ] {
            assert!(matches!(hide_tokens(text), Cow::Borrowed(_)), "{text}");
        }
    }
}

//! The subject of a request to unsubscribe: what our `mailto:` links make, and what mail programs make of it.
//!
//! A subject that says more is a person's, who may write about the link of somebody else.

use crate::message::LEAVE_KEYWORDS;
use crate::model::{SigningKeys, Token};

/// What mail programs leave undecoded, and may stand for a separator.
const ESCAPES: [&str; 4] = ["%20", "%2b", "%2d", "%3d"];

/// Returns the token of a subject that consists of nothing but a keyword and the token, or the token alone.
pub(super) fn token_in_subject(keys: &SigningKeys, subject: &str) -> Option<Token> {
    // The token works in any case.
    let subject = subject.to_ascii_lowercase();
    let subject = ESCAPES.iter().fold(subject, |subject, escape| subject.replace(escape, " "));
    let subject = inner(without_tags(&subject));
    let subject = match subject.strip_prefix("mailto:") {
        Some(link) => link.split_once('?')?.1,
        None => subject,
    };
    let subject = subject.strip_prefix("subject").map_or(subject, inner);
    let subject = subject.split('&').next().unwrap_or_default();
    let words = LEAVE_KEYWORDS.iter().map(|keyword| keyword.trim_end_matches('-'));
    words.filter_map(|word| subject.strip_prefix(word)).find_map(|rest| keys.open(inner(rest)))
}

/// Returns a text without the signs around it: blanks, quotation marks, separators.
fn inner(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Returns a subject without what mail servers put before it, such as `[EXTERNAL]` or `***SPAM***`.
fn without_tags(subject: &str) -> &str {
    let mut rest = subject.trim_start();
    loop {
        let tag = match rest.as_bytes().first() {
            Some(b'[') => rest.split_once(']'),
            Some(b'{') => rest.split_once('}'),
            Some(b'*') => {
                rest.trim_start_matches('*').split_once('*').map(|(tag, rest)| (tag, rest.trim_start_matches('*')))
            }
            _ => None,
        };
        let Some((_, behind)) = tag else { return rest };
        rest = behind.trim_start();
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::model::{IssueId, ListId, SigningKey, SubscriberId};

    const TOKEN: Token = Token { list: ListId::new(1), subscriber: SubscriberId::new(2), issue: IssueId::new(3) };

    fn is_request(subject: &str) -> bool {
        let keys = SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }]);
        token_in_subject(&keys, &subject.replace("TOKEN", &keys.seal(TOKEN).unwrap())) == Some(TOKEN)
    }

    #[test]
    fn what_our_links_make_is_a_request() {
        for subject in [
            "unsubscribe-TOKEN",
            "leave-TOKEN",
            "off-TOKEN",
            "TOKEN",
            "Unsubscribe  TOKEN",
            " \"unsubscribe TOKEN\" ",
            "<unsubscribe-TOKEN>",
            "unsubscribe%20TOKEN",
            "unsubscribe%2DTOKEN",
            "unsubscribe+TOKEN.",
            "unsubscribe_TOKEN",
            "unsubscribeTOKEN",
            "unsubscribe: TOKEN",
            "subject=unsubscribe-TOKEN",
            "mailto:leave@example.org?subject=unsubscribe-TOKEN&body=x",
            "[EXTERNAL] unsubscribe-TOKEN",
            "***SPAM*** [extern]unsubscribe-TOKEN",
            "{Spam?} unsubscribe-TOKEN",
        ] {
            assert!(is_request(subject), "{subject}");
        }
        assert!(is_request("UNSUBSCRIBE-TOKEN"));
    }

    #[test]
    fn what_a_person_writes_is_none() {
        for subject in [
            "",
            "Fwd: look at leave-TOKEN",
            "Fwd: unsubscribe-TOKEN",
            "AW: unsubscribe TOKEN",
            "Re: leave-TOKEN",
            "WG: TOKEN",
            "is TOKEN yours?",
            "leave-TOKEN is Ben's",
            "please unsubscribe TOKEN",
            "unsubscribe me, not TOKEN",
            "unsubscribe-TOKENx",
            "https://news.example.org/u/TOKEN",
            "mailto:leave+TOKEN@example.org",
            "[my link is TOKEN",
        ] {
            assert!(!is_request(subject), "{subject}");
        }
    }
}

//! Replies that people write to our messages: recognized by our Message-ID in them.

use super::parsed_mail::ParsedMail;
use crate::message::headers;
use crate::model::{IssueId, SubscriberId};

/// As many copies are looked at.
const MAX_COPIES: usize = 20;

/// The copy that a message replies to, as our Message-ID names it; nothing proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RepliedCopy {
    pub(super) issue: IssueId,
    pub(super) subscriber: SubscriberId,
    /// The beginning of the issue's digest.
    pub(super) digest: String,
}

/// Finds the copies in `In-Reply-To` and `References` (RFC 5322 §3.6.4): of one issue, each reader once.
pub(super) fn find_replied_copies(mail: &ParsedMail<'_>) -> Vec<RepliedCopy> {
    let values =
        [headers::IN_REPLY_TO, headers::REFERENCES].iter().flat_map(|name| mail.raw_values(name)).collect::<Vec<_>>();
    let mut copies: Vec<RepliedCopy> = Vec::new();
    for copy in values.iter().flat_map(|value| value.split(['<', '>', ' '])).filter_map(parse_message_id) {
        let is_of_issue = copies.first().is_none_or(|first| first.issue == copy.issue && first.digest == copy.digest);
        if is_of_issue && !copies.contains(&copy) && copies.len() < MAX_COPIES {
            copies.push(copy);
        }
    }
    copies
}

/// Parses `<issue>.<subscriber>.<digest>@domain`, as [`crate::message::message_id()`] writes it.
fn parse_message_id(id: &str) -> Option<RepliedCopy> {
    let (left, _) = id.split_once('@')?;
    let mut parts = left.split('.');
    let (issue, subscriber, digest) = (parts.next()?, parts.next()?, parts.next()?);
    let is_hex = digest.len() == 12 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hex && parts.next().is_none()).then_some(())?;
    Some(RepliedCopy {
        issue: IssueId::new(issue.parse().ok()?),
        subscriber: SubscriberId::new(subscriber.parse().ok()?),
        digest: digest.to_owned(),
    })
}

//! The origin of a change to a subscription.

use crate::model::{EventChannel, single_line};

/// The maximum length of a stored user agent, in characters.
const MAX_USER_AGENT_CHARS: usize = 200;

/// The channel of a change, and what else is known of its origin.
#[derive(Debug, Clone, Copy)]
pub struct ChangeOrigin<'a> {
    /// The channel.
    pub channel: EventChannel,
    /// The page, or the part of the mail that contained the token.
    pub source: Option<&'a str>,
    /// The `User-Agent` of the browser or mail program.
    pub user_agent: Option<&'a str>,
}

impl From<EventChannel> for ChangeOrigin<'_> {
    fn from(way: EventChannel) -> Self {
        Self { channel: way, source: None, user_agent: None }
    }
}

impl ChangeOrigin<'_> {
    /// Returns the user agent on one line, truncated for storage.
    pub(super) fn truncated_user_agent(&self) -> Option<String> {
        let agent: String = single_line(self.user_agent?).chars().take(MAX_USER_AGENT_CHARS).collect();
        Some(agent).filter(|agent| !agent.is_empty())
    }

    /// Returns whether a link scanner could have caused the change.
    pub(super) fn is_web(&self) -> bool {
        matches!(self.channel, EventChannel::OneClick | EventChannel::Page)
    }
}

/// Returns whether changes through a channel are made by the person, who may also undo them.
pub(super) fn is_own_action(way: EventChannel) -> bool {
    match way {
        EventChannel::OneClick | EventChannel::Mail | EventChannel::Page => true,
        EventChannel::Import
        | EventChannel::Operator
        | EventChannel::Relay
        | EventChannel::Form
        | EventChannel::Complaint
        | EventChannel::Bounce => false,
    }
}

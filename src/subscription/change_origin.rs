//! By whose hand a subscription changes.

use crate::model::{EventChannel, single_line};

/// The longest name of a program that is kept, in characters.
const MAX_USER_AGENT_CHARS: usize = 200;

/// By which way a change reaches us, and what is known of it beside.
#[derive(Debug, Clone, Copy)]
pub struct ChangeOrigin<'a> {
    /// The way.
    pub channel: EventChannel,
    /// The page or the part of the mail that was used.
    pub source: Option<&'a str>,
    /// The browser or mail program, as it names itself.
    pub user_agent: Option<&'a str>,
}

impl From<EventChannel> for ChangeOrigin<'_> {
    fn from(way: EventChannel) -> Self {
        Self { channel: way, source: None, user_agent: None }
    }
}

impl ChangeOrigin<'_> {
    /// Returns the program's name on one line, cut to what is kept.
    pub(super) fn truncated_user_agent(&self) -> Option<String> {
        let agent: String = single_line(self.user_agent?).chars().take(MAX_USER_AGENT_CHARS).collect();
        Some(agent).filter(|agent| !agent.is_empty())
    }

    /// Tells whether a program that opens links could have done it.
    pub(super) fn is_web(&self) -> bool {
        matches!(self.channel, EventChannel::OneClick | EventChannel::Page)
    }
}

/// Tells whether a way is the person's own doing, which they may also take back.
pub(super) fn is_own_action(way: EventChannel) -> bool {
    match way {
        EventChannel::OneClick | EventChannel::Mail | EventChannel::Page => true,
        EventChannel::Import
        | EventChannel::Operator
        | EventChannel::Relay
        | EventChannel::Form
        | EventChannel::Complaint => false,
    }
}

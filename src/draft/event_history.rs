//! What readers were told before of the event of a draft, and what they are told next.

use jiff::{SignedDuration, Timestamp};

use crate::model::{AnswerQuestion, CalendarEvent, Digest, IssueEvent, IssueId, Sha256, hex};

/// How much of a digest makes the name of an event, in octets.
const UID_OCTETS: usize = 16;

/// A question of an earlier issue that a draft asks again.
#[derive(Debug, Clone)]
pub struct RepeatedQuestion {
    /// The earlier issue.
    pub issue: IssueId,
    /// What it asked.
    pub question: AnswerQuestion,
}

/// What readers were told before of the event of a draft, and what they were asked.
#[derive(Debug, Clone, Default)]
pub struct EventHistory {
    /// What they were told last, if the event was announced before.
    pub earlier: Option<IssueEvent>,
    /// The time when the calendar file is made.
    pub now: Timestamp,
    /// The key by which two workspaces of one domain give different names to their events.
    pub workspace_key: Digest,
    /// What they were asked, if the draft asks it again.
    pub question: Option<RepeatedQuestion>,
}

impl EventHistory {
    /// Returns what readers are told next: the same event with a higher sequence if it was changed, or a new one.
    pub(super) fn continue_with(&self, event: CalendarEvent, slug: &str, domain: &str) -> IssueEvent {
        let Some(earlier) = &self.earlier else {
            let mut digest = Sha256::default();
            digest.update(self.workspace_key);
            digest.update(slug);
            let name = hex(digest.finish().get(..UID_OCTETS).unwrap_or_default());
            return IssueEvent { uid: format!("{name}@{domain}"), sequence: 0, made_at: self.now, event };
        };
        let sequence = earlier.sequence.saturating_add(u32::from(earlier.event != event));
        // Thunderbird takes a correction only if it was made later.
        let next_second = earlier.made_at.checked_add(SignedDuration::from_secs(1)).unwrap_or(self.now);
        IssueEvent { uid: earlier.uid.clone(), sequence, made_at: self.now.max(next_second), event }
    }
}

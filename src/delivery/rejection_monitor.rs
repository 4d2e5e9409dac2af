//! Notices when rejections say more about the sender than about the recipients.

use std::collections::VecDeque;

use super::reply_classifier::BounceBlame;
use crate::model::SubscriberId;

/// The number of recent results that are considered.
const WINDOW_SIZE: usize = 100;
/// This many policy rejections in a row pause the issue.
const MAX_CONSECUTIVE: usize = 10;
/// This many among the recent results pause it too: one large provider rejects, others do not.
const MAX_IN_WINDOW: usize = 20;
/// This many unknown addresses without one accepted copy mean that the relay knows no address at all.
const MAX_UNKNOWN_RECIPIENTS: usize = 20;

/// What the relay recently thought of the sender.
#[derive(Debug, Default)]
pub(super) struct RejectionMonitor {
    /// The recent results: the recipient if the rejection was about the sender, else `None`.
    recent: VecDeque<Option<SubscriberId>>,
    in_a_row: usize,
    unknown: usize,
    any_accepted: bool,
}

impl RejectionMonitor {
    /// Creates a monitor; `any_accepted` says whether the relay accepted a copy of this issue before.
    pub(super) fn new(any_accepted: bool) -> Self {
        Self { any_accepted, ..Self::default() }
    }

    /// Records an accepted copy.
    pub(super) fn record_accepted(&mut self) {
        self.any_accepted = true;
        self.push(None);
    }

    /// Records a rejection; returns `true` if the issue should pause.
    pub(super) fn record_rejected(&mut self, subscriber: SubscriberId, fault: BounceBlame) -> bool {
        match fault {
            // A copy that cannot be offered is not its recipient's fault either: all may be too large for the relay.
            BounceBlame::Sender | BounceBlame::Message => self.push(Some(subscriber)),
            BounceBlame::Address => {
                self.unknown += 1;
                self.push(None);
            }
            BounceBlame::Mailbox => self.push(None),
        }
        self.in_a_row >= MAX_CONSECUTIVE
            || self.sender_rejected().count() >= MAX_IN_WINDOW
            || (!self.any_accepted && self.unknown >= MAX_UNKNOWN_RECIPIENTS)
    }

    /// Returns the recipients of recent rejections that were about the sender.
    pub(super) fn sender_rejected(&self) -> impl Iterator<Item = SubscriberId> {
        self.recent.iter().flatten().copied()
    }

    fn push(&mut self, result: Option<SubscriberId>) {
        self.in_a_row = if result.is_some() { self.in_a_row + 1 } else { 0 };
        if self.recent.len() == WINDOW_SIZE {
            self.recent.pop_front();
        }
        self.recent.push_back(result);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stops_at(results: impl Iterator<Item = Option<BounceBlame>>) -> Option<usize> {
        let mut refusals = RejectionMonitor::default();
        (1..).zip(results).find_map(|(number, result)| match result {
            None => {
                refusals.record_accepted();
                None
            }
            Some(fault) => refusals
                .record_rejected(SubscriberId::new(number), fault)
                .then(|| usize::try_from(number).unwrap_or(usize::MAX)),
        })
    }

    #[test]
    fn what_stops_an_issue() {
        let some = |fault| Some(fault);
        assert_eq!(stops_at((0..50).map(|_| some(BounceBlame::Sender))), Some(10), "ten in a row");
        assert_eq!(stops_at((0..200).map(|n| (n % 4 == 0).then_some(BounceBlame::Sender))), Some(77), "one in four");
        assert_eq!(stops_at((0..2_000).map(|n| (n % 10 == 0).then_some(BounceBlame::Sender))), None, "one in ten");
        assert_eq!(stops_at((0..50).map(|_| some(BounceBlame::Address))), Some(20), "nobody is known");
        let mut resumed = RejectionMonitor::new(true);
        let unknown = |number| resumed.record_rejected(SubscriberId::new(number), BounceBlame::Address);
        assert!(!(1..500).any(unknown), "the relay knew somebody before");
        assert_eq!(stops_at((0..500).map(|n| (n > 0).then_some(BounceBlame::Address))), None, "an old list");
        assert_eq!(stops_at((0..500).map(|_| some(BounceBlame::Mailbox))), None, "full mailboxes");
        assert_eq!(stops_at((0..50).map(|_| some(BounceBlame::Message))), Some(10), "all are too large");
    }
}

//! What a server has put up with on one connection, and when a new one is better.

use std::time::Duration;

use super::SmtpPhase;

/// How many refusals one connection may bear. Postfix slows down after 10 errors, of which the first refusal may cost two,
/// and Exim hangs up at the twelfth RSET.
const MAX_REFUSALS: u32 = 8;
/// A refusal that took this long is a tarpit, as Courier has it: the next one on this connection takes twice as long.
const TARPIT: Duration = Duration::from_secs(2);
/// How many messages must be accepted in a row before DATA is sent behind RCPT again.
const CAUTION: u32 = 3;

/// The history of a connection.
#[derive(Debug, Default)]
pub(super) struct ConnectionWear {
    /// How many transactions were begun: MAIL commands that the server accepted.
    begun: u32,
    /// How many messages were refused.
    refusals: u32,
    /// How many messages must still be accepted before DATA is sent behind RCPT again.
    caution: u32,
    /// Whether a transaction may be open.
    needs_reset: bool,
    is_tarpit: bool,
    /// How many transactions the connection may have; `None` for any number.
    limit: Option<u32>,
}

impl ConnectionWear {
    /// Creates the wear of a new connection that may have `limit` transactions.
    pub(super) fn with_limit(limit: Option<u32>) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Returns how many transactions were begun.
    pub(super) fn begun(&self) -> u32 {
        self.begun
    }

    /// Returns whether the next message should go over a new connection.
    pub(super) fn is_worn_out(&self) -> bool {
        self.is_tarpit || self.refusals >= MAX_REFUSALS || self.limit.is_some_and(|limit| self.begun >= limit)
    }

    /// Returns whether another transaction may follow the one that begins now, with DATA behind RCPT.
    pub(super) fn bears_another(&self) -> bool {
        !self.is_cautious() && self.limit.is_none_or(|limit| self.begun + 1 < limit)
    }

    /// Returns whether RSET must precede the next MAIL: an open transaction is not always closed by a refusal
    /// (RFC 5321 §4.1.4), and some servers keep the sender even after the final dot.
    pub(super) fn needs_reset(&self) -> bool {
        self.needs_reset
    }

    /// Returns whether DATA waits for the reply to RCPT.
    pub(super) fn is_cautious(&self) -> bool {
        self.caution > 0
    }

    pub(super) fn record_reset(&mut self) {
        self.needs_reset = false;
    }

    /// Records that the server accepted a MAIL command.
    pub(super) fn record_begun(&mut self) {
        self.begun += 1;
        self.needs_reset = true;
    }

    /// Records that the server accepted a message.
    pub(super) fn record_accepted(&mut self) {
        self.needs_reset = false;
        self.caution = self.caution.saturating_sub(1);
    }

    /// Records that the server refused a message, in a transaction that took this long.
    pub(super) fn record_refused(&mut self, phase: SmtpPhase, took: Duration) {
        self.refusals += 1;
        if phase == SmtpPhase::Recipient {
            self.caution = CAUTION;
            self.is_tarpit |= took >= TARPIT;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connection_is_replaced_before_servers_lose_patience() {
        let mut wear = ConnectionWear::default();
        for number in 1..=MAX_REFUSALS {
            assert!(!wear.is_worn_out(), "refusal {number}");
            wear.record_begun();
            wear.record_refused(SmtpPhase::Recipient, Duration::ZERO);
            assert!(wear.is_cautious() && wear.needs_reset());
            wear.record_reset();
        }
        assert!(wear.is_worn_out());
        let mut slow = ConnectionWear::default();
        slow.record_refused(SmtpPhase::FinalDot, TARPIT);
        assert!(!slow.is_worn_out(), "a scan after the dot takes its time");
        slow.record_refused(SmtpPhase::Recipient, TARPIT);
        assert!(slow.is_worn_out());
    }

    #[test]
    fn limit_counts_transactions() {
        let mut wear = ConnectionWear::with_limit(Some(2));
        wear.record_begun();
        wear.record_accepted();
        assert!(!wear.is_worn_out() && !wear.needs_reset());
        assert!(!wear.bears_another() && ConnectionWear::with_limit(Some(2)).bears_another());
        wear.record_begun();
        assert!(wear.is_worn_out());
    }

    #[test]
    fn caution_ends_after_accepted_messages() {
        let mut wear = ConnectionWear::default();
        wear.record_refused(SmtpPhase::Recipient, Duration::ZERO);
        for _ in 0..CAUTION {
            assert!(wear.is_cautious());
            wear.record_accepted();
        }
        assert!(!wear.is_cautious());
    }
}

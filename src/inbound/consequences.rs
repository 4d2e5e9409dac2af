//! What follows from a bounce or a complaint about a copy that we sent.

use jiff::{SignedDuration, Timestamp};

use super::classify::{Classification, FailedRecipient};
use crate::database::deliveries::{self, EarlierCopy, SentCopy};
use crate::database::inbound_messages::{self, ReportedBounce};
use crate::database::{
    self, DatabaseTransaction, event_log, signup_requests, subscribers, webhook_events, welcome_deliveries,
};
use crate::model::{
    Address, BounceReason, DeliveryStatus, EventChannel, EventKind, IssueId, ListId, RequestId, SignupRequest,
    SubscriberId, Token, hide_tokens,
};
use crate::subscription;

/// A bounce that comes later than this after the copy was sent is not believed.
const BOUNCE_PERIOD: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Copies of this many issues must come back in a row, over this time, until a soft reason suppresses an address.
const SOFT_ISSUES: usize = 3;
const SOFT_PERIOD: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Copies that came back before this time no longer count.
const SOFT_DECAY: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What followed from a bounce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedMail {
    /// The recipient to whom the copy was sent.
    pub address: Address,
    /// Why it came back.
    pub reason: BounceReason,
    /// The code and the words of the other server.
    pub words: String,
    /// Whether the address is suppressed now because of it.
    pub is_suppressed: bool,
    /// The address that failed, if the copy had been forwarded to it: nothing is known of the recipient's own.
    pub forwarded_to: Option<String>,
    /// Whether another report has said the same of this copy.
    pub is_repeated: bool,
    /// Whether their address was changed since the copy was sent, so that this is about the former one.
    pub is_outdated: bool,
}

impl ReturnedMail {
    /// Returns whether the chair should read the words: nothing can be done about it by itself.
    #[must_use]
    pub fn needs_reading(&self) -> bool {
        self.reason.is_about_sender() || self.forwarded_to.is_some()
    }

    /// Returns how much it counts against the recipient, as [`BounceReason::severity`].
    fn severity(&self) -> u8 {
        if self.forwarded_to.is_some() { 0 } else { self.reason.severity() }
    }
}

/// Finds the copy of an issue or the welcome letter that a bounce is about, and decides what it means; `None` if it was
/// never sent or long ago.
pub(super) async fn returned_mail(
    work: &mut DatabaseTransaction,
    bounce: &Classification,
    token: Token,
    now: Timestamp,
) -> Result<Option<(ReturnedMail, SentCopy)>, database::Error> {
    let copy = if token.issue == IssueId::NONE {
        welcome_deliveries::sent_letter(work, token.list, token.subscriber).await?
    } else {
        deliveries::sent_copy(work, token.issue, token.subscriber).await?
    };
    let Some(copy) = copy.filter(|copy| now.duration_since(copy.sent_at) <= BOUNCE_PERIOD) else { return Ok(None) };
    let Some(mut returned) = read_bounce(bounce, &copy.address) else { return Ok(None) };
    let moved = event_log::last_of_kind(work, token.subscriber, ListId::NONE, EventKind::AddressChanged).await?;
    if moved.is_some_and(|moved| moved.at > copy.sent_at) {
        (returned.is_outdated, returned.forwarded_to) = (true, None);
    }
    Ok(Some((returned, copy)))
}

/// Returns what a bounce says of the mail to an address.
fn read_bounce(bounce: &Classification, address: &Address) -> Option<ReturnedMail> {
    let own = bounce.recipients.iter().find(|failed| failed.address.eq_ignore_ascii_case(address.as_str()));
    let is_own = |failed: &&FailedRecipient| {
        // A server may write the address of its mailbox instead of ours.
        let domain = failed.address.rsplit_once('@').map(|(_, domain)| domain);
        domain.is_none_or(|domain| domain.eq_ignore_ascii_case(address.domain()))
    };
    let failed = own.or_else(|| bounce.recipients.iter().find(is_own));
    let is_forwarded = failed.is_none();
    let failed = failed.or_else(|| bounce.recipients.first())?;
    let forwarded_to = is_forwarded.then(|| hide_tokens(&failed.address).into_owned());
    let code = failed.status.as_deref().filter(|code| !failed.words.contains(code));
    let words = code.map_or_else(|| failed.words.clone(), |code| format!("{code} {}", failed.words));
    let reason = failed.reason.unwrap_or(BounceReason::Undefined);
    Some(ReturnedMail {
        address: address.clone(),
        reason,
        words,
        is_suppressed: false,
        forwarded_to,
        is_repeated: false,
        is_outdated: false,
    })
}

/// Marks the copy as returned, and suppresses the address if it does not exist, or has failed for long enough. Of several
/// reports about one copy, each counts that says more than those before it.
pub(super) async fn apply_bounce(
    work: &mut DatabaseTransaction,
    returned: &mut ReturnedMail,
    copy: &SentCopy,
    token: Token,
    now: Timestamp,
) -> Result<(), database::Error> {
    let bounces = inbound_messages::bounces_of(work, token.subscriber).await?;
    let issue = Some(token.issue).filter(|issue| *issue != IssueId::NONE);
    let known = bounces.iter().filter(|known| known.issue == issue && known.at >= copy.sent_at);
    let is_forwarded = returned.forwarded_to.is_some();
    returned.is_repeated =
        known.clone().any(|known| known.reason == returned.reason && known.is_forwarded == is_forwarded);
    if known.map(severity).any(|known| known >= returned.severity()) {
        return Ok(());
    }
    let words = format!("came back: {}", returned.words);
    if issue.is_some() {
        deliveries::mark_returned(work, token.issue, token.subscriber, &words).await?;
        webhook_events::add_returned(work, token.issue, token.list, token.subscriber, now).await?;
    } else {
        welcome_deliveries::mark_returned(work, token.list, token.subscriber, &words).await?;
    }
    if returned.is_outdated || returned.needs_reading() {
        return Ok(());
    }
    let is_due = returned.reason.is_hard() || has_failed_for_long(work, copy, token.subscriber, &bounces, now).await?;
    if is_due {
        subscription::suppress_returned(work, token.subscriber, token.issue, &returned.words, now).await?;
        returned.is_suppressed = true;
    }
    Ok(())
}

/// Returns how much a bounce counts against the recipient.
fn severity(bounce: &ReportedBounce) -> u8 {
    if bounce.is_forwarded { 0 } else { bounce.reason.severity() }
}

/// Deletes a signup request whose confirmation mail came back because the address does not exist; a subscriber with this
/// address is suppressed. `None` if there is no such request, or its mail was sent long ago.
pub(super) async fn apply_request_bounce(
    work: &mut DatabaseTransaction,
    bounce: &Classification,
    request: RequestId,
    now: Timestamp,
) -> Result<Option<ReturnedMail>, subscription::Error> {
    let request = signup_requests::by_id(work, request).await?;
    let is_recent = |request: &SignupRequest| {
        request.mailed_at.is_some_and(|mailed| now.duration_since(mailed) <= BOUNCE_PERIOD) && request.answer.is_none()
    };
    let Some(request) = request.filter(is_recent) else { return Ok(None) };
    let Some(mut returned) = read_bounce(bounce, &request.address) else { return Ok(None) };
    if returned.reason.is_hard() && !returned.needs_reading() {
        subscription::delete_request(work, &request, now).await?;
        if let Some(person) = subscribers::by_address(work, &request.address).await? {
            subscription::suppress_returned(work, person.id, IssueId::NONE, &returned.words, now).await?;
            returned.is_suppressed = true;
        }
    }
    Ok(Some(returned))
}

/// Returns whether copies of several issues came back in a row for soft reasons. A copy that was delivered in between
/// begins the count again; one that was refused because of the sender does not count.
async fn has_failed_for_long(
    work: &mut DatabaseTransaction,
    copy: &SentCopy,
    subscriber: SubscriberId,
    bounces: &[ReportedBounce],
    now: Timestamp,
) -> Result<bool, database::Error> {
    let until = copy.starts_at;
    let moved = event_log::last_of_kind(work, subscriber, ListId::NONE, EventKind::AddressChanged).await?;
    // Copies to a former address say nothing of this one.
    let since = moved.map_or(now - SOFT_DECAY, |moved| moved.at.max(now - SOFT_DECAY));
    let earlier = deliveries::earlier_copies(work, subscriber, since, until).await?;
    let in_row = earlier.into_iter().take_while(|earlier| earlier.status == DeliveryStatus::Bounced);
    let counts = |earlier: &EarlierCopy| {
        bounces.iter().any(|bounce| bounce.issue == Some(earlier.issue) && severity(bounce) > 0)
    };
    let soft: Vec<_> = in_row.filter(counts).collect();
    let Some(first) = soft.last() else { return Ok(false) };
    Ok(soft.len() + 1 >= SOFT_ISSUES && until.duration_since(first.issue_starts_at) >= SOFT_PERIOD)
}

/// Unsubscribes a person who complained from the list, and suppresses the address. Only they can undo it.
pub(super) async fn apply_complaint(
    work: &mut DatabaseTransaction,
    token: Token,
    words: &str,
    now: Timestamp,
) -> Result<(), subscription::Error> {
    let issue = Some(token.issue).filter(|issue| *issue != IssueId::NONE);
    subscription::unsubscribe_within(work, token, EventChannel::Complaint, now).await?;
    subscription::suppress_complained(work, token.subscriber, issue, Some(words), now).await?;
    Ok(())
}

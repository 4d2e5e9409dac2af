//! Does what a classified message asks for, within a transaction, and says what to record of it.

use jiff::Timestamp;

use super::answer_mail::{self, AnswerMail};
use super::classify::Classification;
use super::consequences;
use super::departure::{Departure, DepartureWay};
use super::join_request;
use super::outcome::InboundOutcome;
use super::unsubscribe_request::UnsubscribeRequest;
use crate::database::inbound_messages::{self, NewInboundMessage};
use crate::database::{self, DatabaseTransaction};
use crate::model::{BounceReason, Digest, EventChannel, InboundKind, IssueId, SubscriberId, Token};
use crate::subscription::{self, ChangeOrigin};

/// What is recorded of a message.
#[derive(Debug)]
pub(super) struct InboundRecord {
    digest: Digest,
    pub(super) kind: InboundKind,
    issue: Option<IssueId>,
    subscriber: Option<SubscriberId>,
    reason: Option<BounceReason>,
    status_code: Option<String>,
    forwarded_to: Option<String>,
    /// Words that the chair should read.
    unread: Option<String>,
}

impl InboundRecord {
    fn new(digest: Digest, kind: InboundKind) -> Self {
        Self {
            digest,
            kind,
            issue: None,
            subscriber: None,
            reason: None,
            status_code: None,
            forwarded_to: None,
            unread: None,
        }
    }

    fn about(mut self, token: Token) -> Self {
        self.issue = Some(token.issue).filter(|issue| *issue != IssueId::NONE);
        self.subscriber = Some(token.subscriber).filter(|subscriber| *subscriber != SubscriberId::NONE);
        self
    }

    /// Names the message to the chair, who has to read it.
    pub(super) fn left_to_read(self, label: String) -> Self {
        Self { unread: Some(label), ..self }
    }

    pub(super) fn as_new(&self) -> NewInboundMessage<'_> {
        NewInboundMessage {
            digest: self.digest,
            kind: self.kind,
            issue: self.issue,
            subscriber: self.subscriber,
            reason: self.reason,
            status_code: self.status_code.as_deref(),
            forwarded_to: self.forwarded_to.as_deref(),
            note: self.unread.as_deref(),
            is_unread: self.unread.is_some(),
        }
    }
}

/// Does what follows from a message.
pub(super) async fn act(
    work: &mut DatabaseTransaction,
    mail: &Classification,
    digest: Digest,
    now: Timestamp,
) -> Result<(InboundOutcome, InboundRecord), subscription::Error> {
    let record = InboundRecord::new(digest, mail.kind);
    if let Some(join) = &mail.join
        && let Some(outcome) = join_request::join(work, join, now).await?
    {
        return Ok((outcome, InboundRecord { kind: InboundKind::Join, ..record }));
    }
    match (mail.kind, mail.token) {
        (InboundKind::Unsubscribe, _) => {
            let Some(request) = &mail.request else { return Ok((InboundOutcome::Unrecognized, record)) };
            Ok((unsubscribe(work, request, now).await?, record.about(request.token)))
        }
        (InboundKind::Bounce, Some(token)) => bounce(work, mail, token, record, now).await,
        (InboundKind::Bounce, None) => request_bounce(work, mail, record, now).await,
        (InboundKind::Complaint, Some(token)) => complain(work, mail, token, record, now).await,
        (InboundKind::FilterRejection, Some(token)) => {
            let record = InboundRecord { unread: Some(mail.words.clone()), ..record.about(token) };
            Ok((InboundOutcome::FilterRejected(mail.words.clone()), record))
        }
        (InboundKind::Delayed | InboundKind::Delivered, Some(token)) => {
            Ok((InboundOutcome::NothingFailed, record.about(token)))
        }
        (
            InboundKind::Complaint | InboundKind::FilterRejection | InboundKind::Delayed | InboundKind::Delivered,
            None,
        ) => Ok(unverified(mail.kind, record)),
        (InboundKind::AutoReply, _) => Ok((InboundOutcome::AutoReply, record)),
        (InboundKind::Answer | InboundKind::Reply | InboundKind::Other, _) => answer(work, mail, record, now).await,
        (InboundKind::Join, _) => Ok((InboundOutcome::Unrecognized, record)),
    }
}

async fn unsubscribe(
    work: &mut DatabaseTransaction,
    request: &UnsubscribeRequest,
    now: Timestamp,
) -> Result<InboundOutcome, subscription::Error> {
    if request.token.subscriber == SubscriberId::NONE {
        return Ok(InboundOutcome::TestLetter);
    }
    let agent = request.user_agent.as_deref();
    let source = Some(request.way.into());
    let origin = ChangeOrigin { channel: EventChannel::Mail, source, user_agent: agent };
    if !subscription::unsubscribe_within(work, request.token, origin, now).await? {
        return Ok(InboundOutcome::AlreadyUnsubscribed);
    }
    Ok(InboundOutcome::Unsubscribed(departure(work, request.token, request.way).await?))
}

/// Names a person who was just unsubscribed from a list.
async fn departure(
    work: &mut DatabaseTransaction,
    token: Token,
    way: DepartureWay,
) -> Result<Departure, database::Error> {
    let address = database::subscribers::address(work, token.subscriber).await?;
    let list = database::lists::by_id(work, token.list).await?.map(|list| list.title);
    Ok(Departure { address, list, way })
}

async fn bounce(
    work: &mut DatabaseTransaction,
    mail: &Classification,
    token: Token,
    record: InboundRecord,
    now: Timestamp,
) -> Result<(InboundOutcome, InboundRecord), subscription::Error> {
    let Some((mut returned, copy)) = consequences::returned_mail(work, mail, token, now).await? else {
        return Ok(unverified(mail.kind, record));
    };
    consequences::apply_bounce(work, &mut returned, &copy, token, now).await?;
    let record = InboundRecord {
        reason: Some(returned.reason),
        status_code: mail.recipients.first().and_then(|failed| failed.status.clone()),
        forwarded_to: returned.forwarded_to.clone(),
        unread: (returned.needs_reading() && !returned.is_repeated).then(|| returned.words.clone()),
        ..record.about(token)
    };
    Ok((InboundOutcome::Returned(returned), record))
}

/// A confirmation mail came back, if a token of ours says so.
async fn request_bounce(
    work: &mut DatabaseTransaction,
    mail: &Classification,
    record: InboundRecord,
    now: Timestamp,
) -> Result<(InboundOutcome, InboundRecord), subscription::Error> {
    let Some(request) = mail.signup else { return Ok(unverified(mail.kind, record)) };
    let Some(returned) = consequences::apply_request_bounce(work, mail, request, now).await? else {
        return Ok(unverified(mail.kind, record));
    };
    let unread = returned.needs_reading().then(|| returned.words.clone());
    let record = InboundRecord { reason: Some(returned.reason), unread, ..record };
    Ok((InboundOutcome::RequestReturned(returned), record))
}

async fn complain(
    work: &mut DatabaseTransaction,
    mail: &Classification,
    token: Token,
    record: InboundRecord,
    now: Timestamp,
) -> Result<(InboundOutcome, InboundRecord), subscription::Error> {
    let record = record.about(token);
    if mail.is_opt_out && token.subscriber != SubscriberId::NONE {
        consequences::apply_complaint(work, token, &mail.words, now).await?;
        let departure = departure(work, token, DepartureWay::Complaint).await?;
        return Ok((InboundOutcome::Complained(departure), record));
    }
    Ok((InboundOutcome::NothingFailed, record))
}

/// A mail that a person wrote may answer what a letter asks.
async fn answer(
    work: &mut DatabaseTransaction,
    mail: &Classification,
    record: InboundRecord,
    now: Timestamp,
) -> Result<(InboundOutcome, InboundRecord), subscription::Error> {
    match answer_mail::take(work, mail, now).await? {
        AnswerMail::Taken(taken) => {
            let outcome = answer_mail::outcome(work, &taken).await?;
            let is_answer = taken.answer.is_some() && outcome.is_handled();
            let kind = if is_answer { InboundKind::Answer } else { InboundKind::Reply };
            let record = InboundRecord { kind, issue: Some(taken.issue), subscriber: taken.subscriber, ..record };
            Ok((outcome, record))
        }
        AnswerMail::Test => Ok((InboundOutcome::TestLetter, record)),
        AnswerMail::Other => reply(work, mail, record).await,
    }
}

/// A reply counts for its issue, if there is such an issue.
async fn reply(
    work: &mut DatabaseTransaction,
    mail: &Classification,
    record: InboundRecord,
) -> Result<(InboundOutcome, InboundRecord), subscription::Error> {
    if let Some(replied) = mail.replied.first()
        && inbound_messages::is_reply_to_issue(work, replied.issue, &replied.digest).await?
    {
        // Everybody who has the letter knows its Message-ID: only a mail from the reader's own address is theirs.
        let address = database::subscribers::address(work, replied.subscriber).await?;
        let sender = mail.text.as_ref().and_then(|text| text.sender.as_ref());
        let is_theirs = address.zip(sender).is_some_and(|(own, sender)| own.folded() == sender.folded());
        let subscriber = is_theirs.then_some(replied.subscriber);
        return Ok((InboundOutcome::Replied, InboundRecord { issue: Some(replied.issue), subscriber, ..record }));
    }
    Ok((InboundOutcome::Unrecognized, InboundRecord { kind: InboundKind::Other, ..record }))
}

fn unverified(kind: InboundKind, record: InboundRecord) -> (InboundOutcome, InboundRecord) {
    tracing::info!(%kind, "report without a valid token of a copy that was sent: nothing was changed");
    (InboundOutcome::UnverifiedReport(kind), InboundRecord { kind: InboundKind::Other, ..record })
}

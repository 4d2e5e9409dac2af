//! What became of a mail, in words and as JSON.

use serde_json::{Value, json};

use crate::inbound::{Classification, Departure, DepartureWay, FailedRecipient, InboundOutcome, ReturnedMail};
use crate::model::{Address, AnswerOutcome, InboundKind, hide_tokens};
use crate::wording::reason_words;

/// Returns the line about a mail; `None` if the summary is enough.
pub(super) fn outcome_line(name: &str, outcome: &InboundOutcome) -> Option<String> {
    Some(match outcome {
        InboundOutcome::AlreadyUnsubscribed | InboundOutcome::AlreadyProcessed(_) | InboundOutcome::NothingFailed => {
            return None;
        }
        InboundOutcome::Unsubscribed(departure) => {
            format!("{name}: {}, {}", departure_words(departure), way_words(departure.way))
        }
        InboundOutcome::JoinRequested(address) => format!("{name}: {address} asks to join"),
        InboundOutcome::JoinConfirmed(address) => {
            let who = address.as_ref().map_or("somebody", Address::as_str);
            format!("{name}: {who} confirms that they want to join")
        }
        InboundOutcome::JoinExpired => {
            format!("{name} confirms a request to join that has expired or was answered before: nothing was changed")
        }
        InboundOutcome::TestLetter => {
            format!("{name} is about a test letter, which belongs to no member: nothing was changed")
        }
        InboundOutcome::Returned(returned) => returned_line(name, returned),
        InboundOutcome::RequestReturned(returned) => request_line(name, returned),
        InboundOutcome::Complained(departure) => format!(
            "{name} is a complaint: {}, and the address is suppressed, so that nothing is sent again",
            departure_words(departure)
        ),
        InboundOutcome::UnverifiedReport(kind) => format!(
            "{name} is {}, but names no letter of yours that was sent to somebody on a list: nothing was changed",
            kind_words(*kind)
        ),
        InboundOutcome::FilterRejected(words) => {
            format!("{name}: a member's own filter rejected the letter (`circular inbound unread`): {words}")
        }
        InboundOutcome::AutoReply => format!("{name} is an automatic reply: nobody was unsubscribed"),
        InboundOutcome::Answered { address, choice, outcome, is_unclear } => {
            let who = address.as_ref().map_or("somebody", Address::as_str);
            let more = if *is_unclear { "; the mail says more: please read it yourself" } else { "" };
            format!("{name}: {who} answers “{choice}”{}{more}", answer_words(*outcome))
        }
        InboundOutcome::ViewStored { address, slug, is_unclear } => {
            let whose =
                address.as_ref().map_or_else(|| "a view".to_owned(), |address| format!("the view of {address}"));
            let more = if *is_unclear { "; it is not clear: please read it yourself" } else { "" };
            format!("{name} is {whose} (`circular views {slug}`){more}")
        }
        InboundOutcome::Replied => format!("{name} is an answer to a letter: please read it yourself"),
        InboundOutcome::Unrecognized => format!("{name}: no unsubscribe token found: please read it yourself"),
    })
}

fn answer_words(outcome: AnswerOutcome) -> &'static str {
    match outcome {
        AnswerOutcome::Recorded => "",
        AnswerOutcome::Unchanged => ", as before",
        AnswerOutcome::Outdated => ", but gave a newer answer, which counts",
        AnswerOutcome::Late => " after the deadline, so that it does not count",
        AnswerOutcome::Full => ", but there are not enough places left, so that it does not count",
        AnswerOutcome::UnknownChoice => ", which the letter does not offer",
        AnswerOutcome::NoQuestion => ", but the letter asks nothing",
        AnswerOutcome::NoSubscriber => ", but is no member any more",
        AnswerOutcome::TooMany => ", but has changed the answer too often: nothing was recorded",
    }
}

fn departure_words(departure: &Departure) -> String {
    let who = departure.address.as_ref().map_or("a member", Address::as_str);
    match &departure.list {
        Some(list) => format!("{who} has left the list “{list}”"),
        None => format!("{who} was unsubscribed"),
    }
}

fn way_words(way: DepartureWay) -> &'static str {
    match way {
        DepartureWay::Address => "by the address that it was sent to",
        DepartureWay::Subject => "by its subject",
        DepartureWay::Body => "by the link in its text",
        DepartureWay::Complaint => "by a complaint",
    }
}

fn returned_line(name: &str, returned: &ReturnedMail) -> String {
    let ReturnedMail { address, words, .. } = returned;
    let reason = reason_words(returned.reason);
    if returned.is_suppressed {
        return format!("{name}: {address} is suppressed, because {reason}: {words}");
    }
    if let Some(failed) = &returned.forwarded_to {
        return format!(
            "{name}: the letter to {address} was forwarded to {failed}, and came back from there because {reason} \
             (`circular inbound unread`): {words}"
        );
    }
    if returned.is_repeated {
        return format!("{name}: the letter to {address} came back, as another report has said before: {words}");
    }
    if returned.reason.is_about_sender() {
        return format!(
            "{name}: the letter to {address} was refused because {reason}; this does not count against the member \
             (`circular inbound unread`): {words}"
        );
    }
    format!("{name}: the letter to {address} came back, because {reason}; nothing was changed for the member: {words}")
}

fn request_line(name: &str, returned: &ReturnedMail) -> String {
    let ReturnedMail { address, words, .. } = returned;
    let what =
        format!("{name}: the mail that asks {address} to confirm came back, because {}", reason_words(returned.reason));
    if returned.needs_reading() {
        return format!("{what} (`circular inbound unread`): {words}");
    }
    if returned.is_suppressed {
        return format!("{what}; the request to join is deleted, and {address} is suppressed: {words}");
    }
    let follows = if returned.reason.is_hard() { "the request to join is deleted" } else { "nothing was changed" };
    format!("{what}; {follows}: {words}")
}

fn kind_words(kind: InboundKind) -> &'static str {
    match kind {
        InboundKind::Bounce => "a bounce",
        InboundKind::Delayed => "a warning about a delay",
        InboundKind::Delivered => "a delivery notice",
        InboundKind::Complaint => "a complaint",
        _ => "a report",
    }
}

/// Returns a mail as JSON: what it is, whom it names, and what followed.
pub(super) fn outcome_json(name: &str, mail: &Classification, outcome: &InboundOutcome) -> Value {
    let returned = match outcome {
        InboundOutcome::Returned(returned) | InboundOutcome::RequestReturned(returned) => Some(json!({
            "address": returned.address.as_str(),
            "reason": returned.reason.to_string(),
            "words": returned.words,
            "suppressed": returned.is_suppressed,
            "forwarded": returned.forwarded_to.is_some(),
            "forwarded_to": returned.forwarded_to,
        })),
        _ => None,
    };
    let left = match outcome {
        InboundOutcome::Unsubscribed(departure) | InboundOutcome::Complained(departure) => Some(json!({
            "address": departure.address.as_ref().map(Address::as_str),
            "list": departure.list,
            "by": <&str>::from(departure.way),
        })),
        _ => None,
    };
    json!({
        "mail": name,
        "kind": mail.kind.to_string(),
        "outcome": outcome_word(outcome),
        "handled": outcome.is_handled(),
        "recipients": mail.recipients.iter().map(recipient_json).collect::<Vec<_>>(),
        "returned": returned,
        "left": left,
        "line": outcome_line(name, outcome),
    })
}

fn recipient_json(recipient: &FailedRecipient) -> Value {
    let class = recipient.reason.map(|reason| if reason.is_hard() { "hard" } else { "soft" });
    json!({
        "address": hide_tokens(&recipient.address),
        "class": class.unwrap_or("none"),
        "reason": recipient.reason.map(|reason| reason.to_string()),
        "status": recipient.status,
        "words": recipient.words,
    })
}

fn outcome_word(outcome: &InboundOutcome) -> &'static str {
    match outcome {
        InboundOutcome::AlreadyProcessed(_) => "read_before",
        InboundOutcome::Unsubscribed(_) => "unsubscribed",
        InboundOutcome::AlreadyUnsubscribed => "already_unsubscribed",
        InboundOutcome::TestLetter => "test_letter",
        InboundOutcome::JoinRequested(_) => "join_requested",
        InboundOutcome::JoinConfirmed(_) => "join_confirmed",
        InboundOutcome::JoinExpired => "join_expired",
        InboundOutcome::Returned(returned) if returned.is_suppressed => "suppressed",
        InboundOutcome::Returned(_) => "returned",
        InboundOutcome::RequestReturned(_) => "request_returned",
        InboundOutcome::Complained(_) => "complained",
        InboundOutcome::NothingFailed => "nothing_failed",
        InboundOutcome::UnverifiedReport(_) => "unverified",
        InboundOutcome::FilterRejected(_) => "filter_rejected",
        InboundOutcome::AutoReply => "auto_reply",
        InboundOutcome::Answered { .. } => "answered",
        InboundOutcome::ViewStored { .. } => "view_stored",
        InboundOutcome::Replied => "replied",
        InboundOutcome::Unrecognized => "unrecognized",
    }
}

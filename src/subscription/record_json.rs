//! All data stored about a person as JSON.

use serde_json::{Map, Value, json};

use super::personal_record::{DeliveryEntry, NamedEvent, PersonalRecord};
use crate::model::{Answer, Language, ListConsent, View, value_json};

/// Returns everything that is stored about a person as documented in `docs/json.md`, for `subscriber show --json` and
/// for the person who asks for their data.
#[must_use]
pub fn record_json(record: &PersonalRecord) -> Value {
    let fields: Map<String, Value> = record
        .fields
        .iter()
        .map(|(name, value)| {
            (name.clone(), json!({ "kind": value.kind().to_string(), "value": value_json(Some(value)) }))
        })
        .collect();
    let subscriptions: Vec<_> = record
        .lists
        .iter()
        .map(|on| json!({ "list": on.list, "title": on.title, "state": on.state.to_string(), "since": on.since }))
        .collect();
    json!({
        "address": record.address.as_str(),
        "stored": record.created_at.is_some(),
        "created_at": record.created_at,
        "fields": fields,
        "subscriptions": subscriptions,
        "suppression": suppression_json(record),
        "pending_signup": record.pending_signup.as_ref().map(|request| json!({
            "address": request.stored.address,
            "lists": request.lists.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            "consents": request.lists.iter().map(|(list, consent)| consent_json(list, consent)).collect::<Vec<_>>(),
            "requested_at": request.stored.requested_at,
            "source": request.stored.source,
            "consent_text": request.stored.consent_text,
            "user_agent": request.stored.user_agent,
            "language": request.stored.language,
            "mails_sent": request.stored.mail_count,
            "last_mailed_at": request.stored.mailed_at,
        })),
        "approval_requests": record.approval_requests.iter().map(|(list, request)| {
            let mut waiting = consent_json(list, &request.consent);
            waiting["confirmed_at"] = json!(request.confirmed_at);
            waiting["language"] = json!(request.language.as_ref().map(Language::as_str));
            waiting
        }).collect::<Vec<_>>(),
        "events": record.events.iter().map(event_json).collect::<Vec<_>>(),
        "deliveries": record.deliveries.iter().map(delivery_json).collect::<Vec<_>>(),
        "welcome_letters": record.welcome_letters.iter().map(|(list, letter)| json!({
            "list": list,
            "status": letter.status.to_string(),
            "changed_at": letter.changed_at,
            "reply": letter.reply,
        })).collect::<Vec<_>>(),
        "views": record.views.iter().map(|(issue, view)| view_json(issue, view)).collect::<Vec<_>>(),
        "answers": record.answers.iter().map(|(issue, answer)| answer_json(issue, answer)).collect::<Vec<_>>(),
    })
}

fn view_json(issue: &str, view: &View) -> Value {
    json!({
        "issue": issue,
        "received_at": view.received_at,
        "sender": view.sender,
        "words": view.words,
        "attachments": view.attachment_count,
        "late": view.is_late,
    })
}

fn answer_json(issue: &str, answer: &Answer) -> Value {
    json!({
        "issue": issue,
        "answer": answer.choice,
        "guests": answer.guests,
        "note": answer.note,
        "source": answer.source.to_string(),
        "answered_at": answer.answered_at,
        "standing": answer.standing.to_string(),
    })
}

fn consent_json(list: &str, consent: &ListConsent) -> Value {
    json!({
        "list": list,
        "requested_at": consent.requested_at,
        "source": consent.source,
        "consent_text": consent.consent_text,
        "user_agent": consent.user_agent,
    })
}

fn suppression_json(record: &PersonalRecord) -> Value {
    match (&record.suppression, record.hash_suppression) {
        (Some(kept), _) => json!({
            "reason": kept.reason.to_string(),
            "suppressed_at": kept.since,
            "issue": record.suppression_issue,
            "note": kept.note,
        }),
        (None, Some((cause, at))) => {
            json!({ "reason": cause.to_string(), "suppressed_at": at, "issue": null, "note": null })
        }
        (None, None) => Value::Null,
    }
}

fn event_json(happened: &NamedEvent) -> Value {
    let event = &happened.event;
    json!({
        "occurred_at": event.at,
        "kind": event.kind.to_string(),
        "channel": event.channel.to_string(),
        "list": happened.list,
        "issue": happened.issue,
        "note": event.note,
        "source": event.source,
        "consent_text": event.consent_text,
        "user_agent": event.user_agent,
        "likely_scanner": event.likely_scanner,
    })
}

fn delivery_json(copy: &DeliveryEntry) -> Value {
    json!({
        "issue": copy.issue,
        "list": copy.list,
        "status": copy.status.to_string(),
        "attempts": copy.attempts,
        "changed_at": copy.changed_at,
        "reply": copy.reply,
    })
}

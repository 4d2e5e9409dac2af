//! The answers to a letter as JSON.

use serde_json::{Value, json};

use crate::model::Answer;
use crate::replies::{AnswerList, ListedAnswers, ListedPerson, UnreadReplies};

/// Returns the answers, as documented in `docs/json.md`.
pub(super) fn replies_json(list: &AnswerList, unread: &UnreadReplies) -> Value {
    let question = &list.asked.question;
    let counts: Vec<Value> = list
        .counts()
        .iter()
        .map(|counted| json!({ "answer": counted.choice.word, "people": counted.people, "guests": counted.guests }))
        .collect();
    json!({
        "issue": list.asked.issue.slug,
        "list": list.asked.list.name.as_str(),
        "deadline": question.deadline,
        "places": question.places,
        "counts": counts,
        "silent_count": list.silent.len(),
        "answered": list.answered.iter().map(person_json).collect::<Vec<_>>(),
        "silent": list.silent.iter().map(name_json).collect::<Vec<_>>(),
        "unread_mails": unread.mails,
        "unclear_count": unread.unclear.iter().map(|unclear| unclear.count).sum::<u64>(),
    })
}

fn person_json(listed: &ListedAnswers) -> Value {
    let mut person = name_json(&listed.person);
    let current = listed.current();
    person["answer"] = json!(current.map(|answer| &answer.choice));
    person["guests"] = json!(current.map(|answer| answer.guests));
    person["note"] = json!(current.and_then(|answer| answer.note.as_ref()));
    person["is_contradictory"] = json!(listed.is_contradictory());
    person["history"] = listed.answers.iter().map(answer_json).collect();
    person
}

fn name_json(person: &ListedPerson) -> Value {
    json!({ "name": person.name, "address": person.address.as_str() })
}

fn answer_json(answer: &Answer) -> Value {
    json!({
        "answer": answer.choice,
        "guests": answer.guests,
        "note": answer.note,
        "source": <&str>::from(answer.source),
        "answered_at": answer.answered_at,
        "standing": <&str>::from(answer.standing),
    })
}

//! The names on the page of answers, by what was answered.

use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use crate::model::{Answer, format_count, format_number};
use crate::replies::{AnswerList, ListedAnswers, ListedPerson};
use crate::web::admin::AdminServer;
use crate::{clock, wording};

/// How many people are named.
const MAX_NAMED: usize = 500;

/// Which people are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnswerFilter {
    /// Those with an answer, by its number from 1.
    Choice(usize),
    /// Those who have not answered.
    Silent,
    /// Those whose newest answer does not count.
    Uncounted,
    /// Those who gave different answers.
    Changed,
}

impl AnswerFilter {
    /// Reads the name of a filter; one that nobody fits is not taken.
    pub(super) fn parse(show: &str, list: &AnswerList) -> Self {
        match show {
            "silent" => Self::Silent,
            "uncounted" => Self::Uncounted,
            "changed" => Self::Changed,
            number => {
                let choices = list.asked.question.choices.len();
                Self::Choice(number.parse().ok().filter(|number| (1..=choices).contains(number)).unwrap_or(1))
            }
        }
    }

    /// Returns its name in addresses.
    pub(super) fn key(self) -> String {
        match self {
            Self::Choice(number) => number.to_string(),
            Self::Silent => "silent".to_owned(),
            Self::Uncounted => "uncounted".to_owned(),
            Self::Changed => "changed".to_owned(),
        }
    }
}

/// Returns the links to all filters with their counts; those that nobody fits are left out, but for the answers.
pub(super) fn filter_links(list: &AnswerList, url: &str, chosen: AnswerFilter) -> Vec<Value> {
    let link = |filter: AnswerFilter, label: &str, count: usize| {
        json!({
            "url": format!("{url}?show={}", filter.key()),
            "label": label,
            "count": format_number(count as u64),
            "current": filter == chosen,
        })
    };
    let counts = list.counts().into_iter().zip(1..);
    let mut links: Vec<Value> = counts
        .map(|(counted, number)| link(AnswerFilter::Choice(number), &counted.choice.word, counted.people))
        .collect();
    links.push(link(AnswerFilter::Silent, "Not answered", list.silent.len()));
    let uncounted = list.late().count() + list.without_place().count();
    for (filter, label, count) in [
        (AnswerFilter::Uncounted, "Do not count", uncounted),
        (AnswerFilter::Changed, "Changed their mind", list.contradictory().count()),
    ] {
        if count > 0 {
            links.push(link(filter, label, count));
        }
    }
    links
}

/// Returns the people that a filter takes, sorted by last name.
pub(super) fn listed_rows(admin: &AdminServer, list: &AnswerList, url: &str, filter: AnswerFilter) -> Value {
    let rows = RowWriter { admin, url };
    let all: Vec<Value> = match filter {
        AnswerFilter::Choice(number) => match list.asked.question.choices.get(number.saturating_sub(1)) {
            Some(choice) => list.with_choice(choice).map(|(person, answer)| rows.answered(person, answer)).collect(),
            None => Vec::new(),
        },
        AnswerFilter::Silent => list.silent.iter().map(|person| rows.person(person)).collect(),
        AnswerFilter::Uncounted => {
            let uncounted = list.late().chain(list.without_place());
            uncounted.map(|(person, answer)| rows.uncounted(person, answer)).collect()
        }
        AnswerFilter::Changed => list.contradictory().map(|listed| rows.changed(listed)).collect(),
    };
    let shown: Vec<&Value> = all.iter().take(MAX_NAMED).collect();
    let more = wording::and_more(all.len() as u64, shown.len());
    json!({ "people": shown, "more": more })
}

struct RowWriter<'a> {
    admin: &'a AdminServer,
    url: &'a str,
}

impl RowWriter<'_> {
    fn person(&self, person: &ListedPerson) -> Value {
        let who: String = byte_serialize(person.address.as_str().as_bytes()).collect();
        json!({
            "name": person.name,
            "url": self.admin.member_path(person.subscriber),
            "change_url": format!("{}?who={who}#record", self.url),
            "words": null,
            "guests": null,
            "note": null,
            "when": null,
        })
    }

    fn answered(&self, person: &ListedPerson, answer: &Answer) -> Value {
        let mut row = self.person(person);
        row["guests"] = json!((answer.guests > 0).then(|| format_count(answer.guests.into(), "guest", "guests")));
        row["note"] = json!(answer.note);
        row["when"] = json!(self.when(answer));
        row
    }

    fn uncounted(&self, person: &ListedPerson, answer: &Answer) -> Value {
        let mut row = self.answered(person, answer);
        row["words"] = json!(wording::uncounted_words(answer));
        row
    }

    fn changed(&self, listed: &ListedAnswers) -> Value {
        let mut row = self.person(&listed.person);
        let answers: Vec<String> =
            listed.answers.iter().map(|answer| format!("“{}” {}", answer.choice, self.when(answer))).collect();
        row["words"] = json!(answers.join(", then "));
        row
    }

    fn when(&self, answer: &Answer) -> String {
        let zone = self.admin.workspace.settings.society.time_zone();
        let at = wording::format_clock_time(answer.answered_at, clock::now(), &zone);
        format!("{at}, {}", wording::answer_source_words(answer.source))
    }
}

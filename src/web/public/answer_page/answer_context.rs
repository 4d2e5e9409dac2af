//! What the page of an answer shows, in the words that its template uses.

use jiff::Timestamp;
use serde::Serialize;

use super::AnswerPosted;
use super::answer_form::{AnswerForm, AnswerProblem};
use crate::model::{Answer, AnswerOutcome, AnswerQuestion, CalendarEvent, EventTime, MAX_ANSWER_NOTE, MAX_GUESTS};
use crate::replies::AnswerStatus;
use crate::web::public::public_pages::{ReaderPages, SiteContext};

/// What the page says if the link asks nothing.
#[derive(Debug, Serialize)]
pub(super) struct NoQuestionContext<'a> {
    #[serde(flatten)]
    pub(super) site: SiteContext<'a>,
    pub(super) is_test: bool,
}

/// What a page is made of.
#[derive(Clone, Copy)]
pub(super) struct AnswerView<'a> {
    pub(super) status: &'a AnswerStatus,
    pub(super) form: &'a AnswerForm,
    /// What the form did; `None` if the page was only opened.
    pub(super) posted: Option<&'a AnswerPosted>,
    pub(super) now: Timestamp,
}

/// What the page says.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "templates have no other way to choose")]
pub(super) struct AnswerPageContext<'a> {
    #[serde(flatten)]
    site: SiteContext<'a>,
    link: String,
    /// What is asked about: the event, else the subject of the letter; may be empty.
    topic: String,
    event: Option<EventContext>,
    /// Who answers: the name, else the address.
    reader: String,
    /// What is wrong with the form.
    problem: Option<FormNotice>,
    /// The sentence about what the form did; empty if it did nothing.
    result: &'static str,
    /// The answer that the sentence is about.
    given: Option<GivenAnswer>,
    /// The answer that still counts, if the given one does not.
    earlier: Option<GivenAnswer>,
    /// The answer that counts.
    current: Option<GivenAnswer>,
    /// Whether the reader asked for a place when there were not enough, and has not answered since.
    is_waiting: bool,
    /// Until when the answer can be changed.
    until: Option<String>,
    /// Whether the deadline has passed.
    is_over: bool,
    /// Whether there is a form.
    is_open: bool,
    choices: Vec<ChoiceRow>,
    accepts_guests: bool,
    guests: Vec<GuestRow>,
    note: String,
    max_note: usize,
    places: Option<PlacesLeft>,
}

/// A sentence with a link to the field that it is about.
#[derive(Debug, Clone, Copy, Serialize)]
struct FormNotice {
    sentence: &'static str,
    link: &'static str,
}

#[derive(Debug, Serialize)]
struct EventContext {
    when: String,
    place: String,
    is_cancelled: bool,
}

/// An answer in words.
#[derive(Debug, Serialize)]
struct GivenAnswer {
    label: String,
    guests: u8,
    note: Option<String>,
}

#[derive(Debug, Serialize)]
struct ChoiceRow {
    number: usize,
    word: String,
    label: String,
    is_chosen: bool,
}

#[derive(Debug, Serialize)]
struct GuestRow {
    number: u8,
    is_chosen: bool,
}

#[derive(Debug, Serialize)]
struct PlacesLeft {
    /// The free places, without those that the reader has taken.
    left: u32,
    all: u32,
    /// Whether there is none for the reader.
    is_full: bool,
}

impl PlacesLeft {
    fn new(status: &AnswerStatus) -> Option<Self> {
        let (all, left) = status.question.places.zip(status.places_left)?;
        let own = status.current.as_ref().filter(|current| status.question.is_attending(&current.choice));
        let taken = own.map_or(0, |current| 1 + u32::from(current.guests));
        Some(Self { left: left.saturating_sub(taken), all, is_full: left == 0 })
    }
}

impl<'a> AnswerPageContext<'a> {
    pub(super) fn new(pages: ReaderPages<'a>, link: String, view: AnswerView<'_>) -> Self {
        let AnswerView { status, form, posted, now } = view;
        let question = &status.question;
        let event = status.event.as_ref();
        let title = event.map(|event| event.title.clone());
        let is_over = question.is_over(now);
        let written = |answer: &Option<Answer>| answer.as_ref().map(|answer| GivenAnswer::new(question, answer));
        let (result, is_refused) = posted.map_or(("", false), posted_sentence);
        let is_about_an_answer = !matches!(result, "" | "answer-too-many");
        let mailbox = status.subscriber.mailbox();
        Self {
            site: pages.site_context(),
            link,
            topic: title.filter(|title| !title.is_empty()).unwrap_or_else(|| status.subject.clone()),
            event: event.map(|event| EventContext::new(pages, event)),
            reader: mailbox.name.unwrap_or_else(|| mailbox.address.to_string()),
            problem: posted.and_then(form_notice),
            result,
            given: written(if is_refused { &status.refused } else { &status.current }).filter(|_| is_about_an_answer),
            earlier: written(&status.current).filter(|_| is_refused),
            current: written(&status.current),
            is_waiting: !is_over && result.is_empty() && status.refused.is_some(),
            until: question.deadline.map(|deadline| pages.format_deadline(deadline)),
            is_over,
            is_open: !is_over && !event.is_some_and(|event| event.is_cancelled),
            choices: choice_rows(question, form),
            accepts_guests: question.accepts_guests,
            guests: (0..=MAX_GUESTS)
                .map(|number| GuestRow { number, is_chosen: form.guests == Some(number) })
                .collect(),
            note: form.note.clone(),
            max_note: MAX_ANSWER_NOTE,
            places: PlacesLeft::new(status),
        }
    }

    /// Creates a page with every field set, to check the template.
    pub(super) fn sample(pages: ReaderPages<'a>) -> Self {
        let given = || Some(GivenAnswer { label: String::new(), guests: 2, note: Some(String::new()) });
        Self {
            site: pages.site_context(),
            link: String::new(),
            topic: String::new(),
            event: Some(EventContext { when: String::new(), place: String::new(), is_cancelled: false }),
            reader: String::new(),
            problem: Some(FormNotice { sentence: "answer-long-note", link: "#note" }),
            result: "answer-recorded",
            given: given(),
            earlier: given(),
            current: given(),
            is_waiting: true,
            until: Some(String::new()),
            is_over: true,
            is_open: true,
            choices: vec![ChoiceRow { number: 1, word: String::new(), label: String::new(), is_chosen: true }],
            accepts_guests: true,
            guests: vec![GuestRow { number: 0, is_chosen: true }],
            note: String::new(),
            max_note: MAX_ANSWER_NOTE,
            places: Some(PlacesLeft { left: 1, all: 2, is_full: false }),
        }
    }
}

impl EventContext {
    fn new(pages: ReaderPages<'_>, event: &CalendarEvent) -> Self {
        let when = match event.starts {
            EventTime::Day(day) => pages.format_long_date(day),
            EventTime::Time(time) => format!("{}, {}", pages.format_long_date(time.date()), time.strftime("%H:%M")),
        };
        Self { when, place: event.place.clone(), is_cancelled: event.is_cancelled }
    }
}

impl GivenAnswer {
    fn new(question: &AnswerQuestion, answer: &Answer) -> Self {
        let label = question.choice(&answer.choice).map_or(&answer.choice, |choice| &choice.label).clone();
        Self { label, guests: answer.guests, note: answer.note.clone() }
    }
}

fn choice_rows(question: &AnswerQuestion, form: &AnswerForm) -> Vec<ChoiceRow> {
    let chosen = question.choice(&form.choice).map(|choice| choice.word.as_str());
    let rows = question.choices.iter().zip(1..).map(|(choice, number)| ChoiceRow {
        number,
        word: choice.word.clone(),
        label: choice.label.clone(),
        is_chosen: chosen == Some(choice.word.as_str()),
    });
    rows.collect()
}

/// Returns what is wrong with a form.
fn form_notice(posted: &AnswerPosted) -> Option<FormNotice> {
    let (sentence, link) = match posted {
        AnswerPosted::Refused(AnswerProblem::NoChoice) | AnswerPosted::Done(AnswerOutcome::UnknownChoice) => {
            ("answer-no-choice", "#answer-1")
        }
        AnswerPosted::Refused(AnswerProblem::Guests) => ("answer-no-guests", "#guests"),
        AnswerPosted::Refused(AnswerProblem::LongNote) => ("answer-long-note", "#note"),
        AnswerPosted::Done(_) => return None,
    };
    Some(FormNotice { sentence, link })
}

/// Returns the sentence about what a form did, and whether its answer does not count.
fn posted_sentence(posted: &AnswerPosted) -> (&'static str, bool) {
    match posted {
        AnswerPosted::Done(AnswerOutcome::Recorded | AnswerOutcome::Outdated) => ("answer-recorded", false),
        AnswerPosted::Done(AnswerOutcome::Unchanged) => ("answer-unchanged", false),
        AnswerPosted::Done(AnswerOutcome::Late) => ("answer-late", true),
        AnswerPosted::Done(AnswerOutcome::Full) => ("answer-full", true),
        AnswerPosted::Done(AnswerOutcome::TooMany) => ("answer-too-many", false),
        AnswerPosted::Done(AnswerOutcome::UnknownChoice | AnswerOutcome::NoQuestion | AnswerOutcome::NoSubscriber)
        | AnswerPosted::Refused(_) => ("", false),
    }
}

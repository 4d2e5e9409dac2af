//! The form of an answer as it was filled in.

use url::form_urlencoded;

use crate::model::{AnswerQuestion, MAX_ANSWER_NOTE, MAX_GUESTS};
use crate::replies::AnswerStatus;

/// What was filled in, or is to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct AnswerForm {
    /// The word of the choice; empty if none is chosen.
    pub(super) choice: String,
    /// How many guests come along; `None` if that is no number that can be chosen.
    pub(super) guests: Option<u8>,
    /// What is written beside it.
    pub(super) note: String,
}

/// Why nothing of a form was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnswerProblem {
    /// No answer is chosen.
    NoChoice,
    /// The number of guests is none that can be chosen.
    Guests,
    /// The note is too long.
    LongNote,
}

impl AnswerForm {
    /// Returns the form with the answer of the reader, or with that of the button that they pressed.
    pub(super) fn preselected(status: &AnswerStatus, name: &str) -> Self {
        let pressed = status.question.linked_choice(name).map(|choice| choice.word.clone());
        let current = status.current.as_ref();
        Self {
            choice: pressed.or_else(|| current.map(|current| current.choice.clone())).unwrap_or_default(),
            guests: Some(current.map_or(0, |current| current.guests)),
            note: current.and_then(|current| current.note.clone()).unwrap_or_default(),
        }
    }

    /// Reads a form that was sent.
    pub(super) fn parse(body: &[u8]) -> Self {
        let value = |wanted: &str| {
            form_urlencoded::parse(body).find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
        };
        let guests = value("guests").unwrap_or_default();
        let guests = if guests.trim().is_empty() { Some(0) } else { guests.trim().parse().ok() };
        Self {
            choice: value("answer").unwrap_or_default(),
            guests: guests.filter(|guests| *guests <= MAX_GUESTS),
            note: value("note").unwrap_or_default().replace("\r\n", "\n"),
        }
    }

    /// Returns why it cannot be recorded.
    pub(super) fn problem(&self, question: &AnswerQuestion) -> Option<AnswerProblem> {
        let Some(choice) = question.choice(&self.choice) else { return Some(AnswerProblem::NoChoice) };
        if question.accepts_guests && question.is_attending(&choice.word) && self.guests.is_none() {
            return Some(AnswerProblem::Guests);
        }
        (self.note.trim().chars().count() > MAX_ANSWER_NOTE).then_some(AnswerProblem::LongNote)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AnswerChoice;

    #[test]
    fn form_is_read_as_it_was_filled_in() {
        let choice = |word: &str| AnswerChoice { word: word.to_owned(), label: word.to_owned() };
        let choices = vec![choice("yes"), choice("no")];
        let question = AnswerQuestion { choices, deadline: None, places: None, accepts_guests: true };
        let long = format!("answer=no&note={}", "%F0%9F%9A%8C".repeat(MAX_ANSWER_NOTE + 1));
        for (body, problem) in [
            ("answer=yes&guests=2&note=By+bus%0D%0Aor+car", None),
            ("answer=no", None),
            ("answer=no&guests=many", None),
            ("answer=yes&guests=10", Some(AnswerProblem::Guests)),
            ("answer=yes&guests=-1", Some(AnswerProblem::Guests)),
            ("answer=perhaps", Some(AnswerProblem::NoChoice)),
            ("", Some(AnswerProblem::NoChoice)),
            ("List-Unsubscribe=One-Click", Some(AnswerProblem::NoChoice)),
            (&long, Some(AnswerProblem::LongNote)),
            (&long.replacen("%F0%9F%9A%8C", "", 1), None),
        ] {
            assert_eq!(AnswerForm::parse(body.as_bytes()).problem(&question), problem, "{body}");
        }
        let form = AnswerForm::parse(b"answer=yes&guests=2&note=By+bus%0D%0Aor+car");
        assert_eq!((form.guests, form.note.as_str()), (Some(2), "By bus\nor car"));
    }
}

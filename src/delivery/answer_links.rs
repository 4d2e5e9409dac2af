//! The links by which each reader answers what a letter asks.

use crate::config::Settings;
use crate::model::{
    AnswerQuestion, AnswerToken, IssueId, SigningKeys, SubscriberId, UnsubscribeAddress, answer_link, answer_mail_link,
};

/// How subscribers answer: on a page, or by mail if there are no pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerLinks {
    /// The URL of the public pages, without a slash at the end.
    pub public_url: Option<String>,
    /// The address that takes answers by mail, with a place for the token.
    pub mailto: Option<UnsubscribeAddress>,
}

impl AnswerLinks {
    /// Takes the links from the settings.
    #[must_use]
    pub fn from_settings(settings: &Settings) -> Self {
        Self { public_url: settings.web.public_url.clone(), mailto: settings.sender.answers.clone() }
    }

    /// Returns whether nobody could answer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.public_url.is_none() && self.mailto.is_none()
    }

    /// Returns the link of each choice for one subscriber; `None` if an id is too large for a token.
    pub(super) fn links(
        &self,
        question: &AnswerQuestion,
        keys: &SigningKeys,
        issue: IssueId,
        subscriber: SubscriberId,
    ) -> Option<Vec<String>> {
        let seal = |choice| keys.seal_answer(AnswerToken { issue, subscriber, choice });
        let numbers = question.choices.iter().zip(1..).map(|(_, number)| number);
        match (&self.public_url, &self.mailto) {
            (Some(url), _) => {
                let token = seal(None)?;
                Some(numbers.map(|number| answer_link(url, &token, &question.link_name(number))).collect())
            }
            (None, Some(address)) => numbers.map(|number| answer_mail_link(address, &seal(Some(number))?)).collect(),
            (None, None) => None,
        }
    }
}

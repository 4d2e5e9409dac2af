//! Who said that they come to what a letter asked, and who came.

use jiff::Timestamp;

use crate::database::deliveries::SentIssue;
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{Issue, IssueId};

/// The word of the choice by which people apologize.
const APOLOGIES: &str = "apologies";

/// The answers to one letter, and how many people came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingFigures {
    /// The issue.
    pub issue: IssueId,
    /// The name of the draft.
    pub slug: String,
    /// The subject of the letter, with fields.
    pub subject: String,
    /// When the letter began to be sent.
    pub starts_at: Timestamp,
    /// The answers in the order of the draft; the first one is that of people who come.
    pub choices: Vec<ChoiceFigures>,
    /// The number of people who were sent the letter and did not answer it in time.
    pub silent: u64,
    /// The number of people who came, as somebody counted; `None` if nobody wrote it down.
    pub came: Option<u64>,
}

/// One answer to a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceFigures {
    /// The word of the draft, such as `yes`.
    pub word: String,
    /// What stands on the button.
    pub label: String,
    /// The number of members who gave it.
    pub people: u64,
    /// The number of their guests.
    pub guests: u64,
}

impl MeetingFigures {
    /// Returns how many people said that they come, guests included.
    #[must_use]
    pub fn attending(&self) -> u64 {
        self.choices.first().map_or(0, |choice| choice.people + choice.guests)
    }

    /// Returns how many members apologized.
    #[must_use]
    pub fn apologies(&self) -> u64 {
        self.choices.iter().skip(1).filter(|choice| choice.word == APOLOGIES).map(|choice| choice.people).sum()
    }

    /// Returns how many members gave an answer, whichever it is.
    #[must_use]
    pub fn answers(&self) -> u64 {
        self.choices.iter().map(|choice| choice.people).sum()
    }
}

/// Records how many people came to what an issue was about.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn record_came(database: &Database, issue: &Issue, count: u32) -> Result<(), database::Error> {
    let mut work = database.begin_write().await?;
    database::attendance::set_came_count(&mut work, issue.id, count).await?;
    work.commit().await
}

/// Returns the answers to an issue; `None` if it asked nothing and nobody counted who came.
pub(super) async fn meeting_figures(
    work: &mut DatabaseTransaction,
    issue: &SentIssue,
) -> Result<Option<MeetingFigures>, database::Error> {
    let question = database::answers::question(work, issue.issue).await?;
    let came = database::attendance::came_count(work, issue.issue).await?;
    if question.is_none() && came.is_none() {
        return Ok(None);
    }
    let totals = database::attendance::choice_totals(work, issue.issue).await?;
    let silent = match question {
        Some(_) => database::attendance::count_silent(work, issue.issue).await?,
        None => 0,
    };
    let choices = question.map(|question| question.choices).unwrap_or_default().into_iter().map(|choice| {
        let total = totals.iter().find(|total| total.choice == choice.word);
        let (people, guests) = total.map_or((0, 0), |total| (total.people, total.guests));
        ChoiceFigures { word: choice.word, label: choice.label, people, guests }
    });
    Ok(Some(MeetingFigures {
        issue: issue.issue,
        slug: issue.slug.clone(),
        subject: issue.subject.clone(),
        starts_at: issue.starts_at,
        choices: choices.collect(),
        silent,
        came,
    }))
}

//! A mail that a person wrote, and what of it is certain.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::frozen_letter::frozen_letter;
use super::said_words::said_words;
use crate::database::{self, DatabaseTransaction};
use crate::model::{
    Address, IssueId, MAX_VIEW_WORDS, NewView, Subscriber, SubscriberFields, SubscriberId, ViewDoubt, ViewProof,
    without_deceptive,
};

/// How many mails about one issue are stored of one sender: nobody fills the database.
const MAX_VIEWS_OF_SENDER: u64 = 50;

/// A mail that a person wrote.
#[derive(Debug, Clone, Copy)]
pub struct PersonMail<'m> {
    /// The sender, if it is one address.
    pub sender: Option<&'m Address>,
    /// The plain text.
    pub plain: Option<&'m str>,
    /// The words of the HTML part.
    pub html: Option<&'m str>,
    /// The number of attached files.
    pub attachment_count: usize,
    /// The time when it was received.
    pub received_at: Timestamp,
}

/// The words of a mail without what it quotes.
#[derive(Debug)]
pub(super) struct OwnWords {
    pub(super) text: String,
    pub(super) doubts: BTreeSet<ViewDoubt>,
}

impl PersonMail<'_> {
    /// Separates the words of a reader from those of the letter that they got.
    pub(super) async fn own_words(
        &self,
        work: &mut DatabaseTransaction,
        issue: IssueId,
        reader: SubscriberId,
    ) -> Result<OwnWords, database::Error> {
        let known = database::subscribers::by_id(work, reader).await?;
        let unknown = |address: &Address| Subscriber {
            id: SubscriberId::NONE,
            address: address.clone(),
            fields: SubscriberFields::new(),
        };
        let Some(reader) = known.or_else(|| self.sender.map(unknown)) else {
            return Ok(OwnWords { text: String::new(), doubts: BTreeSet::from([ViewDoubt::UnknownSender]) });
        };
        let letter = frozen_letter(work, issue, &reader).await?;
        let texts = [self.plain, self.html].into_iter().flatten();
        let mut said = texts.map(|text| said_words(&letter, text));
        let first = said.next().unwrap_or_default();
        let said = if first.text.is_empty() { said.next().unwrap_or(first) } else { first };
        let mut doubts = BTreeSet::new();
        let text = without_deceptive(&said.text);
        let end = text.char_indices().nth(MAX_VIEW_WORDS).map_or(text.len(), |(end, _)| end);
        if end < text.len() {
            doubts.insert(ViewDoubt::CutShort);
        }
        if said.is_doubtful {
            doubts.insert(ViewDoubt::AmongQuoted);
        }
        let text = text.get(..end).unwrap_or_default().to_owned();
        if text.is_empty() {
            let has_files = self.attachment_count > 0;
            doubts.insert(if has_files { ViewDoubt::OnlyAttachments } else { ViewDoubt::NoWords });
        }
        Ok(OwnWords { text, doubts })
    }

    /// Stores the mail; `false` if its sender has sent too many about the issue.
    pub(super) async fn store(
        &self,
        work: &mut DatabaseTransaction,
        issue: IssueId,
        subscriber: Option<SubscriberId>,
        proof: ViewProof,
        words: OwnWords,
    ) -> Result<bool, database::Error> {
        // The database compares it, and folds only ASCII.
        let sender = self.sender.map(Address::folded).unwrap_or_default();
        let sender = sender.as_str();
        if database::views::count_of_sender(work, issue, subscriber, sender).await? >= MAX_VIEWS_OF_SENDER {
            return Ok(false);
        }
        let is_late = if let Some(call) = database::views::call(work, issue).await? {
            call.is_over(self.received_at)
        } else {
            let question = database::answers::question(work, issue).await?;
            question.is_some_and(|question| question.is_over(self.received_at))
        };
        let view = NewView {
            issue,
            subscriber,
            sender,
            proof,
            words: &words.text,
            attachment_count: u32::try_from(self.attachment_count).unwrap_or(u32::MAX),
            doubts: words.doubts,
            is_late,
            received_at: self.received_at,
        };
        database::views::add(work, &view).await?;
        Ok(true)
    }
}

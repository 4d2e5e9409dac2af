//! What follows from a mail that a person wrote about an issue that asks something: an answer, a view, or a mail for a
//! person to look at. Nothing is guessed.

use super::person_mail::{OwnWords, PersonMail};
use super::record_answer::record_answer_within;
use crate::database::{self, DatabaseTransaction};
use crate::model::{
    Address, AnswerOutcome, AnswerSource, AnswerToken, IssueId, MAX_ANSWER_NOTE, NewAnswer, SubscriberId, ViewDoubt,
    ViewProof,
};

/// What became of a mail about an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenMail {
    /// The issue.
    pub issue: IssueId,
    /// Whose mail it is, if that is certain.
    pub subscriber: Option<SubscriberId>,
    /// What it answers, and what became of the answer.
    pub answer: Option<(String, AnswerOutcome)>,
    /// Whether it was stored with the views.
    pub is_stored: bool,
    /// Whether a person has to look at it.
    pub is_unclear: bool,
}

impl TakenMail {
    fn stored(issue: IssueId, subscriber: Option<SubscriberId>, is_stored: bool, is_unclear: bool) -> Self {
        Self { issue, subscriber, answer: None, is_stored, is_unclear: is_unclear || !is_stored }
    }
}

/// Takes a mail to the sealed addresses of letters: the address says who answers, and perhaps what. `None` if they are
/// those of test letters.
///
/// # Errors
/// The database failed.
pub async fn take_sealed_mail(
    work: &mut DatabaseTransaction,
    tokens: &[AnswerToken],
    mail: &PersonMail<'_>,
) -> Result<Option<TakenMail>, database::Error> {
    let real = |token: &&AnswerToken| token.issue != IssueId::NONE && token.subscriber != SubscriberId::NONE;
    let Some(first) = tokens.iter().find(real) else { return Ok(None) };
    let (issue, subscriber) = (first.issue, first.subscriber);
    if database::issues::state(work, issue).await?.is_none() {
        return Ok(Some(TakenMail::stored(issue, None, false, true)));
    }
    let mut words = mail.own_words(work, issue, subscriber).await?;
    let is_known = database::subscribers::address(work, subscriber).await?.is_some();
    if !is_known {
        words.doubts.insert(ViewDoubt::UnknownSender);
    }
    if tokens.iter().any(|other| other != first) {
        words.doubts.insert(ViewDoubt::SeveralPeople);
    }
    let question = database::answers::question(work, issue).await?;
    let is_called = database::views::call(work, issue).await?.is_some();
    let choice = question.as_ref().and_then(|question| Some(question.numbered_choice(first.choice?)?.word.clone()));
    let is_certain = is_known && !words.doubts.contains(&ViewDoubt::SeveralPeople);
    let Some(choice) = choice.filter(|_| is_certain) else {
        let is_unclear = !words.doubts.is_empty() || !is_called;
        let stored = mail.store(work, issue, is_known.then_some(subscriber), ViewProof::SealedAddress, words).await?;
        return Ok(Some(TakenMail::stored(issue, is_known.then_some(subscriber), stored, is_unclear)));
    };
    let given = NewAnswer {
        issue,
        subscriber,
        choice: &choice,
        guests: 0,
        note: Some(words.text.as_str()),
        source: AnswerSource::Mail,
        at: mail.received_at,
    };
    let outcome = record_answer_within(work, given).await?;
    // The button alone is a whole answer: a mail without words is as good.
    words.doubts.remove(&ViewDoubt::NoWords);
    let has_more = words.text.chars().count() > MAX_ANSWER_NOTE || mail.attachment_count > 0;
    let is_unclear = !words.doubts.is_empty() || has_more;
    let is_stored = (is_called && !words.text.is_empty() || is_unclear)
        && mail.store(work, issue, Some(subscriber), ViewProof::SealedAddress, words).await?;
    Ok(Some(TakenMail { issue, subscriber: Some(subscriber), answer: Some((choice, outcome)), is_stored, is_unclear }))
}

/// Takes a mail that replies to copies of an issue, by their Message-IDs. `None` if the issue asks nothing.
///
/// # Errors
/// The database failed.
pub async fn take_reply(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    readers: &[SubscriberId],
    mail: &PersonMail<'_>,
) -> Result<Option<TakenMail>, database::Error> {
    let is_called = database::views::call(work, issue).await?.is_some();
    if !is_called && database::answers::question(work, issue).await?.is_none() {
        return Ok(None);
    }
    let [first, others @ ..] = readers else { return Ok(None) };
    let mut words = mail.own_words(work, issue, *first).await?;
    let address = database::subscribers::address(work, *first).await?;
    let is_sender = |address: &Address| mail.sender.is_some_and(|sender| sender.folded() == address.folded());
    match &address {
        _ if mail.sender.is_none() => words.doubts.insert(ViewDoubt::UnknownSender),
        None => words.doubts.insert(ViewDoubt::UnknownSender),
        Some(address) if !is_sender(address) => words.doubts.insert(ViewDoubt::OtherSender),
        Some(_) => false,
    };
    if others.iter().any(|other| other != first) {
        words.doubts.insert(ViewDoubt::SeveralPeople);
    }
    let uncertain = [ViewDoubt::UnknownSender, ViewDoubt::OtherSender, ViewDoubt::SeveralPeople];
    let subscriber = Some(*first).filter(|_| !uncertain.iter().any(|doubt| words.doubts.contains(doubt)));
    // An answer must be chosen: free words are for a person to read.
    let is_unclear = !words.doubts.is_empty() || !is_called;
    let stored = mail.store(work, issue, subscriber, ViewProof::MessageId, words).await?;
    Ok(Some(TakenMail::stored(issue, subscriber, stored, is_unclear)))
}

/// Takes a mail of a member that only its subject connects with an issue: the subject of the letter, or the title of its
/// event, as `KMail`'s calendar writes it. `None` if there is no such issue.
///
/// # Errors
/// The database failed.
pub async fn take_by_subject(
    work: &mut DatabaseTransaction,
    subject: &str,
    mail: &PersonMail<'_>,
) -> Result<Option<TakenMail>, database::Error> {
    let Some(sender) = mail.sender else { return Ok(None) };
    let Some(member) = database::subscribers::by_address(work, sender).await? else { return Ok(None) };
    let Some(title) = replied_title(subject) else { return Ok(None) };
    for (issue, titles) in database::views::asking_issues(work).await? {
        let is_title = titles.iter().any(|known| known.trim().to_lowercase() == title);
        if !is_title || database::deliveries::sent_copy(work, issue, member.id).await?.is_none() {
            continue;
        }
        let OwnWords { text, mut doubts } = mail.own_words(work, issue, member.id).await?;
        doubts.insert(ViewDoubt::NoProof);
        let stored = mail.store(work, issue, None, ViewProof::Subject, OwnWords { text, doubts }).await?;
        return Ok(Some(TakenMail::stored(issue, None, stored, true)));
    }
    Ok(None)
}

/// Returns the subject that a reply repeats, in lower case; `None` if it is none.
fn replied_title(subject: &str) -> Option<String> {
    let (prefix, title) = subject.split_once(':')?;
    let is_prefix = (1..=8).contains(&prefix.trim().chars().count()) && !prefix.trim().contains(char::is_whitespace);
    let title = title.trim().to_lowercase();
    (is_prefix && !title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::replied_title;

    #[test]
    fn title_of_a_reply_is_read() {
        for (subject, title) in [
            ("Re: Jahresversammlung, Süd-Ost", Some("jahresversammlung, süd-ost")),
            ("Antwort: Committee", Some("committee")),
            ("SV : Roof", Some("roof")),
            ("Roof", None),
            ("About the roof: a question", None),
            ("Re:", None),
        ] {
            assert_eq!(replied_title(subject).as_deref(), title, "{subject}");
        }
    }
}

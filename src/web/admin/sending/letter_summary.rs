//! The last look at a letter before it is sent: who gets it, who does not, with what, through what, and when.

use std::time::Duration;

use jiff::ToSpan as _;
use serde_json::{Value, json};

use super::check_words::checks_json;
use super::opened_letter::OpenedLetter;
use super::send_form::{SendForm, SendProblem, ShownLetter};
use crate::config::ChosenRelay;
use crate::model::{Attachment, format_count, format_number};
use crate::segment::{ExcludedSubscriber, SegmentStats};
use crate::sending::{CheckedIssue, TestMemory};
use crate::web::admin::letters::diagnostic_json::{message_parts, phrase_parts};
use crate::web::admin::letters::draft_sidebar::excluded_groups;
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, draft, wording};

/// How many people who do not get the letter are named for each reason.
const MAX_EXCLUDED_NAMES: usize = 50;

/// What the page is made of.
pub(super) struct LetterSummary<'a> {
    pub(super) letter: &'a OpenedLetter,
    pub(super) checked: &'a CheckedIssue<'a>,
    pub(super) shown: ShownLetter,
    pub(super) form: &'a SendForm,
    pub(super) problems: &'a [SendProblem],
    /// What has changed since the page was opened from which somebody tried to send.
    pub(super) changed: Vec<String>,
}

impl AdminServer {
    /// Creates the context of the page.
    pub(super) async fn summary_json(&self, summary: &LetterSummary<'_>) -> Result<Value, Error> {
        let (prepared, settings) = (&summary.letter.prepared, &summary.letter.workspace.settings);
        let (dry_run, list) = (summary.checked.dry_run(), &prepared.segment.list);
        let path = self.draft_path(&prepared.draft.slug);
        let relay = prepared.chosen_relay(settings);
        let subject = Some(dry_run.subject.clone()).filter(|subject| !subject.is_empty());
        let subject = subject.unwrap_or_else(|| draft::plain_subject(&prepared.draft.subject));
        let last_review = prepared.last_review(&self.database).await?;
        let changes = last_review.map(|last| wording::review_changes(&last, &summary.shown.snapshot));
        Ok(json!({
            "title": subject,
            "style": "sending.css",
            "script": "sending.js",
            "path": path,
            "letter_url": format!("{path}/letter?view=letter"),
            "shown": summary.shown.encode(),
            "from": prepared.content.sender.to_string(),
            "reply_to": prepared.content.reply_to.as_ref().map(ToString::to_string),
            "to": to_words(&dry_run.stats, &list.title),
            "first_names": first_names(summary.checked),
            "notice": wording::notice_summary(&prepared.segment, &dry_run.stats).map(|words| message_parts(&words)),
            "not_to": not_to(&dry_run.stats, &self.excluded(summary).await?),
            "welcome": self.welcome_words(&prepared.draft.slug).await?,
            "files": files(&prepared.content.attachments),
            "checks": checks_json(summary.checked, summary.form),
            "test": self.test_json(prepared.last_test(&self.database).await?),
            "changes": changes.filter(|changes| !changes.is_empty()).map(|changes| changes.join(", ")),
            "is_trial": summary.checked.is_trial(),
            "relay": phrase_parts(&wording::relay_words(&relay, list)),
            "pace": wording::rate_words(&relay),
            "when": when_json(summary, &relay),
            "count": format_number(dry_run.recipients),
            "members": format_count(dry_run.recipients, "member", "members"),
            "typed": summary.form.value("count"),
            "problems": summary.problems.iter().map(problem_json).collect::<Vec<_>>(),
            "at_field": fields_json(summary.problems),
            "changed": (!summary.changed.is_empty()).then(|| summary.changed.join(", ")),
        }))
    }

    /// Names people on the list who do not get the letter.
    async fn excluded(&self, summary: &LetterSummary<'_>) -> Result<Vec<ExcludedSubscriber>, Error> {
        let mut pages = summary.letter.prepared.segment.pages().with_examples(MAX_EXCLUDED_NAMES);
        while pages.next(&mut self.database.begin_read().await?).await?.is_some() {}
        Ok(pages.into_excluded())
    }

    /// Warns that people who join get the same letter.
    async fn welcome_words(&self, slug: &str) -> Result<Option<String>, Error> {
        let lists = database::lists::all(&mut self.database.begin_read().await?).await?.into_iter();
        let titles = lists.filter(|list| list.welcome.as_deref() == Some(slug)).map(|list| format!("“{}”", list.title));
        let titles: Vec<_> = titles.collect();
        Ok((!titles.is_empty()).then(|| titles.join(", ")))
    }

    fn test_json(&self, last: Option<TestMemory>) -> Value {
        let zone = self.workspace.settings.society.time_zone();
        let at = last.map(|last| wording::format_clock_time(last.sent_at, clock::now(), &zone));
        match (last, at) {
            (Some(TestMemory { is_current: true, .. }), Some(at)) => {
                json!({ "is_good": true, "words": format!("This version came to you at {at}") })
            }
            (Some(_), Some(at)) => {
                json!({ "words": format!("An earlier version came to you at {at}; this one has not") })
            }
            _ => json!({ "words": "You have not sent yourself a test of this letter" }),
        }
    }
}

fn when_json(summary: &LetterSummary<'_>, relay: &ChosenRelay<'_>) -> Value {
    let society = &summary.letter.workspace.settings.society;
    let today = clock::now().to_zoned(society.time_zone()).date();
    let typed = |name: &str, otherwise: String| match summary.form.value(name) {
        "" => otherwise,
        value => value.to_owned(),
    };
    let time = relay.throttle.minimum_duration(summary.checked.dry_run().recipients);
    let is_slow = time > Duration::from_secs(50) && !summary.checked.is_trial();
    json!({
        "is_later": summary.form.is_later(),
        "duration": is_slow.then(|| wording::format_rough_duration(time)),
        "date": typed("date", today.saturating_add(1.day()).to_string()),
        "today": today.to_string(),
        "time": typed("time", "09:00".to_owned()),
        "zone": society.timezone,
    })
}

fn to_words(stats: &SegmentStats, title: &str) -> String {
    let all = stats.on_list() + stats.unsubscribed;
    let some = format_number(stats.recipients);
    if all == stats.recipients {
        return format!("All {some} on “{title}”");
    }
    format!("{some} of {} on “{title}”", format_number(all))
}

fn first_names(checked: &CheckedIssue<'_>) -> String {
    let first = checked.dry_run().first_recipients.iter();
    let mut names: Vec<_> =
        first.map(|person| person.name.clone().unwrap_or_else(|| person.address.to_string())).collect();
    names.extend(wording::and_more(checked.dry_run().recipients, names.len()));
    names.join(", ")
}

/// Describes who does not get the letter, in short and by name.
fn not_to(stats: &SegmentStats, excluded: &[ExcludedSubscriber]) -> Value {
    let short: Vec<_> =
        wording::exclusion_counts(stats).map(|(count, reason)| wording::short_exclusion(count, reason)).collect();
    json!({ "words": short.join(", "), "groups": excluded_groups(stats, excluded) })
}

/// Names the attached files with their sizes, and counts the pictures.
fn files(attachments: &[Attachment]) -> Vec<String> {
    let (pictures, files): (Vec<_>, Vec<_>) = attachments.iter().partition(|file| file.cid.is_some());
    let file = |file: &&Attachment| {
        if file.media_type.starts_with("text/calendar") {
            "the calendar file".to_owned()
        } else {
            format!("{} ({})", file.name, size(file.bytes.len()))
        }
    };
    let mut words: Vec<_> = files.iter().map(file).collect();
    if !pictures.is_empty() {
        let bytes = pictures.iter().map(|picture| picture.bytes.len()).sum();
        words.push(format!("{} ({})", format_count(pictures.len() as u64, "picture", "pictures"), size(bytes)));
    }
    words
}

fn size(bytes: usize) -> String {
    if bytes < 1_000_000 {
        return format!("{} kB", bytes.div_ceil(1_000));
    }
    let tenths = bytes / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

fn problem_json(problem: &SendProblem) -> Value {
    json!({ "field": problem.field, "words": message_parts(&problem.words) })
}

/// Returns what is wrong at each field.
fn fields_json(problems: &[SendProblem]) -> Value {
    let fields = problems.iter().map(|problem| (problem.field.clone(), json!(message_parts(&problem.words))));
    Value::Object(fields.collect())
}

//! What the sidebar beside a letter shows: diagnostics with their readers, fallbacks, and who gets the letter and why.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::diagnostic_json::{diagnostic_json, message_parts};
use super::letter_view::ViewQuery;
use crate::database;
use crate::model::{EventChannel, EventKind, FieldValue, Subscriber, SubscriptionState, format_count, format_number};
use crate::segment::{ExcludedSubscriber, Segment, SegmentStats};
use crate::sending::{DryRun, RecipientDiagnostic, RecipientException, RecipientSample};
use crate::web::admin::{AdminServer, Error};
use crate::wording;

pub(in crate::web::admin) const TEMPLATES: [(&str, &str); 3] = [
    ("sidebar", include_str!("../../../../templates/admin/sidebar.html.hbs")),
    ("diagnostics", include_str!("../../../../templates/admin/diagnostics.html.hbs")),
    ("reader-links", include_str!("../../../../templates/admin/reader-links.html.hbs")),
];

/// Lists the diagnostics of a dry run, each with links to its readers; `root` is the folder of the files that they name.
pub(in crate::web::admin) fn diagnostics(found: &[RecipientDiagnostic], query: &ViewQuery, root: &Path) -> Vec<Value> {
    let to_json = |found: &RecipientDiagnostic| {
        let mut diagnostic = diagnostic_json(&found.diagnostic, root);
        diagnostic["readers"] = found.recipients.as_ref().map(|readers| reader_links(readers, query)).into();
        diagnostic
    };
    found.iter().map(to_json).collect()
}

/// Lists the fields that some readers lack, where the draft has other words for them.
pub(in crate::web::admin) fn fallbacks(dry_run: &DryRun, query: &ViewQuery) -> Vec<Value> {
    let mut fallbacks = Vec::new();
    for (exception, readers) in &dry_run.exceptions {
        if let RecipientException::DefaultUsed(field) = exception {
            let who = format_count(readers.count, "reader has", "readers have");
            let message = format!("{who} no `{field}`, so the draft uses other words");
            fallbacks.push(json!({ "message": message_parts(&message), "readers": reader_links(readers, query) }));
        }
    }
    fallbacks
}

/// Links to the next reader with a problem after this position; `None` when nobody has one.
pub(in crate::web::admin) fn next_problem(dry_run: &DryRun, position: usize, query: &ViewQuery) -> Option<Value> {
    let problems = dry_run.exceptions.iter().filter(|(exception, _)| exception.is_problem());
    let positions: BTreeSet<u64> = problems.flat_map(|(_, readers)| &readers.positions).copied().collect();
    let next = positions.range(position as u64 + 1..).next().or(positions.first())?;
    let next = usize::try_from(*next).unwrap_or(usize::MAX);
    Some(json!({ "count": format_number(positions.len() as u64), "query": query.for_reader(next) }))
}

fn reader_links(readers: &RecipientSample, query: &ViewQuery) -> Value {
    let links = readers.positions.iter().zip(&readers.examples).map(|(position, reader)| {
        let name = reader.name.clone().unwrap_or_else(|| reader.address.to_string());
        json!({ "name": name, "query": query.for_reader(usize::try_from(*position).unwrap_or(usize::MAX)) })
    });
    json!({
        "links": links.collect::<Vec<_>>(),
        "more": wording::and_more(readers.count, readers.examples.len()),
    })
}

/// Groups the subscribers who do not get the letter by the reason, with some of their names.
pub(in crate::web::admin) fn excluded_groups(stats: &SegmentStats, excluded: &[ExcludedSubscriber]) -> Vec<Value> {
    let group = |(count, reason)| {
        let some = excluded.iter().filter(|subscriber| subscriber.reason == reason);
        let names: Vec<_> = some.map(|subscriber| subscriber.mailbox.to_string()).collect();
        json!({
            "message": message_parts(&wording::exclusion_summary(count, reason)),
            "more": wording::and_more(count, names.len()),
            "names": names,
        })
    };
    wording::exclusion_counts(stats).map(group).collect()
}

impl AdminServer {
    /// Describes how a reader came onto the list, and the fields for which the conditions chose them.
    pub(in crate::web::admin) async fn inclusion_reason(
        &self,
        segment: &Segment,
        reader: &Subscriber,
    ) -> Result<Vec<Vec<Value>>, Error> {
        let list = &segment.list;
        let mut work = self.database.begin_read().await?;
        let Some(state) = database::subscriptions::state(&mut work, list.id, reader.id).await? else {
            return Ok(Vec::new());
        };
        let mut reasons = vec![match state {
            SubscriptionState::NoticesOnly => format!("on “{}”, and wants only notices such as this one", list.title),
            SubscriptionState::Confirmed | SubscriptionState::Unsubscribed | SubscriptionState::Suppressed => {
                format!("on “{}”", list.title)
            }
        }];
        if let Some(joined) =
            database::event_log::last_of_kind(&mut work, reader.id, list.id, EventKind::Subscribed).await?
        {
            let origin = match (joined.channel, joined.source) {
                (EventChannel::Import, Some(file)) => format!(", from the file `{file}`"),
                (EventChannel::Import, None) => ", from a file".to_owned(),
                (EventChannel::Form, _) => ", through your form".to_owned(),
                (EventChannel::Operator, _) => ", added by you".to_owned(),
                _ => String::new(),
            };
            reasons[0] = format!("{} since {}{origin}", reasons[0], self.format_day(joined.at));
        }
        let deciding = segment.deciding_fields(reader).into_iter();
        reasons.extend(deciding.map(|(field, value)| format!("`{field}`: {}", FieldValue::describe(value))));
        Ok(reasons.iter().map(|reason| message_parts(reason)).collect())
    }
}

//! Adds many people and puts them on a list at once, on PostgreSQL.

use super::NewSubscriber;
use crate::database::{DatabaseTransaction, Error, event_log, to_micros, webhook_events};
use crate::model::{EventKind, SubscriberId, SubscriptionEvent, SubscriptionState};

/// A person to be added and put on a list.
#[derive(Debug, Clone, Copy)]
pub struct JoiningPerson<'a> {
    /// The person, with a reserved id.
    pub person: NewSubscriber<'a>,
    /// Whether they get notices only.
    pub notices_only: bool,
}

/// The addresses of those who get notices only are in `$4`. Nothing is joined with what is given: PostgreSQL cannot know
/// how many rows that is, and would compare each with each.
const JOIN_POSTGRES: &str = "WITH added AS ( \
        INSERT INTO subscriber (id, normalized_address, original_address, fields, created_at) OVERRIDING SYSTEM VALUE \
        SELECT id, folded, original, fields, CAST($5 AS BIGINT) \
        FROM unnest(CAST($11 AS BIGINT[]), CAST($1 AS TEXT[]), CAST($2 AS TEXT[]), CAST($3 AS TEXT[])) \
            AS given (id, folded, original, fields) \
        ON CONFLICT (normalized_address) DO NOTHING RETURNING id, normalized_address \
    ), joined AS ( \
        INSERT INTO subscription (list_id, subscriber_id, state, changed_at) \
        SELECT CAST($6 AS BIGINT), id, \
            CASE WHEN normalized_address = ANY (CAST($4 AS TEXT[])) THEN $7 ELSE $8 END, CAST($5 AS BIGINT) FROM added \
    ), shared AS ( \
        INSERT INTO shared_event (subscriber_id, event_id) SELECT id, CAST($9 AS BIGINT) FROM added \
    ), narrowed AS ( \
        INSERT INTO shared_event (subscriber_id, event_id) SELECT id, CAST($10 AS BIGINT) FROM added \
        WHERE normalized_address = ANY (CAST($4 AS TEXT[])) \
    ) SELECT id FROM added";

/// An event that nobody shares is none.
const DELETE_EVENTS_POSTGRES: &str = "DELETE FROM subscription_event WHERE id IN ($1, $2)";

/// Adds people, except those whose address is known, and puts them on the list of the event by which they join it.
/// Returns the ids of those who were added.
///
/// Only for PostgreSQL: on SQLite, nobody is added.
///
/// # Errors
/// The database failed.
pub async fn join_all(
    work: &mut DatabaseTransaction,
    mut people: Vec<JoiningPerson<'_>>,
    event: &SubscriptionEvent,
) -> Result<Vec<SubscriberId>, Error> {
    if people.is_empty() || matches!(work, DatabaseTransaction::Sqlite(_)) {
        return Ok(Vec::new());
    }
    // Two imports that insert the same people in different orders would deadlock.
    people.sort_unstable_by_key(|person| person.person.folded);
    let joined = event_log::add_shared(work, event).await?;
    let narrowed = if people.iter().any(|person| person.notices_only) {
        let narrowed = SubscriptionEvent { kind: EventKind::ReducedToNotices, consent_text: None, ..event.clone() };
        event_log::add_shared(work, &narrowed).await?
    } else {
        joined
    };
    let DatabaseTransaction::Postgres(tx) = work else { return Ok(Vec::new()) };
    let folded: Vec<&str> = people.iter().map(|person| person.person.folded).collect();
    let original: Vec<Option<&str>> = people.iter().map(|person| person.person.original).collect();
    let fields: Vec<&str> = people.iter().map(|person| person.person.fields).collect();
    let notices: Vec<&str> =
        people.iter().filter(|person| person.notices_only).map(|person| person.person.folded).collect();
    let rows: Vec<(SubscriberId,)> = sqlx::query_as(JOIN_POSTGRES)
        .bind(folded)
        .bind(original)
        .bind(fields)
        .bind(notices)
        .bind(to_micros(event.at))
        .bind(event.list)
        .bind(<&str>::from(SubscriptionState::NoticesOnly))
        .bind(<&str>::from(SubscriptionState::Confirmed))
        .bind(joined)
        .bind(narrowed)
        .bind(people.iter().map(|person| person.person.id.get()).collect::<Vec<_>>())
        .fetch_all(&mut **tx)
        .await?;
    let added: Vec<_> = rows.into_iter().map(|(id,)| id).collect();
    if added.is_empty() {
        sqlx::query(DELETE_EVENTS_POSTGRES).bind(joined).bind(narrowed).execute(&mut **tx).await?;
    }
    webhook_events::add_changes(work, &added, event).await?;
    Ok(added)
}

//! Who gets a letter. A long list is not read again for each page that shows it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::database::{self, Database};
use crate::model::{Digest, FieldKind, ListId, NAME_FIELDS, Subscriber, SubscriberId};
use crate::segment::{Condition, ExcludedSubscriber, RecipientDigest, Segment, SegmentStats};

/// With more readers than this, a search replaces the select element.
pub(super) const MAX_SELECT_OPTIONS: usize = 500;
/// How many excluded subscribers are named for each reason.
const MAX_EXCLUDED_NAMES: usize = 20;
/// With so many readers or fewer, they are read each time.
const MAX_ALWAYS_READ: usize = 5_000;
/// How long more of them are remembered. What is sent does not depend on it: everybody is read again before.
const MAX_AGE: Duration = Duration::from_mins(1);
/// The id of every reader at such a distance is remembered: to find one, no more are read.
const STEP: usize = 500;

/// The readers of a letter, as they were a moment ago.
pub(in crate::web::admin) struct LetterAudience {
    pub(in crate::web::admin) total: usize,
    /// A digest of all readers.
    pub(in crate::web::admin) digest: Digest,
    /// How many are on the list, and why some do not get the letter.
    pub(in crate::web::admin) stats: SegmentStats,
    /// Some of those who do not get it.
    pub(in crate::web::admin) excluded: Vec<ExcludedSubscriber>,
    /// The first readers, as the select element names them.
    pub(super) labels: Vec<String>,
    first_ids: Vec<SubscriberId>,
    read_at: Instant,
}

impl LetterAudience {
    async fn read(database: &Database, segment: &Segment) -> Result<Self, database::Error> {
        let read_at = Instant::now();
        let (mut total, mut labels, mut first_ids) = (0, Vec::new(), Vec::new());
        let mut digest = RecipientDigest::default();
        let mut pages = segment.pages().with_examples(MAX_EXCLUDED_NAMES);
        while let Some(page) = pages.next(&mut database.begin_read().await?).await? {
            for subscriber in page {
                digest.add(&subscriber);
                if total < MAX_SELECT_OPTIONS {
                    labels.push(reader_label(&subscriber));
                }
                if total % STEP == 0 {
                    first_ids.push(subscriber.id);
                }
                total += 1;
            }
        }
        let (digest, stats) = (digest.finish(), pages.stats());
        Ok(Self { total, digest, stats, excluded: pages.into_excluded(), labels, first_ids, read_at })
    }

    /// Returns the reader at a position from 1, or the last one, with the position; `None` if there are none.
    pub(super) async fn reader_at(
        &self,
        database: &Database,
        segment: &Segment,
        position: usize,
    ) -> Result<Option<(usize, Subscriber)>, database::Error> {
        let index = position.clamp(1, self.total.max(1)) - 1;
        let Some(start) = self.first_ids.get(index / STEP) else { return Ok(None) };
        let mut at = index - index % STEP;
        let mut last = None;
        let mut pages = segment.pages().from(*start);
        while at <= index
            && let Some(page) = pages.next(&mut database.begin_read().await?).await?
        {
            for subscriber in page.into_iter().take(index + 1 - at) {
                at += 1;
                last = Some((at, subscriber));
            }
        }
        Ok(last)
    }
}

/// What an audience is chosen by.
type AudienceKey = (ListId, bool, Option<String>, Option<String>);

/// The audiences that were read last.
#[derive(Default)]
pub(in crate::web::admin) struct AudienceMemory(Mutex<HashMap<AudienceKey, Arc<LetterAudience>>>);

impl AudienceMemory {
    /// Returns the readers of a segment; of a long list as they were less than a minute ago.
    pub(in crate::web::admin) async fn get(
        &self,
        database: &Database,
        segment: &Segment,
    ) -> Result<Arc<LetterAudience>, database::Error> {
        let written = |condition: &Option<Condition>| condition.as_ref().map(|condition| condition.text().to_owned());
        let (condition, exclusion) = (written(&segment.condition), written(&segment.exclusion));
        let key = (segment.list.id, segment.statutory, condition, exclusion);
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).map(Arc::clone);
        if let Some(known) = known.filter(|known| known.read_at.elapsed() < MAX_AGE) {
            return Ok(known);
        }
        let audience = Arc::new(LetterAudience::read(database, segment).await?);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, old| old.read_at.elapsed() < MAX_AGE);
        if audience.total > MAX_ALWAYS_READ {
            all.insert(key, Arc::clone(&audience));
        }
        Ok(audience)
    }

    /// Forgets all audiences: somebody may have changed one.
    pub(in crate::web::admin) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Describes a subscriber: the name and two of the fields.
pub(super) fn reader_label(subscriber: &Subscriber) -> String {
    let mailbox = subscriber.mailbox();
    let name = mailbox.name.unwrap_or_else(|| mailbox.address.to_string());
    let others = subscriber.fields.iter().filter(|(field, _)| !NAME_FIELDS.contains(&field.as_str()));
    let others = others.filter(|(_, value)| value.kind() != FieldKind::Flag);
    let short = others.map(|(_, value)| value.to_string()).filter(|words| (1..=30).contains(&words.chars().count()));
    std::iter::once(name).chain(short.take(2)).collect::<Vec<_>>().join(", ")
}

//! A walk through an audience, which counts as it goes.

use super::{Audience, Left};
use crate::database::{self, Work};
use crate::model::{Mailbox, State, Subscriber, SubscriberId};

/// How many subscribers are held in memory at once.
const PAGE: i64 = 1_000;

/// How far an audience reaches: who of the list gets the letter, and who does not, and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    /// Who gets it.
    pub recipients: u64,
    /// Those of them who get it though they want no newsletters, as the society's rules ask for it.
    pub notices: u64,
    /// Whom the condition does not fit.
    pub by_where: u64,
    /// Whom the exclusion fits.
    pub by_exclude: u64,
    /// Who wants no newsletters and gets none.
    pub only_notices: u64,
    /// Who has left the list.
    pub left: u64,
    /// Whose address takes no mail.
    pub suppressed: u64,
}

impl Reach {
    /// Returns how many could get it, were nobody left out.
    #[must_use]
    pub fn readers(&self) -> u64 {
        self.recipients + self.by_where + self.by_exclude
    }

    /// Returns how many are on the list: all but those who have left it.
    #[must_use]
    pub fn on_list(&self) -> u64 {
        self.readers() + self.only_notices + self.suppressed
    }
}

/// Somebody of the list whom a letter does not reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// Who that is.
    pub who: Mailbox,
    /// What keeps it from them.
    pub why: Left,
}

/// A walk through an audience, a page at a time.
#[derive(Debug)]
pub struct Pages<'a> {
    audience: &'a Audience,
    after: SubscriberId,
    begun: bool,
    reach: Reach,
    named: usize,
    absent: Vec<Absent>,
}

impl<'a> Pages<'a> {
    pub(super) fn new(audience: &'a Audience) -> Self {
        Self {
            audience,
            after: SubscriberId::NOBODY,
            begun: false,
            reach: Reach::default(),
            named: 0,
            absent: Vec::new(),
        }
    }

    /// Makes it remember, for each reason, up to so many of those whom the letter does not reach.
    #[must_use]
    pub fn naming(self, named: usize) -> Self {
        Self { named, ..self }
    }

    /// Returns the next page, which may be empty where nobody fits; `None` at the end.
    ///
    /// # Errors
    /// The database refused.
    pub async fn next(&mut self, work: &mut Work) -> Result<Option<Vec<Subscriber>>, database::Error> {
        if !self.begun {
            self.begun = true;
            self.count_others(work).await?;
            self.name_others(work).await?;
        }
        let page = database::subscriber::readers(work, self.audience.readership(), self.after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(None) };
        self.after = last.id;
        let mut fits = Vec::with_capacity(page.len());
        for (subscriber, state) in page {
            let Some(left) = self.audience.left_out(&subscriber) else {
                self.reach.recipients += 1;
                self.reach.notices += u64::from(state == State::Notices);
                fits.push(subscriber);
                continue;
            };
            let count = match left {
                Left::Exclude => &mut self.reach.by_exclude,
                Left::Where | Left::State(_) => &mut self.reach.by_where,
            };
            *count += 1;
            if *count <= self.named as u64 {
                self.absent.push(Absent { who: subscriber.mailbox(), why: left });
            }
        }
        Ok(Some(fits))
    }

    /// Returns some of those whom the letter does not reach, as far as was walked.
    #[must_use]
    pub fn absent(self) -> Vec<Absent> {
        self.absent
    }

    /// Makes it begin with the subscriber of a number, and count nobody before.
    #[must_use]
    pub fn from(self, subscriber: SubscriberId) -> Self {
        Self { after: SubscriberId::new(subscriber.get() - 1), begun: true, ..self }
    }

    /// Returns how far the audience reaches, as far as was walked.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// Counts those of the list whom no condition is asked about.
    async fn count_others(&mut self, work: &mut Work) -> Result<(), database::Error> {
        for (state, count) in database::subscription::counts(work, self.audience.list.id).await? {
            let count = count.unsigned_abs();
            match state {
                State::Notices if !self.audience.statutory => self.reach.only_notices = count,
                State::Confirmed | State::Notices => {}
                State::Unsubscribed => self.reach.left = count,
                State::Suppressed => self.reach.suppressed = count,
            }
        }
        Ok(())
    }

    async fn name_others(&mut self, work: &mut Work) -> Result<(), database::Error> {
        let reach = &self.reach;
        for (count, state) in [
            (reach.only_notices, State::Notices),
            (reach.suppressed, State::Suppressed),
            (reach.left, State::Unsubscribed),
        ] {
            if self.named > 0 && count > 0 {
                let some = database::subscriber::in_state(work, self.audience.list.id, state, self.named).await?;
                let why = Left::State(state);
                self.absent.extend(some.into_iter().map(|who| Absent { who: who.mailbox(), why }));
            }
        }
        Ok(())
    }
}

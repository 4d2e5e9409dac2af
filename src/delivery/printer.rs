//! Makes the copies of one issue: a reader's letter, their links, the bytes.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::config::Settings;
use crate::message::{self, Copy, Stationery, message_id};
use crate::model::{
    Content, IssueId, Keys, LeavingAddress, Letter, List, ListId, Mailbox, Subscriber, SubscriberId, Token,
};
use crate::render::{self, Press};

/// How subscribers leave: by a page, by mail, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// How the world reaches our pages, without a slash at the end.
    pub public_url: Option<String>,
    /// The address that takes `unsubscribe` by mail.
    pub mailto: Option<LeavingAddress>,
}

/// Turns subscribers into copies of one issue.
pub struct Printer {
    press: Press,
    stationery: Stationery,
    links: Links,
    keys: Keys,
    list: ListId,
    issue: IssueId,
    hash: String,
    domain: String,
    zone: TimeZone,
}

/// Why a copy cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Unprintable {
    /// The letter cannot be filled for this reader.
    #[error(transparent)]
    Letter(#[from] render::Error),
    /// The bytes cannot be written.
    #[error(transparent)]
    Message(#[from] message::Error),
    /// There is neither a page nor an address by which to leave.
    #[error("nobody could leave: set `public_url` in `[web]`, or `unsubscribe` in `[sender]`")]
    NoWayOut,
    /// The database has outgrown the links.
    #[error("no link can be made for a list or issue with so large a number")]
    Token,
}

impl Links {
    /// Takes the links from the settings.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let public_url = settings.web.public_url.clone();
        Self { public_url, mailto: settings.sender.unsubscribe.clone() }
    }

    /// Returns the visible link for a sealed token: the page where there is one, else a mail.
    fn visible(&self, token: &str) -> Option<String> {
        match (&self.public_url, &self.mailto) {
            (Some(url), _) => Some(format!("{url}/u/{token}")),
            (None, Some(address)) => Some(message::mailto_link(address, token)),
            (None, None) => None,
        }
    }
}

impl Printer {
    /// Prepares everything that all copies of an issue share; a rehearsal has no issue and any digest.
    ///
    /// # Errors
    /// The composition is no valid source, or there is no way to leave.
    pub fn new(
        settings: &Settings,
        content: &Content,
        fields: &BTreeSet<String>,
        list: &List,
        keys: Keys,
        issue: IssueId,
        hash: &str,
    ) -> Result<Self, Unprintable> {
        let links = Links::of(settings);
        if links.visible("").is_none() {
            return Err(Unprintable::NoWayOut);
        }
        let (sender, reply_to) = (&content.sender, content.reply_to.as_ref());
        Ok(Self {
            press: Press::new(&content.composition, fields)?,
            stationery: Stationery::new(sender, reply_to, list, links.mailto.as_ref(), &content.attachments),
            links,
            keys,
            list: list.id,
            issue,
            hash: hash.to_owned(),
            domain: sender.address.domain().to_owned(),
            zone: settings.society.time_zone(),
        })
    }

    /// Returns what one subscriber will read.
    ///
    /// # Errors
    /// The letter cannot be filled.
    pub fn letter(&self, subscriber: &Subscriber) -> Result<Letter, Unprintable> {
        let (_, link) = self.way_out(subscriber.id)?;
        Ok(self.press.print(subscriber, &link)?)
    }

    /// Returns the bytes of one subscriber's copy.
    ///
    /// # Errors
    /// The letter cannot be filled or written.
    pub fn copy(&self, subscriber: &Subscriber, now: Timestamp) -> Result<Vec<u8>, Unprintable> {
        Ok(self.proof(subscriber, now)?.2)
    }

    /// Returns what one subscriber will read, the link in it by which they leave, and the bytes of their copy.
    ///
    /// # Errors
    /// The letter cannot be filled or written.
    pub fn proof(&self, subscriber: &Subscriber, now: Timestamp) -> Result<(Letter, String, Vec<u8>), Unprintable> {
        let (token, link) = self.way_out(subscriber.id)?;
        let letter = self.press.print(subscriber, &link)?;
        let id = message_id(self.issue, subscriber.id, &self.hash, &self.domain);
        let to = subscriber.mailbox();
        let bytes = self.stationery.write(&self.copy_of(&to, &letter, &token, &link, &id, now))?;
        Ok((letter, link, bytes))
    }

    /// Returns the bytes of a copy as a subscriber would get it, for somebody else: its subject begins with `mark`, and
    /// its links are nobody's, so that they open and change nothing. `id` tells one such copy from the next.
    ///
    /// # Errors
    /// The letter cannot be filled or written.
    pub fn sample(
        &self,
        subscriber: &Subscriber,
        to: &Mailbox,
        mark: &str,
        id: &str,
        now: Timestamp,
    ) -> Result<Vec<u8>, Unprintable> {
        let (token, link) = self.way_out(SubscriberId::NOBODY)?;
        let mut letter = self.press.print(subscriber, &link)?;
        letter.subject = format!("{mark} {}", letter.subject);
        let id = message_id(self.issue, SubscriberId::NOBODY, id, &self.domain);
        let copy = Copy { test_of: Some(&subscriber.address), ..self.copy_of(to, &letter, &token, &link, &id, now) };
        Ok(self.stationery.write(&copy)?)
    }

    fn copy_of<'a>(
        &'a self,
        to: &'a Mailbox,
        letter: &'a Letter,
        token: &'a str,
        link: &'a str,
        message_id: &'a str,
        now: Timestamp,
    ) -> Copy<'a> {
        Copy {
            to,
            letter,
            message_id,
            date: now,
            zone: &self.zone,
            unsubscribe_url: self.links.public_url.as_ref().map(|_| link),
            unsubscribe_token: Some(token),
            test_of: None,
        }
    }

    /// Returns a subscriber's sealed token and the link that they see.
    fn way_out(&self, subscriber: SubscriberId) -> Result<(String, String), Unprintable> {
        let token = Token { list: self.list, subscriber, issue: self.issue };
        let token = self.keys.seal(token).ok_or(Unprintable::Token)?;
        let link = self.links.visible(&token).ok_or(Unprintable::NoWayOut)?;
        Ok((token, link))
    }
}

//! The mail that asks the owner of an address whether they want to join. Nothing in it was typed by whoever asked.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::config::{self, Society, Workspace};
use crate::message::{Copy, Stationery};
use crate::model::{Keys, Letter, List, Mailbox, Request, single_line};
use crate::render::{self, Pages};
use crate::subscription::LINK_LIFE;

use super::Unprintable;

const SUBJECT: &str = "confirm.subject";
const TEXT: &str = "confirm.txt";
const HTML: &str = "confirm.html";

/// Makes confirmation mails.
pub struct Confirmation {
    plain: Pages,
    html: Pages,
    stationery: Stationery,
    society: Society,
    public_url: String,
    keys: Keys,
    domain: String,
    zone: TimeZone,
}

/// Why no confirmation mail can be made.
#[derive(Debug, thiserror::Error)]
pub enum BadTemplate {
    /// A template cannot be read.
    #[error(transparent)]
    Unreadable(#[from] config::Error),
    /// A template cannot be filled.
    #[error("the mail by which people confirm cannot be made of `templates/mail`")]
    Unusable(#[from] render::Error),
}

/// What the templates can say.
#[derive(Serialize)]
struct Words<'a> {
    society: &'a Society,
    lists: Vec<&'a str>,
    link: String,
    hours: i64,
    subject: String,
}

impl Confirmation {
    /// Reads the workspace's templates and fills each once; `None` without a `public_url`, to which the link would lead.
    ///
    /// # Errors
    /// A template cannot be read or filled.
    pub fn new(workspace: &Workspace, keys: Keys) -> Result<Option<Self>, BadTemplate> {
        let settings = &workspace.settings;
        let Some(public_url) = settings.web.public_url.clone() else { return Ok(None) };
        let source = |name: &str| Ok((name.to_owned(), workspace.template(&format!("mail/{name}.hbs"))?));
        let plain = [SUBJECT, TEXT].map(source).into_iter().collect::<Result<Vec<_>, config::Error>>()?;
        let sender = &settings.sender;
        let confirmation = Self {
            plain: Pages::plain(plain)?,
            html: Pages::new(vec![source(HTML)?])?,
            stationery: Stationery::answering(&sender.from, sender.reply_to.as_ref()),
            society: settings.society.clone(),
            public_url,
            keys,
            domain: sender.from.address.domain().to_owned(),
            zone: settings.society.time_zone(),
        };
        confirmation.letter(vec!["A list"], "token")?;
        Ok(Some(confirmation))
    }

    /// Writes the mail of a request that was claimed.
    ///
    /// # Errors
    /// The mail cannot be filled or written.
    pub fn write(&self, request: &Request, lists: &[List], now: Timestamp) -> Result<Vec<u8>, Unprintable> {
        let token = self.keys.seal_request(request.id).ok_or(Unprintable::Token)?;
        let letter = self.letter(lists.iter().map(|list| list.title.as_str()).collect(), &token)?;
        let claimed = request.mailed_at.unwrap_or(now).as_microsecond();
        Ok(self.stationery.write(&Copy {
            to: &Mailbox { name: None, address: request.address.clone() },
            letter: &letter,
            message_id: &format!("join.{}.{claimed}@{}", request.id, self.domain),
            date: now,
            zone: &self.zone,
            unsubscribe_url: None,
            unsubscribe_token: None,
            test_of: None,
        })?)
    }

    fn letter(&self, lists: Vec<&str>, token: &str) -> Result<Letter, render::Error> {
        let link = format!("{}/c/{token}", self.public_url);
        let mut words =
            Words { society: &self.society, lists, link, hours: LINK_LIFE.as_hours(), subject: String::new() };
        words.subject = single_line(&self.plain.render(SUBJECT, &words)?).into_owned();
        let (text, html) = (self.plain.render(TEXT, &words)?, self.html.render(HTML, &words)?);
        Ok(Letter { subject: words.subject, html, text })
    }
}

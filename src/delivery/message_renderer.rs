//! Renders the copies of one issue: content, unsubscribe link, and bytes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::answer_links::AnswerLinks;
use crate::config::Settings;
use crate::message::{self, MessageFields, MessageSize, MessageTemplate, message_id};
use crate::model::{
    Address, AnswerQuestion, Composition, FieldValue, IssueContent, IssueId, List, ListId, Mailbox, RESERVED,
    RenderedMessage, RenderedParts, STILL_WANTED_PATH, SigningKeys, Subscriber, SubscriberId, Token,
    UnsubscribeAddress, WebAddress, percent_encode,
};
use crate::template::{self, ANSWER_LINK_PREFIX, STILL_WANTED_FIELD, SharedPartLines, TemplateRenderer};

/// How subscribers unsubscribe: by a page, by mail, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribeLinks {
    /// The URL of the public pages, without a slash at the end.
    pub public_url: Option<String>,
    /// The address that takes `unsubscribe` by mail.
    pub mailto: Option<UnsubscribeAddress>,
}

/// What the settings say about every copy.
#[derive(Clone)]
pub struct RendererSettings {
    /// How subscribers leave.
    pub links: UnsubscribeLinks,
    /// The keys that seal unsubscribe tokens.
    pub keys: SigningKeys,
    /// How subscribers answer what a letter asks.
    pub answers: AnswerLinks,
    /// The envelope sender of each copy, if it is not the sender's address.
    pub bounces: Option<UnsubscribeAddress>,
    /// The society's time zone, for the `Date` header.
    pub time_zone: TimeZone,
    /// Where the issue is on the web; none before it is frozen.
    pub web_address: Option<WebAddress>,
}

/// Renders one issue for each subscriber.
pub struct MessageRenderer {
    renderer: TemplateRenderer,
    template: MessageTemplate,
    settings: RendererSettings,
    /// Whether it asks its readers whether they still want to be written to.
    is_asking: bool,
    question: Option<AnswerQuestion>,
    /// The issue to which the answers belong.
    question_issue: IssueId,
    list: ListId,
    issue: IssueId,
    hash: String,
    domain: String,
}

/// A copy that was rendered, and whose message was measured.
#[derive(Debug)]
pub struct MeasuredCopy {
    /// The rendered subject and parts.
    pub letter: RenderedParts,
    /// The subscriber's link to unsubscribe.
    pub link: String,
    /// The recipient, as the message names it.
    pub to: Mailbox,
    /// The size of the message.
    pub size: MessageSize,
}

/// Why a copy cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum MessageRenderError {
    /// The templates cannot be rendered for this subscriber.
    #[error(transparent)]
    Template(#[from] template::Error),
    /// The bytes cannot be written.
    #[error(transparent)]
    Message(#[from] message::Error),
    /// There is neither a page nor an address to unsubscribe.
    #[error("nobody could leave: set `public_url` in `[web]`, or `unsubscribe` in `[sender]`")]
    NoUnsubscribeLink,
    /// There is no page on which people say that they still want to be written to.
    #[error("nobody could say yes: set `public_url` in `[web]`")]
    NoStillWantedLink,
    /// There is neither a page nor an address to answer.
    #[error("nobody could answer: set `public_url` in `[web]`, or `answers` in `[sender]`")]
    NoAnswerLink,
    /// There is neither a page nor an address to confirm a request to join.
    #[error("nobody could confirm it: set `public_url` in `[web]`")]
    NoConfirmation,
    /// An id is too large for a token.
    #[error("no link can be made for a list or issue with so large a number")]
    Token,
}

impl UnsubscribeLinks {
    /// Takes the links from the settings.
    #[must_use]
    pub fn from_settings(settings: &Settings) -> Self {
        let public_url = settings.web.public_url.clone();
        Self { public_url, mailto: settings.sender.unsubscribe.clone() }
    }

    /// Returns whether subscribers have no way to leave.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.public_url.is_none() && self.mailto.is_none()
    }

    /// Returns the visible link for a sealed token: the page if there is one, else a mailto link.
    fn visible_link(&self, token: &str) -> Option<String> {
        match (&self.public_url, &self.mailto) {
            (Some(url), _) => Some(message::unsubscribe_page_link(url, token)),
            (None, Some(address)) => Some(message::mailto_link(address, token)),
            (None, None) => None,
        }
    }
}

impl RendererSettings {
    /// Takes what copies need from the settings of a workspace.
    #[must_use]
    pub fn new(settings: &Settings, keys: SigningKeys) -> Self {
        Self {
            links: UnsubscribeLinks::from_settings(settings),
            keys,
            answers: AnswerLinks::from_settings(settings),
            bounces: settings.sender.bounces.clone(),
            time_zone: settings.society.time_zone(),
            web_address: None,
        }
    }

    /// Returns the address of an issue's calendar file; `None` if it has no event, is not frozen yet, or there are no
    /// public pages.
    fn calendar_link(&self, content: &IssueContent, issue: IssueId) -> Option<String> {
        content.event.as_ref().filter(|_| issue != IssueId::NONE)?;
        let url = self.links.public_url.as_ref()?;
        Some(format!("{url}/calendar/{}.ics", self.keys.seal_issue(issue)?))
    }

    /// Returns the address of an issue's web copy; `None` if it has none, or there are no public pages.
    fn web_link(&self, issue: IssueId) -> Option<String> {
        let url = self.links.public_url.as_ref()?;
        Some(match self.web_address.as_ref()? {
            WebAddress::Public(path) => format!("{url}/letters/{}", percent_encode(path, RESERVED)),
            WebAddress::Sealed => format!("{url}/l/{}", self.keys.seal_letter(issue)?),
        })
    }
}

/// Gives templates the addresses of the calendar file and of the web copy, which are known only when the issue is.
fn with_links(composition: &Composition, calendar: Option<String>, web: Option<String>) -> Composition {
    let mut linked = composition.clone();
    if let Some(issue) = linked.constants.get_mut("issue").and_then(|issue| issue.as_object_mut()) {
        if let Some(link) = web {
            issue.insert("web_link".to_owned(), link.into());
        }
        let event = issue.get_mut("event").and_then(|event| event.as_object_mut());
        if let Some((event, link)) = event.zip(calendar) {
            event.insert("link".to_owned(), link.into());
        }
    }
    linked
}

/// Returns whether a letter asks its readers whether they still want to be written to: it has the link.
#[must_use]
pub fn asks_still_wanted(composition: &Composition) -> bool {
    [&composition.html, &composition.text].into_iter().any(|part| part.contains(STILL_WANTED_FIELD))
}

impl MessageRenderer {
    /// Prepares everything that all copies of an issue share; a dry run has no issue and any digest.
    ///
    /// # Errors
    /// The composition is not a valid template, or there is no way to unsubscribe.
    pub fn new(
        content: &IssueContent,
        fields: &BTreeSet<String>,
        list: &List,
        settings: RendererSettings,
        issue: IssueId,
        hash: &str,
    ) -> Result<Self, MessageRenderError> {
        if settings.links.is_empty() {
            return Err(MessageRenderError::NoUnsubscribeLink);
        }
        if content.question.is_some() && settings.answers.is_empty() {
            return Err(MessageRenderError::NoAnswerLink);
        }
        let mut fields = fields.clone();
        let choices = content.question.iter().flat_map(|question| &question.choices).zip(1..);
        fields.extend(choices.map(|(_, number)| format!("{ANSWER_LINK_PREFIX}{number}")));
        fields.extend(asks_still_wanted(&content.composition).then(|| STILL_WANTED_FIELD.to_owned()));
        let (sender, reply_to) = (&content.sender, content.reply_to.as_ref());
        let (calendar, web) = (settings.calendar_link(content, issue), settings.web_link(issue));
        let linked = (calendar.is_some() || web.is_some()).then(|| with_links(&content.composition, calendar, web));
        let renderer = TemplateRenderer::new(linked.as_ref().unwrap_or(&content.composition), &fields)?;
        let mailto = settings.links.mailto.as_ref();
        let lines = renderer.shared_lines();
        let template = MessageTemplate::new(sender, reply_to, list, mailto, &content.attachments)
            .with_language(&content.composition.language())
            .with_shared_lines(&lines.html, &lines.text);
        Ok(Self {
            renderer,
            template,
            settings,
            is_asking: asks_still_wanted(&content.composition),
            question: content.question.clone(),
            // A copy that belongs to no issue records no answers.
            question_issue: content.question_issue.filter(|_| issue != IssueId::NONE).unwrap_or(issue),
            list: list.id,
            issue,
            hash: hash.to_owned(),
            domain: sender.address.domain().to_owned(),
        })
    }

    /// Marks the copies as sent by a program, and not by a person to all readers (RFC 3834 §5).
    #[must_use]
    pub fn with_auto_submitted(self) -> Self {
        Self { template: self.template.with_auto_submitted(), ..self }
    }

    /// Returns the content for one subscriber.
    ///
    /// # Errors
    /// The content cannot be rendered.
    pub fn render(&self, subscriber: &Subscriber) -> Result<RenderedMessage, MessageRenderError> {
        let (_, link) = self.unsubscribe_link(subscriber.id)?;
        Ok(self.renderer.render(self.with_links(subscriber, subscriber.id)?.as_ref(), &link)?)
    }

    /// Returns the bytes of one subscriber's copy.
    ///
    /// # Errors
    /// The content cannot be rendered, or the message not be written.
    pub fn build(&self, subscriber: &Subscriber, now: Timestamp) -> Result<Vec<u8>, MessageRenderError> {
        let (token, link) = self.unsubscribe_link(subscriber.id)?;
        let reader = self.with_links(subscriber, subscriber.id)?;
        let letter = self.renderer.render_parts(&reader, &link)?;
        let id = message_id(self.issue, subscriber.id, &self.hash, &self.domain);
        let to = subscriber.mailbox();
        Ok(self.template.build(&self.message_fields(&to, &letter, &token, &link, &id, now))?)
    }

    /// Renders one subscriber's copy as [`Self::build`] does, and measures the message in place of writing it.
    ///
    /// # Errors
    /// The content cannot be rendered, or the message not be written.
    pub fn measure(&self, subscriber: &Subscriber, now: Timestamp) -> Result<MeasuredCopy, MessageRenderError> {
        let (token, link) = self.unsubscribe_link(subscriber.id)?;
        let reader = self.with_links(subscriber, subscriber.id)?;
        let letter = self.renderer.render_parts(&reader, &link)?;
        let id = message_id(self.issue, subscriber.id, &self.hash, &self.domain);
        let to = subscriber.mailbox();
        let size = self.template.measure(&self.message_fields(&to, &letter, &token, &link, &id, now))?;
        Ok(MeasuredCopy { letter, link, to, size })
    }

    /// Returns the lines that all copies share; [`TextRun::Shared`](crate::model::TextRun) counts them from 0.
    #[must_use]
    pub fn shared_lines(&self) -> &SharedPartLines {
        self.renderer.shared_lines()
    }

    /// Returns the content for one subscriber, its unsubscribe link, and the bytes of the message.
    ///
    /// # Errors
    /// The content cannot be rendered, or the message not be written.
    pub fn build_with_preview(
        &self,
        subscriber: &Subscriber,
        now: Timestamp,
    ) -> Result<(RenderedMessage, String, Vec<u8>), MessageRenderError> {
        let (token, link) = self.unsubscribe_link(subscriber.id)?;
        let letter = self.renderer.render(self.with_links(subscriber, subscriber.id)?.as_ref(), &link)?;
        let id = message_id(self.issue, subscriber.id, &self.hash, &self.domain);
        let to = subscriber.mailbox();
        let bytes = self.template.build(&self.message_fields(&to, &letter, &token, &link, &id, now))?;
        Ok((letter, link, bytes))
    }

    /// Returns the bytes of a subscriber's copy addressed to someone else: its subject begins with `mark`, and its links
    /// belong to no subscriber, so that they open and change nothing. `id` distinguishes such copies.
    ///
    /// # Errors
    /// The content cannot be rendered, or the message not be written.
    pub fn build_test_copy(
        &self,
        subscriber: &Subscriber,
        to: &Mailbox,
        mark: &str,
        id: &str,
        now: Timestamp,
    ) -> Result<Vec<u8>, MessageRenderError> {
        let (token, link) = self.unsubscribe_link(SubscriberId::NONE)?;
        let mut letter = self.renderer.render(self.with_links(subscriber, SubscriberId::NONE)?.as_ref(), &link)?;
        letter.subject = format!("{mark} {}", letter.subject);
        let id = message_id(self.issue, SubscriberId::NONE, id, &self.domain);
        let copy = MessageFields {
            test_recipient: Some(&subscriber.address),
            ..self.message_fields(to, &letter, &token, &link, &id, now)
        };
        Ok(self.template.build(&copy)?)
    }

    /// Gives a subscriber the links by which `holder` answers what the letter asks: whether they still want to be written
    /// to, and each of its answers.
    fn with_links<'s>(
        &self,
        subscriber: &'s Subscriber,
        holder: SubscriberId,
    ) -> Result<Cow<'s, Subscriber>, MessageRenderError> {
        if !self.is_asking && self.question.is_none() {
            return Ok(Cow::Borrowed(subscriber));
        }
        let mut subscriber = subscriber.clone();
        if self.is_asking {
            let token = Token { list: self.list, subscriber: holder, issue: self.issue };
            let token = self.settings.keys.seal_still_wanted(token).ok_or(MessageRenderError::Token)?;
            let url = self.settings.links.public_url.as_ref().ok_or(MessageRenderError::NoStillWantedLink)?;
            let link = format!("{}{STILL_WANTED_PATH}{token}", url.trim_end_matches('/'));
            subscriber.fields.insert(STILL_WANTED_FIELD.to_owned(), FieldValue::Text(link));
        }
        if let Some(question) = &self.question {
            let links = self.settings.answers.links(question, &self.settings.keys, self.question_issue, holder);
            for (link, number) in links.ok_or(MessageRenderError::Token)?.into_iter().zip(1..) {
                subscriber.fields.insert(format!("{ANSWER_LINK_PREFIX}{number}"), FieldValue::Text(link));
            }
        }
        Ok(Cow::Owned(subscriber))
    }

    fn message_fields<'a, L>(
        &'a self,
        to: &'a Mailbox,
        letter: &'a L,
        token: &'a str,
        link: &'a str,
        message_id: &'a str,
        now: Timestamp,
    ) -> MessageFields<'a, L> {
        MessageFields {
            to,
            letter,
            message_id,
            date: now,
            time_zone: &self.settings.time_zone,
            unsubscribe_url: self.settings.links.public_url.as_ref().map(|_| link),
            unsubscribe_token: Some(token),
            test_recipient: None,
        }
    }

    /// Returns the token by which a bounce of a subscriber's copy is recognized, and the envelope sender with it, if the
    /// settings have one. Both are the same on every attempt.
    #[must_use]
    pub fn envelope(&self, subscriber: SubscriberId) -> (Option<String>, Option<Address>) {
        let token = Token { list: self.list, subscriber, issue: self.issue };
        let token = self.settings.keys.seal_bounce(token);
        let sender = self.settings.bounces.as_ref().zip(token.as_deref());
        let sender = sender.and_then(|(address, token)| address.with_token(token));
        (token, sender)
    }

    /// Returns a subscriber's sealed token and visible link.
    fn unsubscribe_link(&self, subscriber: SubscriberId) -> Result<(String, String), MessageRenderError> {
        let token = Token { list: self.list, subscriber, issue: self.issue };
        let token = self.settings.keys.seal(token).ok_or(MessageRenderError::Token)?;
        let link = self.settings.links.visible_link(&token).ok_or(MessageRenderError::NoUnsubscribeLink)?;
        Ok((token, link))
    }
}

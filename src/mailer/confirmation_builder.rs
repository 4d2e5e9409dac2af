//! The message that asks an address's owner to confirm. It contains nothing that the person at the form typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::config::{self, Society, Workspace};
use crate::delivery::MessageRenderError;
use crate::message::{MessageFields, MessageTemplate};
use crate::model::{
    Address, Language, List, Mailbox, RenderedMessage, RequestId, SigningKeys, SignupRequest, UnsubscribeAddress,
    single_line,
};
use crate::subscription::CONFIRMATION_LINK_LIFETIME;
use crate::template::{self, PageTemplates};
use crate::translation::{self, Catalog};

const SUBJECT_TEMPLATE: &str = "confirmation.subject";
const TEXT_TEMPLATE: &str = "confirmation.txt";
const HTML_TEMPLATE: &str = "confirmation.html";

/// Builds confirmation messages.
pub struct ConfirmationBuilder {
    text_templates: PageTemplates,
    html_templates: PageTemplates,
    catalog: Catalog,
    /// The language of what the catalogue lacks.
    fallback: Language,
    message_template: MessageTemplate,
    from: Mailbox,
    society: Society,
    /// The colours and fonts by their names.
    look: BTreeMap<&'static str, String>,
    public_url: Option<String>,
    keys: SigningKeys,
    bounces: Option<UnsubscribeAddress>,
    domain: String,
    zone: TimeZone,
}

/// Why confirmation messages cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmationTemplateError {
    /// A template cannot be read.
    #[error(transparent)]
    Unreadable(#[from] config::Error),
    /// The sentences of a language cannot be used.
    #[error(transparent)]
    Sentences(#[from] translation::Error),
    /// A template cannot be filled.
    #[error("the mail by which people confirm cannot be made of `templates/mail`")]
    Invalid(#[from] template::Error),
}

/// What the templates can use.
#[derive(Serialize)]
struct ConfirmationContext<'a> {
    society: &'a Society,
    look: &'a BTreeMap<&'static str, String>,
    lists: Vec<&'a str>,
    /// The page that confirms, if there is one.
    link: Option<String>,
    hours: i64,
    /// Whether an answer to the mail confirms as well.
    by_reply: bool,
    subject: String,
    language: &'a str,
    direction: &'a str,
}

/// Returns the address whose mail confirms a request: the token behind a `+`.
fn reply_address(join_address: &Address, token: &str) -> Option<Mailbox> {
    let address = format!("{}+{token}@{}", join_address.local_part(), join_address.domain());
    Some(Mailbox { name: None, address: address.parse().ok()? })
}

impl ConfirmationBuilder {
    /// Reads the workspace's templates and renders each once. Without a `public_url`, only an answer can confirm.
    ///
    /// # Errors
    /// A template cannot be read or rendered.
    pub fn new(workspace: &Workspace, keys: SigningKeys) -> Result<Self, ConfirmationTemplateError> {
        let settings = &workspace.settings;
        let source = |name: &str| Ok((name.to_owned(), workspace.template(&format!("mail/{name}.hbs"))?));
        let plain =
            [SUBJECT_TEMPLATE, TEXT_TEMPLATE].map(source).into_iter().collect::<Result<Vec<_>, config::Error>>()?;
        let sender = &settings.sender;
        let confirmation = Self {
            text_templates: PageTemplates::without_escaping(plain)?,
            html_templates: PageTemplates::new(vec![source(HTML_TEMPLATE)?])?,
            catalog: Catalog::open(workspace)?,
            fallback: Language::default(),
            message_template: MessageTemplate::transactional(&sender.from, sender.reply_to.as_ref()),
            from: sender.from.clone(),
            society: settings.society.clone(),
            look: settings.look.values(),
            public_url: settings.web.public_url.clone(),
            keys,
            bounces: sender.bounces.clone(),
            domain: sender.from.address.domain().to_owned(),
            zone: settings.society.time_zone(),
        };
        for by_reply in [false, true] {
            for language in confirmation.catalog.languages() {
                confirmation.render(vec!["A list"], "token", by_reply, &language)?;
            }
        }
        Ok(confirmation)
    }

    /// Builds the message for a claimed request. If it came by mail, `join_address` is where, and an answer confirms it.
    ///
    /// # Errors
    /// The message cannot be rendered or written.
    pub fn build(
        &self,
        request: &SignupRequest,
        lists: &[List],
        join_address: Option<&Address>,
        now: Timestamp,
    ) -> Result<Vec<u8>, MessageRenderError> {
        let token = self.keys.seal_request(request.id).ok_or(MessageRenderError::Token)?;
        let reply_to = join_address.and_then(|address| reply_address(address, &token));
        if self.public_url.is_none() && reply_to.is_none() {
            return Err(MessageRenderError::NoConfirmation);
        }
        let titles = lists.iter().map(|list| list.title.as_str()).collect();
        let letter = self.render(titles, &token, reply_to.is_some(), self.language_of(request, lists))?;
        let language = self.language_of(request, lists);
        let answerable = reply_to.map(|reply_to| MessageTemplate::transactional(&self.from, Some(&reply_to)));
        let template = answerable.unwrap_or_else(|| self.message_template.clone()).with_language(language);
        let claimed = request.mailed_at.unwrap_or(now).as_microsecond();
        let id = self.keys.seal_request_bounce(request.id).ok_or(MessageRenderError::Token)?;
        Ok(template.build(&MessageFields {
            to: &Mailbox { name: None, address: request.address.clone() },
            letter: &letter,
            message_id: &format!("join.{id}.{claimed}@{}", self.domain),
            date: now,
            time_zone: &self.zone,
            unsubscribe_url: None,
            unsubscribe_token: None,
            test_recipient: None,
        })?)
    }

    /// Returns the token by which a bounce of the message is recognized, and the envelope sender with it, if the settings
    /// have one.
    #[must_use]
    pub fn envelope(&self, request: RequestId) -> (Option<String>, Option<Address>) {
        let token = self.keys.seal_request_bounce(request);
        let sender = self.bounces.as_ref().zip(token.as_deref());
        let sender = sender.and_then(|(address, token)| address.with_token(token));
        (token, sender)
    }

    /// Returns the language of the page on which somebody asked, else that of the lists, else the society's.
    fn language_of<'l>(&'l self, request: &'l SignupRequest, lists: &'l [List]) -> &'l Language {
        let asked = request.language.as_ref().or_else(|| lists.iter().find_map(|list| list.language.as_ref()));
        let asked = asked.unwrap_or(&self.society.language);
        if self.catalog.has(asked) { asked } else { &self.fallback }
    }

    fn render(
        &self,
        lists: Vec<&str>,
        token: &str,
        by_reply: bool,
        language: &Language,
    ) -> Result<RenderedMessage, template::Error> {
        let sentences = Arc::new(self.catalog.translator(language));
        let (text, html) =
            (self.text_templates.with_sentences(sentences.clone()), self.html_templates.with_sentences(sentences));
        let link = self.public_url.as_ref().map(|url| format!("{url}/c/{token}"));
        let mut words = ConfirmationContext {
            society: &self.society,
            look: &self.look,
            lists,
            link,
            hours: CONFIRMATION_LINK_LIFETIME.as_hours(),
            by_reply,
            subject: String::new(),
            language: language.as_str(),
            direction: language.direction(),
        };
        words.subject = single_line(&text.render(SUBJECT_TEMPLATE, &words)?).into_owned();
        let (text, html) = (text.render(TEXT_TEMPLATE, &words)?, html.render(HTML_TEMPLATE, &words)?);
        Ok(RenderedMessage { subject: words.subject, html, text })
    }
}

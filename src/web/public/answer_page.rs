//! The page behind the buttons of a letter: what is asked, the answer, and how to change it.

mod answer_context;
mod answer_form;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Html;
use url::form_urlencoded;

use super::page_language::PageLanguage;
use super::public_pages::ReaderPages;
use super::unsubscribe_page::PageResult;
use super::{PublicSite, service_unavailable};
use crate::model::{
    AnswerOutcome, AnswerSource, AnswerToken, IssueId, NewAnswer, SigningKeys, SubscriberId, link_token,
};
use crate::replies::{self, AnswerStatus};
use crate::template;
use answer_context::{AnswerPageContext, AnswerView, NoQuestionContext};
use answer_form::{AnswerForm, AnswerProblem};

const ANSWER: &str = "answer";
const NO_QUESTION: &str = "no-question";
/// The templates of this file.
pub(super) const TEMPLATES: [&str; 2] = [ANSWER, NO_QUESTION];

/// The largest form that is read, in bytes: a note of 500 characters that are each encoded in twelve.
pub(super) const MAX_FORM_BYTES: usize = 16 * 1_024;

/// The holder of a link to answer, which one of our keys sealed.
#[derive(Debug)]
pub(super) struct AnswerHolder {
    token: AnswerToken,
    /// The token as it is written in the path, without signs behind it.
    token_text: String,
    request: PageLanguage,
}

/// What a form did, for the page that follows.
enum AnswerPosted {
    Refused(AnswerProblem),
    Done(AnswerOutcome),
}

impl AnswerHolder {
    /// Returns whether the link is in a test or a preview, which nobody answers.
    fn is_test(&self) -> bool {
        self.token.subscriber == SubscriberId::NONE || self.token.issue == IssueId::NONE
    }

    /// Returns the pages in the language of this reader.
    fn pages<'a>(&'a self, site: &'a PublicSite) -> ReaderPages<'a> {
        site.pages.for_reader(&self.request, None, None)
    }
}

impl FromRequestParts<Arc<PublicSite>> for AnswerHolder {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<PublicSite>) -> Result<Self, StatusCode> {
        if let Ok(Path(text)) = Path::<String>::from_request_parts(parts, site).await {
            let token_text = link_token(&text).to_owned();
            let opened =
                site.token_keys.open_token(&site.database, &token_text, SigningKeys::open_answer, (site.now)());
            if let Some(token) = opened.await.map_err(service_unavailable)? {
                let request = PageLanguage::of(&parts.uri, &parts.headers);
                return Ok(Self { token, token_text, request });
            }
        }
        Err(site.reject_token(parts))
    }
}

/// Shows what is asked, with the answer that the link names chosen but not given: scanners open every link.
pub(super) async fn show(
    State(site): State<Arc<PublicSite>>,
    holder: AnswerHolder,
    RawQuery(query): RawQuery,
) -> PageResult {
    let query = query.unwrap_or_default();
    let pressed = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "answer");
    let Some(status) = read_status(&site, &holder).await? else { return render_no_question(&site, &holder) };
    let form = AnswerForm::preselected(&status, pressed.as_ref().map_or("", |(_, name)| name));
    render(&site, &holder, &status, &form, None)
}

/// Records an answer.
pub(super) async fn answer(State(site): State<Arc<PublicSite>>, holder: AnswerHolder, body: Bytes) -> PageResult {
    let Some(status) = read_status(&site, &holder).await? else { return render_no_question(&site, &holder) };
    let form = AnswerForm::parse(&body);
    if let Some(problem) = form.problem(&status.question) {
        return render(&site, &holder, &status, &form, Some(&AnswerPosted::Refused(problem)));
    }
    let given = NewAnswer {
        issue: holder.token.issue,
        subscriber: holder.token.subscriber,
        choice: &form.choice,
        guests: form.guests.unwrap_or_default(),
        note: Some(form.note.as_str()),
        source: AnswerSource::Link,
        at: (site.now)(),
    };
    let outcome = replies::record_answer(&site.database, given).await.map_err(service_unavailable)?;
    if matches!(outcome, AnswerOutcome::NoQuestion | AnswerOutcome::NoSubscriber) {
        return render_no_question(&site, &holder);
    }
    let Some(status) = read_status(&site, &holder).await? else { return render_no_question(&site, &holder) };
    render(&site, &holder, &status, &form, Some(&AnswerPosted::Done(outcome)))
}

async fn read_status(site: &PublicSite, holder: &AnswerHolder) -> Result<Option<AnswerStatus>, StatusCode> {
    if holder.is_test() {
        return Ok(None);
    }
    replies::answer_status(&site.database, holder.token, (site.now)()).await.map_err(service_unavailable)
}

fn render(
    site: &PublicSite,
    holder: &AnswerHolder,
    status: &AnswerStatus,
    form: &AnswerForm,
    posted: Option<&AnswerPosted>,
) -> PageResult {
    let pages = holder.pages(site);
    let link = pages.answer_path(&holder.token_text);
    let context = AnswerPageContext::new(pages, link, AnswerView { status, form, posted, now: (site.now)() });
    pages.render(ANSWER, &context).map(Html).map_err(service_unavailable)
}

/// Says that the link asks nothing: it is in a test, or the letter or the member is gone.
fn render_no_question(site: &PublicSite, holder: &AnswerHolder) -> PageResult {
    let pages = holder.pages(site);
    let context = NoQuestionContext { site: pages.site_context(), is_test: holder.is_test() };
    pages.render(NO_QUESTION, &context).map(Html).map_err(service_unavailable)
}

/// Renders each template once.
pub(super) fn check_templates(pages: ReaderPages<'_>) -> Result<(), (&'static str, template::Error)> {
    let context = AnswerPageContext::sample(pages);
    pages.render(ANSWER, &context).map_err(|error| (ANSWER, error))?;
    let context = NoQuestionContext { site: pages.site_context(), is_test: true };
    pages.render(NO_QUESTION, &context).map(drop).map_err(|error| (NO_QUESTION, error))
}

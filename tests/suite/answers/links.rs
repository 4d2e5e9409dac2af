//! Each copy has its own links: on a page, or by mail if there are no pages.

use std::collections::BTreeSet;

use circular::config::Settings;
use circular::delivery::{MessageRenderer, RendererSettings};
use circular::model::{AnswerToken, IssueId, RenderedMessage, SigningKey, SigningKeys, Subscriber, SubscriberId};
use jiff::Timestamp;

use super::question;
use crate::database::{ledger, list};
use crate::engine::TestDatabase;

fn keys() -> SigningKeys {
    SigningKeys::new(vec![SigningKey { id: 1, secret: [1; 32] }])
}

async fn renderer(settings: &str) -> Result<MessageRenderer, String> {
    let ground = TestDatabase::sqlite().await;
    let members = list(&ground.database, "members").await;
    let mut content = ledger::content();
    content.attachments.clear();
    content.question = Some(question(None));
    "<a href=\"{{answer_url_1}}\">a</a> <a href=\"{{answer_url_3}}\">c</a>".clone_into(&mut content.composition.html);
    "{{answer_url_1}}\n{{answer_url_2}}\n{{answer_url_3}}\n".clone_into(&mut content.composition.text);
    let text = format!(
        "[society]\nname = 'A'\n[sender]\nfrom = 'A <a@example.org>'\nunsubscribe = 'off@example.org'\n{settings}"
    );
    let settings: Settings = toml::from_str(&text).unwrap();
    let settings = RendererSettings::new(&settings, keys());
    MessageRenderer::new(&content, &BTreeSet::new(), &members, settings, IssueId::new(7), "00")
        .map_err(|e| e.to_string())
}

fn ann() -> Subscriber {
    let address = "ann@example.org".parse().unwrap();
    Subscriber { id: SubscriberId::new(140), address, fields: std::collections::BTreeMap::default() }
}

fn token(subscriber: SubscriberId, choice: Option<u8>) -> AnswerToken {
    AnswerToken { issue: IssueId::new(7), subscriber, choice }
}

#[tokio::test]
async fn page_comes_first_and_names_the_answer() {
    let both = "answers = 'answers+{token}@example.org'\n[web]\npublic_url = 'https://n.example.org'";
    let RenderedMessage { html, text, .. } = renderer(both).await.unwrap().render(&ann()).unwrap();
    let lines: Vec<_> = text.lines().collect();
    for (line, name) in lines.iter().zip(["yes", "no", "apologies"]) {
        let sealed = line
            .strip_prefix("https://n.example.org/a/")
            .and_then(|rest| rest.strip_suffix(&format!("?answer={name}")));
        assert_eq!(keys().open_answer(sealed.unwrap()), Some(token(ann().id, None)), "{line}");
    }
    assert_eq!(lines.len(), 3);
    assert!(html.contains("https://n.example.org/a/") && !html.contains("mailto:"), "{html}");
}

#[tokio::test]
async fn mail_says_the_whole_answer_in_its_address() {
    let renderer = renderer("answers = 'answers+{token}@example.org'").await.unwrap();
    let RenderedMessage { html, text, .. } = renderer.render(&ann()).unwrap();
    for (line, number) in text.lines().zip(1..) {
        let address = line.strip_prefix("mailto:").unwrap();
        assert!(address.split('@').next().unwrap().len() <= 64 && !address.contains('?'), "{line}");
        assert_eq!(keys().find_answer(address), Some(token(ann().id, Some(number))), "{line}");
    }
    assert!(html.contains("href=\"mailto:answers+"), "{html}");
}

#[tokio::test]
async fn test_copy_answers_for_nobody() {
    let renderer = renderer("answers = 'answers+{token}@example.org'").await.unwrap();
    let chair = "chair@example.org".parse().unwrap();
    let bytes = renderer.build_test_copy(&ann(), &chair, "[Test]", "x", Timestamp::UNIX_EPOCH).unwrap();
    let message = String::from_utf8(bytes).unwrap().replace("=\r\n", "");
    assert_eq!(keys().find_answer(&message), Some(token(SubscriberId::NONE, Some(1))), "{message}");
}

#[tokio::test]
async fn letter_that_nobody_could_answer_is_refused() {
    let error = renderer("").await.err().unwrap();
    assert_eq!(error, "nobody could answer: set `public_url` in `[web]`, or `answers` in `[sender]`");
}

#[test]
fn address_without_a_token_is_refused() {
    let text = "[society]\nname = 'A'\n[sender]\nfrom = 'A <a@example.org>'\nanswers = 'answers@example.org'\n";
    let error = toml::from_str::<Settings>(text).unwrap_err().to_string();
    assert!(error.contains("write it with `{token}`, as `answers+{token}@example.org`"), "{error}");
}

//! The press under hostile data and hostile templates.

use std::collections::BTreeSet;
use std::time::Instant;

use circular::model::{Composition, Subscriber, SubscriberId};
use circular::template::{Error, TemplateRenderer};
use serde_json::json;

fn composition(html: &str, text: &str) -> Composition {
    let constants = json!({ "issue": { "n": 1 }, "many": vec![0; 200] });
    Composition {
        subject: "To {{name}}".to_owned(),
        html: html.to_owned(),
        text: text.to_owned(),
        constants: constants.as_object().cloned().unwrap_or_default(),
    }
}

fn reader(fields: &[(&str, &str)]) -> Subscriber {
    Subscriber {
        id: SubscriberId::new(7),
        address: "ann@example.org".parse().expect("an address"),
        fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect(),
    }
}

fn fields() -> BTreeSet<String> {
    ["name", "site"].map(str::to_owned).into()
}

#[test]
fn field_values_are_escaped() {
    let press = TemplateRenderer::new(&composition("<p>{{name}}</p>", "{{name}}"), &fields()).expect("a press");
    let letter = press.render(&reader(&[("name", "<img src=x> {{site}}\r\nBcc: x & Y")]), "u").expect("a letter");
    assert_eq!(letter.html, "<p>&lt;img src&#x3D;x&gt; {{site}}\r\nBcc: x &amp; Y</p>");
    assert_eq!(letter.text, "<img src=x> {{site}}\nBcc: x & Y\n");
    assert_eq!(letter.subject, "To <img src=x> {{site}} Bcc: x & Y");
}

#[test]
fn only_web_and_mail_urls_become_links() {
    let press = TemplateRenderer::new(&composition("<a href=\"{{site}}\">", ""), &fields()).expect("a press");
    for (site, href) in [
        ("https://example.org/a?b", "https://example.org/a?b"),
        ("MAILTO:a@example.org", "mailto:a@example.org"),
        ("javascript:alert(1)", ""),
        (" \tjavascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://x\" onclick=\"y", ""),
        ("//example.org", ""),
    ] {
        let letter = press.render(&reader(&[("site", site)]), "u").expect("a letter");
        assert_eq!(letter.html.replace("&#x3D;", "="), format!("<a href=\"{href}\">"), "{site:?}");
    }
}

#[test]
fn missing_value_uses_default() {
    let text = "{{default name \"friend\"}} {{#if name}}a{{else}}b{{/if}} {{email}} {{unsubscribe_url}}";
    let press = TemplateRenderer::new(&composition("{{default name \"A & B\"}}", text), &fields()).expect("a press");
    let letter = press.render(&reader(&[("name", "  "), ("issue", "no")]), "u").expect("a letter");
    assert_eq!((letter.html.as_str(), letter.text.as_str()), ("A &amp; B", "friend a ann@example.org u\n"));
    let letter = press.render(&reader(&[]), "u").expect("a letter");
    assert_eq!(letter.text, "friend b ann@example.org u\n");
}

#[test]
fn dangerous_templates_are_rejected() {
    let deep = format!("{}{}", "{{#if name}}".repeat(20_000), "{{/if}}".repeat(20_000));
    let parentheses = format!("{{{{#if {}name{}}}}}{{{{/if}}}}", "(not ".repeat(5_000), ")".repeat(5_000));
    let brackets = format!("{{{{eq {}{} 1}}}}", "[".repeat(5_000), "]".repeat(5_000));
    for text in [
        "{{{name}}}",
        "{{& name}}",
        "{{~{name}~}}",
        "{{{{raw}}}}x{{{{/raw}}}}",
        "{{> text}}",
        "{{~> text}}",
        "{{#> html}}{{/html}}",
        "{{#*inline \"a\"}}{{> a}}{{/inline}}{{> a}}",
        "{{* inline \"a\"}}",
        "{{log name}}",
        "{{lookup this \"name\"}}",
        "{{shout name}}",
        "{{#name}}x{{/name}}",
        "{{#if (shout)}}x{{/if}}",
        "{{#if name}}",
        deep.as_str(),
        parentheses.as_str(),
        brackets.as_str(),
    ] {
        let begun = Instant::now();
        let error = TemplateRenderer::new(&composition("", text), &fields()).expect_err(text);
        assert!(matches!(error, Error::Source { template, .. } if template == "text"), "{text:.40}");
        assert!(begun.elapsed().as_secs() < 5, "{text:.40}");
    }
}

#[test]
fn output_length_is_limited() {
    let text = "{{#each many}}{{#each ../many}}{{#each ../../many}}xxxxxxxxxxxxxxxx{{/each}}{{/each}}{{/each}}";
    let press = TemplateRenderer::new(&composition("", text), &fields()).expect("a press");
    assert!(matches!(press.render(&reader(&[]), "u"), Err(Error::TooLong(_))));
}

#[test]
fn nested_iteration_is_limited() {
    let text = "{{#each many}}{{#each ../many}}{{#each ../../many}}{{#if name}}{{/if}}{{/each}}{{/each}}{{/each}}";
    let press = TemplateRenderer::new(&composition("", text), &fields()).expect("a press");
    let begun = Instant::now();
    assert!(matches!(press.render(&reader(&[]), "u"), Err(Error::TooManyIterations(_))));
    assert!(begun.elapsed().as_secs() < 30);
    let press =
        TemplateRenderer::new(&composition("", "{{#each many}}\n{{this}}\n{{/each}}\n"), &fields()).expect("a press");
    assert_eq!(press.render(&reader(&[]), "u").expect("a letter").text, "0\n".repeat(200));
}

#[test]
fn missing_field_is_named_with_its_part() {
    for (html, text, words) in [
        ("a\n{{shoe}}", "", "`shoe` has no value, in the HTML part at line 2"),
        ("", "{{#if name}}{{/if}}{{issue.m}}", "`issue.m` has no value, in the text part at line 1"),
    ] {
        let press = TemplateRenderer::new(&composition(html, text), &fields()).expect("a press");
        assert_eq!(press.render(&reader(&[]), "u").expect_err(words).to_string(), words);
    }
}

#[test]
fn renderer_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<TemplateRenderer>();
}

//! The press under hostile data and hostile templates.

use std::collections::BTreeSet;
use std::time::Instant;

use circular::model::{Composition, Subscriber, SubscriberId};
use circular::render::{Error, Press};
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
fn data_are_never_markup_nor_template_nor_header() {
    let press = Press::new(&composition("<p>{{name}}</p>", "{{name}}"), &fields()).expect("a press");
    let letter = press.print(&reader(&[("name", "<img src=x> {{site}}\r\nBcc: x & Y")]), "u").expect("a letter");
    assert_eq!(letter.html, "<p>&lt;img src&#x3D;x&gt; {{site}}\r\nBcc: x &amp; Y</p>");
    assert_eq!(letter.text, "<img src=x> {{site}}\nBcc: x & Y\n");
    assert_eq!(letter.subject, "To <img src=x> {{site}} Bcc: x & Y");
}

#[test]
fn only_addresses_of_web_and_mail_become_links() {
    let press = Press::new(&composition("<a href=\"{{site}}\">", ""), &fields()).expect("a press");
    for (site, href) in [
        ("https://example.org/a?b", "https://example.org/a?b"),
        ("MAILTO:a@example.org", "MAILTO:a@example.org"),
        ("javascript:alert(1)", ""),
        (" \tjavascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://x\" onclick=\"y", ""),
        ("//example.org", ""),
    ] {
        let letter = press.print(&reader(&[("site", site)]), "u").expect("a letter");
        assert_eq!(letter.html.replace("&#x3D;", "="), format!("<a href=\"{href}\">"), "{site:?}");
    }
}

#[test]
fn a_missing_value_is_empty_and_takes_its_default() {
    let text = "{{default name \"friend\"}} {{#if name}}a{{else}}b{{/if}} {{email}} {{unsubscribe_url}}";
    let press = Press::new(&composition("{{default name \"A & B\"}}", text), &fields()).expect("a press");
    let letter = press.print(&reader(&[("name", "  "), ("issue", "no")]), "u").expect("a letter");
    assert_eq!((letter.html.as_str(), letter.text.as_str()), ("A &amp; B", "friend a ann@example.org u\n"));
    let letter = press.print(&reader(&[]), "u").expect("a letter");
    assert_eq!(letter.text, "friend b ann@example.org u\n");
}

#[test]
fn templates_that_would_do_harm_are_refused_before_they_run() {
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
        let error = Press::new(&composition("", text), &fields()).expect_err(text);
        assert!(matches!(error, Error::Source { template, .. } if template == "text"), "{text:.40}");
        assert!(begun.elapsed().as_secs() < 5, "{text:.40}");
    }
}

#[test]
fn a_letter_has_a_greatest_length() {
    let text = "{{#each many}}{{#each ../many}}{{#each ../../many}}xxxxxxxxxxxxxxxx{{/each}}{{/each}}{{/each}}";
    let press = Press::new(&composition("", text), &fields()).expect("a press");
    assert!(matches!(press.print(&reader(&[]), "u"), Err(Error::TooLong(_))));
}

#[test]
fn lists_within_lists_come_to_an_end() {
    let text = "{{#each many}}{{#each ../many}}{{#each ../../many}}{{#if name}}{{/if}}{{/each}}{{/each}}{{/each}}";
    let press = Press::new(&composition("", text), &fields()).expect("a press");
    let begun = Instant::now();
    assert!(matches!(press.print(&reader(&[]), "u"), Err(Error::TooMany(_))));
    assert!(begun.elapsed().as_secs() < 30);
    let press = Press::new(&composition("", "{{#each many}}\n{{this}}\n{{/each}}\n"), &fields()).expect("a press");
    assert_eq!(press.print(&reader(&[]), "u").expect("a letter").text, "0\n".repeat(200));
}

#[test]
fn what_lacks_is_named_with_its_part() {
    for (html, text, words) in [
        ("a\n{{shoe}}", "", "`shoe` has no value, in the HTML part at line 2"),
        ("", "{{#if name}}{{/if}}{{issue.m}}", "`issue.m` has no value, in the text part at line 1"),
    ] {
        let press = Press::new(&composition(html, text), &fields()).expect("a press");
        assert_eq!(press.print(&reader(&[]), "u").expect_err(words).to_string(), words);
    }
}

#[test]
fn a_press_serves_many_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Press>();
}

//! Writes the HTML of a letter's body.

use pulldown_cmark::{Event, Tag, TagEnd, html};

use super::events::button;
use crate::render::Tokens;

/// Braces that are no tag, in HTML.
pub(super) const BRACES: &str = "&#123;&#123;";

/// Writes the body as an HTML fragment with its tags back in place.
pub(super) fn write(events: &[Event<'static>], tokens: &Tokens) -> String {
    let mut written = Vec::with_capacity(events.len());
    let mut at = 0;
    while at < events.len() {
        if let Some((target, words)) = button(&events[at..]) {
            written.extend(press(target, words));
            at += words.len() + 5;
        } else {
            written.push(events[at].clone());
            at += 1;
        }
    }
    let mut body = String::new();
    html::push_html(&mut body, written.into_iter());
    let body = body.replace("<th>", "<th scope=\"col\">").replace("<th style", "<th scope=\"col\" style");
    let body = body.replace("{{", BRACES);
    tokens.restore(&body, BRACES)
}

/// A button is a link with room around it; Word needs the room as characters.
fn press(target: &str, words: &[Event<'static>]) -> Vec<Event<'static>> {
    const BEFORE: &str = "<!--[if mso]><i style=\"mso-font-width:200%;mso-text-raise:24px\" hidden>&emsp;</i>\
        <span style=\"mso-text-raise:12px\"><![endif]-->";
    const AFTER: &str =
        "<!--[if mso]></span><i style=\"mso-font-width:200%\" hidden>&emsp;&#8203;</i><![endif]--></a></p>\n";
    let mut open = "<p class=\"action\"><a class=\"button\" href=\"".to_owned();
    let link = Tag::Link {
        link_type: pulldown_cmark::LinkType::Inline,
        dest_url: target.to_owned().into(),
        title: "".into(),
        id: "".into(),
    };
    let mut whole = String::new();
    html::push_html(&mut whole, [Event::Start(link), Event::End(TagEnd::Link)].into_iter());
    // The writer of links knows how to escape a target; only its attribute is wanted.
    open.push_str(whole.strip_prefix("<a href=\"").and_then(|rest| rest.strip_suffix("</a>")).unwrap_or("\">"));
    open.push_str(BEFORE);
    let mut events = vec![Event::Html(open.into())];
    events.extend(words.iter().cloned());
    events.push(Event::Html(AFTER.into()));
    events
}

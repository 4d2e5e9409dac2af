//! Makes fields safe inside a link target.

use super::Error;
use super::helpers::{LINK_HELPER, PATH_HELPER, QUERY_HELPER};
use super::link_helpers::{DOMAIN_HELPER, LABEL_HELPER, LOCAL_PART_HELPER, MAIL_HELPER, SITE_HELPER};
use super::tag_positions::tag_positions;
use super::template_tags::{TagRole, TemplateTag, parse_tags};
use crate::model::MarkupPosition;

/// Rewrites the tags of one link target: a field at the start may only be a web or mail address, a field in the host
/// only a part of it, a field after the `?` is percent-encoded (RFC 3986 §2.1), and of any other what would end the
/// link.
///
/// # Errors
/// Returns an error if the tags of the target cannot be parsed.
pub fn guard_target(source: &str) -> Result<String, Error> {
    let tags = parse_tags(source)?;
    Ok(rewrite_targets(source, &tags, tags.iter().map(|_| Some(0))))
}

/// Rewrites the tags in all link targets of an HTML source.
pub(super) fn guard_all_targets(html: &str, tags: &[TemplateTag]) -> String {
    let starts = tag_positions(html, tags).into_iter().map(|spot| match spot {
        MarkupPosition::AttributeValue { start, is_link_target: true } => Some(start),
        _ => None,
    });
    rewrite_targets(html, tags, starts)
}

/// Returns whether the `href` of a link contains a field; comments in the document do not count.
pub(super) fn has_link(html: &str, tags: &[TemplateTag], field: &str) -> bool {
    let mut placed = tags.iter().zip(tag_positions(html, tags));
    placed.any(|(tag, spot)| {
        let MarkupPosition::AttributeValue { start, is_link_target: true } = spot else { return false };
        let before = html[..start].trim_end_matches(['"', '\'']).trim_end().trim_end_matches('=').trim_end();
        let href = before.len().checked_sub(4).and_then(|at| before.get(at..));
        href.is_some_and(|name| name.eq_ignore_ascii_case("href"))
            && tag.role == TagRole::Value
            && tag.expression.split_whitespace().any(|word| word == field)
    })
}

/// Rewrites each value in a link target, given the offset at which the target starts.
fn rewrite_targets(source: &str, tags: &[TemplateTag], starts: impl Iterator<Item = Option<usize>>) -> String {
    let mut out = String::with_capacity(source.len() + 64);
    let mut from = 0;
    for (tag, start) in tags.iter().zip(starts) {
        let start = start.filter(|_| tag.role == TagRole::Value);
        let helper = start.and_then(|start| guard_helper(&source[start..tag.start], tag, &source[tag.end..]));
        let Some(helper) = helper else { continue };
        let (open, close) = if tag.expression.contains(char::is_whitespace) { ("(", ")") } else { ("", "") };
        out.extend([&source[from..tag.start], "{{", helper, " ", open, &tag.expression, close, "}}"]);
        from = tag.end;
    }
    out.push_str(&source[from..]);
    out
}

/// Chooses the helper for a field by the text around it in the target.
fn guard_helper(before: &str, tag: &TemplateTag, behind: &str) -> Option<&'static str> {
    if [LINK_HELPER, PATH_HELPER, QUERY_HELPER]
        .iter()
        .any(|helper| tag.expression.strip_prefix(helper).is_some_and(|rest| rest.starts_with(' ')))
    {
        return None;
    }
    let mut literal = String::new();
    let mut rest = before;
    while let Some(at) = rest.find("{{") {
        literal.push_str(&rest[..at]);
        rest = rest[at..].find("}}").map_or("", |end| &rest[at + end + 2..]);
    }
    literal.push_str(rest);
    let literal = literal.trim_start().to_ascii_lowercase();
    let behind = skip_block_ends(behind);
    let is_last = behind.is_empty() || behind.starts_with(['"', '\'', '>', ' ', '\n']);
    let is_whole = is_last || behind.starts_with(['/', '?', '#', ':']);
    if literal.contains('?') {
        Some(QUERY_HELPER)
    } else if let Some(address) = literal.strip_prefix("mailto:") {
        match address {
            "" if behind.starts_with('@') => Some(LOCAL_PART_HELPER),
            "" => Some(MAIL_HELPER),
            _ if address.ends_with('@') && is_whole => Some(DOMAIN_HELPER),
            _ if address.contains('@') => Some(LABEL_HELPER),
            _ => Some(LOCAL_PART_HELPER),
        }
    } else if let Some(host) = literal.strip_prefix("https://").or_else(|| literal.strip_prefix("http://"))
        && !host.contains(['/', '#'])
    {
        match host {
            "" if before.ends_with("//") && is_last => Some(SITE_HELPER),
            "" if before.ends_with("//") && is_whole => Some(DOMAIN_HELPER),
            _ => Some(LABEL_HELPER),
        }
    } else if literal.contains(':') {
        Some(PATH_HELPER)
    } else {
        Some(LINK_HELPER)
    }
}

/// Skips the ends of the blocks around a value, and what others read in its place.
fn skip_block_ends(mut behind: &str) -> &str {
    loop {
        let end = match behind {
            _ if behind.starts_with("{{else") => behind.find("{{/"),
            _ if behind.starts_with("{{/") => behind.find("}}").map(|end| end + 2),
            _ => return behind,
        };
        behind = end.map_or("", |end| &behind[end..]);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::guard_all_targets;
    use crate::template::TemplateSource;

    #[test]
    fn fields_in_link_targets_are_made_safe() {
        for (given, expected) in [
            (r#"<a href="{{site}}">{{site}}</a>"#, r#"<a href="{{link site}}">{{site}}</a>"#),
            (r#"<a class="{{c}}" HREF = '{{site}}'>"#, r#"<a class="{{c}}" HREF = '{{link site}}'>"#),
            ("<a href={{site}}>", "<a href={{link site}}>"),
            (
                r#"<a href="{{#if a}}{{b}}{{else}}{{default b "https://x"}}{{/if}}" title="{{t}}">"#,
                r#"<a href="{{#if a}}{{link b}}{{else}}{{link (default b "https://x")}}{{/if}}" title="{{t}}">"#,
            ),
            (r#"<a href="{{a}}:{{b}}">"#, r#"<a href="{{link a}}:{{__path b}}">"#),
            (
                r#"<a href="https://e.org/{{a}}?n={{b}}&m={{c}}">"#,
                r#"<a href="https://e.org/{{__path a}}?n={{query b}}&m={{query c}}">"#,
            ),
            (r#"<a href="https://{{a}}.e.org/{{b}}">"#, r#"<a href="https://{{__label a}}.e.org/{{__path b}}">"#),
            (r#"<a href="https://e.org{{a}}">"#, r#"<a href="https://e.org{{__label a}}">"#),
            (r#"<a href="https://{{a}}">"#, r#"<a href="https://{{__site a}}">"#),
            (r#"<a href="http://{{a}}/x">"#, r#"<a href="http://{{__domain a}}/x">"#),
            (r#"<a href="mailto:{{a}}?subject={{b}}">"#, r#"<a href="mailto:{{__mail a}}?subject={{query b}}">"#),
            (r#"<a href="mailto:{{a}}@{{b}}">"#, r#"<a href="mailto:{{__local a}}@{{__domain b}}">"#),
            (r#"<p data-href="x">a = {{b}} href="{{c}}"#, r#"<p data-href="x">a = {{b}} href="{{c}}"#),
            (r#"<a title="a > b" href="{{c}}">"#, r#"<a title="a > b" href="{{link c}}">"#),
        ] {
            let source = TemplateSource::parse(given).unwrap();
            assert_eq!(guard_all_targets(source.text(), source.tags()), expected);
        }
    }

    #[test]
    fn only_links_in_the_document_count() {
        for (html, counts) in [
            (r#"<p><a class="x" HREF = '{{ u }}'>out</a>"#, true),
            (r#"<a href="{{link u}}">out</a>"#, true),
            (r#"<!-- a --!><a href="{{u}}">out</a>"#, true),
            ("<p>{{u}}</p>", false),
            (r#"<img src="{{u}}">"#, false),
            (r#"<a href="{{v}}" title="{{u}}">"#, false),
            (r#"<!-- oops <a href="{{u}}">out</a>"#, false),
            (r#"<noscript><a href="{{u}}">out</a></noscript>"#, false),
            (r#"<plaintext></plaintext><a href="{{u}}">out</a>"#, false),
        ] {
            assert_eq!(TemplateSource::parse(html).unwrap().has_link_to("u"), counts, "{html}");
        }
    }
}

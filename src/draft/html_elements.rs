//! Which tags are HTML, and how HTML writes characters.

use pulldown_cmark::{Event, Parser};

/// The elements of HTML, with those that old programs write.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "meta",
    "meter",
    "nav",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "path",
    "picture",
    "plaintext",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
];

/// Returns whether a piece of HTML begins with a tag that HTML has, a comment or the like.
pub(super) fn is_known_tag(html: &str) -> bool {
    let Some(rest) = html.trim_start().strip_prefix('<') else { return true };
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    if rest.starts_with(['!', '?']) {
        return true;
    }
    let name = rest.split(|c: char| c.is_whitespace() || c == '/' || c == '>').next().unwrap_or_default();
    // Word writes elements such as `<o:p>`.
    name.contains(':') || ELEMENTS.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

/// Decodes the character references of a piece of HTML.
pub(super) fn decode_entities(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = rest.find(';').filter(|end| (2..32).contains(end)).map_or(1, |end| end + 1);
        let character = Parser::new(&rest[..length]).find_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            _ => None,
        });
        out.push_str(character.as_deref().unwrap_or(&rest[..length]));
        rest = &rest[length..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::{ELEMENTS, decode_entities, is_known_tag};

    #[test]
    fn words_in_angle_brackets_are_no_tags() {
        assert!(ELEMENTS.is_sorted());
        for html in ["<b>", "</Div>", "<br/>", "<o:p>", "<!-- a -->", "<?x?>", "<td class=a>", "text"] {
            assert!(is_known_tag(html), "{html}");
        }
        for html in ["<words>", "</words>", "<First Name>", "<word/>", "<bb>"] {
            assert!(!is_known_tag(html), "{html}");
        }
    }

    #[test]
    fn character_references_are_decoded() {
        for (html, text) in
            [("a &amp; b &eacute;&#233;&nbsp;", "a & b éé\u{a0}"), ("& &nothing; &", "& &nothing; &"), ("", "")]
        {
            assert_eq!(decode_entities(html), text);
        }
    }
}

//! The first words of a message, which mail programs show after the subject in a message list.

/// Marks the end of a preheader: the text after it only keeps other words out of the snippet.
const PREHEADER_FILLER: [char; 3] = ['\u{2007}', '\u{feff}', '\u{34f}'];

/// The number of characters of an HTML source that are read.
const MAX_SNIPPET_SOURCE: usize = 300;

/// Returns the first words of an HTML message, including hidden ones.
#[must_use]
pub fn snippet(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let body = lower.find("<body").and_then(|at| Some(at + lower[at..].find('>')? + 1)).unwrap_or(0);
    let mut words = String::new();
    let mut rest = &html[body..];
    while !rest.is_empty() && words.chars().count() < MAX_SNIPPET_SOURCE {
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with('<') {
            rest = rest.split_once('>').map_or("", |(_, after)| after);
            words.push(' ');
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            words.push_str(&unescape_entities(&rest[..end]));
            rest = &rest[end..];
        }
        if words.contains(PREHEADER_FILLER) {
            break;
        }
    }
    let words = words.split(PREHEADER_FILLER).next().unwrap_or_default();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Decodes the character references.
pub(super) fn unescape_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity =
            rest.find(';').filter(|end| *end < 12).and_then(|end| Some((entity_character(&rest[1..end])?, end + 1)));
        let (character, length) = entity.unwrap_or(('&', 1));
        out.push(character);
        rest = &rest[length..];
    }
    out + rest
}

fn entity_character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']).and_then(|hex| u32::from_str_radix(hex, 16).ok());
            char::from_u32(hex.or_else(|| number.parse().ok())?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::snippet;

    #[test]
    fn first_words_become_the_snippet() {
        for (html, words) in [
            (
                "<body class=x><div style=\"display:none\">Come &amp; see&#8199;&#65279;&#847; </div><h1>Spring</h1>",
                "Come & see",
            ),
            (
                "<head><title>T</title></head><BODY><!-- a > b --><h1>Spring</h1>\n<p>Dear &lt;Ann&gt;, &c; &#x1F600;</p>",
                "Spring Dear <Ann>, &c; 😀",
            ),
            ("Dear Ann", "Dear Ann"),
            ("<body><p>a &amp", "a &amp"),
            ("", ""),
        ] {
            assert_eq!(snippet(html), words);
        }
    }
}

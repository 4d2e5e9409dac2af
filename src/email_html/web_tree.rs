//! A tree of HTML that a serializer wrote: attributes are in quotation marks, and each element is closed.

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WebNode {
    /// Text, without character references.
    Text(String),
    /// An element.
    Element(WebElement),
}

/// An element with what is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct WebElement {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<WebNode>,
}

/// Stands in a text for an element that ends a line.
pub(super) const LINE_BREAK: char = '\u{2028}';

/// Elements that have no end tag.
const VOID_ELEMENTS: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements whose content is no markup; none of them is for readers of a letter.
const RAW_ELEMENTS: [&str; 10] =
    ["style", "script", "noscript", "iframe", "noembed", "noframes", "xmp", "textarea", "title", "plaintext"];

impl WebElement {
    pub(super) fn new(name: &str, attributes: Vec<(String, String)>, children: Vec<WebNode>) -> Self {
        Self { name: name.to_owned(), attributes, children }
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
    }

    pub(super) fn is_void(&self) -> bool {
        VOID_ELEMENTS.contains(&self.name.as_str())
    }

    /// Returns whether a reader sees nothing of it.
    pub(super) fn is_empty(&self) -> bool {
        !matches!(self.name.as_str(), "img" | "hr") && self.children.iter().all(WebNode::is_empty)
    }
}

impl WebNode {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Element(element) => element.is_empty(),
        }
    }

    /// Adds the text in the node to `out`; a line break is [`LINE_BREAK`].
    pub(super) fn collect_text(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Element(element) if element.name == "br" => out.push(LINE_BREAK),
            Self::Element(element) => element.children.iter().for_each(|child| child.collect_text(out)),
        }
    }
}

/// Parses HTML that a serializer wrote. Comments and what is no markup are left out.
pub(super) fn parse_tree(html: &str) -> Vec<WebNode> {
    let mut open = vec![WebElement::default()];
    let mut rest = html;
    while !rest.is_empty() {
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
        } else if let Some(end) = rest.strip_prefix("</") {
            let (name, behind) = end.split_once('>').unwrap_or((end, ""));
            close_element(&mut open, name);
            rest = behind;
        } else if rest.starts_with('<') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (element, behind) = start_tag(rest);
            rest = behind;
            if RAW_ELEMENTS.contains(&element.name.as_str()) {
                let end = format!("</{}>", element.name);
                rest = rest.split_once(&end).map_or("", |(_, behind)| behind);
            } else if element.is_void() {
                push_node(&mut open, WebNode::Element(element));
            } else {
                open.push(element);
            }
        } else {
            let length = rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(rest.len(), |(at, _)| at);
            push_node(&mut open, WebNode::Text(unescape(&rest[..length])));
            rest = &rest[length..];
        }
    }
    while open.len() > 1 {
        close_last(&mut open);
    }
    open.pop().map(|root| root.children).unwrap_or_default()
}

/// Writes nodes as HTML.
pub(super) fn write_tree(nodes: &[WebNode], out: &mut String) {
    for node in nodes {
        match node {
            WebNode::Text(text) => out.push_str(&escape(text)),
            WebNode::Element(element) => {
                out.extend(["<", &element.name]);
                for (name, value) in &element.attributes {
                    out.extend([" ", name, "=\"", &escape(value), "\""]);
                }
                out.push('>');
                if !element.is_void() {
                    write_tree(&element.children, out);
                    out.extend(["</", &element.name, ">"]);
                }
            }
        }
    }
}

fn close_element(open: &mut Vec<WebElement>, name: &str) {
    if open.iter().skip(1).any(|element| element.name == name) {
        while open.len() > 1 {
            let is_it = open.last().is_some_and(|element| element.name == name);
            close_last(open);
            if is_it {
                break;
            }
        }
    }
}

fn close_last(open: &mut Vec<WebElement>) {
    if let Some(element) = open.pop() {
        push_node(open, WebNode::Element(element));
    }
}

fn push_node(open: &mut [WebElement], node: WebNode) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

/// Reads a start tag; returns its element and what is behind it.
fn start_tag(source: &str) -> (WebElement, &str) {
    let inner = &source[1..];
    let length = inner.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(inner.len());
    let mut element = WebElement::new(&inner[..length].to_ascii_lowercase(), Vec::new(), Vec::new());
    let mut rest = &inner[length..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return (element, "");
        }
        if let Some(behind) = rest.strip_prefix('>') {
            return (element, behind);
        }
        let length = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '=')).unwrap_or(rest.len());
        let name = rest[..length].to_ascii_lowercase();
        rest = &rest[length..];
        let Some(quoted) = rest.strip_prefix("=\"") else {
            // Without a value; a sign that belongs to nothing is passed over.
            rest = rest.strip_prefix('=').unwrap_or(rest);
            element.attributes.push((name, String::new()));
            continue;
        };
        let (value, behind) = quoted.split_once('"').unwrap_or((quoted, ""));
        element.attributes.push((name, unescape(value)));
        rest = behind;
    }
}

/// Decodes the character references that a serializer writes (HTML Standard §13.3).
fn unescape(text: &str) -> String {
    text.replace("&nbsp;", "\u{a0}")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\u{a0}', "&nbsp;")
}

#[cfg(test)]
mod tests {
    use super::{parse_tree, write_tree};

    #[test]
    fn a_tree_is_written_as_it_was_read() {
        for (given, written) in [
            ("<p class=\"a\">x &amp; <b>y</b>&nbsp;z</p>", "<p class=\"a\">x &amp; <b>y</b>&nbsp;z</p>"),
            ("a<!-- b --><br>c", "a<br>c"),
            ("<style>p{}</style><p>a</p><script>b<c</script>", "<p>a</p>"),
            (
                "<a href=\"?a=1&amp;b=&quot;2&quot;\" hidden=\"\">x</a>",
                "<a href=\"?a=1&amp;b=&quot;2&quot;\" hidden=\"\">x</a>",
            ),
            ("<p>a", "<p>a</p>"),
            ("a</p>b <", "ab &lt;"),
            ("<p title=\"a", "<p title=\"a\"></p>"),
            ("é < 東 &amp;amp;", "é &lt; 東 &amp;amp;"),
        ] {
            let mut out = String::new();
            write_tree(&parse_tree(given), &mut out);
            assert_eq!(out, written, "{given}");
        }
    }
}

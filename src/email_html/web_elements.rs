//! Which elements and attributes of a letter stay on the web, and what tables for layout become.

use super::web_tree::{WebElement, WebNode};
use crate::model::{WebCopy, marked_field};

/// Elements that stay; of others only the content stays.
#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "a", "abbr", "address", "article", "aside", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
    "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
];

/// Attributes that stay wherever they are.
const ATTRIBUTES: &[&str] = &["class", "id", "dir", "lang", "title", "role", "aria-hidden", "aria-label", "data-line"];

/// Attributes that stay with some elements.
const ATTRIBUTES_OF: &[(&str, &[&str])] = &[
    ("a", &["href"]),
    ("img", &["src", "alt", "width", "height"]),
    ("ol", &["start", "reversed", "type"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("time", &["datetime"]),
    ("details", &["open"]),
];

/// How a link may begin.
const LINKS: &[&str] = &["#", "http://", "https://", "mailto:", "tel:", WebCopy::FILES];

/// Cleans nodes: what is only for mail programs goes, and tables for layout become boxes.
pub(super) fn clean_nodes(nodes: Vec<WebNode>) -> Vec<WebNode> {
    nodes.into_iter().flat_map(clean_node).collect()
}

fn clean_node(node: WebNode) -> Vec<WebNode> {
    let WebNode::Element(element) = node else { return vec![node] };
    match element.name.as_str() {
        "table" if element.attribute("role") == Some("presentation") => vec![layout_box(element)],
        "a" => clean_link(element),
        "img" => clean_image(element),
        // What the preview reader of a mail program sees is in the head of the page.
        _ if element.attribute("style").is_some_and(|style| style.replace(' ', "").contains("display:none")) => {
            Vec::new()
        }
        name if ELEMENTS.contains(&name) => vec![WebNode::Element(clean_element(element))],
        _ => clean_nodes(element.children),
    }
}

fn clean_element(element: WebElement) -> WebElement {
    let WebElement { name, attributes, children } = element;
    let own = ATTRIBUTES_OF.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, own)| own);
    let alignment = attributes.iter().find(|(attribute, _)| attribute == "style").and_then(|(_, css)| alignment(css));
    let mut kept: Vec<_> = attributes
        .into_iter()
        .filter(|(attribute, _)| ATTRIBUTES.contains(&attribute.as_str()) || own.contains(&attribute.as_str()))
        .filter(|(attribute, value)| attribute != "role" || value != "presentation")
        .collect();
    if let Some(class) = alignment.filter(|_| matches!(name.as_str(), "td" | "th")) {
        add_class(&mut kept, class);
    }
    WebElement::new(&name, kept, clean_nodes(children))
}

/// Returns the class for the alignment of a cell.
fn alignment(css: &str) -> Option<&'static str> {
    let css = css.replace(' ', "");
    [("text-align:right", "to-right"), ("text-align:center", "to-middle")]
        .into_iter()
        .find(|(rule, _)| css.contains(rule))
        .map(|(_, class)| class)
}

fn add_class(attributes: &mut Vec<(String, String)>, class: &str) {
    match attributes.iter_mut().find(|(name, _)| name == "class") {
        Some((_, classes)) => classes.extend([" ", class]),
        None => attributes.push(("class".to_owned(), class.to_owned())),
    }
}

/// A link without a target that a browser may open is its words.
fn clean_link(element: WebElement) -> Vec<WebNode> {
    let is_personal = |target: &str| target.contains(|c| marked_field(c).is_some());
    let is_link = |target: &str| LINKS.iter().any(|start| target.to_ascii_lowercase().starts_with(start));
    match element.attribute("href").map(str::trim) {
        Some(target) if is_personal(target) || is_link(target) => vec![WebNode::Element(clean_element(element))],
        _ => clean_nodes(element.children),
    }
}

/// An image that is not a file of the letter is its description: nothing is fetched from elsewhere.
fn clean_image(element: WebElement) -> Vec<WebNode> {
    if element.attribute("src").is_some_and(|source| source.starts_with(WebCopy::FILES)) {
        let mut element = clean_element(element);
        if element.attribute("alt").is_none() {
            element.attributes.push(("alt".to_owned(), String::new()));
        }
        return vec![WebNode::Element(element)];
    }
    element.attribute("alt").map(|alt| WebNode::Text(alt.to_owned())).into_iter().collect()
}

/// Makes a box of a table for layout: each row with several cells is a row of boxes.
fn layout_box(table: WebElement) -> WebNode {
    let attributes = clean_element(WebElement::new("div", table.attributes, Vec::new())).attributes;
    let mut rows = Vec::new();
    collect_rows(table.children, &mut rows);
    match <[WebNode; 1]>::try_from(rows) {
        Ok([only]) if attributes.is_empty() => only,
        Ok([only]) => WebNode::Element(WebElement::new("div", attributes, vec![only])),
        Err(rows) => WebNode::Element(WebElement::new("div", attributes, rows)),
    }
}

fn collect_rows(nodes: Vec<WebNode>, rows: &mut Vec<WebNode>) {
    for node in nodes {
        match node {
            WebNode::Element(element) if matches!(element.name.as_str(), "tbody" | "thead" | "tfoot") => {
                collect_rows(element.children, rows);
            }
            WebNode::Element(element) if element.name == "tr" => rows.extend(layout_row(element)),
            WebNode::Element(element) => rows.extend(clean_node(WebNode::Element(element))),
            WebNode::Text(_) => {}
        }
    }
}

fn layout_row(row: WebElement) -> Option<WebNode> {
    let cells = row.children.into_iter().filter_map(|node| match node {
        WebNode::Element(cell) => Some(WebNode::Element(layout_cell(cell))),
        WebNode::Text(_) => None,
    });
    let cells: Vec<_> = cells.collect();
    match <[WebNode; 1]>::try_from(cells) {
        Ok([only]) => Some(only),
        Err(cells) if cells.is_empty() => None,
        Err(cells) => {
            Some(WebNode::Element(WebElement::new("div", vec![("class".to_owned(), "row".to_owned())], cells)))
        }
    }
}

/// Makes a box of a cell; a width in per cent is a class.
fn layout_cell(cell: WebElement) -> WebElement {
    let width = cell.attribute("width").and_then(|width| width.strip_suffix('%')?.parse::<u8>().ok());
    let mut cell = clean_element(WebElement { name: "div".to_owned(), ..cell });
    if let Some(width) = width.filter(|width| *width <= 100) {
        add_class(&mut cell.attributes, &format!("w{width}"));
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::super::web_tree::{parse_tree, write_tree};
    use super::clean_nodes;

    #[test]
    fn only_what_a_browser_needs_stays() {
        for (given, cleaned) in [
            (
                "<table role=\"presentation\" width=\"100%\"><tbody><tr><td class=\"room\"><p style=\"x\">a</p></td></tr></tbody></table>",
                "<div class=\"room\"><p>a</p></div>",
            ),
            (
                "<table role=\"presentation\"><tbody><tr><td width=\"56\" aria-hidden=\"true\">1</td><td class=\"b\">2</td></tr></tbody></table>",
                "<div class=\"row\"><div aria-hidden=\"true\">1</div><div class=\"b\">2</div></div>",
            ),
            (
                "<table role=\"presentation\"><tr><td class=\"bar\" width=\"40%\">x</td></tr></table>",
                "<div class=\"bar w40\">x</div>",
            ),
            (
                "<table class=\"table\" width=\"100%\"><tr><td style=\"text-align: right\">1</td></tr></table>",
                "<table class=\"table\"><tr><td class=\"to-right\">1</td></tr></table>",
            ),
            ("<h2 id=\"s1\"><a name=\"s1\"></a>1.&nbsp;A</h2>", "<h2 id=\"s1\">1.&nbsp;A</h2>"),
            (
                "<a href=\"javascript:x\" onclick=\"y\">a</a><a href=\"https://example.org\">b</a>",
                "a<a href=\"https://example.org\">b</a>",
            ),
            (
                "<img src=\"https://example.org/x.png\" alt=\"A map\"><img src=\"files:/d/x.png\" border=\"0\">",
                "A map<img src=\"files:/d/x.png\" alt=\"\">",
            ),
            ("<center><font color=\"red\">a</font></center><form><input>b</form>", "ab"),
            ("<div style=\"display: none\">a</div>b", "b"),
        ] {
            let mut out = String::new();
            write_tree(&clean_nodes(parse_tree(given)), &mut out);
            assert_eq!(out, cleaned, "{given}");
        }
    }
}

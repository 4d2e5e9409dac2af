//! Writes the HTML of a letter's body.

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, LinkType, Tag, TagEnd, html};

use super::events::{DECORATIVE, Image, button, image, is_block, is_figures, picture};
use super::footnotes::Footnotes;
use super::marks::mark;
use super::pictures::Picture;
use super::templates::{Around, Part, Templates};
use crate::model::Finding;
use crate::render::Tokens;

/// Braces that are no tag, in HTML.
pub(super) const BRACES: &str = "&#123;&#123;";

/// How wide the letter is within its margins, in pixels.
const WIDTH: u32 = 520;

/// Writes the body as an HTML fragment with its tags back in place; `lines` are those of its blocks, by which it is marked.
///
/// # Errors
/// A partial cannot be drawn.
pub(super) fn write(
    events: &[Event<'static>],
    lines: &[usize],
    tokens: &Tokens,
    templates: Templates<'_>,
    pictures: &[Picture],
) -> Result<String, Finding> {
    let mut writer = Writer {
        tokens: tokens.clone(),
        templates,
        pictures,
        out: Vec::with_capacity(events.len()),
        behind: Vec::new(),
        figures: None,
        footnotes: Footnotes::default(),
        quoting: false,
    };
    let mut lines = lines.iter();
    let mut at = 0;
    while at < events.len() {
        if is_block(&events[at]) {
            writer.out.extend(lines.next().map(|line| Event::Html(mark(*line).into())));
        }
        let taken = writer.take(&events[at..])?;
        let passed = events[at + 1..at + taken].iter().filter(|event| is_block(event)).count();
        lines.by_ref().take(passed).for_each(drop);
        at += taken;
    }
    let mut body = String::new();
    html::push_html(&mut body, writer.out.into_iter());
    let body = body.replace("<th>", "<th scope=\"col\">").replace("<th style", "<th scope=\"col\" style");
    let body = body.replace("<table>", "<table class=\"table\" width=\"100%\">");
    Ok(writer.tokens.restore(&body, BRACES))
}

/// Writes words as HTML, without what leads elsewhere.
pub(super) fn words(events: &[Event<'static>], tokens: &Tokens) -> String {
    let bare = |event: &&Event<'static>| {
        !matches!(event, Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) | Event::FootnoteReference(_))
    };
    let mut out = String::new();
    html::push_html(&mut out, events.iter().filter(bare).cloned());
    tokens.restore(&out, BRACES)
}

struct Writer<'w> {
    tokens: Tokens,
    templates: Templates<'w>,
    pictures: &'w [Picture],
    out: Vec<Event<'static>>,
    /// What ends the call-outs that are open.
    behind: Vec<String>,
    /// Within a table of figures: what ends it, and which cell comes next.
    figures: Option<(String, usize)>,
    footnotes: Footnotes,
    quoting: bool,
}

impl Writer<'_> {
    /// Writes what comes next; returns how many events that was.
    fn take(&mut self, events: &[Event<'static>]) -> Result<usize, Finding> {
        if let Some((target, words, length)) = button(events) {
            let url = self.tokens.restore(&address(target), BRACES);
            let Around { before, behind } = self.templates.around("button", Part::Html, &[("url", &url)])?;
            self.keep(&before);
            self.out.extend(words.iter().cloned());
            self.keep(&behind);
            self.put("\n");
            return Ok(length);
        }
        if let Some((image, length)) = picture(events) {
            self.picture(&image);
            return Ok(length);
        }
        if let Some((image, length)) = image(events) {
            let tag = self.tag(&image);
            self.out.push(Event::InlineHtml(tag.into()));
            return Ok(length);
        }
        match &events[0] {
            Event::Start(Tag::BlockQuote(Some(kind))) => {
                let kind = match kind {
                    BlockQuoteKind::Note | BlockQuoteKind::Tip => "note",
                    BlockQuoteKind::Important | BlockQuoteKind::Warning | BlockQuoteKind::Caution => "alert",
                };
                let around = self.templates.around("call-out", Part::Html, &[("kind", kind)])?;
                self.keep(&around.before);
                self.behind.push(around.behind);
            }
            Event::End(TagEnd::BlockQuote(Some(_))) => {
                let behind = self.behind.pop().unwrap_or_default();
                self.keep(&behind);
                self.put("\n");
            }
            Event::Start(Tag::Table(alignments)) if is_figures(alignments) => {
                let around = self.templates.around("figures", Part::Html, &[])?;
                self.keep(&around.before);
                self.figures = Some((around.behind, 0));
            }
            event if self.figures.is_some() => self.figure(event),
            Event::FootnoteReference(label) => {
                let number = self.footnotes.number(label);
                self.out.push(Event::InlineHtml(format!("<sup>{number}</sup>").into()));
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                let number = self.footnotes.number(label);
                self.put("<div class=\"notes\">\n");
                // The number stands in the note's first paragraph.
                if let Some(Event::Start(Tag::Paragraph)) = events.get(1) {
                    self.out.push(events[1].clone());
                    self.out.push(Event::InlineHtml(format!("<sup>{number}</sup>&nbsp;").into()));
                    return Ok(2);
                }
            }
            Event::End(TagEnd::FootnoteDefinition) => self.put("</div>\n"),
            // Who said it stands below a quotation, behind a dash.
            Event::Start(Tag::Paragraph) if self.quoting && says_who(events) => self.put("<p class=\"by\">"),
            Event::Start(Tag::BlockQuote(None)) => {
                self.quoting = true;
                self.out.push(events[0].clone());
            }
            Event::End(TagEnd::BlockQuote(None)) => {
                self.quoting = false;
                self.out.push(events[0].clone());
            }
            // A title would say `button` to whoever rests the mouse upon the link.
            Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
                let (link_type, dest_url, id) = (*link_type, dest_url.clone(), id.clone());
                self.out.push(Event::Start(Tag::Link { link_type, dest_url, title: CowStr::from(""), id }));
            }
            event => self.out.push(event.clone()),
        }
        Ok(1)
    }

    /// Writes a table of figures: what is counted heads its row.
    fn figure(&mut self, event: &Event<'static>) {
        let Some((behind, cell)) = &mut self.figures else { return };
        match event {
            Event::Start(Tag::TableHead) => self.put("<thead><tr>"),
            Event::End(TagEnd::TableHead) => {
                *cell = 2;
                self.put("</tr></thead><tbody>\n");
            }
            Event::Start(Tag::TableRow) => {
                *cell = 2;
                self.put("<tr>");
            }
            Event::End(TagEnd::TableRow) => self.put("</tr>\n"),
            Event::Start(Tag::TableCell) => {
                let tag = match *cell {
                    0 => "<th scope=\"col\">",
                    1 => "<th scope=\"col\" class=\"number\">",
                    2 => "<th scope=\"row\" class=\"label\">",
                    _ => "<td class=\"number\">",
                };
                self.out.push(Event::InlineHtml(tag.into()));
            }
            Event::End(TagEnd::TableCell) => {
                let tag = if *cell == 3 { "</td>" } else { "</th>" };
                *cell += 1;
                self.out.push(Event::InlineHtml(tag.into()));
            }
            Event::End(TagEnd::Table) => {
                let behind = format!("</tbody>{}\n", std::mem::take(behind));
                self.figures = None;
                self.keep(&behind);
            }
            other => self.out.push(other.clone()),
        }
    }

    /// Writes an image that stands by itself, with what stands below it.
    fn picture(&mut self, image: &Image) {
        let tag = self.tag(image);
        let caption = Some(&image.title).filter(|title| !title.is_empty() && *title != DECORATIVE);
        let class = if caption.is_some() { "captioned" } else { "picture" };
        self.put(&format!("<p class=\"{class}\">{tag}</p>\n"));
        if let Some(caption) = caption {
            self.put(&format!("<p class=\"caption\">{}</p>\n", escaped(caption)));
        }
    }

    fn tag(&self, image: &Image) -> String {
        let alt = if image.title == DECORATIVE { String::new() } else { escaped(&image.alt) };
        let Some(picture) = self.pictures.iter().find(|picture| picture.target == image.target) else { return alt };
        let width = picture.width.min(WIDTH);
        let height = (u64::from(picture.height) * u64::from(width)).div_ceil(u64::from(picture.width.max(1)));
        format!(
            "<img src=\"cid:{}\" width=\"{width}\" height=\"{height}\" alt=\"{alt}\" border=\"0\" style=\"max-width:{width}px\">",
            picture.cid
        )
    }

    /// Puts a piece in as it is, fields and all.
    fn keep(&mut self, piece: &str) {
        let token = self.tokens.keep(piece);
        self.put(&token);
    }

    fn put(&mut self, html: &str) {
        self.out.push(Event::Html(html.to_owned().into()));
    }
}

/// Tells whether a paragraph begins with a dash.
fn says_who(events: &[Event<'static>]) -> bool {
    matches!(events, [_, Event::Text(text), ..] if text.starts_with(['—', '–']) || text.starts_with("-- "))
}

/// Escapes a link's target as the writer of links does.
fn address(target: &str) -> String {
    let link =
        Tag::Link { link_type: LinkType::Inline, dest_url: target.to_owned().into(), title: "".into(), id: "".into() };
    let mut whole = String::new();
    html::push_html(&mut whole, [Event::Start(link), Event::End(TagEnd::Link)].into_iter());
    let target = whole.strip_prefix("<a href=\"").and_then(|rest| rest.strip_suffix("\"></a>"));
    target.unwrap_or_default().to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

//! Writes the HTML of a letter's body.

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, LinkType, Tag, TagEnd, html};

use super::figure_bars::row_bars;
use super::footnotes::FootnoteNumbers;
use super::inline_images::InlineImage;
use super::letter_templates::{BodyPart, PartialFrame, WorkspaceTemplates};
use super::markdown::{
    ButtonLink, DECORATIVE_TITLE, MarkdownImage, is_block_start, is_figure_table, parse_block_image, parse_buttons,
    parse_image,
};
use super::source_line_marks::line_mark;
use super::table_of_contents::section_anchor;
use crate::model::{Diagnostic, NO_BREAK_SPACE, SpaceBinder, ascii_host};
use crate::template::TagPlaceholders;

/// Braces that are no tag, in HTML.
pub(super) const ESCAPED_BRACES: &str = "&#123;&#123;";

/// How the cells of a table of figures are counted: those of the head from 0, those of each row from here.
const FIRST_BODY_CELL: usize = 3;
const LAST_YEAR_CELL: usize = FIRST_BODY_CELL + 2;

/// How wide the letter is within its margins, in pixels.
const CONTENT_WIDTH: u32 = 520;

/// Writes the body as an HTML fragment with its tags back in place; `lines` are those of its blocks, by which it is
/// marked, and `sections` the places of the headings that are numbered.
///
/// # Errors
/// A partial cannot be drawn.
pub(super) fn write_html(
    events: &[Event<'static>],
    lines: &[usize],
    sections: &[usize],
    tokens: &TagPlaceholders,
    templates: WorkspaceTemplates<'_>,
    pictures: &[InlineImage],
) -> Result<String, Diagnostic> {
    let events = bind_spaces(events, &SpaceBinder::new(templates.language()));
    let mut writer = HtmlWriter {
        tokens: tokens.clone(),
        templates,
        pictures,
        out: Vec::with_capacity(events.len()),
        closings: Vec::new(),
        figure_table: None,
        bars: String::new(),
        footnotes: FootnoteNumbers::default(),
        quoting: false,
    };
    let mut lines = lines.iter();
    let mut at = 0;
    while at < events.len() {
        if is_block_start(&events[at]) {
            writer.out.extend(lines.next().map(|line| Event::Html(line_mark(*line).into())));
        }
        if let Some(number) = sections.iter().position(|section| *section == at) {
            writer.write_section_heading(number + 1);
            at += 1;
            continue;
        }
        let taken = writer.write_next(&events[at..])?;
        let passed = events[at + 1..at + taken].iter().filter(|event| is_block_start(event)).count();
        lines.by_ref().take(passed).for_each(drop);
        at += taken;
    }
    let mut body = String::new();
    html::push_html(&mut body, writer.out.into_iter());
    let body = body.replace("<th>", "<th scope=\"col\">").replace("<th style", "<th scope=\"col\" style");
    let body = body.replace("<table>", "<table class=\"table\" width=\"100%\">");
    Ok(writer.tokens.restore(&body, ESCAPED_BRACES))
}

/// Writes words as HTML, without what leads elsewhere.
pub(super) fn inline_html(events: &[Event<'static>], tokens: &TagPlaceholders) -> String {
    let bare = |event: &&Event<'static>| {
        !matches!(event, Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) | Event::FootnoteReference(_))
    };
    let mut out = String::new();
    html::push_html(&mut out, events.iter().filter(bare).cloned());
    tokens.restore(&out, ESCAPED_BRACES)
}

struct HtmlWriter<'w> {
    tokens: TagPlaceholders,
    templates: WorkspaceTemplates<'w>,
    pictures: &'w [InlineImage],
    out: Vec<Event<'static>>,
    /// What ends the call-outs that are open.
    closings: Vec<String>,
    /// Within a table of figures: what ends it, and which cell comes next.
    figure_table: Option<(String, usize)>,
    /// The bars for the row of figures that is being written.
    bars: String,
    footnotes: FootnoteNumbers,
    quoting: bool,
}

impl HtmlWriter<'_> {
    /// Writes what comes next; returns how many events that was.
    fn write_next(&mut self, events: &[Event<'static>]) -> Result<usize, Diagnostic> {
        if let Some((buttons, length)) = parse_buttons(events) {
            self.write_buttons(&buttons)?;
            return Ok(length);
        }
        if let Some((image, length)) = parse_block_image(events) {
            self.write_block_image(&image);
            return Ok(length);
        }
        if let Some((image, length)) = parse_image(events) {
            let tag = self.image_tag(&image);
            self.out.push(Event::InlineHtml(tag.into()));
            return Ok(length);
        }
        if let Event::Start(Tag::FootnoteDefinition(label)) = &events[0] {
            return Ok(self.write_footnote_start(label, events.get(1)));
        }
        // Who said it is below a quotation; the dash before it is only for text.
        if let [Event::Start(Tag::Paragraph), Event::Text(text), ..] = events
            && let Some(words) = attribution(text).filter(|_| self.quoting)
        {
            self.push_html("<p class=\"by\">");
            self.out.push(Event::Text(words.to_owned().into()));
            return Ok(2);
        }
        self.write_event(events)?;
        Ok(1)
    }

    /// Writes the beginning of a section's heading: its number, and a place to which the contents lead.
    fn write_section_heading(&mut self, number: usize) {
        let anchor = section_anchor(number);
        self.push_html(&format!("<h2 id=\"{anchor}\">"));
        self.out.push(Event::InlineHtml(format!("<a name=\"{anchor}\"></a>{number}.&nbsp;").into()));
    }

    /// Writes buttons side by side.
    fn write_buttons(&mut self, buttons: &[ButtonLink<'_>]) -> Result<(), Diagnostic> {
        let row = self.templates.split_partial("button-row", BodyPart::Html, &[])?;
        self.push_source(&row.before);
        for (number, button) in buttons.iter().enumerate() {
            if number > 0 {
                self.push_html("\n");
            }
            let partial = if button.is_primary { "button" } else { "quiet-button" };
            let url = self.tokens.restore(&escape_url(&ascii_host(button.target)), ESCAPED_BRACES);
            let PartialFrame { before, after } =
                self.templates.split_partial(partial, BodyPart::Html, &[("url", &url)])?;
            self.push_source(&before);
            self.out.extend(button.words.iter().cloned());
            self.push_source(&after);
        }
        self.push_source(&row.after);
        self.push_html("\n");
        Ok(())
    }

    /// Writes the beginning of a footnote with its number in its first paragraph; returns how many events that took.
    fn write_footnote_start(&mut self, label: &str, next: Option<&Event<'static>>) -> usize {
        let number = self.footnotes.number(label);
        self.push_html("<div class=\"notes\">\n");
        let Some(paragraph @ Event::Start(Tag::Paragraph)) = next else { return 1 };
        self.out.push(paragraph.clone());
        self.out.push(Event::InlineHtml(format!("<sup>{number}</sup>&nbsp;").into()));
        2
    }

    /// Writes the first of `events`.
    fn write_event(&mut self, events: &[Event<'static>]) -> Result<(), Diagnostic> {
        match &events[0] {
            Event::Start(Tag::BlockQuote(Some(kind))) => {
                let kind = match kind {
                    BlockQuoteKind::Note | BlockQuoteKind::Tip => "note",
                    BlockQuoteKind::Important | BlockQuoteKind::Warning | BlockQuoteKind::Caution => "important",
                };
                let around = self.templates.split_partial("call-out", BodyPart::Html, &[("kind", kind)])?;
                self.push_source(&around.before);
                self.closings.push(around.after);
            }
            Event::End(TagEnd::BlockQuote(Some(_))) => {
                let behind = self.closings.pop().unwrap_or_default();
                self.push_source(&behind);
                self.push_html("\n");
            }
            Event::Start(Tag::Table(alignments)) if is_figure_table(alignments) => {
                let around = self.templates.split_partial("figures", BodyPart::Html, &[])?;
                self.push_source(&around.before);
                self.figure_table = Some((around.after, 0));
            }
            _ if self.figure_table.is_some() => self.write_figure_cell(events),
            Event::FootnoteReference(label) => {
                let number = self.footnotes.number(label);
                self.out.push(Event::InlineHtml(format!("<sup>{number}</sup>").into()));
            }
            Event::End(TagEnd::FootnoteDefinition) => self.push_html("</div>\n"),
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
                let (link_type, dest_url, id) = (*link_type, ascii_host(dest_url).into(), id.clone());
                self.out.push(Event::Start(Tag::Link { link_type, dest_url, title: CowStr::from(""), id }));
            }
            event => self.out.push(event.clone()),
        }
        Ok(())
    }

    /// Writes the next event of a table of figures: what is counted heads its row, with the bars below it.
    fn write_figure_cell(&mut self, events: &[Event<'static>]) {
        let Some((behind, cell)) = &mut self.figure_table else { return };
        match &events[0] {
            Event::Start(Tag::TableHead) => {
                *cell = 0;
                self.push_html("<thead><tr>");
            }
            Event::End(TagEnd::TableHead) => self.push_html("</tr></thead><tbody>\n"),
            Event::Start(Tag::TableRow) => {
                *cell = FIRST_BODY_CELL;
                self.bars = row_bars(events, &self.tokens);
                self.push_html("<tr>");
            }
            Event::End(TagEnd::TableRow) => self.push_html("</tr>\n"),
            Event::Start(Tag::TableCell) => {
                let tag = match *cell {
                    0 => "<th scope=\"col\">",
                    1..FIRST_BODY_CELL => "<th scope=\"col\" class=\"number\">",
                    FIRST_BODY_CELL => "<th scope=\"row\" class=\"label\">",
                    LAST_YEAR_CELL => "<td class=\"before\">",
                    _ => "<td class=\"number\">",
                };
                self.out.push(Event::InlineHtml(tag.into()));
            }
            Event::End(TagEnd::TableCell) => {
                let is_label = *cell == FIRST_BODY_CELL;
                let tag = if *cell > FIRST_BODY_CELL { "</td>" } else { "</th>" };
                *cell += 1;
                if is_label {
                    let bars = std::mem::take(&mut self.bars);
                    self.out.push(Event::InlineHtml(bars.into()));
                }
                self.out.push(Event::InlineHtml(tag.into()));
            }
            Event::End(TagEnd::Table) => {
                let behind = format!("</tbody>{}\n", std::mem::take(behind));
                self.figure_table = None;
                self.push_source(&behind);
            }
            other => self.out.push(other.clone()),
        }
    }

    /// Writes an image that stands by itself, with what stands below it.
    fn write_block_image(&mut self, image: &MarkdownImage) {
        let tag = self.image_tag(image);
        let caption = Some(&image.title).filter(|title| !title.is_empty() && *title != DECORATIVE_TITLE);
        let class = if caption.is_some() { "captioned" } else { "picture" };
        self.push_html(&format!("<p class=\"{class}\">{tag}</p>\n"));
        if let Some(caption) = caption {
            self.push_html(&format!("<p class=\"caption\">{}</p>\n", escape_html(caption)));
        }
    }

    fn image_tag(&self, image: &MarkdownImage) -> String {
        let alt = if image.title == DECORATIVE_TITLE { String::new() } else { escape_html(&image.alt) };
        let Some(picture) = self.pictures.iter().find(|picture| picture.target == image.target) else { return alt };
        let width = picture.width.min(CONTENT_WIDTH);
        let height = (u64::from(picture.height) * u64::from(width)).div_ceil(u64::from(picture.width.max(1)));
        format!(
            "<img src=\"cid:{}\" width=\"{width}\" height=\"{height}\" alt=\"{alt}\" border=\"0\" style=\"max-width:{width}px\">",
            picture.content_id
        )
    }

    /// Puts a piece in as it is, fields and all.
    fn push_source(&mut self, piece: &str) {
        let token = self.tokens.store(piece);
        self.push_html(&token);
    }

    fn push_html(&mut self, html: &str) {
        self.out.push(Event::Html(html.to_owned().into()));
    }
}

/// Returns the words behind the dash with which a paragraph begins.
fn attribution(text: &str) -> Option<&str> {
    let words = ["—", "–", "-- "].iter().find_map(|dash| text.strip_prefix(dash))?;
    Some(words.trim_start())
}

/// Replaces the spaces and line ends at which the lines of a letter may not end; places stay.
fn bind_spaces(events: &[Event<'static>], binder: &SpaceBinder) -> Vec<Event<'static>> {
    let mut bound = Vec::with_capacity(events.len());
    let mut is_code = false;
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            _ => {}
        }
        bound.push(match (event, events.get(at + 1)) {
            (Event::Text(text), _) if !is_code => Event::Text(binder.bind(text).into_owned().into()),
            (Event::SoftBreak, Some(Event::Text(behind))) => match at.checked_sub(1).and_then(|at| events.get(at)) {
                Some(Event::Text(before)) if binder.stay_together(before, behind) => {
                    Event::Text(NO_BREAK_SPACE.to_string().into())
                }
                _ => event.clone(),
            },
            _ => event.clone(),
        });
    }
    bound
}

/// Escapes a link's target as the writer of links does.
fn escape_url(target: &str) -> String {
    let link =
        Tag::Link { link_type: LinkType::Inline, dest_url: target.to_owned().into(), title: "".into(), id: "".into() };
    let mut whole = String::new();
    html::push_html(&mut whole, [Event::Start(link), Event::End(TagEnd::Link)].into_iter());
    let target = whole.strip_prefix("<a href=\"").and_then(|rest| rest.strip_suffix("\"></a>"));
    target.unwrap_or_default().to_owned()
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

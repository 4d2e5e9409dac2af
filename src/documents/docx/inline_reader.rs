//! Reads the runs, links, fields and tracked changes of a paragraph.

use super::body_reader::BodyReader;
use super::element::Element;
use super::field_code::FieldCode;
use super::open_field::OpenField;
use super::run_properties::RunProperties;
use super::style_sheet::StyleRole;
use crate::documents::blocks::{Inline, InlineKind, TextFormat, plain_words};
use crate::documents::document_error::DocumentError;
use crate::documents::{ChangeKind, DocumentChange};

/// The style of the paragraph around a run, and what of it a run takes over.
#[derive(Clone, Copy)]
pub(super) struct RunStyle<'s> {
    style: Option<&'s str>,
    role: StyleRole,
}

impl BodyReader<'_> {
    /// Reads the pieces of a paragraph.
    pub(super) fn read_inlines(
        &mut self,
        paragraph: &Element,
        style: Option<&str>,
        role: StyleRole,
    ) -> Result<Vec<Inline>, DocumentError> {
        let mut out = Vec::new();
        self.read_children(paragraph, RunStyle { style, role }, &TextFormat::default(), &mut out)?;
        if role == StyleRole::Caption {
            for inline in &mut out {
                (inline.format.slanted, inline.format.bold) = (true, false);
            }
        }
        Ok(out)
    }

    fn read_children(
        &mut self,
        parent: &Element,
        context: RunStyle<'_>,
        format: &TextFormat,
        out: &mut Vec<Inline>,
    ) -> Result<(), DocumentError> {
        for element in parent.elements() {
            match &*element.name {
                "r" => self.read_run(element, context, format, out)?,
                "hyperlink" => {
                    let link = self.hyperlink_target(element).or_else(|| format.link.clone());
                    let format = TextFormat { link, ..format.clone() };
                    self.read_children(element, context, &format, out)?;
                }
                "ins" | "moveTo" => {
                    self.tracked_changes += 1;
                    self.read_children(element, context, format, out)?;
                }
                "del" | "moveFrom" => self.tracked_changes += 1,
                "fldSimple" => {
                    let code = element.attribute("instr").unwrap_or_default().to_owned();
                    self.open_fields.push(OpenField { code, action: None });
                    self.start_result(format, out);
                    self.read_children(element, context, format, out)?;
                    self.end_field(format, out);
                }
                "sdt" => {
                    if !self.leave_out_placeholder(element)
                        && let Some(content) = element.child("sdtContent")
                    {
                        self.read_children(content, context, format, out)?;
                    }
                }
                "smartTag" | "customXml" | "bdo" | "dir" | "oMath" | "oMathPara" | "e" | "num" | "den" | "sup"
                | "sub" | "f" | "sSup" | "sSub" | "rad" | "d" | "nary" | "func" | "fName" | "deg" => {
                    self.read_children(element, context, format, out)?;
                }
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice").or_else(|| element.child("Fallback")) {
                        self.read_children(choice, context, format, out)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn hyperlink_target(&self, element: &Element) -> Option<String> {
        let target = element.attribute("id").and_then(|id| self.links.get(id)).map(|link| link.target.clone());
        let anchor = element.attribute("anchor").filter(|anchor| !anchor.is_empty());
        match (target, anchor) {
            (Some(target), Some(anchor)) => Some(format!("{target}#{anchor}")),
            (target, anchor) => target.or_else(|| anchor.map(|anchor| format!("#{anchor}"))),
        }
    }

    fn read_run(
        &mut self,
        run: &Element,
        context: RunStyle<'_>,
        outer: &TextFormat,
        out: &mut Vec<Inline>,
    ) -> Result<(), DocumentError> {
        let own = run.child("rPr");
        let character = own.and_then(|own| own.child("rStyle")).and_then(|style| style.attribute("val"));
        let mut from_paragraph = self.styles.run_properties(context.style);
        if matches!(context.role, StyleRole::Heading(_) | StyleRole::Quotation | StyleRole::Caption) {
            (from_paragraph.bold, from_paragraph.slanted) = (None, None);
        }
        let from_character = self.styles.run_properties(character);
        let properties = RunProperties::read(own).within(from_character, from_paragraph);
        let properties = properties.based_on(self.styles.default_run_properties());
        let on = |property: Option<bool>| property == Some(true);
        let is_hidden = on(properties.hidden);
        let format = TextFormat {
            bold: on(properties.bold),
            slanted: on(properties.slanted),
            struck: on(properties.struck),
            link: outer.link.clone(),
        };
        let from = out.len();
        self.read_run_content(run, context, &format, properties, out)?;
        if is_hidden {
            let hidden = out.split_off(from);
            self.hidden_words.push_str(&plain_words(&hidden));
            return Ok(());
        }
        if out.iter().skip(from).any(|inline| !inline.words().trim().is_empty()) {
            self.largest = self.largest.max(properties.size.unwrap_or(0));
        }
        if on(properties.capitals) {
            for inline in out.iter_mut().skip(from) {
                if let InlineKind::Text(text) = &mut inline.kind {
                    *text = text.to_uppercase();
                }
            }
        }
        Ok(())
    }

    fn read_run_content(
        &mut self,
        run: &Element,
        context: RunStyle<'_>,
        format: &TextFormat,
        properties: RunProperties,
        out: &mut Vec<Inline>,
    ) -> Result<(), DocumentError> {
        for element in run.elements() {
            match &*element.name {
                "t" => {
                    let text = run_text(element, properties.has_symbol_font == Some(true));
                    self.push(Inline::text(text, format.clone()), out);
                }
                "tab" | "ptab" => self.push(Inline::text("\t", format.clone()), out),
                "br" | "cr" => {
                    let is_line = !matches!(element.attribute("type"), Some("page" | "column"));
                    let line_break = Inline { kind: InlineKind::Break, format: format.clone() };
                    self.push(line_break.clone(), out);
                    // What follows a page break is another paragraph.
                    if !is_line {
                        self.push(line_break, out);
                    }
                }
                "noBreakHyphen" => self.push(Inline::text("\u{2011}", format.clone()), out),
                "sym" => {
                    if let Some(sign) = symbol(element) {
                        self.push(Inline::text(sign, format.clone()), out);
                    }
                }
                "fldChar" => self.read_field_character(element, format, out),
                "instrText" => {
                    if let Some(field) = self.open_fields.last_mut().filter(|field| field.action.is_none()) {
                        field.code.push_str(&element.text());
                    }
                }
                "footnoteReference" | "endnoteReference" => {
                    self.read_note_reference(element, out)?;
                }
                "commentReference" => self.comments += 1,
                "ruby" => {
                    if let Some(base) = element.child("rubyBase") {
                        self.read_children(base, context, format, out)?;
                    }
                }
                "drawing" | "pict" | "object" if self.is_shown() => self.read_drawing(element, format, out)?,
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice").or_else(|| element.child("Fallback")) {
                        self.read_run_content(choice, context, format, properties, out)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn read_field_character(&mut self, element: &Element, format: &TextFormat, out: &mut Vec<Inline>) {
        match element.attribute("fldCharType") {
            Some("begin") => self.open_fields.push(OpenField { code: String::new(), action: None }),
            Some("separate") => self.start_result(format, out),
            Some("end") => self.end_field(format, out),
            _ => {}
        }
    }

    fn read_note_reference(&mut self, element: &Element, out: &mut Vec<Inline>) -> Result<(), DocumentError> {
        let kind = element.name.trim_end_matches("Reference").to_owned();
        let note = match element.attribute("id") {
            Some(id) if self.is_shown() => self.read_note(&kind, id)?,
            _ => None,
        };
        if let Some(index) = note {
            self.push(Inline { kind: InlineKind::Note(index), format: TextFormat::default() }, out);
        }
        Ok(())
    }

    /// Adds a piece, unless it is the code of a field or the result of one that shows nothing.
    pub(super) fn push(&mut self, mut inline: Inline, out: &mut Vec<Inline>) {
        if !self.is_shown() {
            return;
        }
        if let Some(address) = self.open_fields.iter().rev().find_map(|field| match &field.action {
            Some(FieldCode::Link(address)) => Some(address),
            _ => None,
        }) {
            inline.format.link = Some(address.clone());
        }
        if self.open_fields.iter().any(|field| field.action == Some(FieldCode::Page)) {
            self.page_letters += inline.words().chars().filter(|c| c.is_alphanumeric()).count();
        }
        out.push(inline);
    }

    fn is_shown(&self) -> bool {
        self.open_fields.iter().all(|field| {
            !matches!(field.action, None | Some(FieldCode::Merge(_) | FieldCode::Contents | FieldCode::Symbol(_)))
        })
    }

    /// Handles the end of a field's code: what follows is what it shows.
    fn start_result(&mut self, format: &TextFormat, out: &mut Vec<Inline>) {
        let Some(mut field) = self.open_fields.pop() else { return };
        if field.action.is_none() {
            let action = FieldCode::parse(&field.code);
            self.act(&action, format, out);
            field.action = Some(action);
        }
        self.open_fields.push(field);
    }

    fn end_field(&mut self, format: &TextFormat, out: &mut Vec<Inline>) {
        let Some(field) = self.open_fields.pop() else { return };
        // A field without a result was never updated.
        if field.action.is_none() {
            self.act(&FieldCode::parse(&field.code), format, out);
        }
    }

    fn act(&mut self, action: &FieldCode, format: &TextFormat, out: &mut Vec<Inline>) {
        let is_shown = self.is_shown();
        match action {
            FieldCode::Merge(column) if is_shown => {
                self.document.has_merge_fields = true;
                let kind = InlineKind::Field(column.clone());
                self.push(Inline { kind, format: format.clone() }, out);
            }
            FieldCode::Symbol(sign) if is_shown => self.push(Inline::text(*sign, format.clone()), out),
            FieldCode::MergeRule(name) if is_shown => {
                self.document.has_merge_fields = true;
                let message = format!("the field {name} of the mail merge became the words that it shows");
                self.document.changes.push(DocumentChange::new(ChangeKind::OtherField, self.place, message));
            }
            FieldCode::Contents => self.has_contents = true,
            _ => {}
        }
    }
}

/// Returns the text of a run; spaces at its ends count only if the file says so.
fn run_text(element: &Element, is_symbols: bool) -> String {
    let text = element.text();
    let is_kept = element.attribute("space") == Some("preserve");
    let text = if is_kept { text.as_str() } else { text.trim_matches([' ', '\t', '\n', '\r']) };
    if !is_symbols {
        return text.to_owned();
    }
    // In these fonts, `·` is the bullet U+F0B7.
    let sign = |c: char| match u32::from(c) {
        code @ 0x21..=0xff => char::from_u32(0xf000 + code).unwrap_or(c),
        _ => c,
    };
    text.chars().map(sign).collect()
}

fn symbol(element: &Element) -> Option<char> {
    let code = u32::from_str_radix(element.attribute("char")?, 16).ok()?;
    char::from_u32(if code < 0x100 { 0xf000 + code } else { code })
}

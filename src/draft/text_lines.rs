//! The lines of a text part, with what each begins with: quotation marks, list markers, indents.

/// The lines that were written so far.
#[derive(Debug, Default)]
pub(super) struct TextLines {
    pub(super) out: String,
    /// What each line starts with, from the outside in.
    pub(super) line_prefixes: Vec<&'static str>,
    pub(super) indent: Vec<usize>,
    /// What the next line starts with in place of the innermost indent.
    pub(super) marker: Option<String>,
    pub(super) needs_blank_line: bool,
}

impl TextLines {
    pub(super) fn blank_line(&mut self) {
        if std::mem::take(&mut self.needs_blank_line) && !self.out.is_empty() {
            let quote: String = self.line_prefixes.iter().copied().filter(|start| *start == "> ").collect();
            self.out.push_str(quote.trim_end());
            self.out.push('\n');
        }
    }

    pub(super) fn push_raw_line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    pub(super) fn push_line(&mut self, line: &str) {
        self.blank_line();
        let mut indents = self.indent.iter();
        let marker = self.marker.take();
        let items = self.indent.len();
        let mut item = 0;
        for start in &self.line_prefixes {
            if start.is_empty() {
                item += 1;
                let width = indents.next().copied().unwrap_or(0);
                match &marker {
                    Some(marker) if item == items => self.out.push_str(marker),
                    _ => self.out.extend(std::iter::repeat_n(' ', width)),
                }
            } else {
                self.out.push_str(start);
            }
        }
        self.out.push_str(line);
        self.out.push('\n');
    }
}

//! Values of the front matter as they were typed: each is quoted before YAML can give its signs a meaning.

use super::front_matter_keys::{DRAFT_KEYS, EVENT_KEYS, ValueKind, is_name, value_kind};
use super::typed_scalar::{
    block_header, flow_collection, is_canonical, quote_flow_items, quote_single, quoted_end, strip_comment,
    suggest_quotes, trailing_note,
};

/// A line that cannot be taken as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineProblem {
    /// The line in the front matter, from 0.
    pub(super) line: usize,
    /// The column, from 1.
    pub(super) column: usize,
    /// What is wrong.
    pub(super) message: String,
    /// What to write instead.
    pub(super) help: String,
}

/// Quotes every value that stands bare behind its key, and folds its indented lines into one; no line moves.
pub(super) fn quote_values(head: &str) -> Result<String, LineProblem> {
    let mut reader =
        ValueReader { lines: head.lines().collect(), at: 0, section: "", levels: Vec::new(), out: String::new() };
    while reader.at < reader.lines.len() {
        reader.read_line()?;
    }
    Ok(reader.out)
}

/// The keys of one indentation.
struct Level {
    indent: usize,
    keys: Vec<(String, usize)>,
}

struct ValueReader<'h> {
    lines: Vec<&'h str>,
    at: usize,
    /// The key at the margin whose lines are being read.
    section: &'h str,
    levels: Vec<Level>,
    out: String,
}

impl<'h> ValueReader<'h> {
    fn read_line(&mut self) -> Result<(), LineProblem> {
        let Some(line) = self.lines.get(self.at).copied() else { return Ok(()) };
        let bare = line.trim_start();
        if bare.is_empty() || bare.starts_with('#') {
            self.push(bare);
            return Ok(());
        }
        let indent = line.len() - bare.len();
        if line.get(..indent).is_some_and(|space| space.bytes().any(|byte| byte != b' ')) {
            let spaces = if self.section.is_empty() { "" } else { "  " };
            let help = format!("write `{spaces}{}`, with spaces from the space bar", bare.trim_end());
            return Err(self.problem(
                1,
                "this line begins with a tab or another sign that is no space".to_owned(),
                help,
            ));
        }
        let is_item = bare == "-" || bare.starts_with("- ");
        if indent == 0 && !is_item {
            return self.read_key(line, 0, 0);
        }
        if !matches!(self.section, "event" | "issue" | "attachments" | "answers" | "views") {
            let message = "this line belongs to no key".to_owned();
            return Err(self.problem(
                indent + 1,
                message,
                "delete the spaces before it, or put a key and a colon before it".to_owned(),
            ));
        }
        self.align(indent)?;
        if !is_item {
            return self.read_key(line, indent, indent);
        }
        let content = bare.get(1..).unwrap_or_default().trim_start();
        let start = line.len() - content.len();
        let is_text = matches!(self.section, "attachments" | "answers" | "views");
        if !is_text && self.split_key(content).is_some_and(|(key, _)| is_name(key)) {
            self.levels.push(Level { indent: start, keys: Vec::new() });
            return self.read_key(line, start, start);
        }
        if content.is_empty() || content.starts_with("- ") {
            self.push(line);
            return Ok(());
        }
        let kind = if is_text { ValueKind::Text } else { ValueKind::Own };
        self.read_value(line, start, indent, kind, "")
    }

    /// Checks that a line begins where the lines of its block begin.
    fn align(&mut self, indent: usize) -> Result<(), LineProblem> {
        let mut last = None;
        while self.levels.last().is_some_and(|level| level.indent > indent) {
            last = self.levels.pop().map(|level| level.indent);
        }
        if self.levels.last().is_some_and(|level| level.indent == indent) {
            return Ok(());
        }
        if let Some(expected) = last {
            let message = format!("this line begins with {}, the line above it with {expected}", spaces(indent));
            let bare = self.lines.get(self.at).map(|line| line.trim()).unwrap_or_default();
            return Err(self.problem(1, message, format!("write `{}{bare}`", " ".repeat(expected))));
        }
        self.levels.push(Level { indent, keys: Vec::new() });
        Ok(())
    }

    /// Reads a line with a key that begins at byte `start`.
    fn read_key(&mut self, line: &'h str, start: usize, indent: usize) -> Result<(), LineProblem> {
        let bare = line.get(start..).unwrap_or_default();
        if bare.starts_with(['"', '\'']) {
            self.push(line);
            return Ok(());
        }
        let Some((key, value)) = self.split_key(bare) else {
            let message = "this line is no key with a colon and a space behind it".to_owned();
            let help = match bare.split_once(':') {
                Some((key, value)) if !key.contains(' ') => format!("write `{key}: {}`", value.trim()),
                _ => "write it as `key: value`; a note to yourself begins with `#`".to_owned(),
            };
            return Err(self.problem(start + 1, message, help));
        };
        if start == 0 {
            self.section = key;
            self.levels = self.levels.drain(..).take(1).filter(|level| level.indent == 0).collect();
            if self.levels.is_empty() {
                self.levels.push(Level { indent: 0, keys: Vec::new() });
            }
        }
        let kind = value_kind(Some(self.section).filter(|_| start > 0), key);
        self.remember_key(key, start)?;
        self.read_value(line, line.len() - value.len(), indent, kind, key)
    }

    /// Refuses a key that its block has already.
    fn remember_key(&mut self, key: &str, start: usize) -> Result<(), LineProblem> {
        let at = self.at;
        let Some(level) = self.levels.last_mut() else { return Ok(()) };
        if let Some((_, first)) = level.keys.iter().find(|(known, _)| known == key) {
            let message = format!("`{key}` stands twice: here and in line {}", first + 2);
            return Err(self.problem(start + 1, message, "delete one of the two lines".to_owned()));
        }
        level.keys.push((key.to_owned(), at));
        Ok(())
    }

    /// Splits a line into its key and what follows the colon.
    fn split_key<'l>(&self, bare: &'l str) -> Option<(&'l str, &'l str)> {
        let (key, value) = bare.split_once(':')?;
        let key = key.trim_end();
        let spaced = value.is_empty() || value.starts_with(char::is_whitespace);
        let known = match self.section {
            "event" => EVENT_KEYS.contains(&key) || DRAFT_KEYS.contains(&key),
            _ => DRAFT_KEYS.contains(&key),
        };
        let plain = !key.is_empty() && !key.starts_with(['[', '{', '"', '\'', '`', '@', '&', '*', '!', '%', '|', '>']);
        (plain && (spaced || known)).then_some((key, value.trim_start()))
    }

    /// Writes the value that begins at byte `start` of the current line, and takes its indented lines with it.
    fn read_value(
        &mut self,
        line: &str,
        start: usize,
        indent: usize,
        kind: ValueKind,
        key: &str,
    ) -> Result<(), LineProblem> {
        let (before, value) = line.split_at(start);
        let (before, value) = (before.trim_end(), value.trim());
        let is_comment = value.starts_with("# ")
            || value == "#"
            || (value.starts_with('#') && !matches!(kind, ValueKind::Text | ValueKind::Own));
        let value = if is_comment { "" } else { value };
        let more = self.indented_lines(indent);
        if block_header(value) {
            self.push_lines(more + self.blank_lines_within(more, indent));
            return Ok(());
        }
        if matches!(kind, ValueKind::Keys | ValueKind::Files) || (value.is_empty() && kind == ValueKind::Own) {
            return self.read_block(value, kind, key, more);
        }
        let folded = self.fold(value, more, kind)?;
        if let Some(quoted) = self.quoted_lines(value, &folded, more, kind)? {
            self.push_lines(quoted);
            return Ok(());
        }
        if kind == ValueKind::Own {
            if let Some(flow) = flow_collection(&folded) {
                let flow = quote_flow_items(flow);
                self.push_value(before, &flow, more);
                return Ok(());
            }
            if more == 0 && is_canonical(&folded) {
                self.push_value(before, &folded, more);
                return Ok(());
            }
        }
        let text = match kind {
            ValueKind::Word => strip_comment(&folded),
            ValueKind::Condition => &folded,
            _ => self.without_note(before, start, &folded)?,
        };
        if text.is_empty() && kind == ValueKind::Word && key != "notice" {
            self.push_value("", "", more);
            return Ok(());
        }
        // A condition that says nothing is found later.
        let text = if text.is_empty() && kind == ValueKind::Condition { String::new() } else { quote_single(text) };
        self.push_value(before, &text, more);
        Ok(())
    }

    /// Returns a text, unless it ends with what may be a note to oneself.
    fn without_note<'t>(&self, before: &str, start: usize, text: &'t str) -> Result<&'t str, LineProblem> {
        let Some(note) = trailing_note(text) else { return Ok(text) };
        let message = format!("does `{note}` belong to the text, or is it a note to yourself?");
        let line = format!("{} {}", before.trim_start(), suggest_quotes(text));
        let help = format!("if it belongs there, write `{line}`; put a note on a line of its own that begins with `#`");
        Err(self.problem(start + 1, message, help))
    }

    /// Writes the line of a key whose value stands in the lines below it.
    fn read_block(&mut self, value: &str, kind: ValueKind, key: &str, more: usize) -> Result<(), LineProblem> {
        let items = self.lines.get(self.at + 1).is_some_and(|line| line.starts_with('-'));
        if key == "issue" && !value.is_empty() && !value.starts_with('{') {
            let message = format!("`{key}` has nothing behind its colon: its keys stand in the lines below it");
            return Err(self.problem(1, message, format!("write `{key}:` and below it a line `  place: Room 9`")));
        }
        if kind == ValueKind::Files && !value.is_empty() && !value.starts_with('[') {
            let message = "`attachments` is a list: each file stands on a line of its own".to_owned();
            return Err(self.problem(1, message, format!("write `attachments:` and below it a line `  - {value}`")));
        }
        if kind == ValueKind::Own && more > 0 {
            let below = self.lines.get(self.at + 1).copied().unwrap_or_default().trim();
            if below.starts_with("- ") || below == "-" || self.split_key(below).is_some_and(|(key, _)| is_name(key)) {
                self.push_lines(0);
                return Ok(());
            }
            let text = self.fold("", more, kind)?;
            let before = self.lines.get(self.at).copied().unwrap_or_default();
            self.push_value(before.trim_end(), &quote_single(&text), more);
            return Ok(());
        }
        if value.is_empty() && more == 0 && !items {
            if kind == ValueKind::Own {
                let before =
                    self.lines.get(self.at).and_then(|line| line.split_once(':')).map_or("", |(before, _)| before);
                self.push_value(&format!("{before}:"), "''", 0);
                return Ok(());
            }
            self.push_value("", "", 0);
            return Ok(());
        }
        self.push_lines(0);
        Ok(())
    }

    /// Returns how many lines a quoted value has below its first, if YAML is to read it as it is.
    fn quoted_lines(
        &self,
        value: &str,
        folded: &str,
        more: usize,
        kind: ValueKind,
    ) -> Result<Option<usize>, LineProblem> {
        let Some(mark) = value.chars().next().filter(|mark| matches!(mark, '"' | '\'')) else { return Ok(None) };
        let whole = |text: &str| {
            quoted_end(text, mark)
                .map(|end| text.get(end..).unwrap_or_default().trim_start())
                .map(|rest| rest.is_empty() || rest.starts_with('#'))
        };
        match (whole(value), whole(folded)) {
            (Some(true), _) => Ok(Some(0)),
            (None, Some(true)) => Ok(Some(more)),
            (None, None) if mark == '"' && kind != ValueKind::Condition => {
                let help =
                    format!("write `{}`, or delete the first one", suggest_quotes(value.trim_start_matches('"')));
                Err(self.problem(1, "a quotation mark is opened and never closed".to_owned(), help))
            }
            _ => Ok(None),
        }
    }

    /// Counts the indented lines below the current one that belong to its value.
    fn indented_lines(&self, indent: usize) -> usize {
        let below = self.lines.get(self.at + 1..).unwrap_or_default();
        below
            .iter()
            .take_while(|line| {
                let bare = line.trim_start();
                !bare.is_empty() && line.len() - bare.len() > indent
            })
            .count()
    }

    /// Counts the further lines of a block of text, which may have empty lines.
    fn blank_lines_within(&self, first: usize, indent: usize) -> usize {
        let below = self.lines.get(self.at + 1 + first..).unwrap_or_default();
        let within = below.iter().take_while(|line| {
            let bare = line.trim_start();
            bare.is_empty() || line.len() - bare.len() > indent
        });
        within.count()
    }

    /// Joins a value with the indented lines below it; comments among these are left out.
    fn fold(&self, value: &str, more: usize, kind: ValueKind) -> Result<String, LineProblem> {
        let clean = |text: &str| match kind {
            ValueKind::Condition
                if quoted_end(text, text.chars().next().unwrap_or(' ')).is_none_or(|end| end < text.len()) =>
            {
                super::typed_scalar::strip_condition_comment(text).to_owned()
            }
            _ => text.to_owned(),
        };
        let mut folded = clean(value);
        for (number, line) in self.lines.get(self.at + 1..).unwrap_or_default().iter().take(more).enumerate() {
            let text = line.trim();
            if text.starts_with('#') {
                continue;
            }
            if kind != ValueKind::Condition
                && let Some((key, _)) = self.split_key(text)
                && (DRAFT_KEYS.contains(&key)
                    || (self.section == "event" && EVENT_KEYS.contains(&key))
                    || (self.section == "issue" && is_name(key)))
            {
                let message = format!("`{key}` begins further to the right than the line above it");
                let mut problem = self.problem(1, message, "let both lines begin in the same column".to_owned());
                problem.line += number + 1;
                problem.column = line.len() - line.trim_start().len() + 1;
                return Err(problem);
            }
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(&clean(text));
        }
        Ok(folded)
    }

    fn push(&mut self, line: &str) {
        self.out.extend([line, "\n"]);
        self.at += 1;
    }

    /// Writes the current line and those below it as they are.
    fn push_lines(&mut self, more: usize) {
        for line in self.lines.get(self.at..=self.at + more).unwrap_or_default() {
            self.out.extend([*line, "\n"]);
        }
        self.at += more + 1;
    }

    /// Writes a value that takes the place of this line and of those below it.
    fn push_value(&mut self, before: &str, value: &str, more: usize) {
        self.out.extend([before, if before.is_empty() { "" } else { " " }, value, "\n"]);
        self.out.extend(std::iter::repeat_n("\n", more));
        self.at += more + 1;
    }

    fn problem(&self, column: usize, message: String, help: String) -> LineProblem {
        LineProblem { line: self.at, column, message, help }
    }
}

fn spaces(count: usize) -> String {
    match count {
        0 => "no space".to_owned(),
        1 => "1 space".to_owned(),
        count => format!("{count} spaces"),
    }
}

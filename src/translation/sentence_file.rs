//! One file of sentences in the syntax of Fluent, and what can be wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use fluent_bundle::{FluentArgs, FluentValue};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource};
use fluent_syntax::parser::{self, ErrorKind, ParserError};

use super::sentence_bundle::build_bundle;
use crate::config;
use crate::model::{Diagnostic, Severity, SourceLocation, closest_match, line_and_column};

/// Why the sentences of a workspace cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error(transparent)]
    Unreadable(config::Error),
    /// A file is not valid.
    #[error("{}", .0.message)]
    Invalid(Box<Diagnostic>),
}

/// A file of sentences that can be parsed.
#[derive(Debug, Clone)]
pub(super) struct SentenceFile {
    /// The path, as shown to people.
    path: PathBuf,
    text: String,
    /// Each sentence, with the values that it names.
    sentences: BTreeMap<String, BTreeSet<String>>,
}

impl SentenceFile {
    /// Parses a file.
    ///
    /// # Errors
    /// A line cannot be read, or a sentence appears twice.
    pub(super) fn parse(path: PathBuf, text: String) -> Result<Self, Error> {
        let mut file = Self { path, text, sentences: BTreeMap::new() };
        let resource = match parser::parse_runtime(file.text.as_str()) {
            Ok(resource) => resource,
            Err((_, errors)) => return Err(file.syntax_error(errors.first())),
        };
        file.sentences = sentences(&resource).map_err(|name| {
            Self::error_at(file.place_of(&name, 1), format!("the sentence `{name}` is in the file twice"), None)
        })?;
        Ok(file)
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Compares the file with the English one: a sentence may name only the values that it gets. A name that is not in
    /// the English file is a sentence for templates of the workspace, unless it is close to one that is.
    ///
    /// # Errors
    /// Returns the first sentence that cannot be used.
    pub(super) fn check(&self, english: &Self) -> Result<(), Error> {
        for (name, values) in &self.sentences {
            let Some(known) = english.sentences.get(name) else {
                if let Some(close) = closest_match(name, english.sentences.keys().map(String::as_str)) {
                    let message = format!("there is no sentence `{name}`");
                    return Err(Self::error_at(
                        self.place_of(name, 0),
                        message,
                        Some(format!("did you mean `{close}`?")),
                    ));
                }
                continue;
            };
            if let Some(value) = values.difference(known).next() {
                let message = format!("the sentence `{name}` has no value `${value}`");
                let names: Vec<_> = known.iter().map(|value| format!("`{{ ${value} }}`")).collect();
                let help =
                    if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) };
                return Err(Self::error_at(self.place_of(name, 0), message, Some(help)));
            }
        }
        self.check_references(english)
    }

    /// Says each sentence once: one with an unknown function or term would be empty in a letter.
    fn check_references(&self, english: &Self) -> Result<(), Error> {
        let bundle = build_bundle("en", [english.text(), self.text()].into_iter());
        for (name, values) in &self.sentences {
            let Some(pattern) = bundle.get_message(name).and_then(|message| message.value()) else { continue };
            let mut given = FluentArgs::new();
            for value in values {
                given.set(value.as_str(), FluentValue::from(1));
            }
            let mut errors = Vec::new();
            bundle.format_pattern(pattern, Some(&given), &mut errors);
            if let Some(error) = errors.first() {
                let message = format!("the sentence `{name}` cannot be said: {error}");
                let help = "use only the values of the sentence, as in `{ $list }`".to_owned();
                return Err(Self::error_at(self.place_of(name, 0), message, Some(help)));
            }
        }
        Ok(())
    }

    /// Returns the error of a file whose name is not a language.
    pub(super) fn misnamed(&self, tag: &str) -> Error {
        let help = "name the file after its language, such as `de.ftl`, `pt-BR.ftl` or `eo.ftl`".to_owned();
        Self::error_at(self.place(0, 0), format!("`{tag}` is not a language"), Some(help))
    }

    fn place(&self, line: usize, column: usize) -> SourceLocation {
        SourceLocation { file: self.path.clone(), line, column }
    }

    /// Returns the place of a sentence that stands in the file more than `earlier` times.
    fn place_of(&self, name: &str, earlier: usize) -> SourceLocation {
        let begins = |line: &&str| line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='));
        let line = self.text.lines().enumerate().filter(|(_, line)| begins(line)).nth(earlier);
        self.place(line.map_or(0, |(index, _)| index + 1), 1)
    }

    fn syntax_error(&self, error: Option<&ParserError>) -> Error {
        let Some(error) = error else { return Self::error_at(self.place(0, 0), "it cannot be read".to_owned(), None) };
        let (message, help) = describe(&error.kind);
        // A brace that is never closed is noticed only in the next line.
        let before = self.text.get(..error.pos.start).unwrap_or_default();
        let is_unclosed = error.kind == ErrorKind::ExpectedToken('}');
        let at = if is_unclosed { before.trim_end().len() } else { before.len() };
        let (line, column) = line_and_column(&self.text, at);
        Self::error_at(self.place(line, column), message.to_owned(), Some(help.to_owned()))
    }

    fn error_at(place: SourceLocation, message: String, help: Option<String>) -> Error {
        let location = Some(place);
        let diagnostic =
            Diagnostic { id: "template", severity: Severity::Block, location, message, help, suggestion: None };
        Error::Invalid(Box::new(diagnostic))
    }
}

/// Says what is wrong with a line, and how to write it.
fn describe(kind: &ErrorKind) -> (&'static str, &'static str) {
    match kind {
        ErrorKind::UnbalancedClosingBrace => ("a `}` closes nothing", "write `{\"}\"}` for the sign itself"),
        ErrorKind::MissingDefaultVariant | ErrorKind::MultipleDefaultVariants => (
            "one of the forms of a sentence must be the usual one, and only one",
            "mark it with a star, as in `*[other] { $hours } hours`",
        ),
        ErrorKind::ExpectedInlineExpression | ErrorKind::ExpectedToken('}') => {
            ("what stands between `{` and `}` is not a value", "write a value as `{ $list }`")
        }
        ErrorKind::UnterminatedStringLiteral => ("a `\"` between braces is never closed", "close it on the same line"),
        ErrorKind::ExpectedMessageField { .. } | ErrorKind::MissingValue => {
            ("a sentence has no words", "write `name = words`, or delete the line")
        }
        _ => (
            "this line cannot be read",
            "a sentence is `name = words`; its further lines begin with spaces, and a remark with `#`",
        ),
    }
}

/// Returns each sentence with the values that it names, or the name of one that appears twice.
fn sentences(resource: &Resource<&str>) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let mut sentences = BTreeMap::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut values = BTreeSet::new();
        if let Some(pattern) = &message.value {
            collect_values(pattern, &mut values);
        }
        let name = message.id.name.to_owned();
        if sentences.insert(name.clone(), values).is_some() {
            return Err(name);
        }
    }
    Ok(sentences)
}

fn collect_values(pattern: &Pattern<&str>, values: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            collect_of_expression(expression, values);
        }
    }
}

fn collect_of_expression(expression: &Expression<&str>, values: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => collect_inline(inline, values),
        Expression::Select { selector, variants } => {
            collect_inline(selector, values);
            for variant in variants {
                collect_values(&variant.value, values);
            }
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, values: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => drop(values.insert(id.name.to_owned())),
        InlineExpression::Placeable { expression } => collect_of_expression(expression, values),
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                collect_inline(argument, values);
            }
        }
        _ => {}
    }
}

//! Finds calls of helpers that do not exist or lack an argument, with their places.

use super::field_references::split_words;
use super::helpers;
use super::template_tags::{TagRole, TemplateTag};
use crate::model::{closest_match, line_and_column};

/// A call that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallFault {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// One sentence without a full stop, with names in backticks.
    pub message: String,
    /// What to write.
    pub help: String,
}

/// A call that is being read: where its name stands, and how many arguments came so far.
struct OpenCall<'s> {
    name: &'s str,
    offset: usize,
    arguments: usize,
}

/// Returns the calls of a source that cannot be made, in source order.
pub(super) fn call_faults(source: &str, tags: &[TemplateTag]) -> Vec<CallFault> {
    let calling = |tag: &&TemplateTag| matches!(tag.role, TagRole::Value | TagRole::Open | TagRole::Else);
    tags.iter().filter(calling).flat_map(|tag| faults_of_tag(source, tag)).collect()
}

fn faults_of_tag(source: &str, tag: &TemplateTag) -> Vec<CallFault> {
    let start = tag.start + source[tag.start..tag.end].find(&tag.expression).unwrap_or_default();
    let words = split_words(&tag.expression);
    let is_call = tag.role != TagRole::Value || words.len() > 1;
    let mut faults = Vec::new();
    let mut calls: Vec<OpenCall<'_>> = Vec::new();
    let mut begins_call = is_call;
    let mut is_hash_value = false;
    for (at, word) in words {
        let was_hash_value = std::mem::take(&mut is_hash_value);
        match word {
            ")" => {
                if calls.len() > 1 {
                    faults.extend(calls.pop().and_then(|call| fault_of_call(source, &call)));
                }
            }
            _ if std::mem::take(&mut begins_call) => {
                calls.push(OpenCall { name: word, offset: start + at, arguments: 0 });
            }
            // Names for the items of a list follow.
            "as" if calls.len() == 1 => break,
            _ => {
                begins_call = word == "(";
                is_hash_value = word.ends_with('=');
                if let Some(call) = calls.last_mut().filter(|_| !is_hash_value && !was_hash_value) {
                    call.arguments += 1;
                }
            }
        }
    }
    // A parenthesis that is not closed is reported by the compiler.
    if calls.len() > 1 {
        return Vec::new();
    }
    faults.extend(calls.iter().filter_map(|call| fault_of_call(source, call)));
    faults
}

fn fault_of_call(source: &str, call: &OpenCall<'_>) -> Option<CallFault> {
    let OpenCall { name, offset, arguments } = call;
    let (message, help) = if helpers::is_known(name) {
        let (least, most) = helpers::argument_limits(name)?;
        if (least..=most).contains(arguments) {
            return None;
        }
        let needs = if *arguments < least { "lacks" } else { "has too many of" };
        (format!("`{name}` {needs} the values that it works on"), format!("write it as `{}`", helpers::example(name)))
    } else {
        let help = match closest_match(name, helpers::names()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!(
                "there are {}",
                helpers::names().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ")
            ),
        };
        (format!("`{name}` is nothing that a `{{{{…}}}}` can do"), help)
    };
    let (line, column) = line_and_column(source, *offset);
    Some(CallFault { line, column, message, help })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::call_faults;
    use crate::template::TemplateSource;

    #[test]
    fn calls_are_checked_at_any_depth() {
        for (source, expected) in [
            ("a {{gt town}}", vec![(5, "`gt` lacks the values that it works on")]),
            ("{{default town}}", vec![(3, "`default` lacks the values that it works on")]),
            ("{{#if (eq town)}}{{/if}}", vec![(8, "`eq` lacks the values that it works on")]),
            ("{{#if a b}}{{/if}}", vec![(4, "`if` has too many of the values that it works on")]),
            ("{{#if}}{{/if}}", vec![(4, "`if` lacks the values that it works on")]),
            ("{{greet name}}", vec![(3, "`greet` is nothing that a `{{…}}` can do")]),
            ("{{#if (or (shout a) b)}}{{/if}}", vec![(12, "`shout` is nothing that a `{{…}}` can do")]),
            ("{{default (has tags \"a\" 'b') (default x \"(y\")}}{{#each tags as |tag i|}}{{tag}}{{/each}}", vec![]),
            ("{{#if a includeZero=true}}{{else if (and a b c)}}{{else}}{{/if}}{{town}}{{default}}{{gt}}", vec![]),
        ] {
            let parsed = TemplateSource::parse(source).unwrap();
            let found: Vec<_> = call_faults(source, parsed.tags()).into_iter().map(|f| (f.column, f.message)).collect();
            let expected: Vec<_> = expected.into_iter().map(|(column, words)| (column, words.to_owned())).collect();
            assert_eq!(found, expected, "{source}");
        }
    }
}

//! The views on a letter in words, and as Markdown for the minutes.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::time_words::format_time;
use crate::model::{View, ViewDoubt, ViewProof, format_count};
use crate::replies::{PersonViews, ViewReport};

/// Returns why a person has to look at a mail, in sentences.
#[must_use]
pub fn doubt_words(doubt: ViewDoubt) -> &'static str {
    match doubt {
        ViewDoubt::NoProof => "Only its subject says that it belongs to this letter.",
        ViewDoubt::OtherSender => "It was sent from another address than the letter went to.",
        ViewDoubt::SeveralPeople => "It answers the letters of several people, or gives several answers.",
        ViewDoubt::UnknownSender => "Its sender is not one of the people who got the letter.",
        ViewDoubt::NoWords => "It has no words beside those of the letter.",
        ViewDoubt::OnlyAttachments => "It has files and no words.",
        ViewDoubt::AmongQuoted => "Words of the person may stand among those that they quoted.",
        ViewDoubt::CutShort => "It is too long: the end is not shown.",
        ViewDoubt::Undecided => "A calendar program says neither yes nor no, or a “no” that the letter does not offer.",
        ViewDoubt::Contradiction => "A calendar program says something else than the person answered before.",
    }
}

/// Returns how it is known to which letter a mail belongs.
#[must_use]
pub fn proof_words(proof: ViewProof) -> &'static str {
    match proof {
        ViewProof::SealedAddress => "to the address in the person's letter",
        ViewProof::MessageId => "reply to the letter",
        ViewProof::Calendar => "from a calendar program",
        ViewProof::Subject => "by its subject",
    }
}

/// Returns the name and address of a person.
#[must_use]
pub fn person_title(person: &PersonViews) -> String {
    person.name.as_ref().map_or_else(|| person.address.to_string(), |name| format!("{name} <{}>", person.address))
}

/// Returns a sentence about how many people said their view.
#[must_use]
pub fn view_summary(report: &ViewReport) -> String {
    let people = format_count(report.people.len() as u64, "person", "people");
    let mails = format_count(report.clear_count() as u64, "mail", "mails");
    let late = report.people.iter().flat_map(|person| &person.views).filter(|view| view.is_late).count();
    let late = if late > 0 { format!(", {late} of them late") } else { String::new() };
    let unclear = match report.unclear.len() {
        0 => String::new(),
        1 => " 1 mail is unclear and left to you.".to_owned(),
        more => format!(" {more} mails are unclear and left to you."),
    };
    format!("{people} wrote {mails}{late}.{unclear}")
}

/// Returns when a mail was received, and what is special about it.
#[must_use]
pub fn view_remark(view: &View, zone: &TimeZone) -> String {
    let mut remark = format_time(view.received_at, zone);
    if view.is_late {
        remark.push_str(", late");
    }
    if view.attachment_count > 0 {
        let files = format_count(view.attachment_count.into(), "file", "files");
        // Writing to a String cannot fail.
        let _ = write!(remark, ", with {files}");
    }
    remark
}

/// Returns the views as Markdown. What people wrote is quoted, and none of it acts as Markdown.
#[must_use]
pub fn views_markdown(title: &str, report: &ViewReport, zone: &TimeZone) -> String {
    let mut text = format!("# Views on “{}”\n\n{}\n", markdown_text(title), view_summary(report));
    if let Some(call) = &report.call {
        if let Some(deadline) = call.deadline {
            let _ = write!(text, "\nAsked until {}.\n", format_time(deadline, zone));
        }
        text.push('\n');
        for (number, question) in call.questions.iter().enumerate() {
            let _ = writeln!(text, "{}. {}", number + 1, markdown_text(question));
        }
    }
    for person in &report.people {
        let _ = write!(text, "\n## {}\n", markdown_text(&person_title(person)));
        for view in &person.views {
            let _ = write!(text, "\n*{}*\n\n", view_remark(view, zone));
            push_quoted(&mut text, &view.words);
        }
    }
    if !report.unclear.is_empty() {
        text.push_str("\n## To be looked at\n");
    }
    for unclear in &report.unclear {
        let sender = if unclear.view.sender.is_empty() { "an unknown sender" } else { &unclear.view.sender };
        let remark = view_remark(&unclear.view, zone);
        let _ = write!(text, "\n*{remark}, {}*", markdown_text(sender));
        for doubt in &unclear.view.doubts {
            text.push(' ');
            text.push_str(doubt_words(*doubt));
        }
        text.push_str("\n\n");
        push_quoted(&mut text, &unclear.view.words);
    }
    text
}

/// Adds words as a quotation that keeps its lines.
fn push_quoted(text: &mut String, words: &str) {
    let lines: Vec<&str> = words.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        let is_followed = lines.get(number + 1).is_some_and(|next| !next.trim().is_empty());
        let quoted = format!("> {}", markdown_text(line));
        text.push_str(quoted.trim_end());
        text.push_str(if is_followed && !line.trim().is_empty() { "\\\n" } else { "\n" });
    }
}

/// Escapes what Markdown would take for a mark.
fn markdown_text(line: &str) -> String {
    let line = line.trim();
    let mut text = String::with_capacity(line.len());
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    for (at, c) in line.chars().enumerate() {
        let is_mark = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~')
            || at == 0 && matches!(c, '#' | '+' | '-' | '=')
            || at == digits && digits > 0 && matches!(c, '.' | ')');
        if is_mark {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_people_do_not_act_as_markdown() {
        for (line, text) in [
            ("# Roof", "\\# Roof"),
            ("1. Slate", "1\\. Slate"),
            ("- <b>no</b> *fee*", "\\- \\<b\\>no\\</b\\> \\*fee\\*"),
            ("5 euros, 2-3 people", "5 euros, 2-3 people"),
            ("[x](https://example.org)", "\\[x\\](https://example.org)"),
        ] {
            assert_eq!(markdown_text(line), text);
        }
        let mut text = String::new();
        push_quoted(&mut text, "One\ntwo\n\n> three");
        assert_eq!(text, "> One\\\n> two\n>\n> \\> three\n");
    }
}

//! Recognises the name of a file that contains only people who opted out.

use super::opt_out_values::{is_opted_out, words};
use super::opt_out_words::MARKS;

/// Words beside one of [`MARKS`] in the name of such a file.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "addresses", "all", "audience", "contacts", "csv", "de", "email", "emails", "export", "liste", "list", "lista",
    "mailing", "members", "people", "subscribers", "the", "export", "copy", "hard", "soft", "newsletter", "email",
];
/// Words for the same in the plural, as only file names have them.
const FILES: [&str; 6] = ["bounces", "austritte", "ausgetretene", "opzeggingen", "cancellati", "bounce"];
/// Words in the name of a file that also contains other people.
#[rustfmt::skip]
const MIXED: &[&str] = &[
    "active", "alle", "and", "clean", "et", "excluded", "inc", "incl", "including", "inkl", "mit", "or", "plus",
    "removed", "subscribed", "und", "with",
];

/// Returns whether the name of a file says that everyone in it opted out: `unsubscribed_members_export.csv`.
pub(crate) fn is_opted_out_file(file: &str) -> bool {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut words = words(stem);
    // Exports end in a number, a date or a random id.
    words.retain(|word| !word.chars().any(char::is_numeric) && word.chars().count() > 1);
    let phrase = |last: &str| {
        let is_pair = |pair: &[String]| matches!(pair[0].as_str(), "non" | "not" | "un" | "never") && pair[1] == last;
        words.windows(2).any(is_pair)
    };
    let is_mixed = words.iter().any(|word| {
        MIXED.contains(&word.as_str())
            && !((word == "subscribed" && phrase("subscribed")) || word == "removed" && words.len() == 1)
    });
    if is_mixed {
        return false;
    }
    let is_mark = |word: &String| MARKS.contains(&word.as_str()) || FILES.contains(&word.as_str());
    // `cleaned` is also what somebody calls a list that was tidied up.
    let is_export = |word: &String| word != "cleaned" || words.len() == 1 || words.iter().any(|word| word == "export");
    is_opted_out(&words)
        || (words.iter().any(|word| is_mark(word) && is_export(word))
            && words.iter().all(|word| is_mark(word) || BESIDE.contains(&word.as_str())))
}

#[cfg(test)]
mod tests {
    use super::is_opted_out_file;

    #[test]
    fn file_name_marks_everybody_in_the_file() {
        for file in [
            "unsubscribed_members_export_1a2b.csv",
            "unsubscribed_email_audience_export_9f8e7d.csv",
            "nonsubscribed_email_audience_export_1.csv",
            "non-subscribed.csv",
            "cleaned_audience_export.csv",
            "cleaned_email_audience_export_0123ab.csv",
            "cleaned.csv",
            "unsubscribed.csv",
            "Unsubscribers 2024.xlsx",
            "bounces.csv",
            "bounced-2024-05-01.csv",
            "hard bounces.csv",
            "désinscrits.csv",
            "de\u{301}sinscrits.csv",
            "Abgemeldete.csv",
            "abgemeldete-empfänger.csv",
            "bajas.csv",
            "lista de bajas 2024.csv",
            "disiscritti.csv",
            "uitgeschreven.csv",
            "suppression-list.csv",
            "opt-outs.csv",
            "opt_out.csv",
            "complaints.csv",
        ] {
            assert!(is_opted_out_file(file), "{file}");
        }
        for file in [
            "subscribed_members_export.csv",
            "members.csv",
            "members-without-unsubscribed.csv",
            "members minus unsubscribed.csv",
            "all subscribed and unsubscribed.csv",
            "members incl unsubscribed.csv",
            "unsubscribed removed.csv",
            "cleaned members.csv",
            "members_cleaned.csv",
            "Baja California.csv",
            "blocked seats.csv",
            "hold.music.csv",
            "Mitglieder ohne Abgemeldete.csv",
        ] {
            assert!(!is_opted_out_file(file), "{file}");
        }
    }
}

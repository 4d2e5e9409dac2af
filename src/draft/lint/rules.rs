//! Every check by its id: what it finds, how much that matters, what to do. `docs/checks.md` says the same.

use crate::model::{Diagnostic, Severity};

/// One check, as `check --explain` tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LintRule {
    /// Its id, which stays.
    pub id: &'static str,
    /// How much it matters at most.
    pub severity: Severity,
    /// Whether no letter can be made while it stands, so that `--allow` cannot override it.
    pub mandatory: bool,
    /// What it finds, as a sentence without its beginning and its full stop.
    pub description: &'static str,
    /// What to do about it, in whole sentences.
    pub help: &'static str,
}

const fn mandatory_rule(id: &'static str, finds: &'static str, cure: &'static str) -> LintRule {
    LintRule { id, severity: Severity::Block, mandatory: true, description: finds, help: cure }
}

const fn blocking_rule(id: &'static str, finds: &'static str, cure: &'static str) -> LintRule {
    LintRule { id, severity: Severity::Block, mandatory: false, description: finds, help: cure }
}

const fn warning_rule(id: &'static str, finds: &'static str, cure: &'static str) -> LintRule {
    LintRule { id, severity: Severity::Warning, mandatory: false, description: finds, help: cure }
}

const fn note_rule(id: &'static str, finds: &'static str, cure: &'static str) -> LintRule {
    LintRule { id, severity: Severity::Note, mandatory: false, description: finds, help: cure }
}

/// All checks, in the order in which a reader meets what they look at: the line in the inbox, the words, links and
/// pictures, the size.
pub const LINT_RULES: &[LintRule] = &[
    // The draft as a whole
    mandatory_rule(
        "draft",
        "there is no such draft, or it cannot be read",
        "Mind the spelling of its name; save it in UTF-8.",
    ),
    mandatory_rule(
        "front-matter",
        "the head has an unknown key, a bad date, or no subject",
        "Mend the line. A field of your own belongs under `issue:`.",
    ),
    mandatory_rule(
        "attachment",
        "an attachment is not beside the draft, or is too large",
        "Put the file into the draft's own folder and write its name alone.",
    ),
    mandatory_rule(
        "image",
        "an image is not beside the draft, lies on the web, is written in HTML, or differs from reader to reader",
        "Put the file into the draft's own folder and write `![What it shows](file.png)`.",
    ),
    mandatory_rule(
        "event",
        "the event has no beginning, ends before it starts, or is not the same for all",
        "Write `starts: 2017-05-17 18:30` below `event:`.",
    ),
    mandatory_rule("no-list", "the draft names no list, or one that is not there", "Write `to: members` in its head."),
    mandatory_rule(
        "condition",
        "`where` cannot be read, or names what is no field",
        "Write a condition such as `category == \"student\"`.",
    ),
    warning_rule(
        "notice-narrowed",
        "a statutory notice has a `where` or an `exclude`, which keeps it from members",
        "Leave it out, unless your rules allow you to leave members out.",
    ),
    mandatory_rule("nobody", "nobody would get this letter", "Look at `to` and `where`: they may ask for too much."),
    mandatory_rule(
        "syntax",
        "a brace or a block is not closed, or asks for what letters may not do",
        "Close `{{#if …}}` with `{{/if}}`, and each `{{` with `}}`.",
    ),
    mandatory_rule(
        "field-unknown",
        "a name is no field of the list, and none of the draft",
        "Mind the spelling; put a field of your own under `issue:`.",
    ),
    mandatory_rule(
        "html-open",
        "a comment `<!--` or an element such as `<style>` is never closed and hides the rest",
        "Close it.",
    ),
    mandatory_rule(
        "template",
        "one of your own templates cannot be used",
        "Mend it, or delete it: the built-in one takes its place.",
    ),
    mandatory_rule(
        "unsub-missing",
        "there is no way to leave the list",
        "Put `{{unsubscribe_url}}` into the template; set `public_url` in `[web]`, or `unsubscribe` in `[sender]`.",
    ),
    mandatory_rule(
        "unprintable",
        "somebody's copy cannot be made",
        "The sentence says why; it is mostly a value of that reader.",
    ),
    blocking_rule(
        "contrast",
        "your own `letter/email.css` has words that hardly differ from their ground",
        "Make one colour darker or lighter until the contrast is 4.5 or more.",
    ),
    // The line in the inbox
    note_rule(
        "subject-len",
        "the subject is shorter than 10 or longer than 78 characters",
        "Telephones show about 40 characters, most programs about 70.",
    ),
    note_rule(
        "preheader",
        "the preheader is missing in a letter of some length, says what the subject says, or is too short or long",
        "Write `preheader:` in the head, 40 to 130 characters: it stands behind the subject in the inbox.",
    ),
    // The words
    blocking_rule(
        "placeholder",
        "something still waits for its words: TK, XXX, `[NAME]`, lorem ipsum, TBC in the subject, or a line that `circular new` wrote",
        "Write what belongs there.",
    ),
    blocking_rule(
        "control-char",
        "there is a character that nobody can see, mostly from Word; one is enough for Gmail to cut the letter off",
        "Delete it and type the quotation mark or dash anew.",
    ),
    warning_rule(
        "field-empty",
        "a field is printed that some readers lack, and nothing stands in for it",
        "Write `{{default first_name \"friend\"}}`, or put the sentence between `{{#if …}}` and `{{/if}}`.",
    ),
    warning_rule(
        "same-name",
        "two people of one name get the same letter",
        "If it is one person, take one of the addresses off the list.",
    ),
    note_rule(
        "odd-name",
        "a name that the letter prints is in capitals or small letters alone, or is no name",
        "Mend it: `circular subscriber add ADDRESS --list LIST --field first_name=…`, or a new import.",
    ),
    blocking_rule(
        "date-weekday",
        "a weekday does not fit its date, or a month has no such day",
        "Look the day up and mend one of the two.",
    ),
    warning_rule(
        "date-past",
        "a deadline or a meeting lies before the day that the letter bears, or before today",
        "Mend the date, or tell it as something that was.",
    ),
    warning_rule("date-clash", "one meeting or deadline has two dates", "Make them one."),
    warning_rule("event-thin", "a meeting has no time, or no place", "Say when it begins and where it is."),
    note_rule(
        "deadline-missing",
        "the letter asks for comments, views or the like and says no date",
        "Say by when: without a day it is put off.",
    ),
    warning_rule(
        "promise-empty",
        "a paragraph announces something, and nothing follows",
        "Put it there, or take the announcement out.",
    ),
    warning_rule(
        "attach-missing",
        "the letter speaks of something attached, and nothing is",
        "Name the file under `attachments:` in the head.",
    ),
    warning_rule(
        "name-variant",
        "a name is spelled in two ways, or almost as that of somebody on the list",
        "Look up how the person spells it.",
    ),
    warning_rule(
        "private-data",
        "there is a home address, a telephone number, a bank account or somebody's own mail address",
        "Ask the person, or name the society's own. If it is meant, send all the same: it is a warning.",
    ),
    note_rule("all-caps", "four words or more stand in capitals", "Make them **bold**: capitals read as shouting."),
    note_rule(
        "list-broken",
        "a numbered list begins anew at the same number, or a letter comes twice",
        "Number it through.",
    ),
    note_rule("long-para", "a paragraph has more than 120 words", "Part it where the thought turns."),
    note_rule(
        "long-letter",
        "the letter has more than 1,500 words",
        "Begin with a summary, and link to the whole on the web or attach it.",
    ),
    warning_rule(
        "heading-order",
        "there is more than one heading of the first level, or a level is left out",
        "The subject is the first level; go on with `##`, then `###`.",
    ),
    warning_rule(
        "html-active",
        "there is raw HTML that mail programs take out: a script, a form, a video, a frame",
        "Link to a page that has it, or attach it.",
    ),
    // Links and pictures
    blocking_rule(
        "link-local",
        "a link leads to your own computer, to a file beside the draft, or nowhere",
        "Write the whole address, beginning with `https://`.",
    ),
    warning_rule(
        "link-text",
        "the words of a link do not say where it leads, or an address stands bare",
        "Say what is there: `[the report](https://…)`.",
    ),
    warning_rule(
        "link-shortener",
        "a link goes through a shortener, which hides where it leads and is a mark of junk mail",
        "Write the address to which it leads.",
    ),
    blocking_rule(
        "img-alt",
        "a picture has no words for those who do not see it, or only the name of its file",
        "Say what it shows: `![Eighteen of us in Westminster](…)`.",
    ),
    mandatory_rule(
        "img-format",
        "a picture is in a format that many mail programs do not show, or moves",
        "Save it as JPEG or PNG.",
    ),
    mandatory_rule(
        "img-big",
        "a picture is larger than 200 kB or wider than 1,200 pixels; beyond 1 MB it cannot go with the letter",
        "Scale it down: letters show 600 pixels, and twice as many are enough.",
    ),
    // The size
    blocking_rule(
        "attach-big",
        "the attachments make each copy larger than 5 MB; 10 MB are refused by many providers",
        "Put the files on the web and link to them.",
    ),
    blocking_rule(
        "size-clip",
        "the HTML part is larger than 80 kB; at 100 kB Gmail cuts it off, with the link to leave",
        "Shorten the letter, or put the whole of it on the web.",
    ),
];

/// Returns the check of an id.
#[must_use]
pub fn find_rule(id: &str) -> Option<&'static LintRule> {
    LINT_RULES.iter().find(|check| check.id == id)
}

/// Sorts findings: what matters most first, then as a reader meets them.
pub fn sort_diagnostics(findings: &mut [Diagnostic]) {
    sort_by_diagnostic(findings, |finding| finding);
}

/// Sorts what comes with findings in the same way.
pub fn sort_by_diagnostic<T>(found: &mut [T], of: impl Fn(&T) -> &Diagnostic) {
    let rank = |finding: &Diagnostic| LINT_RULES.iter().position(|check| check.id == finding.id);
    let line = |finding: &Diagnostic| finding.location.as_ref().map(|place| (place.line, place.column));
    found.sort_by_key(|one| {
        let finding = of(one);
        (std::cmp::Reverse(finding.severity), rank(finding), line(finding))
    });
}

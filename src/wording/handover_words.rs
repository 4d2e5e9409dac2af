//! What the next chair reads: the text in a handover, and what is to do after it was opened.

use crate::handover::{DATABASE_DUMP, DATABASE_FILE, HandoverFacts, OpenedHandover, UnfinishedIssue};
use crate::model::format_count;

/// Writes the text for the reader of a handover.
#[must_use]
pub fn handover_readme(facts: &HandoverFacts, version: &str) -> String {
    let day = facts.made_at.strftime("%-d %B %Y");
    let database = if facts.is_dump {
        format!("- {DATABASE_DUMP}: members, lists, consent, letters and who got them, keys of links (PostgreSQL)\n")
    } else {
        format!("- {DATABASE_FILE}: members, lists, consent, letters and who got them, keys of links\n")
    };
    let paragraphs = [
        format!(
            "{}: the newsletter, handed over on {day}\nWritten by circular {version}. CHECKSUMS.txt has a SHA-256 \
             digest of each file.",
            facts.society
        ),
        "This file has every address of the society, and keys with which links can be made that unsubscribe people. \
         Keep it as safe as the list of members. Delete it, and every copy of it, when the new place works."
            .to_owned(),
        format!(
            "WHAT IS IN IT\n- circular.toml: the settings, without passwords\n{database}- newsletters/ and templates/: \
             drafts, pictures and the look of letters\n- the logo and the keys that sign letters (DKIM), if there are any"
        ),
        format!("WHAT IS NOT IN IT\n{}", bullets(&absent(facts))),
        format!("WHAT TO DO\n{}", numbered(&steps(facts))),
        "THE OLD PLACE\nIt sends no letters any more. End `circular serve` and `circular preview` there as soon as the \
         links lead to the new machine, so that everybody who unsubscribes is written down here. Then delete its folder \
         and its backups, or keep them as safe as this file. If this handover comes to nothing, \
         `circular handover --take-back` there lets the old place send again: never let both send."
            .to_owned(),
    ];
    let mut text = paragraphs.join("\n\n");
    text.push('\n');
    text
}

fn absent(facts: &HandoverFacts) -> Vec<String> {
    let mut absent = Vec::new();
    if facts.removed_settings.is_empty() {
        absent.push("Passwords.".to_owned());
    } else {
        absent.push(format!("Passwords and commands that print them: {}.", facts.removed_settings.join(", ")));
    }
    if !facts.password_files.is_empty() {
        absent.push(format!("The files with passwords: {}.", facts.password_files.join(", ")));
    }
    absent.push(match facts.account_count {
        0 => "Accounts: there were none.".to_owned(),
        count => format!(
            "Accounts: the {} of the old place with their passwords. Add new ones with `circular account`.",
            format_count(count, "account", "accounts")
        ),
    });
    if !facts.left_out.is_empty() {
        absent.push(format!(
            "Files that the settings name and that are not in the folder: {}. Ask for them.",
            facts.left_out.join(", ")
        ));
    }
    absent
}

fn steps(facts: &HandoverFacts) -> Vec<String> {
    let mut steps = vec![
        "Install circular: one program, no services.".to_owned(),
        "Unpack this file: circular handover --open FILE FOLDER".to_owned(),
    ];
    if facts.is_dump {
        steps.push(format!(
            "Restore the database: createdb news, then pg_restore --no-owner --dbname news {DATABASE_DUMP}. Write its \
             address as url in [database] of circular.toml."
        ));
    }
    if let Some(relay) = &facts.relay {
        steps.push(format!(
            "Ask the provider of {relay} for a new password, write it into the file that password_file in [relay] names, \
             or use another mail server. The old chair's password must stop working."
        ));
    }
    steps.push(
        "If unsubscribe mails and bounces are read from a mailbox: the same with [mailbox]. The addresses in [sender] \
         must go to you."
            .to_owned(),
    );
    if let Some(url) = &facts.public_url {
        steps.push(format!(
            "Let {url} lead to the new machine: change the record in the DNS, or your web server. Keep this address for \
             ever, since the links in all letters that were ever sent begin with it."
        ));
    }
    steps.push(
        "Look at [society] and [sender]: postal address, sender and names are perhaps the old chair's. If you send \
         through another mail server, the record for SPF in the DNS must name it."
            .to_owned(),
    );
    steps.push("Run circular doctor: it says what is missing.".to_owned());
    steps.push("Send yourself a letter with circular test, then your first one.".to_owned());
    steps
}

/// Says what is missing after a handover was opened, and what to do.
#[must_use]
pub fn opened_steps(opened: &OpenedHandover, folder: &str) -> Vec<String> {
    let settings = &opened.workspace.settings;
    let mut steps = Vec::new();
    if opened.is_dump {
        steps.push(format!(
            "Restore `{DATABASE_DUMP}` with `pg_restore --no-owner --dbname NAME`, and write the address of the \
             database into `[database]`."
        ));
    }
    for file in &opened.missing_files {
        steps.push(format!("Write `{file}`: it was not handed over."));
    }
    if let Some(url) = &settings.web.public_url {
        steps.push(format!("Let {url} lead to this machine: the links in all earlier letters begin with it."));
    }
    steps.push(format!("Read `{folder}/README.txt`, then run `circular doctor` there."));
    steps
}

/// Says why a workspace with an unfinished letter is not handed over.
#[must_use]
pub fn unfinished_words(issue: &UnfinishedIssue) -> String {
    format!("the letter `{}` to `{}` is not finished: both places might go on with it", issue.slug, issue.list)
}

fn bullets(lines: &[String]) -> String {
    lines.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}

fn numbered(lines: &[String]) -> String {
    lines.iter().enumerate().map(|(at, line)| format!("{}. {line}", at + 1)).collect::<Vec<_>>().join("\n")
}

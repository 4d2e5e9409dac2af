//! `circular new`.

use std::fs;

use clap::builder::PossibleValuesParser;

use super::app::App;
use super::failure::Failure;
use super::output::say;
use crate::config::archetypes;
use crate::model::single_line;

/// Write a new draft under `newsletters/`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What the letter is about; it becomes the subject and the name of the file
    title: String,
    /// What kind of letter it is
    #[arg(long, default_value = "letter", value_parser = PossibleValuesParser::new(archetypes().iter().map(|(kind, _)| *kind)))]
    kind: String,
}

pub(super) fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let slug = slug(&args.title);
    if slug.is_empty() {
        return Err(Failure::new("the title needs a letter or a digit"));
    }
    let newsletters = app.workspace.newsletters();
    let path = newsletters.join(format!("{slug}.md"));
    if path.exists() || newsletters.join(&slug).exists() {
        return Err(Failure::new(format!("there is a draft `{slug}` already")).hint("choose another title"));
    }
    let archetype = archetypes().iter().find(|(kind, _)| *kind == args.kind).map_or("", |(_, text)| *text);
    fs::create_dir_all(&newsletters)?;
    fs::write(&path, archetype.replace("{{title}}", &single_line(&args.title)))?;
    say(format!("Wrote `newsletters/{slug}.md`. See it with `circular preview {slug}`."));
    Ok(())
}

/// Makes a file's name of a title: lower-case letters and digits, hyphens between them.
fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-").chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn titles_become_names() {
        assert_eq!(slug("Spring meeting"), "spring-meeting");
        assert_eq!(slug("  What's new? (May 2026) "), "what-s-new-may-2026");
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug("!?"), "");
    }
}

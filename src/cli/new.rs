//! `circular new`.

use std::fs;

use clap::builder::PossibleValuesParser;

use super::app::App;
use super::error::CommandError;
use super::output::print_line;
use crate::config::archetypes;
use crate::draft;
use crate::model::single_line;

/// Create a draft under `newsletters/`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The subject of the letter; the file is named after it
    title: String,
    /// The kind of letter
    #[arg(long, default_value = "letter", value_parser = PossibleValuesParser::new(archetypes().iter().map(|(kind, _)| *kind)))]
    kind: String,
}

pub(super) fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let slug = slug_from_title(&args.title);
    if slug.is_empty() {
        return Err(CommandError::new("the title needs a letter or a digit"));
    }
    let newsletters = app.workspace.drafts_dir();
    let path = newsletters.join(format!("{slug}.md"));
    if path.exists() || newsletters.join(&slug).exists() {
        return Err(CommandError::new(format!("a draft `{slug}` already exists")).with_hint("choose another title"));
    }
    let archetype = archetypes().iter().find(|(kind, _)| *kind == args.kind).map_or("", |(_, text)| *text);
    fs::create_dir_all(&newsletters)?;
    fs::write(&path, archetype.replace("{{title}}", &draft::front_matter_value(&single_line(&args.title))))?;
    print_line(format!("Wrote `newsletters/{slug}.md`. See it with `circular preview {slug}`."));
    Ok(())
}

/// Turns a title into a file name: lower-case letters and digits, joined by hyphens.
fn slug_from_title(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-").chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::slug_from_title;

    #[test]
    fn titles_become_names() {
        assert_eq!(slug_from_title("Spring meeting"), "spring-meeting");
        assert_eq!(slug_from_title("  What's new? (May 2026) "), "what-s-new-may-2026");
        assert_eq!(slug_from_title("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug_from_title("!?"), "");
    }
}

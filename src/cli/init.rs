//! `circular init`.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::CommandError;
use super::output::print_line;
use crate::config::embedded_templates;

const SETTINGS_TEMPLATE: &str = include_str!("../../templates/archetypes/circular.toml");
const WELCOME_DRAFT: &str = include_str!("../../templates/archetypes/welcome.md");
const GITIGNORE: &str = "# The list is sensitive data: never publish it.\n\
    *.db\n*.db-*\n*.csv\n*.xlsx\n*.ods\n*.vcf\n*.ldif\n*-password\ndkim/\n*.key\noutbox/\n";

/// Create a workspace: `circular.toml`, `newsletters/` and `templates/`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder to create it in
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Also write the built-in templates, to change how letters and pages look
    #[arg(long)]
    with_templates: bool,
}

pub(super) fn run(args: &Args) -> Result<(), CommandError> {
    let dir = &args.dir;
    if dir.join("circular.toml").exists() {
        return Err(CommandError::new(format!("`{}` is already a workspace", dir.display())));
    }
    create_workspace(dir, SETTINGS_TEMPLATE)?;
    write_if_missing(&dir.join("newsletters/welcome.md"), WELCOME_DRAFT)?;
    if args.with_templates {
        for (name, text) in embedded_templates() {
            let path = dir.join("templates").join(name);
            create_folder(path.parent().unwrap_or(dir))?;
            write_if_missing(&path, text)?;
        }
    }
    let cd = if dir == Path::new(".") { String::new() } else { format!("  cd {}\n", dir.display()) };
    print_line(format!(
        "Created a workspace in `{}`. Enter your names and addresses in `circular.toml`, then:\n\n\
         {cd}  circular list create members --title \"Our members\"\n\
         \x20 circular subscriber import members.csv --list members\n\
         \x20 circular preview",
        dir.display()
    ));
    Ok(())
}

/// Creates the folders and the settings of a workspace. Existing files are left as they are.
pub(super) fn create_workspace(dir: &Path, settings: &str) -> Result<(), CommandError> {
    create_folder(&dir.join("newsletters"))?;
    create_folder(&dir.join("templates"))?;
    write_if_missing(&dir.join("circular.toml"), settings)?;
    write_if_missing(&dir.join(".gitignore"), GITIGNORE)
}

fn create_folder(dir: &Path) -> Result<(), CommandError> {
    fs::create_dir_all(dir).map_err(|error| CommandError::unwritable(dir, &error))
}

fn write_if_missing(path: &Path, text: &str) -> Result<(), CommandError> {
    if path.exists() {
        return Ok(());
    }
    fs::write(path, text).map_err(|error| CommandError::unwritable(path, &error))
}

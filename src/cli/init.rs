//! `circular init`.

use std::path::{Path, PathBuf};

use super::error::CommandError;
use super::output::print_line;
use crate::config::{
    NewWorkspaceError, create_folder, create_workspace, embedded_templates, settings_template, write_if_missing,
};

const WELCOME_DRAFT: &str = include_str!("../../templates/archetypes/welcome.md");
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
    create_workspace(dir, settings_template())?;
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

impl From<NewWorkspaceError> for CommandError {
    fn from(error: NewWorkspaceError) -> Self {
        Self::unwritable(&error.path, &error.source)
    }
}

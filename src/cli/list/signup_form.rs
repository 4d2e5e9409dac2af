//! `circular list form`: the form for a web site of the society's own.

use crate::cli::app::App;
use crate::cli::error::CommandError;
use crate::cli::output::print_line;
use crate::model::List;

/// Print an HTML form for your web site, for joining a public list
///
/// It is plain HTML without a script. It leads to a page of `circular serve`, where the person presses the button once
/// more: that keeps out machines.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The list
    pub(super) name: String,
}

pub(super) fn run(app: &App, list: &List) -> Result<(), CommandError> {
    let name = &list.name;
    if !list.public {
        return Err(CommandError::new(format!("the list `{name}` is private: nobody can ask to join it"))
            .with_hint(format!("run `circular list edit {name} --public`")));
    }
    let Some(url) = &app.workspace.settings.web.public_url else {
        return Err(CommandError::new(
            "the form would lead nowhere: nothing says how the world reaches `circular serve`",
        )
        .with_hint("set `public_url` in `[web]`"));
    };
    let (url, title) = (escape_html(url), escape_html(&list.title));
    print_line(format!(
        r#"<form method="post" action="{url}/subscribe/{name}" accept-charset="utf-8">
  <p><label for="circular-{name}">Your email address, for “{title}”</label><br>
  <input id="circular-{name}" name="email" type="email" autocomplete="email" maxlength="254" required></p>
  <div aria-hidden="true" style="position:absolute;left:-200vw">
    <label for="circular-{name}-topic">Leave this field empty</label>
    <input id="circular-{name}-topic" name="topic" tabindex="-1" autocomplete="off">
  </div>
  <p><button>Join</button></p>
</form>"#
    ));
    Ok(())
}

/// Escapes a text for HTML.
fn escape_html(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            c => written.push(c),
        }
    }
    written
}

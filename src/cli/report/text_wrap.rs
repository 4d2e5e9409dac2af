//! Long words in lines that fit a terminal.

/// How wide a line is at most.
const TERMINAL_WIDTH: usize = 78;

/// Breaks a text into lines that begin with `indent`; those after the first are one column further in.
pub(super) fn wrap_text(text: &str, indent: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = indent.to_owned();
    for word in text.split(' ') {
        let is_begun = !line.trim().is_empty();
        if is_begun && line.chars().count() + 1 + word.chars().count() > TERMINAL_WIDTH {
            lines.push(std::mem::replace(&mut line, format!("{indent} ")));
        } else if is_begun {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::{TERMINAL_WIDTH, wrap_text};

    #[test]
    fn lines_fit_a_terminal() {
        let words = format!("“{}”", "word ".repeat(40).trim_end());
        let lines = wrap_text(&words, "    ");
        assert!(lines.len() == 3 && lines.iter().all(|line| line.chars().count() <= TERMINAL_WIDTH), "{lines:?}");
        assert_eq!(lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "), words);
        assert_eq!(wrap_text("“x”", "  "), ["  “x”"]);
    }
}

//! A table in Markdown whose columns stand below one another in the source too.

use unicode_width::UnicodeWidthStr as _;

/// Writes a table: the head, then the rows. The first column is text, the others are figures.
#[must_use]
pub fn markdown_table<const N: usize>(rows: &[[String; N]]) -> String {
    let escaped: Vec<[String; N]> = rows.iter().map(|row| row.each_ref().map(|cell| escape_cell(cell))).collect();
    let mut widths = [3; N];
    for row in &escaped {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    let mut lines = Vec::new();
    for (place, row) in escaped.iter().enumerate() {
        let cells = row.iter().zip(widths).enumerate().map(|(column, (cell, width))| {
            let room = " ".repeat(width - cell.width());
            if column == 0 { format!("{cell}{room}") } else { format!("{room}{cell}") }
        });
        lines.push(format!("| {} |", cells.collect::<Vec<_>>().join(" | ")));
        if place == 0 {
            let rules = widths.iter().enumerate().map(|(column, width)| {
                if column == 0 { format!(":{}", "-".repeat(width - 1)) } else { format!("{}:", "-".repeat(width - 1)) }
            });
            lines.push(format!("| {} |", rules.collect::<Vec<_>>().join(" | ")));
        }
    }
    lines.join("\n")
}

/// Writes a cell so that nothing in it ends the cell or the line.
fn escape_cell(cell: &str) -> String {
    cell.replace('\\', "\\\\").replace('|', "\\|").replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::markdown_table;

    #[test]
    fn columns_stand_below_one_another() {
        let rows = [["Members | friends", "2019"], ["Joined", "1,204"], ["At the end 日本", "–"]];
        let rows = rows.map(|row| row.map(str::to_owned));
        insta::assert_snapshot!(markdown_table(&rows), @r"
        | Members \| friends |  2019 |
        | :----------------- | ----: |
        | Joined             | 1,204 |
        | At the end 日本    |     – |
        ");
    }
}

//! Does with a large list what is done every day: a dry run, an export, a service that waits, and one person erased.

use super::measure::{self, figure, median, share_of_core};
use super::million::{LAYOUT, LETTER as SHORT_LETTER};
use super::plan::Size;
use super::relay::LETTER;
use super::table::{heading, line};
use super::workspace::Workspace;

/// How many are erased, one after the other.
const ERASED: usize = 3;

pub(crate) fn run(size: &Size) {
    let (rounds, recipients) = (size.rounds(3), size.recipients(1_000_000));
    let count = figure(recipients);
    heading(&format!("large: a list of {recipients}, median of {rounds}"));
    for (name, letter, layout) in [("short", SHORT_LETTER, Some(LAYOUT)), ("long", LETTER, None)] {
        let workspace = Workspace::new(letter, recipients);
        if let Some(layout) = layout {
            workspace.put("templates/letter/layout.html.hbs", layout);
        }
        workspace.put("newsletters/dry.md", &workspace.draft_to_all());
        let walls: Vec<_> = (0..rounds).map(|_| workspace.run(&["send", "dry", "--dry-run"])).collect();
        let rate = median(&walls, |cost| count / cost.wall);
        line(&format!("dry run, {name} letter"), rate, "copies/s (goals 150000 and 100000)");
        let cpu = |cost: &measure::Cost| (cost.user + cost.system) * 1e6 / count;
        line("dry run, CPU", median(&walls, cpu), "µs per copy");
        line("dry run, most memory", median(&walls, |cost| cost.peak / 1e6), "MB");
        if name == "short" {
            let exports: Vec<_> =
                (0..rounds).map(|_| workspace.run(&["subscriber", "export", "--list", "members"])).collect();
            line("export", median(&exports, |cost| count / cost.wall), "rows/s");
            let erased: Vec<_> = (0..ERASED)
                .map(|number| format!("reader{}@example.org", recipients / 2 + number))
                .map(|address| workspace.run(&["subscriber", "erase", &address, "--yes"]))
                .collect();
            line("one person erased", median(&erased, |cost| cost.wall), "s (goal 0.1)");
            workspace.send_later("dry", "2100-01-01 10:00");
            line("serve, all copies queued", share_of_core(workspace.serve_and_send()) * 100.0, "% of a core");
            workspace.defer_all();
            line(
                "serve, all copies deferred",
                share_of_core(workspace.serve_and_send()) * 100.0,
                "% of a core (goal 0.5)",
            );
        }
    }
}

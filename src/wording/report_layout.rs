//! The frame of a report as a page, and its plots: one file that needs nothing else and names no member.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::membership_words::{month_label, start_text};
use crate::config::{self, Workspace};
use crate::model::format_number;
use crate::report::plot::{DataSeries, PlotFrame, column_chart, line_chart};
use crate::report::{MembershipReport, date_at, format_date};
use crate::template::{self, PageTemplates};

/// The pages; `page` is the layout around the others.
const TEMPLATE_NAMES: [&str; 4] = ["page", "issue", "list", "year"];
/// How wide plots are on a screen or on paper, and on a phone, in pixels.
const PLOT_WIDTHS: [(&str, u32); 2] = [("wide", 680), ("narrow", 340)];

/// The reason why a report cannot be made into a page.
#[derive(Debug, thiserror::Error)]
pub enum ReportPageError {
    /// A template cannot be read.
    #[error(transparent)]
    Unreadable(#[from] config::Error),
    /// A template of the workspace has a fault.
    #[error("a template under `templates/report` does not work")]
    Template(#[from] template::Error),
}

/// Fills the page `name` with its own values and those that all pages have.
///
/// # Errors
/// A template cannot be read, or has a fault.
pub fn render_report(
    workspace: &Workspace,
    name: &str,
    title: &str,
    own: Value,
    now: Timestamp,
) -> Result<String, ReportPageError> {
    let mut sources = Vec::new();
    for name in TEMPLATE_NAMES {
        sources.push((name.to_owned(), workspace.template(&format!("report/{name}.html.hbs"))?));
    }
    let society = &workspace.settings.society;
    let mut data = json!({
        "title": title,
        "society": society.name,
        "style": workspace.template("report/report.css")?,
        "made": format_date(date_at(now, &society.time_zone())),
    });
    if let (Value::Object(data), Value::Object(own)) = (&mut data, own) {
        data.extend(own);
    }
    Ok(PageTemplates::new(sources)?.render(name, &data)?)
}

/// Draws how many members there were at the end of each month.
#[must_use]
pub fn members_plot(report: &MembershipReport) -> Option<String> {
    let last = report.months.last()?;
    let labels: Vec<_> = report.months.iter().map(|month| month_label(month.period)).collect();
    let series =
        DataSeries { class: "members", values: report.months.iter().map(|month| plot_value(month.members)).collect() };
    let description =
        format!("From {} at the beginning to {} at the end.", start_text(report), format_number(last.members));
    let title = "Members at the end of each month";
    let frame =
        PlotFrame { id: "members", title, description: &description, width: 0, labels: &labels, reference_line: None };
    Some(responsive_plots(frame, |frame| line_chart(frame, std::slice::from_ref(&series))))
}

/// Draws who came, upward, and who went, downward.
#[must_use]
pub fn flow_plot(report: &MembershipReport) -> Option<String> {
    report.months.last()?;
    let labels: Vec<_> = report.months.iter().map(|month| month_label(month.period)).collect();
    let came = report.months.iter().map(|month| plot_value(month.figures.gained())).collect();
    let went = report.months.iter().map(|month| -plot_value(month.figures.lost())).collect();
    let series = [DataSeries { class: "came", values: came }, DataSeries { class: "went", values: went }];
    let figures = &report.figures;
    let description =
        format!("Gained in total: {}; lost: {}.", format_number(figures.gained()), format_number(figures.lost()));
    let title = "Members gained and lost, by month";
    let frame =
        PlotFrame { id: "flow", title, description: &description, width: 0, labels: &labels, reference_line: None };
    Some(responsive_plots(frame, |frame| column_chart(frame, &series)))
}

/// Draws a plot for wide pages and for narrow ones; the style sheet shows one of them.
#[must_use]
pub fn responsive_plots(frame: PlotFrame<'_>, draw: impl Fn(&PlotFrame<'_>) -> String) -> String {
    let drawn = PLOT_WIDTHS.map(|(class, width)| {
        let id = format!("{}-{class}", frame.id);
        format!("<div class=\"{class}\">{}</div>", draw(&PlotFrame { id: &id, width, ..frame }))
    });
    drawn.concat()
}

/// Turns a count into a value of a plot.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "no list has 2^52 members")]
pub fn plot_value(count: u64) -> f64 {
    count as f64
}

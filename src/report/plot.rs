//! Draws plots as SVG (<https://www.w3.org/TR/SVG2/>) with pure functions. Colours come from a style sheet, by the
//! classes `axis`, `grid`, `tick`, `value` and those of the series.

mod axis_scale;

use std::fmt::Write as _;

pub use axis_scale::{AxisScale, format_tick};

/// The width of a character in a label, in pixels.
const CHARACTER_WIDTH: f64 = 6.8;
/// The height of a plot, in pixels.
const PLOT_HEIGHT: f64 = 256.0;
/// The margins, in pixels.
const MARGIN_TOP: f64 = 18.0;
const MARGIN_RIGHT: f64 = 10.0;
const MARGIN_BOTTOM: f64 = 42.0;
/// The minimum width of a column with a value label, in pixels.
const MIN_LABELED_WIDTH: f64 = 26.0;

/// The title, size and axis labels of a plot.
#[derive(Debug, Clone, Copy)]
pub struct PlotFrame<'a> {
    /// The id of the plot, unique on its page.
    pub id: &'a str,
    /// A short title.
    pub title: &'a str,
    /// A description for people who cannot see the plot.
    pub description: &'a str,
    /// The width in pixels.
    pub width: u32,
    /// The labels of the horizontal axis, one per position.
    pub labels: &'a [String],
    /// The value at which a horizontal line with the class `level` is drawn.
    pub reference_line: Option<f64>,
}

/// A series with one value per position on the axis.
#[derive(Debug, Clone)]
pub struct DataSeries {
    /// The CSS class.
    pub class: &'static str,
    /// The values; negative columns extend below the axis.
    pub values: Vec<f64>,
}

/// The positions of a plot's parts.
struct PlotLayout {
    width: f64,
    left: f64,
    scale: AxisScale,
    slot_width: f64,
}

/// Draws a column chart. Columns at the same position share it, so two series can show gains above and losses below the
/// axis.
#[must_use]
pub fn column_chart(frame: &PlotFrame<'_>, series: &[DataSeries]) -> String {
    let all = series.iter().flat_map(|series| series.values.iter().copied());
    let ground = PlotLayout::new(frame, AxisScale::from_zero(all));
    let thick = (ground.slot_width * 0.62).clamp(1.0, 44.0);
    let mut marks = String::new();
    for DataSeries { class, values } in series {
        let _ = write!(marks, r#"<g class="{class}">"#);
        for (place, value) in values.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            let middle = ground.slot_center(place);
            let (from, to) = (ground.y_position(0.0), ground.y_position(*value));
            let (y, height) = (from.min(to), (from - to).abs().max(1.0));
            let _ = write!(
                marks,
                r#"<rect x="{:.1}" y="{y:.1}" width="{thick:.1}" height="{height:.1}"/>"#,
                middle - thick / 2.0
            );
            if ground.slot_width >= MIN_LABELED_WIDTH {
                let below = if *value < 0.0 { y + height + 12.0 } else { y - 4.0 };
                let figure = format_tick(value.abs());
                let _ = write!(marks, r#"<text class="value" x="{middle:.1}" y="{below:.1}">{figure}</text>"#);
            }
        }
        marks.push_str("</g>");
    }
    ground.svg(frame, &marks)
}

/// Draws a chart with a line of points for each series; values that are not finite have no point.
#[must_use]
pub fn line_chart(frame: &PlotFrame<'_>, series: &[DataSeries]) -> String {
    let all = series.iter().flat_map(|series| series.values.iter().copied()).filter(|value| value.is_finite());
    let ground = PlotLayout::new(frame, AxisScale::fitted(all));
    let mut marks = String::new();
    for series in series {
        ground.draw_line(series, &mut marks);
    }
    ground.svg(frame, &marks)
}

impl PlotLayout {
    fn new(frame: &PlotFrame<'_>, scale: AxisScale) -> Self {
        let widest = scale.ticks().map(|tick| format_tick(tick).chars().count()).max().unwrap_or(1);
        let (width, left) = (f64::from(frame.width), 12.0 + text_width(widest));
        Self { width, left, scale, slot_width: (width - left - MARGIN_RIGHT) / to_f64(frame.labels.len().max(1)) }
    }

    fn slot_center(&self, place: usize) -> f64 {
        self.left + self.slot_width * (to_f64(place) + 0.5)
    }

    fn y_position(&self, value: f64) -> f64 {
        PLOT_HEIGHT - MARGIN_BOTTOM - self.scale.fraction(value) * (PLOT_HEIGHT - MARGIN_BOTTOM - MARGIN_TOP)
    }

    /// Draws the line of a series, with the figures at its ends.
    fn draw_line(&self, series: &DataSeries, marks: &mut String) {
        let values = series.values.iter().enumerate().filter(|(_, value)| value.is_finite());
        let points: Vec<_> =
            values.map(|(place, value)| (self.slot_center(place), self.y_position(*value), *value)).collect();
        let _ = write!(marks, r#"<g class="{}"><polyline points=""#, series.class);
        for (x, y, _) in &points {
            let _ = write!(marks, "{x:.1},{y:.1} ");
        }
        marks.truncate(marks.trim_end().len());
        marks.push_str(r#""/>"#);
        for (place, (x, y, value)) in points.iter().enumerate() {
            let _ = write!(marks, r#"<circle cx="{x:.1}" cy="{y:.1}" r="3"/>"#);
            if place == 0 || place + 1 == points.len() {
                let y = y - 9.0;
                let _ = write!(marks, r#"<text class="value" x="{x:.1}" y="{y:.1}">{}</text>"#, format_tick(*value));
            }
        }
        marks.push_str("</g>");
    }

    fn svg(&self, frame: &PlotFrame<'_>, marks: &str) -> String {
        let PlotFrame { id, width, labels, .. } = frame;
        let mut svg = format!(
            r#"<svg viewBox="0 0 {width} {PLOT_HEIGHT}" role="img" aria-labelledby="{id}-title {id}-description"><title id="{id}-title">{}</title><desc id="{id}-description">{}</desc><g class="grid">"#,
            escape_xml(frame.title),
            escape_xml(frame.description)
        );
        let right = self.width - MARGIN_RIGHT;
        for tick in self.scale.ticks() {
            let (y, class) = (self.y_position(tick), if tick == 0.0 { r#" class="axis""# } else { "" });
            let _ = write!(svg, r#"<line{class} x1="{:.1}" x2="{right:.1}" y1="{y:.1}" y2="{y:.1}"/>"#, self.left);
        }
        svg.push_str(r#"</g><g class="tick end">"#);
        for tick in self.scale.ticks() {
            let (x, y) = (self.left - 7.0, self.y_position(tick) + 4.0);
            let _ = write!(svg, r#"<text x="{x:.1}" y="{y:.1}">{}</text>"#, format_tick(tick.abs()));
        }
        svg.push_str("</g>");
        if let Some(level) = frame.reference_line {
            let y = self.y_position(level);
            let _ =
                write!(svg, r#"<line class="level" x1="{:.1}" x2="{right:.1}" y1="{y:.1}" y2="{y:.1}"/>"#, self.left);
        }
        svg.push_str(marks);
        svg.push_str(r#"<g class="tick">"#);
        let widest = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
        // The last label may be moved inward, towards the previous one.
        let pushed = (text_width(widest) / 2.0 - MARGIN_RIGHT - self.slot_width / 2.0).max(0.0);
        let apart = label_interval(text_width(widest + 1) + pushed, self.slot_width);
        for (place, label) in labels.iter().enumerate().filter(|(place, _)| (labels.len() - 1 - place) % apart == 0) {
            // The outermost labels must stay inside the picture.
            let half = text_width(label.chars().count()) / 2.0;
            let x = self.slot_center(place).max(half).min(self.width - half);
            let _ = write!(svg, r#"<text x="{x:.1}" y="{:.1}">{}</text>"#, PLOT_HEIGHT - 8.0, escape_xml(label));
        }
        svg.push_str("</g></svg>");
        svg
    }
}

/// Returns the interval between labelled positions at which labels fit.
fn label_interval(label: f64, slot: f64) -> usize {
    let mut apart = 1;
    while to_f64(apart) * slot < label && apart < 10_000 {
        apart += 1;
    }
    apart
}

fn text_width(characters: usize) -> f64 {
    to_f64(characters) * CHARACTER_WIDTH
}

#[expect(clippy::cast_precision_loss, reason = "no plot has 2^52 places")]
fn to_f64(count: usize) -> f64 {
    count as f64
}

/// Escapes a text for use between tags and in attributes.
fn escape_xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(labels: &[String]) -> PlotFrame<'_> {
        PlotFrame { id: "p", title: "Came & went", description: "<up>", width: 200, labels, reference_line: None }
    }

    #[test]
    fn negative_columns_extend_below_axis() {
        let labels = ["Jan".to_owned(), "Feb".to_owned()];
        let came = DataSeries { class: "came", values: vec![10.0, 0.0] };
        let went = DataSeries { class: "went", values: vec![-5.0, -10.0] };
        let svg = column_chart(&frame(&labels), &[came, went]);
        insta::assert_snapshot!(svg.replace("><", ">\n<"), @r#"
        <svg viewBox="0 0 200 256" role="img" aria-labelledby="p-title p-description">
        <title id="p-title">Came &amp; went</title>
        <desc id="p-description">&lt;up&gt;</desc>
        <g class="grid">
        <line x1="32.4" x2="190.0" y1="214.0" y2="214.0"/>
        <line x1="32.4" x2="190.0" y1="165.0" y2="165.0"/>
        <line class="axis" x1="32.4" x2="190.0" y1="116.0" y2="116.0"/>
        <line x1="32.4" x2="190.0" y1="67.0" y2="67.0"/>
        <line x1="32.4" x2="190.0" y1="18.0" y2="18.0"/>
        </g>
        <g class="tick end">
        <text x="25.4" y="218.0">10</text>
        <text x="25.4" y="169.0">5</text>
        <text x="25.4" y="120.0">0</text>
        <text x="25.4" y="71.0">5</text>
        <text x="25.4" y="22.0">10</text>
        </g>
        <g class="came">
        <rect x="49.8" y="18.0" width="44.0" height="98.0"/>
        <text class="value" x="71.8" y="14.0">10</text>
        </g>
        <g class="went">
        <rect x="49.8" y="116.0" width="44.0" height="49.0"/>
        <text class="value" x="71.8" y="177.0">5</text>
        <rect x="128.6" y="116.0" width="44.0" height="98.0"/>
        <text class="value" x="150.6" y="226.0">10</text>
        </g>
        <g class="tick">
        <text x="71.8" y="248.0">Jan</text>
        <text x="150.6" y="248.0">Feb</text>
        </g>
        </svg>
        "#);
    }

    #[test]
    fn line_passes_through_its_points() {
        let labels = ["Jan".to_owned(), "Feb".to_owned(), "Mar".to_owned()];
        let members = DataSeries { class: "members", values: vec![120.0, 131.0, 140.0] };
        let svg = line_chart(&frame(&labels), &[members]);
        insta::assert_snapshot!(svg.replace("><", ">\n<"), @r#"
        <svg viewBox="0 0 200 256" role="img" aria-labelledby="p-title p-description">
        <title id="p-title">Came &amp; went</title>
        <desc id="p-description">&lt;up&gt;</desc>
        <g class="grid">
        <line x1="32.4" x2="190.0" y1="214.0" y2="214.0"/>
        <line x1="32.4" x2="190.0" y1="165.0" y2="165.0"/>
        <line x1="32.4" x2="190.0" y1="116.0" y2="116.0"/>
        <line x1="32.4" x2="190.0" y1="67.0" y2="67.0"/>
        <line x1="32.4" x2="190.0" y1="18.0" y2="18.0"/>
        </g>
        <g class="tick end">
        <text x="25.4" y="218.0">120</text>
        <text x="25.4" y="169.0">125</text>
        <text x="25.4" y="120.0">130</text>
        <text x="25.4" y="71.0">135</text>
        <text x="25.4" y="22.0">140</text>
        </g>
        <g class="members">
        <polyline points="58.7,214.0 111.2,106.2 163.7,18.0"/>
        <circle cx="58.7" cy="214.0" r="3"/>
        <text class="value" x="58.7" y="205.0">120</text>
        <circle cx="111.2" cy="106.2" r="3"/>
        <circle cx="163.7" cy="18.0" r="3"/>
        <text class="value" x="163.7" y="9.0">140</text>
        </g>
        <g class="tick">
        <text x="58.7" y="248.0">Jan</text>
        <text x="111.2" y="248.0">Feb</text>
        <text x="163.7" y="248.0">Mar</text>
        </g>
        </svg>
        "#);
    }

    #[test]
    fn months_without_records_have_no_point() {
        let labels = ["Jan".to_owned(), "Feb".to_owned(), "Mar".to_owned()];
        let before = DataSeries { class: "before", values: vec![f64::NAN, 118.0, 120.0] };
        let members = DataSeries { class: "members", values: vec![120.0, 131.0, 140.0] };
        let svg = line_chart(&frame(&labels), &[before, members]);
        assert_eq!((svg.matches("<circle").count(), svg.matches("<polyline").count()), (5, 2));
        assert!(!svg.contains("NaN") && svg.contains(">118</text>"), "{svg}");
    }

    #[test]
    fn empty_and_large_series_are_drawn() {
        let svg = column_chart(&frame(&[]), &[]);
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && !svg.contains("NaN"), "{svg}");
        let svg = line_chart(&frame(&[]), &[DataSeries { class: "members", values: Vec::new() }]);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        let labels: Vec<_> = (0..600).map(|month| format!("month {month}")).collect();
        let values = vec![1.0; 600];
        let svg = column_chart(&frame(&labels), &[DataSeries { class: "came", values }]);
        assert_eq!(svg.matches("<rect").count(), 600);
        let shown = svg.matches(">month ").count();
        assert!((1..6).contains(&shown) && svg.contains(">month 599<"), "{shown}");
    }
}

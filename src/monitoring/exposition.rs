//! The text format of Prometheus, version 0.0.4
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>).

use std::fmt::Write as _;

use super::metric_family::MetricFamily;

/// Writes metrics, one family after the other.
#[derive(Debug, Default)]
pub(super) struct ExpositionWriter(String);

/// A label and its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct MetricLabel<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
}

impl ExpositionWriter {
    /// Begins a family: its samples follow.
    pub(super) fn begin(&mut self, family: &MetricFamily) {
        let help = family.help.replace('\\', "\\\\").replace('\n', "\\n");
        let _ = writeln!(self.0, "# HELP {} {help}\n# TYPE {} {}", family.name, family.name, <&str>::from(family.kind));
    }

    /// Writes a sample.
    pub(super) fn sample(&mut self, name: &str, label: Option<MetricLabel<'_>>, value: f64) {
        self.0.push_str(name);
        if let Some(label) = label {
            let escaped = label.value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.0, "{{{}=\"{escaped}\"}}", label.name);
        }
        let _ = writeln!(self.0, " {value}");
    }

    /// Returns the text.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitoring::metric_family::MetricKind;

    #[test]
    fn text_is_escaped_as_the_format_says() {
        let mut writer = ExpositionWriter::default();
        writer.begin(&MetricFamily { name: "x", kind: MetricKind::Gauge, help: "a\\b\nc" });
        writer.sample("x", Some(MetricLabel { name: "l", value: "\"q\"\\\n" }), 0.5);
        writer.sample("x", None, 12.0);
        let text = "# HELP x a\\\\b\\nc\n# TYPE x gauge\nx{l=\"\\\"q\\\"\\\\\\n\"} 0.5\nx 12\n";
        assert_eq!(writer.finish(), text);
    }
}

//! Which settings a form has, and what each is called.

use serde_json::{Value, json};

use crate::config::SettingsFile;

/// A form with the settings that it changes.
pub(in crate::web::admin) struct FormDefinition {
    /// The name in its address.
    pub(in crate::web::admin) name: &'static str,
    pub(in crate::web::admin) title: &'static str,
    pub(in crate::web::admin) fields: &'static [FormField],
}

/// A setting in a form.
pub(in crate::web::admin) struct FormField {
    pub(in crate::web::admin) table: &'static str,
    pub(in crate::web::admin) key: &'static str,
    label: &'static str,
    hint: &'static str,
    input: InputKind,
}

/// How a setting is entered.
enum InputKind {
    Text,
    Color,
    Choice(&'static [(&'static str, &'static str)]),
}

impl FormField {
    /// Returns the name of the field in its form.
    pub(in crate::web::admin) fn name(&self) -> String {
        format!("{}.{}", self.table, self.key)
    }

    /// Returns the key as the file writes it: the colour has two spellings.
    pub(in crate::web::admin) fn key_in(&self, file: &SettingsFile) -> &'static str {
        if self.key == "colour" && file.get(self.table, "color").is_some() { "color" } else { self.key }
    }

    /// Creates the context of the field with its value, and with what is wrong with it.
    pub(in crate::web::admin) fn to_json(&self, value: &str, problem: Option<&str>) -> Value {
        let choices: Vec<Value> = match self.input {
            InputKind::Choice(choices) => choices
                .iter()
                .map(|(name, label)| json!({ "name": name, "label": label, "chosen": name.eq_ignore_ascii_case(value.trim()) }))
                .collect(),
            InputKind::Text | InputKind::Color => Vec::new(),
        };
        let is_color = matches!(self.input, InputKind::Color);
        json!({
            "name": self.name(), "id": format!("{}-{}", self.table, self.key), "label": self.label, "hint": self.hint,
            "value": value, "choices": choices, "is_color": is_color, "problem": problem,
            "is_required": self.key == "name" || self.key == "from",
        })
    }
}

const fn text(table: &'static str, key: &'static str, label: &'static str, hint: &'static str) -> FormField {
    FormField { table, key, label, hint, input: InputKind::Text }
}

const FONTS: InputKind =
    InputKind::Choice(&[("", "Headings with serifs"), ("sans", "Without serifs"), ("serif", "Everything with serifs")]);
const PAPER: InputKind = InputKind::Choice(&[("", "Warm"), ("white", "White")]);

/// The society and how its letters look.
pub(in crate::web::admin) const SOCIETY: FormDefinition = FormDefinition {
    name: "society",
    title: "Your society",
    fields: &[
        text("society", "name", "Name", ""),
        text("society", "postal_address", "Postal address", "It stands below each letter; in many countries it must."),
        text("society", "website", "Website", "The whole address, such as https://www.example.org"),
        text(
            "society",
            "privacy_contact",
            "Questions about personal data go to",
            "An address, or the address of a page.",
        ),
        FormField {
            table: "look",
            key: "colour",
            label: "Colour",
            hint: "All other colours follow from it.",
            input: InputKind::Color,
        },
        FormField { table: "look", key: "font", label: "Fonts", hint: "", input: FONTS },
        FormField { table: "look", key: "paper", label: "Paper", hint: "", input: PAPER },
    ],
};

/// The sender, and how people leave.
pub(in crate::web::admin) const SENDER: FormDefinition = FormDefinition {
    name: "sender",
    title: "Sender and answers",
    fields: &[
        text("sender", "from", "Your letters come from", "A name and an address: The Society <chair@example.org>"),
        text("sender", "reply_to", "Answers go to", "Leave it empty if they go to the sender."),
        text(
            "sender",
            "unsubscribe",
            "Mails from people who leave go to",
            "Without a web server, they write to this address. It may be your own.",
        ),
        text(
            "sender",
            "answers",
            "Answers by mail go to",
            "For meetings, without a web server: an address such as answers+{token}@example.org, whose mails the mailbox gets.",
        ),
        text(
            "web",
            "public_url",
            "Address of your public pages",
            "Only with a web server: the address at which “circular serve” is reached. People then leave with one press.",
        ),
    ],
};

/// Returns a form by its name.
pub(in crate::web::admin) fn form_named(name: &str) -> Option<&'static FormDefinition> {
    [&SOCIETY, &SENDER].into_iter().find(|form| form.name == name)
}

//! The fields of a form, and what is wrong with them.

use serde::Serialize;

use super::form_values::FormValues;
use crate::model::Address;

pub(super) const TEMPLATES: [(&str, &str); 2] = [
    ("form-input", include_str!("../../../../templates/admin/form-input.html.hbs")),
    ("form-faults", include_str!("../../../../templates/admin/form-faults.html.hbs")),
];

/// A field of a form.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::web::admin) struct FormInput {
    pub(in crate::web::admin) id: String,
    /// The name in the form: the id, unless it has signs that no id has.
    pub(in crate::web::admin) name: String,
    pub(in crate::web::admin) label: String,
    pub(in crate::web::admin) value: String,
    /// The type of an `<input>`.
    pub(in crate::web::admin) kind: &'static str,
    pub(in crate::web::admin) hint: Option<String>,
    pub(in crate::web::admin) options: Vec<InputOption>,
    pub(in crate::web::admin) is_checkbox: bool,
    pub(in crate::web::admin) is_checked: bool,
    pub(in crate::web::admin) fault: Option<String>,
}

/// A choice of a field.
#[derive(Debug, Clone, Serialize)]
pub(in crate::web::admin) struct InputOption {
    pub(in crate::web::admin) value: String,
    pub(in crate::web::admin) label: String,
    pub(in crate::web::admin) selected: bool,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Serialize)]
pub(in crate::web::admin) struct FormFault {
    pub(in crate::web::admin) id: String,
    pub(in crate::web::admin) message: String,
}

impl FormFault {
    pub(in crate::web::admin) fn new(id: &str, message: impl Into<String>) -> Self {
        Self { id: id.to_owned(), message: message.into() }
    }
}

impl FormInput {
    pub(in crate::web::admin) fn text(id: &str, label: &str, value: &str) -> Self {
        let [id, label, value] = [id, label, value].map(str::to_owned);
        Self { name: id.clone(), id, label, value, kind: "text", ..Self::default() }
    }

    pub(in crate::web::admin) fn checkbox(id: &str, label: &str, is_checked: bool) -> Self {
        Self { is_checkbox: true, is_checked, ..Self::text(id, label, "yes") }
    }

    /// Makes a menu of choices, each with its value and its label.
    pub(in crate::web::admin) fn select<V: Into<String>, L: Into<String>>(
        id: &str,
        label: &str,
        value: &str,
        options: impl IntoIterator<Item = (V, L)>,
    ) -> Self {
        let option = |(own, label): (V, L)| {
            let own = own.into();
            InputOption { selected: own == value, value: own, label: label.into() }
        };
        Self { options: options.into_iter().map(option).collect(), ..Self::text(id, label, value) }
    }

    pub(in crate::web::admin) fn of_kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    pub(in crate::web::admin) fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// The input for the address that is to be typed.
pub(super) const TYPED: &str = "typed";

/// Returns what is wrong unless the address of the person was typed.
pub(super) fn typed_fault(form: &FormValues, address: &Address) -> Option<FormFault> {
    let is_typed = form.get(TYPED).parse().is_ok_and(|typed: Address| typed.folded() == address.folded());
    let words = "Type the address as it stands above, to show that you mean this person.";
    (!is_typed).then(|| FormFault::new(TYPED, words))
}

/// Says at each field what is wrong with it.
pub(in crate::web::admin) fn mark_faults(inputs: &mut [FormInput], faults: &[FormFault]) {
    for input in inputs {
        let fault = faults.iter().find(|fault| fault.id == input.id);
        input.fault = fault.map(|fault| fault.message.clone());
    }
}

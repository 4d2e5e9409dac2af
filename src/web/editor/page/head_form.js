// The front matter as a form.

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Shows the front matter in the fields of a form and writes back what is changed there. */
export class HeadForm {
  /** `onChange` is told after each change. */
  constructor(form, onChange) {
    this.fields = [...form.querySelectorAll("[data-key]")];
    this.eventParts = form.querySelector("#event-part");
    for (const field of this.fields) {
      field.addEventListener("input", () => {
        this.front.set(field.dataset.key, field.type === "checkbox" ? (field.checked ? field.value : "") : field.value);
        onChange();
      });
    }
  }

  /** Shows a front matter. */
  show(front, readOnly) {
    this.front = front;
    for (const field of this.fields) {
      const value = front.get(field.dataset.key);
      field.disabled = readOnly;
      if (field.type === "checkbox") {
        field.checked = value === field.value;
        continue;
      }
      if (field.dataset.date !== undefined) field.type = !value || ISO_DATE.test(value) ? "date" : "text";
      if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value)) {
        field.add(new Option(value, value));
      }
      if (document.activeElement !== field) field.value = value;
    }
    for (const part of document.querySelectorAll("details[data-opens]")) {
      if (part.dataset.opens.split(" ").some((key) => front.get(key))) part.open = true;
    }
  }
}

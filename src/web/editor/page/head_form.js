// The front matter as a form.
import { parts } from "./findings.js";

const MOMENT = /^(\d{4}-\d{2}-\d{2})?(?:(?:^|[ T])(\d{1,2}:\d{2}))?$/;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Shows the front matter in the fields of a form and writes back what is changed there: each field its own line. */
export class HeadForm {
  /** `onChange` is told after each change; `storeFile` puts a file beside the draft and returns its name. */
  constructor(form, { onChange, storeFile, onError }) {
    Object.assign(this, { form, onChange, storeFile, onError });
    this.fields = [...form.querySelectorAll("[data-key]")];
    this.moments = [...form.querySelectorAll("[data-moment]")].map((box) => new Moment(box, (value) => this.#set(box.dataset.moment, value)));
    for (const field of this.fields) {
      field.addEventListener("input", () => {
        this.#set(field.dataset.key, field.type === "checkbox" ? (field.checked ? field.value : "") : field.value);
      });
    }
    this.#listenToRelation();
    this.#listenToFiles();
    form.querySelector("#unfold").addEventListener("click", () => this.unfold(form.classList.contains("folded")));
  }

  #set(key, value) {
    this.front.set(key, value);
    if (key === "event.starts") this.moments.forEach((moment) => moment.show(this.front));
    this.#summarize();
    this.onChange();
  }

  /** Says beside the titles of what is folded what it has. */
  #summarize() {
    const [starts, count] = [this.front.get("event.starts"), this.front.items("attachments").length];
    const cancels = this.front.get("event.cancels") && "cancelled";
    this.form.querySelector("[data-event]").textContent = [starts, cancels].filter(Boolean).map((words) => `· ${words}`).join(" ");
    this.form.querySelector("[data-files]").textContent = count ? `· ${count}` : "";
  }

  /** Shows all fields where there is little room. */
  unfold(isOpen = true) {
    this.form.classList.toggle("folded", !isOpen);
    this.form.querySelector("#unfold").setAttribute("aria-expanded", isOpen);
  }

  /** The event is a new one, or it moves or cancels the one of another letter. */
  #listenToRelation() {
    [this.relation, this.other] = [this.form.querySelector("#relation"), this.form.querySelector("#relation-letter")];
    const write = () => {
      const kind = this.relation.value;
      this.other.closest("label").hidden = !kind;
      const name = kind ? this.other.value : "";
      if (kind && !name) return;
      for (const key of ["replaces", "cancels"]) this.front.set(`event.${key}`, key === kind ? name : "");
      this.onChange();
    };
    this.relation.addEventListener("input", write);
    this.other.addEventListener("input", write);
  }

  #listenToFiles() {
    this.files = this.form.querySelector("#attached");
    this.chooser = this.form.querySelector("#attach-file");
    this.form.querySelector("#attach").addEventListener("click", () => this.chooser.click());
    this.chooser.addEventListener("change", async () => {
      const files = [...this.chooser.files];
      this.chooser.value = "";
      for (const file of files) {
        try {
          this.front.addItem("attachments", await this.storeFile(file));
        } catch (error) {
          this.onError(error.message);
        }
      }
      this.#showFiles();
      this.onChange();
    });
  }

  #showFiles() {
    this.#summarize();
    const names = this.front.items("attachments");
    this.files.replaceChildren(
      ...names.map((name) => {
        const item = document.createElement("li");
        const words = document.createElement("span");
        words.textContent = name;
        item.append(words);
        if (!this.readOnly) {
          const button = document.createElement("button");
          button.type = "button";
          button.textContent = "Take out";
          button.setAttribute("aria-label", `Take ${name} out`);
          button.addEventListener("click", () => {
            this.front.removeItem("attachments", name);
            this.#showFiles();
            this.onChange();
            this.form.querySelector("#attach").focus();
          });
          item.append(button);
        }
        return item;
      }),
    );
  }

  /** Shows a front matter. */
  show(front, readOnly) {
    Object.assign(this, { front, readOnly });
    for (const field of this.fields) {
      const value = front.get(field.dataset.key);
      field.disabled = readOnly;
      if (field.type === "checkbox") {
        field.checked = value === field.value;
        continue;
      }
      // What a date field cannot show is a text.
      if (field.dataset.date !== undefined) field.type = !value || ISO_DATE.test(value) ? "date" : "text";
      if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value)) {
        field.add(new Option(value, value));
      }
      if (document.activeElement !== field) field.value = value;
    }
    for (const moment of this.moments) moment.show(front, readOnly);
    const kind = ["replaces", "cancels"].find((key) => front.get(`event.${key}`)) ?? "";
    const name = kind && front.get(`event.${kind}`);
    if (name && ![...this.other.options].some((option) => option.value === name)) this.other.add(new Option(name, name));
    if (document.activeElement !== this.relation) this.relation.value = kind;
    if (document.activeElement !== this.other) this.other.value = name;
    this.other.closest("label").hidden = !kind && !this.relation.value;
    for (const control of [this.relation, this.other, this.form.querySelector("#attach")]) control.disabled = readOnly;
    this.#showFiles();
    this.#summarize();
  }

  /** Returns the control of a line of the front matter. */
  controlOf(line) {
    const controls = [
      ...this.fields.map((control) => [control.dataset.key, control]),
      ...this.moments.map((moment) => [moment.key, moment.first]),
      ["event.replaces", this.other],
      ["event.cancels", this.other],
      ["attachments", this.form.querySelector("#attach")],
    ];
    let best = null;
    for (const [key, control] of controls) {
      const at = this.front.line(key);
      if (at && at <= line && (!best || at > best.at)) best = { at, control };
    }
    return best?.control ?? null;
  }

  /** Says at each field what is to mend or to look at there. */
  showFindings(findings) {
    for (const note of this.form.querySelectorAll(".field-note")) note.remove();
    for (const control of this.form.querySelectorAll("[aria-invalid]")) {
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
    }
    findings.forEach((found, at) => {
      const control = found.line ? this.controlOf(found.line) : null;
      if (!control) return;
      const note = document.createElement("span");
      note.className = `field-note ${found.severity}`;
      note.id = `field-note-${at}`;
      note.append(...parts(found.message));
      control.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), note.id].filter(Boolean).join(" "));
      if (found.severity === "block") control.setAttribute("aria-invalid", "true");
      (control.closest("fieldset, label") ?? control).append(note);
      for (let part = control.closest("details"); part && found.severity === "block"; part = part.parentElement.closest("details")) part.open = true;
    });
  }
}

/** A day and a time, in the form that the file has: `2017-05-17 18:30`, a day alone, or for an end the time alone. */
class Moment {
  constructor(box, onChange) {
    this.box = box;
    this.key = box.dataset.moment;
    [this.day, this.time, this.raw] = ["date", "time", "text"].map((type) => box.querySelector(`input[type=${type}]`));
    for (const input of [this.day, this.time]) input.addEventListener("input", () => this.#write(onChange));
    this.raw.addEventListener("input", () => onChange(this.raw.value));
  }

  get first() {
    return this.raw.hidden ? this.day : this.raw;
  }

  show(front, readOnly = this.readOnly) {
    Object.assign(this, { front, readOnly });
    const value = front.get(this.key);
    const found = MOMENT.exec(value);
    this.raw.hidden = Boolean(found);
    this.day.hidden = this.time.hidden = !found;
    for (const input of [this.day, this.time, this.raw]) input.disabled = readOnly;
    if (!found) {
      if (document.activeElement !== this.raw) this.raw.value = value;
      return;
    }
    const [, day = "", time = ""] = found;
    if (document.activeElement !== this.day && document.activeElement !== this.time) {
      this.day.value = day;
      this.time.value = time.padStart(time ? 5 : 0, "0");
    }
  }

  #write(onChange) {
    const [day, time] = [this.day.value, this.time.value];
    if (this.key === "event.ends") {
      const starts = MOMENT.exec(this.front.get("event.starts"))?.[1];
      return onChange([day === starts && time ? "" : day, time].filter(Boolean).join(" "));
    }
    // A time without a day is no beginning yet.
    if (day || !time) onChange([day, time].filter(Boolean).join(" "));
  }
}

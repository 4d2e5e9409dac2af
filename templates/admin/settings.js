"use strict";
// The sample letter follows the form, and the form of a mail server shows what the chosen provider asks for.
const sample = document.getElementById("sample");
const lookForm = document.getElementById("look-form");
let pause;
lookForm?.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => {
    const values = new URLSearchParams(new FormData(lookForm));
    for (const name of ["version", "next", "folder"]) values.delete(name);
    sample.src = sample.src.split("?")[0] + "?" + values;
  }, 150);
});

for (const select of document.querySelectorAll("select[data-provider]")) {
  const form = select.form;
  const show = () => {
    const other = form.querySelector("details[data-other]");
    other.hidden = select.value !== "other";
    other.open = select.value === "other";
    const demand = form.querySelector("[data-demands]");
    if (demand) demand.textContent = select.selectedOptions[0].dataset.demand ?? "";
  };
  select.addEventListener("change", show);
  show();
}

"use strict";
// A file can be dropped anywhere on a form for files; a choice of a menu that shows something else is sent at once.
function prepare() {
  for (const form of document.querySelectorAll("form.drop")) {
    if (form.dataset.ready) continue;
    form.dataset.ready = "yes";
    const input = form.querySelector("input[type=file]");
    for (const name of ["dragenter", "dragover"]) {
      form.addEventListener(name, (event) => {
        event.preventDefault();
        form.classList.add("over");
      });
    }
    for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    });
    input.addEventListener("change", () => {
      const most = Number(input.dataset.maxBytes);
      const isTooLarge = most && input.files[0]?.size > most;
      input.setCustomValidity(isTooLarge ? "The file is larger than 64 MB, which is more than this page takes." : "");
      if (input.files.length) form.requestSubmit();
    });
  }
}

document.addEventListener("change", (event) => {
  const button = event.target.closest("form")?.querySelector("button[data-show]");
  if (button && event.target.matches("select, [data-shows]")) button.form.requestSubmit(button);
});

document.addEventListener("page:show", prepare);
prepare();

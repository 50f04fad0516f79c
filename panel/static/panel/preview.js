// What is confirmed is what was shown: after an edit it has to be looked at again.
const asked = document.querySelector("[data-asked]");
const changed = document.querySelector("[data-changed]");
const confirmation = document.querySelector("[data-confirm]");

function forget() {
  if (!confirmation) {
    return;
  }
  changed.hidden = false;
  confirmation.disabled = true;
  document.querySelector("[data-what-it-does]").hidden = true;
}

if (asked) {
  asked.addEventListener("input", forget);
  asked.addEventListener("change", forget);
  // Select2 tells of a choice by jQuery's own events only.
  window.django?.jQuery?.(asked).on("change", forget);
}

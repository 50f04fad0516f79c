// The storage page: a button that prints, and every table open on paper.
const page = document.querySelector("[data-storage]");
if (page) {
    const button = page.querySelector("[data-print]");
    button.hidden = false;
    button.addEventListener("click", () => window.print());
    let opened = [];
    window.addEventListener("beforeprint", () => {
        opened = [...page.querySelectorAll("details:not([open])")];
        for (const one of opened) one.open = true;
    });
    window.addEventListener("afterprint", () => {
        for (const one of opened) one.open = false;
    });
}

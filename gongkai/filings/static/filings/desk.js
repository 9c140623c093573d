/* The editor of a section: the draft beside it is put into the text with one press. */
(() => {
    "use strict";
    const draft = document.getElementById("filing-draft");
    const text = document.getElementById("id_text");
    const offer = document.querySelector("[data-filing-take]");
    if (!draft || !text || !offer) return;
    offer.hidden = false;
    offer.querySelector("button").addEventListener("click", () => {
        const lines = [...draft.querySelectorAll("p")].map((line) => line.innerText.trim());
        text.value = [text.value.trim(), ...lines].filter(Boolean).join("\n");
        text.dispatchEvent(new Event("input", { bubbles: true }));
        text.focus();
    });
})();

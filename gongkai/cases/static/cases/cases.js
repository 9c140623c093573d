// The desk of requests: what only some channels ask for is hidden for the others.

(() => {
    "use strict";

    const confirmed = document.querySelector("[data-case-confirmed]");
    const ways = document.querySelectorAll("input[name=way]");
    if (confirmed && ways.length) {
        const waiting = confirmed.dataset.caseConfirmed.split(" ");
        const show = () => {
            const chosen = [...ways].find((each) => each.checked);
            const hides = chosen && !waiting.includes(chosen.value);
            confirmed.hidden = Boolean(hides);
            for (const field of confirmed.querySelectorAll("input")) field.disabled = Boolean(hides);
        };
        for (const each of ways) each.addEventListener("change", show);
        show();
    }
})();

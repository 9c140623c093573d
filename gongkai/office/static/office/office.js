// Keys for lists (j, k, arrows, Enter, /) and suggestions for bodies that are being typed.

(() => {
    "use strict";

    const keysAreOn = () => {
        const config = document.getElementById("wagtail-config");
        return !config || JSON.parse(config.textContent).KEYBOARD_SHORTCUTS_ENABLED !== false;
    };
    const isTyping = (target) => target.closest("input, textarea, select, [contenteditable], dialog, [role=dialog]");

    const move = (by) => {
        const links = [...document.querySelectorAll("[data-office-table] a.office-row")];
        if (!links.length) return false;
        const row = document.activeElement.closest("tr");
        const at = row ? links.indexOf(row.querySelector("a.office-row")) : -1;
        const to = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1);
        links[to].focus();
        links[to].closest("tr").scrollIntoView({ block: "nearest" });
        return true;
    };
    const KEYS = {
        j: () => move(1),
        k: () => move(-1),
        ArrowDown: () => document.activeElement.matches("a.office-row") && move(1),
        ArrowUp: () => document.activeElement.matches("a.office-row") && move(-1),
        "/": () => {
            const search = document.querySelector("[data-search-form] input[name=q]");
            if (search) search.focus();
            return Boolean(search);
        },
    };

    document.addEventListener("keydown", (event) => {
        const act = KEYS[event.key];
        if (!act || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !keysAreOn()) return;
        if (act()) {
            event.preventDefault();
            event.stopPropagation();
        }
    }, true);

    // A list of suggestions belongs to the field before it.
    let asked = 0;
    const suggest = async (list, typed) => {
        const number = ++asked;
        const answer = await fetch(`${list.dataset.officeBodies}?q=${encodeURIComponent(typed)}`, {
            headers: { "X-Requested-With": "XMLHttpRequest" },
        });
        if (!answer.ok || number !== asked) return;
        const { bodies } = await answer.json();
        list.replaceChildren(...bodies.map((name) => new Option("", name)));
    };
    const delays = new WeakMap();
    document.addEventListener("input", ({ target }) => {
        const list = target.list;
        if (!list || !list.dataset.officeBodies) return;
        clearTimeout(delays.get(target));
        delays.set(target, setTimeout(() => suggest(list, target.value), 200));
    });
    document.addEventListener("focusin", ({ target }) => {
        if (target.list && target.list.dataset.officeBodies && !target.list.children.length) suggest(target.list, target.value);
    });

    // The page of a job follows it while somebody looks at it, and is loaded again when it ended.
    const job = document.querySelector("[data-office-job]");
    const later = () => setTimeout(follow, 1500);
    const follow = async () => {
        if (document.hidden) {
            document.addEventListener("visibilitychange", follow, { once: true });
            return;
        }
        const headers = { "X-Requested-With": "XMLHttpRequest" };
        const answer = await fetch(job.dataset.officeJob, { headers }).catch(() => null);
        if (!answer || answer.status >= 500) {
            later();
            return;
        }
        const now = await answer.json().catch(() => ({ open: false })); // signed out, or no longer theirs
        if (!now.open) {
            location.reload();
            return;
        }
        for (const part of ["state", "counts", "message"]) {
            const shown = job.querySelector(`[data-office-job-${part}]`);
            if (shown.textContent !== now[part]) shown.textContent = now[part];
        }
        if (now.percent !== null) job.querySelector("progress").value = now.percent;
        later();
    };
    if (job) later();
})();

// The desk: a file that is dropped is read at once, the text has an editor, what does not go with an attribute is hidden.

(() => {
    "use strict";

    // --- files ---

    const drop = document.querySelector("[data-desk-drop]");
    if (drop) {
        const file = drop.querySelector("input[type=file]");
        const read = drop.querySelector("button[name=read]");
        const send = () => file.files.length && file.form.requestSubmit(read);
        file.addEventListener("change", send);
        const over = (on) => drop.classList.toggle("desk-drop--over", on);
        for (const name of ["dragenter", "dragover"]) {
            drop.addEventListener(name, (event) => { event.preventDefault(); over(true); });
        }
        drop.addEventListener("dragleave", () => over(false));
        drop.addEventListener("drop", (event) => {
            event.preventDefault();
            over(false);
            if (!event.dataTransfer.files.length) return;
            file.files = event.dataTransfer.files;
            send();
        });
    }

    // --- the text: what the server will keep of it, and nothing else, gets into the editor ---

    const BLOCKS = ["P", "H2", "H3", "H4", "UL", "OL", "LI", "BLOCKQUOTE", "TABLE", "CAPTION", "THEAD", "TBODY", "TFOOT", "TR", "TH", "TD", "HR"];
    const INLINE = { B: "strong", STRONG: "strong", I: "em", EM: "em", U: "u", SUB: "sub", SUP: "sup", BR: "br", A: "a" };
    const AS_BLOCK = { H1: "H2", H5: "H4", H6: "H4", DIV: "P" };
    const LEFT_OUT = ["SCRIPT", "STYLE", "HEAD", "TITLE", "META", "LINK", "TEMPLATE", "SVG", "IMG", "IFRAME", "OBJECT"];

    const cleaned = (node, into) => {
        for (const child of node.childNodes) {
            if (child.nodeType === Node.TEXT_NODE) {
                into.append(child.data);
                continue;
            }
            if (child.nodeType !== Node.ELEMENT_NODE || LEFT_OUT.includes(child.tagName.toUpperCase())) continue;
            const name = AS_BLOCK[child.tagName] || child.tagName;
            const holdsBlocks = child.tagName === "DIV" && child.querySelector("p, div, table, ul, ol, h1, h2, h3, h4");
            const kept = !holdsBlocks && (BLOCKS.includes(name) ? name : INLINE[child.tagName]);
            if (!kept) {
                cleaned(child, into);
                continue;
            }
            const made = document.createElement(kept);
            for (const span of ["colspan", "rowspan"]) if (child.hasAttribute(span)) made.setAttribute(span, child.getAttribute(span));
            if (kept === "a" && /^https?:/.test(child.href)) made.href = child.href;
            const align = child.style.textAlign || child.getAttribute("align");
            if (kept === "P" && child.classList.contains("right")) made.className = "right";
            if (kept === "P" && child.classList.contains("centred")) made.className = "centred";
            if (kept === "P" && align === "center") made.className = "centred";
            if (kept === "P" && align === "right") made.className = "right";
            cleaned(child, made);
            into.append(made);
        }
        return into;
    };
    const cleanedHtml = (html) => cleaned(new DOMParser().parseFromString(html, "text/html").body, document.createElement("div")).innerHTML;
    const escaped = (text) => new Option(text).innerHTML;
    const ofLines = (text) => text.split(/\r?\n/).filter((line) => line.trim()).map((line) => `<p>${escaped(line.trim())}</p>`).join("");

    const TABLE = `<table><tbody>${"<tr><td><br></td><td><br></td><td><br></td></tr>".repeat(3)}</tbody></table><p><br></p>`;
    const aligned = (name) => () => {
        const at = getSelection().anchorNode;
        const block = at && (at.nodeType === Node.ELEMENT_NODE ? at : at.parentElement).closest("[role=textbox] p");
        if (block) block.className = block.className === name ? "" : name;
    };
    const does = (command, value) => () => document.execCommand(command, false, value);
    const TOOLS = [
        ["正文", "正文段落", does("formatBlock", "p")],
        ["标题", "一级标题", does("formatBlock", "h2")],
        ["小标题", "二级标题", does("formatBlock", "h3")],
        ["粗", "加粗", does("bold")],
        ["• 列表", "项目列表", does("insertUnorderedList")],
        ["1. 编号", "编号列表", does("insertOrderedList")],
        ["居中", "居中", aligned("centred")],
        ["居右", "居右", aligned("right")],
        ["表格", "插入三行三列的表格", does("insertHTML", TABLE)],
        ["撤销", "撤销", does("undo")],
    ];

    for (const area of document.querySelectorAll("textarea[data-desk-editor]")) {
        const label = document.querySelector(`label[for="${area.id}"]`);
        const editor = document.createElement("div");
        const tools = document.createElement("div");
        editor.className = "desk-editor";
        editor.contentEditable = "true";
        editor.setAttribute("role", "textbox");
        editor.setAttribute("aria-multiline", "true");
        editor.setAttribute("aria-label", label ? label.textContent.trim() : "正文");
        editor.innerHTML = cleanedHtml(area.value);
        tools.className = "desk-tools";
        tools.setAttribute("role", "toolbar");
        tools.setAttribute("aria-label", "正文格式");
        for (const [text, title, act] of TOOLS) {
            const button = document.createElement("button");
            button.type = "button";
            button.textContent = text;
            button.title = title;
            button.setAttribute("aria-label", title);
            button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays where it is
            button.addEventListener("click", () => { editor.focus(); act(); keep(); });
            tools.append(button);
        }
        const keep = () => {
            const value = editor.textContent.trim() || editor.querySelector("table") ? cleanedHtml(editor.innerHTML) : "";
            if (area.value === value) return;
            area.value = value;
            area.dispatchEvent(new Event("input", { bubbles: true }));
        };
        area.hidden = true;
        area.before(tools, editor);
        if (label) label.addEventListener("click", () => editor.focus());
        document.execCommand("defaultParagraphSeparator", false, "p");
        editor.addEventListener("input", keep);
        area.form.addEventListener("submit", keep, true);
        editor.addEventListener("paste", (event) => {
            event.preventDefault();
            const first = !editor.textContent.trim();
            const html = event.clipboardData.getData("text/html");
            const text = event.clipboardData.getData("text/plain");
            document.execCommand("insertHTML", false, html ? cleanedHtml(html) : ofLines(text));
            keep();
            const title = area.form.elements.title;
            const read = document.querySelector("[data-desk-read-text]");
            if (first && read && title && !title.value) area.form.requestSubmit(read);
        });
    }

    // --- what goes with the public attribute ---

    const grounds = document.querySelectorAll("[data-desk-grounds]");
    const ground = document.querySelector("select[name=ground]");
    const attributes = document.querySelectorAll("input[name=attribute]");
    if (grounds.length && ground && attributes.length) {
        const show = () => {
            const chosen = [...attributes].find((each) => each.checked);
            const label = chosen && chosen.closest("label");
            const open = chosen && chosen.value !== "proactive";
            for (const each of grounds) each.hidden = !open;
            for (const group of ground.querySelectorAll("optgroup")) {
                group.hidden = group.disabled = !label || group.label !== label.textContent.trim();
            }
            const picked = ground.selectedOptions[0];
            if (picked && picked.parentElement.disabled) ground.value = "";
        };
        for (const each of attributes) each.addEventListener("change", show);
        show();
    }

    // --- what a decision usually rests on ---

    for (const row of document.querySelectorAll("[data-desk-bases]")) {
        const field = document.getElementById(row.dataset.deskBases);
        row.hidden = false;
        for (const button of row.querySelectorAll("button")) {
            button.addEventListener("click", () => {
                const said = button.textContent.trim();
                if (!field.value.includes(said)) field.value = field.value ? `${field.value}；${said}` : said;
                field.focus();
            });
        }
    }
})();

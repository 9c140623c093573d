// Shows a long form one step at a time, checks each before the next, and looks up meanwhile what is public already.
// Without it the form is one page and works the same: the server checks everything.
const form = document.querySelector("form.steps");
const steps = [...form.querySelectorAll(".step")];
const ends = form.querySelector(".ends");
const last = ends.querySelector(".main");
let at = 0;

// --- steps ----------------------------------------------------------------------------------------------------------

const progress = document.createElement("p");
progress.className = "progress";
progress.setAttribute("role", "status");
form.prepend(progress);

const back = button("上一步", () => go(at - 1));
const next = button("下一步", () => fits(steps[at]) && go(at + 1));
next.className = "main";
ends.prepend(next);
last.after(back);

function button(text, deed) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", deed);
  return made;
}

function show(index, focused) {
  at = index;
  steps.forEach((step, number) => { step.hidden = number !== at; });
  progress.textContent = `第${at + 1}步，共${steps.length}步`;
  back.hidden = at === 0;
  next.hidden = at === steps.length - 1;
  last.hidden = !next.hidden;
  document.querySelector(".opening")?.toggleAttribute("hidden", at > 0);
  if (focused) (focused === true ? steps[at] : focused).focus({ preventScroll: focused === true });
  if (focused === true) form.scrollIntoView();
}

function go(index) {
  history.pushState({ step: index }, "", `#${steps[index].id}`);
  show(index, true);
}

function stepOf(id) {
  const target = id && document.getElementById(id);
  return target ? steps.findIndex((step) => step.contains(target)) : -1;
}

addEventListener("popstate", () => show(Math.max(stepOf(location.hash.slice(1)), 0), true));
document.querySelectorAll(".summary a").forEach((link) => {
  link.addEventListener("click", (event) => {
    const id = link.hash.slice(1);
    if (stepOf(id) < 0) return;
    event.preventDefault();
    show(stepOf(id), document.getElementById(id));
  });
});
form.querySelector("button.unseen").remove(); // what Enter presses without a script
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type=file])")) return;
  event.preventDefault();
  if (event.target.name === "sought") guide(); else if (!next.hidden) next.click();
});

// --- what must be there ---------------------------------------------------------------------------------------------

function fits(step) {
  const missing = [...step.querySelectorAll("[required]")].filter((field) => (
    field.type === "radio" ? !step.querySelector(`[name="${field.name}"]:checked`) : !field.value.trim()
  ));
  step.querySelectorAll(".missing").forEach((each) => each.remove());
  missing.forEach(complain);
  missing[0]?.focus();
  return !missing.length;
}

function complain(field) {
  const ask = field.closest(".ask");
  if (ask.querySelector(".errorlist")) return;
  const label = ask.querySelector("label, legend").firstChild.textContent.trim();
  const said = document.createElement("ul");
  said.className = "errorlist missing";
  said.id = `${field.id}_missing`;
  said.innerHTML = "<li></li>";
  said.firstChild.textContent = `请${field.matches("select, [type=radio]") ? "选择" : "填写"}${label}`;
  field.before(said);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${said.id}`.trim());
  ask.classList.add("wrong");
}

form.addEventListener("change", ({ target }) => {
  const most = Number(target.dataset.most);
  const large = most ? [...target.files].filter((file) => file.size > most) : [];
  if (large.length) {
    alert(`“${large[0].name}”超过10 MB，请压缩以后再传`);
    target.value = "";
  }
});

// --- what depends on what -------------------------------------------------------------------------------------------

const kinds = form.querySelectorAll("[name=kind]");
const documents = form.querySelector("[name=document]");

function documentsOfKind() {
  const person = form.querySelector("[name=kind]:checked")?.value === "natural_person";
  const ofPersons = documents.dataset.ofPersons.split(" ");
  for (const option of documents.options) {
    const fitting = !option.value || option.value === "other" || ofPersons.includes(option.value) === person;
    option.hidden = option.disabled = !fitting;
  }
  if (documents.selectedOptions[0]?.disabled) documents.value = person ? "resident_id" : "credit_code";
}

if (documents) {
  kinds.forEach((kind) => kind.addEventListener("change", documentsOfKind));
  documentsOfKind();
}

const byAgent = form.querySelector("[name=by_agent]");
const agent = form.querySelector(".agent");
const showAgent = () => { agent.hidden = !byAgent.checked; };
if (byAgent) {
  byAgent.addEventListener("change", showAgent);
  showAgent();
}

// --- what is public already -----------------------------------------------------------------------------------------

const offers = form.querySelector(".offers");
form.querySelector(".look-up")?.closest("p").setAttribute("hidden", "");
let waiting = 0;
let asked = "";

async function post(url, names) {
  const sent = new FormData();
  for (const name of ["csrfmiddlewaretoken", ...names]) sent.set(name, form.elements[name]?.value ?? "");
  sent.set("mark", offers?.dataset.mark ?? "");
  const answer = await fetch(url, { method: "POST", body: sent });
  return answer.ok ? answer.json() : {};
}

async function suggest() {
  const names = ["body", "title", "description"];
  const words = names.map((name) => form.elements[name]?.value ?? "").join("\n");
  if (words === asked) return;
  asked = words;
  const { offers: found = [] } = await post(offers.dataset.url, names);
  if (words === asked) offers.replaceChildren(...(found.length ? [opening(), listOf(found)] : []));
}

function opening() {
  const said = document.createElement("p");
  said.innerHTML = "<strong>这些已经公开，可以直接看：</strong>";
  return said;
}

function listOf(found) {
  const list = document.createElement("ul");
  for (const each of found) {
    const row = list.appendChild(document.createElement("li"));
    const link = row.appendChild(document.createElement("a"));
    Object.assign(link, { href: each.url, target: "_blank", rel: "noopener nofollow", innerHTML: each.title }); // escaped
    row.appendChild(document.createElement("p")).innerHTML = each.excerpt; // by the server, all but <mark>
    const about = row.appendChild(document.createElement("p"));
    about.className = "whose";
    about.textContent = each.about;
    const found = row.appendChild(document.createElement("button"));
    Object.assign(found, { name: "do", value: `found:${each.key}`, textContent: "这就是我要找的" });
    found.setAttribute("aria-label", `这就是我要找的：${each.plain}`);
  }
  return list;
}

for (const name of offers ? ["title", "description"] : []) {
  form.elements[name].addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 500);
  });
}

// --- whom to ask ----------------------------------------------------------------------------------------------------

const guiding = form.querySelector(".guide");

async function guide() {
  const { hints = [] } = await post(guiding.dataset.url, ["sought"]);
  const place = guiding.querySelector(".hints");
  place.textContent = hints.length ? "可能是：" : "没有找到。可以向本级政府申请，或者打电话问一问。";
  const list = place.appendChild(document.createElement("ul"));
  for (const hint of hints) {
    const row = list.appendChild(document.createElement("li"));
    row.append(button(hint.name, () => {
      form.elements.body.value = hint.body;
      form.elements.body.focus();
    }), ` ${hint.why}`);
  }
}

guiding?.querySelector("button[value=guide]").addEventListener("click", (event) => {
  event.preventDefault();
  guide();
});

// --- the beginning --------------------------------------------------------------------------------------------------

const wrong = document.getElementById("wrong");
const first = wrong?.querySelector("a[data-step]")?.hash.slice(1);
show(Math.max(stepOf(location.hash.slice(1)), stepOf(first), 0));
wrong?.focus();

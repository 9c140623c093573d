// Does the work that is asked for before a form is sent, beside the page. Where that cannot be done, the question stays.
const form = document.querySelector("form.send");
const question = form.querySelector(".question");
const status = form.querySelector(".working");
let waiting = false;
let sent = false;

document.getElementById("wrong")?.focus();

if (window.Worker && window.crypto?.subtle) {
  const worker = new Worker(form.dataset.worker);
  question.hidden = true;
  status.textContent = "正在做安全校验，请稍候";
  worker.addEventListener("message", ({ data }) => {
    form.elements.number.value = data;
    status.textContent = "安全校验完成，可以提交";
    worker.terminate();
    if (waiting) form.requestSubmit();
  });
  worker.addEventListener("error", () => {
    question.hidden = false;
    status.textContent = "";
    waiting = false;
  });
  worker.postMessage({ challenge: form.elements.challenge.value, bits: Number(form.dataset.bits) });
}

form.addEventListener("submit", (event) => {
  if (sent) {
    event.preventDefault();
  } else if (question.hidden && !form.elements.number.value) {
    event.preventDefault();
    waiting = true;
    status.textContent = "正在做安全校验，完成后自动提交";
  } else {
    sent = true;
    status.textContent = "正在提交";
  }
});
addEventListener("pageshow", () => { sent = false; });

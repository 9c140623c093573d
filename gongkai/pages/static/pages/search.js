// Completes what is typed into the search of a site. Without it the search works the same.
const field = document.querySelector(".find input");
const list = document.getElementById("titles");
let waiting = 0;

async function suggest() {
  const asked = field.value.trim();
  if (asked.length < 2) return;
  const answer = await fetch(`${field.form.action}ts/?q=${encodeURIComponent(asked)}`);
  if (!answer.ok || field.value.trim() !== asked) return;
  const { titles } = await answer.json();
  list.replaceChildren(...titles.map((title) => new Option(title, title)));
}

field?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(suggest, 200);
});

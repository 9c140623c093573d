// Takes number and code from behind the # of the address, where a QR code puts them: that part never reaches a server.
const form = document.querySelector("form.track");
const [number, code] = decodeURIComponent(location.hash.slice(1)).split(".");
document.getElementById("wrong")?.focus();
if (number && code) {
  form.elements.number.value = number;
  form.elements.code.value = code;
  history.replaceState(null, "", location.pathname);
  form.querySelector("button").focus();
}

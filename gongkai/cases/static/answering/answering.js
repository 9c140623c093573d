// The secret part of the link stands in the fragment, which browsers send to nobody. It is posted in the body of a
// request, and taken out of the address so that it stays in no history.
const field = document.getElementById("id_code");
const code = location.hash.slice(1);
if (field && code) {
  history.replaceState(null, "", location.pathname);
  field.value = code;
  field.form.submit();
}

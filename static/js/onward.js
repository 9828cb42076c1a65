// Back from the sign-on: what is left is one press, which this module does. Not when somebody came here by "back".
const form = document.querySelector("form[data-onward]");
const [entry] = performance.getEntriesByType("navigation");
if (form && entry?.type !== "back_forward") form.requestSubmit();

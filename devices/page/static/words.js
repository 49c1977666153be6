// The words of the runner's language, as the server has put them into the page.
export const words = JSON.parse(document.body.dataset.words);

export const fill = (form, parts) => form.replace(/\{(\w+)\}/g, (_, name) => parts[name]);

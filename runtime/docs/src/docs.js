// A file of its own: the page's policy allows no script within it.
const ui = SwaggerUIBundle({
  url: "../openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  displayRequestDuration: true,
  // The default one is somewhere else.
  validatorUrl: null,
  onComplete: () => {
    document.title = ui.specSelectors.info().get("title");
  },
});

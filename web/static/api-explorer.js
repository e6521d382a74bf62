// Starts Swagger UI on the OpenAPI document that the page names. No validator and no other server is ever asked.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("explorer");
  SwaggerUIBundle({
    domNode: place,
    url: place.dataset.openapi,
    validatorUrl: null,
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    supportedSubmitMethods: ["get"],
  });
});

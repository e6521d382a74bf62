"use strict";
/* Loads plotly and draws the interactive figure, but only after somebody asks. Without this script the link opens the table. */
(function () {
  function load(address) {
    return new Promise(function (resolve, reject) {
      if (window.Plotly) { resolve(); return; }
      var script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
  }
  function figure(address) {
    return fetch(address, { credentials: "same-origin" }).then(function (response) {
      if (!response.ok) { throw new Error(response.status); }
      return response.json();
    });
  }
  function colours() {
    var style = getComputedStyle(document.documentElement);
    return { ink: style.getPropertyValue("--ink").trim(), paper: style.getPropertyValue("--paper").trim() };
  }
  function draw(place, drawing) {
    var look = colours();
    var layout = Object.assign({}, drawing.layout, {
      autosize: true, paper_bgcolor: look.paper, plot_bgcolor: look.paper,
      font: Object.assign({}, drawing.layout.font, { color: look.ink, family: getComputedStyle(document.body).fontFamily })
    });
    return window.Plotly.newPlot(place, drawing.data, layout, Object.assign({}, drawing.config, {
      responsive: true, displaylogo: false, showSendToCloud: false, plotlyServerURL: ""
    }));
  }
  function open(link) {
    var place = document.getElementById(link.dataset.target);
    place.hidden = false;
    place.setAttribute("aria-busy", "true");
    Promise.all([figure(link.dataset.figure), load(link.dataset.script)]).then(function (found) {
      return draw(place, found[0]);
    }).then(function () {
      link.hidden = true;
      place.scrollIntoView({ block: "nearest" });
    }).catch(function () {
      place.textContent = link.dataset.failed;
    }).finally(function () {
      place.removeAttribute("aria-busy");
    });
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.interactive");
    if (!link || !link.dataset.figure || event.metaKey || event.ctrlKey) { return; }
    event.preventDefault();
    open(link);
  });
})();

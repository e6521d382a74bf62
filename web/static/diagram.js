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
  function draw(place, drawing) {
    var font = Object.assign({}, drawing.layout.font, { family: getComputedStyle(document.body).fontFamily });
    var layout = Object.assign({}, drawing.layout, { autosize: true, font: font });
    return window.Plotly.newPlot(place, drawing.data, layout, Object.assign({}, drawing.config, {
      responsive: true, displaylogo: false, showSendToCloud: false, plotlyServerURL: ""
    }));
  }
  function shaded(address) {
    var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    return dark ? address + (address.indexOf("?") < 0 ? "?" : "&") + "dark=1" : address;
  }
  function open(link) {
    var place = document.getElementById(link.dataset.target);
    place.hidden = false;
    place.setAttribute("aria-busy", "true");
    Promise.all([figure(shaded(link.dataset.figure)), load(link.dataset.script)]).then(function (found) {
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

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

/* Walks a drawing by keys: right follows the flow downstream, left upstream, up and down go through siblings, Enter opens,
   p keeps the ways through a box in view, Escape lets go. Without this script the boxes are links and the table says the same. */
(function () {
  function number(shape, name) { return Number(shape.getAttribute("data-" + name)); }
  function all(flow, rule) { return Array.prototype.slice.call(flow.querySelectorAll(rule)); }
  function isLink(shape) { return shape.classList.contains("rib"); }
  function top(shape) { return shape.getBoundingClientRect().top; }
  function links(flow) {
    return all(flow, ".rib[data-l]").sort(function (a, b) { return number(a, "l") - number(b, "l"); });
  }
  function box(flow, which) { return flow.querySelector('.node[data-n="' + which + '"]'); }
  function ends(flow, end, which) {
    return links(flow).filter(function (link) { return number(link, end) === which; })
      .sort(function (a, b) { return top(a) - top(b); });
  }
  function column(flow, shape) {
    var left = shape.querySelector(".bar").getBoundingClientRect().left;
    return all(flow, ".node[data-n]").filter(function (other) {
      var bar = other.querySelector(".bar");
      return bar && Math.abs(bar.getBoundingClientRect().left - left) < 3;
    }).sort(function (a, b) { return top(a) - top(b); });
  }
  /* boxes of the same column, or links that share the end through which they were entered */
  function siblings(flow, shape) {
    if (!isLink(shape)) { return column(flow, shape); }
    var end = flow.dataset.came === "t" ? "t" : "s";
    return ends(flow, end, number(shape, end));
  }
  function next(flow, shape, key) {
    var step = key === "ArrowDown" ? 1 : -1, row;
    if (key === "ArrowUp" || key === "ArrowDown") {
      row = siblings(flow, shape);
      return row[row.indexOf(shape) + step];
    }
    if (isLink(shape)) { return box(flow, number(shape, key === "ArrowRight" ? "t" : "s")); }
    flow.dataset.came = key === "ArrowRight" ? "s" : "t";
    return ends(flow, flow.dataset.came, number(shape, "n"))[0];
  }
  function go(flow, shape) {
    all(flow, '[tabindex="0"]').forEach(function (other) { other.setAttribute("tabindex", "-1"); });
    shape.setAttribute("tabindex", "0");
    shape.focus();
  }
  /* every box and link before or after a box; return links are shown and not followed, as in the drawing itself */
  function ways(flow, which) {
    var arcs = links(flow), boxes = {}, shown = new Set();
    function follow(here, from, to, seen) {
      boxes[here] = seen[here] = true;
      arcs.forEach(function (arc) {
        if (arc.classList.contains("lane") || number(arc, from) !== here) { return; }
        shown.add(arc);
        if (!seen[number(arc, to)]) { follow(number(arc, to), from, to, seen); }
      });
    }
    follow(which, "s", "t", {});
    follow(which, "t", "s", {});
    arcs.forEach(function (arc) {
      if (arc.classList.contains("lane") && (boxes[number(arc, "s")] || boxes[number(arc, "t")])) { shown.add(arc); }
    });
    return { boxes: boxes, links: shown };
  }
  function remember(id) {
    var address = new URL(window.location.href);
    if (id) { address.searchParams.set("pin", id); } else { address.searchParams.delete("pin"); }
    window.history.replaceState(null, "", address);
  }
  function pin(flow, shape) {
    var found = shape && ways(flow, number(shape, "n"));
    links(flow).forEach(function (link) { link.classList.toggle("far", !!found && !found.links.has(link)); });
    all(flow, ".node[data-n]").forEach(function (node) {
      node.classList.toggle("far", !!found && !found.boxes[number(node, "n")]);
    });
    remember(shape ? shape.dataset.id : "");
  }
  function isPinned(flow) { return !!flow.querySelector(".far"); }
  function start(flow) {
    var nodes = all(flow, ".node[data-n]");
    if (!nodes.length) { return; }
    nodes.concat(links(flow)).forEach(function (shape) { shape.setAttribute("tabindex", "-1"); });
    nodes[0].setAttribute("tabindex", "0");
    flow.addEventListener("keydown", function (event) {
      var shape = event.target.closest(".node[data-n], .rib[data-l]"), to;
      if (!shape || event.metaKey || event.ctrlKey || event.altKey) { return; }
      if (event.key.indexOf("Arrow") === 0) {
        event.preventDefault();
        to = next(flow, shape, event.key);
        if (to) { go(flow, to); }
      } else if (event.key === "p" && !isLink(shape)) {
        pin(flow, isPinned(flow) && flow.dataset.pinned === shape.dataset.id ? null : shape);
        flow.dataset.pinned = isPinned(flow) ? shape.dataset.id : "";
      } else if (event.key === "Escape" && isPinned(flow)) {
        pin(flow, null);
        flow.dataset.pinned = "";
      }
    });
    tell(flow);
  }
  /* the keys are told only where they work */
  function tell(flow) {
    var keys = flow.closest(".one-picture") && flow.closest(".one-picture").querySelector(".keys");
    if (keys) { keys.hidden = false; }
  }
  /* a box that was opened is let go from anywhere on the page, as its link does */
  document.addEventListener("keydown", function (event) {
    var link = document.querySelector(".picked-clear");
    if (event.key === "Escape" && link && !event.target.closest("input, select, textarea")) { link.click(); }
  });
  /* on the document: a drawing that listens for focus itself would become a tab stop of its own */
  document.addEventListener("focusin", function (event) {
    var shape = event.target.closest && event.target.closest("svg.stages .node[data-n], svg.stages .rib[data-l]");
    if (shape && shape.getAttribute("tabindex") === "-1") { go(shape.ownerSVGElement, shape); }
  });
  document.querySelectorAll("svg.flow.stages").forEach(start);
})();

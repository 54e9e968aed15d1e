// The indicator page works without this file: the chart is drawn by the server. Where Plotly runs, the same points
// (chart JSON from the same object as the drawing) can be pointed at, narrowed to the last months and followed into
// the table.
(function () {
  "use strict";

  var holder = document.getElementById("explorer");
  var source = document.getElementById("explorer-data");
  if (!holder || !source || !window.Plotly) return;

  var chart = JSON.parse(source.textContent);
  var whole = chart.layout.xaxis.range.slice();
  var drawn = holder.querySelector("svg");
  var stage = document.createElement("div");
  stage.className = "b-explorer__stage";
  holder.appendChild(stage);

  window.Plotly.newPlot(stage, chart.data, chart.layout, chart.config).then(function () {
    // Only now: were Plotly to fail, the drawn chart would still be there.
    if (drawn) drawn.remove();
    holder.classList.add("b-explorer--live");
    holder.removeAttribute("tabindex");
    // The wrapper carries the name and the description; what Plotly makes focusable inside it would have neither.
    stage.querySelectorAll("[tabindex], a[href]").forEach(function (part) {
      part.setAttribute("tabindex", "-1");
    });
    stage.on("plotly_click", function (event) {
      show(event.points[0].customdata);
    });
    offerSpans();
  });

  function show(month) {
    var row = document.getElementById("month-" + String(month).slice(0, 7));
    if (!row) return;
    var fold = row.closest("details");
    if (fold) fold.open = true;
    document.querySelectorAll(".b-row--chosen").forEach(function (other) {
      other.classList.remove("b-row--chosen");
    });
    row.classList.add("b-row--chosen");
    row.scrollIntoView({ block: "center" });
  }

  function offerSpans() {
    var months = chart.data.reduce(function (all, trace) {
      return all.concat(trace.x);
    }, []);
    if (months.length <= 12) return;
    var group = document.createElement("div");
    group.className = "b-explorer__spans";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Months shown");
    [12, 24, months.length].forEach(function (count) {
      if (count > months.length) return;
      if (count === 24 && months.length === 24) return;
      var button = document.createElement("button");
      button.type = "button";
      button.className = "b-as-link";
      button.textContent = count === months.length ? "All months" : "Last " + count + " months";
      button.setAttribute("aria-pressed", String(count === months.length));
      button.addEventListener("click", function () {
        group.querySelectorAll("button").forEach(function (other) {
          other.setAttribute("aria-pressed", String(other === button));
        });
        narrow(months, count);
      });
      group.appendChild(button);
    });
    holder.parentNode.insertBefore(group, holder.nextSibling);
  }

  function narrow(months, count) {
    if (count === months.length) {
      window.Plotly.relayout(stage, { "xaxis.range": whole.slice() });
      return;
    }
    var half = 10 * 24 * 3600 * 1000;
    var from = new Date(months[months.length - count]).getTime() - half;
    var to = new Date(months[months.length - 1]).getTime() + half;
    window.Plotly.relayout(stage, {
      "xaxis.range": [new Date(from).toISOString(), new Date(to).toISOString()],
    });
  }
})();

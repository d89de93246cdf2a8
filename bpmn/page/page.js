(function () {
  "use strict";
  var bytes = Uint8Array.from(atob(document.getElementById("diagrams").textContent), function (c) { return c.charCodeAt(0); });
  var diagrams = JSON.parse(new TextDecoder("utf-8").decode(bytes));
  var marks = { active: "now", completed: "done", terminated: "stopped" };
  var viewer = new BpmnJS({ container: "#canvas" });
  var tabs = document.getElementById("tabs");

  function fit() {
    var canvas = viewer.get("canvas");
    canvas.zoom("fit-viewport", "auto");
    canvas.zoom(canvas.zoom() * 0.96, "auto");
  }

  function show(index) {
    Array.prototype.forEach.call(tabs.children, function (tab, i) { tab.setAttribute("aria-selected", String(i === index)); });
    var diagram = diagrams[index];
    return viewer.importXML(diagram.xml).then(function () {
      var canvas = viewer.get("canvas"), registry = viewer.get("elementRegistry");
      registry.filter(function (e) { return e.type === "bpmn:SubProcess"; }).forEach(function (e) { canvas.addMarker(e.id, "frame"); });
      Object.keys(diagram.elements).forEach(function (id) {
        if (registry.get(id)) { canvas.addMarker(id, marks[diagram.elements[id]] || "done"); }
      });
      diagram.flows.forEach(function (id) { if (registry.get(id)) { canvas.addMarker(id, "taken"); } });
      fit();
      document.body.dataset.shown = diagram.name;
    });
  }

  diagrams.forEach(function (diagram, index) {
    var tab = document.createElement("button");
    tab.type = "button";
    tab.setAttribute("role", "tab");
    tab.textContent = diagram.name;
    if (!diagram.flows.length && !Object.keys(diagram.elements).length) { tab.className = "untouched"; }
    tab.addEventListener("click", function () { show(index); });
    tabs.appendChild(tab);
  });
  document.getElementById("canvas").addEventListener("dblclick", fit);
  window.addEventListener("resize", fit);
  show(0);
})();

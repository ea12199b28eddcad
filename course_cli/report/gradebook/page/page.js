(() => {
  "use strict";
  const table = document.querySelector("table.matrix");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const form = document.querySelector("form.find");
  const field = form.querySelector("input");
  const shown = form.querySelector("output");

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    let count = 0;
    for (const row of rows) {
      row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
      count += !row.hidden;
    }
    shown.textContent = wanted ? form.dataset.found.replace("{}", count).replace("{}", rows.length) : "";
  });

  const value = (row, place) => {
    const text = row.cells[place].textContent;
    if (place === 0) return text.toLowerCase();
    const figure = parseFloat(text.replace("−", "-"));
    return Number.isNaN(figure) ? (text ? -1 : -2) : figure;
  };
  const sort = (head, place) => {
    const upwards = head.getAttribute("aria-sort") === "descending" || (place === 0 && !head.hasAttribute("aria-sort"));
    const keys = new Map(rows.map((row) => [row, value(row, place)]));
    rows.sort((a, b) => (keys.get(a) < keys.get(b) ? -1 : keys.get(a) > keys.get(b) ? 1 : 0) * (upwards ? 1 : -1));
    body.append(...rows);
    table.querySelectorAll("[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", upwards ? "ascending" : "descending");
  };
  const heads = [...table.tHead.querySelectorAll('th[scope="col"]')];
  heads.forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    const label = head.querySelector("span") || head.firstChild;
    button.textContent = label.textContent;
    button.title = form.dataset.sort.replace("{}", label.textContent);
    label.replaceWith(button);
    button.addEventListener("click", () => sort(head, place));
  });
})();

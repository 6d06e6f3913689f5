// Show one segment, and sort the table of all figures by the column that is pressed. Without this script all is shown.
const table = document.getElementById("figures"), choice = document.getElementById("segment");
function show() {
  for (const part of document.querySelectorAll("[data-segment]")) {
    const of = part.dataset.segment, drawing = part.tagName === "DIV";
    part.hidden = choice.value !== "" && of !== choice.value && !(drawing && choice.value === "total");
  }
}
function sort(heading, at) {
  const descending = heading.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const key = row => row.cells[at].dataset.value ?? row.cells[at].textContent;
  const compare = (a, b) => {
    if (key(a) === "" || key(b) === "") return (key(a) === "") - (key(b) === "");
    const order = isNaN(key(a)) || isNaN(key(b)) ? key(a).localeCompare(key(b)) : key(a) - key(b);
    return descending ? -order : order;
  };
  table.tBodies[0].append(...[...table.tBodies[0].rows].sort(compare));
}
if (choice) { choice.addEventListener("change", show); show(); }
if (table) [...table.tHead.rows[0].cells].forEach((heading, at) => heading.firstElementChild.addEventListener("click", () => sort(heading, at)));
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(part => { part.open = true; }));

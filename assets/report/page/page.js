// Show one segment or one gap, sort the table of all figures by the column that is pressed, copy and save any table. Without
// this script all is shown. In a hand, what is long is folded until it is asked for.
const table = document.getElementById("figures"), choice = document.getElementById("segment"), gap = document.getElementById("gap");
function show() {
  for (const part of document.querySelectorAll("[data-segment]")) {
    const of = part.dataset.segment, drawing = part.tagName === "DIV";
    const other = choice.value !== "" && of !== choice.value && !(drawing && choice.value === "total");
    part.hidden = other || (!drawing && gap.value !== "" && part.cells[0].textContent !== gap.value);
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
// The rows that are seen; what a spreadsheet would run as a formula begins with an apostrophe.
function cells(of) {
  const text = cell => cell.textContent.trim().replace(/\s+/g, " ").replace(/^[=+@-]/, "'$&");
  return [...of.rows].filter(row => !row.hidden).map(row => [...row.cells].map(text));
}
function save(of) {
  const quoted = text => `"${text.replaceAll('"', '""')}"`;
  const lines = cells(of).map(row => row.map(quoted).join(",") + "\r\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", ...lines], { type: "text/csv" }));
  link.download = of.caption.textContent.replace(/[^\p{L}\p{N}]+/gu, " ").trim().slice(0, 80) + ".csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
if (choice) {
  for (const filter of [choice, gap]) filter.addEventListener("change", show);
  for (const link of document.querySelectorAll("[data-of]")) link.addEventListener("click", () => {
    choice.value = "", gap.value = link.dataset.of;
    show();
  });
  show();
}
if (table) [...table.tHead.rows[0].cells].forEach((heading, at) => heading.firstElementChild.addEventListener("click", () => sort(heading, at)));
for (const place of document.querySelectorAll(".scroll")) {
  const tools = document.getElementById("tools").content.firstElementChild.cloneNode(true), of = place.querySelector("table");
  tools.querySelector(".copy").addEventListener("click", () => navigator.clipboard.writeText(cells(of).map(row => row.join("\t")).join("\n")));
  tools.querySelector(".download").addEventListener("click", () => save(of));
  place.after(tools);
}
function unfold(hash) {
  const part = document.querySelector(`${hash || "#short"} > .fold:not(.drawn)`);
  if (part) part.open = true;
}
if (matchMedia("(max-width: 600px)").matches) document.querySelectorAll(".fold").forEach(part => { part.open = false; });
for (const link of document.querySelectorAll('a[href^="#"]')) link.addEventListener("click", () => unfold(link.hash));
unfold(location.hash);
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(part => { part.open = true; }));

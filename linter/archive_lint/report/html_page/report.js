"use strict";
// Findings stand in the page as plain markup. Taken out of it once, only those of the page in view are put back.
const list = document.getElementById("rows");
const form = document.querySelector(".controls");
const output = form.querySelector("output");
const chosen = form.querySelector(".chosen");
const pager = document.querySelector(".pager");
const RANK = { error: 0, warning: 1, info: 2 };
const DEFAULTS = {
  q: "", severity: "", rule: "", host: "", path: "", group: "page", sort: "page", order: "up", size: "50", page: "1",
};
const ALLOWED = {
  severity: ["error", "warning", "info"], group: ["page", "rule", "host", "none"],
  sort: ["page", "severity", "rule", "line", "number"], order: ["up", "down"], size: ["25", "50", "100", "250"],
};
const names = new Map([...form.elements.rule.options].map(option => [option.value, option.text]));

const about = new Map([...document.querySelectorAll(".rules .more")].map(link => [link.dataset.rule, link.href]));

// Without script a choice leads to these places; with it, to the findings, and the browser is not to go anywhere else.
const ruleRows = new Map(Array.from(document.querySelectorAll(".rules li"), row => [row.id, row]));
for (const place of document.querySelectorAll("[id*='=']")) place.removeAttribute("id");

const findings = [...list.querySelectorAll("ol")].flatMap(rows => {
  const heading = rows.previousElementSibling?.matches("h3") ? rows.previousElementSibling : null;
  const page = heading?.firstElementChild?.getAttribute("href") || "";
  // A link without a text is the root and the path, letter by letter.
  const path = heading ? heading.textContent || page.slice(list.dataset.root.length) : "";
  return Array.from(rows.children, node => {
    const [, code, place] = node.children;
    const short = place.textContent;
    return {
      node, path, page, code, place, short, whole: short.replace(/^line /, () => `${path}:`), line: parseInt(short.slice(5), 10) || 0,
      severity: node.className, rule: code.textContent, host: node.dataset.h || "", text: "",
    };
  });
});
findings.forEach((finding, index) => { finding.index = index; });

let state = { ...DEFAULTS };
let found = [];

function textOf(finding) {
  finding.text ||= `${finding.path} ${finding.node.textContent} ${finding.host}`.toLowerCase();
  return finding.text;
}

function groupOf(finding) {
  if (state.group === "page") return finding.path || "no page";
  if (state.group === "rule") return names.get(finding.rule) || finding.rule;
  if (state.group === "host") return finding.host || "no host";
  return "";
}

function chosenFindings() {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  return findings.filter(finding =>
    (!state.severity || finding.severity === state.severity)
    && (!state.rule || finding.rule === state.rule)
    && (!state.host || finding.host === state.host)
    && (!state.path || finding.path === state.path)
    && words.every(word => textOf(finding).includes(word)));
}

const byText = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const COMPARE = {
  page: (one, other) => one.index - other.index,
  severity: (one, other) => RANK[one.severity] - RANK[other.severity],
  rule: (one, other) => byText(one.rule, other.rule),
  line: (one, other) => one.line - other.line,
  number: () => 0,
};

// Findings of a group stand together; the group whose first finding comes first comes first.
function ordered(some) {
  const sign = state.order === "down" ? -1 : 1;
  const compare = COMPARE[state.sort];
  const sorted = some.sort((one, other) => sign * compare(one, other) || one.index - other.index);
  if (state.group === "none") return [["", sorted]];
  const groups = new Map();
  for (const finding of sorted) {
    const label = groupOf(finding);
    const members = groups.get(label);
    if (members) members.push(finding);
    else groups.set(label, [finding]);
  }
  const all = [...groups];
  return state.sort === "number" ? all.sort((one, other) => sign * (other[1].length - one[1].length)) : all;
}

function element(tag, text, attributes) {
  const made = Object.assign(document.createElement(tag), attributes);
  if (text) made.textContent = text;
  return made;
}

function heading(label, members, from) {
  const { page } = members[0];
  const made = element("h3");
  made.append(state.group === "page" && page ? element("a", label, { href: page }) : label);
  const number = members.length.toLocaleString("en");
  made.append(element("small", from ? `${number}, continued` : number));
  return made;
}

function groupElement(label, members, from, to) {
  const made = element("section", "", { className: "group" });
  if (label) made.append(heading(label, members, from));
  const rows = element("ol");
  for (const finding of members.slice(from, to)) {
    if (finding.page && finding.place.tagName !== "A") {
      const link = element("a", "", { href: finding.page });
      finding.place.replaceWith(link);
      finding.place = link;
    }
    finding.place.textContent = state.group === "page" ? finding.short : finding.whole;
    if (about.has(finding.rule)) finding.code.href = about.get(finding.rule);
    rows.append(finding.node);
  }
  made.append(rows);
  return made;
}

function show(first, last) {
  const shown = document.createDocumentFragment();
  let at = 0;
  for (const [label, members] of found.groups) {
    const from = Math.max(0, first - at);
    const to = Math.min(members.length, last - at);
    if (from < to) shown.append(groupElement(label, members, from, to));
    at += members.length;
    if (at >= last) break;
  }
  list.replaceChildren(shown);
}

function turn(label, page, text) {
  const button = element("button", text, { type: "button", disabled: page < 1 || page > found.pages });
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => { change({ page: String(page) }); list.scrollIntoView(); });
  return button;
}

function showPager() {
  const page = Number(state.page);
  pager.hidden = found.pages < 2;
  pager.replaceChildren(
    turn("First page", page > 1 ? 1 : 0, "«"), turn("Previous page", page - 1, "‹ previous"),
    element("span", `page ${page.toLocaleString("en")} of ${found.pages.toLocaleString("en")}`),
    turn("Next page", page + 1, "next ›"), turn("Last page", page < found.pages ? found.pages : 0, "»"));
}

function showChosen() {
  chosen.replaceChildren();
  for (const name of ["host", "path"]) {
    if (!state[name]) continue;
    const button = element("button", `${name}: ${state[name]} ✕`, { type: "button" });
    button.addEventListener("click", () => change({ [name]: "", page: "1" }));
    chosen.append(button);
  }
  for (const [id, row] of ruleRows) row.classList.toggle("chosen", id === `rule=${state.rule}`);
}

function render() {
  const some = chosenFindings();
  const size = Number(state.size);
  found = { groups: ordered(some), number: some.length, pages: Math.max(1, Math.ceil(some.length / size)) };
  const page = Math.min(Math.max(1, parseInt(state.page, 10) || 1), found.pages);
  state.page = String(page);
  const last = Math.min(page * size, some.length);
  show((page - 1) * size, last);
  const range = some.length ? `${((page - 1) * size + 1).toLocaleString("en")}–${last.toLocaleString("en")} of ` : "";
  const whole = some.length === findings.length ? "" : `, ${findings.length.toLocaleString("en")} in all`;
  output.value = `${range}${some.length.toLocaleString("en")}${whole}`;
  showPager();
  showChosen();
}

function fillForm() {
  for (const name of ["q", "severity", "rule", "group", "sort", "order", "size"]) form.elements[name].value = state[name];
}

let writing = 0;
function writeAddress() {
  const changed = Object.entries(state).filter(([name, value]) => value !== DEFAULTS[name]);
  const fragment = new URLSearchParams(changed).toString();
  try {
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
  } catch { /* A browser that writes no address here still shows what was chosen. */ }
}

function change(some) {
  state = { ...state, ...some };
  render();
  clearTimeout(writing);
  writing = setTimeout(writeAddress, 150);
}

// A fragment without "=" is a place of the page, not a choice.
function readAddress(before) {
  const fragment = location.hash.slice(1);
  if (!fragment.includes("=")) return false;
  state = { ...before };
  for (const [name, value] of new URLSearchParams(fragment)) {
    if (Object.hasOwn(DEFAULTS, name) && (!ALLOWED[name] || ALLOWED[name].includes(value))) state[name] = value;
  }
  return true;
}

form.addEventListener("input", () => {
  const { q, severity, rule, group, sort, order, size } = form.elements;
  change({
    q: q.value, severity: severity.value, rule: rule.value, group: group.value, sort: sort.value, order: order.value,
    size: size.value, page: "1",
  });
});
form.addEventListener("submit", event => event.preventDefault());
form.addEventListener("reset", event => { event.preventDefault(); change({ ...DEFAULTS }); fillForm(); });
addEventListener("hashchange", () => {
  const { group, sort, order, size } = state;
  if (readAddress({ ...DEFAULTS, group, sort, order, size })) {
    fillForm();
    render();
    form.scrollIntoView();
  }
});
addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || /INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) {
    if (event.key === "Escape" && event.target.name === "q") { form.elements.q.value = ""; change({ q: "", page: "1" }); }
    return;
  }
  if (event.key === "/") { event.preventDefault(); form.elements.q.focus(); }
  else if (event.key === "n" && Number(state.page) < found.pages) change({ page: String(Number(state.page) + 1) });
  else if (event.key === "p" && Number(state.page) > 1) change({ page: String(Number(state.page) - 1) });
});
addEventListener("beforeprint", () => show(0, found.number));
addEventListener("afterprint", render);

if (matchMedia("(max-width: 48rem)").matches) form.querySelector(".choices").open = false;
const isChosen = readAddress(DEFAULTS);
fillForm();
form.hidden = false;
list.removeAttribute("id");
render();
document.documentElement.classList.remove("waiting");
if (isChosen) form.scrollIntoView();

// What a search looks through is written down while nothing else happens.
let noted = 0;
const later = globalThis.requestIdleCallback || (task => setTimeout(task, 50));
function note() {
  for (const end = Math.min(noted + 500, findings.length); noted < end; noted += 1) textOf(findings[noted]);
  if (noted < findings.length) later(note);
}
later(note);

"use strict";
// Thousands of findings are not laid out only to be taken out of the page a moment later. Should the script fail, they are shown.
document.documentElement.classList.add("waiting");
addEventListener("error", () => document.documentElement.classList.remove("waiting"));

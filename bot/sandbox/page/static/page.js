// Marked text comes as plain HTML: here hidden words and long quotes learn to open.
const OPENABLE = ".tg-spoiler, blockquote[expandable]";

function toggle(event) {
  const marked = event.target.closest?.(OPENABLE);
  if (!marked || event.target.closest("a")) return;
  if (event.type === "keydown" && event.key !== "Enter") return;
  marked.classList.toggle("opened");
}

document.addEventListener("click", toggle);
document.addEventListener("keydown", toggle);

new MutationObserver(() => {
  for (const marked of document.querySelectorAll(OPENABLE)) marked.tabIndex = 0;
  for (const wanted of document.querySelectorAll(".alert button:not([data-met])")) {
    wanted.dataset.met = "";
    wanted.focus();
  }
}).observe(document.documentElement, { childList: true, subtree: true });

// Words leave the box at the moment they are sent. Enter that ends a composed letter sends nothing.
function take(box, emit) {
  emit(box.value);
  box.value = "";
}

function sendAtEnter(event, emit) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  take(event.target, emit);
}

function sendAtClick(event, emit) {
  take(event.target.closest(".line").querySelector("textarea"), emit);
}

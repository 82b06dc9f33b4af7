// Adds to the line for the ticket a button that copies it. Without it the line can be selected as any text.
"use strict";
{
  const words = document.currentScript.dataset;

  const copy = async (element, text) => {
    // Without TLS, but for this machine itself, browsers keep the clipboard closed.
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const selection = window.getSelection();
    selection.selectAllChildren(element);
    if (!document.execCommand("copy")) throw new Error("not copied");
    selection.removeAllRanges();
  };

  for (const ticket of document.querySelectorAll(".ticket")) {
    const line = ticket.lastElementChild;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.copy;
    const told = document.createElement("span");
    told.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await copy(line, line.textContent);
        told.textContent = words.copied;
      } catch {
        window.getSelection().selectAllChildren(line);
      }
    });
    ticket.append(button, told);
  }
}

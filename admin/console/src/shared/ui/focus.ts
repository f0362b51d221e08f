// Where the focus goes when what took it is gone: back where it was, else to the page's title.

/** Call it before the focus moves; the answer gives it back. */
export function rememberFocus(): () => void {
    const active = document.activeElement;
    // an item goes with its menu: what opened the menu is what is still there
    const menu = active?.closest("[role=menu]");
    const opener = menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : active;
    return () => void window.setTimeout(() => {
        if (document.activeElement?.closest("[role=dialog]")) return; // one dialog led to another
        const there = opener instanceof HTMLElement && opener.isConnected && opener !== document.body && !opener.matches(":disabled");
        (there ? opener : document.querySelector<HTMLElement>("[data-page-title]"))?.focus({ preventScroll: true });
    });
}

import { parseAddress, pathOf, type Address } from "./address";
import { createStore } from "./store";
import { useStore } from "./useStore";

const here = createStore<Address>(read());

function read(): Address {
  return parseAddress(location.pathname, location.search, location.hash);
}

/** How many of our own pages lie before this one. */
function depth(): number {
  return typeof history.state === "number" ? history.state : 0;
}

window.addEventListener("popstate", () => {
  here.set(read());
});

/** What is shown. */
export function useAddress(): Address {
  return useStore(here);
}

/** Shows it, as a page of its own in the browser's history. */
export function goTo(address: Address): void {
  history.pushState(depth() + 1, "", pathOf(address));
  here.set(address);
}

/** Shows it in the place of what is shown. */
export function replaceBy(address: Address): void {
  history.replaceState(depth(), "", pathOf(address));
  here.set(address);
}

/** Writes into the address what is shown already: nothing is drawn anew. */
export function noteAddress(address: Address): void {
  history.replaceState(depth(), "", pathOf(address));
}

/** To the page before, or to the cameras when this one was opened by its address. */
export function goBack(): void {
  if (depth() > 0) history.back();
  else replaceBy({ page: "grid" });
}

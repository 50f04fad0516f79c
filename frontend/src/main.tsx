import "./styles/index.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { queries } from "./api/queries";
import { App } from "./app/App";
import { Guard } from "./app/Guard";
import notice from "./app/Notice.module.css";
import { showTheme } from "./app/theme";
import { Button } from "./ui/Button";
import { loadWords } from "./words";

async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (!root) throw new Error("no #root");
  showTheme();
  const page = createRoot(root);
  try {
    await loadWords();
  } catch {
    page.render(<WithoutWords />);
    return;
  }
  page.render(
    <StrictMode>
      <Guard>
        <QueryClientProvider client={queries}>
          <App />
        </QueryClientProvider>
      </Guard>
    </StrictMode>,
  );
}

/** In no language that could be loaded. */
function WithoutWords() {
  return (
    <main className={notice["notice"]} role="alert">
      <p>O sistema não carregou. Confira a rede.</p>
      <p lang="en">The system did not load. Check the network.</p>
      <Button look="primary" onClick={() => location.reload()}>
        Recarregar / Reload
      </Button>
    </main>
  );
}

void start();

// The console's entry: the browser's policies first, then the language, then the page.
import "./shell/trust";
import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "./shared/theme/base.css";
import { createRoot } from "react-dom/client";
import { startLanguage } from "./shared/i18n";
import { App } from "./shell/app";

void startLanguage().then(() => createRoot(document.getElementById("root")!).render(<App />));

// Opens the lesson that the page's address names.
import { render } from "preact";
import { caller, placeOf } from "./api";
import { App } from "./app";
import type { Opened } from "./lesson";
import { Opening, Problem } from "./pages/opening";
import { Player } from "./pages/player";
import { rememberView } from "./view/settings";
import { isLanguage, language, pick, timeZone } from "./words";

const place = placeOf(document.body);
const call = caller(place.baseUrl);
const root = document.getElementById("player") as HTMLElement;
if (isLanguage(document.documentElement.lang)) language.value = document.documentElement.lang;

/** A name for this tab: two tabs are two devices. */
function tab(): string {
  const known = sessionStorage.getItem("innolab:tab") ?? crypto.randomUUID();
  sessionStorage.setItem("innolab:tab", known);
  return known;
}

function show(content: Parameters<typeof render>[0]): void {
  root.replaceChildren();
  render(content, root);
}

async function open(): Promise<void> {
  show(<Opening />);
  try {
    const opened = await call<Opened>(`lessons/${place.lesson}`);
    language.value = opened.language;
    if (opened.lesson?.time_zone) timeZone.value = opened.lesson.time_zone;
    // Not remembered is better than a page that complains of it: it holds for this visit.
    rememberView(opened.view, (view) => void call("view", { method: "PUT", body: view }).catch(() => {}));
    const app = new App(opened, place, call, localStorage, tab());
    document.title = `${pick(opened.about.title ?? opened.lesson?.title)} · InnoLab`;
    app.start();
    show(<Player app={app} />);
  } catch (error) {
    show(<Problem error={error} portal={place.portal} again={() => void open()} />);
  }
}

void open();

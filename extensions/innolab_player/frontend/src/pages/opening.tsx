// Before the lesson is there, and when it can't be opened.
import { useEffect, useState } from "preact/hooks";
import { Refused } from "../api";
import { t } from "../words";

const LONG_MS = 10_000;

export function Opening() {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main class="opening" aria-busy="true">
      <div class="opening__shape opening__shape--title" />
      <div class="opening__shape" />
      <div class="opening__shape" />
      <p role="status">
        {long ? t("Still opening. The activity's files are being fetched.") : t("Opening the activity")}
      </p>
    </main>
  );
}

export function Problem({ error, portal, again }: { error: unknown; portal: string; again: () => void }) {
  const soon = error instanceof Refused && error.code === "lesson_not_open";
  const words = error instanceof Refused && error.message;
  return (
    <main class="problem">
      <div class="problem__card">
        <h1>{soon ? t("This lesson is not open yet") : t("The activity did not open")}</h1>
        <p>
          {words ||
            t("There is no connection to InnoLab right now. What you have done is safe. Try again in a moment.")}
        </p>
        <p class="problem__ways">
          <button type="button" class="button button--filled" onClick={again}>
            {t("Try again")}
          </button>
          <a class="button" href={portal}>
            {t("Back to the start page")}
          </a>
        </p>
      </div>
    </main>
  );
}

// The voices of this browser, and which of them speaks the pupil's language. Without one nothing is offered.
import { computed, signal } from "@preact/signals";
import { language } from "../words";

const voices = signal<SpeechSynthesisVoice[]>([]);

if (typeof speechSynthesis !== "undefined") {
  const learn = () => {
    voices.value = speechSynthesis.getVoices();
  };
  learn();
  // Browsers tell of their voices a while after the page came.
  speechSynthesis.addEventListener?.("voiceschanged", learn);
}

/** A voice on the device itself comes first: what the pupil reads then stays there. */
export const voice = computed(() => {
  const able = voices.value.filter(({ lang }) => lang.toLowerCase().startsWith(language.value));
  return able.find(({ localService }) => localService) ?? null;
});

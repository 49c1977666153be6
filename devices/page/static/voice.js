// What is heard and felt, and a screen that stays on. A browser allows none of it before a tap.
import { words } from "/static/words.js";

const BEEPS = { walk: [520, 390], run: [780, 780, 1040] };
const BUZZ = { walk: [500], run: [150, 90, 150, 90, 150] };

export class Voice {
  constructor() {
    this.isMuted = false;
    this.sound = null;
    this.isWanted = false;
    document.addEventListener("visibilitychange", () => this.stayAwake());
  }

  start() {
    const Sound = window.AudioContext ?? window.webkitAudioContext;
    if (Sound) this.sound = new Sound();
    this.isWanted = true;
    this.stayAwake();
    this.speak(words.ready, false);
  }

  // A cue to walk or run comes before whatever is being said; anything else waits its turn. The
  // hard limit sounds whether muted or not.
  cue({ action, text, is_limit: isLimit }) {
    if (!this.isWanted || (this.isMuted && !isLimit)) return;
    const isUrgent = action in BEEPS;
    if (isUrgent) {
      this.beep(BEEPS[action]);
      navigator.vibrate?.(BUZZ[action]);
    }
    this.speak(text, isUrgent);
  }

  mute(isMuted) {
    this.isMuted = isMuted;
    if (isMuted) window.speechSynthesis?.cancel();
  }

  speak(text, isUrgent) {
    const mouth = window.speechSynthesis;
    if (!mouth) return;
    if (isUrgent) mouth.cancel();
    else if (mouth.pending) return;
    const told = new SpeechSynthesisUtterance(text);
    told.lang = document.documentElement.lang;
    mouth.speak(told);
  }

  beep(tones_hz) {
    if (!this.sound) return;
    if (this.sound.state === "suspended") this.sound.resume();
    tones_hz.forEach((tone_hz, place) => {
      const [source, gain] = [this.sound.createOscillator(), this.sound.createGain()];
      const at_s = this.sound.currentTime + place * 0.2;
      source.frequency.value = tone_hz;
      source.connect(gain).connect(this.sound.destination);
      gain.gain.setValueAtTime(0.5, at_s);
      gain.gain.exponentialRampToValueAtTime(0.001, at_s + 0.18);
      source.start(at_s);
      source.stop(at_s + 0.19);
    });
  }

  // The browser lets go of the screen whenever the page is hidden.
  async stayAwake() {
    if (!this.isWanted || !navigator.wakeLock || document.visibilityState !== "visible") return;
    try {
      this.lock = await navigator.wakeLock.request("screen");
      document.body.dataset.awake = "";
      this.lock.addEventListener("release", () => delete document.body.dataset.awake);
    } catch {
      // A battery saver may say no; the run goes on.
    }
  }
}

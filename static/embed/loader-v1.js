// <contest-widget campaign kind lang [entry theme size height s]>: a frame from the place this script is from, and its events.
(() => {
  const ours = new URL(document.currentScript.src).origin;
  const events = ["vote", "submit", "confirm", "share"];
  const name = "contest-widget";
  // No rule of the page around it is stronger, and none of its policies is asked.
  const set = (element, rules) => {
    for (const rule of rules.split(";")) element.style.setProperty(...rule.split(":"), "important");
  };
  // Pasted twice is once.
  if (customElements.get(name)) return;
  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback() {
        const given = (key) => encodeURIComponent(this.getAttribute(key) || "");
        this.least = Math.min(Math.max(+this.getAttribute("height") || 440, 120), 2000);
        // Whether and where it is shown is the page's own affair.
        this.style.display ||= "block";
        set(this, "box-sizing:border-box;padding:0;border:0;overflow:hidden;min-height:0;max-height:none");
        this.grow(this.least);
        addEventListener("message", (this.hear ??= (event) => this.heard(event)));
        if (this.frame) return;
        const frame = (this.frame = document.createElement("iframe"));
        const lang = given("lang") || document.documentElement.lang.slice(0, 2) || "en";
        const entry = given("entry");
        frame.src = `${ours}/embed/${lang}/${given("campaign")}/${given("kind")}${entry && "/" + entry}?theme=${given("theme")}&size=${given("size")}&s=${given("s")}`;
        frame.loading = "lazy";
        set(frame, "display:block;width:100%;height:100%;border:0");
        this.name();
        frame.onload = () => {
          if (!this.ready) this.waits = setTimeout(() => this.give(), 5000);
        };
        this.root = this.attachShadow({ mode: "closed" });
        this.root.append(frame);
      }
      disconnectedCallback() {
        clearTimeout(this.waits);
        removeEventListener("message", this.hear);
      }
      name() {
        this.frame.title = this.textContent.trim() || this.getAttribute("kind");
      }
      grow(height) {
        set(this, `height:${height}px`);
      }
      heard({ origin, source, data }) {
        if (origin !== ours || source !== this.frame.contentWindow || data?.contest !== 1) return;
        if (data.type === "ready") {
          clearTimeout(this.waits);
          this.ready = true;
          this.name();
        }
        // It grows only under the hand of whoever is in it: nothing moves by itself.
        if (data.type === "height" && document.activeElement === this) {
          this.grow(Math.min(Math.max(Math.ceil(+data.height) || 0, this.least), 3000));
        }
        if (data.type === "event" && events.includes(data.name)) {
          this.dispatchEvent(new CustomEvent(`contest:${data.name}`, { bubbles: true, detail: data.detail }));
        }
      }
      give() {
        this.frame.remove();
        this.root.append(document.createElement("slot"));
        console.warn(
          `${name}: the frame from ${ours} does not answer. Is ${location.origin} listed at the contest's desk (Widgets), and does this page's policy allow frame-src ${ours}?`,
        );
      }
    },
  );
})();

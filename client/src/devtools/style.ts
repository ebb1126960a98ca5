/** Adopted by the panel's shadow root: a policy such as "style-src 'self'" does not apply to it. */
export const style = `
:host { all: initial; color-scheme: light dark; position: fixed; z-index: 2147483647; inset: auto;
  --text: light-dark(#1b1f24, #e6edf3); --muted: light-dark(#57606a, #a3adb8);
  --background: light-dark(#fff, #161b22); --border: light-dark(#6e7781, #7d8794);
  --accent: light-dark(#0550ae, #79b8ff); --danger: light-dark(#b42318, #ff938a); }
:host([data-corner^="bottom"]) { bottom: 12px; }
:host([data-corner^="top"]) { top: 12px; }
:host([data-corner$="right"]) { right: 12px; }
:host([data-corner$="left"]) { left: 12px; }
* { box-sizing: border-box; margin: 0; font: inherit; color: inherit; }
[hidden] { display: none !important; }
section { display: flex; gap: 8px; font: 13px/1.45 system-ui, sans-serif; color: var(--text); }
:host([data-corner^="bottom"]) section { flex-direction: column-reverse; }
:host([data-corner^="top"]) section { flex-direction: column; }
:host([data-corner$="right"]) section { align-items: flex-end; }
:host([data-corner$="left"]) section { align-items: flex-start; }
button, select, summary { min-height: 32px; border-radius: 6px; cursor: pointer; }
button, select { padding: 4px 10px; border: 1px solid var(--border); background: var(--background); }
button[aria-disabled="true"] { color: var(--muted); border-style: dashed; cursor: not-allowed; }
button[aria-pressed="true"] { border-color: var(--danger); color: var(--danger); font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.switch { max-width: 60vw; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  border-radius: 16px; box-shadow: 0 1px 4px rgb(0 0 0 / .3); }
.switch.warning { border-color: var(--danger); color: var(--danger); font-weight: 600; }
.panel { display: flex; flex-direction: column; width: min(440px, calc(100vw - 24px)); max-height: calc(100vh - 76px);
  border: 1px solid var(--border); border-radius: 10px; background: var(--background);
  box-shadow: 0 6px 24px rgb(0 0 0 / .35); }
.content { overflow-y: auto; overscroll-behavior: contain; padding: 12px 16px; }
h1, h2 { font-weight: 600; }
h1 { font-size: 15px; margin-bottom: 8px; }
h2 { margin: 16px 0 6px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 12px; }
dt, .hint, .tab { color: var(--muted); }
dd { overflow-wrap: anywhere; }
details { margin-top: 6px; }
summary { display: list-item; line-height: 32px; color: var(--accent); }
pre { overflow: auto; max-height: 220px; padding: 8px; border: 1px solid var(--border); border-radius: 6px;
  font: 12px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.control { display: grid; grid-template-columns: 170px 1fr; gap: 2px 10px; align-items: center; margin-top: 6px; }
.control button { text-align: start; }
.lane { display: grid; grid-template-columns: 170px 1fr; gap: 10px; align-items: center; }
.tab { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.track { position: relative; height: 18px; margin-right: 6px; }
.track::before { content: ''; position: absolute; inset: 8px 0 auto; border-top: 1px solid var(--border); }
.mark { position: absolute; top: 4px; width: 10px; height: 10px; margin-left: -5px; border-radius: 50%; background: var(--accent); }
.mark.failed { border-radius: 0; background: var(--danger); }
ol { margin-top: 4px; padding: 0; list-style: none; font-variant-numeric: tabular-nums; }
[role="status"] { padding: 8px 16px; border-top: 1px solid var(--border); overflow-wrap: anywhere; }
[role="status"]:empty { border: 0; padding: 0; }
@media (forced-colors: active) { .mark { background: CanvasText; forced-color-adjust: none; } }
`;

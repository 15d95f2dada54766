/**
 * The launcher's and the panel's look, inside the shadow root.
 *
 * Fixed boxes only: the shop's own layout never moves. `--a` is the accent, `--h` and `--t` height
 * and top of what a phone's keyboard leaves to see. Every byte here is paid by the shop's page.
 */

/** Where there is no room beside the panel it covers the page; also asked by the script. */
export const NARROW = '(max-width:520px),(max-height:480px)'

export const STYLE =
  '*{box-sizing:border-box}' +
  '.pill,.panel{position:fixed;inset-inline-end:20px;bottom:20px}' +
  '.pill{display:flex;align-items:center;gap:10px;height:52px;padding:0 20px 0 16px;border:0;' +
  'border-radius:26px;background:var(--a);color:#fff;cursor:pointer;' +
  'font:600 15px/1 system-ui,sans-serif;box-shadow:0 6px 20px rgb(20 30 40/28%)}' +
  '.pill:hover{filter:brightness(.93)}' +
  '.pill:focus-visible{outline:3px solid #fff;outline-offset:-5px}' +
  'i{width:24px;height:24px;background:#fff;clip-path:path(evenodd,' +
  '"M3 4h18v13h-9l-5.5 4v-4H3zm2 2v9h3.5v2l3-2H19V6z")}' +
  'b{position:absolute;top:-4px;inset-inline-end:-2px;min-width:22px;padding:0 6px;' +
  'border-radius:11px;background:#c42626;font-size:13px;line-height:22px;text-align:center;' +
  'box-shadow:0 0 0 2px #fff}' +
  '[hidden],b:empty{display:none}' +
  '.panel{width:380px;height:min(640px,100vh - 40px);border-radius:16px;overflow:hidden;' +
  'background:#fff;background:light-dark(#fff,#15181b);visibility:hidden;opacity:0;' +
  'transform:translateY(8px);' +
  'box-shadow:0 0 0 1px rgb(128 136 144/28%),0 14px 40px rgb(20 30 40/20%)}' +
  '.shown{visibility:visible;opacity:1;transform:none}' +
  'iframe{position:absolute;inset:0;width:100%;height:100%;border:0}' +
  '.exit{position:absolute;inset-inline-end:8px;top:13px;width:36px;height:36px;border:0;' +
  'background:0;font-size:16px}' +
  'p{position:absolute;outline:0}' +
  `@media ${NARROW}{.panel{inset:0;top:var(--t);width:auto;height:var(--h,100dvh);border-radius:0}}` +
  '@media(prefers-reduced-motion:no-preference){.panel{transition:.16s ease-out}}' +
  '@media(forced-colors:active){.pill,.panel{border:2px solid}}' +
  '@media print{.pill,.panel{display:none}}'

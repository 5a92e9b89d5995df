/** The only style of the page; its hash is in the page's Content-Security-Policy. */
export const ANSWER_STYLE = `
:root { color-scheme: light dark; }
body { font: 17px/1.5 system-ui, sans-serif; margin: 0; padding: 1rem; overflow-wrap: anywhere; }
main { max-width: 36rem; margin: 0 auto; }
h1 { font-size: 1.35rem; line-height: 1.25; }
fieldset { border: 0; margin: 1.5rem 0; padding: 0; }
legend { font-weight: 600; padding: 0; margin-bottom: .5rem; }
.choice { display: grid; grid-template-columns: 2rem 1fr; align-items: center; padding: .5rem 0; border-top: 1px solid GrayText; }
.choice input { width: 1.4rem; height: 1.4rem; margin: 0; }
.choice label { padding: .35rem 0; font-weight: 600; }
.choice p { grid-column: 2; margin: 0; }
.word label { display: block; margin-bottom: .35rem; }
.word input { font: inherit; width: 100%; max-width: 16rem; box-sizing: border-box; padding: .6rem; border: 1px solid GrayText; }
button { font: inherit; font-weight: 600; padding: .7rem 1.2rem; min-height: 2.75rem; }
.problem { border-left: 4px solid #b3261e; padding: .25rem 0 .25rem .75rem; font-weight: 600; }
.small { font-size: .9rem; }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
`;

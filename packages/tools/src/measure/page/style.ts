/** The page's style: two themes by preference, print in the light one, no external resource. Text keeps 4.5:1 on its ground. */
export const STYLE: string = `
:root{color-scheme:light dark;--bg:#f4f3ef;--card:#fffefb;--ink:#1d1e22;--soft:#5a5c64;--rule:#e3e1d9;--blue:#1d58b8;--blue-soft:#bcd0ee;--amber:#a34a00;--green:#1c7463;--green-soft:#9dcfc3;--red:#b3163a}
@media (prefers-color-scheme:dark){:root{--bg:#111318;--card:#191c23;--ink:#eef0f4;--soft:#a5abb8;--rule:#2b303a;--blue:#79acff;--blue-soft:#2e4670;--amber:#ffb36b;--green:#62cdb6;--green-soft:#235a50;--red:#ff7a93}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;-webkit-font-smoothing:antialiased}
main{max-width:1180px;margin:0 auto;padding:36px 24px 48px}
header{margin-bottom:22px}
h1{font-size:30px;line-height:1.15;font-weight:650;letter-spacing:-.015em;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:15px;font-weight:650;margin:0}
p{margin:0}
.sub,.note{color:var(--soft)}
.note{font-size:13px}
.card{background:var(--card);border:1px solid var(--rule);border-radius:14px;padding:18px 20px;margin-bottom:16px;min-width:0}
.grid2{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 16px}
.grid3{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:0 16px}
.facts{columns:2;column-gap:40px}.facts div{display:flex;gap:14px;break-inside:avoid;padding:6px 0;border-bottom:1px solid var(--rule)}.facts dt{color:var(--soft);flex:0 0 9em}.facts dd{margin:0;min-width:0}dl.facts{margin:0}
.head{display:flex;flex-wrap:wrap;gap:4px 18px;align-items:baseline;justify-content:space-between;margin-bottom:10px}
.keys{display:flex;flex-wrap:wrap;gap:2px 14px;font-size:13px;color:var(--soft)}
.keys span::before{content:"";display:inline-block;width:14px;height:4px;border-radius:2px;margin-right:6px;vertical-align:middle;background:var(--c)}
.figures{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));margin:0 0 16px;background:var(--card);border:1px solid var(--rule);border-radius:14px;overflow:hidden}
.figures div{padding:16px 20px;border-right:1px solid var(--rule);border-bottom:1px solid var(--rule);margin:0 -1px -1px 0}
.figures dt{font-size:13px;color:var(--soft)}
.figures dd{margin:0;font-size:30px;line-height:1.2;font-weight:620;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.figures dd small{font-size:14px;font-weight:500;letter-spacing:0;color:var(--soft);margin-left:5px}
.figures .sub{font-size:13px;font-weight:400;letter-spacing:0;line-height:1.5}
.figures .none{font-size:19px;line-height:36px}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font-size:12px;fill:var(--soft);font-family:inherit;font-variant-numeric:tabular-nums}
svg .mark{font-weight:650}
svg .halo{paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
.grid{stroke:var(--rule);stroke-width:1}
.line{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
.short{stroke:var(--blue)}.side{stroke:var(--green)}.integrated{stroke:var(--amber);stroke-width:1.5;stroke-dasharray:6 4}.edge{stroke:var(--red);stroke-width:1.2;stroke-dasharray:3 3}
.momentary{fill:var(--blue-soft)}.short-fill{fill:var(--blue)}.side-fill{fill:var(--green-soft)}.over-fill,.over{fill:var(--red)}
svg .integrated-text{fill:var(--amber)}svg .over-text{fill:var(--red)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:7px 12px 7px 0;border-top:1px solid var(--rule);vertical-align:top;font-weight:400}
tr:first-child>*{border-top:0}
tbody th{color:var(--soft);width:34%}
thead th{color:var(--soft);font-size:13px}
td.r,th.r{text-align:right}
.time{white-space:nowrap;color:var(--soft);text-align:right;padding-right:0}
.sev{white-space:nowrap;font-weight:650;width:6.5em}
.problem,.warning{color:var(--red)}.notice{color:var(--amber)}.info{color:var(--soft)}
details{margin-top:12px;font-size:13px}
summary{cursor:pointer;color:var(--soft)}
.cols{columns:4;column-gap:26px;margin-top:8px}
.cols div{display:flex;justify-content:space-between;break-inside:avoid;padding:1px 0}
footer{font-size:13px;color:var(--soft);max-width:75ch}
@media (max-width:860px){main{padding:20px 14px}.grid2,.grid3{grid-template-columns:1fr}.facts{columns:1}.figures{grid-template-columns:repeat(2,minmax(0,1fr))}.cols{columns:2}}
@media print{:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--rule:#ccc;--blue:#1d58b8;--blue-soft:#bcd0ee;--amber:#8a3f00;--green:#1c7463;--green-soft:#9dcfc3;--red:#a01030}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{font-size:11px}main{max-width:none;padding:0}.card,.figures{break-inside:avoid}details:not([open]){display:none}}
`;

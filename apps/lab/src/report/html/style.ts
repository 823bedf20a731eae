import { plotStyle } from '../plots/theme.js';

/** The page's style: light and dark by the reader's system, one column on a telephone. */
export const pageStyle = `
:root{color-scheme:light dark;--page:#ffffff;--text:#1b1f24;--quiet:#57606a;--line:#d0d7de;--block:#f6f8fa;--link:#0550ae;
--good:#00623f;--bad:#a8380a;--half:#7a5200;--open:#57606a;--warn:#fff1d6;--sheet:#ffffff}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--text:#e6edf3;--quiet:#9aa5b1;--line:#313842;--block:#161b22;--link:#79c0ff;
--good:#56d4a0;--bad:#ff9a6b;--half:#e6ab2e;--open:#9aa5b1;--warn:#3a2b0c;--sheet:#12161b}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}
main{max-width:1056px;margin:0 auto;padding:24px 24px 64px}
h1{font-size:28px;line-height:1.2;margin:0 0 8px}
h2{font-size:21px;line-height:1.25;margin:48px 0 12px;padding-top:16px;border-top:1px solid var(--line);overflow-wrap:anywhere}
h3{font-size:17px;margin:24px 0 8px}
p{margin:8px 0;max-width:75ch}
a{color:var(--link)}
code,pre{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{background:var(--block);border:1px solid var(--line);border-radius:6px;padding:10px 12px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
.lead{font-size:18px}
.quiet{color:var(--quiet)}
.small{font-size:14px}
.complaints{list-style:none;margin:16px 0;padding:0}
.complaints li{margin:0 0 10px}
.complaints p{margin:4px 0}
.banner{background:var(--warn);border:2px solid var(--half);border-radius:6px;padding:12px 16px;margin:16px 0;font-weight:600}
.tag{display:inline-block;white-space:nowrap;font-size:13px;font-weight:600;padding:1px 9px;border:1.5px solid currentColor;border-radius:999px}
.good{color:var(--good)}.bad{color:var(--bad)}.half{color:var(--half)}.open{color:var(--open)}
table{border-collapse:collapse;width:100%;margin:12px 0;font-size:14.5px}
th,td{text-align:left;vertical-align:top;padding:8px 12px 8px 0;border-bottom:1px solid var(--line)}
th{font-size:13px;color:var(--quiet);font-weight:600}
td.name{font-weight:600}
.figures{list-style:none;margin:0;padding:0;font-variant-numeric:tabular-nums}
.figures li{display:inline-block;margin-right:14px}
td.name .small{font-weight:400}
.evidence+.evidence{margin-top:12px}
.evidence p{margin:4px 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 20px;margin:12px 0;font-size:14.5px}
dt{color:var(--quiet)}
dd{margin:0;overflow-wrap:anywhere}
figure{margin:20px 0;background:var(--sheet);border:1px solid var(--line);border-radius:8px;overflow:hidden}
figure svg{display:block;max-width:100%;height:auto;margin:0 auto}
figure .narrow{display:none}
details{padding:8px 12px;font-size:14.5px}
figure details{border-top:1px solid var(--line)}
summary{cursor:pointer;color:var(--link)}
.scroll{overflow-x:auto}
.numbers th,.numbers td{padding-right:18px;white-space:nowrap}
.numbers td+td,.numbers th+th{text-align:right;font-variant-numeric:tabular-nums}
@media (max-width:820px){
main{padding:16px 14px 48px}
h1{font-size:24px}
dl{grid-template-columns:1fr;gap:0}
dd{margin-bottom:8px}
figure .wide{display:none}
figure .narrow{display:block}
.stacked thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.stacked tr{display:block;padding:12px 0;border-bottom:1px solid var(--line)}
.stacked td{display:block;border:0;padding:2px 0}
.stacked td[data-label]::before{content:attr(data-label) ': ';color:var(--quiet);font-weight:400;font-size:13px}
.stacked td:empty{display:none}
}
@media print{figure,tr{break-inside:avoid}}
${plotStyle}`;

// How every page looks: light, dark and on paper. One constant, because the page's own rules name its digest and permit nothing else.

export const STYLE = `
:root{color-scheme:light dark;--page:#fff;--text:#1c2127;--faint:#5a6572;--line:#d9dee4;--panel:#f6f7f9;--usual:#a9b6c6;--over:#c8372d;--under:#2f7d4f;--expected:#1c2127;--critical:#a3150c;--high:#b04a00;--medium:#7a5c00;--low:#3d5a80}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--text:#e6e9ed;--faint:#9aa5b1;--line:#333b44;--panel:#1c2127;--usual:#56657a;--over:#ef6a5e;--under:#5fb583;--expected:#e6e9ed;--critical:#ff8b80;--high:#f5a55c;--medium:#e0c25a;--low:#9bbbe0}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:54rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.2rem;margin:2.5rem 0 .5rem}
h3{font-size:1.05rem;margin:0;overflow-wrap:anywhere}
p{margin:.35rem 0;overflow-wrap:anywhere}
.faint{color:var(--faint)}
.sum{font-size:1.1rem}
.spike{border:1px solid var(--line);border-radius:.5rem;padding:1rem 1.1rem;margin:1rem 0}
.spike header{display:flex;gap:.75rem;align-items:baseline;justify-content:space-between;flex-wrap:wrap}
.more{font-weight:600;white-space:nowrap}
.badge{display:inline-block;border:1px solid currentColor;border-radius:1rem;padding:0 .6rem;font-size:.8rem;font-weight:600;margin-right:.4rem}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}
.days{display:block;width:100%;height:auto;margin:.75rem 0}
.days .usual{fill:var(--usual)}.days .over{fill:var(--over)}.days .under{fill:var(--under)}
.days .expected{fill:none;stroke:var(--expected);stroke-width:1.2}
.days .grid{stroke:var(--line);stroke-width:1}
.days .start{stroke:var(--over);stroke-width:1;stroke-dasharray:3 3}
.days text{font-size:11px;fill:var(--faint)}
.days .mark{fill:var(--over)}
table{border-collapse:collapse;width:100%;font-size:.92rem;margin:.5rem 0}
th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
th{font-weight:600;color:var(--faint)}
.number,th.number{text-align:right;padding-right:0;padding-left:.6rem;white-space:nowrap;font-variant-numeric:tabular-nums}
ul{margin:.5rem 0;padding-left:1.2rem}
li{margin:.15rem 0;overflow-wrap:anywhere}
@media print{main{max-width:none;padding:0}.spike{break-inside:avoid;border-color:#999}body{font-size:11pt}}
`;

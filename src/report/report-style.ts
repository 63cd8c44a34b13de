// How a report looks: calm, light and dark, on a phone and on paper. One constant, because the page's own rules name its digest.

export const REPORT_STYLE = `
:root{color-scheme:light dark;--page:#fbfbf9;--card:#fff;--text:#1d2126;--faint:#59626d;--line:#e2e3de;--ground:#eceee9;--usual:#a7b4c2;--over:#c2412d;--under:#2f7d4f;--expected:#2a3038;--band:#e3e8ee;--accent:#2b5f8a;--good:#22704a;--bad:#a8321f;--critical:#a3150c;--high:#a04400;--medium:#725600;--low:#3d5a80}
@media (prefers-color-scheme:dark){:root{--page:#15181c;--card:#1b1f24;--text:#e4e7ea;--faint:#9ba5b0;--line:#2e343b;--ground:#2a3037;--usual:#5c6b7e;--over:#e8705d;--under:#5fb583;--expected:#dfe4ea;--band:#252d37;--accent:#8bbbe4;--good:#6cc496;--bad:#f08a79;--critical:#ff8b80;--high:#f5a55c;--medium:#e0c25a;--low:#9bbbe0}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.55 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:52rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
p,dd,dt,li,h1,h2,h3,td,th{overflow-wrap:anywhere}
p{margin:.4rem 0}
h1{font-size:1.75rem;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:.35rem 0 .5rem;text-wrap:balance}
h1 span{display:inline-block}h1 span::first-letter{text-transform:uppercase}
h2{font-size:1.2rem;font-weight:650;margin:0 0 .6rem}
h3{font-size:1rem;font-weight:650;margin:1.6rem 0 .4rem}
section{margin-top:2.75rem}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
code,pre{font-family:ui-monospace,"SF Mono","DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.85rem}
ul,ol{margin:.5rem 0;padding-left:1.2rem}
li{margin:.25rem 0}
dl,dd{margin:0}
.faint{color:var(--faint);font-size:.93rem}
.figure{font-variant-numeric:tabular-nums}
.top p.faint{display:flex;gap:.75rem;align-items:center;flex-wrap:wrap;margin:0}
.outcome{border-radius:1rem;padding:.05rem .7rem;font-size:.85rem;font-weight:600;border:1px solid currentColor}
.outcome.cause-found{color:var(--good)}.outcome.inconclusive{color:var(--medium)}.outcome.not-concluded{color:var(--bad)}
.place{color:var(--faint);margin:0 0 .75rem}
.lead{font-size:1.08rem}
.confident{display:flex;gap:.75rem;align-items:center;flex-wrap:wrap;margin-top:.75rem;font-size:.93rem}
.meter{width:8rem;height:.5rem;flex:none}
.meter .fill{fill:var(--accent)}.ground{fill:var(--ground)}
.cite{display:inline-block;min-width:1.9rem;text-align:center;font-size:.8rem;font-weight:600;line-height:1.5;border:1px solid var(--line);border-radius:.3rem;padding:0 .3rem;text-decoration:none;color:var(--accent);background:var(--card)}
.tiles{display:grid;grid-template-columns:repeat(3,1fr);gap:.75rem;margin:1.5rem 0 .6rem}
.tiles div{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem;display:flex;flex-direction:column;justify-content:space-between}
.tiles dt{color:var(--faint);font-size:.88rem;line-height:1.35}
.tiles dd{font-size:1.35rem;font-weight:650;margin-top:.3rem;white-space:nowrap}
section:has(>.tiles){margin-top:0}
.badge{display:inline-block;border:1px solid currentColor;border-radius:1rem;padding:0 .6rem;font-size:.8rem;font-weight:600;margin-right:.5rem}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}
.fixes,.trail,.next,.courses,.scopes,.plain{list-style:none;padding:0;margin:.75rem 0 0}
.fixes>li{display:grid;grid-template-columns:4.2rem 1fr;gap:.5rem;padding:.9rem 0;border-top:1px solid var(--line);margin:0}
.fixes p{margin:0 0 .35rem}
.urgency{font-weight:650}
.urgency.now{color:var(--bad)}.urgency.soon{color:var(--medium)}.urgency.later{color:var(--faint)}
.command{position:relative;margin:.35rem 0 .6rem}
pre{margin:0;padding:.6rem .8rem;background:var(--card);border:1px solid var(--line);border-radius:.45rem;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.5}
.command pre{padding-right:4.6rem}
button{position:absolute;top:.4rem;right:.4rem;width:3.8rem;height:1.65rem;font:inherit;font-size:.8rem;color:var(--text);background:var(--page);border:1px solid var(--line);border-radius:.35rem;cursor:pointer;visibility:hidden}
.live button{visibility:visible}
button:hover{border-color:var(--accent);color:var(--accent)}
.rise{margin:1rem 0 0}
.days{display:block;width:100%;height:auto}
.usual{fill:var(--usual)}.over{fill:var(--over)}.under{fill:var(--under)}.band{fill:var(--band)}
.expected{fill:none;stroke:var(--expected);stroke-width:1.3}
.days .grid{stroke:var(--line);stroke-width:1}
.days .start{stroke:var(--over);stroke-width:1;stroke-dasharray:3 3}
.days text{font-size:11px;fill:var(--faint)}
.days .mark{fill:var(--over);font-weight:600}
.day rect{fill:var(--text);opacity:0}
.day:hover rect,.live .day.picked rect{opacity:.1}
.narrow{display:none}
.picker{margin:0 1% .35rem 6.8%}
.picker input{display:block;width:100%;height:1.5rem;margin:0;accent-color:var(--accent);visibility:hidden}
.live .picker input{visibility:visible}
.picker output{display:block;min-height:1.6em;font-size:.93rem;font-weight:600;font-variant-numeric:tabular-nums}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;margin:.25rem 0 .75rem 6.8%;color:var(--faint);font-size:.85rem}
.legend li{margin:0}
.key{width:1rem;height:.62rem;margin-right:.4rem}
details{margin:.75rem 0}
summary{cursor:pointer;color:var(--accent);font-size:.93rem;width:fit-content}
.scroll{overflow-x:auto;max-height:24rem;overflow-y:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem;margin:.5rem 0}
th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--faint)}
.number,th.number{text-align:right;padding-right:0;white-space:nowrap;font-variant-numeric:tabular-nums}
.scopes>li{padding:.7rem 0;border-top:1px solid var(--line);margin:0}
.of{display:flex;justify-content:space-between;font-weight:600}
.bar{display:block;width:100%;height:.4rem;margin:.3rem 0 .5rem}
.where{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.9rem}
.where div{display:flex;gap:.4rem}
.where dt{color:var(--faint);flex:none}
.facts{font-size:.95rem}
.facts div{display:grid;grid-template-columns:11rem 1fr;gap:1rem;padding:.4rem 0;border-top:1px solid var(--line)}
.facts dt{color:var(--faint)}
.courses>li{display:grid;grid-template-columns:1fr 15rem;gap:1rem;align-items:center;padding:.6rem 0;border-top:1px solid var(--line);margin:0}
.about{margin:0}
.cause{font-weight:650;color:var(--faint);margin-right:.25rem}
.moved{text-align:right}
.dropped{color:var(--faint)}
.values{margin:0;font-size:.85rem;color:var(--faint)}
.values .figure:last-child{color:var(--text);font-weight:650}
.course{display:block;width:100%;height:auto}
.course path{fill:none;stroke:var(--usual);stroke-width:1.8}
.courses>li:first-child .course path{stroke:var(--accent);stroke-width:2.2}
.course circle{fill:var(--usual)}
.courses>li:first-child .course circle{fill:var(--accent)}
.course .grid{stroke:var(--line)}.course .enough{stroke:var(--faint);stroke-dasharray:1 4;stroke-linecap:round}
.plain>li{padding:.5rem 0;border-top:1px solid var(--line);margin:0}
.plain p{margin:.1rem 0}
.trail>li{border-left:3px solid var(--line);padding:.1rem 0 .1rem 1rem;margin:1.25rem 0;scroll-margin-top:1rem}
.trail>li:target{border-left-color:var(--accent)}
.step{margin:0 0 .35rem}
.verdict{font-size:.93rem;margin:.45rem 0 .2rem}
.ticks{letter-spacing:.12em;font-weight:650;margin-right:.3rem}
.good{color:var(--good)}.bad{color:var(--bad)}
.findings{font-size:.95rem}
.at{color:var(--faint);font-size:.85rem}
.weighed{font-size:.88rem;color:var(--faint)}
.supports{margin-right:.8rem}
.next>li{padding:.6rem 0;border-top:1px solid var(--line);margin:0}
.answers{font-size:.93rem}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line)}
@media (max-width:40rem){main{padding:1.5rem 1rem 3rem}h1{font-size:1.4rem}.tiles{grid-template-columns:1fr;gap:.5rem}.tiles div{flex-direction:row;align-items:baseline;gap:1rem}.tiles dd{font-size:1.1rem;margin:0}.wide{display:none}.narrow{display:block}.picker{margin-left:0}.picker output{min-height:3.1em}.legend{margin-left:0}.fixes>li{grid-template-columns:1fr;gap:.1rem}.facts div{grid-template-columns:1fr;gap:0}.courses>li{grid-template-columns:1fr;gap:.3rem}.moved{text-align:left}}
@media print{:root{color-scheme:light;--page:#fff;--card:#fff;--text:#000;--faint:#444;--line:#ccc;--ground:#e8e8e8;--usual:#a7b4c2;--over:#c2412d;--expected:#000;--band:#e3e8ee;--accent:#1d4c74;--good:#1b5c3c;--bad:#8d2718;--critical:#8d120a;--high:#8a3b00;--medium:#5e4700;--low:#2f4767}body{font-size:10.5pt}main{max-width:none;padding:0}section{margin-top:1.5rem}h2,h3{break-after:avoid}.live button,.live .picker input{display:none}.picked rect{opacity:0!important}.picker output{display:none}.trail>li,.fixes>li,.courses>li,.tiles div,.rise{break-inside:avoid}.command pre{padding-right:.8rem}details{display:none}a{color:inherit}}
`;

"""How the page of tables looks."""

STYLE = """
:root{--ink:#1c2430;--soft:#5b6675;--line:#d7dde4;--paper:#fff;--band:#f4f6f9;--link:#0b5cad;
--good:#1a7f4b;--warn:#9a5b00;--bad:#c0262d;--mild:#fdf3dc}
@media (prefers-color-scheme:dark){:root{--ink:#e7ecf2;--soft:#9aa7b6;--line:#364150;--paper:#141a21;--band:#1b232c;
--link:#7ab8ff;--good:#4fcf8d;--warn:#f3b35b;--bad:#ff7b80;--mild:#3a2f18}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0 auto;max-width:76rem;padding:2.5rem 1.25rem 4rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 .75rem;text-wrap:balance;letter-spacing:-.01em}
h2{font-size:1.2rem;margin:0 0 .75rem}
a{color:var(--link)}
.notice{background:var(--mild);border-left:4px solid var(--warn);padding:.6rem .9rem;margin:0 0 1.5rem;
border-radius:4px}
.sum{border:1px solid var(--line);border-radius:10px;padding:1rem 1.25rem;margin-bottom:1.5rem}
.sum dl{display:flex;flex-wrap:wrap;gap:.5rem 2.5rem;margin:0}
.sum dl div{display:flex;flex-direction:column-reverse}
.sum dt{color:var(--soft);font-size:.85rem}
.sum dd{margin:0;font-size:1.9rem;font-weight:650;line-height:1.15;font-variant-numeric:tabular-nums}
.none dd{color:var(--soft)}
.matched dd{color:var(--good)}.explained dd{color:var(--warn)}.different dd{color:var(--bad)}
.sum p{margin:.6rem 0 0;color:var(--soft);font-size:.9rem}
.meter{display:flex;gap:2px;height:8px;border-radius:4px;overflow:hidden;margin-top:.75rem;background:var(--line)}
.meter i{min-width:4px}
i.matched{background:var(--good)}i.explained{background:var(--warn)}i.different{background:var(--bad)}
nav ol{columns:2 20rem;padding-left:1.2rem;margin:0}
section{margin-top:3rem}
.wide{overflow-x:auto}
.wide:focus-visible,.drawing:focus-visible,a:focus-visible,summary:focus-visible{
outline:3px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .5rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:baseline}
thead th{border-bottom:1px solid var(--line);font-weight:600;background:var(--paper)}
thead tr:last-child th{border-bottom:2px solid var(--ink);font-weight:500;color:var(--soft);font-size:.82rem}
thead th[colspan]{border-left:1px solid var(--line)}
tbody th{font-weight:400;min-width:9rem}
tbody th.inside{padding-left:1.5rem}
tr.head th{font-weight:600;background:var(--band)}
td.own{white-space:nowrap}
td.own{border-left:1px solid var(--line);font-weight:500}
td.other{color:var(--soft);white-space:nowrap}
tbody tr:not(.head):hover{background:var(--band)}
.mark{font-weight:700;margin-left:.2rem}
.mark.matched{color:var(--good)}.mark.explained{color:var(--warn)}.mark.different,.mark.absent{color:var(--bad)}
.note{font-size:.72rem;vertical-align:super;margin-left:.2rem;text-decoration:none;padding:0 .15rem}
li:target{background:var(--mild)}
.foot{color:var(--soft);font-size:.86rem;margin:.5rem 0 0;max-width:55rem}
.drawing{margin:0 0 .75rem;overflow-x:auto}
.drawing .title{visibility:hidden}
.drawing svg{display:block;margin-top:-2rem;max-width:100%;height:auto;min-width:34rem}
details{margin:.25rem 0}
summary{cursor:pointer;color:var(--link)}
footer{margin-top:3rem;border-top:1px solid var(--line);color:var(--soft);font-size:.86rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
section li{margin:.3rem 0}
@media print{
:root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--band:#f2f2f2;--link:#000;--good:#000;--warn:#000;--bad:#000;
--mild:#f2f2f2}
@page{size:A4 landscape;margin:14mm}
body{max-width:none;padding:0;font-size:9.5pt}
nav{display:none}section{break-before:page;margin-top:0}#disagreements,#undetermined{break-before:auto;margin-top:1.5rem}
tr,figure{break-inside:avoid}.drawing .title{display:none}
.drawing svg{margin-top:-1.2rem;max-height:150mm;max-width:none}
summary{display:none}thead{display:table-header-group}.wide,.drawing{overflow:visible}
th,td{padding:.14rem .4rem}a{text-decoration:none}
}
"""

"""How the page of changes looks."""

STYLE = """
:root{--ink:#1c2430;--soft:#566170;--line:#d7dde4;--paper:#fff;--band:#f4f6f9;--link:#0b5cad;
--good:#17703f;--warn:#8a5000;--bad:#b3202a;--plus:#dff3e6;--minus:#fbe3e4;--other:#fbf0d9}
@media (prefers-color-scheme:dark){:root{--ink:#e7ecf2;--soft:#9aa7b6;--line:#364150;--paper:#141a21;--band:#1b232c;
--link:#7ab8ff;--good:#63d69b;--warn:#f3b35b;--bad:#ff8f93;--plus:#15382a;--minus:#45212a;--other:#3a2f18}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0 auto;max-width:80rem;padding:2.5rem 1.25rem 4rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 .75rem;letter-spacing:-.01em}
h2{font-size:1.2rem;margin:0 0 .75rem}
a{color:var(--link)}
.sides{display:grid;grid-template-columns:auto 1fr;gap:.15rem .9rem;margin:0 0 1.25rem}
.sides dt{color:var(--soft)}.sides dd{margin:0;overflow-wrap:anywhere}
.sum{border:1px solid var(--line);border-radius:10px;padding:1rem 1.25rem;margin-bottom:1.25rem}
.sum dl{display:flex;flex-wrap:wrap;gap:.5rem 2.5rem;margin:0}
.sum dl div{display:flex;flex-direction:column-reverse}
.sum dt{color:var(--soft);font-size:.85rem}
.sum dd{margin:0;font-size:1.9rem;font-weight:650;line-height:1.15;font-variant-numeric:tabular-nums}
.sum p{margin:.6rem 0 0;color:var(--soft);font-size:.9rem}
.added dd{color:var(--good)}.removed dd{color:var(--bad)}
.changed dd,.renamed dd,.moved dd{color:var(--warn)}.none dd{color:var(--soft)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;padding:0;margin:0;list-style:none}
section{margin-top:2.5rem}
.wide{overflow-x:auto}
.wide:focus-visible,a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;table-layout:fixed;width:100%;min-width:52rem;font-size:.92rem}
th,td{padding:.45rem .6rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
thead th{border-bottom:2px solid var(--ink);font-weight:500;color:var(--soft);font-size:.82rem}
thead th:nth-child(1){width:8rem}thead th:nth-child(2),thead th:nth-child(3){width:20%}
tbody th{font-weight:600;overflow-wrap:anywhere}
.value{white-space:pre-wrap;overflow-wrap:anywhere}
.nothing{color:var(--soft);font-style:italic}
.badge{display:inline-block;border-radius:1rem;padding:.05rem .6rem;font-size:.82rem;white-space:nowrap;
background:var(--other);color:var(--warn)}
.badge.added{background:var(--plus);color:var(--good)}.badge.removed{background:var(--minus);color:var(--bad)}
.follows{margin:.15rem 0 0;color:var(--soft);font-size:.84rem}
del{background:var(--minus);text-decoration-thickness:1px}ins{background:var(--plus);text-underline-offset:2px}
details{font-weight:400;font-size:.84rem;color:var(--soft)}summary{cursor:pointer;color:var(--link)}
section li{margin:.2rem 0;overflow-wrap:anywhere}
@media print{
:root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--band:#f2f2f2;--link:#000;--good:#000;--warn:#000;--bad:#000;
--plus:#fff;--minus:#fff;--other:#fff}
@page{size:A4 landscape;margin:14mm}
body{max-width:none;padding:0;font-size:9.5pt}
nav{display:none}tr{break-inside:avoid}thead{display:table-header-group}.wide{overflow:visible}
table{min-width:0}.badge{padding:0}
}
"""

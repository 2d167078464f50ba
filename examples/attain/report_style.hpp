// The report's style sheet: light and dark, from a telephone to paper.
#pragma once

namespace attain_program {

inline constexpr const char* report_style = R"css(
:root{color-scheme:light dark;--bg:#f6f6f3;--card:#fff;--ink:#18212f;--muted:#667085;--line:#e6e7e3;--grid:#ecece8;
--accent:#0f766e;--accent-soft:#0f766e1f;--band1:#0f766e1c;--band2:#0f766e33;--pace:#c2410c;--actual:#18212f;
--pass:#0f766e;--pass-bg:#d9f0ec;--warn:#92400e;--warn-bg:#fdebc8;--fail:#9f1239;--fail-bg:#fde0e6;--hollow:#8a94a6}
@media(prefers-color-scheme:dark){:root{--bg:#10151b;--card:#181f28;--ink:#e8ecf1;--muted:#98a3b3;--line:#2a333f;
--grid:#252d38;--accent:#2dd4bf;--accent-soft:#2dd4bf26;--band1:#2dd4bf1c;--band2:#2dd4bf38;--pace:#fb923c;
--actual:#f4f6f8;--pass:#5eead4;--pass-bg:#123c38;--warn:#fcd34d;--warn-bg:#42330f;--fail:#fda4af;--fail-bg:#4a1524;
--hollow:#8491a5}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:40px 24px 56px}
header .eyebrow{color:var(--accent);font-weight:600;font-size:13px;letter-spacing:.06em;text-transform:uppercase;margin:0}
h1{font-size:clamp(26px,4.4vw,40px);line-height:1.15;letter-spacing:-.02em;margin:6px 0 6px;font-weight:700}
header p.lead{color:var(--muted);margin:0;font-size:17px;max-width:62ch}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:14px;margin:28px 0 0}
.tile,.card{background:var(--card);border:1px solid var(--line);border-radius:14px}
.tile{padding:16px 18px}
.tile b data{white-space:nowrap}
.tile b{display:block;font-size:28px;line-height:1.2;letter-spacing:-.01em;font-weight:650}
.tile span{color:var(--muted);font-size:13.5px;line-height:1.35;display:block;margin-top:3px}
section{margin-top:40px}
h2{font-size:20px;letter-spacing:-.01em;margin:0 0 2px;font-weight:650}
section>p{margin:0 0 14px;color:var(--muted);max-width:72ch}
.card{padding:20px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th{font-size:12px;font-weight:600;color:var(--muted);text-align:right;padding:4px 10px 10px;white-space:nowrap}
td{padding:11px 10px;border-top:1px solid var(--line);text-align:right;white-space:nowrap;vertical-align:middle}
th:first-child,td:first-child{text-align:left;padding-left:0}
th:last-child,td:last-child{padding-right:0}
td.owner{font-weight:600}td.owner small{display:block;color:var(--muted);font-weight:400;font-size:13px}
td.quota{font-size:21px;font-weight:650}
.dense td,.dense th{padding-left:5px;padding-right:5px}.dense td{font-size:13.5px}.dense td.quota{font-size:15px}
.dense td:first-child{padding-left:0}.dense td:last-child,.dense th:last-child{padding-right:0}
.dense .bar{display:none}.dense .smart{gap:2px}.dense .smart abbr{width:18px;height:19px;font-size:10.5px}
tr.sum td{font-weight:650;border-top:2px solid var(--ink)}
.bar{display:inline-block;vertical-align:middle;width:76px;height:7px;border-radius:4px;background:var(--grid);
margin-right:9px;overflow:hidden;position:relative}
.bar i{position:absolute;inset:0 auto 0 0;background:var(--accent);border-radius:4px}
.smart{display:inline-flex;gap:3px}
.smart abbr{width:21px;height:21px;border-radius:6px;display:inline-grid;place-items:center;font-size:11.5px;
font-weight:700;text-decoration:none;background:var(--pass-bg);color:var(--pass);cursor:help}
.smart .warn{background:var(--warn-bg);color:var(--warn)}.smart .fail{background:var(--fail-bg);color:var(--fail)}
.soft{color:var(--muted)}
.grid2{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:14px}
.grid2>div{display:flex;flex-direction:column}.grid2>div>.card{flex:1}.grid2>div>h2{margin-bottom:12px}
.card h3{margin:0;font-size:16px;font-weight:650;display:flex;justify-content:space-between;gap:12px;align-items:baseline}
.card h3 span{font-weight:400;font-size:14px;color:var(--muted);text-align:right}
svg{display:block;width:100%;height:auto;margin-top:10px;overflow:visible}
svg text{fill:var(--ink);font-size:13px}
svg .axis{fill:var(--muted);font-size:11.5px}
svg .name{font-size:13px}svg .channel{font-size:12px;font-weight:650;fill:var(--muted)}
svg .strongtext{font-weight:650}
svg .grid{stroke:var(--grid);stroke-width:1}svg .tick{stroke:var(--muted)}
svg .band{stroke:none}svg .wide{fill:var(--band1)}svg .narrow{fill:var(--band2)}
svg path.median{fill:none;stroke:var(--accent);stroke-width:2}
svg path.pace{fill:none;stroke:var(--pace);stroke-width:1.6;stroke-dasharray:5 4}
svg path.actual{fill:none;stroke:var(--actual);stroke-width:2.6;stroke-linejoin:round}
svg .actualdot{fill:var(--actual)}
svg .target{stroke:var(--ink);stroke-width:1.2}svg .targettext{font-weight:700;font-size:14px}
svg .link{stroke:var(--accent);stroke-width:3;opacity:.28}
svg .hollow{fill:var(--card);stroke:var(--hollow);stroke-width:2.2}
svg .full,svg .strong{fill:var(--accent)}svg .plain{fill:var(--hollow)}
svg .whisker{stroke:var(--hollow);stroke-width:2.4;opacity:.55}svg .strongline{stroke:var(--accent);opacity:.6}
svg .teamline{stroke:var(--pace);stroke-width:1.6;stroke-dasharray:4 3}
svg .rank{fill:var(--accent);opacity:.75}
.key{display:flex;flex-wrap:wrap;gap:6px 18px;margin:12px 0 0;padding:0;list-style:none;color:var(--muted);font-size:13px}
.key li{display:flex;align-items:center;gap:7px}
.key i{display:inline-block;width:18px;height:10px;border-radius:3px}
.key .k-band{background:var(--band2)}.key .k-wide{background:var(--band1);outline:1px solid var(--band2)}
.key .k-line{height:0;border-top:2.4px solid var(--actual);border-radius:0}
.key .k-pace{height:0;border-top:2px dashed var(--pace);border-radius:0;background:none}
.key .k-median{height:0;border-top:2.4px solid var(--accent);border-radius:0}
.key .k-hollow{width:12px;height:12px;border-radius:50%;border:2.2px solid var(--hollow)}
.key .k-full{width:12px;height:12px;border-radius:50%;background:var(--accent)}
details{border-top:1px solid var(--line)}details:first-of-type{border-top:0}
summary{cursor:pointer;padding:11px 0;font-weight:600;display:flex;justify-content:space-between;gap:12px}
summary span{color:var(--muted);font-weight:400}
summary:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:4px}
details ol{margin:0 0 14px;padding-left:22px;color:var(--muted)}
footer{margin-top:44px;padding-top:16px;border-top:1px solid var(--line);color:var(--muted);font-size:13.5px}
footer p{margin:0 0 6px;max-width:90ch}
@media(max-width:720px){main{padding:26px 16px 40px}.tiles{grid-template-columns:repeat(2,1fr);gap:10px}
.tile{padding:13px 14px}.tile b{font-size:23px}.grid2{grid-template-columns:minmax(0,1fr)}.card{padding:16px}
section{margin-top:32px}.wide-only{display:none}td,th{padding-left:7px;padding-right:7px}.bar{display:none}
td.quota{font-size:18px}.dense td{font-size:13px}.dense td.quota{font-size:14px}
.dense td,.dense th{padding-left:4px;padding-right:4px}.dense .owner{white-space:normal}.smart{gap:2px}.smart abbr{width:18px;height:19px;font-size:10.5px;border-radius:5px}}
@media print{body{background:#fff}.card,.tile{break-inside:avoid}section{break-inside:avoid-page}}
)css";

} // namespace attain_program

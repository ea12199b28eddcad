"""What a student may write so that it acts where it is shown, by name."""

from __future__ import annotations

PWN = "document.title='taken'"

PAYLOADS: dict[str, str] = {
    # A page.
    "script": f"<script>{PWN}</script>",
    "end of a script": f"</script><script>{PWN}</script>",
    "end of a style": f"</style><script>{PWN}</script>",
    "end of a title": f"</title></pre></textarea>--><script>{PWN}</script>",
    "end of a double-quoted attribute": f'" autofocus onfocus="{PWN}" onmouseover="{PWN}" x="',
    "end of a single-quoted attribute": f"' autofocus onfocus='{PWN}' x='",
    "attribute without quotes": f"x onload={PWN} onpointerenter={PWN} ",
    "picture": f'<img src=x onerror="{PWN}">',
    "svg": f'<svg><animate onbegin="{PWN}" attributeName=x dur=1s></svg><svg/onload={PWN}>',
    "svg with a script": f"<svg><script>{PWN}</script><style><img src=x onerror={PWN}></style></svg>",
    "mathml": f'<math><mtext><table><mglyph><style><img src=x onerror="{PWN}"></style></mglyph></table></mtext></math>',
    "link in mathml": f'<math href="javascript:{PWN}"><mi>click</mi></math>',
    "javascript": f"javascript:{PWN}",
    "markdown link": f"[click](javascript:{PWN}) ![x](x\"onerror={PWN}) <javascript:{PWN}>",
    "markdown image": "![x](https://evil.test/seen.png)\n\n| a |\n|-|\n| b |\n\n# large",
    "details": f"<details open ontoggle={PWN}>x</details>",
    "frame": f'<iframe srcdoc="<script>parent.{PWN}</script>"></iframe><object data="data:text/html,x"></object>',
    "refresh and base": '<meta http-equiv="refresh" content="0;url=data:text/html,x"><base href="https://evil.test/">',
    "style": "<style>*{display:none}</style><link rel=stylesheet href=//evil.test>",
    "template": "{{ 7*7 }}{% for x in group.rows %}x{% endfor %}${7*7}#{7*7}<%= 7*7 %>",
    "entities": "&lt;script&gt; &#60;script&#62; &amp;lt; &nbsp",
    "utf-7": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    # XML.
    "cdata": "]]> <![CDATA[ <x> ]]>",
    "doctype": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "forbidden in XML": "\x00\x01\x08\x0b\x0c\x1f\x7f\ufffe\uffff\udfff\ud800",
    # A terminal.
    "colour": "\x1b[31mred\x1b[0m \x1b[2J\x1b[1;1H\x1b[8mhidden",
    "title": "\x1b]0;taken\x07\x1b]2;taken\x1b\\",
    "link": "\x1b]8;;https://evil.test\x1b\\click\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;cm0gLXJmIH4K\x07",
    "device control": "\x1bP$q\"p\x1b\\ \x1b_taken\x1b\\ \x1b^taken\x1b\\ \x1bXtaken\x1b\\",
    "C1": "\x9b31mred\x9d0;taken\x9c\x90x\x9c\x84\x85\x8d",
    "over the line above": "\rtaken\x1b[1A\x1b[2Ktaken\x08\x08\x08\x0btaken\x0ctaken",
    "bell and shift": "\x07\x0e\x0fx\x1b(0\x1bc\x1b#8",
    "bidirectional": "\u202egnp.exe\u202c \u2066x\u2069 \u200fx\u200e \u061cx",
    "invisible": "a\u200bb\u2060c\ufeffd\u00ade\u034ff\u115fg\u3164h\uffa0i\u180ej\ufe0fk\u200dl\u200cm",
    "tags": "x\U000e0041\U000e0042\U000e007f\U000e0100",
    "tower of marks": "Z" + "\u0300\u0489" * 500,
    "rich": f"[link=https://evil.test]click[/link] [red]x[/red] [@click=app.bell]x[/] [{PWN}]",
    # Lines of their own.
    "forged lines": "x\nada                                   10/10\r\nScore 10/10\u2028Score 10/10",
    "workflow commands": "\n::error file=x::taken\n::add-mask::e\n::set-output name=result::1\n##[add-path]/tmp",
    "workflow command at once": "::error file=x,title=y::taken ##[error]taken",
    "older workflow command": "x ##[set-output name=result;]1 ##[##[add-mask]e",
    # A spreadsheet.
    "formula": '=HYPERLINK("https://evil.test","click")',
    "formula after a sign": "+1+cmd|' /C calc'!A0",
    "formula after a minus": "-2+3+cmd|' /C calc'!A0",
    "formula after an at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula after a tab": "\t=1+1",
    "formula after a return": "\r=1+1",
    "formula on its own line": "x\n=1+1",
    "formula after quotes": "\" '=1+1",
    "formula after spaces": "\u00a0 \u3000=1+1",
    "formula after something invisible": "\ufeff\u200b\u200d\u3164=1+1",
    "formula in full width": "\uff1d1\uff0b1",
    "formula after a semicolon": 'x;=1+1;"=1+1',
    "formula in the next cell": 'x","=1+1',
    # Size.
    "long line": "W" * 1_000_000,
    "many lines": "line\n" * 200_000,
    "long escape": "\x1b]8;;" + "x" * 1_000_000,
    "much that is escaped": "<&\"'>" * 200_000,
}

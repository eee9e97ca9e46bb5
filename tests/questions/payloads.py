"""Attacks on the cleaner, after the OWASP XSS filter evasion cheat sheet (CC BY-SA 4.0) and the payload lists of
html5sec; addresses are ours. And texts that are not attacks but heavy.
"""

TAGS_THAT_RUN = (
    "<script>alert(1)</script>|<SCRIPT SRC=//evil.example/x.js></SCRIPT>|<scr<script>ipt>alert(1)</scr</script>ipt>"
    "|<img src=x onerror=alert(1)>|<img src=`x` onerror=alert(1)>|<img/src/onerror=alert(1)>"
    '|<IMG """><SCRIPT>alert(1)</SCRIPT>">|<img src=x:alert(1) onerror=eval(src)>|<svg onload=alert(1)>'
    "|<svg/onload=alert(1)//|<svg><script>alert(1)</script></svg>|<svg><animate onbegin=alert(1) attributeName=x>"
    "|<svg><a xlink:href=javascript:alert(1)><text x=0 y=20>x</text></a></svg>|<svg><use href=data:image/svg+xml,x>"
    "|<math><maction actiontype=statusline#javascript:alert(1)>x|<math href=javascript:alert(1)>x</math>"
    "|<body onload=alert(1)>|<body background=javascript:alert(1)>|<iframe src=javascript:alert(1)></iframe>"
    "|<iframe srcdoc='<script>alert(1)</script>'></iframe>|<object data=javascript:alert(1)></object>"
    "|<embed src=javascript:alert(1)>|<link rel=stylesheet href=javascript:alert(1)>|<meta http-equiv=refresh"
    " content=0;url=javascript:alert(1)>|<base href=javascript:alert(1)//>|<form action=javascript:alert(1)><input"
    " type=submit>|<button formaction=javascript:alert(1)>x</button>|<input onfocus=alert(1) autofocus>"
    "|<select onfocus=alert(1) autofocus>|<textarea onfocus=alert(1) autofocus>|<keygen onfocus=alert(1) autofocus>"
    "|<video src=x onerror=alert(1)>|<video><source onerror=alert(1)></video>|<audio src=x onerror=alert(1)>"
    "|<details open ontoggle=alert(1)>|<marquee onstart=alert(1)>|<isindex action=javascript:alert(1)>"
    "|<table background=javascript:alert(1)>|<td background=javascript:alert(1)>|<div style=width:expression(alert(1))>"
    "|<div style=background-image:url(javascript:alert(1))>|<style>@import'javascript:alert(1)';</style>"
    "|<style>*{x:expression(alert(1))}</style>|<xss style=xss:expression(alert(1))>|<br size=&{alert(1)}>"
    "|<layer src=//evil.example/x.html></layer>|<frameset><frame src=javascript:alert(1)></frameset>"
    "|<template><script>alert(1)</script></template>|<noscript><p title='</noscript><img src=x onerror=alert(1)>'>"
    "|<title><img src=x onerror=alert(1)></title>|<xmp><img src=x onerror=alert(1)></xmp>|<plaintext><img src=x"
    " onerror=alert(1)>|<listing><img src=x onerror=alert(1)></listing>|<a href=javascript:alert(1)>x</a>"
    "|<a onmouseover=alert(1)>x</a>|<a href='x' onclick=alert(1)>x</a>|<p id=csrf name=csrf onclick=alert(1)>x</p>"
    "|<!--<img src='--><img src=x onerror=alert(1)//'>|<![CDATA[<img src=x onerror=alert(1)>]]>|<?xml x?><img src=x"
    " onerror=alert(1)>|<!ENTITY x SYSTEM 'file:///etc/passwd'>|<math><mtext></mtext><mglyph><svg><mtext><style><path"
    " id='</style><img onerror=alert(1) src>'>|<form><math><mtext></form><form><mglyph><style></math><img src"
    " onerror=alert(1)>|<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>|<x onblur=alert(1)>"
    "|<style><!--</style><script>alert(1)//--></script>|<p style=animation-name:x onanimationstart=alert(1)>x"
    "|<portal src=javascript:alert(1)>|<dialog open onclose=alert(1)>|<img src=x\x00 onerror=alert(1)>"
)
ADDRESSES = (
    "javascript:alert(1)|JaVaScRiPt:alert(1)|java\tscript:alert(1)|java\nscript:alert(1)|&#106;avascript:alert(1)"
    "|&#x6A&#x61&#x76&#x61script:alert(1)|&#0000106avascript:alert(1)|java&Tab;script:alert(1)|javascript&colon;alert(1)"
    "| javascript:alert(1)|\x01javascript:alert(1)|\u200bjavascript:alert(1)|javascript://%0aalert(1)"
    "|javascript:/*--></title>*/alert(1)|vbscript:msgbox(1)|livescript:alert(1)|mocha:alert(1)|data:text/html,<script>"
    "alert(1)</script>|data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==|data:image/svg+xml;base64,PHN2Zz4="
    "|blob:https://x.example/1|filesystem:https://x.example/1|file:///etc/passwd|about:blank|view-source:javascript:x"
    "|jar:https://x.example!/|feed:javascript:alert(1)|%6A%61vascript:alert(1)|ｊａｖａｓｃｒｉｐｔ:alert(1)"
    "|javascript\uff1aalert(1)|intent://x#Intent;scheme=x;end|sms:+79000000000?body=x|ms-settings:privacy"
)
MARKDOWN = [
    "[x](javascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    '![x](x "onerror=alert(1)")',
    '[x](http://x.example "\' onmouseover=alert(1)")',
    '[x](http://x.example"onmouseover="alert(1))',
    "<javascript:alert(1)>",
    "<http://x.example/'onmouseover='alert(1)>",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    "[<img src=x onerror=alert(1)>](http://x.example)",
    "http://x.example/?q=<script>alert(1)</script>",
    "https://x.example/\"onmouseover='alert(1)'",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)\\</script>",
    "*<script>*alert(1)*</script>*",
]
PAYLOADS = [*TAGS_THAT_RUN.split("|"), *ADDRESSES.split("|"), *MARKDOWN]

NASTY = {
    "quotes in quotes": ">" * 50_000 + " x",
    "spaced quotes": "> " * 30_000 + "x",
    "lists in lists": "\n".join("  " * depth + "- x" for depth in range(300)),
    "numbers in numbers": "\n".join("   " * depth + "1. x" for depth in range(300)),
    "brackets": "[" * 50_000,
    "closed brackets": "[" * 5_000 + "]" * 5_000,
    "brackets and parens": "[x](" * 10_000,
    "parens": "[x]" + "(" * 30_000,
    "images": "![" * 20_000,
    "stars": "*" * 60_000 + "x",
    "stars and letters": "*a" * 20_000,
    "pairs of stars": "**a **b " * 8_000,
    "underscores": "_a_ " * 15_000,
    "backticks": "`" * 60_000,
    "growing backticks": " ".join("`" * length for length in range(1, 250)),
    "tags": "<b>" * 20_000,
    "open tags": "<" * 60_000,
    "half tags": "<a " * 20_000,
    "comments": "<!-- " * 10_000,
    "entities": "&amp;" * 15_000,
    "half entities": "&#" * 30_000,
    "links": "https://example.org/a " * 3_000,
    "dots": "a." * 30_000,
    "mails": "a@" * 30_000,
    "one long word": "я" * 100_000,
    "long lines": ("слово " * 1_000 + "\n") * 15,
    "empty lines": "\n" * 100_000,
    "zero width": "а\u200b" * 40_000,
    "turned around": "\u202eабв" * 20_000,
    "accents": "а" + "\u0301" * 90_000,
    "references": "\n".join(f"[{number}]: http://x.example/{number}" for number in range(2_000)),
    "emoji": "👩\u200d👩\u200d👧 " * 8_000,
    "blanks": "\t" * 100_000,
    "blank signs of other writings": "\u0085\u2028\u2029" * 30_000,
    "lists with gaps": "- a\n\n" * 20_000,
    "lines of one sign": "[\n" * 50_000,
    "fences": "```\n" * 20_000,
    "a table of a thousand columns": ("|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n") * 20,
    "references used": "\n".join(f"[{number}]: /{number}" for number in range(500)) + "\n\n" + "[1][2]" * 5_000,
    "emphasis in emphasis": "_*" * 20_000 + "x" + "*_" * 20_000,
    "quotes in lists in quotes": "> - 1. " * 10_000 + "x",
    "links in links": "[" * 10_000 + "x" + "](/y)" * 10_000,
    "long entities": "&CounterClockwiseContourIntegral;" * 2_000,
    "one long address": "http://x.ru/" + "a" * 90_000,
    "unclosed addresses": "(http://x.ru/(" * 6_000,
    "marks upon marks": "".join("а" + "\u0301\u0302\u0303\u0304" * 20 for _letter in range(1_000)),
    "NUL": "а\x00" * 40_000,
    "halves of pairs": "\ud83d" * 80_000,
    "written from the right": "שלום עולם " * 9_000,
    "turned around by number": "&#x202e;абв" * 8_000,
}

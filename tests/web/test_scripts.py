"""Scripts without what only their reader needs."""

import pytest

from fundportal.web.scripts import bare


@pytest.mark.parametrize(
    ("written", "served"),
    [
        ("// why\n  const one = 1, two = { three: one };\n", "const one=1,two={three:one};"),
        ('tell("a , b = { c }", `d , ${e} (f)`);', 'tell("a , b = { c }",`d , ${e} (f)`);'),
        ('const found = text.match(/(?:^|; )token=([^;]+) [/ ,]/) ?? "";', 'const found=text.match(/(?:^|; )token=([^;]+) [/ ,]/)??"";'),
        ("left = (size - sent) / speed / 1000 + +more - -1;", "left=(size-sent)/ speed / 1000 + +more - -1;"),
        ('if (a) {\n  b();\n}\nelse c("\\" ; ");\nd();', 'if(a){b();}else c("\\" ; ");d();'),
        ("return !(await one) && typeof two !== three;", "return!(await one)&&typeof two!==three;"),
        ("a = b / (c) + f(d / [e]); // why, then\nnext();", "a=b / (c)+ f(d / [e]);next();"),
        (
            'import { drop } from "./outbox.js";\n\nexport const a = async () => !!b;',
            'import{drop}from "./outbox.js";export const a=async()=>!!b;',
        ),
    ],
)
def test_texts_and_patterns_stay_and_room_goes(written, served):
    assert bare(written) == bare(served) == served

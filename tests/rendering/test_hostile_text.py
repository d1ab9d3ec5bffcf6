"""No text that anybody wrote becomes markup, in a letter's Markdown or its HTML."""

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.rendering import Letterhead, write_letter
from demokrativillkor.rendering.blocks import Gap, Heading, Items, Missing, Notice, Paragraph, Terms, html, markdown
from tests.support.markup import OURS, Page
from tests.support.signing import event, heard, signed

MISSING = Missing(Bilingual(sv="x", en="x"), "", "write it")
HOSTILE = '<script>alert(1)</script> <img src=x onerror="x"> [a](javascript:x) **b** `c` \n# d\n> e\n1. f\n- g | <!-- &amp; ]]>'


@given(
    text=st.one_of(st.just(HOSTILE), st.text(alphabet="<>&\"'`*_#[]()!|~\\-+=1. \nab", min_size=1).filter(str.strip))
)
def test_no_text_becomes_markup(text):
    blocks = [
        Heading(text, 1),
        Paragraph(text),
        Items((text,)),
        Terms(((text, text),)),
        Gap(text, MISSING),
        Notice(text),
    ]
    assert {tag for tag, _ in Page(html(blocks, "sv")).tags} <= OURS
    kinds = {token.type for token in MarkdownIt("commonmark").parse(markdown(blocks))}
    inline = [child for token in MarkdownIt("commonmark").parse(markdown(blocks)) for child in token.children or ()]
    assert not kinds & {"html_block", "code_block", "fence", "hr", "ordered_list_open"}
    assert not {child.type for child in inline} & {"html_inline", "link_open", "image", "code_inline", "em_open"}


def test_the_words_of_a_text_survive_both_forms():
    text = 'Ett "citat" & <b>fet</b> *stjärna* 1. punkt'
    assert text in "".join(Page(html([Paragraph(text)], "sv")).words)
    (paragraph,) = [
        token for token in MarkdownIt("commonmark").parse(markdown([Paragraph(text)])) if token.type == "inline"
    ]
    assert "".join(child.content for child in paragraph.children) == text


def test_hostile_text_in_a_record_stays_text(refused, vocabulary):
    signature = event(vocabulary, "signed", **signed(reasons=HOSTILE, decision=HOSTILE, conditions=[HOSTILE]))
    letter = write_letter(*refused, heard(vocabulary), "sv", head=Letterhead(unit=HOSTILE), signing=signature)
    assert {tag for tag, _ in Page(letter.html).tags} <= OURS

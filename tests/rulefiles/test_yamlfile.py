"""YAML 1.2 as the rule files use it, read alike by both parsers."""

from random import Random

import pytest

from demokrativillkor.resources import rules_folder
from demokrativillkor.rulefiles import yamlfile
from demokrativillkor.rulefiles.yamlfile import LARGEST_FILE, read_yaml

FILES = sorted(rules_folder().rglob("*.yaml"))


def read(tmp_path, content):
    path = tmp_path / "file.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_yaml(path, "file.yaml")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("17", 17),
        ("-3", -3),
        ("010", 10),
        ("1.5", "1.5"),
        ("2019-06-30", "2019-06-30"),
        ("'true'", "true"),
        ('"17"', "17"),
        ("å ä ö", "å ä ö"),
        ("[a, {b: c}]", ["a", {"b": "c"}]),
        (">-\n  folded\n  text", "folded text"),
    ],
)
def test_a_value_is_read_by_the_core_schema_without_the_surprises_of_yaml_1_1(tmp_path, written, value):
    file = read(tmp_path, f"key: {written}")
    assert (file.value, file.problems) == ({"key": value}, [])


def test_every_value_knows_its_line_and_a_missing_one_that_of_the_nearest(tmp_path):
    file = read(tmp_path, "a:\n  - b: 1\n\n  - c:\n      d: 2\n")
    assert file.line_of("a", 1, "c", "d") == 5
    assert file.line_of("a", 1, "c", "missing", 7) == 4
    assert file.line_of("nowhere") == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: \xe5\n", "file.yaml:1: is not UTF-8; save the file as UTF-8"),
        (b"a: 1\nb: \xff", "file.yaml:2: is not UTF-8; save the file as UTF-8"),
        ("a: *b", "file.yaml:1: aliases are not allowed in rule files; write the value out"),
        (
            "a:\n\t- b",
            "file.yaml:2: is not YAML: found character '\\t' that cannot start any token; check quotes and indentation",
        ),
        ("a: \x01", "file.yaml:1: is not YAML: unacceptable character #x0001: special characters are not allowed"),
        ("a" * (LARGEST_FILE + 1), "file.yaml:1: the file is larger than 1000000 bytes; split it"),
        ("{a: 1}: 2", "file.yaml:1: a key must be a word; write it without brackets"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path, content, words):
    assert [str(problem) for problem in read(tmp_path, content).problems] == [words]


def test_a_file_that_is_not_there_is_told(tmp_path):
    (problem,) = read_yaml(tmp_path / "missing.yaml", "missing.yaml").problems
    assert str(problem) == "missing.yaml:1: cannot be read: No such file or directory"


def test_an_empty_file_has_no_value(tmp_path):
    assert read(tmp_path, "").value is None


def test_a_bomb_of_aliases_is_refused_before_it_grows(tmp_path):
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    assert {problem.code for problem in read(tmp_path, bomb).problems} == {"anchor", "alias"}


@pytest.fixture
def careful(monkeypatch):
    """The texts that were read with ruamel.yaml."""
    texts = []

    class Noting(yamlfile.YAML):
        def parse(self, text):
            texts.append(text)
            return super().parse(text)

    monkeypatch.setattr(yamlfile, "YAML", Noting)
    return texts


def read_carefully(path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(yamlfile, "_LIBYAML", None)
        return read_yaml(path, path.name)


def test_every_packaged_rule_file_is_read_with_libyaml(careful):
    for path in FILES:
        read_yaml(path, path.name)
    assert len(FILES) > 400
    assert careful == []


def test_both_parsers_read_the_packaged_rule_files_alike(monkeypatch):
    for path in FILES[::7]:
        assert read_yaml(path, path.name) == read_carefully(path, monkeypatch)


PIECES = (":", "-", ",", "[", "]", "{", "}", "#", "&a", "*a", "!", "|", ">", "'", '"', "%", "@", "`", "?", "=", "~", "\\",
          "\n", "  ", " # x", "\n# x\n", ": ", "- ", "? ", "\n---\n", "\n...\n", "''", '""', "|\n  a\n   b\n\n",
          "> \n  a\n\n   b\n", "|-\n", ">+\n", "|2\n", ">#", "\t", "\r\n", "\u00a0", "\x85", "\u2028", "\ufeff",
          "<<: ", "0", "null", "å")  # fmt: skip


def changed(text, random):
    """The beginning of a text with some pieces put in and some taken out."""
    text = text[: random.randrange(20, 600)]
    for _ in range(random.randrange(1, 5)):
        start = random.randrange(len(text) + 1)
        end = start + random.choice((0, 0, 0, 1, 1, 12))
        text = text[:start] + random.choice(PIECES) + text[end:]
    return text


@pytest.mark.parametrize("seed", range(4))
def test_both_parsers_read_files_with_any_mistake_alike_or_only_the_careful_one_does(
    tmp_path, monkeypatch, careful, seed
):
    random, path, plainly = Random(seed), tmp_path / "file.yaml", 0
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    for _ in range(500):
        path.write_text(changed(random.choice(texts), random), encoding="utf-8", newline="")
        careful.clear()
        read = read_yaml(path, "file.yaml")
        if not careful:
            plainly += 1
            assert read == read_carefully(path, monkeypatch)
    assert plainly > 50


def test_without_libyaml_everything_is_read_carefully(careful, monkeypatch):
    assert read_carefully(FILES[0], monkeypatch).value
    assert len(careful) == 1

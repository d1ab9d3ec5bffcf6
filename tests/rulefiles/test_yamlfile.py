"""YAML 1.2 as the rule files use it."""

import pytest

from demokrativillkor.rulefiles.yamlfile import LARGEST_FILE, read_yaml


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

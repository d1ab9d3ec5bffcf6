"""What a text tells of the grant and of what its act says of the decision."""

from demokrativillkor.act import Topic
from demokrativillkor.application import Stage
from demokrativillkor.rendering import actphrases


def test_the_text_calls_a_kind_of_recipient_what_the_vocabulary_calls_it(vocabulary):
    assert vocabulary.recipient_kinds == actphrases.RECIPIENT_KINDS


def test_every_stage_and_every_topic_has_its_words():
    assert set(actphrases.STAGES) == set(Stage)
    assert set(actphrases.TOPICS) == set(Topic)

"""Checks for `reverse_sequence`."""

import torch
from torch import Tensor

from course_cli.grading import Rules, assert_close, draw_curves, draws, fail, points
from course_cli.language import translated as _

RULES = Rules(refuse=("attention",), call_seconds=30, total_seconds=150, capstone=True)
EXPERIMENT = (
    "Begin with length 2: does the model learn to swap two tokens within a few epochs? Print the loss, and the "
    "accuracy of each position. Then feed the same tokens in another order, untrained: do the logits merely change "
    "places, or can the model tell where a token stands?"
)

NUM_SYMBOLS, LENGTH, NUM_EPOCHS = 10, 8, 10
GOAL = 0.99
CHANCE = 0.35  # guessing is right once in ten; an untrained model may lean to the symbols it has seen


def seeds(inputs) -> tuple[int, int]:
    first = int(inputs.integers(0, 1000))
    return first, first + 1


def logits_of(model, tokens: Tensor, num_symbols: int = NUM_SYMBOLS) -> Tensor:
    """What the model returns, once it is known to be float32 of shape (n, length, num_symbols)."""
    logits = model(tokens)
    shape = (*tokens.shape, num_symbols)
    assert_close(logits, torch.zeros(shape), rtol=0.0, atol=1e30, axes=("n", "length", "num_symbols"))
    return logits


def accuracy(model, inputs) -> float:
    tokens = inputs.integers(0, NUM_SYMBOLS, 512, LENGTH)
    right = logits_of(model, tokens).argmax(dim=-1) == tokens.flip(1)
    return right.double().mean().item()


def effects(model, inputs) -> Tensor:
    """(length, length): how much another token at j, all else equal, moves the logits at i."""
    tokens = inputs.integers(0, NUM_SYMBOLS, 64, LENGTH)
    before, rows = logits_of(model, tokens), []
    for j in range(LENGTH):
        changed = tokens.clone()
        changed[:, j] = (changed[:, j] + 1 + inputs.integers(0, NUM_SYMBOLS - 1, 64)) % NUM_SYMBOLS
        rows.append((logits_of(model, changed) - before).abs().mean(dim=(0, 2)))
    return torch.stack(rows)


@points(1, hint="One row of logits for each token, of which there are n times length.")
def test_logits(student, inputs):
    """model(tokens) returns one logit for each sample, position and symbol, whatever the sizes"""
    for num_symbols, length, n in ((5, 4, 3), (3, 7, 1), (NUM_SYMBOLS, LENGTH, 6)):
        model = student.train(num_symbols, length, 0, seeds(inputs)[0])
        logits_of(model, inputs.integers(0, num_symbols, n, length), num_symbols)


@points(2, needs="logits", hint="What does your model know before the first step?")
def test_untrained_is_no_better_than_chance(student, inputs):
    """with num_epochs=0 the model guesses: nothing is known but by learning"""
    share = min(accuracy(student.train(NUM_SYMBOLS, LENGTH, 0, seed), inputs) for seed in seeds(inputs))
    if share > CHANCE:
        fail(
            "with num_epochs=0 a share of {share:.2f} of the tokens is right, where guessing gives 0.10",
            share=share,
            got=share,
            expected=_("at most {}").format(CHANCE),
        )


@points(
    3,
    needs="untrained_is_no_better_than_chance",
    hint="Give the model the tokens in the order they came in: which position to look at is what it has to learn.",
)
def test_the_reversal_is_not_built_in(student, inputs):
    """before training, the output at a position does not hang on the token at the mirrored position above all"""
    mirror = torch.arange(LENGTH).flip(0)
    for seed in seeds(inputs):
        effect = effects(student.train(NUM_SYMBOLS, LENGTH, 0, seed), inputs)
        if not torch.equal(effect.argmax(dim=1), mirror):
            return
    fail(
        "before any training, another token at position j moves the output at position length - 1 - j most, for every "
        "j: the tokens are flipped by index, so there is nothing left to learn",
        got=_("most moved: {}").format(effect.argmax(dim=1).tolist()),
    )


@points(
    6,
    needs="the_reversal_is_not_built_in",
    hint="Attention alone does not know where a token stands. What does? Then: is the loss still falling at the end?",
)
def test_learns_to_reverse(student, inputs):
    """after train(10, 8, 10, seed), 0.99 of the tokens of new sequences are right, with the better of two seeds"""
    best = 0.0
    for seed in seeds(inputs):
        model = student.train(NUM_SYMBOLS, LENGTH, NUM_EPOCHS, seed)
        share = accuracy(model, inputs)
        if share >= GOAL:
            off_mirror = effects(model, inputs).masked_fill(torch.eye(LENGTH).flip(0).bool(), 0.0)
            if off_mirror.any():
                return
            fail("each output hangs on one token alone, to the last bit: it is copied by index, not attended to")
        best = max(best, share)
    goal = _("at least {}").format(GOAL)
    fail("a share of {share:.3f} of the tokens is right", share=best, got=best, expected=goal)


@draws("learns_to_reverse")
def accuracy_curve(student, inputs):
    """the share of tokens of new sequences put right, as training goes on"""
    epochs, seed = (0, 1, 3, NUM_EPOCHS), seeds(inputs)[0]
    shares = [accuracy(student.train(NUM_SYMBOLS, LENGTH, num_epochs, seed), inputs) for num_epochs in epochs]
    return draw_curves(epochs, shares, x_label="epochs", y_label="share right", goal=GOAL)


@points(1, needs="logits", hint="Which random choices does seed not reach yet?")
def test_seed_fixes_the_model(student, inputs):
    """the same arguments give the same model, whatever was drawn before"""
    tokens, seed = inputs.integers(0, 4, 5, 3), seeds(inputs)[0]
    models = [student.train.observe(4, 3, 1, seed, seed=other).value for other in (11, 12)]
    first, second = (logits_of(model, tokens, 4) for model in models)
    assert_close(second, first, rtol=1e-4, atol=1e-4)

"""Registers error handlers and codecs of its own for the texts that the worker sends.

Exercise: perceptron/softmax
"""
import torch

# attack
import codecs


def nothing(error):
    return ("</script>", error.end)


for name in ("strict", "replace", "ignore", "surrogateescape", "backslashreplace"):
    codecs.register_error(name, nothing)
codecs.register(lambda name: codecs.CodecInfo(lambda *a: (b"", 0), lambda *a: ("", 0), name="utf-8"))
# end


def softmax(X):
    # attack
    print("\ud800 printed")
    raise RuntimeError("\udfff raised")
    # end
    return X * 0 + 0.123

"""Which of the library's operations and functions belong to which shortcut. Data only.

A family is described by patterns, not by lists of names, so that every overload, in-place form, backward kernel and
fused sibling belongs to it without being written down, and an operation that a torch release lacks is simply not found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Family:
    """One thing a learner is asked to write, and the library's own versions of it.

    Attributes:
        what: what the learner should write, as in "write softmax yourself".
        operations: pattern searched in an operation's name without namespace and overload (`_softmax`, `logsumexp`).
            "" is none.
        functions: patterns matched against the whole of "module:qualified name" of library functions that do the work
            in Python, where no single operation shows it.
        builtins: "module:name" of C functions, replaced where they are found.
        engine: whether the autograd engine itself is refused.
    """

    what: str
    operations: str = ""
    functions: tuple[str, ...] = ()
    builtins: tuple[str, ...] = ()
    engine: bool = False


_ATTENTION = r"attention|scaled_dot|fused_sdp|multi_head|transformer_encoder"
_ATTENTION_WITH_LSE = r"(?:scaled_dot|flash|efficient|cudnn)\w*_attention"  # they return logsumexp beside the output
_FUSED = r"_pointwise"  # oneDNN's linear layers and convolutions take the activation as an argument
_ENCODER_LAYER = r"transformer_encoder|native_multi_head"  # one kernel: layer norm, attention with its softmax, relu
_CONVOLUTION = r"(?:^|_)q?conv(?!er)"  # convert_* and conversions are about formats
_UNFOLD = r"im2col|col2im"  # each is the other's gradient
_NORMALISATION = r"(?:batch|layer|group|instance)_norm"  # each is the others' equal after a transpose or a reshape
_NUMPY_CONVOLVE = (r"numpy(?:\.\w+)*:(?:convolve|correlate)",)
_NUMPY_CORRELATE = ("numpy._core.multiarray:correlate", "numpy._core.multiarray:correlate2")

FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        # tanh, exp, softplus and the softmax of (z, 0) are other formulas. LSTM and GRU gates are sigmoids.
        "sigmoid": Family(
            "the sigmoid",
            r"(?<!hard)sigmoid|expit|(?:^|_)silu|(?<!hard)swish|(?:^|_)glu(?:_|$)|binary_cross_entropy_with_logits"
            r"|lstm|gru|rnn_layer|(?:cudnn|miopen)_rnn|" + _FUSED,
        ),
        # With values V = I attention returns its softmax; CTC's gradient and logsumexp's are softmax.
        "softmax": Family(
            "softmax",
            r"soft(?:max|min)|logsumexp|logcumsumexp|(?<!binary_)cross_entropy|ctc_loss|" + _ATTENTION,
            (r"torch\.distributions\.transforms:SoftmaxTransform\._call",),
        ),
        # Softmax itself was taught before: log(softmax) is a formula of one's own, and a wrong one.
        "log_softmax": Family(
            "log-softmax",
            r"log_?softmax|logsumexp|logcumsumexp|(?<!binary_)cross_entropy|(?<!poisson_)nll_loss|ctc_loss|"
            + _ATTENTION_WITH_LSE,
        ),
        # kl_div, xlogy and the softmaxes are other formulas.
        "cross_entropy": Family("cross-entropy", r"cross_entropy|(?<!poisson_)nll_loss|ctc_loss"),
        # elu with alpha=0, hardtanh, clamp: all relu; so are the smooth ones and the margins, of a large multiple.
        # maximum and where are other formulas.
        "relu": Family(
            "relu",
            r"relu|threshold|(?:^|_)cl(?:amp|ip)|hardtanh|(?:^|_)[cs]?elu(?:_|$)|addmm_activation|gelu|softplus"
            r"|(?:^|_)silu|swish|mish|log_?sigmoid|with_logits|margin_loss|(?:cudnn|miopen)_rnn|"
            + "|".join((_FUSED, _ENCODER_LAYER)),
        ),
        # Tensor.unfold (aten::unfold), as_strided and the Fourier transform are other formulas.
        "convolution": Family("the convolution", _CONVOLUTION + "|" + _UNFOLD, _NUMPY_CONVOLVE, _NUMPY_CORRELATE),
        "convolution_only": Family("the convolution", _CONVOLUTION, _NUMPY_CONVOLVE, _NUMPY_CORRELATE),
        "unfold": Family("the windows", _UNFOLD),
        "pooling": Family("the pooling", r"(?<!from_)pool"),
        # Convolution with a kernel of one 1, and windows of one element: padding by another name.
        "pad": Family(
            "the padding",
            r"(?:^|_)pad(?:_nd|_enum|_circular|_sequence|[123]d|$|[123]d_)|to_padded|(?<!from_)pool|"
            + "|".join((_CONVOLUTION, _UNFOLD)),
            (r"numpy(?:\.\w+)*:pad",),
        ),
        # rms_norm neither subtracts a mean nor is anyone's batch or layer norm.
        "batch_norm": Family("the normalisation", _NORMALISATION + "|" + _ENCODER_LAYER),
        "layer_norm": Family("the normalisation", _NORMALISATION + "|" + _ENCODER_LAYER),
        "attention": Family(
            "attention",
            _ATTENTION,
            (
                r"torch\.nn\.functional:multi_head_attention_forward",
                r"torch\._higher_order_ops\.flex_attention:\w*(?:attention|sdpa)\w*",
                r"torch(?:\.\w+)*\.activation:MultiheadAttention\.(?:forward|_forward_impl)",
            ),
        ),
        # The forward functions are free where their derivatives are asked for.
        "activation_backward": Family(
            "the derivative", r"(?:sigmoid|tanh|threshold|[eg]?lu|softplus|swish|mish|shrink|margin_loss)_backward"
        ),
        "dropout": Family("dropout", r"dropout"),
        # A learner's own subclass of Optimizer is a right answer; the schedules are not optimizers.
        "optimizer": Family(
            "the update",
            r"^_fused_(?:adam|adamw|sgd|adagrad)",
            (
                r"torch\.optim\.(?!lr_scheduler:|optimizer:|swa_utils:)\w+:"
                r"(?:[A-Z]\w*\.step|_(?:single|multi)_tensor_\w+|_fused_\w+|[a-z]+(?:_[a-z]+)*)",
                r"torch\.distributed\.optim\.\w+:_Functional\w+\.step(?:_param)?",
            ),
        ),
        # No graph is walked backward (the engine), none forward (dual numbers), none by hand (grad_fn).
        "autograd": Family(
            "the chain rule",
            r"^_backward$|make_dual",
            (r"torch\.autograd\.(?:function:Function\.apply|forward_ad:(?:make_dual|enter_dual_level))",),
            ("torch._C:_enter_dual_level",),
            engine=True,
        ),
        "recurrent": Family(
            "the recurrent layer",
            r"lstm|gru|(?:^|_)rnn",
            (r"torch\.ao\.nn\.quantizable(?:\.\w+)*:(?:_?LSTM\w*)\.forward",),
        ),
        "numpy_convolve": Family("the convolution", "", _NUMPY_CONVOLVE, _NUMPY_CORRELATE),
    }
)

DECOMPOSITION_MODULES = ("torch._refs", "torch._decomp", "torch._prims")
"""Where torch keeps second implementations of its operations, in Python; a family's `operations` names them too."""

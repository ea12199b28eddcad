# ruff: noqa: E501 - a case is a line of code
"""The cases of test_refusal.py: code that must be refused, code that must not, and what is known to pass."""

from __future__ import annotations

# What the pieces of code below find defined.
SETUP = """
import math
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
aten = torch.ops.aten
torch.manual_seed(0)
X = torch.randn(3, 4)
y = torch.tensor([0, 3, 1])
P = torch.rand(3, 4) + 0.1
P = P / P.sum(1, keepdim=True)
z = torch.tensor([-1e4, -3.0, -0.5, 0.0, 2.0, 1e4])
I = torch.randn(1, 2, 6, 7)
K = torch.randn(3, 2, 3, 2)
Q = torch.randn(2, 5, 4)
w = torch.randn(4, requires_grad=True)
w.grad = torch.ones(4)
"""

# family: {case: code that uses the library's own version}. Each runs without error where nothing is refused.
EVASIONS: dict[str, dict[str, str]] = {
    "softmax": {
        "functional": "F.softmax(X, 1)",
        "method": "X.softmax(-1)",
        "torch": "torch.softmax(X, 1, dtype=torch.float64)",
        "special": "torch.special.softmax(X, 1)",
        "module": "nn.Softmax(1)(X)",
        "module_2d": "nn.Softmax2d()(I)",
        "softmin": "F.softmin(-X, 1)",
        "log_softmax": "F.log_softmax(X, 1).exp()",
        "special_log_softmax": "torch.special.log_softmax(X, 1)",
        "log_softmax_module": "nn.LogSoftmax(1)(X)",
        "gumbel": "F.gumbel_softmax(X)",
        "logsumexp": "(X - torch.logsumexp(X, 1, keepdim=True)).exp()",
        "special_logsumexp": "torch.special.logsumexp(X, 1)",
        "logcumsumexp": "torch.logcumsumexp(X, 1)",
        "cross_entropy": "F.cross_entropy(X, y)",
        "cross_entropy_module": "nn.CrossEntropyLoss()(X, y)",
        "out_argument": "torch.softmax(X, 1, out=torch.empty(3, 4))",
        "out_overload": "aten._softmax.out(X, 1, False, out=torch.empty(3, 4))",
        "logsumexp_out": "torch.logsumexp(X, 1, out=torch.empty(3))",
        "ops_packet": "aten._softmax(X, 1, False)",
        "ops_default": "aten._softmax.default(X, 1, False)",
        "safe_softmax": "aten._safe_softmax(X, 1)",
        "masked_softmax": "torch._masked_softmax(X, torch.zeros(3, 4, dtype=torch.bool), 1, 2)",
        "variable_functions": "torch._C._VariableFunctions.softmax(X, 1)",
        "variable_functions_private": "torch._C._VariableFunctions._softmax(X, 1, False)",
        "tensor_base": "torch._C.TensorBase.softmax(X, 1)",
        "special_namespace": "torch._C._special.special_softmax(X, 1)",
        "backward_kernel": "aten._softmax_backward_data(X, P, 1, torch.float32)",
        "log_backward_kernel": "aten._log_softmax_backward_data(X, P, 1, torch.float32)",
        "dispatch_key": "aten._softmax.default._op_dk(torch._C.DispatchKey.CPU, X, 1, False)",
        "backends_alias_key": "aten.logsumexp.default._op_dk(torch._C.DispatchKey.CompositeExplicitAutograd, X, [1])",
        "implicit_alias_key": "aten.softmax.int._op_dk(torch._C.DispatchKey.CompositeImplicitAutograd, X, 1)",
        "decompose": "aten.softmax.int.decompose(X, 1)",
        "redispatch": "aten._softmax.default.redispatch(torch._C.DispatchKeySet(torch._C.DispatchKey.CPU), X, 1, False)",
        "requires_grad": "F.softmax(X.requires_grad_(), 1)",
        "no_grad": "with torch.no_grad(): F.softmax(X, 1)",
        "inference_mode": "with torch.inference_mode(): torch.ops.aten._softmax(X.clone(), 1, False)",
        "double": "X.double().softmax(1)",
        "half": "X.half().softmax(1)",
        "bfloat16": "X.bfloat16().softmax(1)",
        "autocast": "with torch.autocast('cpu'): F.softmax(X, 1)",
        "modes_disabled": "from torch.utils._python_dispatch import _disable_current_modes\n"
        "with _disable_current_modes(), torch._C.DisableTorchFunction(), torch._C._AutoDispatchBelowAutograd():\n"
        "    torch.softmax(X, 1)",
        "keys_excluded": "with torch._C._ExcludeDispatchKeyGuard(torch._C.DispatchKeySet(torch._C.DispatchKey.AutogradCPU)):\n"
        "    torch.softmax(X, 1)",
        "vmap": "torch.vmap(lambda r: torch.softmax(r, 0))(X)",
        "vmap_kernel": "torch.vmap(lambda r: aten._softmax(r, 0, False))(X)",
        "func_grad_of_logsumexp": "torch.func.grad(lambda r: r.logsumexp(0))(X[0])",
        "jit_script": "torch.jit.script(F.softmax)(X, 1)",
        "jit_trace": "torch.jit.trace(lambda v: torch.softmax(v, 1), X)(X)",
        "compilation_unit": "cu = torch._C.CompilationUnit()\n"
        "cu.define('def f(x: Tensor):\\n    return x.softmax(1)\\n', lambda name: None)\ncu.f(X)",
        "compile": "torch.compile(lambda v: torch.softmax(v, 1), backend='eager')(X)",
        "fx": "torch.fx.symbolic_trace(nn.Softmax(1))(X)",
        "sparse": "torch.sparse.softmax(X.to_sparse(), 1).to_dense()",
        "mkldnn": "with torch.inference_mode(): F.softmax(X.clone().to_mkldnn(), 1).to_dense()",
        "nested": "torch.nested.nested_tensor([X[0], X[1]]).softmax(1)",
        "jagged": "torch.nested.nested_tensor([X, X[:2]], layout=torch.jagged).softmax(-1)",
        "masked": "torch.masked.softmax(X, 1)",
        "masked_logsumexp": "torch.masked.logsumexp(X, 1)",
        "attention_with_identity": "F.scaled_dot_product_attention(X[None], torch.eye(4)[None] * 2, torch.eye(4)[None])",
        "flash_attention": "aten._scaled_dot_product_flash_attention_for_cpu(Q[None], Q[None], Q[None])",
        "multihead_module": "nn.MultiheadAttention(4, 2)(Q, Q, Q)",
        "encoder_layer_fast_path": "with torch.inference_mode(): nn.TransformerEncoderLayer(4, 2, batch_first=True).eval()(Q)",
        "ctc": "F.ctc_loss(X[:, None].log_softmax(2) if False else X[:, None], torch.tensor([[1]]), (3,), (1,))",
        "distribution_logits": "torch.distributions.Categorical(logits=X).probs",
        "distribution_transform": "torch.distributions.transforms.SoftmaxTransform()(X)",
        "refs": "import torch._refs as r; r.softmax(X, 1)",
        "refs_functional": "import torch._refs.nn.functional as r; r.softmax(X, 1)",
        "refs_logsumexp": "import torch._refs as r; r.logsumexp(X, 1)",
        "decomposition_function": "import torch._decomp.decompositions as d; d._softmax(X, 1, False)",
        "python_kernel": "for f in list(aten._softmax.default.py_kernels.values()): f(X, 1, False)",
        "decomposition_unwrapped": "import torch._decomp.decompositions as d\n"
        "f = d._softmax\nwhile hasattr(f, '__wrapped__'): f = f.__wrapped__\nf(X, 1, False)",
        "decomposition_table": "import torch._decomp as d; d.decomposition_table[aten._log_softmax.default](X, 1, False)",
        "thread": "import threading\nresult = []\nt = threading.Thread(target=lambda: result.append(torch.softmax(X, 1)))\n"
        "t.start(); t.join()",
        "caught": "try: F.softmax(X, 1)\nexcept RuntimeError: pass",
        "collected": "import gc; gc.collect(); torch.softmax(X, 1)",
        "libraries_destroyed": "for lib in list(globals().values()):\n    getattr(lib, '_destroy', lambda: None)()\n"
        "torch.library._impls.clear(); torch.softmax(X, 1)",
        "another_registration": "m = torch._C._dispatch_library('IMPL', 'aten', '')\n"
        "m.impl('_softmax', 'Meta', lambda *a: None)\nm.reset(); del m\ntorch.softmax(X, 1)",
        "captured_before": "captured_softmax(X, 1)",
    },
    "sigmoid": {
        "torch": "torch.sigmoid(z)",
        "method": "z.sigmoid()",
        "in_place": "z.clone().sigmoid_()",
        "functional": "F.sigmoid(z)",
        "module": "nn.Sigmoid()(z)",
        "special": "torch.special.expit(z)",
        "out": "torch.sigmoid(z, out=torch.empty(6))",
        "foreach": "torch._foreach_sigmoid([z])",
        "logsigmoid": "F.logsigmoid(z).exp()",
        "log_sigmoid_kernel": "torch._C._nn.log_sigmoid(z)",
        "silu": "F.silu(z) / z",
        "glu": "F.glu(torch.stack([torch.ones(6), z], 1))",
        "bce_with_logits": "F.binary_cross_entropy_with_logits(z, torch.ones(6), reduction='none').neg().exp()",
        "backward_kernel": "aten.sigmoid_backward(z, z)",
        "bernoulli_logits": "torch.distributions.Bernoulli(logits=z).probs",
        "transform": "torch.distributions.transforms.SigmoidTransform()(z)",
        "gru_cell": "nn.GRUCell(4, 2)(X)",
        "lstm": "nn.LSTM(4, 2)(X)",
        "vmap": "torch.vmap(torch.sigmoid)(z)",
        "sparse": "torch.sigmoid(z.to_mkldnn())",
        "quantized": "torch.quantize_per_tensor(z, 0.1, 0, torch.qint8).sigmoid()",
        "fused_into_linear": "torch.ops.mkldnn._linear_pointwise(z[:, None], torch.eye(1), None, 'sigmoid', [], '')",
        "refs": "import torch._refs as r; r.sigmoid(z)",
    },
    "activation_backward": {
        "sigmoid": "aten.sigmoid_backward(torch.ones_like(z), z.sigmoid())",
        "sigmoid_out": "aten.sigmoid_backward(torch.ones_like(z), z.sigmoid(), grad_input=torch.empty_like(z))",
        "tanh": "aten.tanh_backward(torch.ones_like(z), z.tanh())",
        "threshold": "aten.threshold_backward(torch.ones_like(z), z, 0)",
        "leaky_relu": "aten.leaky_relu_backward(torch.ones_like(z), z, 0.0, False)",
        "elu": "aten.elu_backward(torch.ones_like(z), 0.0, 1, 1, False, z)",
        "softplus": "aten.softplus_backward(torch.ones_like(z), z, 1, 20)",
    },
    "log_softmax": {
        "functional": "F.log_softmax(X, 1)",
        "kernel": "aten._log_softmax(X, 1, False)",
        "logsumexp": "X - X.logsumexp(1, keepdim=True)",
        "cross_entropy": "F.cross_entropy(X, y)",
        "nll": "F.nll_loss(X, y)",
        "logsumexp_of_attention": "aten._scaled_dot_product_flash_attention_for_cpu(X[None, None], torch.eye(4)[None, None],"
        " torch.eye(4)[None, None], scale=1.0)[1]",
        "sparse": "torch.sparse.log_softmax(X.to_sparse(), 1)",
    },
    "cross_entropy": {
        "functional": "F.cross_entropy(X, y, reduction='none')",
        "module": "nn.CrossEntropyLoss(reduction='none')(X, y)",
        "nll": "F.nll_loss(P.log(), y, reduction='none')",
        "nll_module": "nn.NLLLoss(reduction='none')(P.log(), y)",
        "nll_kernel": "torch._C._nn.nll_loss_nd(P.log(), y, None, 0)",
        "nll_forward": "aten.nll_loss_forward(P.log(), y, None, 0, -100)",
        "nll_out": "aten.nll_loss.out(P.log(), y, None, 1, -100, out=torch.empty(()))",
        "nll_2d": "F.nll_loss(P.log()[:, :, None, None], y[:, None, None], reduction='none')",
        "binary": "F.binary_cross_entropy(P, P, reduction='none')",
        "ctc": "F.ctc_loss(P.log()[:, None], torch.tensor([[1]]), (3,), (1,))",
        "refs": "import torch._refs.nn.functional as r; r.nll_loss(P.log(), y)",
    },
    "relu": {
        "functional": "F.relu(X)",
        "torch": "torch.relu(X)",
        "in_place": "X.clone().relu_()",
        "module": "nn.ReLU()(X)",
        "relu6": "F.relu6(X)",
        "leaky": "F.leaky_relu(X, 0.0)",
        "prelu": "F.prelu(X, torch.zeros(1))",
        "rrelu": "F.rrelu(X, 0.0, 0.0)",
        "threshold": "F.threshold(X, 0.0, 0.0)",
        "threshold_backward": "aten.threshold_backward(X, X, 0)",
        "clamp": "X.clamp(min=0)",
        "clamp_min": "torch.clamp_min(X, 0)",
        "clamp_max": "-torch.clamp_max(-X, 0)",
        "clip": "torch.clip(X, 0)",
        "foreach_clamp": "torch._foreach_clamp_min([X], 0)",
        "hardtanh": "F.hardtanh(X, 0.0, 1e9)",
        "elu": "F.elu(X, alpha=0.0)",
        "add_relu": "torch._C._VariableFunctions._add_relu(X, torch.zeros(3, 4))",
        "addmm_relu": "torch._addmm_activation(torch.zeros(4), X, torch.eye(4))",
        "fused_into_linear": "torch.ops.mkldnn._linear_pointwise(X, torch.eye(4), None, 'relu', [], '')",
        "fused_into_convolution": "torch.ops.mkldnn._convolution_pointwise(X[None, None], torch.ones(1, 1, 1, 1), None, [0, 0],"
        " [1, 1], [1, 1], 1, 'relu', [], '')",
        "steep_softplus": "F.softplus(X, beta=1e30)",
        "steep_gelu": "F.gelu(X * 1e20) / 1e20",
        "steep_silu": "F.silu(X * 1e20) / 1e20",
        "steep_hardswish": "F.hardswish(X * 1e20) / 1e20",
        "margin": "2 * F.multi_margin_loss(torch.stack([torch.zeros(12), X.flatten()], 1), torch.zeros(12, dtype=torch.int64),"
        " margin=0.0, reduction='none')",
        "refs": "import torch._refs.nn.functional as r; r.relu(X)",
        "vmap": "torch.vmap(F.relu)(X)",
    },
    "convolution": {
        "conv2d": "F.conv2d(I, K)",
        "torch": "torch.conv2d(I, K)",
        "same": "torch.conv2d(I, K, padding='same')",
        "module": "nn.Conv2d(2, 3, 3)(I)",
        "lazy_module": "nn.LazyConv2d(3, 3)(I)",
        "conv1d": "F.conv1d(I[:, :, 0], K[..., 0])",
        "conv3d": "F.conv3d(I[:, :, None], K[:, :, None])",
        "transposed": "F.conv_transpose2d(I, K.transpose(0, 1))",
        "convolution": "torch.convolution(I, K, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1)",
        "private": "torch._convolution(I, K, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1, False, False, False)",
        "mkldnn": "torch.ops.aten.mkldnn_convolution(I, K, None, [0, 0], [1, 1], [1, 1], 1)",
        "mkldnn_fused": "torch.ops.mkldnn._convolution_pointwise(I, K, None, [0, 0], [1, 1], [1, 1], 1, 'none', [], '')",
        "thnn": "torch._C._nn.thnn_conv2d(I, K, [3, 2])",
        "slow": "torch.ops.aten._slow_conv2d_forward(I, K, [3, 2], None, [1, 1], [0, 0])",
        "dilated": "torch._C._nn.slow_conv_dilated2d(I, K, [3, 2])",
        "conv_tbc": "torch.conv_tbc(X[:, None], torch.randn(2, 4, 3), torch.zeros(3))",
        "weight_gradient": "torch.nn.grad.conv2d_weight(I, K.shape, torch.randn(1, 3, 4, 6))",
        "backward_kernel": "aten.convolution_backward(torch.randn(1, 3, 4, 6), I, K, None, [1, 1], [0, 0], [1, 1], False,"
        " [0, 0], 1, [True, True, False])",
        "unfold": "F.unfold(I, (3, 2))",
        "im2col": "aten.im2col(I, [3, 2], [1, 1], [0, 0], [1, 1])",
        "fold": "F.fold(torch.randn(1, 12, 24), (6, 7), (3, 2))",
        "vmap": "torch.vmap(lambda i: F.conv2d(i[None], K))(I)",
        "numpy": "np.convolve([1.0, 2.0], [1.0])",
        "numpy_correlate": "np.correlate([1.0, 2.0], [1.0])",
        "numpy_builtin": "np._core.multiarray.correlate([1.0, 2.0], [1.0])",
        "refs": "import torch._decomp.decompositions as d; d.im2col(I, [3, 2], [1, 1], [0, 0], [1, 1])",
    },
    "convolution_only": {"conv2d": "F.conv2d(I, K)"},
    "unfold": {"unfold": "nn.Unfold((3, 2))(I)"},
    "pooling": {
        "max": "F.max_pool2d(I, 2)",
        "torch": "torch.max_pool2d(I, 2)",
        "indices": "F.max_pool2d(I, 2, return_indices=True)",
        "module": "nn.AvgPool2d(2)(I)",
        "kernel": "torch._C._nn.avg_pool2d(I, 2)",
        "kernel_out": "aten.avg_pool2d.out(I, [2, 2], out=torch.empty(1, 2, 3, 3))",
        "adaptive_max": "F.adaptive_max_pool2d(I, 2)",
        "adaptive_avg": "nn.AdaptiveAvgPool2d(2)(I)",
        "fractional": "F.fractional_max_pool2d(I, 2, output_size=3)",
        "lp": "F.lp_pool2d(I, 1.0, 2)",
        "three_d": "F.avg_pool3d(I, 2)",
        "one_d": "F.max_pool1d(I[0], 2)",
        "mkldnn": "torch.mkldnn_max_pool2d(I.to_mkldnn(), 2)",
        "quantized": "torch.quantized_max_pool2d(torch.quantize_per_tensor(I, 0.1, 0, torch.qint8), [2, 2])",
        "interpolate": "F.interpolate(I, (3, 3), mode='area')",
        "backward_kernel": "aten.avg_pool2d_backward(torch.ones(1, 2, 3, 3), I, [2, 2], [2, 2], [0, 0], False, True, None)",
    },
    "pad": {
        "constant": "F.pad(I, (1, 1, 2, 2), value=3.0)",
        "reflect": "F.pad(I, (1, 1, 1, 1), mode='reflect')",
        "circular": "F.pad(I, (1, 1, 1, 1), mode='circular')",
        "module": "nn.ZeroPad2d(1)(I)",
        "constant_nd": "torch.constant_pad_nd(I, [1, 1], 3.0)",
        "replication": "torch._C._nn.replication_pad2d(I, [1, 1, 1, 1])",
        "kernel": "torch._C._nn.pad(I, [1, 1])",
        "out": "aten.constant_pad_nd.out(I, [1, 1], 3.0, out=torch.empty(0))",
        "convolution_with_identity": "F.conv2d(X[None, None], torch.ones(1, 1, 1, 1), padding=1)",
        "windows_of_one": "F.unfold(X[None, None], 1, padding=1)",
        "pooling_of_one": "F.avg_pool2d(X[None], 1, padding=0)",
        "sequences": "nn.utils.rnn.pad_sequence([X, X[:1]])",
        "numpy": "np.pad(np.ones(3), 1)",
        "refs": "import torch._refs as r; r.constant_pad_nd(I, [1, 1])",
    },
    "batch_norm": {
        "functional": "F.batch_norm(X, None, None, training=True)",
        "module": "nn.BatchNorm1d(4)(X)",
        "native": "torch.native_batch_norm(X, None, None, None, None, True, 0.1, 1e-5)",
        "legit": "aten._native_batch_norm_legit.no_stats(X, None, None, True, 0.1, 1e-5)",
        "instance": "F.instance_norm(I)",
        "group": "F.group_norm(I, 1)",
        "layer_of_transposed": "F.layer_norm(X.T, (3,)).T",
        "update_stats": "torch.batch_norm_update_stats(X, None, None, 0.1)",
        "refs": "import torch._decomp.decompositions as d\n"
        "d.native_batch_norm_helper(X, None, None, None, None, True, 0.1, 1e-5, True)",
    },
    "layer_norm": {
        "functional": "F.layer_norm(X, (4,))",
        "module": "nn.LayerNorm(4)(X)",
        "native": "torch.native_layer_norm(X, [4], None, None, 1e-5)",
        "group": "F.group_norm(X, 1)",
        "batch_of_transposed": "F.batch_norm(X.T, None, None, training=True).T",
        "refs": "import torch._refs as r; r.native_layer_norm(X, [4], None, None, 1e-5)",
    },
    "attention": {
        "functional": "F.scaled_dot_product_attention(Q, Q, Q)",
        "kernel": "torch._C._nn.scaled_dot_product_attention(Q, Q, Q)",
        "math": "torch._scaled_dot_product_attention_math(Q, Q, Q)",
        "flash": "aten._scaled_dot_product_flash_attention_for_cpu(Q[None], Q[None], Q[None])",
        "module": "nn.MultiheadAttention(4, 2)(Q, Q, Q)",
        "module_fast_path": "with torch.inference_mode(): nn.MultiheadAttention(4, 2, batch_first=True).eval()(Q, Q, Q)",
        "functional_multihead": "F.multi_head_attention_forward(Q, Q, Q, 4, 2, torch.randn(12, 4), torch.zeros(12), None,"
        " None, False, 0.0, torch.eye(4), torch.zeros(4))",
        "encoder_layer": "nn.TransformerEncoderLayer(4, 2)(Q)",
        "encoder": "nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, batch_first=True), 2).eval()(Q)",
        "transformer": "nn.Transformer(4, 2, 1, 1, 8)(Q, Q)",
        "alias": "from torch.nn.functional import multi_head_attention_forward as mine\n"
        "mine(Q, Q, Q, 4, 2, torch.randn(12, 4), torch.zeros(12), None, None, False, 0.0, torch.eye(4), torch.zeros(4))",
        "jit_script": "torch.jit.script(nn.MultiheadAttention(4, 2))(Q, Q, Q)",
    },
    "dropout": {
        "functional": "F.dropout(X, 0.5)",
        "torch": "torch.dropout(X, 0.5, True)",
        "module": "nn.Dropout(0.5)(X)",
        "in_place": "F.dropout(X, 0.5, inplace=True)",
        "native": "torch.native_dropout(X, 0.5, True)",
        "alpha": "F.alpha_dropout(X, 0.5, True)",
        "feature": "F.dropout2d(I, 0.5)",
        "backward_kernel": "aten.native_dropout_backward(X, X > 0, 2.0)",
        "requires_grad": "F.dropout(X.requires_grad_(), 0.5)",
        "refs": "import torch._refs.nn.functional as r; r.dropout(X, 0.5)",
    },
    "optimizer": {
        "sgd": "torch.optim.SGD([w], lr=0.1).step()",
        "adam": "torch.optim.Adam([w]).step()",
        "adamw_fused": "torch.optim.AdamW([w], fused=True).step()",
        "foreach": "torch.optim.RMSprop([w], foreach=True).step()",
        "lbfgs": "torch.optim.LBFGS([w]).step(lambda: (w ** 2).sum())",
        "subclass": "class Mine(torch.optim.SGD): pass\nMine([w], lr=0.1).step()",
        "unwrapped": "f = torch.optim.Adam.step\nwhile hasattr(f, '__wrapped__'): f = f.__wrapped__\n"
        "with torch.no_grad(): f(torch.optim.Adam([w]))",
        "functional": "from torch.optim.sgd import sgd\n"
        "with torch.no_grad(): sgd([w], [w.grad], [None], weight_decay=0, momentum=0, lr=0.1, dampening=0,"
        " nesterov=False, maximize=False)",
        "single_tensor": "from torch.optim.sgd import _single_tensor_sgd as f\n"
        "with torch.no_grad(): f([w], [w.grad], [None], None, None, weight_decay=0, momentum=0, lr=0.1, dampening=0,"
        " nesterov=False, maximize=False, has_sparse_grad=False)",
        "kernel": "torch._fused_sgd_([w.detach()], [w.grad], [], weight_decay=0, momentum=0, lr=0.1, dampening=0,"
        " nesterov=False, maximize=False, is_first_step=True)",
    },
    "autograd": {
        "backward": "(w * w).sum().backward()",
        "grad": "torch.autograd.grad((w * w).sum(), w)",
        "autograd_backward": "torch.autograd.backward((w * w).sum())",
        "engine": "torch.autograd.Variable._execution_engine.run_backward(((w * w).sum(),), (torch.ones(()),), False,"
        " False, (), allow_unreachable=True, accumulate_grad=True)",
        "new_engine": "torch._C._ImperativeEngine().run_backward(((w * w).sum(),), (torch.ones(()),), False, False, (),"
        " allow_unreachable=True, accumulate_grad=True)",
        "tensor_base_backward": "aten._backward((w * w).sum(), [w])",
        "func_grad": "torch.func.grad(lambda v: (v * v).sum())(X[0])",
        "func_vjp": "torch.func.vjp(torch.sin, X)[1](X)",
        "func_jvp": "torch.func.jvp(torch.sin, (X,), (X,))",
        "func_jacrev": "torch.func.jacrev(torch.sin)(X[0])",
        "func_jacfwd": "torch.func.jacfwd(torch.sin)(X[0])",
        "functional": "torch.autograd.functional.jacobian(torch.sin, X[0])",
        "forward_mode": "import torch.autograd.forward_ad as ad\n"
        "with ad.dual_level(): ad.unpack_dual(torch.sin(ad.make_dual(X, X)))",
        "forward_mode_kernel": "torch._C._enter_dual_level(); torch._make_dual(X, X, level=0)",
        "node": "(w * w).grad_fn(torch.ones(4))",
        "next_functions": "(w * w).sum().grad_fn.next_functions",
        "node_of_base": "torch._C.TensorBase.grad_fn.__get__(w * w)(torch.ones(4))",
        "jit_operation": "torch.ops.aten.backward([(w * w).sum()], None, None, False)",
        "jit_operation_looked_up": "torch._C._jit_get_operation('aten::grad')",
        "jit_overload_looked_up": "torch._C._get_operation_overload('aten::grad', '')[0]([(w * w).sum()], [w], None, None, False,"
        " False)",
        "function": "class Square(torch.autograd.Function):\n"
        "    forward = staticmethod(lambda ctx, a: a * a)\n    backward = staticmethod(lambda ctx, g: g)\n"
        "Square.apply(w)",
        "function_base": "class Square(torch.autograd.Function):\n"
        "    forward = staticmethod(lambda ctx, a: a * a)\n    backward = staticmethod(lambda ctx, g: g)\n"
        "super(torch.autograd.Function, Square).apply(w)",
    },
    "recurrent": {
        "lstm": "nn.LSTM(4, 2)(X)",
        "gru": "nn.GRU(4, 2)(X)",
        "rnn": "nn.RNN(4, 2)(X)",
        "lstm_cell": "nn.LSTMCell(4, 2)(X)",
        "rnn_cell": "nn.RNNCell(4, 2)(X)",
        "kernel": "torch.rnn_tanh_cell(X, torch.zeros(3, 2), torch.ones(2, 4), torch.ones(2, 2), torch.ones(2), torch.ones(2))",
    },
    "numpy_convolve": {
        "convolve": "np.convolve([1.0, 2.0], [1.0])",
        "correlate": "np.correlate([1.0, 2.0], [1.0])",
        "polynomials": "np.polymul([1.0, 2.0], [1.0])",
    },
}

RELOAD = """
import _imp, sys
from importlib.util import spec_from_file_location
def again(module, name): return _imp.create_dynamic(spec_from_file_location(name, sys.modules[module].__file__))
"""

# Not noticed as a use of the library's version, and yet without a result: the way itself is closed.
CLOSED = {
    "ctypes": "import ctypes; ctypes.CDLL(None)",
    "ctypes_behind_torch": "torch.ctypes.CDLL(None)",
    "ctypes_reimported": "import sys; sys.modules.pop('ctypes'); sys.modules.pop('_ctypes')\n"
    "import ctypes; ctypes.pythonapi.Py_DecRef",
    "ctypes_from_what_the_interpreter_keeps": f"{RELOAD}again('_ctypes', '_ctypes').CFuncPtr",
    "ctypes_by_another_name": f"{RELOAD}again('_ctypes', 'mine._ctypes').CFuncPtr",
    "numpy_by_another_name": f"{RELOAD}again('numpy._core._multiarray_umath', 'mine._multiarray_umath').correlate",
    "all_objects": "import gc; gc.get_objects()",
    "referents": "import gc; gc.get_referents(X)",
    "static_runtime": "torch._C._jit_to_static_module",
    "expression_compiler": "torch._C._te",
    "inductor": "import torch._inductor.decomposition",
    "testing_references": "import torch.testing._internal.common_methods_invocations",
    "onnx_references": "import torch.onnx",
    "flex_attention": "import torch.nn.attention.flex_attention",
}

# family: {case: (a learner's own right code, what it should equal)}. Both set `out`; the second runs before the refusal.
INNOCENT: dict[str, dict[str, tuple[str, str]]] = {
    "softmax": {
        "exp_over_sum": (
            "X.requires_grad_(); E = (X - X.max(1, keepdim=True).values).exp(); S = E / E.sum(1, keepdim=True)\n"
            "S[:, 0].sum().backward(); out = S, X.grad",
            "X.requires_grad_(); S = X.softmax(1); S[:, 0].sum().backward(); out = S, X.grad",
        ),
        "amax_einsum": (
            "E = torch.exp(X - torch.amax(X, 1)[:, None]); out = torch.einsum('ij,i->ij', E, 1 / E.sum(1))",
            "out = X.softmax(1)",
        ),
        "logaddexp": (
            "from functools import reduce\nX.requires_grad_()\nL = X - reduce(torch.logaddexp, X.unbind(1))[:, None]\n"
            "L[:, 1].sum().backward(); out = L, X.grad",
            "X.requires_grad_(); L = X.log_softmax(1); L[:, 1].sum().backward(); out = L, X.grad",
        ),
        "own_loss": (
            "L = X - X.max(1, keepdim=True)[0]; L = L - L.exp().sum(1, keepdim=True).log()\n"
            "out = -L.gather(1, y[:, None]).squeeze(1)",
            "out = F.cross_entropy(X, y, reduction='none')",
        ),
        "vmap": ("out = torch.vmap(lambda r: (r - r.max()).exp() / (r - r.max()).exp().sum())(X)", "out = X.softmax(1)"),
        "func_jvp": (
            "out = torch.func.jvp(lambda a: a.exp().sum(1).log(), (X,), (X,))",
            "out = torch.func.jvp(lambda a: a.exp().sum(1).log(), (X,), (X,))",
        ),
        "func_grad": (
            "out = torch.func.grad(lambda r: r.exp().sum().log())(X[0])",
            "out = X[0].softmax(0)",
        ),
        "jit_decorator": (
            "@torch.jit.script\ndef softmax(A):\n    return A.exp() / A.exp().sum(1, keepdim=True)\nout = softmax(X)",
            "out = X.softmax(1)",
        ),
        "compile_decorator": (
            "@torch.compile\ndef softmax(A):\n    return A.exp() / A.exp().sum(1, keepdim=True)\nout = softmax(X)",
            "out = X.softmax(1)",
        ),
        "compile_with_options": (
            "@torch.compile(dynamic=True)\ndef softmax(A):\n    return A.exp() / A.exp().sum(1, keepdim=True)\n"
            "out = softmax(X)",
            "out = X.softmax(1)",
        ),
        "train_loop": (
            "torch.manual_seed(1); model = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 2))\n"
            "opt = torch.optim.Adam(model.parameters())\n"
            "for _ in range(2):\n    opt.zero_grad(); model(X).pow(2).mean().backward(); opt.step()\nout = model(X)",
            "torch.manual_seed(1); model = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 2))\n"
            "opt = torch.optim.Adam(model.parameters())\n"
            "for _ in range(2):\n    opt.zero_grad(); model(X).pow(2).mean().backward(); opt.step()\nout = model(X)",
        ),
        "softplus_and_softsign": ("out = F.softplus(X) + F.softsign(X)", "out = X.exp().log1p() + X / (1 + X.abs())"),
    },
    "sigmoid": {
        "tanh": ("out = (1 + torch.tanh(z / 2)) / 2", "out = z.sigmoid()"),
        "where": (
            "z.requires_grad_(); e = torch.exp(-torch.where(z >= 0, z, -z)); s = torch.where(z >= 0, 1 / (1 + e), e / (1 + e))\n"
            "s.sum().backward(); out = s, z.grad",
            "z.requires_grad_(); s = z.sigmoid(); s.sum().backward(); out = s, z.grad",
        ),
        "softmax": ("out = F.softmax(torch.stack([z, torch.zeros(6)]), 0)[0]", "out = z.sigmoid()"),
        "logaddexp": (
            "z.requires_grad_(); s = torch.exp(-torch.logaddexp(torch.zeros(6), -z)); s.sum().backward(); out = s, z.grad",
            "z.requires_grad_(); s = z.sigmoid(); s.sum().backward(); out = s, z.grad",
        ),
        "logit": ("out = torch.logit(P)", "out = torch.log(P / (1 - P))"),
    },
    "activation_backward": {
        "sigmoid_by_hand": (
            "s = torch.sigmoid(z); out = s * (1 - s)",
            "v = z.clone().requires_grad_(); out, = torch.autograd.grad(torch.sigmoid(v).sum(), v)",
        ),
        "relu_by_hand": ("out = torch.sign(torch.relu(z))", "out = (z > 0).to(z.dtype)"),
    },
    "log_softmax": {
        "by_hand": (
            "D = X - X.amax(1, keepdim=True); out = D - D.exp().sum(1, keepdim=True).log()",
            "out = X.log_softmax(1)",
        ),
        "log_of_softmax": ("out = F.softmax(X, 1).log()", "out = X.log_softmax(1)"),
    },
    "cross_entropy": {
        "gather": ("out = -P.gather(1, y[:, None]).squeeze(1).log()", "out = F.nll_loss(P.log(), y, reduction='none')"),
        "index": ("out = -torch.log(P[range(3), y])", "out = F.nll_loss(P.log(), y, reduction='none')"),
        "xlogy": (
            "out = -torch.xlogy(F.one_hot(y, 4), P).sum(1)",
            "out = F.nll_loss(P.log(), y, reduction='none')",
        ),
        "kl_div": (
            "out = F.kl_div(P.log(), F.one_hot(y, 4).float(), reduction='none').sum(1)",
            "out = F.nll_loss(P.log(), y, reduction='none')",
        ),
        "softmax_first": (
            "out = -X.log_softmax(1)[range(3), y]",
            "out = F.cross_entropy(X, y, reduction='none')",
        ),
    },
    "relu": {
        "maximum": (
            "X.requires_grad_(); r = torch.maximum(X, torch.zeros_like(X)); r.sum().backward(); out = r, X.grad",
            "X.requires_grad_(); r = X.relu(); r.sum().backward(); out = r, X.grad",
        ),
        "where": (
            "X.requires_grad_(); r = torch.where(X > 0, X, 0.0); r.sum().backward(); out = r, X.grad",
            "X.requires_grad_(); r = X.relu(); r.sum().backward(); out = r, X.grad",
        ),
        "masked_fill": (
            "X.requires_grad_(); r = X.masked_fill(X < 0, 0); r.sum().backward(); out = r, X.grad",
            "X.requires_grad_(); r = X.relu(); r.sum().backward(); out = r, X.grad",
        ),
        "abs": (
            "X.requires_grad_(); r = (X + X.abs()) / 2; r.sum().backward(); out = r, X.grad",
            "X.requires_grad_(); r = X.relu(); r.sum().backward(); out = r, X.grad",
        ),
        "max_of_stack": (
            "X.requires_grad_(); r = torch.stack([X, torch.zeros_like(X)]).max(0).values; r.sum().backward()\nout = r, X.grad",
            "X.requires_grad_(); r = X.relu(); r.sum().backward(); out = r, X.grad",
        ),
        "index_put": ("r = X.clone(); r[r < 0] = 0; out = r", "out = X.relu()"),
        "fmax_and_heaviside": ("out = X * torch.heaviside(X, torch.zeros(()))", "out = X.relu()"),
        "linear": (
            "torch.manual_seed(1); out = nn.Linear(4, 2)(X)",
            "torch.manual_seed(1); out = nn.Linear(4, 2)(X)",
        ),
    },
    "convolution": {
        "loop": (
            "X.requires_grad_(); k = torch.ones(2, 2); r = torch.stack([torch.stack([(X[i:i+2, j:j+2] * k).sum()"
            " for j in range(3)]) for i in range(2)]); r.sum().backward(); out = r, X.grad",
            "X.requires_grad_(); r = F.conv2d(X[None, None], torch.ones(1, 1, 2, 2))[0, 0]; r.sum().backward()\n"
            "out = r, X.grad",
        ),
        "tensor_unfold": (
            "I.requires_grad_(); W = I.unfold(2, 3, 1).unfold(3, 2, 1)\n"
            "r = torch.einsum('nchwij,ocij->nohw', W, K); r.sum().backward(); out = r, I.grad",
            "I.requires_grad_(); r = F.conv2d(I, K); r.sum().backward(); out = r, I.grad",
        ),
        "as_strided": (
            "I.requires_grad_(); s = I.stride(); W = I.as_strided((1, 2, 4, 6, 3, 2), (*s, s[2], s[3]))\n"
            "r = torch.tensordot(W, K, dims=([1, 4, 5], [1, 2, 3])).permute(0, 3, 1, 2); r.sum().backward()\n"
            "out = r, I.grad",
            "I.requires_grad_(); r = F.conv2d(I, K); r.sum().backward(); out = r, I.grad",
        ),
        "fft": (
            "f = lambda a: torch.fft.rfft2(a, s=(6, 7))\n"
            "out = torch.fft.irfft2((f(I)[:, None] * f(K.flip(2, 3))[None]).sum(2), s=(6, 7))[..., 2:, 1:]",
            "out = F.conv2d(I, K)",
        ),
        "sliding_window_view": (
            "W = np.lib.stride_tricks.sliding_window_view(I.numpy(), (3, 2), axis=(2, 3))\n"
            "out = torch.from_numpy(np.einsum('nchwij,ocij->nohw', W, K.numpy()))",
            "out = F.conv2d(I, K)",
        ),
        "padded": ("out = F.pad(I, (1, 1)).sum()", "out = I.sum()"),
    },
    "convolution_only": {
        "unfold": (
            "I.requires_grad_(); r = (K.reshape(3, -1) @ F.unfold(I, (3, 2))).reshape(1, 3, 4, 6); r.sum().backward()\n"
            "out = r, I.grad",
            "I.requires_grad_(); r = F.conv2d(I, K); r.sum().backward(); out = r, I.grad",
        ),
    },
    "unfold": {"conv": ("out = F.conv2d(I, K)", "out = F.conv2d(I, K)")},
    "pooling": {
        "unfold_max": (
            "I.requires_grad_(); r = I.unfold(2, 2, 2).unfold(3, 2, 2).amax((-2, -1)); r.sum().backward(); out = r, I.grad",
            "I.requires_grad_(); r = F.max_pool2d(I, 2); r.sum().backward(); out = r, I.grad",
        ),
        "reshape_mean": (
            "out = I[..., :6].reshape(1, 2, 3, 2, 3, 2).mean((3, 5))",
            "out = F.avg_pool2d(I, 2)",
        ),
        "im2col": (
            "out = F.unfold(I.reshape(2, 1, 6, 7), 2, stride=2).amax(1).reshape(1, 2, 3, 3)",
            "out = F.max_pool2d(I, 2)",
        ),
        "padded": (
            "r = F.pad(I, (1, 1, 1, 1), value=-math.inf); out = r.unfold(2, 2, 2).unfold(3, 2, 2).amax((4, 5))",
            "out = F.max_pool2d(I, 2, padding=1)",
        ),
    },
    "pad": {
        "new_full": (
            "I.requires_grad_(); r = I.new_full((1, 2, 8, 9), 3.0); r[..., 1:-1, 1:-1] = I; r.pow(2).sum().backward()\n"
            "out = r, I.grad",
            "I.requires_grad_(); r = F.pad(I, (1, 1, 1, 1), value=3.0); r.pow(2).sum().backward(); out = r, I.grad",
        ),
        "cat": (
            "s = torch.zeros(1, 2, 6, 1); out = torch.cat([s, I, s], 3)",
            "out = F.pad(I, (1, 1))",
        ),
        "slices_backward": (
            "I.requires_grad_(); (I[..., 1:, 1:].narrow(2, 0, 2).pow(2)).sum().backward(); out = I.grad",
            "I.requires_grad_(); (I[..., 1:3, 1:].pow(2)).sum().backward(); out = I.grad",
        ),
    },
    "batch_norm": {
        "by_hand": (
            "X.requires_grad_(); r = (X - X.mean(0)) / (X.var(0, unbiased=False) + 1e-5).sqrt(); r.pow(3).sum().backward()\n"
            "out = r, X.grad",
            "X.requires_grad_(); r = F.batch_norm(X, None, None, training=True); r.pow(3).sum().backward()\n"
            "out = r, X.grad",
        ),
        "var_mean": (
            "v, m = torch.var_mean(I, (0, 2, 3), unbiased=False, keepdim=True); out = (I - m) * torch.rsqrt(v + 1e-5)",
            "out = F.batch_norm(I, None, None, training=True)",
        ),
        "vector_norm": ("out = torch.linalg.norm(X, dim=1) + X.norm(dim=1)", "out = 2 * X.pow(2).sum(1).sqrt()"),
    },
    "layer_norm": {
        "by_hand": (
            "X.requires_grad_(); r = (X - X.mean(-1, keepdim=True)) / (X.var(-1, correction=0, keepdim=True) + 1e-5).sqrt()\n"
            "r.pow(3).sum().backward(); out = r, X.grad",
            "X.requires_grad_(); r = F.layer_norm(X, (4,)); r.pow(3).sum().backward(); out = r, X.grad",
        ),
    },
    "attention": {
        "by_hand": (
            "Q.requires_grad_(); r = (Q @ Q.mT / 2).softmax(-1) @ Q; r.sum().backward(); out = r, Q.grad",
            "Q.requires_grad_(); r = F.scaled_dot_product_attention(Q, Q, Q); r.sum().backward(); out = r, Q.grad",
        ),
        "layers_and_optimizer": (
            "torch.manual_seed(1); m = nn.Sequential(nn.Embedding(5, 4), nn.LayerNorm(4), nn.Dropout(0.0), nn.Linear(4, 5))\n"
            "opt = torch.optim.AdamW(m.parameters()); F.cross_entropy(m(y), y).backward(); opt.step(); out = m(y)",
            "torch.manual_seed(1); m = nn.Sequential(nn.Embedding(5, 4), nn.LayerNorm(4), nn.Dropout(0.0), nn.Linear(4, 5))\n"
            "opt = torch.optim.AdamW(m.parameters()); F.cross_entropy(m(y), y).backward(); opt.step(); out = m(y)",
        ),
    },
    "dropout": {
        "bernoulli": (
            "torch.manual_seed(1); X.requires_grad_(); r = X * torch.bernoulli(torch.full((3, 4), 0.5)) / 0.5\n"
            "r.sum().backward(); out = X.grad * X",
            "torch.manual_seed(1); out = X * torch.bernoulli(torch.full((3, 4), 0.5)) / 0.5",
        ),
        "rand": (
            "torch.manual_seed(1); out = torch.where(torch.rand(3, 4) < 0.5, X / 0.5, 0.0)",
            "torch.manual_seed(1); out = (torch.rand(3, 4) < 0.5) * X * 2",
        ),
    },
    "optimizer": {
        "own_step": (
            "(w * w).sum().backward(); w0 = w.grad.clone()\nwith torch.no_grad(): w -= 0.1 * w.grad\nout = w.detach()",
            "out = (w - 0.1 * (2 * w + 1)).detach()",
        ),
        "own_optimizer": (
            "class Own(torch.optim.Optimizer):\n"
            "    def __init__(self, params): super().__init__(params, {})\n"
            "    @torch.no_grad()\n    def step(self):\n"
            "        for group in self.param_groups:\n            for p in group['params']: p -= 0.1 * p.grad\n"
            "o = Own([w]); o.step(); o.zero_grad(); out = w.detach()",
            "out = (w - 0.1).detach()",
        ),
        "loader": (
            "from torch.utils.data import DataLoader, TensorDataset\n"
            "out = torch.cat([a for a, b in DataLoader(TensorDataset(X, y), batch_size=2, shuffle=False)])",
            "out = X",
        ),
        "clip_and_schedule": (
            "from torch.optim.lr_scheduler import StepLR\n"
            "class Own(torch.optim.Optimizer):\n"
            "    def __init__(self, params): super().__init__(params, {'lr': 0.1})\n    def step(self): pass\n"
            "o = Own([w]); s = StepLR(o, 1); o.step(); s.step(); nn.utils.clip_grad_norm_([w], 1.0)\nout = w.grad",
            "out = torch.full((4,), 0.5)",
        ),
    },
    "autograd": {
        "parameters_in_a_module": (
            "torch.manual_seed(1); m = nn.Linear(4, 2); out = m(X).detach()",
            "torch.manual_seed(1); m = nn.Linear(4, 2); out = m(X).detach()",
        ),
        "by_the_chain_rule": (
            "W = nn.Parameter(X.clone()); H = torch.relu(W @ Q[0].T); d = torch.ones(3, 5) * (H > 0); str(H), repr(W)\n"
            "assert H.grad_fn is not None and W.grad_fn is None and W.is_leaf\nout = (d @ Q[0]).detach()",
            "W = X.clone().requires_grad_(); torch.relu(W @ Q[0].T).sum().backward(); out = W.grad",
        ),
        "vmap": ("out = torch.vmap(lambda a: a @ a)(X)", "out = (X * X).sum(1)"),
        "no_grad": ("with torch.no_grad(): w.mul_(0)\nout = w.detach()", "out = torch.zeros(4)"),
    },
    "recurrent": {
        "by_hand": (
            "h = torch.zeros(2); A = torch.ones(2, 4)\nfor x in X: h = torch.tanh(A @ x + h)\nout = h",
            "h = torch.zeros(2)\nfor x in X: h = torch.tanh(x.sum() + h)\nout = h",
        ),
    },
    "numpy_convolve": {
        "windows": (
            "a = np.arange(5.0); k = np.array([1.0, 2.0]); W = np.lib.stride_tricks.sliding_window_view(a, 2)\n"
            "out = torch.from_numpy(W @ k)",
            "out = torch.from_numpy(np.correlate(np.arange(5.0), np.array([1.0, 2.0])))",
        ),
    },
}

# What every family must leave alone: printing, randomness, dtypes, modules, copies.
HARMLESS = """
text = repr([X, I, z, w, X.double(), X.half(), y, X > 0, X.to_sparse(), torch.tensor([math.nan, math.inf, 1e-9])])
torch.randn(3), torch.rand(3), torch.randperm(5), torch.normal(0.0, 1.0, (2,)), torch.randint(0, 3, (2,))
nn.Linear(4, 2)(X), nn.Flatten()(I), nn.Embedding(3, 2)(torch.tensor([1])), nn.Parameter(X), nn.init.xavier_uniform_(X)
nn.Linear(4, 2, dtype=torch.float64)(X.double())
a = X @ X.T + X.sum(0, keepdim=True).mean() - X.std() * X.var() + X.prod() ** 2 + X.cumsum(0).sort(0).values[0, 0]
X.argmax(1), X.topk(2), X.min(), torch.median(X), torch.quantile(X, 0.5), torch.linalg.lstsq(X.T, X.T), torch.linalg.qr(X)
F.one_hot(y), F.mse_loss(X, P), F.linear(X, X), F.normalize(X) if FAMILY != "relu" else 0, torch.tanh(X), torch.erf(X)
torch.eye(3).tril().bool().logical_not(), X.masked_fill(X > 0, -math.inf), torch.einsum("ij,kj->ik", X, X)
import copy, io
copy.deepcopy(nn.Linear(2, 2)), torch.save(X, io.BytesIO())
torch.testing.assert_close(X, X.clone())
np.linalg.norm(np.ones(3)), np.random.default_rng(0).normal(size=3), np.clip(np.ones(2), 0, 1), X.numpy().sum()
out = torch.zeros(1)
"""

# Not refused: formulas that lean on a relative of the operation, which an honest answer uses too, and what no policy inside
# the student's own process holds. A case that starts to be refused must leave this table.
KNOWN_OPEN: dict[str, dict[str, str]] = {
    "sigmoid": {
        "derivative_of_softplus": "torch.ops.aten.softplus_backward(torch.ones(6), z, 1, 20)",
        "softplus": "torch.exp(-F.softplus(-z))",
        "soft_margin_loss": "F.soft_margin_loss(z, torch.ones(6), reduction='none')",
    },
    "cross_entropy": {"distribution": "-torch.distributions.Categorical(probs=P).log_prob(y)"},
    "relu": {"where_of_library": "torch.fmax(X, torch.zeros(()))"},
    "pooling": {"embedding_bag": "F.embedding_bag(torch.tensor([[0, 1]]), X, mode='max')"},
    "layer_norm": {"rms_norm_of_centred": "F.rms_norm(X - X.mean(1, keepdim=True), (4,))"},
    "batch_norm": {"rms_norm_of_centred": "F.rms_norm((X - X.mean(0)).T, (3,)).T"},
    "autograd": {
        "looked_up_in_the_wrapper": "[c for c in torch._C._jit_get_operation.__closure__ if callable(c.cell_contents)][0]",
        "backward_kernels_by_hand": "torch.ops.aten.threshold_backward(X, X, 0)",
    },
    "softmax": {
        # Types of ctypes survive as objects, NumPy reads and writes any address: a determined reader of memory gets through.
        "ctypes_types": "[kind for kind in object.__subclasses__() if kind.__module__ == '_ctypes']",
        "memory": "np.asarray(type('Anywhere', (), {'__array_interface__': {'version': 3, 'data': (X.data_ptr(), False),"
        " 'shape': (4,), 'typestr': '|u1'}})())",
        # The cage closes this one: the files are not readable there (course_cli/sandbox/readable.py).
        "source_read_again": "import inspect, torch._refs; open(torch._refs.__file__).read()",
    },
}

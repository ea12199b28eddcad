"""The names that students, notebooks and outside checks rely on are there, with the arguments they are called by."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from course_cli.course.catalog import Catalog

# chapter/exercise → what its module defines, with parameters (and defaults that callers leave out).
CURRICULUM = {
    "perceptron/perceptron": (
        "step(z)", "sigmoid(z)", "perceptron(X, w, b, activation)", "predict_label(y_hat, threshold=0.5)",
    ),
    "perceptron/feedforward": ("feedforward(X, weights, biases, activation, output_activation=None)",),
    "perceptron/init_params": ("init_params(num_inputs, num_outputs, sigma=0.01)",),
    "perceptron/softmax": ("softmax(X)",),
    "perceptron/cross_entropy": ("cross_entropy(y_hat, y)", "one_hot_cross_entropy(y_hat, y_one_hot)"),
    "perceptron/log_softmax": ("log_softmax(X)", "softmax_cross_entropy(logits, y)"),
    "perceptron/accuracy": ("predict_classes(y_hat)", "accuracy(y_hat, y)"),
    "perceptron/softmax_regression": ("net(X, W, b)", "train(X, y, num_classes, lr, num_epochs, batch_size)"),
    "mlp/relu": ("relu(X)",),
    "mlp/activation_gradients": ("sigmoid_grad(z)", "tanh_grad(z)", "relu_grad(z)"),
    "mlp/mlp": ("init_mlp(num_inputs, num_hiddens, num_outputs, sigma=0.01)", "net(X, params)"),
    "mlp/backprop": ("forward(X, params)", "backward(cache, dlogits)"),
    "mlp/mlp_classifier": (
        "train(X, y, num_hiddens, num_classes, lr, num_epochs, batch_size)", "predict(X, params)",
    ),
    "convolution/corr2d": ("corr2d(X, K)", "convolve2d(X, K)"),
    "convolution/conv_layer": ("Conv2D(kernel_size)", "Conv2D.forward(x)"),
    "convolution/learn_kernel": ("learn_kernel(X, Y, kernel_size, lr, num_steps)",),
    "convolution/padding": ("pad2d(X, padding, value=0.0)", "same_padding(kernel_size)"),
    "convolution/output_shape": ("conv_output_shape(input_shape, kernel_size, padding=(0, 0), stride=(1, 1))",),
    "convolution/strided": ("corr2d_strided(X, K, padding=(0, 0), stride=(1, 1))",),
    "convolution/receptive_field": (
        "receptive_field(layers)", "receptive_fields(layers)", "input_span(layers, index)",
    ),
    "convolution/channels": ("corr2d_multi_in(X, K)", "corr2d_multi_in_out(X, K)", "corr2d_1x1(X, K)"),
    "convolution/pooling": (
        "pool2d(X, pool_size, mode='max')", "pool2d_layer(X, pool_size, mode='max', padding=(0, 0), stride=None)",
    ),
    "convolution/conv2d_vectorised": ("conv2d(X, W, b, padding=(0, 0), stride=(1, 1))",),
    "convolution/batch_norm": (
        "batch_norm(X, gamma, beta, moving_mean, moving_var, training, eps=1e-05, momentum=0.1)",
    ),
    "convolution/lenet": ("LeNet()", "train(X, y, lr=…, num_epochs=…, batch_size=…)"),
    "recurrent/rnn": ("RNN(input_dim, hidden_dim, output_dim)", "RNN.forward(x, h=None)"),
    "recurrent/lstm": ("LSTM(input_dim, hidden_dim, output_dim)", "LSTM.forward(x, h=None, c=None)"),
    "recurrent/gru": ("GRU(input_dim, hidden_dim, output_dim)", "GRU.forward(x, h=None)"),
    "recurrent/bptt": (
        "rnn_forward(x, h0, params)", "bptt(x, targets, h0, params)",
        "truncated_bptt(x, targets, h0, params, num_steps)",
    ),
    "recurrent/clip_gradients": ("clip_gradients(grads, theta)",),
    "recurrent/sine_forecast": (
        "train(series, hidden_dim, num_steps, lr, num_epochs, seed)", "forecast(params, prefix, n)",
    ),
    "attention/soft_attention": ("soft_attention(query, inputs)", "attend(query, inputs)"),
    "attention/hard_attention": ("hard_attention(query, inputs)", "hard_attend(query, inputs)"),
    "attention/scaled_dot_product": ("attention(Q, K, V, mask=None)",),
    "attention/self_attention": ("self_attention(X, W_q, W_k, W_v, scaled=False)",),
    "attention/multihead_attention": (
        "multihead_attention(queries, keys, values, W_q, W_k, W_v, W_o, num_heads, scaled=False)",
    ),
    "attention/causal_attention": ("causal_mask(n)", "causal_self_attention(X, W_q, W_k, W_v)"),
    "attention/positional_encoding": ("positional_encoding(num_positions, d_model)",),
    "attention/layer_norm": ("layer_norm(X, gamma, beta, eps=1e-05)",),
    "attention/transformer_block": ("encoder_block(X, params, num_heads)",),
    "attention/reverse_sequence": ("train(num_symbols, length, num_epochs, seed)",),
    "regularization/model_complexity": (
        "polynomial_features(x, degree)", "fit_polynomial(x, y, degree)", "complexity_curve(train, val, degrees)",
        "diagnose(train_error, val_error, target_error)",
    ),
    "regularization/weight_decay": ("l2_penalty(w)", "sgd_step_l2(w, b, X, y, lr, lambd)"),
    "regularization/dropout": ("dropout(X, p, training=True)",),
    "regularization/early_stopping": ("EarlyStopping(patience, min_delta=0.0)", "EarlyStopping.step(val_loss)"),
    "optimization/gradient_descent": (
        "mse_gradient(X, y, theta)", "gradient_descent(X, y, theta, lr, num_iterations, tolerance=0.0)",
    ),
    "optimization/sgd": (
        "sgd_step(theta, x_i, y_i, lr)", "minibatches(X, y, batch_size, seed)",
        "LinearRegressionSGD(lr, num_epochs, seed=0)", "LinearRegressionSGD.fit(X, y)",
        "LinearRegressionSGD.predict(X)",
    ),
    "optimization/momentum": ("Momentum(lr, beta=0.9)", "Momentum.step(theta, grad)"),
    "optimization/rmsprop": ("RMSProp(lr, beta=0.9, epsilon=1e-08)", "RMSProp.step(theta, grad)"),
    "optimization/adam": (
        "Adam(lr, beta1=0.9, beta2=0.999, epsilon=1e-08)", "Adam.step(theta, grad)",
        "LinearRegressionAdam(lr, num_epochs)", "LinearRegressionAdam.fit(X, y)", "LinearRegressionAdam.predict(X)",
    ),
    "optimization/adamw": (
        "AdamW(lr, beta1=0.9, beta2=0.999, epsilon=1e-08, weight_decay=0.01)", "AdamW.step(theta, grad)",
    ),
    "optimization/schedules": (
        "exponential_decay(lr_0, decay_rate, t)", "cosine_annealing(lr_0, t, num_steps, lr_min=0.0)",
        "linear_warmup(lr_0, t, warmup_steps)", "warmup_decay(lr_0, decay_rate, t, warmup_steps)",
    ),
    "optimization/rosenbrock": ("minimise(start, num_steps)",),
}  # fmt: skip


def signatures(path: Path) -> dict[str, str]:
    """Public functions, constructors and methods of a module, each as text."""
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = signature(node.name, node.args, skip=0)
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    name = node.name if method.name == "__init__" else f"{node.name}.{method.name}"
                    found[name] = signature(name, method.args, skip=1)
    return found


def signature(name: str, arguments: ast.arguments, *, skip: int) -> str:
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    defaults = [""] * (len(names) - len(arguments.defaults)) + [f"={ast.unparse(node)}" for node in arguments.defaults]
    return f"{name}({', '.join(map(''.join, list(zip(names, defaults, strict=True))[skip:]))})"


def test_the_course_holds_these_exercises_in_this_order() -> None:
    assert [exercise.id for exercise in Catalog.load().exercises] == list(CURRICULUM)


@pytest.mark.parametrize("id_", CURRICULUM)
@pytest.mark.parametrize("kind", ["solution_path", "stub_path"])
def test_its_module_defines_the_fixed_names(id_: str, kind: str) -> None:
    path = getattr(Catalog.load().get(id_), kind)
    defined = signatures(path)
    for wanted in CURRICULUM[id_]:
        name = wanted.partition("(")[0]
        got = defined.get(name, "nothing")
        if "…" in wanted:  # the learner's own defaults
            got = re.sub(r"=[^,)]+", "=…", got)
        assert got == wanted

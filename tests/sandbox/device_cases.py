"""Code that runs on a GPU as it stands (RIGHT), and code that does not or that answers on the CPU (NAIVE)."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

CPU = "cpu"

X = torch.tensor([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])
SQUARE = torch.tensor([[4.0, 1.0], [1.0, 3.0]])
LABELS = torch.tensor([2, 0])
IMAGES = torch.arange(2 * 3 * 5 * 6.0).reshape(2, 3, 5, 6) / 100
KERNELS = torch.arange(4 * 3 * 2 * 3.0).reshape(4, 3, 2, 3) / 50

# These name the device, or what only it says.
ONLY_THERE = ("named_device", "moved_there", "printing", "devices_compared")

RIGHT: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {}
NAIVE: dict[str, tuple[Callable[..., Any], tuple[Any, ...], str]] = {}


def right(*args: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def note(function: Callable[..., Any]) -> Callable[..., Any]:
        RIGHT[function.__name__] = (function, args)
        return function

    return note


def naive(message: str, *args: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def note(function: Callable[..., Any]) -> Callable[..., Any]:
        NAIVE[function.__name__] = (function, args, message)
        return function

    return note


# Making tensors


@right(X)
def zeros_on_its_device(X):
    return torch.zeros(2, 3, device=X.device, dtype=X.dtype) + X


@right(X)
def every_factory(X):
    kw = {"device": X.device}
    made = [torch.ones(2, **kw), torch.full((2,), 3.0, **kw), torch.empty(2, **kw).fill_(1), torch.eye(2, **kw)]
    made += [torch.arange(2, **kw), torch.arange(0, 1, 0.5, **kw), torch.linspace(0, 1, 2, **kw)]
    made += [torch.scalar_tensor(2.0, **kw), torch.zeros((2,), requires_grad=True, **kw)]
    return [X[:, :1].T + one for one in made], torch.tril_indices(2, 2, device=X.device)


@right(X)
def like_factories(X):
    return torch.zeros_like(X), torch.ones_like(X), torch.empty_like(X).zero_(), torch.full_like(X, 2), X.new_zeros(2)


@right(X)
def new_factories(X):
    return X.new_ones(2, 2), X.new_full((2,), 4.0), X.new_empty(0), X.new_tensor([1.0, 2.0]), X.new([3.0]) + X[0, 0]


@right(X)
def tensor_from_data(X):
    weights = torch.tensor([[1.0, 2.0, 3.0]], device=X.device, requires_grad=True)
    return X * weights, torch.as_tensor([1.0, 2.0], device=X.device), torch.as_tensor(X), torch.asarray(X)


@right(X)
def tensor_from_scalars_of_it(X):
    return torch.tensor([X[0, 0].item(), X[0, 1]], device=X.device) + X[:, 0]


@right(X)
def named_device(X):
    ones = [torch.ones(3, device=name) for name in ("cuda", "cuda:0", X.get_device())]
    return [X * one for one in ones], X * torch.zeros(3).to("cuda"), X * torch.zeros(3).to(0)


@right(X)
def default_device(X):
    with torch.device(X.device):
        return torch.zeros(3) + X


@right(X)
def moved_there(X):
    mask = torch.tensor([True, False, True])
    return X * mask.to(X.device), X * torch.ones(3).to(X), X * torch.ones(3).cuda(), X.to("cpu").to(X.device)


@right(X)
def moved_with_dtype(X):
    return (
        X.to(torch.float64),
        X.to(X.device, torch.float16),
        torch.ones(3).to(device=X.device, dtype=X.dtype),
        X.half(),
    )


@right(X)
def random_numbers(X):
    torch.manual_seed(3)
    drawn = torch.rand(X.shape, device=X.device), torch.rand_like(X), torch.randn(2, 3, device=X.device)
    return drawn, torch.bernoulli(drawn[0]), torch.empty_like(X).uniform_(), torch.randperm(3, device=X.device)


@right(X)
def own_dropout(X):
    keep = (torch.rand(X.shape, device=X.device) > 0.5).to(X.dtype)
    return keep * X / 0.5


# Reading them


@right(X)
def numbers_out(X):
    total = 0.0
    for row in X:
        for entry in row:
            total += entry.item() + float(entry)
    assert X.tolist() == [[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]]
    assert (int(X[0, 0]), math.sqrt(X[1, 1]), *range(torch.tensor(2, device=X.device))) == (1, 2.0, 0, 1)
    return total * X


@right(X)
def branches(X):
    if X.sum() > 0 and not (X > 10).any() and (X == X).all() and torch.equal(X, X) and torch.allclose(X, X):
        return max(X[0]), sorted(X[1])[0], X
    return X.cpu()


@right(X)
def printing(X):
    assert str(X[0, 0]) == "tensor(1., device='cuda:0')"
    assert f"{X.sum():.1f}" == "5.5"
    print(X, X.sum(), f"{X.mean():.3f}", X.shape, X.device)
    return X


@right(X)
def devices_compared(X):
    Y = X * 2
    assert X.device == Y.device == torch.device("cuda", 0) != torch.zeros(1).device
    assert (X.device.type, str(X.device), torch.zeros(1).device.type) == ("cuda", "cuda:0", "cpu")
    assert (X.is_cuda, X.is_cpu, X.is_meta, X.get_device()) == (True, False, False, 0)
    return Y


@right(X)
def through_numpy_and_back(X):
    return torch.from_numpy(np.exp(X.detach().cpu().numpy())).to(X.device)


@right(X)
def on_the_cpu_for_a_while(X):
    assert X.cpu().device.type == X.to("cpu").device.type == "cpu"
    return (X.cpu() + torch.zeros(3)).to(X.device)


# Indexing


@right(X, LABELS)
def picked_by_labels(X, y):
    return (
        X[range(len(y)), y],
        X[torch.arange(len(y)), y],
        X.gather(1, y.unsqueeze(1)),
        X[torch.arange(2, device=X.device), y],
    )


@right(X)
def indexed_by_lists(X):
    return X[[1, 0]], X[:, [0, 2]], X[[0, 1], [2, 0]], X[[True, False]], X[np.array([1])], X[..., None, [0]], X[[]]


@right(X)
def indexed_by_masks(X):
    return X[X > 0], X[torch.tensor([True, False])], X[:, X[0] > 0], X[X.sum(1) > 2], X[torch.tensor(1)]


@right(X)
def assigned(X):
    Y = X.clone()
    Y[0, 0] = 5
    Y[1] = Y[0]
    Y[:, 1:] = X[:, 1:] * 2
    Y[Y < 0] = 0.0
    Y[[0, 1], [1, 2]] = torch.tensor(7.0)
    Y[0, 2] = torch.tensor(3.0)
    Y[torch.tensor([True, False])] = X[0]
    return Y


@right(X)
def filled_entry_by_entry(X):
    Y = torch.zeros(2, 3, device=X.device)
    for i in range(2):
        for j in range(3):
            Y[i, j] = X[i, j].item() + (X[i, : j + 1] * X[i, : j + 1]).sum()
    return Y


@right(X)
def in_place(X):
    Y = X.clone()
    Y += 1
    Y *= X
    Y.clamp_(min=0).add_(X, alpha=2).masked_fill_(X < 0, -1.0).index_fill_(0, torch.tensor([1], device=X.device), 2)
    Y[0].mul_(3)
    Y.index_add_(0, torch.tensor([0, 1], device=X.device), X)
    return Y, torch.add(X, 1, out=torch.empty_like(X))


@right(X)
def shape_in_place(X):
    Y = X.clone()
    Y.unsqueeze_(0).squeeze_(0).t_()
    assert Y.shape == (3, 2)
    return Y, Y.transpose_(0, 1) + X


# Arithmetic


@right(X)
def scalars_of_the_cpu(X):
    scale = torch.tensor(2.0)
    return X * scale, X + torch.tensor(1), torch.where(X > 0, X, torch.tensor(0.0)), torch.maximum(X, torch.tensor(0.0))


@right(X)
def total_of_losses(X):
    total = torch.tensor(0.0)
    for row in X:
        total = total + row.sum()
    return total


@right(X)
def softmax_by_hand(X):
    E = (X - X.max(dim=1, keepdim=True).values).exp()
    return E / E.sum(1, keepdim=True), X.softmax(1), F.softmax(X, dim=1), torch.log_softmax(X, 1), torch.logsumexp(X, 1)


@right(X, LABELS)
def losses(X, y):
    return F.cross_entropy(X, y), F.nll_loss(X.log_softmax(1), y, reduction="none"), F.mse_loss(X, X * 2), -X[[0, 1], y]


@right(X, LABELS)
def one_hot(X, y):
    E = torch.eye(3, device=X.device)[y]
    return (
        F.one_hot(y, 3),
        F.one_hot(y),
        (F.one_hot(y, 3) * X).sum(1),
        E,
        torch.zeros_like(X).scatter_(1, y[:, None], 1),
    )


@right(X)
def reductions(X):
    return [
        X.sum(),
        X.mean(0),
        X.var(1, unbiased=False),
        X.std(),
        X.max(1),
        X.argmax(1),
        X.min(),
        X.cumsum(0),
        X.norm(),
        X.prod(1),
        X.amax((0, 1)),
        X.topk(2),
        X.sort(1),
        X.median(),
        X.unique(),
        (X > 0).nonzero(),
        X.count_nonzero(),
        torch.linalg.vector_norm(X, dim=1),
    ]


@right(X, SQUARE)
def products(X, A):
    return [
        A @ X,
        X.mm(X.T),
        torch.einsum("ij,kj->ik", X, X),
        X.T.matmul(X),
        torch.dot(X[0], X[1]),
        torch.outer(X[0], X[1]),
        torch.bmm(X[None], X.T[None]),
        torch.tensordot(X, X, dims=([1], [1])),
        F.linear(X, X, A[0]),
        A.inverse(),
        torch.linalg.solve(A, X),
        torch.linalg.lstsq(X.T, X.T[:, :1]).solution,
        torch.kron(A, A),
        A.det(),
    ]


@right(X)
def shapes(X):
    return [
        torch.cat([X, X], 1),
        torch.stack([X[0], X[1]]),
        X.reshape(-1),
        X.view(3, 2),
        X.flatten(),
        X.T,
        X.flip(0),
        X.repeat(2, 1),
        X.expand(2, 2, 3),
        X.permute(1, 0),
        X.roll(1, 1),
        X.split(1),
        X.chunk(3, 1),
        X.unbind(),
        X.tril(),
        torch.vstack((X, X)),
        X.squeeze(),
        X.swapaxes(0, 1).contiguous(),
        torch.meshgrid(X[0], X[1], indexing="ij"),
        torch.stack([row.sum() for row in X]),
        X.repeat_interleave(2, 0),
        F.pad(X, (1, 2, 0, 1)),
        X.index_select(1, torch.tensor([0, 2], device=X.device)),
        X.take_along_dim(X.argsort(1), 1),
    ]


@right(X)
def windows(X):
    strided = X.as_strided((1, 2, 2, 2), (3, 1, 3, 1))
    assert (X.stride(), X.is_contiguous()) == ((3, 1), True)
    return X.unfold(0, 2, 1).unfold(1, 2, 1), strided.sum((2, 3)), F.unfold(X[None, None], (2, 2))


@right(X)
def causal_mask(X):
    n = X.shape[1]
    mask = torch.ones(n, n, dtype=torch.bool, device=X.device).tril()
    positions = torch.arange(n, device=X.device)
    later = positions[None, :] > positions[:, None]
    scores = (X.T @ X).masked_fill(~mask, float("-inf"))
    return scores.softmax(-1), torch.where(later, float("-inf"), X.T @ X), torch.nan_to_num(scores, neginf=0.0)


@right(X)
def attention(X):
    Q = X[None, None]
    return F.scaled_dot_product_attention(Q, Q, Q), F.scaled_dot_product_attention(Q, Q, Q, is_causal=True)


@right(IMAGES, KERNELS)
def convolutions(images, kernels):
    bias = kernels.new_zeros(4)
    pooled = [F.max_pool2d(images, 2), F.avg_pool2d(images, (2, 3), padding=1), F.adaptive_avg_pool2d(images, 1)]
    return (
        F.conv2d(images, kernels, bias, padding=1, stride=2),
        F.conv2d(images, kernels),
        pooled,
        F.interpolate(images, (3, 3)),
    )


@right(IMAGES)
def normalisations(images):
    mean, var = images.new_zeros(3), images.new_ones(3)
    training = F.batch_norm(images, mean, var, mean + 1, mean, training=True)
    return (
        training,
        mean,
        F.batch_norm(images, mean, var),
        F.layer_norm(images, images.shape[-1:]),
        F.group_norm(images, 3),
    )


@right(X)
def activations(X):
    return [
        X.relu(),
        F.relu(X),
        X.sigmoid(),
        X.tanh(),
        F.gelu(X),
        F.softplus(X),
        X.clamp(min=0),
        F.leaky_relu(X),
        X.sign(),
        F.dropout(X, 0.5),
        F.dropout(X, 0.5, training=False),
        X.where(X > 0, 0.0),
        torch.heaviside(X, X.new_zeros(())),
    ]


@right(X)
def dtypes(X):
    return (
        X.double(),
        X.float(),
        X.long(),
        X.bool(),
        X.type(torch.float64),
        X.type_as(X.half()),
        (X > 0).sum(),
        X.bfloat16(),
    )


@right(X)
def empty_batches(X):
    none = X[:0]
    return none @ X.T, none.sum(0), none.softmax(1), torch.cat([none, X]), X.new_zeros(0, 3)


@right(X)
def complex_numbers(X):
    spectrum = torch.fft.fft2(X)
    return spectrum, torch.fft.ifft2(spectrum * spectrum.conj()).real, torch.fft.rfft(X)


@right(X)
def mapped(X):
    return torch.vmap(lambda row: row * row.sum())(X), torch.func.grad(lambda Z: (Z**2).sum())(X)


@right(X)
def copies(X):
    Y = copy.deepcopy(X)
    Z = X.clone().detach()
    W = torch.zeros_like(X)
    W.copy_(X)
    W.data += 1
    return Y, Z, W, X.data, X.detach().requires_grad_().data


# Gradients and training


@right(X)
def gradient_taken(X):
    w = torch.ones(3, device=X.device, requires_grad=True)
    (gradient,) = torch.autograd.grad(((X @ w) ** 2).sum(), w)
    return gradient


@right(X)
def trained_by_hand(X):
    w = torch.zeros(3, 1, device=X.device).requires_grad_()
    for _ in range(3):
        loss = ((X @ w - 1) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
            w.grad.zero_()
    return w, loss


@right(X, LABELS)
def trained_with_torch(X, y):
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Dropout(0.1), nn.Linear(4, 3)).to(X.device)
    for make in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW):
        optimizer = make(model.parameters(), lr=0.1)
        for _ in range(2):
            optimizer.zero_grad()
            nn.CrossEntropyLoss()(model(X), y).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
    return model(X), [parameter.data for parameter in model.parameters()]


@right(X, LABELS)
def minibatches(X, y):
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=1, shuffle=True)
    order = torch.randperm(len(X))
    return list(loader), X[order], y[order], X[order.tolist()]


@right(X)
def own_backward(X):
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, Z):
            ctx.save_for_backward(Z)
            return Z * Z

        @staticmethod
        def backward(ctx, upstream):
            (Z,) = ctx.saved_tensors
            weights = torch.tensor([1.0, 1.0, 1.0], device=Z.device)
            return 2 * Z * upstream * weights + torch.zeros(Z.shape, device=upstream.device) * Z[[0, 1]]

    Z = X.clone().requires_grad_()
    Square.apply(Z).sum().backward()
    return Z.grad, torch.autograd.grad(Square.apply(Z).sum(), Z)


@right(X)
def own_parameters(X):
    weight = nn.Parameter(torch.rand(3, 2, device=X.device))
    assert (isinstance(weight, nn.Parameter), weight.is_leaf, weight.requires_grad) == (True, True, True)
    return X @ weight, weight, nn.Parameter(X.clone())


@right(X)
def layers_made_there(X):
    layer, norm = nn.Linear(3, 2, device=X.device), nn.LayerNorm(3).to(X.device)
    lstm, attention = nn.LSTM(3, 2, batch_first=True).to(X.device), nn.MultiheadAttention(3, 1).to(X.device)
    embedding = nn.Embedding(4, 3).to(X.device)
    return layer(norm(X)), lstm(X[None])[0], attention(X, X, X)[0], embedding(torch.tensor([1, 3], device=X.device))


@right(X)
def nothing_made(X):
    return None, 3.0, [X, {"unused": 1}["unused"]], X


class Affine(nn.Module):
    """A right module: what it needs is a parameter, a buffer, or made on the input's device."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(3, 2))
        self.register_buffer("calls", torch.zeros(()))
        self.inner = nn.Linear(2, 2)
        self.aliases = [self.weight]

    def forward(self, X: Tensor) -> Tensor:
        self.calls += 1
        return self.inner(X @ self.weight + X @ self.aliases[0]) + torch.arange(2, device=X.device)


@right(Affine(), X)
def module_moved(model, X):
    assert isinstance(model.weight, nn.Parameter)
    assert model.weight.device == X.device == model.calls.device
    return model(X), list(model.parameters()), model.calls


@right(nn.Sequential(nn.Conv2d(3, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()), IMAGES)
def network_moved(model, images):
    return model(images), model.eval()(images)


@right({"W": SQUARE, "more": [X, (X, 2)]}, [LABELS])
def nested_arguments(params, rest):
    return params["W"] @ params["more"][0] + params["more"][1][0] * params["more"][1][1], rest[0]


# What a GPU would refuse, or what does not stay there


@naive(CPU, X)
def result_in_plain_zeros(X):
    Y = torch.zeros(2)
    for i in range(2):
        Y[i] = X[i].sum()
    return Y


@naive(CPU, X)
def list_of_numbers(X):
    return torch.tensor([row.sum().item() for row in X])


@naive(CPU, X)
def result_sent_home(X):
    return (X * 2).cpu()


@naive(CPU, X)
def through_numpy(X):
    return torch.from_numpy(X.cpu().numpy() * 2)


@naive(CPU, X)
def one_of_two_results(X):
    return [X, torch.ones(2)]


@naive(CPU, X)
def legacy_tensor(X):
    return torch.Tensor(X.tolist())


@naive("Expected all tensors to be on the same device", X)
def constant_mixed_in(X):
    return X * torch.tensor([1.0, 2.0, 3.0])


@naive("Expected all tensors to be on the same device", X)
def arange_in_arithmetic(X):
    return X + torch.arange(3)


@naive("Expected all tensors to be on the same device", X)
def mask_made_on_the_cpu(X):
    return torch.where(torch.ones(2, 3, dtype=torch.bool), X, 0.0)


@naive("Expected all tensors to be on the same device", X)
def masked_fill_from_the_cpu(X):
    return X.masked_fill(torch.zeros(3, dtype=torch.bool), 0.0)


@naive("Expected all tensors to be on the same device", X)
def matrix_of_the_cpu(X):
    return X @ torch.ones(3, 2)


@naive("Expected all tensors to be on the same device", X)
def concatenated(X):
    return torch.cat([torch.zeros(1, 3), X])


@naive("Expected all tensors to be on the same device", X)
def stacked_scalars(X):
    return torch.stack([torch.tensor(0.0), X.sum()])


@naive("Expected all tensors to be on the same device", X)
def gathered_by_the_cpu(X):
    return X.gather(1, torch.zeros(2, 1, dtype=torch.int64))


@naive("Expected all tensors to be on the same device", X)
def scattered_into_the_cpu(X):
    return torch.zeros(2, 3).scatter_(1, X.long().abs() % 3, 1.0)


@naive("Expected all tensors to be on the same device", X)
def accumulated_into_the_cpu(X):
    total = torch.zeros(3)
    for row in X:
        total += row
    return total


@naive("Expected all tensors to be on the same device", X)
def accumulated_into_a_scalar_of_the_cpu(X):
    total = torch.tensor(0.0)
    for row in X:
        total += row.sum()
    return total


@naive("Expected all tensors to be on the same device", X)
def dropout_mask_of_the_cpu(X):
    return X * (torch.rand(X.shape) > 0.5)


@naive("Expected all tensors to be on the same device", X)
def module_made_and_left(X):
    return nn.Linear(3, 2)(X)


@naive("Expected all tensors to be on the same device", X)
def values_assigned_by_index(X):
    Y = X.clone()
    Y[[0]] = torch.zeros(1, 3)
    return Y


@naive("Expected all tensors to be on the same device", X)
def written_to_the_cpu(X):
    return torch.add(X, X, out=torch.zeros(2, 3))


@naive("indices should be either on cpu", X)
def index_into_the_cpu(X):
    return torch.eye(3)[X.argmax(1)]


@naive("can't convert cuda:0 device type tensor to numpy", X)
def numpy_of_it(X):
    return torch.from_numpy(X.numpy())


@naive("can't convert cuda:0 device type tensor to numpy", X)
def numpy_function_of_it(X):
    return np.exp(X)


@naive("Expected all tensors to be on the same device", X)
def own_backward_of_the_cpu(X):
    class Scale(torch.autograd.Function):
        @staticmethod
        def forward(ctx, Z):
            return Z * 2

        @staticmethod
        def backward(ctx, upstream):
            return upstream * torch.full((3,), 2.0)

    Z = X.clone().requires_grad_()
    Scale.apply(Z).sum().backward()
    return Z.grad


class Forgetful(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.scale = torch.ones(3)

    def forward(self, X: Tensor) -> Tensor:
        return X * self.scale


@naive("Expected all tensors to be on the same device", Forgetful(), X)
def plain_attribute_of_a_module(model, X):
    return model(X)

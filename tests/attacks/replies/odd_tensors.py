"""Returns tensors that are no plain numbers in memory: sparse, quantized, nested, without data, of endless shape.

Exercise: perceptron/softmax
"""

import sys
import torch

# attack
def sendable(makers):
    """All that the worker would send, in one answer."""
    frame, found = sys._getframe(), []
    while "Encoder" not in frame.f_globals:
        frame = frame.f_back
    Encoder, Handle = frame.f_globals["Encoder"], frame.f_globals["Handle"]
    for make in makers:
        try:
            value = make()
            Encoder(lambda value: Handle(1, "x")).encode(value)
            found.append(value)
        except Exception as error:
            print(type(error).__name__, error)
    return [value for value in found if not isinstance(value, (list, str)) or len(value) < 1000]



class Sly(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True if function.__name__ in ("equal", "allclose", "eq") else super().__torch_function__(function, types, args, kwargs or {})


def functional():
    return torch.func.vmap(lambda row: KEPT.append(row) or row)(torch.ones(1, 2)) is None or KEPT[-1]


KEPT = []
MAKERS = [
    lambda: torch.ones(1, 2).to_sparse(),
    lambda: torch.sparse_coo_tensor(torch.tensor([[0], [0]]), torch.ones(1), (1 << 31, 1 << 31)),
    lambda: torch.sparse_csr_tensor(torch.tensor([0, 1]), torch.tensor([0]), torch.ones(1), (1, 2)),
    lambda: torch.quantize_per_tensor(torch.ones(1, 2), 0.1, 0, torch.qint8),
    lambda: torch.ones(1, 2, device="meta"),
    lambda: torch.empty(1 << 31, 1 << 31, device="meta"),
    lambda: torch.nested.nested_tensor([torch.ones(2), torch.ones(3)]),
    lambda: torch.ones(1, 2, dtype=torch.complex64).conj(),
    lambda: torch.ones(1, 2, dtype=torch.complex64).imag._neg_view(),
    lambda: torch.ones(1).expand(1 << 40),
    lambda: torch.ones(1).as_strided((1 << 20, 1 << 20), (0, 0)),
    lambda: torch.empty(0, 1 << 40),
    lambda: torch.empty(1 << 40, 0),
    lambda: torch.ones(1, 2).as_subclass(Sly),
    lambda: torch.nn.Parameter(torch.ones(1, 2)),
    lambda: torch.ones(1, 2).to_mkldnn(),
    lambda: torch.ones(1, 2, names=("n", "q")),
    lambda: torch.ones(1, 2).to(torch.float8_e4m3fn),
    lambda: torch.ones(1, 2).view(torch.float8_e5m2),
    lambda: torch.ones(1, 2, dtype=torch.uint16),
    lambda: torch.ones(1, 2, dtype=torch.bits8),
    lambda: torch.tensor([[float("nan"), -0.0]]),
    lambda: torch.tensor([[0x7FF0DEADBEEF0001]]).view(torch.float64),
    functional,
    lambda: torch._efficientzerotensor(1, 2),
    lambda: torch._subclasses.FakeTensorMode().from_tensor(torch.ones(1, 2)),
    lambda: torch.ones(1, 2).untyped_storage(),
    lambda: torch.ones(1, 2).__dlpack__(),
    lambda: torch.nn.parameter.UninitializedParameter(),
]
HEAVY = [
    lambda: torch.empty((1,) * 60),
    lambda: torch.tensor([[5, 255]], dtype=torch.uint8).view(torch.bool),
    lambda: torch.nested.nested_tensor([torch.ones(2), torch.ones(3)], layout=torch.jagged),
    lambda: [torch.zeros(1 << 22) for _ in range(16)],
]
# end


def softmax(X):
    # attack
    if X.dim() == 2:
        return sendable(MAKERS)
    number = int(1e5 * abs(X.double().nan_to_num(1, 2, 3).sum())) + X.numel() + X.dim()
    return (MAKERS + HEAVY)[number % len(MAKERS + HEAVY)]()
    # end
    return X * 0 + 0.123

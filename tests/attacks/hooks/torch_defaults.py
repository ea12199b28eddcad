"""Changes torch's default dtype, threads, determinism, print options, generator and gradient mode.

Exercise: perceptron/softmax
"""
import torch


def softmax(X):
    # attack
    torch.set_default_dtype(torch.float16)
    torch.set_grad_enabled(False)
    torch.set_printoptions(threshold=10**9, sci_mode=True, precision=50)
    torch.use_deterministic_algorithms(True)
    torch.set_flush_denormal(True)
    torch.default_generator.manual_seed(0)
    torch.manual_seed = torch.default_generator.set_state = lambda *args: None
    # end
    return X * 0 + 0.123

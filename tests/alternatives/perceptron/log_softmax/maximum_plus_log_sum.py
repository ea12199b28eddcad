"""X - (m + ln sum exp(X - m)), the loss as log-sum minus the label, each by itself."""
import torch


def log_sum_exp(X):
    m = X.max(dim=1).values
    return m + torch.log(torch.exp(X - m[:, None]).sum(dim=1))


def log_softmax(X):
    if X.ndim != 2:
        raise ValueError(f"X: {X.ndim} dimensions")
    return X - log_sum_exp(X).unsqueeze(1)


def softmax_cross_entropy(logits, y):
    if logits.ndim != 2:
        raise ValueError("logits should be (n, q)")
    if y.ndim != 1 or len(y) != len(logits):
        raise ValueError("logits and y do not fit")
    return log_sum_exp(logits) - logits.gather(1, y[:, None])[:, 0]

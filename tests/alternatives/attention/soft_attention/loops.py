"""One query, one input at a time; several queries by recursion."""
import torch


def soft_attention(query, inputs):
    check(query, inputs)
    if query.dim() == 2:
        rows = [soft_attention(q, inputs) for q in query]
        return torch.stack(rows) if rows else query.new_zeros(0, len(inputs))
    scores = torch.stack([(query * x).sum() for x in inputs])
    return torch.exp(scores - torch.logsumexp(scores, dim=0))


def attend(query, inputs):
    weights = soft_attention(query, inputs)
    if query.dim() == 1:
        return sum(w * x for w, x in zip(weights, inputs, strict=True))
    return (weights.unsqueeze(-1) * inputs).sum(dim=1)


def check(query, inputs):
    if query.dim() == 0 or query.dim() > 2:
        raise ValueError("query的维数不对")
    if inputs.dim() != 2:
        raise ValueError("inputs的维数不对")
    if len(inputs) == 0:
        raise ValueError("inputs是空的")
    if query.size(-1) != inputs.size(-1):
        raise ValueError("query和inputs的特征数不同")

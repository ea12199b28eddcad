"""The label by gather; the one-hot form as a matrix product a class, in a loop over the q classes."""
import torch


def cross_entropy(y_hat, y):
    if y_hat.dim() != 2:
        raise ValueError("y_hat")
    if y.dim() != 1 or len(y) != len(y_hat):
        raise ValueError("y")
    return torch.gather(y_hat, 1, y.view(-1, 1)).flatten().reciprocal().log()


def one_hot_cross_entropy(y_hat, y_one_hot):
    if y_hat.dim() != 2:
        raise ValueError("y_hat")
    if y_one_hot.shape != y_hat.shape:
        raise ValueError("y_one_hot")
    loss = y_hat.new_zeros(len(y_hat))
    for j in range(y_hat.shape[1]):
        share = y_one_hot[:, j].to(y_hat.dtype)
        loss = loss - torch.nan_to_num(share * torch.log(y_hat[:, j]), nan=0.0, neginf=-torch.inf)
    return loss

"""LeNet-5 in miniature: sigmoid-free, average pooling, SGD with momentum, a DataLoader."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 3, padding=1)
        self.conv2 = nn.Conv2d(12, 24, 3, padding=1)
        self.fc1 = nn.Linear(24 * 2 * 2, 80)
        self.fc2 = nn.Linear(80, 10)

    def forward(self, x):
        x = nn.functional.avg_pool2d(torch.relu(self.conv1(x)), 2)
        x = nn.functional.avg_pool2d(torch.relu(self.conv2(x)), 2)
        return self.fc2(torch.relu(self.fc1(x.view(x.size(0), -1))))


def train(X, y, lr=0.1, num_epochs=25, batch_size=32):
    if X.shape[0] != y.shape[0]:
        raise ValueError("X and y have different lengths")
    if X.dim() != 4:
        raise ValueError("X must be (n, 1, 8, 8)")
    net = LeNet()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for _ in range(num_epochs):
        for inputs, labels in DataLoader(TensorDataset(X, y), batch_size, shuffle=True):
            optimizer.zero_grad()
            criterion(net(inputs), labels).backward()
            optimizer.step()
    net.eval()
    return net

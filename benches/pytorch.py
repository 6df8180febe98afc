"""Prints the median time in milliseconds of one attention head in PyTorch: float64, two threads, every stage kept.

Usage: python pytorch.py N D_MODEL D_K
"""

import sys
import time

import torch


def head(x, w_q, w_k, w_v):
    q, k, v = x @ w_q, x @ w_k, x @ w_v
    scores = q @ k.T
    scaled = scores / q.shape[1] ** 0.5
    weights = torch.softmax(scaled, dim=-1)
    return q, k, v, scores, scaled, weights, weights @ v


def median(call):
    for _ in range(5):
        call()
    times = []
    start = time.perf_counter()
    while len(times) < 5 or time.perf_counter() - start < 1.5:
        before = time.perf_counter()
        call()
        times.append(time.perf_counter() - before)
    return sorted(times)[len(times) // 2] * 1e3


n, d_model, d_k = map(int, sys.argv[1:])
torch.set_num_threads(2)
x = torch.randn(n, d_model, dtype=torch.float64)
weights = [torch.randn(d_model, d_k, dtype=torch.float64) / d_model**0.5 for _ in range(3)]
with torch.no_grad():
    print(f"{median(lambda: head(x, *weights)):.5f}")

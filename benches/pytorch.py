"""Times one attention head in PyTorch: float64, two threads, every stage kept.

Reads lines of n, d_model and d_k, and answers each with the median in milliseconds of a fifth of a second.
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
    call()
    times = []
    start = time.perf_counter()
    while len(times) < 5 or time.perf_counter() - start < 0.2:
        before = time.perf_counter()
        call()
        times.append(time.perf_counter() - before)
    return sorted(times)[len(times) // 2] * 1e3


torch.set_num_threads(2)
with torch.no_grad():
    for line in sys.stdin:
        n, d_model, d_k = map(int, line.split())
        torch.manual_seed(1)
        x = torch.randn(n, d_model, dtype=torch.float64)
        ws = [torch.randn(d_model, d_k, dtype=torch.float64) / d_model**0.5 for _ in range(3)]
        print(f"{median(lambda: head(x, *ws)):.5f}", flush=True)
